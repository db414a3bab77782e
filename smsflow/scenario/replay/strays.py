"""Replies that answer nothing: from numbers that МАБ does not hold, or of somebody never asked.

The first are the strongest sign that МАБ's number of somebody is out of date.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from smsflow.events import Event, ReplyRead, StrangerRead
from smsflow.scenario.verdict.story import Truth
from smsflow.scenario.verdict.truth import Truths
from smsflow.words import Word

MAX_SENDERS = 10_000
"""so many are told apart; the replies of the others are only counted"""
MAX_ROWS = 20
"""so many rows are kept of each sender"""


class Stray(Word):
    """Why a reply answers nothing."""

    UNKNOWN_NUMBER = "unknown_number"
    NOT_ASKED = "not_asked"


@dataclass(slots=True)
class Sender:
    """Who sent stray replies: how many, and in which lines of the table the first of them stand."""

    number: str
    """empty where a row calls the guardian by name, and the number is known"""
    guardian: str
    """empty where the number is nobody's"""
    replies: int = 0
    rows: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Strays:
    """The stray replies of one kind."""

    count: int = 0
    senders: dict[tuple[str, str], Sender] = field(default_factory=dict)

    def add(self, number: str, guardian: str, row: int) -> None:
        """One more, in this line of the table."""
        self.count += 1
        key = number, guardian
        sender = self.senders.get(key)
        if sender is None:
            if len(self.senders) >= MAX_SENDERS:
                return
            sender = self.senders[key] = Sender(number, guardian)
        sender.replies += 1
        if len(sender.rows) < MAX_ROWS:
            sender.rows.append(row)


AllStrays = dict[Stray, Strays]


def stray_of(event: Event, truths: Truths) -> Stray | None:
    """Why what 1414 has just read answers nothing; None where it answers something."""
    if isinstance(event, StrangerRead):
        return Stray.UNKNOWN_NUMBER
    if isinstance(event, ReplyRead) and truths.truth(event.subject) is Truth.NOT_ASKED:
        return Stray.NOT_ASKED
    return None
