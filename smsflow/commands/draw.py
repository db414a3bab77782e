"""`smsflow draw`: a machine of the memo as a picture or a table."""

from __future__ import annotations

import sys
from typing import Annotated, Literal, Optional

import typer

from smsflow.commands.options import Settings


def draw(
    machine: Annotated[
        str, typer.Argument(help="consent, voucher, linking or registration.")
    ] = "consent",
    form: Annotated[
        Literal["mermaid", "dot", "table"],
        typer.Option("--format", help="A Mermaid or Graphviz picture, or a Markdown table."),
    ] = "mermaid",
    settings: Settings = None,
    coverage: Annotated[
        Optional[list[str]],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option(metavar="PATH", help="Mark what the scenarios there do not take."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also what stays in its state, and what is rejected.")
    ] = False,
) -> None:
    """Draw a machine as its table has it under a policy."""
    from smsflow.commands.selection import nothing_selected, read_machine, read_selection
    from smsflow.commands.settings import read_policy
    from smsflow.report import diagram

    table, policy, taken, code = read_machine(machine), read_policy(settings), None, 0
    if coverage:
        from smsflow.commands.measuring import measure

        found, summary = measure(coverage, read_selection(None, None, None))
        if not summary.outcomes:
            raise nothing_selected(coverage, chosen=False)
        taken, code = found.taken, summary.exit_code
    # Straight out, as JSON goes: a line broken to a terminal's width would be another picture.
    sys.stdout.write(diagram.draw(table, form, policy, taken, every=every))
    raise typer.Exit(code)
