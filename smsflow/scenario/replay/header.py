"""The first row of either table: which columns there are, and which it has to have.

Names are told apart neither by case nor by blanks. Lists have columns of their own beside ours, a
comment or a class, and these are ignored; but one that may be a misspelt name of ours is an error.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from smsflow.document.suggestions import suggest
from smsflow.document.table import Row, Table
from smsflow.errors import shorten

MAX_NAMED = 10
"""so many columns are named; a table may have a thousand"""


@dataclass(slots=True)
class Columns:
    """Where each column of ours stands, by its name; and the names of the others."""

    at: dict[str, int] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    complete: bool = False
    """whether the table can be read"""


def read_columns(table: Table, what: str, needed: Iterable[str], known: Iterable[str]) -> Columns:
    """The columns of a table of `what`; all that is wrong with their names is one problem."""
    header, columns = table.header, Columns()
    if header is None:
        return columns
    others: dict[int, str] = {}
    named = [(number, name) for number, name in enumerate(table.columns) if name]
    for number, name in named:
        plain = _plain(name)
        if plain not in known:
            others[number] = name
        elif columns.at.setdefault(plain, number) != number and name in known:
            continue  # the same name twice is told by the table
        elif columns.at[plain] != number:
            table.report("SF122", f"{shorten(name)} names a column already", header, number)
    missing = [name for name in needed if name not in columns.at]
    absent = [name for name in known if name not in columns.at]
    meant = {
        number: suggest(_plain(name), absent).removeprefix("; ") for number, name in others.items()
    }
    columns.complete = not missing
    if missing or any(meant.values()):
        unknown = {
            number: shorten(name) + (f" ({hint})" if (hint := meant[number]) else "")
            for number, name in others.items()
            if missing or meant[number]
        }
        _report(table, header, what, missing, unknown, known)
    else:
        columns.ignored = list(others.values())
        table.may_end_after(1 + max(columns.at[name] for name in needed))
    return columns


def _report(
    table: Table,
    header: Row,
    what: str,
    missing: list[str],
    unknown: dict[int, str],
    known: Iterable[str],
) -> None:
    parts = [f"missing: {', '.join(missing)}"] if missing else []
    if unknown:
        parts.append(f"unknown: {listed(unknown.values())}")
    if len(unknown) == len([name for name in table.columns if name]):
        parts.append("rename them, or remove a title above the names of the columns")
    message = f"{'; '.join(parts)}; the columns of {what} are {', '.join(known)}"
    table.report("SF106" if missing else "SF104", message, header, next(iter(unknown), 0))


def listed(names: Iterable[str]) -> str:
    """Names with commas between; not all, where there are many."""
    all_names = list(names)
    more = len(all_names) - MAX_NAMED
    return ", ".join(all_names[:MAX_NAMED]) + (f" and {more} more" if more > 0 else "")


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", "_".join(name.split())).casefold()
