"""`smsflow chat`: play one guardian."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from smsflow.commands.options import Reveal, Settings, WordingFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsflow.chat.orders import Talk
    from smsflow.report.screen import Screen


def chat(
    scenario: Annotated[
        Optional[str],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option("--scenario", metavar="FILE", help="Begin with its people and its policy."),
    ] = None,
    guardian: Annotated[
        Optional[str],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option("--guardian", metavar="NAME", help="Whom to play (default: the first)."),
    ] = None,
    children: Annotated[
        Optional[str],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option(
            "--children",
            metavar="NAME=GRADE,…",
            help="Whose meals it is about (default: dana=6,arman=9).",
        ),
    ] = None,
    fault: Annotated[
        Optional[list[str]],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option(
            "--fault",
            metavar="CAUSE",
            help="What is wrong on the line from the start (repeatable).",
        ),
    ] = None,
    settings: Settings = None,
    wording: WordingFile = None,
    reveal: Reveal = False,
) -> None:
    """Play a guardian: type replies to 1414, and see what they do.

    Commands such as /wait 3d begin with a slash; /help lists them. Piped, it reads lines and prints
    the transcript, and ends with 1 if a line could not be followed. /save FILE keeps the chat as a
    scenario.
    """
    from smsflow.chat.cast import cast
    from smsflow.chat.chat import Chat
    from smsflow.chat.orders import Talk
    from smsflow.commands.explanation import explanation
    from smsflow.commands.settings import read_policy, read_wording
    from smsflow.report.screen import Screen

    found, me = cast(
        scenario, guardian, children, lambda base: read_policy(settings, base), fault or ()
    )
    talk = Talk(Chat(found, me, read_wording(wording)), explanation)
    raise typer.Exit(_talk(talk, Screen(reveal=reveal), Screen(sys.stderr, reveal=reveal)))


def _talk(talk: Talk, screen: Screen, complaints: Screen) -> int:
    """The exit code: at a prompt a mistake is told and mended, a script of lines has failed."""
    from smsflow.errors import StepError

    code = 0
    _tell(screen, talk.chat.news())
    for line in _lines(talk, screen):
        try:
            _tell(screen, talk.hear(line))
        except StepError as error:
            if not _at_a_prompt():
                screen.line((f"#   {error}", "dim"))
                code = 1
            sys.stdout.flush()
            complaints.line(str(error))
    return code


def _at_a_prompt() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _lines(talk: Talk, screen: Screen) -> Iterator[str]:
    if _at_a_prompt():
        from smsflow.chat.prompt import typed

        screen.line(
            f"You are {talk.chat.guardian}. Type a reply such as 2*1, or /help; Ctrl-D ends."
        )
        return typed(talk)
    from smsflow.chat.lines import piped

    return piped(talk, sys.stdin.buffer, screen.line)


def _tell(screen: Screen, lines: Iterator[str]) -> None:
    for line in lines:
        screen.line((line, "dim" if line.startswith("#") else ""))
