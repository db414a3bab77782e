"""What the options of a command line come to."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from smsflow.document.suggestions import suggest
from smsflow.errors import NothingSelected, UsageError, shorten
from smsflow.memo.clauses import CLAUSES
from smsflow.memo.table import Table
from smsflow.memo.tables import TABLES
from smsflow.report.screen import Screen
from smsflow.scenario import shipped
from smsflow.scenario.collect import (
    DEFAULT_FOLDER,
    Collected,
    Selection,
    find_files,
    scenarios_of,
    word_filter,
)


def read_selection(
    words: str | None, tags: Sequence[str] | None, clauses: Sequence[str] | None
) -> Selection:
    """Which scenarios are wanted; `UsageError` for a clause the memo does not have."""
    clauses = [clause.upper() for clause in clauses or ()]
    for clause in clauses:
        if clause not in CLAUSES:
            hint = suggest(clause, CLAUSES)
            raise UsageError("SF116", f"--clause: unknown clause {clause!r}{hint}")
    return Selection(word_filter(words), frozenset(tags or ()), frozenset(clauses))


def read_machine(name: str) -> Table:
    """The table of a machine; `UsageError` for one that the memo does not have."""
    machines = {table.name: table for table in TABLES}
    if name not in machines:
        hint = suggest(name, machines) or f"; it can be {', '.join(machines)}"
        raise UsageError("SF408", f"unknown machine {shorten(name)}{hint}")
    return machines[name]


def scenarios_named(paths: Sequence[str] | None) -> Collected:
    """What the files of paths hold, or of what stands in for them."""
    return scenarios_of(*_searched(paths))


def files_named(paths: Sequence[str] | None) -> tuple[list[Path], Path]:
    """The files of paths, or of what stands in for them; and the folder that they count from."""
    searched, home = _searched(paths)
    return find_files(searched, home), home


def _searched(paths: Sequence[str] | None) -> tuple[Sequence[str], Path]:
    """The paths; without any, `scenarios/`, and where that is missing, what we ship."""
    home = shipped.home()
    if paths or home is None or Path(DEFAULT_FOLDER).exists():
        return paths or [DEFAULT_FOLDER], Path()
    count = len(find_files([DEFAULT_FOLDER], home))
    Screen(sys.stderr).line(
        f"no {DEFAULT_FOLDER}/ here: taking the {count} files that come with smsflow"
    )
    return [DEFAULT_FOLDER], home


def scenarios_to_copy(paths: Sequence[str] | None) -> Collected:
    """What comes with smsflow; `UsageError` where a path is named, or nothing came."""
    home = shipped.home()
    if paths:
        message = "--copy-to takes what comes with smsflow: choose with -k, --tag and --clause"
        raise UsageError("SF405", f"{message}, not by a path")
    if home is None:
        raise UsageError("SF405", "this smsflow came without scenarios; install it again")
    return scenarios_of([DEFAULT_FOLDER], home)


def nothing_to_rerun() -> None:
    """Say on standard error that `--last-failed` leaves nothing out, and why."""
    Screen(sys.stderr).line("--last-failed: nothing here failed when it was last run; all are run")


def nothing_selected(
    paths: Sequence[str] | None, *, chosen: bool, failed: bool = False
) -> NothingSelected:
    """Why there is nothing to do: no option fits, or no file is there.

    `failed`: only those were looked at that did not hold when they were last run.
    """
    where = ", ".join(paths or [DEFAULT_FOLDER])
    if chosen:
        which = "that did not hold when it was last run " if failed else ""
        message = f"no scenario in {where} {which}fits -k, --tag and --clause"
        return NothingSelected("SF402", message)
    return NothingSelected("SF402", f"no scenario file (.yaml, .yml) in {where}")
