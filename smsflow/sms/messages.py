"""What crosses the wire between the two halves: an SMS, a receipt, a reply. Nothing else does."""

from __future__ import annotations

from typing import NamedTuple

from smsflow.moments import Duration, Instant
from smsflow.words import Word


class Kind(Word):
    """What an SMS from 1414 is for. The wire does not carry it: a handset sees only text."""

    CONSENT_REQUEST = "consent_request"
    VOUCHER_LINK = "voucher_link"
    REPLY_HINT = "reply_hint"
    REGISTRATION_CODE = "registration_code"
    MISSING_LINK_NOTICE = "missing_link_notice"


MEANINGS: dict[Kind, str] = {
    Kind.CONSENT_REQUEST: "it asks the guardian for consent; a reminder is one too (R06)",
    Kind.VOUCHER_LINK: "the link to the voucher, after a consent (R10)",
    Kind.REPLY_HINT: "how to answer, after an unclear reply, under `unclear_reply: hint`",
    Kind.REGISTRATION_CODE: "six digits to be typed in eGov mobile (R26)",
    Kind.MISSING_LINK_NOTICE: "that a child is not linked, under `missing_link_notice: sms` (R13)",
}
"""What each kind is for."""


class Status(Word):
    """What a receipt reports (the final states of SMPP 3.4, section 5.2.28)."""

    DELIVERED = "delivered"
    EXPIRED = "expired"
    UNDELIVERABLE = "undeliverable"
    REJECTED = "rejected"


class Sms(NamedTuple):
    """An SMS from 1414 to a number; the carrier keeps trying for `validity` milliseconds."""

    id: str
    number: str
    text: str
    submitted_at: Instant
    validity: Duration


class Receipt(NamedTuple):
    """What the carrier reports of an SMS, and when that came about."""

    sms: str
    status: Status
    at: Instant


class Reply(NamedTuple):
    """An SMS to 1414 from a number."""

    id: str
    number: str
    text: str
