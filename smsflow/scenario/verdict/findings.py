"""What else went wrong, beside the record: links nobody saw, stray QR codes, SMS too long."""

from __future__ import annotations

from typing import NamedTuple

from smsflow.events import (
    Event,
    Handlers,
    QrSent,
    RowTaken,
    SmsDelivered,
    SmsFailed,
    SmsHeld,
    SmsSubmitted,
    VoucherDeclined,
)
from smsflow.memo.voucher import Voucher
from smsflow.scenario.verdict.cause import STALE_NUMBER, UNDER_WAY
from smsflow.sms.messages import Kind
from smsflow.words import Word


class Finding(Word):
    """What was found."""

    LINK_NOT_SEEN = "link_not_seen"
    QR_OF_DECLINED_VOUCHER = "qr_of_declined_voucher"
    SMS_OVER_BUDGET = "sms_over_budget"


MEANINGS: dict[Finding, str] = {
    Finding.LINK_NOT_SEEN: "the guardian consented, and never saw the link to the voucher (R10)",
    Finding.QR_OF_DECLINED_VOUCHER: "a school holds the QR code of a voucher declined since (R38)",
    Finding.SMS_OVER_BUDGET: "an SMS takes more segments than its wording allows",
}
"""What each finding says."""


class Found(NamedTuple):
    """One finding; `child` is None where it concerns the guardian alone."""

    guardian: str
    child: str | None
    finding: str
    cause: str


class _Link(NamedTuple):
    """A link nobody has seen; `lost` once nobody can."""

    guardian: str
    unseen_by: str
    lost: bool


class Findings:
    """Follows an event list, and tells what has been found so far."""

    def __init__(self) -> None:
        self._links: dict[str, _Link] = {}
        """links not seen so far, by SMS"""
        self._qr_codes: dict[str, str] = {}
        self._others: dict[Found, None] = {}

    def see(self, event: Event) -> None:
        """Take the next event of the list."""
        handler = HANDLERS.get(type(event))
        if handler:
            handler(self, event)

    def so_far(self, *, at_end: bool = False) -> list[Found]:
        """Everything found; a link that may still be seen counts only at the scenario's end."""
        links = [
            Found(link.guardian, None, str(Finding.LINK_NOT_SEEN), link.unseen_by)
            for link in self._links.values()
            if at_end or link.lost
        ]
        return list(dict.fromkeys([*links, *self._others]))

    def _submitted(self, event: SmsSubmitted) -> None:
        if event.kind is Kind.VOUCHER_LINK:
            self._links[event.sms] = _Link(event.subject, UNDER_WAY, lost=False)
        if event.segments > event.budget:
            cause = f"{event.kind}: {event.segments} segments, budget {event.budget}"
            self._others[Found(event.subject, None, str(Finding.SMS_OVER_BUDGET), cause)] = None

    def _delivered(self, event: SmsDelivered) -> None:
        link = self._links.get(event.sms)
        if link is None:
            return
        if event.subject != link.guardian:
            self._links[event.sms] = _Link(link.guardian, STALE_NUMBER, lost=True)
        elif event.seen:
            del self._links[event.sms]
        else:
            self._links[event.sms] = _Link(link.guardian, event.cause, lost=True)

    def _held(self, event: SmsHeld) -> None:
        self._unseen(event.sms, event.cause, lost=False)

    def _failed(self, event: SmsFailed) -> None:
        self._unseen(event.sms, event.cause, lost=True)

    def _unseen(self, sms: str, cause: str, *, lost: bool) -> None:
        if sms in self._links:
            self._links[sms] = _Link(self._links[sms].guardian, cause, lost)

    def _voucher_moved(self, event: RowTaken) -> None:
        """A voucher that begins anew has no QR code yet."""
        if event.target == Voucher.NONE:
            self._qr_codes.pop(event.subject, None)

    def _qr_sent(self, event: QrSent) -> None:
        self._qr_codes[event.subject] = event.by

    def _declined(self, event: VoucherDeclined) -> None:
        """A finding names a guardian: of a child without one there is nobody to name."""
        guardian = self._qr_codes.pop(event.subject, "")
        if guardian:
            finding = str(Finding.QR_OF_DECLINED_VOUCHER)
            self._others[Found(guardian, event.subject, finding, event.reason)] = None


HANDLERS: Handlers = {
    SmsSubmitted: Findings._submitted,
    SmsDelivered: Findings._delivered,
    SmsHeld: Findings._held,
    SmsFailed: Findings._failed,
    RowTaken: Findings._voucher_moved,
    QrSent: Findings._qr_sent,
    VoucherDeclined: Findings._declined,
}
