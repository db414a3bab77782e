"""`smsflow policy`: what the memo leaves open, and what we decided."""

from __future__ import annotations

import sys
from typing import Any

from smsflow.commands.options import Json


def policy(as_json: Json = False) -> None:
    """Print what the memo leaves open, and each setting's default."""
    from smsflow.memo.policy import ASSUMPTIONS, SETTINGS
    from smsflow.report.json import dump
    from smsflow.report.screen import Screen

    rows = [_row(name) for name in SETTINGS]
    if as_json:
        assumptions = [{"clause": clause, "text": text} for clause, text in ASSUMPTIONS]
        dump(sys.stdout, {"settings": rows, "assumptions": assumptions})
        return
    screen = Screen()
    screen.line(("What the memo leaves open", "bold"))
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        values = " · ".join(row["values"])
        screen.line(
            f"  {row['name']:<{width}}  ",
            (row["default"], "green"),
            f"  [{values}]" if values else "",
        )
        screen.line((f"    {row['clause']}  {row['silence']}", "dim"))
    screen.line()
    screen.line(("What is taken for granted", "bold"))
    for clause, text in ASSUMPTIONS:
        screen.line(f"  {clause}  {text}")


def _row(name: str) -> dict[str, Any]:
    from smsflow.memo.policy import SETTINGS, spell

    setting = SETTINGS[name]
    return {
        "name": name,
        "default": spell(name, setting.default),
        "values": [str(option) for option in setting.options],
        "clause": setting.clause,
        "silence": setting.silence,
    }
