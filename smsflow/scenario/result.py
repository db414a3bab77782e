"""What comes of a scenario: the verdict, the differences, and every event."""

from __future__ import annotations

from dataclasses import dataclass, field

from smsflow.errors import Origin, Place
from smsflow.events import Event
from smsflow.frozen import frozen
from smsflow.scenario.verdict.findings import Found
from smsflow.scenario.verdict.look import Passed
from smsflow.scenario.verdict.standing import Standing
from smsflow.scenario.verdict.truth import Difference
from smsflow.words import Word


class Outcome(Word):
    """How a scenario ended."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"


@frozen
class Failure:
    """One thing that does not hold: `expected` and `actual` are empty where there is no pair."""

    code: str
    message: str
    place: Place
    what: str = ""
    expected: str = ""
    actual: str = ""
    origin: Origin | None = None
    """where the place is in another file than the scenario's"""


@dataclass(slots=True)
class Result:
    """What came of one scenario."""

    path: str
    name: str
    outcome: Outcome
    source: str = ""
    covers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    reason: str = ""
    """why it was skipped"""
    failures: list[Failure] = field(default_factory=list)
    wrongful_refusals: list[Difference] = field(default_factory=list)
    wrongful_consents: list[Difference] = field(default_factory=list)
    findings: list[Found] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    """what the expectations that held looked at"""
    standings: list[Standing] = field(default_factory=list)
    """where every guardian stands in the end, if it was asked for"""
    seconds: float = field(default=0.0, compare=False)
    """how long it took, by the clock on the wall: the one thing that differs from run to run"""
