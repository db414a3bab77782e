"""What a step is told that the rules turn down, and what it needs next not to fail."""

from __future__ import annotations

from collections.abc import Iterator

from smsflow.scenario.language.verbs.expect import StateExpected
from smsflow.scenario.model import Step
from smsflow.scenario.verdict.judge import Judge


def awaits_rejection(step: Step) -> bool:
    """Whether a step is what a rejected one needs next."""
    expectation = step.expectation
    return isinstance(expectation, StateExpected) and expectation.names_rejection


def rejections(judge: Judge) -> Iterator[tuple[str, str]]:
    """The code and the message of each thing that the newest step was turned down for."""
    for event in judge.rejections:
        clause = event.clauses[0]
        machine = event.row.partition(".")[0]
        state = judge.state_of(machine, event.subject)
        message = (
            f"{event.verb} of {event.subject}, whose {machine} is {state}, is rejected by {clause} "
            f"({event.row}); if that is meant, say next "
            f"`expect: {{rejected: {{clause: {clause}}}}}`"
        )
        yield "SF220", message
