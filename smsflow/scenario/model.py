"""A scenario as it was read: who takes part, and what happens step by step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from smsflow.errors import Place
from smsflow.frozen import frozen
from smsflow.memo.policy import Policy
from smsflow.moments import Duration, Instant
from smsflow.scenario.people import ChildSetup, GuardianSetup
from smsflow.scenario.simulation import Simulation
from smsflow.scenario.verdict.judge import Judge, Mismatch
from smsflow.scenario.verdict.look import Look


class Action(Protocol):
    """A verb that does something."""

    def perform(self, simulation: Simulation) -> None:
        """Do it."""
        ...


class Expectation(Protocol):
    """A verb that says what must hold."""

    def check(self, judge: Judge) -> Iterable[Mismatch]:
        """Everything that does not hold."""
        ...

    def looks_at(self, judge: Judge) -> Iterable[Look]:
        """Whom and what `check` is about to look at."""
        ...


@frozen
class Step:
    """One verb of a scenario, with its place."""

    verb: str
    place: Place
    action: Action | None = None
    expectation: Expectation | None = None


@frozen
class Scenario:
    """One scenario, or one case of a scenario, ready to be run."""

    path: str
    source: str
    name: str
    covers: tuple[str, ...]
    tags: tuple[str, ...]
    description: str
    skip: str | None
    seed: int
    at: Instant
    latency: Duration
    policy: Policy
    guardians: tuple[GuardianSetup, ...]
    children: tuple[ChildSetup, ...]
    strangers: tuple[str, ...]
    """numbers in МАБ that no guardian's handset has"""
    steps: tuple[Step, ...]
    every_sms_expected: bool
    table: str = ""
    """the path of the CSV file that the case is a row of"""

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of all that it was read from."""
        return (self.path, self.table) if self.table else (self.path,)
