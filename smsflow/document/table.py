"""A table kept as CSV (RFC 4180): read row by row, with a place for whatever is wrong in it.

Cells are separated by commas or by semicolons, whichever the first row has more of. A place is
computed only where it is asked for, so a million rows cost little more than Python's own reader.
"""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from smsflow.errors import START, Origin, Place, Problem, note, shorten

UTF_8 = "utf-8"
MAX_COLUMNS = 1_000


class Row:
    """The cells of a row, the line it begins in (from 1), and its text as it was written."""

    __slots__ = ("cells", "line", "text")

    def __init__(self, cells: list[str], line: int, text: str) -> None:
        self.cells = cells
        self.line = line
        self.text = text


class Table:
    """A CSV file, from its lines; what is wrong is noted, and the sound rows can be used.

    Raises `EnoughProblems` as `note` does. `encoding` is one in which ASCII stands for itself, such
    as cp1251; UTF-8 may begin with a byte order mark.
    """

    def __init__(
        self, path: str, lines: Iterable[bytes], problems: list[Problem], encoding: str = UTF_8
    ) -> None:
        self.path = path
        self._problems = problems
        self._encoding = encoding
        self._separator = ","
        self._kept: list[str] = []
        """the lines of the row that is being read"""
        self._cut_short = False
        self._rows = self._read(lines)
        self.header = next(self._rows, None)
        """the first row; None where none can be read, which has been noted"""
        self.columns = [cell.strip() for cell in self.header.cells] if self.header else []
        if self.header:
            self._check_columns(self.header)

    def __iter__(self) -> Iterator[Row]:
        """The rows after the first, once; each has a cell for every column."""
        return self._rows

    def report(self, code: str, message: str, row: Row, column: int = 0) -> None:
        """Note what is wrong with a cell of a row; columns count from 0."""
        self._note(code, message, row, _starts(row.text, self._separator)[column])

    def place(self, row: Row, column: int = 0) -> Place:
        """The line and column in which a cell of a row begins."""
        return _place(row, _starts(row.text, self._separator)[column])

    def origin(self, row: Row, place: Place | None = None) -> Origin:
        """This file and its line at a place of the row, by default at its beginning."""
        return Origin(self.path, _lines(row.text)[place.line - row.line if place else 0])

    def _read(self, lines: Iterable[bytes]) -> Iterator[Row]:
        """The first row, and every later one that has as many cells."""
        kept, width = self._kept, 0
        sniffed = self._sniffed(iter(lines))
        reader = csv.reader(self._texts(sniffed), delimiter=self._separator, strict=True)
        while True:
            try:
                for cells in reader:
                    text = kept[0] if len(kept) == 1 else "".join(kept)
                    row = Row(cells, reader.line_num - len(kept) + 1, text)
                    kept.clear()
                    if len(cells) == width or (cells and not width):
                        width = len(cells)
                        yield row
                    elif cells:
                        self._wrong_width(row, width)
                break
            except csv.Error as error:
                row = Row([], reader.line_num - len(kept) + 1, "".join(kept))
                kept.clear()
                self._not_a_row(str(error), row)
                if not width or self._cut_short:
                    return
        if not width and not self._cut_short:
            message = "the table is empty; its first row names the columns"
            note(self._problems, Problem("SF120", message, START, Origin(self.path, "")))

    def _sniffed(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        """The same lines, once the separator is known; no byte order mark begins them."""
        head = next(lines, b"")
        if self._encoding == UTF_8:
            head = head.removeprefix(BOM_UTF8)
        read = [head]
        while not head.strip() and (head := next(lines, b"")):
            read.append(head)
        plain = re.sub(rb'"[^"]*"?', b"", re.split(rb"[\r\n]", head.lstrip(), maxsplit=1)[0])
        self._separator = ";" if plain.count(b";") > plain.count(b",") else ","
        return chain(read, lines)

    def _texts(self, lines: Iterable[bytes]) -> Iterator[str]:
        """Lines as text, each kept until its row is done; a lone carriage return ends one too."""
        kept, encoding, number = self._kept, self._encoding, 0
        for data in lines:
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError as error:
                self._not_text(error, number + 1)
                return
            if text.count("\r") <= text.endswith("\r\n"):
                number += 1
                kept.append(text)
                yield text
                continue
            for line in _LINE.findall(text):
                number += 1
                kept.append(line)
                yield line

    def _check_columns(self, header: Row) -> None:
        if len(self.columns) > MAX_COLUMNS:
            self.report("SF114", f"more than {MAX_COLUMNS:,} columns", header, MAX_COLUMNS)
            return
        seen: set[str] = set()
        for number, name in enumerate(self.columns):
            if not name:
                self.report("SF120", "this column has no name", header, number)
            elif name in seen:
                self.report("SF120", f"{shorten(name)} names a column already", header, number)
            seen.add(name)

    def _wrong_width(self, row: Row, width: int) -> None:
        found = len(row.cells)
        message = f"this row has {found} cell{'s' * (found != 1)}, the first {width}"
        if found > width:
            message += f"; a cell that holds {self._separator!r} has to be quoted"
        self.report("SF120", message, row, width if found > width else 0)

    def _not_a_row(self, error: str, row: Row) -> None:
        """What Python's reader complains of, in the words of what a person has done."""
        *_, last, stopped = _starts(row.text, self._separator)
        if self._cut_short:
            return
        if "expected after" in error:
            message = "the quoted cell ends before this; inside of it, write a quotation mark twice"
            self._note("SF120", message, row, stopped)
            return
        self._cut_short = True
        message = "the quotation that begins here is not closed"
        if "limit" in error:
            message = f"a cell of more than {csv.field_size_limit():,} characters; is it quoted?"
        self._note("SF120", message, row, last)

    def _not_text(self, error: UnicodeDecodeError, line: int) -> None:
        self._cut_short = True
        before = error.object[: error.start].decode(self._encoding)
        row = Row([], line, error.object.decode(self._encoding, "replace"))
        name = self._encoding.upper()
        message = f"byte 0x{error.object[error.start]:02x} is not {name}; save the file as {name}"
        self._note("SF102", message, row, len(before))

    def _note(self, code: str, message: str, row: Row, index: int) -> None:
        place = _place(row, index)
        note(self._problems, Problem(code, message, place, self.origin(row, place)))


_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]++")
_LINE_END = re.compile(r"\r\n|\r|\n")
_CELL = {
    separator: re.compile(rf'"(?:[^"]|"")*+"?|[^{separator}\r\n]*+') for separator in (",", ";")
}


@lru_cache(2)  # several problems of one row
def _starts(text: str, separator: str) -> list[int]:
    """Where in a row's text its cells begin, and at last where they end."""
    starts, cell = [0], _CELL[separator]
    while (found := cell.match(text, starts[-1])) and text[
        found.end() : found.end() + 1
    ] == separator:
        starts.append(found.end() + 1)
    return [*starts, found.end() if found else len(text)]


@lru_cache(2)
def _lines(text: str) -> list[str]:
    return _LINE_END.split(text)


def _place(row: Row, index: int) -> Place:
    *before, last = _LINE_END.split(row.text[:index])
    return Place(row.line + len(before), len(last) + 1)
