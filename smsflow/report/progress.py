"""How far a long run is, on a terminal only."""

from __future__ import annotations

from typing import TextIO

from smsflow.report.screen import Screen

WIDTH = 30


class Progress:
    """A bar that the next look replaces."""

    def __init__(self, stream: TextIO, total: int) -> None:
        self._screen = Screen(stream)
        self._total = max(total, 1)

    def show(self, done: int, what: str) -> None:
        """So much of the total is done."""
        share = min(done / self._total, 1)
        filled = round(share * WIDTH)
        self._screen.status(f"{'█' * filled}{'░' * (WIDTH - filled)} {share:4.0%} {what}")

    def clear(self) -> None:
        """Nothing is under way any more."""
        self._screen.clear_status()
