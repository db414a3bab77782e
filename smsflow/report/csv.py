"""Tables for a spreadsheet: a row for each guardian. Masked unless revealed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from smsflow.errors import UsageError
from smsflow.sms.masking import mask

_FORMULA = ("=", "+", "-", "@", "\t")


@contextmanager
def written(path: Path) -> Iterator[TextIO]:
    """A file to write; `UsageError` where it cannot be."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        raise UsageError("SF410", f"{path} cannot be written: {error.strerror}") from None


def write_rows(
    stream: TextIO,
    columns: Iterable[str],
    rows: Iterable[Iterable[object]],
    *,
    reveal: bool,
    excel: bool = False,
) -> None:
    """Write a header and rows (RFC 4180).

    For `excel` as it opens a file by a double click in Kazakhstan: it takes UTF-8 for cp1251
    without a byte order mark, wants semicolons, and rounds an IIN unless a formula says it is text.
    """
    if excel:
        stream.write("\ufeff")
    writer = csv.writer(stream, delimiter=";" if excel else ",", lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        cells = (_cell(value, reveal=reveal) for value in row)
        writer.writerow([_as_text(cell) for cell in cells] if excel else cells)


def _as_text(cell: object) -> object:
    """Digits that are no amount, so that Excel keeps them."""
    if isinstance(cell, str) and len(cell) > _LONGEST_AMOUNT and cell.isascii() and cell.isdigit():
        return f'="{cell}"'
    return cell


_LONGEST_AMOUNT = 9


def _cell(value: object, *, reveal: bool) -> object:
    """A text as a spreadsheet may hold it: it must not take a name for a formula."""
    if not isinstance(value, str):
        return value
    plain = value.replace("\r", " ")  # Python's writer would not quote it
    shown = plain if reveal else mask(plain)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
