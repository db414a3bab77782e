"""What may be wrong in a table: every row with another target, without an effect, or not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from smsflow.memo.table import Conditional, Row, Table


@dataclass(frozen=True, slots=True)
class Mutant:
    """A table with one change: `consent.asked -> lapsed` names the row and what became of it."""

    row: str
    change: str
    table: Table

    @property
    def name(self) -> str:
        """How `equivalent.txt` and the runner call it."""
        return f"{self.row} {self.change}"


def mutants_of(table: Table) -> Iterator[Mutant]:
    """Every change of every row, in the table's order."""
    for index, row in enumerate(table.rows):
        before, after = table.rows[:index], table.rows[index + 1 :]
        for change, changed in _changes_of(row, table):
            rows = (*before, *([changed] if changed else []), *after)
            yield Mutant(table.id_of(row), change, replace(table, rows=rows))


def _changes_of(row: Row, table: Table) -> Iterator[tuple[str, Row | None]]:
    for state in table.states:
        if state is not row.target and not (row.target is None and row.sources == (state,)):
            yield f"-> {state}", replace(row, target=state)
    for effect in row.effects:
        name = effect.effect if isinstance(effect, Conditional) else effect
        rest = tuple(one for one in row.effects if one is not effect)
        yield f"without {name}", replace(row, effects=rest)
    yield "dropped", None


def read_equivalents(text: str) -> dict[str, str]:
    """Mutants no scenario can tell from the memo, `name: reason` a line, `#` a comment."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {name: reason for name, _, reason in (line.partition(": ") for line in lines)}
