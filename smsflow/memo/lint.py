"""Proves a table: one row for whatever may happen, nothing misspelt, nothing shadowed.

`transitions` would let all of this pass in silence: a misspelt guard shows only when it is asked, a
second row without guards is never reached, a missing row is ignored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from itertools import product

from smsflow.memo.clauses import CLAUSES
from smsflow.memo.policy import DEFAULTS, SETTINGS, Option, Policy, setting_of
from smsflow.memo.table import BY_MODEL, Conditional, Guard, Row, Table, Unless

Valuation = dict[Guard, bool]


def lint(table: Table) -> list[str]:
    """Everything wrong with a table, a sentence each; empty when it is total and sound."""
    return [*_row_problems(table), *_cell_problems(table)]


def _row_problems(table: Table) -> Iterator[str]:
    for name, count in Counter(row.name for row in table.rows).items():
        if count > 1:
            yield f"{table.name}: {count} rows are named {name}"
    for row in table.rows:
        for problem in _problems_of(row, table):
            yield f"{table.id_of(row)}: {problem}"


def _problems_of(row: Row, table: Table) -> Iterator[str]:
    if not row.sources or len(set(row.sources)) < len(row.sources):
        yield "its sources are none, or repeat"
    named: tuple[tuple[str, tuple[object, ...], type], ...] = (
        ("source", row.sources, table.states),
        ("target", (row.target,) if row.target else (), table.states),
        ("trigger", (row.trigger,), table.triggers),
        ("guard", tuple(guard_of(guard) for guard in row.guards), table.guards),
        ("effect", tuple(_effect_of(effect) for effect in row.effects), table.effects),
        ("option", (*row.when, *_options_of_effects(row)), Option),
    )
    for what, values, kind in named:
        for value in values:
            if not isinstance(value, kind):
                yield f"its {what} {value!r} is no {kind.__name__}"
    cited = (*row.clauses, *([row.rejects] if row.rejects not in (None, BY_MODEL) else []))
    if not row.clauses:
        yield "it cites no clause"
    for clause in cited:
        if clause not in CLAUSES:
            yield f"it cites {clause}, which the memo does not have"
    if row.rejects and (row.target or row.effects):
        yield "it rejects, yet changes something"


def _options_of_effects(row: Row) -> tuple[Option, ...]:
    return tuple(one.option for one in row.effects if isinstance(one, Conditional))


def _effect_of(effect: object) -> object:
    return effect.effect if isinstance(effect, Conditional) else effect


def guard_of(guard: Guard | Unless) -> Guard:
    """The guard that is asked, whatever answer is wanted."""
    return guard.guard if isinstance(guard, Unless) else guard


def holds(row: Row, valuation: Valuation) -> bool:
    """Whether the row's guards agree with a valuation that names them all."""
    return all(valuation[guard_of(guard)] is not isinstance(guard, Unless) for guard in row.guards)


def valuations(rows: list[Row]) -> Iterator[Valuation]:
    """Every answer to every guard that these rows name."""
    guards = sorted({guard_of(guard) for row in rows for guard in row.guards})
    for answers in product((True, False), repeat=len(guards)):
        yield dict(zip(guards, answers, strict=True))


def policies(rows: list[Row]) -> Iterator[Policy]:
    """One policy for every choice of the settings that these rows name."""
    kinds = sorted({setting_of(type(option)) for row in rows for option in row.when})
    fields = {name: getattr(DEFAULTS, name) for name in SETTINGS}
    for values in product(*(SETTINGS[kind].options for kind in kinds)):
        yield Policy(**{**fields, **dict(zip(kinds, values, strict=True))})


def cells(table: Table) -> Iterator[tuple[StrEnum, StrEnum, list[Row]]]:
    """Every state and trigger with the rows that may answer there."""
    for state, trigger in product(table.states, table.triggers):
        yield (
            state,
            trigger,
            [row for row in table.rows if state in row.sources and row.trigger is trigger],
        )


def _cell_problems(table: Table) -> Iterator[str]:
    found: dict[str, None] = {}
    sound = replace(table, rows=tuple(row for row in table.rows if not _misspelt(row)))
    for state, trigger, rows in cells(sound):
        for policy in policies(rows):
            standing = [row for row in rows if row.stands_under(policy)]
            for valuation in valuations(rows):
                taken = [row.name for row in standing if holds(row, valuation)]
                if len(taken) != 1:
                    where = f"{table.name}: {state} + {trigger} {_spell(valuation)}".rstrip()
                    found.setdefault(f"{where}: {' and '.join(taken) or 'no row'}")
    yield from found


def _misspelt(row: Row) -> bool:
    """A row whose options no policy can have stands for nothing."""
    known = {setting.type for setting in SETTINGS.values()}
    return any(type(option) not in known for option in (*row.when, *_options_of_effects(row)))


def _spell(valuation: Valuation) -> str:
    return " ".join(f"{'' if yes else 'not '}{guard}" for guard, yes in valuation.items())
