"""The watched properties P1–P10: what must hold in every run, whatever a scenario expects.

They read the event list alone and know nothing of the tables, so that a wrong table shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from smsflow.events import (
    ChildKnown,
    ChildListed,
    ChildRemoved,
    ClockStarted,
    DeadlinePassed,
    Event,
    GradeChanged,
    GuardianAdded,
    GuardianKnown,
    Handlers,
    NumberEntered,
    NumberRemoved,
    ReplyRead,
    RowMissing,
    RowTaken,
    SmsSubmitted,
    VoucherActivated,
)
from smsflow.memo.consent import Consent
from smsflow.memo.policy import Addressees, ConsentOf, NewChild, Policy
from smsflow.memo.voucher import Voucher
from smsflow.sms.messages import Kind


class Violation(NamedTuple):
    """A property that did not hold: its code (SF301 is P1) and what broke it."""

    code: str
    message: str


_WITHDRAWABLE = (Voucher.AWAITING_ACTIVATION, Voucher.ACTIVATION_FAILED, Voucher.REPORTED)


@dataclass(slots=True)
class _Child:
    grade: int
    guardians: list[str]
    listed: bool
    left: bool = False
    voucher: str = Voucher.NONE
    refused: bool = False
    """somebody who was asked for the child refused since the voucher was formed"""


@dataclass(slots=True)
class _Guardian:
    number: str | None
    record: str = Consent.NOT_ASKED
    covers: set[str] = field(default_factory=set)
    """the children whom this guardian's consent stands for"""
    children: set[str] = field(default_factory=set)
    asked: set[tuple[int, str]] = field(default_factory=set)
    """the offers and numbers on which a request was sent"""
    reminders: int = 0
    """sent since the clock started"""


class Properties:
    """Follows an event list; `violations` tells what no longer holds after each settled moment."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._guardians: dict[str, _Guardian] = {}
        self._children: dict[str, _Child] = {}
        self._found: list[Violation] = []
        self._unsettled: set[str] = set()
        self._input: Event | None = None
        self._last_row: dict[str, str] = {}
        self._last_link: str | None = None
        """the newest row about a child's link: it may call for an SMS to a guardian"""
        self._unexplained: set[str] = set()
        """children whose voucher became active, before anybody's activation is told"""

    def see(self, event: Event) -> None:
        """Take the next event of the list."""
        handler = HANDLERS.get(type(event))
        if handler:
            handler(self, event)

    def settle(self) -> list[Violation]:
        """What was broken since the last time; call it when everything due has happened."""
        self._input = None
        if self._unsettled:
            for name in sorted(self._unsettled):
                self._found.extend(self._of_voucher(name, self._children[name]))
            self._unsettled.clear()
        if not self._found:
            return []
        found, self._found = self._found, []
        return found

    def _break(self, code: str, message: str) -> None:
        self._found.append(Violation(code, message))

    # The registers.

    def _guardian_known(self, event: GuardianKnown) -> None:
        self._guardians[event.subject] = _Guardian(event.number)

    def _child_known(self, event: ChildKnown) -> None:
        self._children[event.subject] = _Child(event.grade, list(event.guardians), event.listed)
        for guardian in event.guardians:
            self._guardians[guardian].children.add(event.subject)
        self._gained(event.subject)

    def _child_listed(self, event: ChildListed) -> None:
        self._children[event.subject].listed = True
        self._gained(event.subject)

    def _child_removed(self, event: ChildRemoved) -> None:
        self._children[event.subject].left = True
        self._lost(event.subject)

    def _grade_changed(self, event: GradeChanged) -> None:
        child = self._children[event.subject]
        was_eligible, child.grade = bool(self._addressees(child)), event.grade
        if not self._addressees(child):
            self._lost(event.subject)
        elif not was_eligible:
            self._gained(event.subject)
        self._unsettled.add(event.subject)

    def _guardian_added(self, event: GuardianAdded) -> None:
        self._children[event.subject].guardians.append(event.guardian)
        self._guardians[event.guardian].children.add(event.subject)
        self._gained(event.subject)

    def _gained(self, name: str) -> None:
        """Under `new_child: covered` a standing consent takes the child in."""
        self._unsettled.add(name)
        if self._policy.new_child is NewChild.COVERED:
            for guardian in self._addressees(self._children[name]):
                if self._guardians[guardian].record == Consent.CONSENTED:
                    self._guardians[guardian].covers.add(name)

    def _lost(self, name: str) -> None:
        for guardian in self._children[name].guardians:
            self._guardians[guardian].covers.discard(name)

    def _number_entered(self, event: NumberEntered) -> None:
        self._guardians[event.subject].number = event.number

    def _number_removed(self, event: NumberRemoved) -> None:
        self._guardians[event.subject].number = None

    def _addressees(self, child: _Child) -> list[str]:
        if child.grade <= 4 or child.left or not child.listed:
            return []
        first = self._policy.addressees is Addressees.FIRST
        return child.guardians[:1] if first else child.guardians

    def _eligible(self, guardian: str) -> list[str]:
        children = self._children
        return [
            name
            for name in self._guardians[guardian].children
            if guardian in self._addressees(children[name])
        ]

    # What happens.

    def _input_came(self, event: Event) -> None:
        self._input = event

    def _clock_started(self, event: ClockStarted) -> None:
        """A clock that starts anew may remind anew."""
        self._guardians[event.subject].reminders = 0

    def _row_missing(self, event: RowMissing) -> None:
        self._break("SF300", f"{event.table}: nothing for {event.state} + {event.trigger}")

    def _row_taken(self, event: RowTaken) -> None:
        self._last_row[event.subject] = event.row
        if event.row.startswith("linking."):
            self._last_link = event.row
        if event.row.startswith("consent."):
            self._consent_moved(event)
        elif event.row.startswith("voucher."):
            self._voucher_moved(event)

    def _consent_moved(self, event: RowTaken) -> None:
        guardian = self._guardians[event.subject]
        guardian.record = event.target
        if event.source == event.target:
            return
        eligible = self._eligible(event.subject)
        if event.target == Consent.CONSENTED:
            self._check_consent(event.subject, guardian)
            guardian.covers.update(eligible)
        elif event.target == Consent.REFUSED:
            guardian.covers.clear()
            for name in eligible:
                self._children[name].refused = True
        self._unsettled.update(eligible)

    def _check_consent(self, name: str, guardian: _Guardian) -> None:
        reply = self._input
        if not (
            isinstance(reply, ReplyRead)
            and (reply.subject, reply.answer) == (name, "consent")
            and reply.number == guardian.number
        ):
            self._break("SF308", f"{name} turned to consented without a `2*1` of МАБ's number")

    def _voucher_moved(self, event: RowTaken) -> None:
        child = self._children[event.subject]
        child.voucher = event.target
        self._unsettled.add(event.subject)
        if event.source == event.target:
            return
        if event.source == Voucher.NONE and child.grade > 4:
            child.refused = False
            self._check_forming(event.subject)
        formed = event.source == Voucher.NONE and child.grade <= 4
        if event.target == Voucher.ACTIVE and not formed:
            self._unexplained.add(event.subject)

    def _check_forming(self, name: str) -> None:
        refusal = isinstance(self._input, ReplyRead) and self._input.answer != "consent"
        if refusal or isinstance(self._input, DeadlinePassed):
            self._break("SF309", f"{name} got a voucher from a refusal or from silence")

    def _activated(self, event: VoucherActivated) -> None:
        if event.by not in self._children[event.subject].guardians:
            self._break("SF307", f"{event.subject}: activated by {event.by}, no guardian of theirs")
        self._unexplained.discard(event.subject)

    def _submitted(self, event: SmsSubmitted) -> None:
        name, guardian = event.subject, self._guardians[event.subject]
        if event.called_by not in (self._last_row.get(name), self._last_link):
            self._break("SF310", f"{event.kind} to {name}: no row called for it")
        if event.kind is Kind.VOUCHER_LINK and guardian.record != Consent.CONSENTED:
            self._break("SF304", f"{name} got a link while {guardian.record}")
        if event.kind is not Kind.CONSENT_REQUEST:
            return
        if not any(self._eligible(name)):
            self._break("SF302", f"{name} was asked without an eligible child")
        if event.number != guardian.number:
            self._break("SF303", f"{name} was asked on a number that МАБ does not hold")
        self._count(event)

    def _count(self, event: SmsSubmitted) -> None:
        guardian, where = self._guardians[event.subject], (event.offer, event.number)
        if event.reminder:
            guardian.reminders += 1
            if guardian.reminders > self._policy.reminders:
                self._break("SF301", f"{event.subject} was reminded too often")
            return
        if where in guardian.asked:
            self._break("SF301", f"{event.subject} was asked twice in offer {event.offer}")
        guardian.asked.add(where)

    def _of_voucher(self, name: str, child: _Child) -> Iterator[Violation]:
        if name in self._unexplained:
            self._unexplained.discard(name)
            yield Violation("SF307", f"{name}: active, and nobody activated it")
        addressees = [self._guardians[one] for one in self._addressees(child)]
        if not addressees:
            return
        covering = [guardian for guardian in addressees if name in guardian.covers]
        if self._policy.consent_of is ConsentOf.ANY:
            allowed = enough = bool(covering)
        else:
            allowed = bool(covering) and not child.refused
            enough = len(covering) == len(addressees) and all(
                guardian.record == Consent.CONSENTED for guardian in addressees
            )
        if child.voucher in _WITHDRAWABLE and not allowed:
            yield Violation("SF305", f"{name} has a voucher without the consent it needs")
        if child.voucher == Voucher.NONE and enough:
            yield Violation("SF306", f"{name} has no voucher although consent is given")


HANDLERS: Handlers = {
    GuardianKnown: Properties._guardian_known,
    ChildKnown: Properties._child_known,
    ChildListed: Properties._child_listed,
    ChildRemoved: Properties._child_removed,
    GradeChanged: Properties._grade_changed,
    GuardianAdded: Properties._guardian_added,
    NumberEntered: Properties._number_entered,
    NumberRemoved: Properties._number_removed,
    ReplyRead: Properties._input_came,
    DeadlinePassed: Properties._input_came,
    ClockStarted: Properties._clock_started,
    RowTaken: Properties._row_taken,
    RowMissing: Properties._row_missing,
    SmsSubmitted: Properties._submitted,
    VoucherActivated: Properties._activated,
}
