"""Reads a roster kept as a table: a row for each child and guardian."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from smsflow.document.shapes import suggest
from smsflow.document.table import UTF_8, Row, Table
from smsflow.errors import Problem, shorten
from smsflow.moments import parse_duration
from smsflow.scenario.people import ChildSetup, FaultSetup, GuardianSetup
from smsflow.service.registers import OLDEST_PRIMARY_GRADE
from smsflow.sms.identity import iin_problem
from smsflow.sms.numbers import SHORT_CODE, format_mobile, parse_mobile
from smsflow.sms.wording import LANGUAGES
from smsflow.world.faults import Fault

NEEDED = ("child", "grade", "guardian", "number")
COLUMNS = (
    "child",
    "child_iin",
    "grade",
    "listed",
    "guardian",
    "guardian_iin",
    "number",
    "mab_number",
    "faults",
    "language",
)
NO_ENTRY = "-"
"""in `mab_number`: МАБ holds none, although the guardian has a handset"""

_LISTED = {"": True, "yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_GRADES = {str(grade): grade for grade in range(1, 12)}
_FAULT = re.compile(r"(\w+)(?:=(.+))?")
_TAKEN = ("desk", SHORT_CODE)

T = TypeVar("T")


@dataclass(slots=True)
class _Child:
    name: str
    iin: str | None
    grade: int
    listed: bool
    guardians: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Roster:
    """Who there is, and by which texts a message may name them."""

    guardians: dict[str, GuardianSetup] = field(default_factory=dict)
    children: list[ChildSetup] = field(default_factory=list)
    names: dict[str, str | None] = field(default_factory=dict)
    """a guardian's name as it stands in the table; None where several have it"""
    handsets: dict[str, str] = field(default_factory=dict)
    """guardians by the number of the handset they hold"""
    entries: dict[str, str] = field(default_factory=dict)
    """guardians by the number that МАБ holds"""
    complete: bool = False
    """whether every row was read; else a name may be unknown because its row was not"""

    def named(self, text: str) -> str | None:
        """The guardian of a name, a name in the run, or a number."""
        name = normal(text)
        if name in self.names:
            return self.names[name]
        if name in self.guardians:
            return name
        number = parse_mobile(text) or ""
        return self.handsets.get(number) or self.entries.get(number)

    def is_shared(self, text: str) -> bool:
        """Whether several guardians have this name."""
        return self.names.get(normal(text), "") is None

    def asked_for(self) -> dict[str, list[ChildSetup]]:
        """Each guardian's children for whom consent is asked (R06)."""
        children: dict[str, list[ChildSetup]] = {}
        for child in self.children:
            if child.listed and child.grade > OLDEST_PRIMARY_GRADE:
                for guardian in child.guardians:
                    children.setdefault(guardian, []).append(child)
        return children


def read_roster(
    path: str, lines: Iterable[bytes], problems: list[Problem], encoding: str = UTF_8
) -> Roster:
    """The roster of a table; what is wrong is noted. `EnoughProblems` as `note` raises it."""
    reader = _Reader(Table(path, lines, problems, encoding))
    roster = reader.read()
    roster.complete = all(problem.code not in _LOSES_ROWS for problem in problems)
    return roster


def normal(text: str) -> str:
    """A name as it is compared: blanks and accents may be written in several ways."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


_LOSES_ROWS = ("SF102", "SF106", "SF114", "SF122")
"""not text, no such column, too long, not as many cells"""


class _Reader:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._roster = Roster()
        self._guardians: dict[str, str] = {}
        """names in the run, by IIN or by the name written"""
        self._children: dict[str, _Child] = {}
        self._written: dict[str, tuple[str, ...]] = {}
        """what the first row of a guardian says"""
        self._with_iin: dict[tuple[str, str], bool] = {}
        """whether a name stands beside an IIN, by the IIN's column and the name"""
        self._taken: set[str] = set()
        self._namesakes: Counter[str] = Counter()
        self._at: dict[str, int] = {}

    def read(self) -> Roster:
        table = self._table
        if table.header is not None and self._columns(table.header):
            for row in table:
                if any(map(str.strip, row.cells)):
                    self._row(row)
            if not self._at_least_one:
                table.report("SF122", "no row follows the names of the columns", table.header)
        self._roster.children = [
            ChildSetup(one.name, one.grade, tuple(one.guardians), one.listed, one.iin, None)
            for one in self._children.values()
        ]
        return self._roster

    def _columns(self, header: Row) -> bool:
        """Where each column stands; false where the table cannot be read without one."""
        for number, name in enumerate(self._table.columns):
            if name in COLUMNS:
                self._at[name] = number
            else:
                hint = suggest(name, COLUMNS) or f"; it can be {', '.join(COLUMNS)}"
                message = f"a roster has no column {shorten(name)}{hint}"
                self._table.report("SF104", message, header, number)
        missing = [name for name in NEEDED if name not in self._at]
        for name in missing:
            self._table.report("SF106", f"a roster needs the column {name!r}", header)
        return not missing

    @property
    def _at_least_one(self) -> bool:
        return bool(self._roster.guardians or self._children or not self._table.sound)

    def _row(self, row: Row) -> None:
        guardian = self._guardian(row)
        name = normal(self._text(row, "child"))
        if name:
            child = self._child(row, name)
            if child and guardian and guardian not in child.guardians:
                child.guardians.append(guardian)
        elif not guardian:
            self._table.report("SF106", "this row names neither a child nor a guardian", row)

    # Guardians.

    def _guardian(self, row: Row) -> str | None:
        written = normal(self._text(row, "guardian"))
        if not written:
            return None
        iin = self._iin(row, "guardian_iin", written)
        texts = (self._text(row, column) for column in _OF_A_GUARDIAN)
        said = tuple(parse_mobile(text) or text for text in texts)
        known = self._guardians.get(iin or written)
        if known is not None:
            if said != self._written[known] and any(said):
                self._contradicted(row, known, said)
            return known
        name = self._free_name(written)
        self._guardians[iin or written] = name
        self._written[name] = said
        self._roster.names[written] = None if written in self._roster.names else name
        self._roster.guardians[name] = self._setup(row, name, iin)
        return name

    def _contradicted(self, row: Row, name: str, said: tuple[str, ...]) -> None:
        for column, now, before in zip(_OF_A_GUARDIAN, said, self._written[name], strict=True):
            if now and now != before:
                message = f"an earlier row says otherwise of {shorten(name)}"
                self._table.report("SF119", message, row, self._at[column])

    def _setup(self, row: Row, name: str, iin: str | None) -> GuardianSetup:
        number = self._number(row, "number")
        believed = self._text(row, "mab_number")
        entry = number
        if believed == NO_ENTRY:
            entry = None
        elif believed:
            entry = self._number(row, "mab_number")
        if self._only_one(row, "number", number, self._roster.handsets, name) or believed:
            self._only_one(row, "mab_number", entry, self._roster.entries, name)
        language = self._choice(
            row, "language", {"": LANGUAGES[0], **{one: one for one in LANGUAGES}}
        )
        return GuardianSetup(
            name, number, entry, iin, language or LANGUAGES[0], tuple(self._faults(row))
        )

    def _only_one(
        self, row: Row, column: str, number: str | None, holders: dict[str, str], name: str
    ) -> bool:
        if not number or holders.setdefault(number, name) == name:
            return True
        where = column if column in self._at and self._text(row, column) else "number"
        message = f"{format_mobile(number)} is the number of {shorten(holders[number])} already"
        self._table.report("SF115", message, row, self._at[where])
        return False

    def _faults(self, row: Row) -> Iterable[FaultSetup]:
        for word in self._text(row, "faults").split():
            fault = read_fault(word)
            if isinstance(fault, str):
                self._table.report("SF108", fault, row, self._at["faults"])
            else:
                yield fault

    # Children.

    def _child(self, row: Row, written: str) -> _Child | None:
        iin = self._iin(row, "child_iin", written)
        grade = self._choice(row, "grade", _GRADES, "1 to 11")
        listed = self._choice(row, "listed", _LISTED)
        if grade is None or listed is None:
            return None
        child = self._children.get(iin or written)
        if child is None:
            child = _Child(self._free_name(written), iin, grade, listed)
            self._children[iin or written] = child
        elif (grade, listed) != (child.grade, child.listed):
            column = "grade" if grade != child.grade else "listed"
            message = f"an earlier row says otherwise of {shorten(child.name)}"
            self._table.report("SF119", message, row, self._at[column])
        return child

    # Cells.

    def _text(self, row: Row, column: str) -> str:
        at = self._at.get(column)
        return row.cells[at].strip() if at is not None else ""

    def _choice(self, row: Row, column: str, choices: dict[str, T], known: str = "") -> T | None:
        text = self._text(row, column)
        value = choices.get(text.lower())
        if value is None:
            known = known or ", ".join(one for one in choices if one)
            message = f"{column} can be {known}, not {shorten(text)}"
            self._table.report("SF108", message, row, self._at[column])
        return value

    def _number(self, row: Row, column: str) -> str | None:
        text = self._text(row, column)
        number = parse_mobile(text) if text else None
        if text and number is None:
            message = (
                f"expected a Kazakh mobile number such as +7 7xx xxx xx xx, found {shorten(text)}"
                f"{rounded(text)}"
            )
            self._table.report("SF110", message, row, self._at[column])
        return number

    def _iin(self, row: Row, column: str, name: str) -> str | None:
        text = self._text(row, column)
        problem = iin_problem(text) if text else None
        if problem:
            said = problem if problem.startswith("its") else f"it {problem}"
            message = f"{shorten(text)} is no IIN: {said}{rounded(text)}"
            self._table.report("SF111", message, row, self._at[column])
        elif self._with_iin.setdefault((column, name), bool(text)) != bool(text):
            earlier = "without" if text else "with"
            message = (
                f"an earlier row has {shorten(name)} {earlier} an IIN; write it in each of them"
            )
            self._table.report("SF119", message, row, self._at[column])
        return text or None

    def _free_name(self, written: str) -> str:
        """A name nobody has in this run: guardians and children of one name are told apart."""
        name = written
        while name in self._taken or name in _TAKEN:
            number = self._namesakes[written] = self._namesakes[written] + 1
            name = f"{written} ({number + 1})"
        self._taken.add(name)
        return name


def rounded(text: str) -> str:
    """What a spreadsheet has done to a number that is a number no more."""
    if not _ROUNDED.fullmatch(text):
        return ""
    return "; a spreadsheet has rounded it: format the column as text and fill it in again"


_ROUNDED = re.compile(r"\d([.,]\d*)?E[+]?\d+", re.ASCII | re.IGNORECASE)
_OF_A_GUARDIAN = ("number", "mab_number", "faults", "language")


def read_fault(word: str) -> FaultSetup | str:
    """`no_balance`, `receipt_late=2h`; or what is wrong with it."""
    match = _FAULT.fullmatch(word)
    cause = _CAUSES.get(match[1]) if match else None
    if match is None or cause is None:
        return (
            f"unknown cause {shorten(word)}{suggest(word, _CAUSES) or f'; it can be {_ALL_CAUSES}'}"
        )
    if match[2] is None:
        return FaultSetup(cause)
    by = parse_duration(match[2])
    if cause is not Fault.RECEIPT_LATE or not by:
        return f"{shorten(word)}: only receipt_late takes a time, as receipt_late=2h"
    return FaultSetup(cause, by)


_CAUSES = {str(cause): cause for cause in Fault}
_ALL_CAUSES = ", ".join(_CAUSES)
