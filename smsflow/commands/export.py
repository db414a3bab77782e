"""`smsflow export`: what МИО collects, as R42 asks for it."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Optional

import typer

from smsflow.commands.options import ForExcel, Json, Reveal, Settings
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
        typer.Option("--out", metavar="FILE", help="Write here, not to standard output (-)."),
    ] = None,
    excel: ForExcel = False,
    as_json: Json = False,
    encoding: Encoding = "utf-8",
    reveal: Reveal = False,
) -> None:
    """Write the IINs of those who refused, with their children (R42)."""
    from smsflow.commands.outputs import STANDARD_OUTPUT, check_outputs
    from smsflow.commands.settings import read_policy
    from smsflow.commands.tables import played, seldom_collected, source_of
    from smsflow.errors import UsageError
    from smsflow.report import json
    from smsflow.report.csv import write_rows, written
    from smsflow.report.replay import do_not_hold, may_still_answer
    from smsflow.report.screen import Screen
    from smsflow.scenario.replay.refused import Refused, refused_of

    if not refused:
        example = "`smsflow export --refused messages.csv --roster roster.csv`"
        raise UsageError("SF409", f"say what to export: {example}")
    if as_json and excel:
        raise UsageError("SF409", "--json and --excel: a table is of one kind; leave one out")
    source = source_of(messages, roster, encoding, "export --refused")
    out = None if out == STANDARD_OUTPUT else out
    check_outputs({"--out": out}, [source.messages, source.roster])
    with seldom_collected():
        run = played(source, read_policy(settings), until)
        rows = list(refused_of(run.roster, run.standings()))
    with written(out) if out else nullcontext(sys.stdout) as file:
        if as_json:
            json.write_rows(file, "refused", rows, reveal=reveal)
        else:
            write_rows(file, Refused._fields, rows, reveal=reveal, excel=excel)
    notes = Screen(sys.stderr)
    if not reveal and rows:
        notes.line("IINs and numbers are masked; `--reveal` writes them")
    if still := may_still_answer(run.replay.records(), run.longest_wait):
        notes.line(f"{still}; the table is without them")
    if run.replay.failed:
        notes.line(f"{do_not_hold(run.replay.failed)}; `smsflow replay` shows what")
        raise typer.Exit(1)
