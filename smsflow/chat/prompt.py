"""Lines typed at a prompt, with completion and history."""

from __future__ import annotations

from collections.abc import Iterator

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory

from smsflow.chat.orders import ORDERS, Talk


def typed(talk: Talk) -> Iterator[str]:
    """Lines from the terminal, up to Ctrl-D; Ctrl-C clears the line.

    What was typed is remembered for this chat alone: answers are personal data.
    """
    session: PromptSession[str] = PromptSession(
        history=InMemoryHistory(), completer=Completing(talk), complete_while_typing=False
    )
    while not talk.over:
        try:
            line = session.prompt(_prompt(talk))
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if line.strip():
            yield line


def _prompt(talk: Talk) -> str:
    flow, me = talk.chat.flow, talk.chat.guardian
    moment = flow.now[5:16].replace("T", " ")
    return f"{moment} {me} ({flow.consent(me)}) > "


class Completing(Completer):
    """Completes commands, and what they take: children, causes, lengths."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def get_completions(self, document: Document, _event: CompleteEvent) -> Iterator[Completion]:
        """What the line so far may become."""
        text = document.text_before_cursor.lstrip()
        name, blank, argument = text[1:].partition(" ")
        if not text.startswith("/"):
            return
        if not blank:
            matching = [one for one in ORDERS if one.startswith(name.lower())]
            yield from (Completion(one, start_position=-len(name)) for one in matching)
        elif name.lower() in ORDERS:
            words = ORDERS[name.lower()].words(self._talk.chat)
            matching = [word for word in words if word.startswith(argument)]
            yield from (Completion(word, start_position=-len(argument)) for word in matching)
