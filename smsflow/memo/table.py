"""What a table of the flow is: rows of `source + trigger [guards] -> target / effects`.

A table is data. `specialise` leaves the rows that a run's policy chooses; `smsflow.memo.lint`
proves it total; `smsflow.service.machine` builds the executing machine from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from smsflow.memo.policy import Option, Policy, chosen
from smsflow.words import Word

BY_MODEL = "by_model"
"""in place of a row's clause of rejection: the clause depends on what is missing"""


class Guard(Word):
    """A yes-or-no question that a row asks; `~GUARD` wants the answer no."""

    def __invert__(self) -> Unless:
        return Unless(self)


@dataclass(frozen=True, slots=True)
class Unless:
    """A guard that must not hold."""

    guard: Guard


class Effect(Word):
    """What the service does once a row is taken."""

    def when(self, option: Option) -> Conditional:
        """This effect, under one policy option only."""
        return Conditional(self, option)


@dataclass(frozen=True, slots=True)
class Conditional:
    """An effect that stands under one policy option only."""

    effect: Effect
    option: Option


@dataclass(frozen=True, slots=True)
class Row:
    """One rule of the flow.

    `target` None stays where it is. `rejects` is the clause by which a verb is turned down, or
    `BY_MODEL` where only the run can tell which.
    `when` names the policy options under which the row stands: those of one setting are
    alternatives, different settings must agree.
    """

    name: str
    sources: tuple[StrEnum, ...]
    trigger: StrEnum
    guards: tuple[Guard | Unless, ...] = ()
    when: tuple[Option, ...] = ()
    target: StrEnum | None = None
    effects: tuple[Effect | Conditional, ...] = ()
    rejects: str | None = None
    clauses: tuple[str, ...] = ()

    def stands_under(self, policy: Policy) -> bool:
        """Whether the policy chooses this row."""
        kinds = {type(option) for option in self.when}
        return all(
            any(chosen(policy, option) for option in self.when if type(option) is kind)
            for kind in kinds
        )

    def under(self, policy: Policy) -> Row:
        """The row with only those effects that the policy chooses."""
        return replace(
            self,
            effects=tuple(
                effect.effect if isinstance(effect, Conditional) else effect
                for effect in self.effects
                if not isinstance(effect, Conditional) or chosen(policy, effect.option)
            ),
        )


@dataclass(frozen=True, slots=True)
class Table:
    """One machine of the memo: its states and triggers, and a row for whatever may happen."""

    name: str
    states: type[StrEnum]
    triggers: type[StrEnum]
    guards: type[Guard]
    effects: type[Effect]
    rows: tuple[Row, ...]

    def id_of(self, row: Row) -> str:
        """The row's name in events: `consent.late_ignored`."""
        return f"{self.name}.{row.name}"


def specialise(table: Table, policy: Policy) -> Table:
    """The table that one run executes: only the rows and effects its policy chooses."""
    rows = tuple(row.under(policy) for row in table.rows if row.stands_under(policy))
    return replace(table, rows=rows)
