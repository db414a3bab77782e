"""`smsflow schema`: what a scenario file may hold, for editors."""

from __future__ import annotations

import sys


def schema() -> None:
    """Print the JSON Schema of a scenario file, for editors."""
    from smsflow.report.json import dump
    from smsflow.scenario.language.schema import scenario_schema

    dump(sys.stdout, scenario_schema(), reveal=True)  # examples, nobody's data
