"""Reads a message sequence kept as a table: one row a message, in the order of time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from smsflow.document.shapes import suggest
from smsflow.document.table import UTF_8, Row, Table
from smsflow.document.tree import Sequence, parse
from smsflow.errors import Origin, Place, Problem, shorten
from smsflow.frozen import frozen
from smsflow.memo.consent import Consent
from smsflow.moments import SECOND, Instant, parse_duration, parse_instant
from smsflow.scenario.language.values import TEN_YEARS, ScenarioReader
from smsflow.scenario.language.verbs.catalogue import read_step
from smsflow.scenario.language.verbs.verb import Do
from smsflow.scenario.model import Step
from smsflow.scenario.people import FaultSetup
from smsflow.scenario.replay.cells import read_fault, rounded
from smsflow.scenario.replay.roster import Roster
from smsflow.scenario.simulation import Simulation
from smsflow.sms.messages import Kind
from smsflow.sms.numbers import SHORT_CODE, parse_mobile
from smsflow.words import Word

NEEDED = ("at", "from", "to", "text")
COLUMNS = (*NEEDED, "fault", "expect_consent")
DESK = "desk"


_Steps = tuple[Step, ...]


class Way(Word):
    """Which way a row goes."""

    REPLY = "reply"
    """to 1414"""
    EXPECTED = "expected"
    """from 1414: what the service has to have sent"""
    DESK = "desk"
    """a verb"""


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
    steps: _Steps = ()
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
        self.table = Table(path, lines, problems, encoding)
        self._roster = roster
        self._problems = problems
        self._first: Instant | None = None
        self._now: Instant | None = None
        self._lost = False
        """whether a moment could not be read that later ones may count from"""
        self._minutes: dict[str, Instant | None] = {}
        self._who: dict[str, tuple[str, str] | None] = {}
        """guardian and number by the text of a cell"""
        self._steps: dict[str, _Steps] = {}
        self._guardians = {name: None for name in roster.guardians if not roster.is_shared(name)}
        self._children = {child.name: None for child in roster.children}
        """whom a row of the desk may name, those added by an earlier one among them"""
        self._expected: set[str] = set()
        """texts of rows from 1414 that have been looked at"""
        columns = {name: number for number, name in enumerate(self.table.columns)}
        self._at, self._from, self._to, self._text = (columns.get(name, -1) for name in NEEDED)
        self._fault = columns.get("fault", -1)
        self._consent = columns.get("expect_consent", -1)

    def __iter__(self) -> Iterator[Line]:
        """The sound rows."""
        table = self.table
        if table.header is None or not self._has_columns(table.header):
            return
        at = self._at
        for row in table:
            if row.cells[at].strip() or any(map(str.strip, row.cells)):
                line = self._line(row)
                if line:
                    yield line
        if self._first is None and self.sound:
            table.report("SF122", "no row follows the names of the columns", table.header)

    def _line(self, row: Row) -> Line | None:
        """A row that is sound, or None after telling what is not."""
        cells, problems = row.cells, len(self._problems)
        moment = self._moment(cells[self._at], row, self._at)
        way, who, steps = self._way(cells, row)
        faults: tuple[tuple[FaultSetup, bool], ...] = ()
        if self._fault >= 0 and cells[self._fault].strip():
            faults = tuple(self._faults(cells[self._fault], row, self._fault, who))
        state = ""
        if self._consent >= 0 and cells[self._consent].strip():
            state = self._state(cells[self._consent].strip(), row, self._consent, who)
        if len(self._problems) != problems or moment is None or who is None:
            return None
        return Line(moment, way, row, who[0], who[1], cells[self._text], steps, faults, state)

    def _way(self, cells: list[str], row: Row) -> tuple[Way, tuple[str, str] | None, _Steps]:
        """Which way a row goes, whose it is, and what the desk does in it."""
        come_from, gone_to = cells[self._from].strip(), cells[self._to].strip()
        text = cells[self._text]
        if come_from == SHORT_CODE:
            if text not in self._expected:
                self._check_expected(text, row, self._text)
            return Way.EXPECTED, self._whose(gone_to, row, self._to), ()
        if come_from == DESK:
            steps = self._verb(text, row, self._text)
            self._pass(steps, row, self._text)
            return Way.DESK, ("", ""), steps
        if gone_to == SHORT_CODE:
            return Way.REPLY, self._whose(come_from, row, self._from), ()
        self._nowhere(row, self._to)
        return Way.REPLY, None, ()

    def _has_columns(self, header: Row) -> bool:
        for number, name in enumerate(self.table.columns):
            if name not in COLUMNS:
                hint = suggest(name, COLUMNS) or f"; it can be {', '.join(COLUMNS)}"
                message = f"messages have no column {shorten(name)}{hint}"
                self.table.report("SF104", message, header, number)
        missing = [name for name in NEEDED if name not in self.table.columns]
        for name in missing:
            self.table.report("SF106", f"messages need the column {name!r}", header)
        return not missing

    # When.

    def _moment(self, written: str, row: Row, column: int) -> Instant | None:
        text = written.strip()
        moment = self._absolute(text)
        if moment is None and text.startswith("+"):
            length = parse_duration(text[1:])
            if length is not None and self._now is not None:
                moment = self._now + length
            elif length is not None and self._lost:
                return None
        if moment is None:
            self._lost = True
            example = "a moment such as 2026-09-01T09:00"
            later = ", or +2h after the row before" if self._now is not None else ""
            message = f"expected {example}{later}, found {shorten(text)}"
            self.table.report("SF112", message, row, column)
            return None
        if self._now is not None and moment < self._now:
            message = "this row is earlier than the one before; sort the table by time"
            self.table.report("SF123", message, row, column)
            return None
        return moment if self._advance(moment, row, column) else None

    def _advance(self, moment: Instant, row: Row, column: int) -> bool:
        """Go on to a moment; false where that is beyond what is simulated."""
        if self._first is None:
            self._first = moment
        if moment - self._first > TEN_YEARS:
            message = "this is more than 10 years after the first row"
            self.table.report("SF114", message, row, column)
            return False
        self._now = moment
        return True

    def _pass(self, steps: _Steps, row: Row, column: int) -> None:
        """A row that waits ends later than it began; the next counts from there."""
        for step in steps:
            action = step.action
            waits = isinstance(action, Do) and action.method is Simulation.wait
            if isinstance(action, Do) and waits and self._now is not None:
                self._advance(self._now + action.arguments[0], row, column)

    def _absolute(self, text: str) -> Instant | None:
        """Most rows of a log share their minute with another: only the seconds are read anew."""
        if len(text) == _WITH_SECONDS and text[16] == ":" and text[17:].isdecimal():
            minute, seconds = text[:16], int(text[17:])
            if minute not in self._minutes:
                self._minutes[minute] = parse_instant(minute)
            start = self._minutes[minute]
            return start + seconds * SECOND if start is not None and seconds < 60 else None
        return parse_instant(text)

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
                hint = suggest(text, roster.names) or rounded(text) or _NOBODY
                self.table.report("SF109", f"unknown guardian {shorten(text)}{hint}", row, column)
            return None
        found = self._who[text] = (guardian or "", number)
        return found

    def _nowhere(self, row: Row, column: int) -> None:
        cell = row.cells[column].strip()
        found = f"not {shorten(cell)}" if cell else "and this cell is empty"
        message = f"a row is from 1414, to 1414, or from desk, {found}"
        self.table.report("SF118", message, row, column)

    # What.

    def _check_expected(self, text: str, row: Row, column: int) -> None:
        """The text of a row from 1414 is a kind of SMS or a part of one, not a kind misspelt."""
        self._expected.add(text)
        word = text.strip()
        if not word:
            message = "a row from 1414 needs the kind of the SMS, or a part of its text"
            self.table.report("SF106", message, row, column)
        elif word not in _KINDS and _WORD.fullmatch(word) and (near := suggest(word, _KINDS)):
            self.table.report("SF108", f"unknown kind of SMS {word!r}{near}", row, column)

    def _verb(self, text: str, row: Row, column: int) -> _Steps:
        if text in self._steps:
            return self._steps[text]
        reader = ScenarioReader(text)
        reader.guardians, reader.children = self._guardians, self._children
        before = len(self._children)
        node, problems = parse(f"- {text}")
        steps: _Steps = ()
        if isinstance(node, Sequence) and len(node.items) == 1 and not problems:
            steps = read_step(node.items[0], reader)
        if len(steps) > 1 or not (steps or problems or reader.problems):
            self.table.report("SF103", "a row of the desk is one step", row, column)
        for problem in (*problems, *reader.problems):
            if problem.code != "SF109" or self._roster.complete:
                self.table.report(problem.code, self._told(problem), row, column)
        if len(self._children) == before:  # else the same row once more takes a name twice
            self._steps[text] = steps
        return steps

    def _told(self, problem: Problem) -> str:
        """The desk knows people by name only."""
        shared = (name for name, guardian in self._roster.names.items() if guardian is None)
        for name in shared if problem.code == "SF109" else ():
            if f" {shorten(name)}" in problem.message:
                return (
                    f"several guardians are called {shorten(name)}; the desk needs names that "
                    "differ: change them in the roster"
                )
        return problem.message

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
    def sound(self) -> bool:
        """Whether nothing has been found wrong yet, in the roster neither."""
        return not self._problems

    def where(self, line: Line, name: str) -> tuple[Place, Origin]:
        """Where a cell of a line stands, and what the table's line says."""
        place = self.table.place(line.row, self.table.columns.index(name))
        return place, self.table.origin(line.row, place)


_WITH_SECONDS = len("2026-09-01T09:00:00")
_NOBODY = "; it is neither in the roster nor a Kazakh mobile number"
_WORD = re.compile(r"\w+")
_KINDS = {str(kind): kind for kind in Kind}
_STATES = {str(state): state for state in Consent}
