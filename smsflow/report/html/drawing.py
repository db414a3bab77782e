"""Where everything of a sequence diagram stands, in the drawing's own pixels.

Rows stand one below the other, however much time lies between them: from an hour on a gap says how
much. Times and dates stand at the left, where they change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from smsflow.frozen import frozen
from smsflow.moments import ASTANA, HOUR, SECOND, Instant, format_duration
from smsflow.report.html.sequence import Lifeline, Row

LIFELINES = {
    Lifeline.GUARDIAN: "guardian",
    Lifeline.HANDSET: "handset",
    Lifeline.CARRIER: "carrier",
    Lifeline.SERVICE: "service",
    Lifeline.WALLET: "Social Wallet",
}
X = {lifeline: 134 + 104 * number for number, lifeline in enumerate(LIFELINES)}
WIDTH = 712
TIMES, CLAUSES = 4, 594
"""where the columns at the left and at the right begin"""
HEAD = 34
MAX_ROWS = 60
"""rows of a diagram: the transcript holds the others"""
LONGEST = 58
"""characters of a label"""

_ABOVE_NOTE, _BELOW_NOTE = 17, 10
_ABOVE_LINE, _BELOW_WORDS = 26, 17
_GAP, _FOOT = 26, 26
_CHARACTER = 6.4
"""a letter's usual width, in the drawing's type"""
_MOST_CLAUSES = 4
_CROSS = 34
"""how far a lost message gets beyond its last lifeline"""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@frozen
class Placed:
    """A row in its place. `path` is a message's line; a note has a box from `left` instead."""

    y: int
    time: str
    gap: str
    """how much time has passed since the row above, where that is much"""
    gap_y: int
    label: str
    label_x: int
    path: str
    left: int
    width: int
    why: str
    why_x: int
    clauses: str
    form: str
    """its classes: what kind of line or box it is"""


@frozen
class Drawing:
    """A diagram, and how many rows are left out of it."""

    height: int
    rows: list[Placed]
    left_out: int


def drawn(rows: Sequence[Row]) -> Drawing:
    """Everything in its place."""
    placed = list(_placed(rows[:MAX_ROWS]))
    last = placed[-1] if placed else None
    return Drawing(last.y + _FOOT if last else HEAD, placed, max(0, len(rows) - MAX_ROWS))


def _placed(rows: Sequence[Row]) -> Iterator[Placed]:
    bottom, before = HEAD - 8, None
    for row in rows:
        passed = 0 if before is None else row.at - before
        gap = f"{format_duration(passed)} later" if passed >= HOUR else ""
        note = len(row.stops) == 1
        y = bottom + (_GAP if gap else 0) + (_ABOVE_NOTE if note else _ABOVE_LINE)
        time = "" if row.at == before else _time(row.at, before)
        yield _place(row, y, time, gap, bottom + _GAP // 2 + 4)
        before, bottom = row.at, y + (_BELOW_WORDS if row.why else _BELOW_NOTE if note else 4)


def _place(row: Row, y: int, time: str, gap: str, gap_y: int) -> Placed:
    note = len(row.stops) == 1
    xs = [X[stop] for stop in row.stops]
    label_x = xs[0] if note else (xs[0] + xs[1]) // 2
    why_x = label_x if note else (xs[-1] + xs[-2]) // 2
    width = round(_width(row.label)) + 16
    label_x = _within(label_x, width)
    return Placed(
        y,
        time,
        gap,
        gap_y,
        row.label,
        label_x,
        "" if note else _line(xs, y, lost=row.lost),
        label_x - width // 2,
        width,
        row.why,
        _within(why_x, round(_width(row.why)) + 8),
        _cited(list(row.clauses)),
        _form(row),
    )


def _cited(clauses: Sequence[str]) -> str:
    more = " …" if len(clauses) > _MOST_CLAUSES else ""
    return " ".join(clauses[:_MOST_CLAUSES]) + more


def _form(row: Row) -> str:
    if len(row.stops) == 1:
        return "n a" if row.alarm else "n"
    return " ".join(name for name, so in (("l", True), ("x", row.lost), ("r", row.receipt)) if so)


def _line(xs: Sequence[int], y: int, *, lost: bool) -> str:
    """A corner at each lifeline that is passed, since arrow heads stand at corners."""
    *passed, end = xs
    if lost:
        end = passed[-1] + (_CROSS if end > passed[-1] else -_CROSS)
    return f"M{passed[0]} {y}" + "".join(f"H{x}" for x in (*passed[1:], end))


def _width(text: str) -> float:
    return _CHARACTER * min(len(text), LONGEST)


def _within(x: int, width: int) -> int:
    """A text's middle, so that it stands between the columns."""
    return max(78 + width // 2, min(x, CLAUSES - 6 - width // 2))


def _time(at: Instant, before: Instant | None) -> str:
    """`1 Sep 09:00`, without the day where it is the one before."""
    moment = datetime.fromtimestamp(at // SECOND, ASTANA)
    clock = moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
    if (
        before is not None
        and datetime.fromtimestamp(before // SECOND, ASTANA).date() == moment.date()
    ):
        return clock
    return f"{moment.day} {_MONTHS[moment.month - 1]} {clock}"
