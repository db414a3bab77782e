"""The flyweights the machines move: one consent a guardian, one voucher a child.

Each answers its table's guards by a property of the guard's name.
"""

from __future__ import annotations

from smsflow.memo.consent import Consent
from smsflow.memo.policy import Policy
from smsflow.memo.table import Row
from smsflow.memo.voucher import Voucher
from smsflow.moments import Instant
from smsflow.service.registers import ChildEntry, GuardianEntry, Registers


class Records:
    """Every consent and every voucher of one run, with what their guards look at."""

    def __init__(self, policy: Policy, registers: Registers) -> None:
        self.policy = policy
        self.registers = registers
        self.consents: dict[str, ConsentRecord] = {}
        self.vouchers: dict[str, VoucherRecord] = {}

    def open_consent(self, guardian: GuardianEntry) -> None:
        """Begin the record of a guardian."""
        self.consents[guardian.name] = ConsentRecord(guardian, self)

    def open_voucher(self, child: ChildEntry) -> VoucherRecord:
        """Begin the record of a child."""
        record = self.vouchers[child.name] = VoucherRecord(child, self)
        return record


class ConsentRecord:
    """One guardian's consent."""

    __slots__ = (
        "asked_numbers",
        "at_hand",
        "clock",
        "covered_children",
        "guardian",
        "hint_given",
        "name",
        "newest_request",
        "offer",
        "records",
        "reoffers",
        "reopened",
        "since",
        "state",
        "taken",
    )

    def __init__(self, guardian: GuardianEntry, records: Records) -> None:
        self.guardian = guardian
        self.name = guardian.name
        self.records = records
        self.state = str(Consent.NOT_ASKED)
        self.taken: Row | None = None
        self.offer = 0
        self.reoffers = 0
        self.newest_request = ""
        self.asked_numbers: set[str] = set()
        self.hint_given = False
        self.reopened = False
        self.covered_children: set[str] = set()
        self.clock = 0
        """which of the clocks started so far is running"""
        self.at_hand = ""
        """the SMS or the number that the present trigger is about"""
        self.since: Instant = 0
        """when the present trigger says its matter began"""

    def begin_offer(self) -> None:
        """A new offer knows nothing of the one before."""
        self.offer += 1
        self.newest_request = ""
        self.asked_numbers = set()
        self.hint_given = False
        self.reopened = False

    @property
    def eligible(self) -> bool:
        return bool(self.records.registers.eligible_children(self.name))

    @property
    def numbered(self) -> bool:
        return self.name in self.records.registers.numbers

    @property
    def covered(self) -> bool:
        return self.state in self.records.policy.reoffer_covers

    @property
    def within_limit(self) -> bool:
        return self.reoffers < self.records.policy.reoffer_limit

    @property
    def newest(self) -> bool:
        return self.at_hand == self.newest_request

    @property
    def voucher_active(self) -> bool:
        return any(
            self.records.vouchers[child.name].state == Voucher.ACTIVE
            for child in self.records.registers.eligible_children(self.name)
        )

    @property
    def number_asked(self) -> bool:
        return self.at_hand in self.asked_numbers

    @property
    def number_held(self) -> bool:
        return self.records.registers.holders.get(self.at_hand, self.name) != self.name


class VoucherRecord:
    """One child's voucher."""

    __slots__ = (
        "activated_by",
        "at_hand",
        "child",
        "error_armed",
        "name",
        "records",
        "report",
        "state",
        "taken",
    )

    def __init__(self, child: ChildEntry, records: Records) -> None:
        self.child = child
        self.name = child.name
        self.records = records
        self.state = str(Voucher.NONE)
        self.taken: Row | None = None
        self.error_armed = False
        self.activated_by = ""
        self.report = ("", "", "", "")
        """the organisation's BIN, the child's IIN, the system and the screenshot (R46–R49)"""
        self.at_hand = ""
        """the guardian that the present trigger is about"""

    @property
    def all_consented(self) -> bool:
        consents = self.records.consents
        return all(
            consents[name].state == Consent.CONSENTED
            and self.name in consents[name].covered_children
            for name in self.records.registers.addressees_of(self.child)
        )

    @property
    def other_consent(self) -> bool:
        return any(
            name != self.at_hand and self.name in self.records.consents[name].covered_children
            for name in self.records.registers.addressees_of(self.child)
        )

    @property
    def by_guardian(self) -> bool:
        return self.at_hand in self.child.guardians and not self.child.left

    @property
    def bin_given(self) -> bool:
        return bool(self.report[0])

    @property
    def iin_right(self) -> bool:
        given = self.report[1]
        return bool(given) and (given == self.child.iin or not self.child.iin_given)

    @property
    def system_given(self) -> bool:
        return bool(self.report[2])

    @property
    def screenshot_given(self) -> bool:
        return bool(self.report[3])
