"""Everything an expectation may look at, read off the event list as it grows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from smsflow.errors import Place
from smsflow.events import ChildKnown, Event, Handlers, Journal, Rejected, RowTaken
from smsflow.memo.policy import Policy
from smsflow.memo.voucher import Voucher
from smsflow.moments import Instant
from smsflow.scenario.findings import Findings
from smsflow.scenario.inbox import Inbox
from smsflow.scenario.properties import Properties, Violation
from smsflow.scenario.truth import Truths


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
        self.vouchers: dict[str, str] = {}
        self.rejections: list[Rejected] = []
        """what the newest step was turned down for"""
        self.step_before_began: Instant = 0
        self._properties = Properties(policy)
        own: Handlers = {
            RowTaken: self._row_taken,
            Rejected: self._rejected,
            ChildKnown: self._child_known,
        }
        self._handlers: dict[type[Event], list[Callable[[Any], None]]] = {}
        for reader in (
            self.truths.handlers,
            self.inbox.handlers,
            self.findings.handlers,
            self._properties.handlers,
            own,
        ):
            for kind, handler in reader.items():
                self._handlers.setdefault(kind, []).append(handler)

    def begin_step(self, now: Instant) -> None:
        """A step that does something begins."""
        self.rejections = []
        self.step_before_began = now

    def follow(self) -> list[Violation]:
        """Read on to the end of the list; the watched properties that no longer hold."""
        events, handlers = self._events, self._handlers
        for index in range(self._read, len(events)):
            event = events[index]
            for handle in handlers.get(type(event), ()):
                handle(event)
        self._read = len(events)
        return self._properties.settle()

    def _row_taken(self, event: RowTaken) -> None:
        if event.row.startswith("voucher."):
            self.vouchers[event.subject] = event.target

    def _rejected(self, event: Rejected) -> None:
        self.rejections.append(event)

    def _child_known(self, event: ChildKnown) -> None:
        self.vouchers[event.subject] = Voucher.NONE
