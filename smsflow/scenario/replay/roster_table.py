"""Reads a roster kept as a table: a row for each child and guardian."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from operator import itemgetter
from typing import TypeVar

from smsflow.document.table import NOT_THERE, UTF_8, Row, Table
from smsflow.errors import Problem, shorten
from smsflow.scenario.people import ChildSetup, FaultSetup, GuardianSetup
from smsflow.scenario.replay.cells import (
    GRADES,
    IIN_SHOWN,
    normal,
    not_encoded,
    read_fault,
    read_grade,
    rounded,
    shortened,
)
from smsflow.scenario.replay.header import read_columns
from smsflow.scenario.replay.lines import Lines
from smsflow.scenario.replay.roster import Roster
from smsflow.sms.identity import iin_problem, is_plain_iin
from smsflow.sms.numbers import SHORT_CODE, format_mobile, parse_mobile
from smsflow.sms.wording import LANGUAGES

NEEDED = ("child", "grade", "guardian", "number")
OF_A_CHILD = ("child", "child_iin", "grade", "listed")
OF_A_GUARDIAN = ("guardian", "guardian_iin", "number", "mab_number", "faults", "language")
COLUMNS = (*OF_A_CHILD, *OF_A_GUARDIAN)
NO_ENTRY = "-"
"""in `mab_number`: МАБ holds none, although the guardian has a handset"""

_LISTED = {"": True, "yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
MAX_GRADES = 1_000
"""so many spellings are kept"""
_LANGUAGES = {one: one for one in LANGUAGES}
_TAKEN = ("desk", SHORT_CODE)

T = TypeVar("T")
Cells = Callable[[list[str]], tuple[str, ...]]


def read_roster(
    path: str, lines: Iterable[bytes], problems: list[Problem], encoding: str = UTF_8
) -> Roster:
    """The roster of a table; what is wrong is noted. `EnoughProblems` as `note` raises it."""
    table = Table(path, lines, problems, encoding, not_encoded(encoding))
    reader = _Reader(table, problems)
    roster = reader.read()
    roster.complete = all(problem.code not in _LOSES_ROWS for problem in problems)
    return roster


_LOSES_ROWS = ("SF102", "SF106", "SF114", "SF122")
"""not text, no such column, too long, not as many cells"""


class _Reader:
    def __init__(self, table: Table, problems: list[Problem]) -> None:
        self._table = table
        self._problems = problems
        self._roster = Roster()
        self._numbered = self._roster.numbered
        self._guardians: dict[str, str] = {}
        """names in the run, by IIN or by the name written"""
        self._children: dict[str, ChildSetup] = {}
        """likewise"""
        self._said: dict[str, tuple[str, ...]] = {}
        """what the first row of a guardian says, from the number on"""
        self._guardian_lines, self._child_lines = Lines(), Lines()
        self._with_iin: dict[str, dict[str, bool]] = {"child_iin": {}, "guardian_iin": {}}
        """by column and name, whether the name stands beside an IIN"""
        self._taken = set(_TAKEN)
        self._namesakes: dict[str, int] = {}
        """how many a name has, where several"""
        self._at: dict[str, int] = {}
        self._grades = dict(GRADES)
        """grades by how they are written"""

    def read(self) -> Roster:
        table = self._table
        if table.header is not None and self._columns():
            self._rows(
                itemgetter(*(self._at.get(name, NOT_THERE) for name in OF_A_CHILD)),
                itemgetter(*(self._at.get(name, NOT_THERE) for name in OF_A_GUARDIAN)),
            )
            if not self._at_least_one:
                table.report("SF122", "no row follows the names of the columns", table.header)
        self._roster.children = list(self._children.values())
        self._roster.with_lost_letters = self._with_lost_letters()
        return self._roster

    def _with_lost_letters(self) -> str:
        names = chain(self._roster.names, (child.name for child in self._roster.children))
        return next((name for name in names if "?" in name), "")

    def _columns(self) -> bool:
        """Where each column stands; false where the table cannot be read without one."""
        columns = read_columns(self._table, "a roster", NEEDED, COLUMNS)
        self._at = columns.at
        self._roster.ignored_columns = columns.ignored
        return columns.complete

    @property
    def _at_least_one(self) -> bool:
        return bool(self._roster.guardians or self._children or self._problems)

    def _rows(self, of_a_child: Cells, of_a_guardian: Cells) -> None:
        """A guardian mostly stands in several rows running, and says the same in each."""
        table, problems = self._table, self._problems
        before: tuple[str, ...] = ()
        guardians: tuple[str, ...] = ()
        for row in table:
            cells = row.cells
            cells.append("")
            who = of_a_guardian(cells)
            if who != before or problems:
                before, guardians = who, self._guardian(row, *map(str.strip, who))
            self._child(row, guardians, *of_a_child(cells))

    # Guardians.

    def _guardian(
        self, row: Row, guardian: str, guardian_iin: str, *others: str
    ) -> tuple[str, ...]:
        """The guardian of a row, or nobody."""
        written = normal(guardian)
        if not written:
            self._nobodys(row, guardian_iin, *others)
            return ()
        iin = self._iin(row, "guardian_iin", guardian_iin, written)
        said = tuple([text and (parse_mobile(text) or text) for text in others])
        known = self._guardians.get(iin or written)
        if known is None and not iin:
            known = self._roster.names.get(written)  # whose IIN is missing here, as has been told
        if known is not None:
            if said != self._said[known] and any(said):
                self._contradicted(row, known, said)
            return (known,)
        name = self._free_name(written)
        self._guardians[iin or written] = name
        self._said[name] = said
        self._guardian_lines.add(row.line)
        self._roster.names[written] = None if written in self._roster.names else name
        self._roster.guardians[name] = self._setup(row, name, iin, *said)
        return (name,)

    def _nobodys(self, row: Row, *cells: str) -> None:
        """A number, say, that no guardian is named for."""
        for column, text in zip(OF_A_GUARDIAN[1:], cells, strict=True):
            if text:
                message = f"this row says a {column} and names no guardian whose it is"
                self._table.report("SF106", message, row, self._at[column])

    def _contradicted(self, row: Row, name: str, said: tuple[str, ...]) -> None:
        line = self._guardian_lines.of(name, self._roster.guardians)
        for column, now, before in zip(OF_A_GUARDIAN[2:], said, self._said[name], strict=True):
            if now and now != before:
                self._disagrees(row, column, name, line, before)

    def _disagrees(self, row: Row, column: str, name: str, line: int, before: str) -> None:
        """A row says something else of somebody than the first one in which they stand."""
        whose = shorten(self._roster.written(name))
        message = f"row {line} has no {column} for {whose}; write it there too"
        if before:
            message = f"row {line} says {column} {shorten(before)} of {whose}"
        self._table.report("SF119", message, row, self._at[column])

    def _setup(
        self,
        row: Row,
        name: str,
        iin: str | None,
        held: str,
        believed: str,
        faults: str,
        language: str,
    ) -> GuardianSetup:
        number = entry = self._number(row, "number", held)
        if believed:
            entry = None if believed == NO_ENTRY else self._number(row, "mab_number", believed)
        if self._only_one(row, "number", number, self._roster.handsets, name) or believed:
            column = "mab_number" if believed else "number"
            self._only_one(row, column, entry, self._roster.entries, name)
        spoken = (language and self._choice(row, "language", language, _LANGUAGES)) or LANGUAGES[0]
        ailing = tuple(self._faults(row, faults)) if faults else ()
        return GuardianSetup(name, number, entry, iin, spoken, ailing)

    def _only_one(
        self, row: Row, column: str, number: str | None, holders: dict[str, str], name: str
    ) -> bool:
        if not number or holders.setdefault(number, name) == name:
            return True
        message = f"{format_mobile(number)} is the number of {shorten(holders[number])} already"
        self._table.report("SF115", message, row, self._at[column])
        return False

    def _faults(self, row: Row, text: str) -> Iterator[FaultSetup]:
        for word in text.split():
            fault = read_fault(word)
            if isinstance(fault, str):
                self._table.report("SF108", fault, row, self._at["faults"])
            else:
                yield fault

    # Children.

    def _child(
        self,
        row: Row,
        guardians: tuple[str, ...],
        child: str,
        child_iin: str,
        in_grade: str,
        on_list: str,
    ) -> None:
        """The child of a row, if it names one, with its guardian if it names one."""
        written = normal(child)
        if not written:
            if not guardians and any(map(str.strip, row.cells)):
                message = "this row names neither a child nor a guardian"
                self._table.report("SF106", message, row)
            return
        iin = self._iin(row, "child_iin", child_iin, written)
        grade, listed = self._grades.get(in_grade), _LISTED.get(on_list)
        if grade is None:
            grade = self._grade(row, in_grade)
        if listed is None:
            listed = self._choice(row, "listed", on_list, _LISTED)
        if grade is None or listed is None:
            return
        known = self._children.get(iin or written)
        if known is None:
            name = self._free_name(written)
            self._child_lines.add(row.line)
            self._children[iin or written] = ChildSetup(name, grade, guardians, listed, iin, None)
            return
        if (grade, listed) != (known.grade, known.listed):
            line = self._child_lines.of(iin or written, self._children)
            if grade != known.grade:
                self._disagrees(row, "grade", known.name, line, str(known.grade))
            else:
                self._disagrees(row, "listed", known.name, line, "yes" if known.listed else "no")
        together = tuple(dict.fromkeys((*known.guardians, *guardians)))
        self._children[iin or written] = replace(known, guardians=together)

    # Cells.

    def _grade(self, row: Row, text: str) -> int | None:
        grade = read_grade(text)
        if grade is None:
            return self._choice(row, "grade", text, GRADES, "1 to 11")
        if len(self._grades) < MAX_GRADES:
            self._grades[text] = grade
        return grade

    def _choice(
        self, row: Row, column: str, text: str, choices: dict[str, T], known: str = ""
    ) -> T | None:
        value = choices.get(text.strip().lower())
        if value is None:
            known = known or ", ".join(one for one in choices if one)
            message = f"{column} can be {known}, not {shorten(text.strip())}"
            self._table.report("SF108", message, row, self._at[column])
        return value

    def _number(self, row: Row, column: str, text: str) -> str | None:
        if not text:
            return None
        number = parse_mobile(text)
        if number is None:
            message = (
                f"expected a Kazakh mobile number such as +7 7xx xxx xx xx, found {shorten(text)}"
            )
            self._wrong("SF110", message, rounded(text), row, column)
        return number

    def _iin(self, row: Row, column: str, text: str, name: str) -> str | None:
        if is_plain_iin(text) and self._with_iin[column].setdefault(name, True):
            return text
        return self._any_iin(row, column, text.strip(), name)

    def _any_iin(self, row: Row, column: str, text: str, name: str) -> str | None:
        problem = iin_problem(text) if text else None
        if problem:
            said = problem if problem.startswith("its") else f"it {problem}"
            remedy = rounded(text, IIN_SHOWN) or shortened(text)
            self._wrong("SF111", f"{shorten(text)} is no IIN: {said}", remedy, row, column)
        elif self._with_iin[column].setdefault(name, bool(text)) != bool(text):
            first = self._first_row(column, name)
            message = f"{first} gives this name an IIN; give it here too, or they are two people"
            if text:
                message = f"{first} gives this name no IIN; give it there too"
            self._table.report("SF119", message, row, self._at[column])
        return text or None

    def _wrong(self, code: str, message: str, remedy: str, row: Row, column: str) -> None:
        """A number that is none; what a spreadsheet has done to it, it has done to the column."""
        if remedy:
            self._table.report_alike(code, message, remedy, row, self._at[column])
        else:
            self._table.report(code, message, row, self._at[column])

    def _first_row(self, column: str, written: str) -> str:
        """Where somebody of this name stands first; a child of no grade is not kept."""
        lines = self._guardian_lines.by_name(self._roster.guardians)
        if column == "child_iin":
            lines = self._child_lines.by_name(child.name for child in self._children.values())
        found = (f"row {line}" for name, line in lines if self._roster.written(name) == written)
        return next(found, "an earlier row")

    def _free_name(self, written: str) -> str:
        """A name nobody has in this run: guardians and children of one name are told apart."""
        name = written
        while name in self._taken:
            number = self._namesakes[written] = self._namesakes.get(written, 1) + 1
            name = f"{written} ({number})"
        self._taken.add(name)
        if name != written:
            self._numbered[name] = written
        return name
