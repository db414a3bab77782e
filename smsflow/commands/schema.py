"""`smsflow schema`: what a scenario file, or a file of phones, may hold, for editors."""

from __future__ import annotations

import sys
from typing import Annotated

import typer


def schema(
    phones: Annotated[
        bool, typer.Option("--phones", help="That of a file for `smsflow serve --phones`.")
    ] = False,
) -> None:
    """Print the JSON Schema of a scenario file, for editors."""
    from smsflow.report.json import dump

    if phones:
        from smsflow.gateway.schema import phones_schema

        written = phones_schema()
    else:
        from smsflow.scenario.language.schema import scenario_schema

        written = scenario_schema()
    dump(sys.stdout, written, reveal=True)  # examples, nobody's data
