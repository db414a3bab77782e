"""Virtual time: one clock owns every timer, and one moment has one order.

A timer is data, never a closure, so that a run under way can be written down. Timers of one moment
fire by kind, then in the order in which they were set.
"""

from __future__ import annotations

from enum import IntEnum
from heapq import heappop, heappush
from typing import NamedTuple

from smsflow.moments import Instant
from smsflow.sms.messages import Receipt, Reply, Sms


class Due(IntEnum):
    """What a timer brings; the value is its place within one moment."""

    ARRIVAL = 1
    """an SMS reaches the handset's network"""
    EXPIRY = 2
    """the carrier gives an SMS up"""
    RECEIPT = 3
    """a delivery receipt reaches the service"""
    REPLY = 4
    """a reply reaches the service"""
    TAKEN_AS_DELIVERED = 5
    """no receipt within `delivery_validity`"""
    DEADLINE = 6
    """the reply deadline of R09"""
    REMINDER = 7


class Timer(NamedTuple):
    """One thing that will happen: when, what, for whom, and the message or the mark it carries."""

    at: Instant
    due: Due
    sequence: int
    subject: str
    content: Sms | Receipt | Reply | str | int


class Clock:
    """The virtual clock of one run."""

    def __init__(self, now: Instant) -> None:
        self.now = now
        self.timers: list[Timer] = []
        """a heap: the first is the next to fire"""
        self.sequence = 0
        """how many timers were set so far"""

    def set(
        self, at: Instant, due: Due, subject: str, content: Sms | Receipt | Reply | str | int
    ) -> None:
        """Arrange for something to happen; what lies in the past happens at once."""
        self.sequence += 1
        moment = at if at > self.now else self.now
        heappush(self.timers, Timer(moment, due, self.sequence, subject, content))

    def next(self, until: Instant) -> Timer | None:
        """Take the first timer due up to and including `until`, and move to its moment."""
        if not self.timers or self.timers[0].at > until:
            return None
        timer = heappop(self.timers)
        self.now = timer.at
        return timer
