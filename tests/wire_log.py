"""Runs that write down what reached the service, and a service that hears it without a world."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from smsflow.carrier.memory import MemoryCarrier
from smsflow.clock import Clock
from smsflow.events import (
    Event,
    FaultLifted,
    FaultPutOn,
    HandsetChanged,
    Journal,
    ReceiptLost,
    ReplyLost,
    ReplySent,
    SmsDelivered,
    SmsFailed,
    SmsHeld,
)
from smsflow.memo.policy import Policy
from smsflow.moments import Instant
from smsflow.scenario.model import Scenario
from smsflow.scenario.simulation import Simulation
from smsflow.service.desk import Desk
from smsflow.service.office import Office
from smsflow.sms.messages import Receipt, Reply
from smsflow.sms.wording import default_wording

OF_THE_WORLD = (
    FaultPutOn,
    FaultLifted,
    HandsetChanged,
    SmsDelivered,
    SmsHeld,
    SmsFailed,
    ReceiptLost,
    ReplySent,
    ReplyLost,
)
"""the events that the service can know nothing of"""


def of_the_service(events: Iterable[Event]) -> list[Event]:
    """The record's part of an event list."""
    return [event for event in events if not isinstance(event, OF_THE_WORLD)]


@dataclass(frozen=True, slots=True)
class Asked:
    """A command that came to the desk."""

    at: Instant
    verb: str
    arguments: tuple[Any, ...]
    options: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reached:
    """A receipt or a reply that reached the service."""

    at: Instant
    message: Receipt | Reply


@dataclass(frozen=True, slots=True)
class Settled:
    """Time went on until here, and everything due had happened."""

    until: Instant


Entry = Asked | Reached | Settled


class RecordingCarrier(MemoryCarrier):
    """The wire in memory, with a log of what it brought to the service."""

    def __init__(self) -> None:
        self.log: list[Entry] = []
        self.clock: Clock | None = None

    def report(self, receipt: Receipt) -> Receipt:
        """The receipt, noted."""
        self._note(receipt)
        return receipt

    def reply(self, reply: Reply) -> Reply:
        """The reply, noted."""
        self._note(reply)
        return reply

    def _note(self, message: Receipt | Reply) -> None:
        assert self.clock is not None
        self.log.append(Reached(self.clock.now, message))


class RecordingDesk(Desk):
    """The counter, with a log of what it was asked from outside."""

    def __init__(self, office: Office, log: list[Entry]) -> None:
        super().__init__(office)
        self._log = log
        self._busy = False

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name.startswith("_") or not callable(found):
            return found
        return self._noting(name, found)

    def _noting(self, verb: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*arguments: Any, **options: Any) -> Any:
            if self._busy:
                return method(*arguments, **options)
            self._log.append(Asked(self._clock.now, verb, deepcopy(arguments), options))
            self._busy = True
            try:
                return method(*arguments, **options)
            finally:
                self._busy = False

        return noted


class RecordedSimulation(Simulation):
    """A run whose log tells everything that the service could know."""

    def __init__(self, policy: Policy, **settings: Any) -> None:
        carrier = RecordingCarrier()
        super().__init__(policy, carrier=carrier, **settings)
        carrier.clock = self.clock
        self.log = carrier.log
        self._desk = RecordingDesk(self.office, self.log)

    def settle(self, until: Instant | None = None) -> None:
        """Let things happen, and note that they have."""
        super().settle(until)
        self.log.append(Settled(self.clock.now))


def recorded(scenario: Scenario) -> RecordedSimulation:
    """A scenario done, its expectations left out."""
    simulation = RecordedSimulation(
        scenario.policy, seed=scenario.seed, at=scenario.at, latency=scenario.latency
    )
    for guardian in scenario.guardians:
        simulation.know_guardian(guardian)
    for number in scenario.strangers:
        simulation.know_stranger(number)
    for child in scenario.children:
        simulation.know_child(child)
    for step in scenario.steps:
        if step.action:
            step.action.perform(simulation)
            simulation.settle()
    return simulation


class LoneService:
    """An office and its desk with a clock of their own, hearing a log and nothing else.

    What one moment brings comes in the clock's order: from the wire what has reached it by then
    (a receipt has once its SMS is out), then the service's own timers.
    """

    def __init__(self, policy: Policy, at: Instant) -> None:
        self.clock = Clock(at)
        self.journal = Journal()
        self._out: set[str] = set()
        self._coming: list[Reached] = []
        self._office = Office(policy, default_wording(), self.clock, self.journal)
        self._desk = Desk(self._office)

    def hear(self, log: Iterable[Entry]) -> list[Event]:
        """Everything that happened to the service."""
        for entry in log:
            if isinstance(entry, Reached):
                self._coming.append(entry)
            elif isinstance(entry, Settled):
                self._settle(entry.until)
            else:
                assert entry.at == self.clock.now
                getattr(self._desk, entry.verb)(*deepcopy(entry.arguments), **entry.options)
                self._post()
        return self.journal.events

    def _settle(self, until: Instant) -> None:
        for entry in self._coming:
            self._wake(entry.at - 1)
            while not self._is_out(entry.message):
                timer = self.clock.next(entry.at)
                assert timer is not None, f"{entry.message} before its SMS"
                self._office.wake(timer)
                self._post()
            self.clock.now = entry.at
            if isinstance(entry.message, Receipt):
                self._office.receive_receipt(entry.message)
            else:
                self._office.receive_reply(entry.message)
            self._post()
        self._coming = []
        self._wake(until)
        self.clock.now = until

    def _post(self) -> None:
        self._out.update(sms.id for sms in self._office.outbox)
        self._office.outbox.clear()

    def _is_out(self, message: Receipt | Reply) -> bool:
        return isinstance(message, Reply) or message.sms in self._out

    def _wake(self, until: Instant) -> None:
        while timer := self.clock.next(until):
            self._office.wake(timer)
            self._post()
