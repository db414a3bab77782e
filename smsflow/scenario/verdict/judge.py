"""Everything an expectation may look at, read off the event list as it grows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MethodType
from typing import Any, NamedTuple

from smsflow.errors import Place
from smsflow.events import ChildKnown, Event, GuardianKnown, Handlers, Journal, Rejected, RowTaken
from smsflow.memo.linking import Linking
from smsflow.memo.policy import Policy
from smsflow.memo.registration import Registration
from smsflow.memo.voucher import Voucher
from smsflow.moments import Instant
from smsflow.scenario.verdict import findings, inbox, properties, truth
from smsflow.scenario.verdict.findings import Findings
from smsflow.scenario.verdict.inbox import Inbox
from smsflow.scenario.verdict.look import Look, Passed
from smsflow.scenario.verdict.properties import Properties, Violation
from smsflow.scenario.verdict.truth import Truths


class Mismatch(NamedTuple):
    """Something that was expected and is not so."""

    code: str
    what: str
    expected: str
    actual: str
    place: Place

    @property
    def message(self) -> str:
        """One line: what, expected beside actual."""
        return f"{self.what}: expected {self.expected}, actually {self.actual}"


class Judge:
    """Follows one run."""

    def __init__(self, policy: Policy, journal: Journal) -> None:
        self._events = journal.events
        self._read = 0
        self.truths = Truths(policy)
        self.inbox = Inbox()
        self.findings = Findings()
        self.states: dict[tuple[str, str], str] = {}
        """where each machine but consent left somebody, by machine and name"""
        self.rejections: list[Rejected] = []
        """what the newest step was turned down for"""
        self.passed: list[Passed] = []
        """what the expectations that held have looked at"""
        self.step_before_began: Instant = 0
        self.at_end = False
        """whether nothing is to happen any more"""
        self._properties = Properties(policy)

    def begin_step(self, now: Instant) -> None:
        """A step that does something begins."""
        self.rejections = []
        self.step_before_began = now

    def follow(self) -> list[Violation]:
        """Read on to the end of the list; the watched properties that no longer hold."""
        events = self._events
        readers = (self.truths, self.inbox, self.findings, self._properties, self)
        for index in range(self._read, len(events)):
            event = events[index]
            for number, handle in _ALL_HANDLERS.get(type(event), ()):
                handle(readers[number], event)
        self._read = len(events)
        return self._properties.settle()

    def listener(self) -> Callable[[Event], None]:
        """A function that takes one event as it happens, for a journal that keeps none."""
        readers = (self.truths, self.inbox, self.findings, self._properties, self)
        bound = {
            kind: [MethodType(handle, readers[number]) for number, handle in handlers]
            for kind, handlers in _ALL_HANDLERS.items()
        }

        def listen(event: Event) -> None:
            for handle in bound.get(type(event), ()):
                handle(event)

        return listen

    def settled(self) -> list[Violation]:
        """Everything due has happened: the watched properties that no longer hold."""
        return self._properties.settle()

    def note(self, looks: Iterable[Look]) -> None:
        """An expectation held; this is what it looked at."""
        self.passed.extend(Passed(self._read, look) for look in looks)

    @property
    def guardians(self) -> tuple[str, ...]:
        """Everybody who may be asked."""
        return tuple(name for machine, name in self.states if machine == "registration")

    @property
    def children(self) -> tuple[str, ...]:
        """Every child there has been."""
        return tuple(name for machine, name in self.states if machine == "voucher")

    def state_of(self, machine: str, name: str) -> str:
        """Where a machine has somebody."""
        if machine == "consent":
            return self.truths.record(name)
        return self.states[machine, name]

    def _row_taken(self, event: RowTaken) -> None:
        if event.source != event.target:
            self.states[event.row.partition(".")[0], event.subject] = event.target

    def _rejected(self, event: Rejected) -> None:
        self.rejections.append(event)

    def _child_known(self, event: ChildKnown) -> None:
        self.states["voucher", event.subject] = Voucher.NONE
        linking = Linking.LINKED if event.guardians else Linking.UNLINKED
        self.states["linking", event.subject] = linking

    def _guardian_known(self, event: GuardianKnown) -> None:
        state = Registration.REGISTERED if event.number else Registration.ABSENT
        self.states["registration", event.subject] = state


_OWN: Handlers = {
    RowTaken: Judge._row_taken,
    Rejected: Judge._rejected,
    ChildKnown: Judge._child_known,
    GuardianKnown: Judge._guardian_known,
}
_ALL_HANDLERS: dict[type[Event], list[tuple[int, Callable[[Any, Any], None]]]] = {}
"""who wants which type of event: the reader's number, and its method"""
for _number, _handlers in enumerate(
    (truth.HANDLERS, inbox.HANDLERS, findings.HANDLERS, properties.HANDLERS, _OWN)
):
    for _kind, _handler in _handlers.items():
        _ALL_HANDLERS.setdefault(_kind, []).append((_number, _handler))
