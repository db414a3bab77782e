"""What a row of the desk asks for: one step of a scenario, in a cell."""

from __future__ import annotations

from collections.abc import Iterator

from smsflow.document.table import Row, Table
from smsflow.document.tree import Sequence, parse
from smsflow.errors import Problem, shorten
from smsflow.moments import Duration
from smsflow.scenario.language.values import ScenarioReader
from smsflow.scenario.language.verbs.catalogue import read_step
from smsflow.scenario.language.verbs.verb import Do
from smsflow.scenario.model import Step
from smsflow.scenario.replay.roster import Roster
from smsflow.scenario.simulation import Simulation

Steps = tuple[Step, ...]

MAX_TEXTS = 10_000
"""so many texts are not read again"""


class DeskRows:
    """Reads steps; what is wrong with one is noted."""

    def __init__(self, table: Table, roster: Roster) -> None:
        self._table = table
        self._roster = roster
        self._steps: dict[str, Steps] = {}
        self._guardians = {name: None for name in roster.guardians if not roster.is_shared(name)}
        self._children = {child.name: None for child in roster.children}
        """whom a row of the desk may name, those added by an earlier one among them"""

    def read(self, text: str, row: Row, column: int) -> Steps:
        """The step that a cell holds."""
        if text in self._steps:
            return self._steps[text]
        reader = ScenarioReader(text)
        reader.guardians, reader.children = self._guardians, self._children
        before = len(self._children)
        node, problems = parse(f"- {text}")
        steps: Steps = ()
        if isinstance(node, Sequence) and len(node.items) == 1 and not problems:
            steps = read_step(node.items[0], reader)
        if len(steps) > 1 or not (steps or problems or reader.problems):
            self._table.report("SF103", "a row of the desk is one step", row, column)
        for problem in (*problems, *reader.problems):
            if problem.code != "SF109" or self._roster.complete:
                self._table.report(problem.code, self._told(problem), row, column)
        # A row that takes a name does not do so twice.
        if len(self._children) == before and len(self._steps) < MAX_TEXTS:
            self._steps[text] = steps
        return steps

    def _told(self, problem: Problem) -> str:
        """The desk knows people by name only."""
        shared = (name for name, guardian in self._roster.names.items() if guardian is None)
        for name in shared if problem.code == "SF109" else ():
            if f" {shorten(name)}" in problem.message:
                return (
                    f"several guardians are called {shorten(name)}; the desk needs names that "
                    "differ: change them in the roster"
                )
        return problem.message


def waits(steps: Steps) -> Iterator[Duration]:
    """How long each step of a row lasts, where it does."""
    for step in steps:
        if isinstance(step.action, Do) and step.action.method is Simulation.wait:
            yield step.action.arguments[0]
