"""A receipt as a delivery status notification (RFC 3464), and back.

| receipt       | action    | status         | diagnostic (SMPP 3.4 §5.2.28) |
| ------------- | --------- | -------------- | ----------------------------- |
| delivered     | delivered | 2.0.0          | DELIVRD                       |
| expired       | failed    | 5.4.7          | EXPIRED                       |
| undeliverable | failed    | 5.2.1 or 5.1.1 | UNDELIV                       |
| rejected      | failed    | 5.7.1          | REJECTD                       |
| none yet      | delayed   | 4.4.1 or 4.2.2 | ENROUTE                       |

A report is sent from `<>`, and tells by the Message-ID, and by the ENVID if there was one
(RFC 3461 §4.4), which mail it speaks of. The millisecond of it all is in `X-Sms-Time`.
"""

from __future__ import annotations

import re
from datetime import UTC
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from smsflow.carrier.smtp.mail import date_of
from smsflow.carrier.smtp.mime import (
    Part,
    field,
    id_in,
    number_in,
    parts_of,
    read_fields,
    read_part,
)
from smsflow.carrier.smtp.refusal import unreadable
from smsflow.moments import SECOND, Instant
from smsflow.sms.messages import Status


class Outcome(NamedTuple):
    """What a report says of one recipient: the fields of RFC 3464 §2.3.3, §2.3.4 and §2.3.6."""

    action: str
    status: str
    diagnostic: str
    words: str
    """for people"""


OUTCOMES: dict[Status, Outcome] = {
    Status.DELIVERED: Outcome("delivered", "2.0.0", "DELIVRD", "The SMS was delivered."),
    Status.EXPIRED: Outcome("failed", "5.4.7", "EXPIRED", "The phone was not reached in time."),
    Status.UNDELIVERABLE: Outcome("failed", "5.2.1", "UNDELIV", "The SMS cannot be delivered."),
    Status.REJECTED: Outcome("failed", "5.7.1", "REJECTD", "The operator refused the SMS."),
}
UNKNOWN_NUMBER = OUTCOMES[Status.UNDELIVERABLE]._replace(status="5.1.1")
ABSENT = Outcome("delayed", "4.4.1", "ENROUTE", "The phone does not answer; we keep trying.")
MEMORY_FULL = ABSENT._replace(status="4.2.2", words="The phone has no room; we keep trying.")


class Original(NamedTuple):
    """The mail that a report speaks of."""

    message_id: str
    """without brackets; empty where the report does not say"""
    recipient: str
    """the address it went to"""
    envelope_id: str = ""
    """the ENVID that it was sent with, or empty"""


class Report(NamedTuple):
    """What a report says of one recipient of a mail."""

    original: Original
    status: Status | None
    """None where nothing is final yet"""
    code: str
    """the enhanced code, such as 5.7.1"""
    at: Instant | None


def compose_report(
    sender: str,
    recipient: str,
    report_id: str,
    original: Original,
    outcome: Outcome,
    at: Instant,
) -> bytes:
    """A report as mail, its lines ending in CRLF; all texts are ASCII, ids without brackets.

    `sender` stands in the header alone: the envelope's is `<>` (RFC 3464 §2).
    """
    envelope_id = original.envelope_id
    words = outcome.words.encode("ascii")
    return _TEMPLATE % {
        b"from": sender.encode("ascii"),
        b"to": recipient.encode("ascii"),
        b"date": date_of(at),
        b"id": report_id.encode("ascii"),
        b"words": words,
        b"host": sender.rpartition("@")[2].encode("ascii"),
        b"envelope": _ENVELOPE % envelope_id.encode("ascii") if envelope_id else b"",
        b"recipient": original.recipient.encode("ascii"),
        b"action": outcome.action.encode("ascii"),
        b"status": outcome.status.encode("ascii"),
        b"diagnostic": outcome.diagnostic.encode("ascii"),
        b"time": at,
        b"answered": _named(b"In-Reply-To", original.message_id),
        b"about": _named(b"Message-ID", original.message_id),
    }


def _named(name: bytes, message_id: str) -> bytes:
    """A header with an id; none for none, since `<>` is no id (RFC 5322 §3.6.4)."""
    return b"%b: <%b>\r\n" % (name, message_id.encode("ascii")) if message_id else b""


_ENVELOPE = b"Original-Envelope-Id: %b\r\n"
_TEMPLATE = (
    b"From: Delivery reports <%(from)b>\r\n"
    b"To: <%(to)b>\r\n"
    b"Date: %(date)b\r\n"
    b"Message-ID: <%(id)b>\r\n"
    b"%(answered)b"
    b"Auto-Submitted: auto-replied\r\n"
    b"Subject: %(words)b\r\n"
    b"MIME-Version: 1.0\r\n"
    b'Content-Type: multipart/report; report-type=delivery-status; boundary="=_report"\r\n'
    b"\r\n"
    b"--=_report\r\n"
    b"Content-Type: text/plain; charset=us-ascii\r\n"
    b"\r\n"
    b"%(words)b\r\n"
    b"--=_report\r\n"
    b"Content-Type: message/delivery-status\r\n"
    b"\r\n"
    b"Reporting-MTA: dns; %(host)b\r\n"
    b"%(envelope)b"
    b"\r\n"
    b"Final-Recipient: rfc822; %(recipient)b\r\n"
    b"Action: %(action)b\r\n"
    b"Status: %(status)b\r\n"
    b"Diagnostic-Code: smpp; %(diagnostic)b\r\n"
    b"Last-Attempt-Date: %(date)b\r\n"
    b"X-Sms-Time: %(time)d\r\n"
    b"\r\n"
    b"--=_report\r\n"
    b"Content-Type: text/rfc822-headers\r\n"
    b"\r\n"
    b"%(about)b"
    b"To: <%(recipient)b>\r\n"
    b"\r\n"
    b"--=_report--\r\n"
)


def read_report(content: bytes) -> tuple[Report, ...]:
    """What a report says, recipient by recipient; `Refusal` 554 5.6.0 for what is no report."""
    mail = read_part(content)
    if mail.kind != "multipart/report":
        raise unreadable("the mail is no report")
    parts = parts_of(mail)
    for part in parts:
        if part.kind == "message/delivery-status":
            return tuple(_recipients(part.body, _about(mail, parts)))
    raise unreadable("the report has no delivery status")


def _recipients(status: bytes, about: str) -> list[Report]:
    """Each group of fields but the first, which is of the whole mail (RFC 3464 §2.1)."""
    whole, *others = (read_fields(group) for group in _BLANK_LINES.split(status.strip()))
    envelope_id = field(whole, "Original-Envelope-Id")
    if not others:
        raise unreadable("the report names no recipient")
    return [_report(group, about, envelope_id) for group in others]


_BLANK_LINES = re.compile(rb"\r\n(?:[ \t]*\r\n)+")


def _report(group: Message, about: str, envelope_id: str) -> Report:
    code = _CODE.match(field(group, "Status"))
    if code is None:
        raise unreadable("the report has no status")
    action = field(group, "Action").lower()
    if action not in _ACTIONS:
        raise unreadable("the report has no action")
    recipient = _typed(group, "Original-Recipient") or _typed(group, "Final-Recipient")
    return Report(
        Original(about, recipient, envelope_id),
        _final(action, code[0], _typed(group, "Diagnostic-Code")),
        code[0],
        _moment(group),
    )


_ACTIONS = ("delivered", "failed", "delayed", "relayed", "expanded")
"""RFC 3464 §2.3.3"""
_CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\d)", re.ASCII)


def _final(action: str, code: str, diagnostic: str) -> Status | None:
    """The receipt of it; what was handed on or is still tried has none."""
    if action == "delivered":
        return Status.DELIVERED
    if action != "failed":
        return None
    named = _DIAGNOSTICS.get(diagnostic.upper())
    if named:
        return named
    if code.endswith(".4.7"):
        return Status.EXPIRED
    return Status.REJECTED if code[1:].startswith(".7.") else Status.UNDELIVERABLE


_DIAGNOSTICS = {
    OUTCOMES[status].diagnostic: status
    for status in (Status.EXPIRED, Status.UNDELIVERABLE, Status.REJECTED)
}


def _moment(group: Message) -> Instant | None:
    exact = number_in(group, "X-Sms-Time")
    if exact is not None:
        return exact
    try:
        date = parsedate_to_datetime(field(group, "Last-Attempt-Date"))
    except ValueError:
        return None
    if date.tzinfo is None:  # "-0000" (RFC 5322 §3.3)
        date = date.replace(tzinfo=UTC)
    return int(date.timestamp()) * SECOND


def _about(mail: Part, parts: list[Part]) -> str:
    """The id of the mail reported on: of its headers if they came along, else of what we answer."""
    for part in parts:
        if part.kind in ("text/rfc822-headers", "message/rfc822"):
            return id_in(read_part(part.body).headers, "Message-ID")
    return id_in(mail.headers, "In-Reply-To")


def _typed(group: Message, name: str) -> str:
    """What stands after the type, as in `rfc822; +77015550101@sms.example` (RFC 3464 §2.1.2)."""
    return field(group, name).partition(";")[2].strip()
