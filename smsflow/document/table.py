"""A table kept as CSV (RFC 4180): read row by row, with a place for whatever is wrong in it.

Cells are separated by commas, semicolons or tabs, whichever the first row has more of, unless
Excel's own line `sep=;` before it says so. Excel writes empty cells where columns were once used,
and leaves out those at the end of some rows: neither is a mistake. A place is computed only where
it is asked for, so a million rows cost little more than Python's own reader.
"""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO
from itertools import chain, islice, tee
from typing import Any

from smsflow.errors import START, Origin, Place, Problem, note, shorten

UTF_8 = "utf-8"
MAX_COLUMNS = 1_000
NOT_THERE = -1
"""where a reader may look for the cell of a column that the table has not, once it has appended an
empty one to the row"""


class Row:
    """The cells of a row, the line it begins in (from 1), and its text as it was written."""

    __slots__ = ("cells", "line", "text")

    def __init__(self, cells: list[str], line: int, text: str) -> None:
        self.cells = cells
        self.line = line
        self.text = text


@dataclass(slots=True)
class _Alike:
    """What is wrong with one cell, and with others of its column likewise."""

    index: int
    """among the problems"""
    message: str
    more: int = 0


class Table:
    """A CSV file from its lines; what is wrong is noted, and the sound rows can be used.

    Raises `EnoughProblems` as `note` does. `encoding` is one in which ASCII stands for itself, such
    as cp1251; what begins with a byte order mark is UTF-8 whatever is said. `remedy` is what to do
    about a file of another encoding, unless that is to save it so.
    """

    def __init__(
        self,
        path: str,
        lines: Iterable[bytes],
        problems: list[Problem],
        encoding: str = UTF_8,
        remedy: str = "",
    ) -> None:
        self.path = path
        self._problems = problems
        self._encoding = encoding
        self._remedy = remedy or f"save the file as {encoding.upper()}"
        self._separator = ","
        self._not_text: tuple[bytes, int] | None = None
        """a line that is not of the encoding, and where in it; nothing is read after it"""
        self._alike: dict[tuple[int, str], _Alike] = {}
        """what is wrong in several rows, by column and remedy"""
        self._another_kind = ""
        """what the file is, where it is no text that could be a table"""
        self._skipped = 0
        """blank lines between rows that the reader was spared"""
        self._ended = 0
        """how many of the reader's lines are in rows that have ended"""
        self._reader: Any = None
        self._least = 0
        """how many cells a row has at least"""
        self._wide = 0
        """how many the first has, with those after the last name"""
        self._nameless: set[int] = set()
        """columns without a name, until something is found in one"""
        self._rows = self._read(iter(lines))
        self.header = self._first_row()
        """the first row; None where there is none to go by, which has been noted"""
        self.columns = [cell.strip() for cell in self.header.cells] if self.header else []
        """their names, up to the last; empty where one among them has none"""
        self._least = len(self.columns)
        if self.header:
            self._check_columns(self.header)

    def __iter__(self) -> Iterator[Row]:
        """The rows after the first, once; each has a cell for every column."""
        return self._rows

    def may_end_after(self, count: int) -> None:
        """Later rows need so many cells, of which the rest is empty: every one unless said."""
        self._least = count

    def report(self, code: str, message: str, row: Row, column: int = 0) -> None:
        """Note what is wrong with a cell of a row; columns count from 0."""
        self._note(code, message, row, self._start(row, column))

    def report_alike(self, code: str, message: str, remedy: str, row: Row, column: int) -> None:
        """Likewise, where one remedy mends the whole column: once, with how many rows more."""
        first = self._alike.get((column, remedy))
        if first is None:
            self._alike[column, remedy] = _Alike(len(self._problems), message + remedy)
            self.report(code, message + remedy, row, column)
        else:
            first.more += 1
            told = f"{first.message}; so it is in {first.more:,} more row{'s' * (first.more > 1)}"
            self._problems[first.index] = self._problems[first.index]._replace(message=told)

    @property
    def sound(self) -> bool:
        """Whether nothing has been found wrong yet, wherever problems are noted together."""
        return not self._problems

    def place(self, row: Row, column: int = 0) -> Place:
        """The line and column in which a cell of a row begins."""
        return _place(row, self._start(row, column))

    def origin(self, row: Row, place: Place | None = None) -> Origin:
        """This file and its line at a place of the row, by default at its beginning."""
        return Origin(self.path, _lines(row.text)[place.line - row.line if place else 0])

    def _read(self, lines: Iterator[bytes]) -> Generator[Row]:
        """The first row in which anything stands, and every later one that fits it."""
        to_read, to_keep = tee(self._sniffed(chain.from_iterable(self._texts(lines))))
        reader = self._reader = csv.reader(to_read, delimiter=self._separator, strict=True)
        width = _UNKNOWN
        while True:
            try:
                for cells in reader:
                    begin, end = self._ended + 1, reader.line_num
                    text = next(to_keep) if end == begin else _joined(to_keep, begin, end)
                    self._ended = end
                    if len(cells) == width:
                        yield Row(cells, begin + self._skipped, text)
                    elif cells:
                        row = Row(cells, begin + self._skipped, text)
                        if width != _UNKNOWN and self._fits(row):
                            yield row
                        elif width == _UNKNOWN and self._names_columns(row):
                            yield row
                            width = len(self.columns) if all(self.columns) else _TO_BE_LOOKED_AT
                break
            except csv.Error as error:
                begin, end = self._ended + 1, reader.line_num
                row = Row([], begin + self._skipped, _joined(to_keep, begin, end))
                self._ended = end
                if self._not_text:  # so its quotation had no end
                    break
                self._not_a_row(str(error), row)
                if _AFTER_A_QUOTATION not in str(error) or width == _UNKNOWN:
                    return
        self._at_the_end(self._ended + 1 + self._skipped, empty=width == _UNKNOWN)

    def _sniffed(self, lines: Iterator[str]) -> Iterator[str]:
        """The same lines, once the separator is known."""
        read: list[str] = []
        for line in lines:
            if said := _SEP_LINE.fullmatch(line):
                self._separator = said[1]
                self._skipped += 1
                break
            read.append(line)
            if line.strip():
                plain = re.sub('"[^"]*"?', "", line)
                self._separator = max(_SEPARATORS, key=plain.count)
                break
        return chain(read, lines)

    def _texts(self, lines: Iterator[bytes]) -> Iterator[Iterable[str]]:
        """The file in pieces of whole lines, which a lone carriage return ends as well."""
        begun = False
        while data := b"".join(islice(lines, _AT_ONCE)):
            if not begun:
                begun, data = True, self._begun(data)
            try:
                yield self._piece(data.decode(self._encoding))
            except UnicodeDecodeError as error:
                start = max(data.rfind(end, 0, error.start) for end in (b"\n", b"\r")) + 1
                yield StringIO(data[:start].decode(self._encoding), newline="")
                bad = _LINE_END_BYTES.split(data[start:], maxsplit=1)[0]
                self._not_text = bad, error.start - start
                return

    def _begun(self, data: bytes) -> bytes:
        """The first piece without a mark of its encoding; nothing where it is of another kind."""
        if data.startswith(BOM_UTF8):
            self._encoding = UTF_8
            return data.removeprefix(BOM_UTF8)
        for begins, kind in _OTHER_KINDS.items():
            if data.startswith(begins):
                self._another_kind = kind
                return b""
        return data

    def _piece(self, text: str) -> Iterable[str]:
        """The lines of a piece, but for the blank ones where no quotation is open.

        Python's reader would take longer over each of them than a file of nothing else deserves.
        """
        if text[:1] not in "\r\n" and not any(ends in text for ends in _TWO_ENDS):
            return StringIO(text, newline="")
        if self._between_rows and not text.strip("\r\n"):
            self._skipped += text.count("\n") + text.count("\r") - text.count("\r\n")
            return ()
        return self._spared(StringIO(text, newline=""))

    def _spared(self, lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            if line in _BLANK and self._between_rows:
                self._skipped += 1
            else:
                yield line

    @property
    def _between_rows(self) -> bool:
        return self._reader is None or self._reader.line_num == self._ended

    def _at_the_end(self, line: int, *, empty: bool) -> None:
        if self._another_kind:
            message = f"the file is {self._another_kind}; save the sheet as CSV UTF-8"
            note(self._problems, Problem("SF122", message, START, Origin(self.path, "")))
        elif self._not_text:
            data, index = self._not_text
            message = f"byte 0x{data[index]:02x} is not {self._encoding.upper()}; {self._remedy}"
            row = Row([], line, data.decode(self._encoding, "replace"))
            self._note("SF102", message, row, len(data[:index].decode(self._encoding)))
        elif empty:
            message = "the table is empty; its first row names the columns"
            note(self._problems, Problem("SF122", message, START, Origin(self.path, "")))

    def _first_row(self) -> Row | None:
        row = next(self._rows, None)
        if row and len(row.cells) > MAX_COLUMNS:
            self._note("SF114", f"more than {MAX_COLUMNS:,} columns", row, 0)
            self._rows.close()
            return None
        return row

    def _names_columns(self, row: Row) -> bool:
        """Whether anything stands in a row; its cells then end with the last name."""
        cells = row.cells
        self._wide = len(cells)
        self._nameless = {number for number, cell in enumerate(cells) if _is_blank(cell)}
        while cells and _is_blank(cells[-1]):
            cells.pop()
        return bool(cells)

    def _check_columns(self, header: Row) -> None:
        seen: set[str] = set()
        for number, name in enumerate(self.columns):
            if name and name in seen:
                self.report("SF122", f"{shorten(name)} names a column already", header, number)
            seen.add(name)

    def _fits(self, row: Row) -> bool:
        """Whether a row has a cell for each column, but for empty ones at its end.

        A column without a name is passed over as long as it is empty, and told once if it is not.
        """
        cells, width = row.cells, len(self.columns)
        if len(cells) < self._least:
            self._wrong_width(row, 0)
            return False
        for number, cell in enumerate(cells):
            if (number >= width or not self.columns[number]) and not _is_blank(cell):
                if number >= max(width, self._wide):
                    self._wrong_width(row, width)
                    return False
                self._tell_nameless(row, number)
        cells[width:] = ()
        cells.extend([""] * (width - len(cells)))
        return True

    def _tell_nameless(self, row: Row, number: int) -> None:
        if number in self._nameless:
            self._nameless.remove(number)
            message = "this column has no name in the first row; write one there, or empty it"
            self.report("SF122", message, row, number)

    def _wrong_width(self, row: Row, column: int) -> None:
        found, width = len(row.cells), len(self.columns)
        message = f"this row has {found} cell{'s' * (found != 1)}, the first {width}"
        if found > width:
            message += f"; a cell that holds {self._separator!r} has to be quoted"
        self.report("SF122", message, row, column)

    def _not_a_row(self, error: str, row: Row) -> None:
        """Tell what Python's reader complains of by what a person has done."""
        last, end = deque(_cells(row.text, self._separator), 2)
        if _AFTER_A_QUOTATION in error:
            message = "the quoted cell ends before this; inside of it, write a quotation mark twice"
            self._note("SF122", message, row, end)
        elif "limit" in error:
            most = csv.field_size_limit()
            self._note("SF114", f"a cell of more than {most:,} characters", row, last)
        else:
            self._note("SF122", "the quotation that begins here is not closed", row, last)

    def _start(self, row: Row, column: int) -> int:
        """Where a cell begins in the text of a row."""
        count = max(len(self.columns), column) + 1
        return _first_cells(row.text, self._separator, count)[column]

    def _note(self, code: str, message: str, row: Row, index: int) -> None:
        place = _place(row, index)
        note(self._problems, Problem(code, message, place, self.origin(row, place)))


_UNKNOWN = -1
"""the width of a table before its first row"""
_TO_BE_LOOKED_AT = -2
"""no row's width: each has to be looked at, since a column among the others has no name"""
_WORKBOOK = "a workbook, not a table as text"
_OTHER_KINDS = {
    b"PK\x03\x04": _WORKBOOK,  # .xlsx and .ods
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": _WORKBOOK,  # .xls
    b"\xff\xfe": "UTF-16, Excel's “Unicode text”",
    b"\xfe\xff": "UTF-16",
}
"""what a file is that begins so"""
_AT_ONCE = 1_000
"""lines that are decoded together"""
_AFTER_A_QUOTATION = "expected after"
"""Python's reader complains so of a closing quotation mark with something after it"""
_BLANK = ("\n", "\r\n", "\r")
_TWO_ENDS = ("\n\n", "\n\r", "\r\r")
_LINE_END_BYTES = re.compile(rb"[\r\n]")
_SEPARATORS = (",", ";", "\t")
_SEP_LINE = re.compile(r'"?sep=([,;\t])"?[\r\n]*', re.IGNORECASE)
_CELL = {
    separator: re.compile(rf'"(?:[^"]|"")*+"?|[^{separator}\r\n]*+') for separator in _SEPARATORS
}


def _is_blank(cell: str) -> bool:
    return not cell or cell.isspace()


def _joined(lines: Iterator[str], first: int, last: int) -> str:
    return "".join(islice(lines, last - first + 1))


def _cells(text: str, separator: str) -> Iterator[int]:
    """Where in a row's text its cells begin, and at last where they end."""
    start, cell = 0, _CELL[separator]
    while found := cell.match(text, start):
        yield start
        if text[found.end() : found.end() + 1] != separator:
            yield found.end()
            return
        start = found.end() + 1


@lru_cache(2)  # several problems of one row
def _first_cells(text: str, separator: str, count: int) -> list[int]:
    return list(islice(_cells(text, separator), count))


@lru_cache(2)
def _lines(text: str) -> list[str]:
    return _plain(text).split("\n")


def _place(row: Row, index: int) -> Place:
    before = _plain(row.text[:index])
    return Place(row.line + before.count("\n"), len(before) - before.rfind("\n"))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
