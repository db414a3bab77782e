"""When the rows of a message sequence are: one after another, never back in time."""

from __future__ import annotations

import re

from smsflow.document.table import Row, Table
from smsflow.errors import shorten
from smsflow.moments import MINUTE, SECOND, Duration, Instant, parse_duration, parse_instant
from smsflow.scenario.language.values import TEN_YEARS


class Timeline:
    """Reads the cells of the column `at`; what is wrong with one is noted."""

    def __init__(self, table: Table, column: int) -> None:
        self._table = table
        self._column = column
        self._first: Instant | None = None
        self._now: Instant | None = None
        self._lost = False
        """whether a moment could not be read that later ones may count from"""
        self._told_how = False
        """whether it has been told how to format the column"""
        self._told_of_order = False
        """whether it has been told to sort the rows, which is the remedy for all"""
        self._minute = ""
        """the text of a minute, and when it begins"""
        self._began: Instant = 0

    @property
    def begun(self) -> bool:
        """Whether a row has had a moment yet."""
        return self._first is not None

    def in_minute(self, written: str) -> Instant | None:
        """The moment of a row that shares its minute with the one before, as most of a log do."""
        if written[:16] == self._minute and (seconds := _SECONDS.get(written[16:])) is not None:
            moment = self._began + seconds
            if self._now is not None and moment >= self._now:
                self._now = moment
                return moment
        return None

    def moment(self, written: str, row: Row) -> Instant | None:
        """The moment of any row; None where it has none, which is noted unless it was before."""
        text = written.strip()
        moment = read_moment(text)
        if moment is None and text.startswith("+"):
            length = parse_duration(text[1:])
            if length is not None and self._now is not None:
                moment = self._now + length
            elif length is not None and self._lost:
                return None
        if moment is None:
            self._lost = True
            self._table.report("SF112", self._not_a_moment(text), row, self._column)
            return None
        if self._now is not None and moment < self._now:
            if not self._told_of_order:
                self._told_of_order = True
                message = "this row is earlier than the one before; sort the table by time"
                self._table.report("SF123", message, row, self._column)
            return None
        if not self._go_on(moment, row, self._column):
            return None
        self._remember(text, moment)
        return moment

    def wait(self, length: Duration, row: Row, column: int) -> None:
        """A row lasts so long; the next counts from its end."""
        if self._now is not None:
            self._go_on(self._now + length, row, column)

    def _go_on(self, moment: Instant, row: Row, column: int) -> bool:
        """Go on to a moment; false where that is beyond what is simulated."""
        if self._first is None:
            self._first = moment
        if moment - self._first > TEN_YEARS:
            message = "this is more than 10 years after the first row"
            self._table.report("SF114", message, row, column)
            return False
        self._now = moment
        return True

    def _remember(self, text: str, moment: Instant) -> None:
        seconds = _SECONDS.get(text[16:])
        near_the_end = self._first is not None and moment - self._first > TEN_YEARS - MINUTE
        if seconds is not None and text[13] == ":" and not near_the_end:
            self._minute, self._began = text[:16], moment - seconds

    def _not_a_moment(self, text: str) -> str:
        """How to format the column is told once: it is the same for every row."""
        later = ", or +2h after the row before" if self._now is not None else ""
        message = f"expected a moment such as 2026-09-01T09:00{later}, found {shorten(text)}"
        if _DAYS.fullmatch(text):
            message += ", a date as a number"
        if self._told_how or not _OF_A_SPREADSHEET.fullmatch(text):
            return message
        self._told_how = True
        return f"{message}; in the spreadsheet, give the column the format yyyy-mm-dd hh:mm:ss"


_SECONDS = {f":{seconds:02}": seconds * SECOND for seconds in range(60)}
_DAYS = re.compile(r"\d{5}(?:[.,]\d+)?", re.ASCII)
"""days counted from 1900, as a spreadsheet keeps a moment"""
_OF_A_SPREADSHEET = re.compile(r"[\d/.,: -]*\d(?: ?[AP]M)?", re.ASCII | re.IGNORECASE)
"""dates in an order that only its country knows, times without one, and days counted from 1900"""


def read_moment(text: str) -> Instant | None:
    """ISO 8601, or as spreadsheets write it where that has one meaning alone; else None.

    These are `2026-09-01 9:00` and, the day first wherever there are dots, `01.09.2026 9:00` or
    `01.09.2026, 9:00`; blanks are of any kind.
    """
    text = " ".join(text.split())
    moment = parse_instant(text)
    match = _WRITTEN.fullmatch(text) if moment is None else None
    if match is None:
        return moment
    date = match["date"] or f"{match['year']}-{match['month']:0>2}-{match['day']:0>2}"
    return parse_instant(f"{date}T{match['hour']:0>2}{match['rest']}")


_WRITTEN = re.compile(
    r"(?:(?P<date>\d{4}-\d\d-\d\d)|(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>\d{4}),?) "
    r"(?P<hour>\d\d?)(?P<rest>:\d\d(?::\d\d)?)",
    re.ASCII,
)
