"""The slowest scenarios of a run, by the clock on the wall."""

from __future__ import annotations

import heapq

from smsflow.report.screen import Screen
from smsflow.scenario.result import Outcome, Result


class Slowest:
    """Keeps so many of the slowest, and forgets the others."""

    def __init__(self, wanted: int) -> None:
        self._wanted = wanted
        self._kept: list[tuple[float, int, str]] = []
        self._seen = 0

    def add(self, result: Result) -> None:
        """Take one result in; what was never run took no time."""
        if not self._wanted or result.outcome not in (Outcome.PASSED, Outcome.FAILED):
            return
        self._seen += 1
        # Of two that took as long the first is named first.
        heapq.heappush(self._kept, (result.seconds, -self._seen, f"{result.path}  {result.name}"))
        if len(self._kept) > self._wanted:
            heapq.heappop(self._kept)

    def show(self, screen: Screen) -> None:
        """Write them, the slowest first."""
        if not self._kept:
            return
        screen.line(("slowest:", "bold"))
        for seconds, _, name in sorted(self._kept, reverse=True):
            screen.line(f"{1000 * seconds:>10.1f} ms  {name}")
