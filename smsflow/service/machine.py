"""The executing machines: a table of the memo as a `transitions` machine.

One machine serves every guardian (or child) as a flyweight: the model holds the state and answers
the guards, each a property of the guard's name. Effects are not callbacks: the row is handed back
and its effects run afterwards, so that no effect can interrupt a half-taken step.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache, partial
from typing import Any, Protocol

from transitions import EventData, Machine

from smsflow.memo.consent import CONSENT
from smsflow.memo.policy import Policy
from smsflow.memo.table import Row, Table, Unless, specialise
from smsflow.memo.voucher import VOUCHER


class Model(Protocol):
    """Whose state it is: `state`, and a property for every guard of the table."""

    state: str
    taken: Row | None


class Flow:
    """One table at work."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._machine = Machine(
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
                after=partial(_take, row),
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


def _take(row: Row, event: EventData) -> None:
    model: Any = event.model  # `Any`: transitions types every model as an object
    model.taken = row


@lru_cache(64)
def flows(policy: Policy) -> tuple[Flow, Flow]:
    """The consent and the voucher machine of one policy."""
    return Flow(specialise(CONSENT, policy)), Flow(specialise(VOUCHER, policy))
