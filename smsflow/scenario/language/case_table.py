"""`cases: answers.csv`: the rows of a CSV file that stands beside the scenario or below it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path, PurePosixPath, PureWindowsPath

from smsflow.document.shapes import Reader
from smsflow.document.suggestions import suggest
from smsflow.document.table import Table
from smsflow.document.tree import MAX_BYTES, MAX_NODES, Scalar
from smsflow.errors import START, Origin, shorten
from smsflow.scenario.language.cases import MAX_ROWS, Row, check_column

FOLDER_ONLY = "cases names a file in the scenario's own folder or below it"


def read_case_table(named: Scalar, home: Path, folder: Path, reader: Reader) -> list[Row]:
    """The rows of the file that a scalar names; what is wrong with them is reported in the file.

    It is looked for in `home`, and there in the scenario's folder; messages name the latter.
    """
    path = folder / named.value
    data = _bytes_of(named, home / path, reader)
    if data is None:
        return []
    if len(data) > MAX_BYTES:
        message = "the file is larger than 8 MiB; split it"
        reader.report("SF114", message, START, Origin(path.as_posix(), ""))
        return []
    return _rows(Table(path.as_posix(), BytesIO(data), reader.problems), reader)


def _rows(table: Table, reader: Reader) -> list[Row]:
    header = table.header
    if header is None:
        return []
    named = [(number, name) for number, name in enumerate(table.columns) if name]
    places = {name: table.place(header, number) for number, name in named}
    head = table.origin(header)
    for name, place in places.items():
        check_column(name, place, reader, head)
    rows: list[Row] = []
    for row in table:
        if len(rows) == MAX_ROWS:
            table.report("SF114", f"more than {MAX_ROWS:,} rows of cases", row)
            return []
        if len(rows) * len(places) > MAX_NODES:
            table.report("SF114", f"more than {MAX_NODES:,} values in one file; split it", row)
            return []
        cells = {name: row.cells[number] for number, name in named}
        rows.append(Row(cells, table.place(row), places, table.origin(row), head))
    if not rows and not reader.problems:
        table.report("SF117", "cases has no row", header)
    return rows


def _bytes_of(named: Scalar, path: Path, reader: Reader) -> bytes | None:
    """What the file holds, at most a byte more than is allowed; None after reporting why not."""
    if _leaves(named.value):
        reader.report("SF108", f"{FOLDER_ONLY}, not {shorten(named.value)}", named.place)
        return None
    try:
        if path.is_file():
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
        message = f"no such file beside the scenario: {shorten(named.value)}{_near(path)}"
    except OSError as error:
        message = f"{shorten(named.value)} cannot be opened: {error.strerror}"
    reader.report("SF100", message, named.place)
    return None


def _leaves(name: str) -> bool:
    """Whether a name leads out of the folder that it is looked for in, on any system."""
    return any(
        kind(name).anchor or ".." in kind(name).parts for kind in (PurePosixPath, PureWindowsPath)
    )


def _near(path: Path) -> str:
    if not path.parent.is_dir():
        return ""
    return suggest(path.name, sorted(one.name for one in path.parent.iterdir()))
