"""What the service has written down: one record a guardian and machine, one a child and machine.

Plain data: a record holds its state and what its machine's guards and effects remember, and refers
to nothing else, so that a run can be saved and a finished one goes at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from smsflow.memo.consent import Consent
from smsflow.memo.linking import Linking
from smsflow.memo.registration import Registration
from smsflow.memo.voucher import Voucher


@dataclass(slots=True)
class ConsentRecord:
    """One guardian's consent."""

    name: str
    state: str = Consent.NOT_ASKED.value
    offer: int = 0
    """which of the offers so far is the latest; 0 before the first"""
    reoffers: int = 0
    newest_request: str = ""
    """the SMS that last asked in this offer, reminders aside"""
    asked_numbers: tuple[str, ...] = ()
    """where this offer was sent"""
    hint_given: bool = False
    reopened: bool = False
    covered_children: tuple[str, ...] = ()
    """the children this consent stands for"""
    clock: int = 0
    """which of the clocks started so far is running"""

    def begin_offer(self) -> None:
        """A new offer knows nothing of the one before."""
        self.offer += 1
        self.newest_request = ""
        self.asked_numbers = ()
        self.hint_given = False
        self.reopened = False


@dataclass(slots=True)
class VoucherRecord:
    """One child's voucher."""

    name: str
    state: str = Voucher.NONE.value
    error_armed: bool = False
    activated_by: str = ""


@dataclass(slots=True)
class LinkRecord:
    """How far one child is on the way to being linked to a guardian."""

    name: str
    state: str = Linking.UNLINKED.value
    applicant: str = ""
    documents: tuple[str, ...] = ()
    """what has been submitted so far"""
    representative: bool = False


@dataclass(slots=True)
class RegistrationRecord:
    """How far one guardian is on the way to a number in МАБ."""

    name: str
    state: str = Registration.ABSENT.value
    number: str = ""
    """the number entered on the screens, not in МАБ yet"""
    screens: tuple[str, ...] = ()
    """the screens done"""
    code: str = ""
    """the SMS with the newest code"""


@dataclass(slots=True)
class Records:
    """Every record of one run."""

    consents: dict[str, ConsentRecord] = field(default_factory=dict)
    registrations: dict[str, RegistrationRecord] = field(default_factory=dict)
    vouchers: dict[str, VoucherRecord] = field(default_factory=dict)
    links: dict[str, LinkRecord] = field(default_factory=dict)
