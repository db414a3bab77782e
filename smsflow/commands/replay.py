"""`smsflow replay`: a message sequence from a spreadsheet, row by row."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from smsflow.commands.options import (
    CarrierName,
    CsvFile,
    ForExcel,
    Json,
    Reveal,
    Seed,
    Settings,
    WordingFile,
)
from smsflow.commands.wires import Wire, opened

if TYPE_CHECKING:
    from smsflow.report.summary import Summary

Messages = Annotated[
    Optional[Path],  # noqa: UP045 - Typer reads the annotation at run time
    typer.Argument(
        metavar="[MESSAGES]",
        help="A CSV table of messages: at,from,to,text[,fault][,expect_consent].",
        show_default=False,
    ),
]
RosterFile = Annotated[
    Optional[Path],  # noqa: UP045 - Typer reads the annotation at run time
    typer.Option("--roster", metavar="FILE", help="A CSV table of guardians and children."),
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

DEFAULT_GUARDIANS = 60
"""of a sample: every kind of ending is among them"""


def replay(
    messages: Messages = None,
    roster: RosterFile = None,
    settings: Settings = None,
    until: Until = None,
    csv: CsvFile = None,
    excel: ForExcel = False,
    trace: Annotated[
        Optional[list[str]],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option(
            "--trace", metavar="WHO", help="Show all that happened to this guardian (or several)."
        ),
    ] = None,
    encoding: Encoding = "utf-8",
    carrier: CarrierName = Wire.MEMORY,
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
    ] = DEFAULT_GUARDIANS,
) -> None:
    """Replay messages kept as a table, and say whose refusal was none."""
    from smsflow.errors import UsageError

    if excel and not csv:
        raise UsageError(
            "SF409", "--excel is for the table that --csv writes: `--csv FILE --excel`"
        )
    if sample:
        _write_sample(sample, guardians, seed or 0)
        return
    from smsflow.commands.outputs import check_outputs
    from smsflow.commands.settings import read_policy, read_wording
    from smsflow.commands.tables import played, seldom_collected, source_of
    from smsflow.report.csv import write_rows, written
    from smsflow.report.json import record_with
    from smsflow.report.replay import in_sum, tell
    from smsflow.report.screen import Screen
    from smsflow.report.summary import Summary
    from smsflow.scenario.replay.endings import Ending

    began = perf_counter()
    source = source_of(messages, roster, encoding, "replay")
    check_outputs({"--csv": csv}, [source.messages, source.roster, *(wording or ())])
    policy, texts = read_policy(settings), read_wording(wording)
    with (
        opened(carrier) as wire,
        _as_json(as_json, source.messages.as_posix(), began),
        seldom_collected(),
    ):
        run = played(source, policy, until, trace or (), seed or 0, texts, wire)
        result, sums = run.result(), run.sums()
    summary = Summary()
    summary.add(result)
    if as_json:
        record = record_with(result, in_sum(sums), run.endings(), reveal=reveal)
        _write_json(record, summary, began)
    else:
        tell(Screen(reveal=reveal), result, summary, sums)
    if csv:
        with written(csv) as file:
            write_rows(file, Ending._fields, run.endings(), reveal=reveal, excel=excel)
    raise typer.Exit(summary.exit_code)


@contextmanager
def _as_json(wanted: bool, path: str, began: float) -> Iterator[None]:
    """Tables that cannot be read are an error of the JSON object, where one is wanted."""
    from smsflow.errors import DocumentError
    from smsflow.report.json import record_of
    from smsflow.report.summary import Summary
    from smsflow.scenario.run import unreadable

    try:
        yield
    except DocumentError as error:
        if not wanted:
            raise
        result, summary = unreadable(error), Summary()
        result.path = result.name = path
        summary.add(result)
        _write_json(record_of(result, reveal=False), summary, began)
        raise typer.Exit(summary.exit_code) from None


def _write_json(record: str | Iterable[str], summary: Summary, began: float) -> None:
    from smsflow.report.json import write

    write(sys.stdout, [record], summary, perf_counter() - began)


def _write_sample(folder: Path, guardians: int, seed: int) -> None:
    from smsflow.errors import UsageError
    from smsflow.report.screen import Screen
    from smsflow.scenario.replay.sample import write_sample

    try:
        roster, messages = write_sample(folder, guardians, seed)
    except OSError as error:
        raise UsageError("SF410", f"{folder} cannot be written to: {error.strerror}") from None
    command = f"smsflow replay {messages} --roster {roster}"
    sys.stdout.write(f"{roster}\n{messages}\n")
    Screen(sys.stderr).line(f"`{command}` replays them")
