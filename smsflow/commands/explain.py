"""`smsflow explain`: whatever name the program uses."""

from __future__ import annotations

from typing import Annotated

import typer


def explain(
    name: Annotated[
        str,
        typer.Argument(
            help="SF103, R07, P5, resend, late_reply, consent.late_ignored, no_balance …",
            show_default=False,
        ),
    ] = "",
) -> None:
    """Tell more of a name: a code, clause, step, setting, row, fault …"""
    from smsflow.commands.explanation import explanation
    from smsflow.report.screen import Screen

    screen = Screen(reveal=True)  # examples, nobody's data
    title, lines = explanation(name)
    screen.line((title, "bold"))
    for line in lines:
        screen.line(f"  {line}")
