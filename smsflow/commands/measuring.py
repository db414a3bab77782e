"""Replays scenarios for what they exercise; what went wrong with them goes to standard error."""

from __future__ import annotations

import gc
import sys

from smsflow.commands.run import OBJECTS_BETWEEN_COLLECTIONS
from smsflow.commands.selection import scenarios_named
from smsflow.errors import DocumentError
from smsflow.explore.coverage import Coverage
from smsflow.report.failure import show_problems
from smsflow.report.screen import Screen
from smsflow.report.summary import Summary
from smsflow.scenario.collect import Selection
from smsflow.scenario.result import Outcome
from smsflow.scenario.run import run_scenario, unreadable
from smsflow.world.faults import Fault


def measure(paths: list[str] | None, selection: Selection) -> tuple[Coverage, Summary]:
    """What the wanted scenarios exercise, and how they ended."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    coverage, summary = Coverage(str(fault) for fault in Fault), Summary()
    complaints = Screen(sys.stderr)
    for _, read in scenarios_named(paths):
        if isinstance(read, DocumentError):
            summary.add(unreadable(read))
            show_problems(complaints, read.path, read.source, read.problems)
            continue
        for scenario in read:
            if not selection.wants(scenario):
                continue
            result = run_scenario(scenario)
            summary.add(result)
            coverage.add(result, scenario.policy)
            if result.outcome is Outcome.FAILED:
                complaints.line(
                    f"does not hold, so it counts for nothing: {result.path}  {result.name}; "
                    f"`smsflow run {result.path}` says why"
                )
    return coverage, summary
