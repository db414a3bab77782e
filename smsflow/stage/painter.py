"""Turns frames into what a terminal is told: only the cells that changed, all of them at once.

The control sequences are those of ECMA-48 (CUP, SGR) and of xterm (?1049 alternate screen, ?25
cursor, ?7 autowrap, ?2026 synchronized output, which terminals without it ignore).
"""

from __future__ import annotations

from collections.abc import Sequence

from smsflow.stage.text import Cell, Line, Style, cells

ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J"
LEAVE = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l"
_BEGIN, _END = "\x1b[?2026h", "\x1b[?2026l"

_COLOURED = {
    Style.PLAIN: "",
    Style.DIM: "2",
    Style.STRONG: "1",
    Style.TITLE: "1;36",
    Style.FRAME: "2",
    Style.SMS: "36",
    Style.REPLY: "35",
    Style.GOOD: "1;32",
    Style.WAITING: "33",
    Style.BAD: "1;31",
    Style.ALARM: "1;97;41",
}
_PLAIN = {
    **dict.fromkeys(Style, ""),
    Style.DIM: "2",
    Style.FRAME: "2",
    **dict.fromkeys((Style.STRONG, Style.TITLE, Style.GOOD, Style.BAD), "1"),
    Style.ALARM: "1;7",
}
"""`NO_COLOR` takes colours away; bold, faint and reverse are none (https://no-color.org)"""


class Painter:
    """Remembers what stands on the screen."""

    def __init__(self, *, colour: bool) -> None:
        self._codes = _COLOURED if colour else _PLAIN
        self._there: list[list[Cell]] = []

    def forget(self) -> None:
        """The screen is no longer what it was: its size has changed."""
        self._there = []

    def paint(self, frame: Sequence[Line]) -> str:
        """What to write so that the screen shows a frame; empty if it does already."""
        wanted = [cells(line) for line in frame]
        if len(self._there) != len(wanted):
            self._there, clear = [[] for _ in wanted], "\x1b[2J"
        else:
            clear = ""
        pieces = [
            self._row(number, there, line)
            for number, (there, line) in enumerate(zip(self._there, wanted, strict=True), 1)
            if there != line
        ]
        self._there = wanted
        return f"{_BEGIN}{clear}{''.join(pieces)}\x1b[0m{_END}" if pieces else ""

    def _row(self, number: int, there: list[Cell], wanted: list[Cell]) -> str:
        """From the first cell that differs to the last.

        No wide character is cut: where two halves are the same, so are the others beside them, or
        the wide one that is written covers both.
        """
        start, end = 0, len(wanted)
        if len(there) == end:
            while there[start] == wanted[start]:
                start += 1
            while there[end - 1] == wanted[end - 1]:
                end -= 1
        return f"\x1b[{number};{start + 1}H{self._styled(wanted[start:end])}"

    def _styled(self, run: list[Cell]) -> str:
        text, before = "", None
        for cell in run:
            if cell.style is not before:
                code = self._codes[cell.style]
                text += f"\x1b[0;{code}m" if code else "\x1b[0m"
                before = cell.style
            text += cell.text
        return text
