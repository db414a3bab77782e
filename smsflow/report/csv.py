"""Tables for a spreadsheet: a row for each guardian. Masked unless revealed."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from smsflow.scenario.verdict.standing import Standing
from smsflow.sms.masking import mask

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_standings(path: Path, standings: Iterable[Standing], *, reveal: bool) -> None:
    """Write `guardian,record,truth,cause,sms,segments`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        write_rows(file, Standing._fields, standings, reveal=reveal)


def write_rows(
    stream: TextIO, columns: Iterable[str], rows: Iterable[Iterable[object]], *, reveal: bool
) -> None:
    """Write a header and rows (RFC 4180)."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value, reveal=reveal) for value in row])


def _cell(value: object, *, reveal: bool) -> object:
    """A text as a spreadsheet may hold it: it must not take a name for a formula."""
    if not isinstance(value, str):
        return value
    shown = value if reveal else mask(value)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
