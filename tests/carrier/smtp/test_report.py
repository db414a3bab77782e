from __future__ import annotations

from contextlib import suppress
from email.message import Message
from email.parser import BytesParser
from email.policy import SMTP, default
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smsflow.carrier.smtp.mail import MAX_BYTES
from smsflow.carrier.smtp.refusal import Refusal
from smsflow.carrier.smtp.report import (
    ABSENT,
    MEMORY_FULL,
    OUTCOMES,
    UNKNOWN_NUMBER,
    Original,
    Outcome,
    Report,
    compose_report,
    read_report,
)
from smsflow.sms.messages import Status
from tests.carrier.smtp.hostile_mail import contents

SENT = Original("sms-1@sms.example", "+77015550101@sms.example", "sms-1")
AT = 1_788_235_200_123


def composed(outcome: Outcome, original: Original = SENT, at: int = AT) -> bytes:
    """A report of ours."""
    return compose_report(
        "reports@sms.example", "1414@sms.example", "r1@sms.example", original, outcome, at
    )


def foreign(status: str, *more: bytes, subtype: str = "delivery-status") -> bytes:
    """A report as somebody else's server sends it."""
    parts = (b"Content-Type: message/%b\r\n\r\n%b" % (subtype.encode(), status.encode()), *more)
    return (
        b"In-Reply-To: <answered@there>\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"A preamble.\r\n"
        + b"".join(b"--b\r\n" + part + b"\r\n" for part in parts)
        + b"--b--\r\nAn epilogue.\r\n"
    )


def told(*fields: str) -> Report:
    """What a report with one recipient, of these fields, says."""
    (report,) = read_report(foreign("\r\n".join(("Reporting-MTA: dns; there", "", *fields))))
    return report


# Our own.


def test_a_receipt_is_this_report() -> None:
    """Every byte of it."""
    assert composed(OUTCOMES[Status.REJECTED]).decode() == (
        "From: Delivery reports <reports@sms.example>\r\n"
        "To: <1414@sms.example>\r\n"
        "Date: Tue, 01 Sep 2026 09:00:00 +0500\r\n"
        "Message-ID: <r1@sms.example>\r\n"
        "In-Reply-To: <sms-1@sms.example>\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "Subject: The operator refused the SMS.\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_report"\r\n'
        "\r\n"
        "--=_report\r\n"
        "Content-Type: text/plain; charset=us-ascii\r\n"
        "\r\n"
        "The operator refused the SMS.\r\n"
        "--=_report\r\n"
        "Content-Type: message/delivery-status\r\n"
        "\r\n"
        "Reporting-MTA: dns; sms.example\r\n"
        "Original-Envelope-Id: sms-1\r\n"
        "\r\n"
        "Final-Recipient: rfc822; +77015550101@sms.example\r\n"
        "Action: failed\r\n"
        "Status: 5.7.1\r\n"
        "Diagnostic-Code: smpp; REJECTD\r\n"
        "Last-Attempt-Date: Tue, 01 Sep 2026 09:00:00 +0500\r\n"
        "X-Sms-Time: 1788235200123\r\n"
        "\r\n"
        "--=_report\r\n"
        "Content-Type: text/rfc822-headers\r\n"
        "\r\n"
        "Message-ID: <sms-1@sms.example>\r\n"
        "To: <+77015550101@sms.example>\r\n"
        "\r\n"
        "--=_report--\r\n"
    )


def test_a_mail_without_an_id_is_named_by_none() -> None:
    """Not by an empty one; its number and its ENVID are there."""
    original = SENT._replace(message_id="")
    content = composed(OUTCOMES[Status.DELIVERED], original)
    assert b"<>" not in content
    assert b"In-Reply-To" not in content
    (report,) = read_report(content)
    assert report.original == original


@pytest.mark.parametrize(
    ("status", "outcome", "code"),
    [
        (Status.DELIVERED, OUTCOMES[Status.DELIVERED], "2.0.0"),
        (Status.EXPIRED, OUTCOMES[Status.EXPIRED], "5.4.7"),
        (Status.UNDELIVERABLE, OUTCOMES[Status.UNDELIVERABLE], "5.2.1"),
        (Status.UNDELIVERABLE, UNKNOWN_NUMBER, "5.1.1"),
        (Status.REJECTED, OUTCOMES[Status.REJECTED], "5.7.1"),
        (None, ABSENT, "4.4.1"),
        (None, MEMORY_FULL, "4.2.2"),
    ],
)
def test_a_receipt_comes_back(status: Status | None, outcome: Outcome, code: str) -> None:
    """Its status, code and moment, and which mail it is of; a delay is no final state."""
    assert read_report(composed(outcome)) == (Report(SENT, status, code, AT),)


def test_without_an_envelope_id_there_is_no_such_field() -> None:
    """A mail that was sent without ENVID is known by its Message-ID."""
    original = SENT._replace(envelope_id="")
    assert b"Original-Envelope-Id" not in composed(ABSENT, original)
    assert read_report(composed(ABSENT, original))[0].original == original


@pytest.mark.parametrize("outcome", [*OUTCOMES.values(), UNKNOWN_NUMBER, ABSENT, MEMORY_FULL])
def test_the_standard_library_reads_the_same(outcome: Outcome) -> None:
    """A multipart/report of three parts without a defect, its fields where RFC 3464 puts them."""
    mail = BytesParser(policy=default).parsebytes(composed(outcome))
    parts = list(mail.iter_parts())
    assert not any(part.defects for part in mail.walk())
    assert mail.get_param("report-type") == "delivery-status"
    assert [part.get_content_type() for part in parts] == [
        "text/plain",
        "message/delivery-status",
        "text/rfc822-headers",
    ]
    whole, one, *_ = parts[1].get_payload()
    assert isinstance(whole, Message)
    assert isinstance(one, Message)
    assert whole["Original-Envelope-Id"] == "sms-1"
    assert (one["Action"], one["Status"]) == (outcome.action, outcome.status)


# Other people's.


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        (("Action: delivered", "Status: 2.1.5"), Status.DELIVERED),
        (("ACTION: Delivered", "STATUS: 2.0.0 (all is well)"), Status.DELIVERED),
        (("Action: relayed", "Status: 2.0.0"), None),
        (("Action: expanded", "Status: 2.0.0"), None),
        (("Action: delayed", "Status: 4.4.1"), None),
        (("Action: failed", "Status: 4.4.7"), Status.EXPIRED),
        (("Action: failed", "Status: 5.4.7"), Status.EXPIRED),
        (("Action: failed", "Status: 5.7.1"), Status.REJECTED),
        (("Action: failed", "Status: 5.7.13"), Status.REJECTED),
        (("Action: failed", "Status: 5.1.1"), Status.UNDELIVERABLE),
        (("Action: failed", "Status: 5.2.2"), Status.UNDELIVERABLE),
        (
            ("Action: failed", "Status: 5.0.0", "Diagnostic-Code: smpp; rejectd"),
            Status.REJECTED,
        ),
        (
            ("Action: failed", "Status: 5.7.1", "Diagnostic-Code: smtp; 550 no"),
            Status.REJECTED,
        ),
    ],
)
def test_action_code_and_diagnostic_make_a_status(
    fields: tuple[str, ...], status: Status | None
) -> None:
    """What SMPP says of a failure goes before its code; what is not over has no status."""
    assert told(*fields).status is status


@pytest.mark.parametrize(
    ("field", "at"),
    [
        ("Last-Attempt-Date: Tue, 01 Sep 2026 09:00:00 +0500", 1_788_235_200_000),
        ("Last-Attempt-Date: Tue, 01 Sep 2026 04:00:00 -0000", 1_788_235_200_000),
        ("Last-Attempt-Date: soon", None),
        ("Last-Attempt-Date: Tue, 99 Sep 2026 09:00:00 +0500", None),
        ("X-Sms-Time: 5", 5),
        ("Subject: none", None),
    ],
)
def test_the_moment_is_the_last_attempt(field: str, at: int | None) -> None:
    """In milliseconds if the report is ours; None where it is not told."""
    assert told("Action: failed", "Status: 5.0.0", field).at == at


def test_several_recipients_have_a_report_each() -> None:
    """The original recipient is whom we wrote to, whoever got it in the end."""
    status = (
        "Original-Envelope-Id: e1\r\n\r\n"
        "Final-Recipient: rfc822; +77015550101@sms.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "\r\n \r\n"
        "Original-Recipient: rfc822; 87015550102@sms.example\r\n"
        "Final-Recipient: rfc822; +77015550102@sms.example\r\nAction: delayed\r\nStatus: 4.2.2\r\n"
    )
    headers = b"Content-Type: text/rfc822-headers\r\n\r\nSubject: x\r\nMessage-Id: <m1@here>\r\n"
    first = Original("m1@here", "+77015550101@sms.example", "e1")
    assert read_report(foreign(status, headers)) == (
        Report(first, Status.UNDELIVERABLE, "5.1.1", None),
        Report(first._replace(recipient="87015550102@sms.example"), None, "4.2.2", None),
    )


def test_the_mail_reported_on_may_come_along_whole() -> None:
    """Or not at all: then In-Reply-To says which it was."""
    status = "Reporting-MTA: dns; there\r\n\r\nAction: failed\r\nStatus: 5.1.1"
    whole = b"Content-Type: message/rfc822\r\n\r\nMessage-ID: <m1@here>\r\n\r\n2*1"
    assert read_report(foreign(status, whole))[0].original.message_id == "m1@here"
    assert read_report(foreign(status))[0].original.message_id == "answered@there"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Content-Type: text/plain\r\n\r\n2*1", "the mail is no report"),
        (b"", "the mail is no report"),
        (b"Content-Type: multipart/report\r\n\r\n2*1", "the parts cannot be told apart"),
        (foreign("", subtype="rfc822"), "the report has no delivery status"),
        (foreign("Reporting-MTA: dns; there"), "the report names no recipient"),
        (foreign("A: b\r\n\r\nAction: failed"), "the report has no status"),
        (foreign("A: b\r\n\r\nAction: failed\r\nStatus: 9.9.9"), "the report has no status"),
        (foreign("A: b\r\n\r\nStatus: 5.1.1"), "the report has no action"),
        (foreign("A: b\r\n\r\nStatus: 5.1.1\r\nAction: no"), "the report has no action"),
    ],
)
def test_what_is_no_report_is_554_5_6_0(content: bytes, words: str) -> None:
    """The words say what is missing."""
    with pytest.raises(Refusal) as refused:
        read_report(content)
    assert str(refused.value) == f"554 5.6.0 {words}"


@given(contents)
@example(foreign("A: b\r\n" * (MAX_BYTES // 6)))
@example(foreign("A: b\r\n\r\n" * (MAX_BYTES // 8)))
def test_any_bytes_are_a_report_or_refused(content: bytes) -> None:
    """No mail makes the reader fail, nor hold the loop for long."""
    began = process_time()
    for wrapped in (content, foreign(content.decode("utf-8", "replace"))):
        with suppress(Refusal):
            assert read_report(wrapped)
    assert process_time() - began < 0.5


@given(st.sampled_from([*OUTCOMES.values(), ABSENT]), st.integers(0, 2**45))
def test_any_moment_comes_back(outcome: Outcome, at: int) -> None:
    """To the millisecond."""
    assert read_report(composed(outcome, at=at))[0].at == at


def test_another_program_can_send_it_on() -> None:
    """Taken apart and put together by the standard library, it says the same."""
    mail = BytesParser(policy=SMTP).parsebytes(composed(OUTCOMES[Status.DELIVERED]))
    assert read_report(mail.as_bytes()) == (Report(SENT, Status.DELIVERED, "2.0.0", AT),)
