"""Reads a message sequence kept as a table: one row a message, in the order of time."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from smsflow.document.shapes import suggest
from smsflow.document.table import UTF_8, Row, Table
from smsflow.document.tree import Sequence, parse
from smsflow.errors import Origin, Place, Problem
from smsflow.frozen import frozen
from smsflow.memo.consent import Consent
from smsflow.moments import SECOND, Instant, parse_duration, parse_instant
from smsflow.scenario.language.values import ScenarioReader
from smsflow.scenario.language.verbs.catalogue import MESSAGES, read_step
from smsflow.scenario.model import Step
from smsflow.scenario.people import FaultSetup
from smsflow.scenario.replay.roster import Roster, read_fault
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
    steps: tuple[Step, ...] = ()
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
        self._now: Instant | None = None
        self._minutes: dict[str, Instant | None] = {}
        self._who: dict[str, tuple[str, str] | None] = {}
        """guardian and number by the text of a cell"""
        self._steps: dict[str, tuple[Step, ...]] = {}
        columns = self.table.columns
        self.fault_column = columns.index("fault") if "fault" in columns else -1
        self.consent_column = columns.index("expect_consent") if "expect_consent" in columns else -1

    def __iter__(self) -> Iterator[Line]:
        """The sound rows."""
        table = self.table
        if table.header is None or not self._has_columns(table.header):
            return
        at, sender, receiver, text = (table.columns.index(name) for name in NEEDED)
        reply, expected, fault, consent = (
            Way.REPLY,
            Way.EXPECTED,
            self.fault_column,
            self.consent_column,
        )
        for row in table:
            cells = row.cells
            problems = len(self._problems)
            moment = self._moment(cells[at], row, at)
            come_from, gone_to = cells[sender].strip(), cells[receiver].strip()
            steps: tuple[Step, ...] = ()
            way, other, column = reply, come_from, sender
            if come_from == SHORT_CODE:
                way, other, column = expected, gone_to, receiver
            elif come_from == DESK:
                way, steps = Way.DESK, self._verb(cells[text], row, text)
            elif gone_to != SHORT_CODE:
                self._nowhere(row, receiver)
                continue
            who = self._who.get(other) if way is not Way.DESK else ("", "")
            if who is None:
                who = self._find(other, row, column)
            faults: tuple[tuple[FaultSetup, bool], ...] = ()
            if fault >= 0 and cells[fault].strip():
                faults = tuple(self._faults(cells[fault], row, fault, who))
            state = ""
            if consent >= 0 and cells[consent]:
                state = self._consent(cells[consent].strip(), row, consent, who)
            if len(self._problems) == problems and moment is not None and who is not None:
                yield Line(moment, way, row, who[0], who[1], cells[text], steps, faults, state)

    def _has_columns(self, header: Row) -> bool:
        for number, name in enumerate(self.table.columns):
            if name not in COLUMNS:
                hint = suggest(name, COLUMNS) or f"; it can be {', '.join(COLUMNS)}"
                self.table.report(
                    "SF104", f"messages have no column {name!r}{hint}", header, number
                )
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
        if moment is None:
            example = "a moment such as 2026-09-01T09:00"
            later = ", or +2h after the row before" if self._now is not None else ""
            self.table.report("SF112", f"expected {example}{later}, found {written!r}", row, column)
            return None
        if self._now is not None and moment < self._now:
            message = "this row is earlier than the one before; sort the table by time"
            self.table.report("SF121", message, row, column)
            return None
        self._now = moment
        return moment

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

    def _find(self, text: str, row: Row, column: int) -> tuple[str, str] | None:
        roster = self._roster
        name = unicodedata.normalize("NFC", text)
        found: tuple[str, str] | None = None
        if name in roster.names:
            known = roster.names[name]
            if known is None:
                message = f"several guardians are called {text!r}; name this one by the number"
                self.table.report("SF109", message, row, column)
                return None
            found = (known, "")
        elif number := parse_mobile(text):
            found = (roster.handsets.get(number) or roster.entries.get(number, ""), number)
        if found is None:
            hint = (
                suggest(text, roster.names) or "; it is neither in the roster nor a mobile number"
            )
            self.table.report("SF109", f"unknown guardian {text!r}{hint}", row, column)
            return None
        self._who[text] = found
        return found

    def _nowhere(self, row: Row, column: int) -> None:
        message = "a row is from 1414, to 1414, or from desk"
        self.table.report("SF118", message, row, column)

    # What.

    def _verb(self, text: str, row: Row, column: int) -> tuple[Step, ...]:
        if text in self._steps:
            return self._steps[text]
        if text.lstrip().startswith(MESSAGES):
            self.table.report("SF103", "a row of the desk is one verb", row, column)
            return ()
        reader = ScenarioReader(text)
        reader.guardians = dict.fromkeys(self._roster.guardians)
        reader.children = dict.fromkeys(child.name for child in self._roster.children)
        node, problems = parse(f"- {text}")
        steps: tuple[Step, ...] = ()
        if isinstance(node, Sequence) and len(node.items) == 1 and not problems:
            steps = read_step(node.items[0], reader)
        for problem in (*problems, *reader.problems):
            self.table.report(problem.code, problem.message, row, column)
        self._steps[text] = steps
        return steps

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

    def _consent(self, text: str, row: Row, column: int, who: tuple[str, str] | None) -> str:
        if text and text not in _STATES:
            hint = suggest(text, _STATES) or f"; it can be {', '.join(_STATES)}"
            self.table.report("SF108", f"unknown state of consent {text!r}{hint}", row, column)
        elif text and who is not None and not who[0]:
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
_STATES = {str(state): state for state in Consent}
