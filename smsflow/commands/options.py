"""Options that several commands share."""

from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import Annotated, Optional

import typer

from smsflow.commands.wires import Wire


def _number_of_jobs(value: str | int) -> int:
    """A number of processes; `auto` is one for each processor. The default comes as a number."""
    text = str(value)
    if text == "auto":
        from smsflow.scenario.jobs import processors

        return processors()
    if text.isascii() and text.isdigit() and int(text):
        return int(text)
    raise typer.BadParameter(f"{text!r} is neither `auto` nor a whole number from 1.")


def a_number(value: float | None) -> float | None:
    """What can be compared: `nan` is within every range and beyond none."""
    if value is not None and isnan(value):
        raise typer.BadParameter("nan is not a number.")
    return value


Paths = Annotated[
    Optional[list[str]],  # noqa: UP045 - Typer reads the annotation at run time
    typer.Argument(
        help="Scenario files and folders (default: scenarios/, or those that come with smsflow).",
        show_default=False,
    ),
]
Words = Annotated[
    Optional[str],  # noqa: UP045 - Typer reads the annotation at run time
    typer.Option(
        "-k", metavar="WORDS", help="Only where these words match: -k 'late and not refuse'."
    ),
]
Tags = Annotated[
    Optional[list[str]],  # noqa: UP045 - Typer reads the annotation at run time
    typer.Option("--tag", metavar="TAG", help="Only with this tag (any of several)."),
]
Clauses = Annotated[
    Optional[list[str]],  # noqa: UP045 - Typer reads the annotation at run time
    typer.Option("--clause", metavar="R07", help="Only what claims this clause (any of several)."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")]
Reveal = Annotated[bool, typer.Option("--reveal", help="Show IINs and numbers unmasked.")]
WordingFile = Annotated[
    Optional[list[Path]],  # noqa: UP045 - Typer reads the annotation at run time
    typer.Option("--wording", metavar="FILE", help="SMS texts of one language, in place of ours."),
]
Settings = Annotated[
    Optional[list[str]],  # noqa: UP045 - Typer reads the annotation at run time
    typer.Option(
        "--policy", metavar="KEY=VALUE", help="Under this setting in place of its default."
    ),
]
Seed = Annotated[
    Optional[int],  # noqa: UP045 - Typer reads the annotation at run time
    typer.Option("--seed", help="Draw IINs from this, whatever a scenario says."),
]
CsvFile = Annotated[
    Optional[Path],  # noqa: UP045 - Typer reads the annotation at run time
    typer.Option("--csv", metavar="FILE", help="Write a row for each guardian, as a CSV table."),
]
StoreFile = Annotated[
    Optional[Path],  # noqa: UP045 - Typer reads the annotation at run time
    typer.Option(
        "--store", metavar="FILE", help="Where the SMS are kept (default: .smsflow/gateway.db)."
    ),
]
ForExcel = Annotated[
    bool,
    typer.Option("--excel", help="Write tables with semicolons and a byte order mark, for Excel."),
]
Jobs = Annotated[
    int,
    typer.Option(
        "--jobs", "-j", metavar="N", parser=_number_of_jobs, help="In N processes, or `auto`."
    ),
]
CarrierName = Annotated[
    Wire,
    typer.Option("--carrier", help="What messages cross: memory, or real sockets, as mail."),
]
