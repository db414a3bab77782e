"""What the machines ask: a record and what is at hand, made anew for each step.

A model answers every guard of its table by a property of the guard's name.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from smsflow.memo.consent import Consent
from smsflow.memo.linking import missing_documents
from smsflow.memo.policy import Policy
from smsflow.memo.registration import SCREENS, Screen, first_missing
from smsflow.memo.voucher import Voucher
from smsflow.moments import Instant
from smsflow.service.records import (
    ConsentRecord,
    LinkRecord,
    Records,
    RegistrationRecord,
    VoucherRecord,
)
from smsflow.service.registers import Registers

_Record = TypeVar("_Record", ConsentRecord, VoucherRecord, LinkRecord, RegistrationRecord)


class _Model(Generic[_Record]):
    __slots__ = ("record",)

    def __init__(self, record: _Record) -> None:
        self.record: _Record = record

    @property
    def rejects(self) -> str:
        """The clause of a rejection `BY_MODEL`; only registration has such rows."""
        return ""


class ConsentModel(_Model[ConsentRecord]):
    """One guardian's consent, and what the present trigger is about."""

    __slots__ = ("at_hand", "policy", "records", "registers", "since")

    def __init__(
        self,
        record: ConsentRecord,
        records: Records,
        registers: Registers,
        policy: Policy,
        at_hand: str,
        since: Instant,
    ) -> None:
        super().__init__(record)
        self.records = records
        self.registers = registers
        self.policy = policy
        self.at_hand = at_hand
        """the SMS or the number that the trigger is about"""
        self.since = since
        """when the trigger's matter began"""

    @property
    def eligible(self) -> bool:
        return bool(self.registers.eligible_children(self.record.name))

    @property
    def numbered(self) -> bool:
        return self.record.name in self.registers.numbers

    @property
    def covered(self) -> bool:
        return self.record.state in self.policy.reoffer_covers

    @property
    def within_limit(self) -> bool:
        return self.record.reoffers < self.policy.reoffer_limit

    @property
    def newest(self) -> bool:
        return self.at_hand == self.record.newest_request

    @property
    def hint_given(self) -> bool:
        return self.record.hint_given

    @property
    def reopened(self) -> bool:
        return self.record.reopened

    @property
    def voucher_active(self) -> bool:
        return any(
            self.records.vouchers[child.name].state == Voucher.ACTIVE
            for child in self.registers.eligible_children(self.record.name)
        )

    @property
    def number_asked(self) -> bool:
        return self.at_hand in self.record.asked_numbers


class VoucherModel(_Model[VoucherRecord]):
    """One child's voucher; at hand is a guardian."""

    __slots__ = ("at_hand", "records", "registers", "report")

    def __init__(
        self,
        record: VoucherRecord,
        records: Records,
        registers: Registers,
        at_hand: str,
        report: tuple[str, str, str, str],
    ) -> None:
        super().__init__(record)
        self.records = records
        self.registers = registers
        self.at_hand = at_hand
        self.report = report
        """the organisation's BIN, the child's IIN, the system and the screenshot (R46–R49)"""

    @property
    def all_consented(self) -> bool:
        consents, name = self.records.consents, self.record.name
        return all(
            consents[guardian].state == Consent.CONSENTED
            and name in consents[guardian].covered_children
            for guardian in self.registers.addressees_of(self.registers.children[name])
        )

    @property
    def other_consent(self) -> bool:
        name = self.record.name
        return any(
            guardian != self.at_hand and name in self.records.consents[guardian].covered_children
            for guardian in self.registers.addressees_of(self.registers.children[name])
        )

    @property
    def by_guardian(self) -> bool:
        child = self.registers.children[self.record.name]
        return self.at_hand in child.guardians and not child.left

    @property
    def error_armed(self) -> bool:
        return self.record.error_armed

    @property
    def bin_given(self) -> bool:
        return bool(self.report[0])

    @property
    def iin_right(self) -> bool:
        given, child = self.report[1], self.registers.children[self.record.name]
        return bool(given) and (given == child.iin or not child.iin_given)

    @property
    def system_given(self) -> bool:
        return bool(self.report[2])

    @property
    def screenshot_given(self) -> bool:
        return bool(self.report[3])


class LinkModel(_Model[LinkRecord]):
    """One child's link; at hand is a guardian, and what is submitted."""

    __slots__ = ("at_hand", "documents", "registers", "representative", "through")

    def __init__(
        self,
        record: LinkRecord,
        registers: Registers,
        at_hand: str,
        *,
        through: str,
        documents: tuple[str, ...],
        representative: bool,
    ) -> None:
        super().__init__(record)
        self.registers = registers
        self.at_hand = at_hand
        self.through = through
        self.documents = (*record.documents, *documents)
        """all that has been submitted, with what is submitted now"""
        self.representative = record.representative or representative

    @property
    def numbered(self) -> bool:
        return self.at_hand in self.registers.numbers

    @property
    def complete(self) -> bool:
        return not missing_documents(self.documents, representative=self.representative)

    @property
    def by_applicant(self) -> bool:
        return self.at_hand == self.record.applicant


class RegistrationModel(_Model[RegistrationRecord]):
    """One guardian's way into МАБ; at hand are a number and a screen."""

    __slots__ = ("number", "registers", "screen")

    def __init__(
        self, record: RegistrationRecord, registers: Registers, number: str, screen: Screen | None
    ) -> None:
        super().__init__(record)
        self.registers = registers
        self.number = number or record.number
        self.screen = screen

    @property
    def number_held(self) -> bool:
        return self.registers.holders.get(self.number, self.record.name) != self.record.name

    @property
    def number_given(self) -> bool:
        return bool(self.number)

    @property
    def slide_reached(self) -> bool:
        return self._first_missing is None

    @property
    def last_screen(self) -> bool:
        return all(one == self.screen or one in self.record.screens for one in Screen)

    @property
    def code_due(self) -> bool:
        return Screen.ENTER_NUMBER in self.record.screens and self.number == self.record.number

    @property
    def rejects(self) -> str:
        """The clause of the first screen that is missing."""
        missing = self._first_missing
        return SCREENS[missing].clause if missing else ""

    @property
    def _first_missing(self) -> Screen | None:
        return first_missing(self.record.screens, before=self.screen) if self.screen else None
