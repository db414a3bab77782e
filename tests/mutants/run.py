"""`make mutants`: changes every row of every table; each change must make a scenario fail.

A mutant is killed when `smsflow run scenarios/` ends with exit code 1: an expectation or a watched
property no longer holds. A crash (3) or an unreadable file (2) is no verdict, so it kills nothing.
A row that a scenario never takes cannot change what comes of it; hence only the scenarios that take
the row are run, in the command's own order, and whatever they do not kill meets all of them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from unittest.mock import patch

from mutations import Mutant, mutants_of, read_equivalents

from smsflow.commands.main import main as smsflow
from smsflow.events import RowTaken
from smsflow.memo.table import Table
from smsflow.memo.tables import TABLES
from smsflow.scenario import collect
from smsflow.scenario.run import run_scenario
from smsflow.service import machine

FOLDER = "scenarios"
EQUIVALENT = Path(__file__).with_name("equivalent.txt")
HELD, KILLED = 0, 1
"""exit codes of a run: everything held, something did not"""

Takers = dict[str, list[str]]
"""the scenario files that take a row, by the row's name"""


def exit_code(paths: Sequence[str]) -> int:
    """What `smsflow run PATHS…` ends with; its words go nowhere."""
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        redirect_stdout(nowhere),
        redirect_stderr(nowhere),
        patch.object(sys, "argv", ["smsflow", "run", *paths]),
    ):
        try:
            smsflow()
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else HELD
    raise AssertionError("a command ends with an exit code")


def who_takes_what() -> Takers:
    """Every row that some scenario takes, with the files that do."""
    takers: Takers = {}
    for path, scenarios in collect.scenarios_of([FOLDER]):
        assert isinstance(scenarios, list), f"{path} cannot be read"
        events = [event for one in scenarios for event in run_scenario(one).events]
        for row in {event.row for event in events if isinstance(event, RowTaken)}:
            takers.setdefault(row, []).append(str(path))
    return takers


@contextmanager
def at_work(table: Table) -> Iterator[None]:
    """A table in the place of the memo's own."""
    tables = tuple(table if one.name == table.name else one for one in TABLES)
    with patch.object(machine, "TABLES", tables):
        machine.flows.cache_clear()
        yield
    machine.flows.cache_clear()


def judge(mutant: Mutant, takers: Takers) -> tuple[str, int]:
    """A mutant's name, and how the scenarios end under it."""
    with at_work(mutant.table):
        code = exit_code(takers[mutant.row]) if mutant.row in takers else HELD
        return mutant.name, code if code == KILLED else exit_code([FOLDER])


def judge_all(mutants: Sequence[Mutant], takers: Takers) -> dict[str, int]:
    """The exit code of every mutant, on all processors; the scenarios are read once, before."""
    codes: dict[str, int] = {}
    with get_context("fork").Pool() as pool:
        for name, code in pool.imap_unordered(partial(judge, takers=takers), mutants, chunksize=4):
            codes[name] = code
            if code != KILLED:
                print(f"not killed (exit code {code}): {name}", flush=True)
            if len(codes) % 100 == 0:
                print(f"… {len(codes)} of {len(mutants)}", flush=True)
    return codes


def report(codes: dict[str, int], equivalents: dict[str, str]) -> int:
    """The sum, and 1 if `equivalent.txt` does not account for exactly what was not killed."""
    killed = {name for name, code in codes.items() if code == KILLED}
    survivors = sorted(codes.keys() - killed - equivalents.keys())
    stale = sorted(name for name in equivalents if name not in codes or name in killed)
    for name in survivors:
        print(f"survived: {name}")
    for name in stale:
        print(f"{EQUIVALENT.name} lists what is killed or is no mutant: {name}")
    equivalent = len(codes) - len(killed) - len(survivors)
    print(f"{len(codes)} mutants, {len(killed)} killed, {equivalent} equivalent")
    return 1 if survivors or stale else 0


def main() -> int:
    """Judge every mutant of every table."""
    with patch.object(collect, "read_file", cache(collect.read_file)):
        if exit_code([FOLDER]) != HELD:
            print(f"`smsflow run {FOLDER}` has to hold first")
            return 1
        mutants = [mutant for table in TABLES for mutant in mutants_of(table)]
        codes = judge_all(mutants, who_takes_what())
    return report(codes, read_equivalents(EQUIVALENT.read_text(encoding="utf-8")))


if __name__ == "__main__":
    sys.exit(main())
