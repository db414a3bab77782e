"""`smsflow explain`: an error code, a clause, a property, a setting, a row or a fault."""

from __future__ import annotations

from typing import Annotated

import typer


def explain(
    name: Annotated[
        str, typer.Argument(help="SF103, R07, P5, late_reply, consent.late_ignored, no_balance …")
    ],
) -> None:
    """Tell more of one name."""
    from smsflow.commands.explanation import explanation
    from smsflow.report.screen import Screen

    screen = Screen()
    title, lines = explanation(name)
    screen.line((title, "bold"))
    for line in lines:
        screen.line(f"  {line}")
