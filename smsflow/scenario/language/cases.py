"""One scenario for many rows: `<column>` filled in, once, after YAML has been parsed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from smsflow.document.containers import ByKind, ListOf, MapOf
from smsflow.document.shapes import Reader, Text, is_broken
from smsflow.document.suggestions import suggest
from smsflow.document.tree import Mapping, Node, Scalar, Sequence, kind_of
from smsflow.errors import Origin, Place, shorten

FILLED_KEYS = ("name", "policy", "guardians", "children", "steps")
"""the parts of a scenario in which placeholders are filled in"""
MAX_ROWS = 10_000
MAX_PLACEHOLDERS = 1_000
"""in one text"""
MAX_FILLED = 32 * 1024 * 1024
"""characters of all cells where they were filled in"""

_PLACEHOLDER = re.compile(r"<([^\W\d_]\w*)>")


_EXPECTED = "cases takes a list of rows or a CSV file's name, not "

CASES: ByKind[Any] = ByKind(
    scalar=Text("the name of a CSV file beside the scenario"),
    sequence=ListOf(
        MapOf(Text("a column"), Text("a cell", empty=True), "a row: cells by column"),
        "a list of rows",
    ),
)
"""what they look like; `read_rows` reads them, with more to say of what is wrong"""


class TooMuch(Exception):
    """Filling in would come to more than a limit; caught where a file is read."""

    def __init__(self, message: str, place: Place) -> None:
        super().__init__(message)
        self.place = place


class Row(NamedTuple):
    """One case: its cells by column, and where it stands."""

    cells: dict[str, str]
    place: Place
    columns: dict[str, Place]
    """where each cell stands; in a CSV file, its column's name"""
    origin: Origin | None = None
    """the row's own line, where it is one of a CSV file"""
    header: Origin | None = None
    """the line of that file with the names"""

    @property
    def label(self) -> str:
        """How reports tell this case from the others: `[text=2*1]`."""
        return "[" + ", ".join(f"{name}={value}" for name, value in self.cells.items()) + "]"

    @property
    def whereabouts(self) -> str:
        """The label, and where the row stands if that is another file."""
        where = f" at {self.origin.path}:{self.place.line}" if self.origin else ""
        return self.label + where


class Template:
    """A scenario's tree in which some nodes have placeholders."""

    def __init__(self, root: Mapping) -> None:
        self.root = root
        self._columns: dict[int, frozenset[str]] = {}
        """the columns that a node and what is below it take from, where there are any"""
        self._parts: dict[int, list[str]] = {}
        """the nodes with a placeholder: their text and, at the odd places, columns"""
        self._used: dict[str, Place] = {}
        self._filled = 0
        for key, value in root.entries:
            if key.value in FILLED_KEYS:
                self._mark(value)

    def shares(self, node: Node) -> bool:
        """Whether a node is the same in every case."""
        return id(node) not in self._columns

    def variant(self, node: Node, cells: dict[str, str]) -> tuple[object, ...]:
        """The same for all cases in which this node is filled in alike."""
        columns = self._columns.get(id(node), ())
        return (id(node), *[cells.get(name) for name in columns])

    def check(self, rows: list[Row], reader: Reader) -> None:
        """Report placeholders that are no column, and columns that are no placeholder."""
        columns = rows[0].cells
        for name, place in self._used.items():
            if name not in columns:
                hint = suggest(name, columns) or f"; the columns are {', '.join(columns)}"
                reader.report("SF117", f"<{name}> is no column of cases{hint}", place)
        for name in columns:
            if name not in self._used:
                message = f"the column {name!r} is used nowhere"
                reader.report("SF117", message, rows[0].columns[name], rows[0].header)

    def _mark(self, node: Node) -> frozenset[str]:
        if isinstance(node, Scalar):
            parts = _PLACEHOLDER.split(node.value, MAX_PLACEHOLDERS + 1)
            if len(parts) > 2 * MAX_PLACEHOLDERS + 1:
                message = f"more than {MAX_PLACEHOLDERS} placeholders in one text"
                raise TooMuch(message, node.place)
            for name in parts[1::2]:
                self._used.setdefault(name, node.place)
            columns = frozenset(parts[1::2])
            self._parts[id(node)] = parts
        elif isinstance(node, Sequence):
            columns = self._mark_all(node.items)
        else:
            assert isinstance(node, Mapping)
            columns = self._mark_all([part for entry in node.entries for part in entry])
        if columns:
            self._columns[id(node)] = columns
        return columns

    def _mark_all(self, nodes: Iterable[Node]) -> frozenset[str]:
        return frozenset[str]().union(*[self._mark(node) for node in nodes])

    def fill(self, node: Node, cells: dict[str, str]) -> Node:
        """The node with its placeholders filled in; what has none is shared by all cases."""
        marked = self._columns
        if id(node) not in marked:
            return node
        if isinstance(node, Scalar):
            return self._fill_text(node, cells)
        if isinstance(node, Sequence):
            items = [self.fill(one, cells) if id(one) in marked else one for one in node.items]
            return Sequence(node.where, items)
        assert isinstance(node, Mapping)
        entries = [
            (
                self._fill_text(key, cells) if id(key) in marked else key,
                self.fill(value, cells) if id(value) in marked else value,
            )
            for key, value in node.entries
        ]
        return Mapping(node.where, entries)

    def _fill_text(self, node: Scalar, cells: dict[str, str]) -> Scalar:
        parts = self._parts[id(node)]
        filled = parts.copy()
        filled[1::2] = [cells.get(name, "") for name in parts[1::2]]
        text = "".join(filled)
        self._filled += len(text)
        if self._filled > MAX_FILLED:
            mebibytes = MAX_FILLED // 2**20
            message = f"the filled-in cases come to more than {mebibytes} MiB of text"
            raise TooMuch(message, node.place)
        if not cells.keys() >= set(parts[1::2]):
            return Scalar(node.where, "", broken=True)  # as `check` has reported
        return Scalar(node.where, text, node.style or '"', node.broken)


def read_rows(node: Node, reader: Reader) -> list[Row]:
    """The rows of `cases`, all with the same columns; what is wrong with them is reported."""
    if is_broken(node):
        return []
    if not isinstance(node, Sequence):
        reader.report("SF117", _EXPECTED + kind_of(node), node.place)
        return []
    if not node.items:
        reader.report("SF117", "cases has no row", node.place)
    if len(node.items) > MAX_ROWS:
        reader.report("SF114", f"more than {MAX_ROWS:,} rows of cases", node.items[MAX_ROWS].place)
        return []
    rows = [row for row in (_row(item, reader) for item in node.items) if row]
    for row in rows[1:]:
        _same_columns(row, rows[0], reader)
    return rows


def _row(node: Node, reader: Reader) -> Row | None:
    if is_broken(node):
        return None
    if not isinstance(node, Mapping) or not node.entries:
        message = f'a row of cases is a mapping such as {{text: "2*1"}}, not {kind_of(node)}'
        reader.report("SF117", message, node.place)
        return None
    row = Row({}, node.place, {})
    for column, cell in node.entries:
        check_column(column.value, column.place, reader)
        if isinstance(cell, Scalar):
            row.cells[column.value] = cell.value
            row.columns[column.value] = cell.place
        else:
            reader.report("SF117", f"a cell is a single value, not {kind_of(cell)}", cell.place)
    return row if len(row.cells) == len(node.entries) else None


def check_column(name: str, place: Place, reader: Reader, origin: Origin | None = None) -> None:
    """Report what cannot be the name of a column."""
    if not _PLACEHOLDER.fullmatch(f"<{name}>"):
        message = f"{shorten(name)} is no name for a column: letters, digits and _"
        reader.report("SF117", message, place, origin)


def _same_columns(row: Row, first: Row, reader: Reader) -> None:
    if set(row.cells) != set(first.cells):
        missing = ", ".join(sorted(set(first.cells) - set(row.cells)))
        extra = ", ".join(sorted(set(row.cells) - set(first.cells)))
        said = " and ".join(
            part for part in (missing and f"lacks {missing}", extra and f"adds {extra}") if part
        )
        reader.report("SF117", f"this row {said}; all rows have the same columns", row.place)
