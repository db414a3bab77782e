"""What else went wrong, beside the record: links nobody saw, stray QR codes, SMS too long."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from smsflow.events import (
    Event,
    Handlers,
    QrSent,
    SmsDelivered,
    SmsFailed,
    SmsHeld,
    SmsSubmitted,
    VoucherDeclined,
)
from smsflow.scenario.truth import STALE_NUMBER, UNDER_WAY
from smsflow.sms.messages import Kind


class Finding(StrEnum):
    """What was found."""

    LINK_NOT_SEEN = "link_not_seen"
    QR_OF_DECLINED_VOUCHER = "qr_of_declined_voucher"
    SMS_OVER_BUDGET = "sms_over_budget"


class Found(NamedTuple):
    """One finding; `child` is None where it concerns the guardian alone."""

    guardian: str
    child: str | None
    finding: str
    cause: str


class Findings:
    """Follows an event list, and tells what has been found so far."""

    def __init__(self) -> None:
        self._links: dict[str, tuple[str, str]] = {}
        """links not seen so far, by SMS: the guardian and what keeps it"""
        self._qr_codes: dict[str, str] = {}
        self._others: dict[Found, None] = {}

    def see(self, event: Event) -> None:
        """Take the next event of the list."""
        handler = HANDLERS.get(type(event))
        if handler:
            handler(self, event)

    def so_far(self, *, at_end: bool = False) -> list[Found]:
        """Everything found; a link still travelling counts only at the scenario's end."""
        links = [
            Found(guardian, None, str(Finding.LINK_NOT_SEEN), cause)
            for guardian, cause in self._links.values()
            if at_end or cause != UNDER_WAY
        ]
        return list(dict.fromkeys([*links, *self._others]))

    def _submitted(self, event: SmsSubmitted) -> None:
        if event.kind is Kind.VOUCHER_LINK:
            self._links[event.sms] = (event.subject, UNDER_WAY)
        if event.segments > event.budget:
            cause = f"{event.kind}: {event.segments} segments, budget {event.budget}"
            self._others[Found(event.subject, None, str(Finding.SMS_OVER_BUDGET), cause)] = None

    def _delivered(self, event: SmsDelivered) -> None:
        if event.sms not in self._links:
            return
        guardian, _ = self._links[event.sms]
        if event.subject != guardian:
            self._links[event.sms] = (guardian, STALE_NUMBER)
        elif event.seen:
            del self._links[event.sms]
        else:
            self._links[event.sms] = (guardian, event.cause)

    def _not_seen(self, event: SmsHeld | SmsFailed) -> None:
        if event.sms in self._links:
            self._links[event.sms] = (self._links[event.sms][0], event.cause)

    def _qr_sent(self, event: QrSent) -> None:
        self._qr_codes[event.subject] = event.by

    def _declined(self, event: VoucherDeclined) -> None:
        guardian = self._qr_codes.pop(event.subject, None)
        if guardian is not None:
            finding = str(Finding.QR_OF_DECLINED_VOUCHER)
            self._others[Found(guardian, event.subject, finding, event.reason)] = None


HANDLERS: Handlers = {
    SmsSubmitted: Findings._submitted,
    SmsDelivered: Findings._delivered,
    SmsHeld: Findings._not_seen,
    SmsFailed: Findings._not_seen,
    QrSent: Findings._qr_sent,
    VoucherDeclined: Findings._declined,
}
