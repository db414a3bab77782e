"""`smsflow export`: what МИО collects, as R42 asks for it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from smsflow.commands.options import Reveal, Settings
from smsflow.commands.replay import Encoding, Messages, RosterFile, Until


def export(
    messages: Messages = None,
    roster: RosterFile = None,
    refused: Annotated[
        bool, typer.Option("--refused", help="Who refused, by 2*5 or by silence (R42).")
    ] = False,
    settings: Settings = None,
    until: Until = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option("--out", metavar="FILE", help="Write here, not to standard output."),
    ] = None,
    encoding: Encoding = "utf-8",
    reveal: Reveal = False,
) -> None:
    """Write the IINs of those who refused, with their children beside (R42)."""
    from smsflow.commands.settings import read_policy
    from smsflow.commands.tables import Source, needed, played
    from smsflow.errors import UsageError
    from smsflow.report.csv import write_rows
    from smsflow.scenario.replay.refused import Refused, refused_of

    if not refused:
        raise UsageError("SF407", "say what to export: `smsflow export --refused …`")
    source = Source(needed(messages, "MESSAGES"), needed(roster, "--roster"), encoding)
    run = played(source, read_policy(settings), until)
    rows = refused_of(run.roster, run.standings())
    if out:
        with out.open("w", encoding="utf-8", newline="") as file:
            write_rows(file, Refused._fields, rows, reveal=reveal)
    else:
        write_rows(sys.stdout, Refused._fields, rows, reveal=reveal)
