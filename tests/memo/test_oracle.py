"""The tables against decision tables written by hand: `oracle_consent.txt` and its three siblings.

What is compared is the executing machine, driven over every state and trigger, every answer to
every guard and every value of every setting that either side names there. The two share no shape:
in the oracle the first line that holds decides, in the tables exactly one row stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from itertools import groupby, product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from smsflow.memo.clauses import CLAUSES
from smsflow.memo.lint import guard_of
from smsflow.memo.policy import SETTINGS, Option, Policy, options_of, setting_of
from smsflow.memo.table import BY_MODEL, Conditional, Row, Table, Unless, specialise
from smsflow.memo.tables import TABLES
from smsflow.service.effects import EFFECTS
from smsflow.service.machine import Decision, Flow

FLOOR = {"consent": 370, "voucher": 90, "linking": 30, "registration": 65}
"""Fewer comparisons than these mean that the test has gone blind."""
SHOWN = 12
"""How many mismatches of one trigger a failure prints."""


@dataclass(frozen=True)
class Line:
    """One line of the oracle: where, on what condition, what follows, and why."""

    number: int
    trigger: StrEnum
    state: StrEnum
    guards: Mapping[str, bool]
    settings: Mapping[str, Option]
    target: StrEnum
    effects: tuple[frozenset[str], ...]
    rejects: str | None
    because: str
    text: str

    @property
    def always(self) -> bool:
        return not self.guards and not self.settings

    def holds(self, policy: Policy, valuation: Mapping[str, bool]) -> bool:
        """Whether the line's condition agrees with a policy and the guards' answers."""
        return all(getattr(policy, name) is option for name, option in self.settings.items()) and (
            all(valuation[guard] is wanted for guard, wanted in self.guards.items())
        )

    def agrees_with(self, state: str, row: Row) -> bool:
        """Whether the row that the machine took has this outcome."""
        left = [str(effect) for effect in row.effects]
        for group in self.effects:
            if sorted(left[: len(group)]) != sorted(group):
                return False
            left = left[len(group) :]
        return not left and state == self.target and row.rejects == self.rejects


def read_oracle(table: Table) -> list[Line]:
    """Every line of a table's oracle; a name that the table does not have is a ValueError."""
    lines: list[Line] = []
    trigger: StrEnum | None = None
    text = (Path(__file__).parent / f"oracle_{table.name}.txt").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            trigger = table.triggers(heading[1])
        elif line and not line.startswith("#"):
            assert trigger is not None, f"line {number} stands before any [trigger]"
            lines.append(_read_line(table, trigger, number, line))
    return lines


def _read_line(table: Table, trigger: StrEnum, number: int, text: str) -> Line:
    where, condition, then, because = (part.strip() for part in text.split("|"))
    state = table.states(where)
    guards, settings = _read_condition(table, condition)
    outcome, _, effects = then.partition(":")
    rejected = re.fullmatch(r"rejected (R\d\d|missing)", outcome)
    return Line(
        number=number,
        trigger=trigger,
        state=state,
        guards=guards,
        settings=settings,
        target=state if rejected or outcome == "stays" else table.states(outcome),
        effects=tuple(
            frozenset(str(table.effects(name)) for name in group.strip().split(" & "))
            for group in effects.split(",")
            if group.strip()
        ),
        rejects=_clause_of(rejected[1]) if rejected else None,
        because=because,
        text=re.sub(r" +", " ", text),
    )


def _clause_of(word: str) -> str:
    return BY_MODEL if word == "missing" else word


def _read_condition(table: Table, text: str) -> tuple[dict[str, bool], dict[str, Option]]:
    guards: dict[str, bool] = {}
    settings: dict[str, Option] = {}
    for term in [] if text in {"always", "otherwise"} else text.split(", "):
        name, is_setting, value = term.partition("=")
        if is_setting:
            settings[name] = next(o for o in SETTINGS[name].options if o == value)
        else:
            guards[str(table.guards(term.removeprefix("not ")))] = not term.startswith("not ")
    return guards, settings


@dataclass
class Comparison:
    """What driving a machine beside its oracle has shown."""

    calls: int = 0
    decided: set[int] = field(default_factory=set)
    mismatches: dict[str, list[str]] = field(default_factory=dict)


def compare(table: Table, oracle: list[Line], triggers: frozenset[StrEnum]) -> Comparison:
    """Drive the machines of `table`, one for each policy, over all cells of some triggers."""
    seen = Comparison()
    flows: dict[Policy, Flow] = {}
    for state, trigger in product(table.states, table.triggers):
        if trigger not in triggers:
            continue
        rows = [row for row in table.rows if row.trigger is trigger and state in row.sources]
        lines = [line for line in oracle if line.trigger is trigger and line.state is state]
        for policy in _policies(rows, lines):
            if policy not in flows:
                flows[policy] = Flow(specialise(table, policy), EFFECTS)
            for valuation in _valuations(rows, lines):
                line = next(line for line in lines if line.holds(policy, valuation))
                taken = flows[policy].decide(str(state), trigger, SimpleNamespace(**valuation))
                seen.calls += 1
                seen.decided.add(line.number)
                if taken is None or not line.agrees_with(taken.target, taken.row):
                    seen.mismatches.setdefault(str(trigger), []).append(
                        _tell(table, line, policy, valuation, taken)
                    )
    return seen


def _policies(rows: list[Row], lines: list[Line]) -> Iterator[Policy]:
    conditional = [e for row in rows for e in row.effects if isinstance(e, Conditional)]
    named = [option for row in rows for option in row.when] + [e.option for e in conditional]
    names = {setting_of(type(option)) for option in named}
    names |= {name for line in lines for name in line.settings}
    for options in product(*(SETTINGS[name].options for name in sorted(names))):
        changes: dict[str, Any] = dict(zip(sorted(names), options, strict=True))
        yield replace(Policy(), **changes)


def _valuations(rows: list[Row], lines: list[Line]) -> Iterator[dict[str, bool]]:
    named = {str(guard_of(guard)) for row in rows for guard in row.guards}
    named |= {guard for line in lines for guard in line.guards}
    for answers in product((True, False), repeat=len(named)):
        yield dict(zip(sorted(named), answers, strict=True))


def _tell(
    table: Table,
    line: Line,
    policy: Policy,
    valuation: Mapping[str, bool],
    decision: Decision | None,
) -> str:
    taken = decision.row if decision else None
    changed = (name for name in SETTINGS if getattr(policy, name) != SETTINGS[name].default)
    settings = ", ".join(f"{name}={getattr(policy, name)}" for name in changed)
    guards = ", ".join(f"{'' if yes else 'not '}{guard}" for guard, yes in valuation.items())
    if taken is None:
        actual = "no row"
    elif taken.rejects:
        actual = f"rejected {taken.rejects} by {taken.name}"
    else:
        effects = ", ".join(str(effect) for effect in taken.effects)
        actual = (
            f"{decision.target if decision else ''}: {effects or 'no effects'}, by {taken.name}"
        )
    effects = ", ".join(" & ".join(sorted(group)) for group in line.effects)
    expected = f"rejected {line.rejects}" if line.rejects else f"{line.target}: {effects}"
    return "\n".join(
        (
            f"{table.name}: {line.state} + {line.trigger}",
            f"  policy    {settings or 'the defaults'}",
            f"  guards    {guards or 'none'}",
            f"  expected  {expected}{'' if line.rejects or effects else 'no effects'}",
            f"  actual    {actual}",
            f"  oracle    line {line.number}: {line.text}",
        )
    )


@cache
def oracle_of(name: str) -> list[Line]:
    """The oracle of the table of that name, read once."""
    return read_oracle(next(table for table in TABLES if table.name == name))


@cache
def compared(table: Table) -> Comparison:
    """The whole table beside its oracle, driven once for all tests."""
    return compare(table, oracle_of(table.name), frozenset(table.triggers))


@pytest.mark.parametrize(
    ("table", "trigger"),
    [
        pytest.param(table, trigger, id=f"{table.name}-{trigger}")
        for table in TABLES
        for trigger in table.triggers
    ],
)
def test_the_machine_does_what_the_documents_say(table: Table, trigger: StrEnum) -> None:
    """In every state, for every answer and setting, the machine's outcome is the oracle's."""
    mismatches = compared(table).mismatches.get(str(trigger), [])
    shown = "\n\n".join(mismatches[:SHOWN])
    assert not mismatches, f"{len(mismatches)} mismatches, of which the first:\n\n{shown}"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_enough_is_compared(table: Table) -> None:
    """The comparisons are not fewer than the floor: the test does not pass by looking away."""
    assert compared(table).calls >= FLOOR[table.name]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_oracle_writes_every_state_out(table: Table) -> None:
    """Each state stands under each trigger once, and only its last line always holds."""
    cells = [
        (cell, [line.always for line in lines])
        for cell, lines in groupby(oracle_of(table.name), lambda line: (line.trigger, line.state))
    ]
    assert sorted(cell for cell, _ in cells) == sorted(product(table.triggers, table.states))
    assert [cell for cell, always in cells if always != [False] * (len(always) - 1) + [True]] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_line_of_the_oracle_is_idle(table: Table) -> None:
    """Every line of the oracle decides at least one comparison: none hides behind another."""
    idle = [
        line.text for line in oracle_of(table.name) if line.number not in compared(table).decided
    ]
    assert idle == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_line_of_the_oracle_cites_the_memo(table: Table) -> None:
    """Each line names at least one clause, and only clauses that the memo has."""
    for line in oracle_of(table.name):
        cited = re.findall(r"\bR\d+\b", line.because)
        assert cited, line.text
        assert set(cited) <= set(CLAUSES), line.text


def _damaged(table: Table, row: Row) -> Iterator[Row]:
    """The row with one thing wrong: a guard, an option, its rejection, effects or target."""
    if row.guards:
        first, *others = row.guards
        yield replace(row, guards=(first.guard if isinstance(first, Unless) else ~first, *others))
    if row.when:
        kind = type(row.when[0])
        opposite = tuple(option for option in options_of(kind) if option not in row.when)
        others_too = tuple(option for option in row.when if type(option) is not kind)
        yield replace(row, when=(*opposite, *others_too))
    if row.rejects:
        yield replace(row, rejects=None)
        yield replace(row, rejects="R01")
        return
    yield replace(row, rejects="R01", target=None, effects=())
    yield replace(row, effects=(*row.effects, next(iter(table.effects))))
    yield from (replace(row, effects=row.effects[:-1]) for _ in row.effects[:1])
    here = {row.target} if row.target else set(row.sources[:1])
    yield replace(row, target=next(state for state in table.states if state not in here))


@cache
def _found(table: Table, trigger: StrEnum) -> dict[str, list[str]]:
    """What the rows of one trigger, taken alone, have against the oracle of the whole table."""
    here = tuple(row for row in table.rows if row.trigger is trigger)
    oracle = oracle_of(table.name)
    return compare(replace(table, rows=here), oracle, frozenset({trigger})).mismatches


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_wrong_row_is_noticed(table: Table) -> None:
    """Whichever row is changed in one thing, the comparison says something else than before."""
    missed = []
    for index, row in enumerate(table.rows):
        for wrong in _damaged(table, row):
            damaged = replace(table, rows=(*table.rows[:index], wrong, *table.rows[index + 1 :]))
            if _found(damaged, row.trigger) == _found(table, row.trigger):
                missed.append(wrong)
    assert missed == []
