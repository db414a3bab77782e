"""Reads a message sequence kept as a table: one row a message, in the order of time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from operator import itemgetter

from smsflow.document.suggestions import suggest
from smsflow.document.table import NOT_THERE, UTF_8, Row, Table
from smsflow.errors import Origin, Place, Problem, shorten
from smsflow.frozen import frozen
from smsflow.memo.consent import Consent
from smsflow.moments import Instant
from smsflow.scenario.people import FaultSetup
from smsflow.scenario.replay.cells import not_encoded, read_fault, rounded
from smsflow.scenario.replay.desk_rows import MAX_TEXTS, DeskRows, Steps, waits
from smsflow.scenario.replay.header import read_columns
from smsflow.scenario.replay.roster import Roster
from smsflow.scenario.replay.timeline import Timeline
from smsflow.sms.messages import Kind
from smsflow.sms.numbers import SHORT_CODE, parse_mobile
from smsflow.words import Word

NEEDED = ("at", "from", "to", "text")
COLUMNS = (*NEEDED, "fault", "expect_consent")
DESK = "desk"


class Way(Word):
    """Which way a row goes."""

    REPLY = "reply"
    """to 1414"""
    EXPECTED = "expected"
    """from 1414: what the service has to have sent"""
    DESK = "desk"
    """a verb"""


_NO_STEPS: Steps = ()


@frozen
class Line:
    """One row of a message sequence."""

    at: Instant
    way: Way
    row: Row
    guardian: str
    """whose row it is; empty for the desk's, and for a number that is no guardian's"""
    number: str
    """the number as written, if it was one"""
    text: str
    steps: Steps = ()
    """what a row of the desk asks for"""
    faults: tuple[tuple[FaultSetup, bool], ...] = ()
    """what goes wrong before it, or (false) is put right"""
    consent: str = ""
    """what the record of the guardian has to be after it"""


class Messages:
    """A table of messages, to be iterated over once; a row with something wrong is left out."""

    def __init__(
        self,
        path: str,
        lines: Iterable[bytes],
        roster: Roster,
        problems: list[Problem],
        encoding: str = UTF_8,
    ) -> None:
        self.table = Table(path, lines, problems, encoding, not_encoded(encoding))
        self._roster = roster
        self._problems = problems
        self._columns = read_columns(self.table, "messages", NEEDED, COLUMNS)
        places = [self._columns.at.get(name, NOT_THERE) for name in COLUMNS]
        self._at, self._from, self._to, self._text, self._fault, self._consent = places
        self._in_order = itemgetter(*places)
        """the cells of a row as the columns are told here"""
        self._timeline = Timeline(self.table, self._at)
        self._desk = DeskRows(self.table, roster)
        self._who: dict[str, tuple[str, str]] = {}
        """guardian and number by the text of a cell"""
        self._handsets = roster.handsets if roster.handsets.keys().isdisjoint(roster.names) else {}
        """guardians by the number in the cell, unless a name may be meant"""
        self._expected: set[str] = set()
        """texts of rows from 1414 that have been looked at"""

    def __iter__(self) -> Iterator[Line]:
        """The sound rows."""
        table = self.table
        if table.header is None or not self._columns.complete:
            return
        for row in table:
            row.cells.append("")
            at = row.cells[self._at]
            if (at and not at.isspace()) or any(map(str.strip, row.cells)):
                line = self._line(row)
                if line:
                    yield line
        if not self._timeline.begun and self.sound:
            table.report("SF122", "no row follows the names of the columns", table.header)

    def _line(self, row: Row) -> Line | None:
        """A row that is sound, or None after telling what is not."""
        cells, problems = row.cells, len(self._problems)
        at, come_from, gone_to, text, fault, state = self._in_order(cells)
        moment = self._timeline.in_minute(at) or self._timeline.moment(at, row)
        way, who, steps = Way.REPLY, None, _NO_STEPS
        if gone_to == SHORT_CODE and "_" not in text:  # as every kind of SMS has
            who = self._known(come_from)
        elif come_from == SHORT_CODE and text in self._expected:
            way, who = Way.EXPECTED, self._known(gone_to)
        if who is None:
            way, who, steps = self._way(cells, row)
        faults: tuple[tuple[FaultSetup, bool], ...] = ()
        if fault and not fault.isspace():
            faults = tuple(self._faults(fault, row, self._fault, who))
        if state and (state := state.strip()):
            state = self._state(state, row, self._consent, who)
        if moment is None or who is None or len(self._problems) != problems:
            return None
        return Line(moment, way, row, who[0], who[1], text, steps, faults, state)

    def _known(self, text: str) -> tuple[str, str] | None:
        """Guardian and number of a cell, where that costs a look-up alone."""
        guardian = self._handsets.get(text)
        return (guardian, text) if guardian else self._who.get(text)

    def _way(self, cells: list[str], row: Row) -> tuple[Way, tuple[str, str] | None, Steps]:
        """Which way a row goes, whose it is, and what the desk does in it."""
        come_from, gone_to = cells[self._from].strip(), cells[self._to].strip()
        text = cells[self._text]
        if come_from == SHORT_CODE:
            if text not in self._expected:
                self._check_expected(text, row, self._text)
            return Way.EXPECTED, self._whose(gone_to, row, self._to), ()
        if come_from == DESK:
            steps = self._desk.read(text, row, self._text)
            for length in waits(steps):
                self._timeline.wait(length, row, self._text)
            return Way.DESK, ("", ""), steps
        if gone_to == SHORT_CODE:
            if text.strip().lower() in _KINDS:
                self._swapped(text, row)
            return Way.REPLY, self._whose(come_from, row, self._from), ()
        self._nowhere(row, self._to)
        return Way.REPLY, None, ()

    # Who.

    def _whose(self, text: str, row: Row, column: int) -> tuple[str, str] | None:
        return self._who.get(text) or self._find(text, row, column)

    def _find(self, text: str, row: Row, column: int) -> tuple[str, str] | None:
        roster = self._roster
        if text in ("", SHORT_CODE, DESK):
            self._nowhere(row, column)
            return None
        if roster.is_shared(text):
            message = f"several guardians are called {shorten(text)}; name this one by the number"
            self.table.report("SF109", message, row, column)
            return None
        number = parse_mobile(text) or ""
        guardian = roster.named(text)
        if guardian is None and not number:
            if roster.complete:
                self._unknown(text, row, column)
            return None
        found = (guardian or "", number)
        if guardian:
            self._who[text] = found
        return found

    def _unknown(self, text: str, row: Row, column: int) -> None:
        message = f"unknown guardian {shorten(text)}"
        if remedy := rounded(text):
            self.table.report_alike("SF109", message, remedy, row, column)
        else:
            hint = suggest(text, self._roster.names) or _NOBODY
            self.table.report("SF109", f"{message}{hint}", row, column)

    def _swapped(self, text: str, row: Row) -> None:
        """What 1414 sends goes to nobody but a guardian, and nobody answers so."""
        message = (
            f"{text.strip()!r} is a kind of SMS, and this row goes to 1414, as a reply does; are "
            "from and to swapped?"
        )
        self.table.report("SF118", message, row, self._text)

    def _nowhere(self, row: Row, column: int) -> None:
        cell = row.cells[column].strip()
        found = f"not {shorten(cell)}" if cell else "and this cell is empty"
        message = f"a row is from 1414, to 1414, or from desk, {found}"
        self.table.report("SF118", message, row, column)

    # What.

    def _check_expected(self, text: str, row: Row, column: int) -> None:
        """The text of a row from 1414 is a kind of SMS or a part of one, not a kind misspelt."""
        if len(self._expected) < MAX_TEXTS:
            self._expected.add(text)
        word = text.strip()
        if not word:
            message = "a row from 1414 needs the kind of the SMS, or a part of its text"
            self.table.report("SF106", message, row, column)
        elif word not in _KINDS and _WORD.fullmatch(word) and (near := suggest(word, _KINDS)):
            self.table.report("SF108", f"unknown kind of SMS {word!r}{near}", row, column)

    def _faults(
        self, text: str, row: Row, column: int, who: tuple[str, str] | None
    ) -> Iterator[tuple[FaultSetup, bool]]:
        if who is not None and not who[0]:
            message = "a fault is put on the row's guardian, and this row has none"
            self.table.report("SF104", message, row, column)
        for word in text.split():
            fault = read_fault(word.removeprefix("-"))
            if isinstance(fault, str):
                self.table.report("SF108", fault, row, column)
            else:
                yield fault, not word.startswith("-")

    def _state(self, text: str, row: Row, column: int, who: tuple[str, str] | None) -> str:
        if text not in _STATES:
            hint = suggest(text, _STATES) or f"; it can be {', '.join(_STATES)}"
            message = f"unknown state of consent {shorten(text)}{hint}"
            self.table.report("SF108", message, row, column)
        elif who is not None and not who[0]:
            message = "expect_consent looks at the row's guardian, and this row has none"
            self.table.report("SF104", message, row, column)
        return text

    @property
    def ignored_columns(self) -> list[str]:
        """Columns of the table that are none of ours."""
        return self._columns.ignored

    @property
    def sound(self) -> bool:
        """Whether nothing has been found wrong yet, in the roster neither."""
        return not self._problems

    def where(self, line: Line, name: str) -> tuple[Place, Origin]:
        """Where a cell of a line stands, and what the table's line says."""
        place = self.table.place(line.row, self._columns.at[name])
        return place, self.table.origin(line.row, place)


_NOBODY = "; it is neither in the roster nor a Kazakh mobile number"
_WORD = re.compile(r"\w+")
_KINDS = {str(kind): kind for kind in Kind}
_STATES = {str(state): state for state in Consent}
