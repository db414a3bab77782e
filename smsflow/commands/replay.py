"""`smsflow replay`: a message sequence from a spreadsheet, row by row."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from typing import Annotated, Optional

import typer

from smsflow.commands.options import Json, Reveal, Seed, Settings, WordingFile

Messages = Annotated[
    Optional[Path],  # noqa: UP045 - Typer reads the annotation at run time
    typer.Argument(
        help="The messages: at,from,to,text[,fault][,expect_consent].", show_default=False
    ),
]
RosterFile = Annotated[
    Optional[Path],  # noqa: UP045 - Typer reads the annotation at run time
    typer.Option("--roster", metavar="FILE", help="The guardians and their children."),
]
Encoding = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help="How both files are written, e.g. cp1251.")
]
Until = Annotated[
    Optional[str],  # noqa: UP045 - Typer reads the annotation at run time
    typer.Option(
        "--until",
        metavar="8d",
        help="Play on after the last row, so long or to this moment: deadlines pass then.",
    ),
]


def replay(
    messages: Messages = None,
    roster: RosterFile = None,
    settings: Settings = None,
    until: Until = None,
    csv: Annotated[
        Optional[Path],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option("--csv", metavar="FILE", help="Write a row for each guardian."),
    ] = None,
    trace: Annotated[
        Optional[list[str]],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option("--trace", metavar="WHO", help="Show all that happened to this guardian."),
    ] = None,
    encoding: Encoding = "utf-8",
    seed: Seed = None,
    as_json: Json = False,
    wording: WordingFile = None,
    reveal: Reveal = False,
    sample: Annotated[
        Optional[Path],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option("--sample", metavar="FOLDER", help="Write a roster and messages to try it."),
    ] = None,
    guardians: Annotated[
        int, typer.Option("--guardians", min=1, max=1_000_000, help="How many, with --sample.")
    ] = 40,
) -> None:
    """Replay messages kept as a table, and say whose refusal was none."""
    if sample:
        _write_sample(sample, guardians, seed or 0)
        return
    from smsflow.commands.selection import read_wording
    from smsflow.commands.settings import read_policy
    from smsflow.commands.tables import Source, needed, played
    from smsflow.report.csv import write_standings
    from smsflow.report.json import write
    from smsflow.report.replay import tell
    from smsflow.report.screen import Screen
    from smsflow.report.summary import Summary

    began = perf_counter()
    source = Source(needed(messages, "MESSAGES"), needed(roster, "--roster"), encoding)
    run = played(
        source, read_policy(settings), until, trace or (), seed or 0, read_wording(wording)
    )
    result, standings = run.result(), list(run.standings())
    if csv:
        write_standings(csv, standings, reveal=reveal)
    summary = Summary()
    summary.add(result)
    if as_json:
        write(sys.stdout, [result], summary, perf_counter() - began, reveal=reveal)
    else:
        tell(Screen(reveal=reveal), result, summary, standings, run.sums())
    raise typer.Exit(summary.exit_code)


def _write_sample(folder: Path, guardians: int, seed: int) -> None:
    from smsflow.scenario.replay.sample import write_sample

    roster, messages = write_sample(folder, guardians, seed)
    sys.stdout.write(f"{roster}\n{messages}\n")
