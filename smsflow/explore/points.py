"""What there is to reach, by name: rows, answers of guards, values of settings, faults, clauses."""

from __future__ import annotations

from collections.abc import Iterable

from smsflow.memo.lint import guard_of
from smsflow.memo.policy import SETTINGS, Policy, spell
from smsflow.memo.table import Row, Table, Unless
from smsflow.memo.tables import TABLES


class Points:
    """One kind of thing that scenarios can reach, each by its name."""

    def __init__(self, what: str, names: Iterable[str]) -> None:
        self.what = what
        self.all = tuple(names)
        self._reached: set[str] = set()

    def reach(self, names: Iterable[str]) -> None:
        """A scenario reached these."""
        self._reached.update(names)

    @property
    def missing(self) -> tuple[str, ...]:
        """What no scenario has reached, in order."""
        return tuple(name for name in self.all if name not in self._reached)

    @property
    def reached(self) -> int:
        """How many were."""
        return len(self.all) - len(self.missing)

    @property
    def percent(self) -> int:
        """How many of a hundred were, rounded down: 100 says all."""
        return 100 * self.reached // len(self.all)


ROWS = tuple(table.id_of(row) for table in TABLES for row in table.rows)
"""Every row of every table."""

GUARDS = tuple(
    f"{table.name}.{guard}: {answer}"
    for table in TABLES
    for guard in table.guards
    for answer in ("yes", "no")
)
"""Both answers of every guard."""


def _answers(table: Table, row: Row) -> tuple[str, ...]:
    return tuple(
        f"{table.name}.{guard_of(guard)}: {'no' if isinstance(guard, Unless) else 'yes'}"
        for guard in row.guards
    )


ANSWERS: dict[str, tuple[str, ...]] = {
    table.id_of(row): _answers(table, row) for table in TABLES for row in table.rows
}
"""The answers that a row asks for."""


def _spelt(name: str, value: object) -> str:
    """A value as it counts: of numbers, durations and lists, the default and any other."""
    setting = SETTINGS[name]
    if not setting.options and value != setting.default:
        return f"{name}: other than {spell(name, setting.default)}"
    return f"{name}: {spell(name, value)}"


def values_of(policy: Policy) -> tuple[str, ...]:
    """The values of a policy, by setting."""
    return tuple(_spelt(name, getattr(policy, name)) for name in SETTINGS)


VALUES = tuple(
    spelt
    for name, setting in SETTINGS.items()
    for spelt in (
        [_spelt(name, option) for option in setting.options]
        or [_spelt(name, setting.default), _spelt(name, None)]
    )
)
"""Every value of every setting."""
