"""`smsflow coverage`: what the scenarios exercise of the memo, and what they leave out."""

from __future__ import annotations

import sys
from typing import Annotated, Optional

import typer

from smsflow.commands.options import Clauses, Json, Paths, Tags, Words, a_number


def coverage(
    paths: Paths = None,
    words: Words = None,
    tags: Tags = None,
    clauses: Clauses = None,
    matrix: Annotated[
        bool, typer.Option("--matrix", help="Every file beside every clause it exercises.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Only what is missing, and the sum.")
    ] = False,
    fail_under: Annotated[
        Optional[float],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option(
            min=0,
            max=100,
            callback=a_number,
            metavar="PERCENT",
            help="Exit 1 if fewer clauses are exercised.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Count which clauses, rows and settings the scenarios exercise."""
    from smsflow.commands.measuring import measure
    from smsflow.commands.selection import nothing_selected, read_selection
    from smsflow.report.coverage import document, tell
    from smsflow.report.json import dump
    from smsflow.report.screen import Screen

    found, summary = measure(paths, read_selection(words, tags, clauses))
    if not summary.outcomes:
        raise nothing_selected(paths, chosen=bool(words or tags or clauses))
    enough = fail_under is None or found.reaches(fail_under)
    if as_json:
        dump(sys.stdout, document(found, summary, fail_under))
    else:
        screen = Screen()
        tell(screen, found, summary, matrix=matrix, quiet=quiet)
        if not enough:
            screen.line((f"fewer than {fail_under:g} % of the clauses", "bold red"))
    raise typer.Exit(summary.exit_code or (0 if enough else 1))
