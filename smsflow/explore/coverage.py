"""What scenarios exercise, counted by what happened and never by what they claim.

A clause counts in a scenario when an event that cites it occurred and an expectation that passed
touched that event (`smsflow.scenario.verdict.look` says what it touches). Scenarios that failed,
were put aside or could not be read count for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from smsflow.events import FaultPutOn, RowTaken
from smsflow.explore.points import ANSWERS, GUARDS, ROWS, VALUES, Points, values_of
from smsflow.memo.clauses import CLAUSES
from smsflow.memo.policy import Policy
from smsflow.scenario.result import Outcome, Result
from smsflow.scenario.verdict.look import touched

BEHAVIOUR = tuple(clause.id for clause in CLAUSES.values() if clause.behaviour)
"""The clauses that can be exercised: the others are context."""


def exercised_by(result: Result) -> tuple[str, ...]:
    """The clauses that one scenario exercises, in the memo's order; none unless it passed."""
    if result.outcome is not Outcome.PASSED:
        return ()
    cited = {one for event in touched(result.events, result.passed) for one in event.clauses}
    return tuple(clause for clause in BEHAVIOUR if clause in cited)


class Exercise(NamedTuple):
    """One scenario that passed, and the clauses it exercises, in the memo's order."""

    path: str
    name: str
    clauses: tuple[str, ...]


class Coverage:
    """Adds up what scenarios exercise; `faults` are those there are."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.exercises: list[Exercise] = []
        self.clauses = Points("clauses", BEHAVIOUR)
        self.rows = Points("rows", ROWS)
        self.guards = Points("answers of guards", GUARDS)
        self.values = Points("policy values", VALUES)
        self.faults = Points("faults", faults)
        self.taken: set[tuple[str, str]] = set()
        """the rows taken, each with the states it was taken in"""
        self._claims: dict[str, dict[str, None]] = {}

    @property
    def kinds(self) -> tuple[Points, ...]:
        """Everything that is counted."""
        return self.clauses, self.rows, self.guards, self.values, self.faults

    def add(self, result: Result, policy: Policy) -> None:
        """Take in what came of a scenario under its policy."""
        if result.outcome is not Outcome.PASSED:
            return
        self.count(result, exercised_by(result))
        self.values.reach(values_of(policy))
        for event in result.events:
            if isinstance(event, RowTaken):
                self.taken.add((event.row, event.source))
                self.rows.reach([event.row])
                self.guards.reach(ANSWERS[event.row])
            elif isinstance(event, FaultPutOn):
                self.faults.reach([event.cause])

    def count(self, result: Result, exercised: tuple[str, ...]) -> None:
        """Of a scenario's result only the clauses, where its events are gone already."""
        if result.outcome is Outcome.PASSED:
            self.exercises.append(Exercise(result.path, result.name, exercised))
            self._claims.setdefault(result.path, {}).update(dict.fromkeys(result.covers))
            self.clauses.reach(exercised)

    def scenarios_of(self, clause: str) -> list[Exercise]:
        """The scenarios that exercise a clause."""
        return [one for one in self.exercises if clause in one.clauses]

    def files_of(self, clause: str) -> list[str]:
        """The files that exercise a clause, those first that exercise little else."""
        files = self.by_file()
        found = [path for path, exercised in files.items() if clause in exercised]
        return sorted(found, key=lambda path: len(files[path]))

    def by_file(self) -> dict[str, set[str]]:
        """What the scenarios of each file exercise together."""
        files: dict[str, set[str]] = {}
        for one in self.exercises:
            files.setdefault(one.path, set()).update(one.clauses)
        return files

    def hollow_claims(self) -> dict[str, tuple[str, ...]]:
        """By file, the clauses of `covers` that no scenario of the file exercises."""
        files = self.by_file()
        hollow = {
            path: tuple(one for one in claims if one not in files[path] and one in BEHAVIOUR)
            for path, claims in self._claims.items()
        }
        return {path: clauses for path, clauses in hollow.items() if clauses}

    def reaches(self, percent: float) -> bool:
        """Whether so many of a hundred clauses are exercised."""
        return 100 * self.clauses.reached >= percent * len(self.clauses.all)
