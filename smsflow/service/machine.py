"""The executing machines: a table of the memo as a `transitions` machine.

One machine serves every guardian (or child) as a flyweight: the model has the state and answers the
guards, each a property of the guard's name. Effects are not callbacks: the row is handed back
and its effects run afterwards, so that no effect can interrupt a half-taken step.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from transitions import EventData, Machine, Transition

from smsflow.memo.policy import Policy
from smsflow.memo.table import Row, Table, Unless, specialise
from smsflow.memo.tables import TABLES


class Model(Protocol):
    """Whose state it is: `state`, and a property for every guard of the table."""

    taken: Row | None

    @property
    def state(self) -> str: ...

    @state.setter
    def state(self, state: str) -> None: ...


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


class Flow:
    """One table at work."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._machine = _RowMachine(
            model=None,
            states=[str(state) for state in table.states],
            initial=None,
            auto_transitions=False,
            send_event=True,
            ignore_invalid_triggers=True,
        )
        for row in table.rows:
            self._machine.add_transition(
                str(row.trigger),
                [str(source) for source in row.sources],
                str(row.target) if row.target else None,
                conditions=[str(guard) for guard in row.guards if not isinstance(guard, Unless)],
                unless=[str(guard.guard) for guard in row.guards if isinstance(guard, Unless)],
                row=row,
            )
        self._ids = {row.name: table.id_of(row) for row in table.rows}

    def step(self, model: Model, trigger: StrEnum) -> Row | None:
        """Move the model by one trigger; the row taken, or None where the table has none."""
        model.taken = None
        event = self._machine.events.get(trigger)
        if event is not None:
            event.trigger(model)
        return model.taken

    def id_of(self, row: Row) -> str:
        """The row's name in events."""
        return self._ids[row.name]


class Flows(NamedTuple):
    """The machines of one policy."""

    consent: Flow
    voucher: Flow
    linking: Flow
    registration: Flow


@lru_cache(64)
def flows(policy: Policy) -> Flows:
    """The machines of one policy, built once a process."""
    return Flows(*(Flow(specialise(table, policy)) for table in TABLES))
