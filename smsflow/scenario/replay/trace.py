"""Picks the events of one story: whatever concerns somebody, their numbers and their children."""

from __future__ import annotations

from collections.abc import Iterable

from smsflow.events import (
    ChildKnown,
    Event,
    GuardianAdded,
    GuardianKnown,
    HandsetChanged,
    LinkApplied,
    NumberEntered,
    ReplyRead,
    ReplySent,
    RowTaken,
    SmsSubmitted,
)

_NAMES = ("subject", "guardian", "by", "number")
"""where an event may name somebody"""


class Trace:
    """Follows an event list; numbers and children that somebody gets on the way belong to it."""

    def __init__(self, names: Iterable[str]) -> None:
        """`names` are people and numbers; without one, no event concerns anybody."""
        self._names = set(names)
        self._messages: set[str] = set()
        """what was sent to them or by them, whoever got or read it"""
        self._was_read = False
        """whether a reply of theirs has just been read: the row taken then is of somebody else"""

    def __bool__(self) -> bool:
        return bool(self._names)

    def concerns(self, event: Event) -> bool:
        """Whether the next event belongs to the story; what is everybody's does."""
        was_read = self._was_read and isinstance(event, RowTaken)
        self._was_read = False
        if not (was_read or not event.subject or self._is_named(event) or self._is_message(event)):
            return False
        self._learn(event)
        return True

    def _is_named(self, event: Event) -> bool:
        if isinstance(event, ChildKnown) and not self._names.isdisjoint(event.guardians):
            return True
        return any(getattr(event, name, None) in self._names for name in _NAMES)

    def _is_message(self, event: Event) -> bool:
        message = getattr(event, "sms", None) or getattr(event, "reply", None)
        return message in self._messages

    def _learn(self, event: Event) -> None:
        if isinstance(event, SmsSubmitted):
            self._messages.add(event.sms)
        elif isinstance(event, ReplySent):
            self._messages.add(event.reply)
        elif isinstance(event, ReplyRead):
            self._was_read = True
        elif isinstance(event, (GuardianKnown, NumberEntered, HandsetChanged)):
            if event.number and event.subject in self._names:
                self._names.add(event.number)
        elif isinstance(event, (ChildKnown, GuardianAdded, LinkApplied)):
            self._names.add(event.subject)
