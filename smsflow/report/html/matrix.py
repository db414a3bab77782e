"""Which clauses of the memo the scenarios exercise: a row a clause, a column a folder or file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from smsflow.explore.coverage import BEHAVIOUR, Coverage
from smsflow.memo.clauses import CLAUSES, Clause
from smsflow.scenario.result import Result

MAX_FILES = 16
"""so many files have a column each; of more, their folders have"""
MAX_COLUMNS = 24


class Matrix:
    """Adds up what scenarios exercise, as `smsflow coverage` counts it."""

    clauses: Sequence[Clause] = tuple(CLAUSES.values())

    def __init__(self) -> None:
        self._coverage = Coverage(())
        self._files: dict[str, Counter[str]] = {}
        self._examples: dict[str, tuple[int, int]] = {}
        """for each clause the scenario with the fewest others: how many it exercises, its number"""

    def add(self, number: int, result: Result, exercised: tuple[str, ...]) -> None:
        """Take one result in."""
        self._coverage.count(result, exercised)
        self._files.setdefault(result.path, Counter()).update(exercised)
        for clause in exercised:
            one = (len(exercised), number)
            self._examples[clause] = min(one, self._examples.get(clause, one))

    @property
    def by_file(self) -> bool:
        """Whether each file has a column of its own."""
        return len(self._files) <= MAX_FILES

    @property
    def columns(self) -> dict[str, Counter[str]]:
        """For each file, or folder where there are many files, how many exercise each clause."""
        if self.by_file:
            return self._files
        folders: dict[str, Counter[str]] = {}
        for path, counts in self._files.items():
            folder, slash, _ = path.rpartition("/")
            name = f"{folder or ('' if slash else '.')}/"
            folders.setdefault(name, Counter()).update(counts)
        if len(folders) <= MAX_COLUMNS:
            return folders
        names = list(folders)
        kept = {name: folders[name] for name in names[: MAX_COLUMNS - 1]}
        others: Counter[str] = Counter()
        for name in names[MAX_COLUMNS - 1 :]:
            others.update(folders[name])
        return {**kept, f"{len(names) - len(kept)} others": others}

    def head(self, column: str) -> str:
        """What stands above a column: a file's name, its path where two have that name."""
        name = column.rpartition("/")[2]
        alike = [path for path in self._files if path.rpartition("/")[2] == name]
        return name if self.by_file and len(alike) == 1 else column

    def count(self, clause: str) -> int:
        """How many scenarios exercise a clause."""
        return sum(counts[clause] for counts in self._files.values())

    def example(self, clause: str) -> int:
        """The number of the scenario that exercises a clause and little else; 0 where none does."""
        return self._examples.get(clause, (0, 0))[1]

    @property
    def reached(self) -> int:
        """How many clauses are exercised."""
        return self._coverage.clauses.reached

    @property
    def behaviour(self) -> int:
        """How many can be: the others are context."""
        return len(BEHAVIOUR)

    @property
    def hollow(self) -> dict[str, tuple[str, ...]]:
        """By file what is claimed and not exercised."""
        return self._coverage.hollow_claims()
