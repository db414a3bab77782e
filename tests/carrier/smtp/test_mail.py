from __future__ import annotations

import base64
from contextlib import suppress
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smsflow.carrier.smtp.mail import MAX_BYTES, MAX_DEPTH, Text, compose_text, read_text
from smsflow.carrier.smtp.refusal import Refusal
from tests.carrier.smtp.hostile_mail import contents, nested

NASTY = [
    "",
    " ",
    "2*1",
    "\n",
    "2*1\r\n",
    "\r2*1\n\n",
    "\n.\n.\r\n",
    "From me",
    "a\0b\x1a\x7f\x85\u2028",
    "Сәлем, Әділ! ґ ’ …",
    "👨‍👩‍👧‍👦 \U0010ffff \ufeff\u200b\u202e",
    "=?utf-8?q?no?= =20 =",
    "ё" * 3000,
]


def composed(text: str, validity: int | None = 172_800_000) -> bytes:
    """A mail of ours."""
    return compose_text(
        "1414@sms.example",
        "+77015550101@sms.example",
        "sms-1@sms.example",
        text,
        sent_at=1_788_235_200_123,
        validity=validity,
    )


def refusal_of(content: bytes) -> str:
    """What a mail that cannot be read is answered."""
    with pytest.raises(Refusal) as told:
        read_text(content)
    return str(told.value)


# Our own mail.


def test_an_sms_is_this_mail() -> None:
    """Every byte of it."""
    assert composed("Сәлем").decode() == (
        "From: <1414@sms.example>\r\n"
        "To: <+77015550101@sms.example>\r\n"
        "Date: Tue, 01 Sep 2026 09:00:00 +0500\r\n"
        "Message-ID: <sms-1@sms.example>\r\n"
        "X-Sms-Time: 1788235200123\r\n"
        "X-Sms-Validity: 172800000\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        "\r\n"
        "0KHTmdC70LXQvA==\r\n"
    )


@given(st.one_of(st.text(), st.sampled_from(NASTY)))
def test_a_text_comes_back_exactly(text: str) -> None:
    """Blanks, line ends and signs that nobody sees among them; time and validity too."""
    expected = Text("sms-1@sms.example", text, 1_788_235_200_123, 172_800_000)
    assert read_text(composed(text)) == expected


def test_without_a_validity_there_is_none() -> None:
    """A reply has none."""
    assert read_text(composed("2*1", None)).validity is None


@pytest.mark.parametrize("text", NASTY)
def test_the_standard_library_reads_the_same(text: str) -> None:
    """Its newer parser finds no defect, and the same bytes."""
    mail = BytesParser(policy=default).parsebytes(composed(text))
    assert not mail.defects
    assert base64.b64decode(mail.get_payload()) == text.encode()  # type: ignore[arg-type]
    assert max(map(len, composed(text).split(b"\r\n"))) <= 78


def test_a_lone_surrogate_is_no_text() -> None:
    """UTF-8 cannot hold half a character, and nothing is sent instead of it."""
    with pytest.raises(Refusal) as told:
        composed("2*1\ud83d")
    assert str(told.value) == "554 5.6.0 the text is not Unicode"


# Other people's mail.


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        ("", b"2*1\r\n", "2*1"),
        ("", b"2*1", "2*1"),
        ("", b"2*1\r\n\r\n> ...\r\n", "2*1\n\n> ..."),
        ("", "сәлем\r\n".encode(), "сәлем"),
        ("Content-Type: text/plain", "сәлем\r\n".encode(), "сәлем"),
        ("Content-Type: text/plain; charset=windows-1251", "привет".encode("cp1251"), "привет"),
        ("Content-Type: text/plain; charset=KOI8-R", "привет".encode("koi8-r"), "привет"),
        ("Content-Type: text/plain; charset=UTF-16BE", "сәлем".encode("utf-16-be"), "сәлем"),
        ("Content-Type: Text/Plain; format=flowed", b"2*1\r\n", "2*1"),
        ("Content-Transfer-Encoding: quoted-printable", b"=D1=81=\r\n=D3=99\r\n", "сә"),
        ("Content-Transfer-Encoding: BASE64", b"Mi\r\n oxCg==\r\n", "2*1"),
        ("Content-Transfer-Encoding: base64", base64.b64encode(b"2*1\r\n\r\n"), "2*1\n"),
    ],
)
def test_plain_mail_is_an_sms(headers: str, body: bytes, text: str) -> None:
    """No charset is UTF-8; the last line end is the mail's, and lines end in LF."""
    content = f"Subject: x\r\n{headers}".strip().encode() + b"\r\n\r\n" + body
    assert read_text(content) == Text("", text, None, None)


@pytest.mark.parametrize("policy", [SMTP, SMTP.clone(cte_type="7bit")])
@pytest.mark.parametrize("text", ["2*1", "Сәлем", "a" * 500, "бір\nекі"])
def test_mail_of_the_standard_library_is_an_sms(policy: object, text: str) -> None:
    """However it chooses to encode a text."""
    mail = EmailMessage(policy=policy)  # type: ignore[var-annotated]
    mail["Message-ID"] = "<1@there>"
    mail.set_content(text)
    mail.add_alternative(f"<p>{text}</p>", subtype="html")
    assert read_text(mail.as_bytes()) == Text("1@there", text, None, None)


def test_an_attachment_is_not_the_text() -> None:
    """The first plain text that is shown is."""
    mail = EmailMessage(policy=SMTP)
    mail.set_content("<p>no</p>", subtype="html")
    mail.add_attachment("no", filename="a.txt")
    mail.add_attachment("2*1", disposition="inline")
    assert read_text(mail.as_bytes()).text == "2*1"


def test_a_text_is_found_within_parts() -> None:
    """As deep as mail programs put it."""
    assert read_text(nested(MAX_DEPTH)).text == ""


# Mail that is no SMS.


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xff", "the text is not utf-8"),
        (b"\r\n\r\n\xd1", "the text is not utf-8, and no other charset is named"),
        (b"A: b\r\n\r\n\xed\xa0\x80", "the text is not utf-8, and no other charset is named"),
        (b"Content-Type: text/plain; charset=us-ascii\r\n\r\n\xd1\x81", "the text is not us-ascii"),
        (b"Content-Type: text/plain; charset=no\r\n\r\n2*1", "the charset no is not read here"),
        (b"Content-Type: text/plain; charset=idna\r\n\r\n2*1", "the charset idna is not read here"),
        (
            b"Content-Type: text/plain; charset=rot13\r\n\r\n2*1",
            "the charset rot13 is not read here",
        ),
        (b"Content-Transfer-Encoding: base64\r\n\r\nMiox%Cg=", "the base64 of the text is broken"),
        (b"Content-Transfer-Encoding: base64\r\n\r\nMioxC", "the base64 of the text is broken"),
        (
            b"Content-Transfer-Encoding: x-uu\r\n\r\n2*1",
            "the transfer encoding x-uu is not read here",
        ),
        (b"Content-Type: text/html\r\n\r\n<p>2*1", "the mail has no plain text"),
        (b"Content-Type: image/png\r\n\r\n2*1", "the mail has no plain text"),
        (b"Content-Type: message/rfc822\r\n\r\nA: b\r\n\r\n2*1", "the mail has no plain text"),
        (b"Content-Type: multipart/mixed\r\n\r\n2*1", "the parts cannot be told apart"),
        (
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--c\r\n\r\n2*1",
            "the parts cannot be told apart",
        ),
        (
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n2*1",
            "the parts cannot be told apart",
        ),
        (
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 30 + b"--b--",
            "the mail has too many parts",
        ),
        (nested(MAX_DEPTH + 1), "the mail has no plain text"),
        (b"Content-Type: a" + b"; a=b" * 200, "the type of the content cannot be read"),
    ],
)
def test_what_cannot_be_read_is_554_5_6_0(content: bytes, words: str) -> None:
    """Nothing is guessed, and nothing comes through as question marks."""
    assert refusal_of(content) == f"554 5.6.0 {words}"


@given(contents)
@example(nested(20))
@example(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 3000)
def test_any_bytes_are_an_sms_or_refused(content: bytes) -> None:
    """No mail makes the reader fail; what it reads can be encoded again."""
    with suppress(Refusal):
        read_text(content).text.encode()


@pytest.mark.parametrize(
    "content",
    [
        nested(MAX_BYTES // 60),
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * (MAX_BYTES // 7),
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\nA:\r\n" * (MAX_BYTES // 9),
        b"Content-Type:" + b";" * MAX_BYTES,
        b"Content-Type: text/plain" + b"; a*0*=''b" * (MAX_BYTES // 10),
        b'Content-Type: text/plain; charset="' + b'\\"' * (MAX_BYTES // 2),
        b"A:\r\n" * (MAX_BYTES // 4),
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=\n" * (MAX_BYTES // 2),
    ],
)
def test_no_mail_holds_the_loop_for_long(content: bytes) -> None:
    """The worst that fits takes some hundredths of a second; half a second is the bound here."""
    began = process_time()
    with suppress(Refusal):
        read_text(content)
    assert process_time() - began < 0.5


@pytest.mark.parametrize(
    "wrong", ["1@there", "<a b@there>", "<<1@there>", "<" + "a" * 300 + ">", "<>", "<ә@there>"]
)
def test_an_id_that_no_receipt_could_name_is_refused(wrong: str) -> None:
    """With blanks, signs or brackets in it, it would break the lines that it goes into."""
    assert refusal_of(f"Message-ID: {wrong}\r\n\r\n2*1".encode()) == (
        "554 5.6.0 the Message-ID is not of the form <id@host>"
    )


@pytest.mark.parametrize("name", ["X-Sms-Time", "X-Sms-Validity"])
@pytest.mark.parametrize("wrong", ["abc", "-1", "1.5", "٣", "9" * 20, "60000 ms"])
def test_a_number_of_ours_that_cannot_be_read_is_refused(name: str, wrong: str) -> None:
    """Who writes such a header means something by it."""
    assert refusal_of(f"{name}: {wrong}\r\n\r\n2*1\r\n".encode()) == (
        f"554 5.6.0 {name} is no number of milliseconds, of up to 15 digits"
    )


def test_a_header_that_says_nothing_is_as_if_missing() -> None:
    """Such mail is an SMS as well."""
    content = b"Message-ID:\r\nX-Sms-Time: \r\nX-Sms-Validity:\r\n\r\n2*1\r\n"
    assert read_text(content) == Text("", "2*1", None, None)
