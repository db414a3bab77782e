"""Virtual time driven by real time: the world's clock on an event loop, so many times as fast."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from math import ceil

from smsflow.clock import Clock, Due, Timer
from smsflow.moments import Duration, Instant
from smsflow.sms.messages import Receipt, Reply, Sms

Content = Sms | Receipt | Reply | str | int
LONGEST_SECONDS = 86_400.0
"""a timer of the event loop is set again after a day: its select() waits no longer"""
MOST_AT_ONCE = 500
"""timers that fire before the event loop gets to its connections again"""


class LiveClock(Clock):
    """The world's clock, except that what comes back from a phone is told to `post`.

    Receipts and replies may wait for days, as many as there were SMS, and outlive the process: the
    store is their timer.
    """

    def __init__(self, now: Instant, post: Callable[[Instant, Receipt | Reply], None]) -> None:
        super().__init__(now)
        self._post = post

    def set(self, at: Instant, due: Due, subject: str, content: Content) -> None:
        """Arrange for something to happen; a receipt or a reply is posted."""
        if due in (Due.RECEIPT, Due.REPLY) and isinstance(content, Receipt | Reply):
            self._post(max(at, self.now), content)
        else:
            super().set(at, due, subject, content)


class RealTime:
    """Lets a clock's timers fire when their time has come."""

    def __init__(self, clock: Clock, scale: float, fire: Callable[[Timer], None]) -> None:
        self._clock = clock
        self._scale = scale
        self._fire = fire
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._first = clock.now
        self._alarm: asyncio.TimerHandle | None = None

    def now(self) -> Instant:
        """The virtual moment; it never goes back."""
        passed = (self._loop.time() - self._began) * 1000 * self._scale
        return max(self._clock.now, self._first + int(passed))

    def seconds_until(self, at: Instant) -> float:
        """Real seconds until a virtual moment, at most a day."""
        milliseconds = ceil(max(at - self.now(), 0) / self._scale)
        return min(milliseconds / 1000, LONGEST_SECONDS)

    def after(self, wait: Duration) -> Instant:
        """The virtual moment that comes after so much real time."""
        return self.now() + ceil(wait * self._scale)

    def advance(self) -> None:
        """Let everything due by now happen in order, and wait for the next."""
        self.stop()
        now = self.now()
        for _ in range(MOST_AT_ONCE):
            timer = self._clock.next(now)
            if timer is None:
                self._clock.now = now
                break
            self._fire(timer)
        if self._clock.timers:
            seconds = self.seconds_until(self._clock.timers[0].at)
            self._alarm = self._loop.call_later(seconds, self.advance)

    def stop(self) -> None:
        """Let nothing more happen."""
        if self._alarm:
            self._alarm.cancel()
            self._alarm = None
