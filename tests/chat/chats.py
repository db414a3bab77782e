"""Chats to talk to."""

from __future__ import annotations

from smsflow.chat.cast import cast
from smsflow.chat.chat import Chat
from smsflow.chat.orders import Talk
from smsflow.commands.explanation import explanation
from smsflow.errors import StepError
from smsflow.memo.policy import Policy
from smsflow.scenario.model import Scenario


def talk_on(scenario: Scenario, guardian: str) -> Talk:
    """A chat that begins with a scenario; what the campaign did is told already."""
    talk = Talk(Chat(scenario, guardian), explanation)
    list(talk.chat.news())
    return talk


def talk_of(*lines: str, children: str | None = None, policy: Policy | None = None) -> Talk:
    """A chat of its own, after these lines."""
    talk = talk_on(*cast(None, None, children, lambda base: policy or base))
    for line in lines:
        heard(talk, line)
    return talk


def heard(talk: Talk, line: str) -> list[str]:
    """What is told of a line; a mistake's message where it is one."""
    try:
        return list(talk.hear(line))
    except StepError as error:
        return [str(error)]
