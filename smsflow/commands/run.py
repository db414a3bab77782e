"""`smsflow run`: replay scenarios and say what held."""

from __future__ import annotations

import gc
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from smsflow.commands.options import (
    CarrierName,
    Clauses,
    CsvFile,
    Jobs,
    Json,
    Paths,
    Reveal,
    Seed,
    Tags,
    WordingFile,
    Words,
)
from smsflow.commands.wires import Wire

if TYPE_CHECKING:
    from smsflow.commands.last_failed import LastFailed
    from smsflow.commands.orders import Played
    from smsflow.commands.reports import Reports

OBJECTS_BETWEEN_COLLECTIONS = 20_000
"""a scenario's few thousand objects die with it: Python's 700 would look at them in vain"""


def run(
    paths: Paths = None,
    words: Words = None,
    tags: Tags = None,
    clauses: Clauses = None,
    last_failed: Annotated[
        bool, typer.Option("--last-failed", help="Only what did not hold when it was last run.")
    ] = False,
    fail_fast: Annotated[
        bool, typer.Option("--fail-fast", "-x", help="Stop at the first that does not hold.")
    ] = False,
    jobs: Jobs = 1,
    carrier: CarrierName = Wire.MEMORY,
    seed: Seed = None,
    as_json: Json = False,
    junit: Annotated[
        Optional[Path],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option("--junit", metavar="FILE", help="Write JUnit XML too."),
    ] = None,
    github: Annotated[
        bool, typer.Option("--github", help="Write annotations for GitHub too.")
    ] = False,
    wording: WordingFile = None,
    reveal: Reveal = False,
    csv: CsvFile = None,
    html: Annotated[
        Optional[Path],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option("--html", metavar="FILE", help="Write a page to look at too."),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Only what does not hold, and the sum.")
    ] = False,
    durations: Annotated[
        int, typer.Option("--durations", metavar="N", min=0, help="Name the N slowest.")
    ] = 0,
) -> None:
    """Replay scenarios and say what held, and whose refusal was none."""
    from smsflow.commands.last_failed import LastFailed
    from smsflow.commands.orders import Orders, play
    from smsflow.commands.outputs import check_outputs
    from smsflow.commands.reports import Reports
    from smsflow.commands.selection import (
        files_named,
        nothing_selected,
        nothing_to_rerun,
        read_selection,
    )
    from smsflow.commands.settings import read_wording

    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    read_selection(words, tags, clauses)  # a mistake in them is told before anything is run
    texts = read_wording(wording)
    files, home = files_named(paths)
    check_outputs({"--junit": junit, "--csv": csv, "--html": html}, [*files, *(wording or ())])
    record = LastFailed()
    rerun = record.among(files) if last_failed else {}
    if last_failed and not rerun:
        nothing_to_rerun()
    orders = Orders(
        words=words,
        tags=tuple(tags or ()),
        clauses=tuple(clauses or ()),
        rerun=rerun,
        home=home,
        wording=texts,
        seed=seed,
        wire=carrier,
        as_json=as_json,
        as_html=html is not None,
        with_standings=csv is not None,
        reveal=reveal,
    )
    with (
        Reports(
            as_json=as_json,
            junit=junit,
            csv=csv,
            html=html,
            github=github,
            quiet=quiet,
            slowest=durations,
            reveal=reveal,
        ) as reports,
        closing(play(list(rerun) or files, orders, jobs)) as played,
    ):
        _tell(played, reports, record, whole=not orders.partial, fail_fast=fail_fast)
        if not reports.summary.outcomes:
            chosen = bool(rerun or orders.partial)
            raise nothing_selected(paths, chosen=chosen, failed=bool(rerun))
        reports.end()
    raise typer.Exit(reports.summary.exit_code)


def _tell(
    played: Played, reports: Reports, record: LastFailed, *, whole: bool, fail_fast: bool
) -> None:
    """Pass every result on; what was run is on record even where somebody breaks the run off."""
    try:
        for path, results in played:
            reports.begin(path)
            record.begin(path)
            for told in results:
                reports.tell(told)
                record.tell(told.result)
                if fail_fast and not reports.summary.held:
                    return
            record.end(whole=whole)
    finally:
        record.save()
