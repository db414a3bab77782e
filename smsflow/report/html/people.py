"""Whom a scenario shows: its guardians, those first whose record is not the truth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smsflow.events import (
    ChildKnown,
    Event,
    GradeChanged,
    GuardianAdded,
    GuardianKnown,
    ReplyRead,
    ReplySent,
    RowTaken,
    SmsSubmitted,
)
from smsflow.frozen import frozen
from smsflow.memo.voucher import Voucher
from smsflow.report.html.drawing import Drawing, drawn
from smsflow.report.html.phone import MAX_BUBBLES, Bubble, bubbles_of
from smsflow.report.html.sequence import rows_of
from smsflow.report.html.states import Path, path_of
from smsflow.scenario.result import Result
from smsflow.scenario.verdict.standing import Standing
from smsflow.sms.numbers import format_mobile

MAX_DRAWN = 4
"""guardians of a scenario who are drawn; the table names more"""
MAX_NAMED = 50


@frozen
class Person:
    """One guardian: the diagrams of all that concerns them."""

    name: str
    number: str
    children: str
    sequence: Drawing
    bubbles: list[Bubble]
    bubbles_left_out: int
    path: Path


def in_order(result: Result) -> list[Standing]:
    """Where everybody stands, those who differ first."""
    return sorted(result.standings, key=lambda one: not one.cause)


def people_of(result: Result, names: Sequence[str]) -> Iterator[Person]:
    """The guardians of these names, drawn."""
    for name in names:
        events = list(events_of(result.events, name))
        bubbles = bubbles_of(events, name)
        yield Person(
            name,
            _number(events),
            _children(result.events, name),
            drawn(rows_of(events, name)),
            bubbles[:MAX_BUBBLES],
            max(0, len(bubbles) - MAX_BUBBLES),
            path_of(events, name),
        )


def vouchers_of(events: Sequence[Event]) -> dict[str, str]:
    """Every child with its grade, and the voucher it has in the end."""
    grades: dict[str, int] = {}
    vouchers: dict[str, str] = {}
    for event in events:
        if isinstance(event, (ChildKnown, GradeChanged)):
            grades[event.subject] = event.grade
            vouchers.setdefault(event.subject, str(Voucher.NONE))
        elif isinstance(event, RowTaken) and event.row.startswith("voucher."):
            vouchers[event.subject] = event.target
    return {f"{child} (grade {grades[child]})": voucher for child, voucher in vouchers.items()}


def _number(events: Sequence[Event]) -> str:
    known = next(event for event in events if isinstance(event, GuardianKnown))
    return format_mobile(known.number) if known.number else "no number in МАБ"


def _children(events: Sequence[Event], name: str) -> str:
    known = (event for event in events if isinstance(event, ChildKnown))
    theirs = [f"{one.subject} (grade {one.grade})" for one in known if name in one.guardians]
    return ", ".join(theirs)


def events_of(events: Sequence[Event], name: str) -> Iterator[Event]:
    """What concerns a guardian: themselves, their children, SMS to them, replies by or for them."""
    whose, messages = {name, ""}, set()
    for event in events:
        if isinstance(event, ChildKnown) and name in event.guardians:
            whose.add(event.subject)
        if isinstance(event, GuardianAdded) and event.guardian == name:
            whose.add(event.subject)
        if isinstance(event, (SmsSubmitted, ReplySent, ReplyRead)) and event.subject == name:
            messages.add(_message(event))
    for event in events:
        message = _message(event)
        if message in messages if message else event.subject in whose or _names(event, name):
            yield event


def _message(event: Event) -> str:
    """The SMS or the reply that an event is about, if any."""
    return getattr(event, "sms", "") or getattr(event, "reply", "")


def _names(event: Event, name: str) -> bool:
    return name in (getattr(event, "guardian", ""), getattr(event, "by", ""))
