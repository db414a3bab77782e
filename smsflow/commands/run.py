"""`smsflow run`: replay scenarios and say what held."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from smsflow.commands.options import (
    Clauses,
    CsvFile,
    Json,
    Paths,
    Reveal,
    Seed,
    Tags,
    WordingFile,
    Words,
)

if TYPE_CHECKING:
    from smsflow.scenario.collect import Selection
    from smsflow.scenario.result import Result
    from smsflow.sms.wording import Wording

OBJECTS_BETWEEN_COLLECTIONS = 20_000
"""a scenario's few thousand objects die with it: Python's 700 would look at them in vain"""


def run(
    paths: Paths = None,
    words: Words = None,
    tags: Tags = None,
    clauses: Clauses = None,
    fail_fast: Annotated[
        bool, typer.Option("--fail-fast", "-x", help="Stop at the first that does not hold.")
    ] = False,
    seed: Seed = None,
    as_json: Json = False,
    wording: WordingFile = None,
    reveal: Reveal = False,
    csv: CsvFile = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Only what does not hold, and the sum.")
    ] = False,
) -> None:
    """Replay scenarios and say what held, and whose refusal was none."""
    from smsflow.commands.selection import nothing_selected, read_selection, read_wording
    from smsflow.report.console import Console
    from smsflow.report.csv import write_rows, written
    from smsflow.report.json import write
    from smsflow.report.screen import Screen
    from smsflow.report.summary import Summary
    from smsflow.scenario.verdict.standing import Standing

    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    selection = read_selection(words, tags, clauses)
    texts = read_wording(wording)
    console = None if as_json else Console(Screen(reveal=reveal), quiet=quiet)
    summary, kept, began = Summary(), [], perf_counter()
    rows: list[tuple[object, ...]] = []
    for result in _results(paths, selection, texts, seed, console, with_standings=bool(csv)):
        summary.add(result)
        rows.extend((result.path, result.name, *one) for one in result.standings)
        if console:
            console.tell(result)
        else:
            kept.append(result)
        if fail_fast and not summary.held:
            break
    if not summary.outcomes:
        raise nothing_selected(paths, chosen=bool(words or tags or clauses))
    if console:
        console.end(summary)
    else:
        write(sys.stdout, kept, summary, perf_counter() - began, reveal=reveal)
    if csv:
        with written(csv) as file:
            write_rows(file, ("path", "scenario", *Standing._fields), rows, reveal=reveal)
    raise typer.Exit(summary.exit_code)


def _results(
    paths: list[str] | None,
    selection: Selection,
    wording: Wording | None,
    seed: int | None,
    console: object,
    *,
    with_standings: bool,
) -> Iterator[Result]:
    from smsflow.commands.selection import scenarios_named
    from smsflow.errors import DocumentError
    from smsflow.report.console import Console
    from smsflow.scenario.run import run_scenario, unreadable

    done = 0
    for path, read in scenarios_named(paths):
        if isinstance(console, Console):
            console.begin(path.as_posix(), done)
        if isinstance(read, DocumentError):
            yield unreadable(read)
            continue
        for scenario in read:
            if selection.wants(scenario):
                done += 1
                yield run_scenario(
                    scenario, wording=wording, seed=seed, with_standings=with_standings
                )
