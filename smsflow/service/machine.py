"""The executing machines: a table of the memo as a `transitions` machine.

One machine serves every guardian (or child) as a flyweight. It decides from a state, a trigger and
the answers to the guards that stand there, so what it has decided once it need not decide again: a
run meets a few hundred such cases, and looking one up costs a tenth of a transition. Effects are no
callbacks: they run after the decision, so that none can interrupt a half-taken step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, NamedTuple

from transitions import EventData, Machine, Transition

from smsflow.memo.policy import Policy
from smsflow.memo.table import Conditional, Effect, Row, Table, Unless, specialise
from smsflow.memo.tables import TABLES
from smsflow.service.effects import EFFECTS, Does


class Decision(NamedTuple):
    """The row that a machine takes, and what follows."""

    row: Row
    row_id: str
    """the row's name in events"""
    target: str
    effects: tuple[Does, ...]


class Flow:
    """One table at work."""

    def __init__(self, table: Table, effects: Mapping[Effect | Conditional, Does]) -> None:
        self.table = table
        self._machine = _machine_of(table)
        self._effects = effects
        self._asked = {trigger: _questions(table, trigger) for trigger in table.triggers}
        self._decided: dict[tuple[object, ...], Decision] = {}

    def decide(self, state: str, trigger: StrEnum, model: object) -> Decision | None:
        """What happens in `state`; None where the table has no row.

        `model` answers every guard by an attribute of the guard's name.
        """
        names, answers_of = self._asked[trigger][state]
        answers = answers_of(model)
        key = (state, trigger, answers)
        decision = self._decided.get(key)
        if decision is None:
            case = SimpleNamespace(
                state=state, taken=None, **dict(zip(names, answers, strict=True))
            )
            decision = self._ask(case, trigger)
            if decision:
                self._decided[key] = decision
        return decision

    def _ask(self, case: SimpleNamespace, trigger: StrEnum) -> Decision | None:
        """Drive the machine once."""
        event = self._machine.events.get(trigger)
        if event is None or not event.trigger(case):
            return None
        row: Row = case.taken
        effects = tuple(self._effects[effect] for effect in row.effects)
        return Decision(row, self.table.id_of(row), case.state, effects)


class _RowTransition(Transition):
    """One row from one state. The machine has no callbacks, so it asks for none."""

    def __init__(self, *args: Any, row: Row, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row

    def execute(self, event_data: EventData) -> bool:
        """Take the row if its guards hold."""
        if not self._eval_conditions(event_data):
            return False
        model: Any = event_data.model  # `Any`: transitions types every model as an object
        if self.dest:
            event_data.machine.set_state(self.dest, model)
        model.taken = self.row
        return True


class _RowMachine(Machine):
    transition_cls = _RowTransition


def _machine_of(table: Table) -> Machine:
    machine = _RowMachine(
        model=None,
        states=[str(state) for state in table.states],
        initial=None,
        auto_transitions=False,
        send_event=True,
        ignore_invalid_triggers=True,
    )
    for row in table.rows:
        machine.add_transition(
            str(row.trigger),
            [str(source) for source in row.sources],
            str(row.target) if row.target else None,
            conditions=[str(guard) for guard in row.guards if not isinstance(guard, Unless)],
            unless=[str(guard.guard) for guard in row.guards if isinstance(guard, Unless)],
            row=row,
        )
    return machine


Answers = Callable[[object], tuple[bool, ...]]


def _questions(table: Table, trigger: StrEnum) -> dict[str, tuple[tuple[str, ...], Answers]]:
    """For each state the guards that rows name there, and how a model is asked for them all."""
    return {str(state): _asking(table, trigger, state) for state in table.states}


def _asking(table: Table, trigger: StrEnum, state: StrEnum) -> tuple[tuple[str, ...], Answers]:
    rows = [row for row in table.rows if row.trigger is trigger and state in row.sources]
    guards = [guard for row in rows for guard in row.guards]
    names = sorted({str(one.guard if isinstance(one, Unless) else one) for one in guards})
    if not names:
        return (), lambda _model: ()
    if len(names) == 1:
        answer = attrgetter(names[0])
        return tuple(names), lambda model: (answer(model),)
    return tuple(names), attrgetter(*names)


class Flows(NamedTuple):
    """The machines of one policy."""

    consent: Flow
    voucher: Flow
    linking: Flow
    registration: Flow


@lru_cache(64)
def flows(policy: Policy) -> Flows:
    """The machines of one policy, built once a process."""
    return Flows(*(Flow(specialise(table, policy), EFFECTS) for table in TABLES))
