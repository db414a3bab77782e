"""An SMS as mail, and mail as an SMS.

What smsflow composes holds the exact text: UTF-8 in base64. Two things of an SMS have no place in
plain mail and travel in headers of our own: when it was sent, since `Date` (RFC 5322 §3.6.1) knows
only whole seconds, and how long the carrier keeps trying. Mail without them is an SMS as well.

    Message-ID: <sms-1@sms.example>    the SMS's id
    X-Sms-Time: 1788235200000          when it was sent, in milliseconds since 1970-01-01 UTC
    X-Sms-Validity: 172800000          milliseconds

Other people's mail is read with tolerance where its meaning is certain: any charset of `CHARSETS`,
any transfer encoding of RFC 2045, the plain text among several parts. Its last line end is the
mail's, not the text's, and its lines end in LF. The rest is refused as unreadable.
"""

from __future__ import annotations

import codecs
import re
from base64 import encodebytes
from binascii import Error, a2b_base64
from datetime import datetime
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import format_datetime
from functools import lru_cache
from quopri import decodestring
from typing import NamedTuple

from smsflow.carrier.smtp.refusal import unreadable
from smsflow.moments import ASTANA, SECOND, Duration, Instant

MAX_BYTES = 16 * 1024
"""of a whole mail: ten times the longest SMS that anybody sends"""


class Text(NamedTuple):
    """What an SMS by mail says."""

    message_id: str
    """the Message-ID without its brackets; empty where there is none"""
    text: str
    sent_at: Instant | None
    """None in mail that is not of our making"""
    validity: Duration | None


def compose_text(
    sender: str,
    recipient: str,
    message_id: str,
    text: str,
    *,
    sent_at: Instant,
    validity: Duration | None = None,
) -> bytes:
    """An SMS as mail, its lines ending in CRLF.

    Addresses and the id, which goes without brackets, are ASCII. `Refusal` where the text has lone
    surrogates: those have no UTF-8.
    """
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        raise unreadable("the text is not Unicode") from None
    return _TEMPLATE % (
        sender.encode("ascii"),
        recipient.encode("ascii"),
        date_of(sent_at),
        message_id.encode("ascii"),
        sent_at,
        b"" if validity is None else b"X-Sms-Validity: %d\r\n" % validity,
        encodebytes(encoded).replace(b"\n", b"\r\n"),
    )


_TEMPLATE = (
    b"From: <%b>\r\n"
    b"To: <%b>\r\n"
    b"Date: %b\r\n"
    b"Message-ID: <%b>\r\n"
    b"X-Sms-Time: %d\r\n"
    b"%b"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: base64\r\n"
    b"\r\n"
    b"%b"
)


def date_of(instant: Instant) -> bytes:
    """An instant as mail writes it, in UTC+5 (RFC 5322 §3.3)."""
    return _date_of_second(instant // SECOND)


@lru_cache(4096)
def _date_of_second(second: int) -> bytes:
    return format_datetime(datetime.fromtimestamp(second, ASTANA)).encode("ascii")


def read_text(content: bytes) -> Text:
    r"""The SMS that a mail is; `Refusal` 554 5.6.0 for whatever cannot be read without guessing.

    >>> read_text(b"Message-ID: <1@there>\r\n\r\n2*1\r\n")
    Text(message_id='1@there', text='2*1', sent_at=None, validity=None)
    """
    head, _, body = content.partition(b"\r\n\r\n")
    headers = parse_headers(head)
    if headers.get_content_maintype() == "multipart":
        part = _plain_part(content)
        text = _decoded(part, _payload(part))
    else:
        text = _decoded(headers, body)
    sent_at = own_number(headers, "X-Sms-Time")
    if sent_at is None:
        text = text.replace("\r\n", "\n").removesuffix("\n")
    return Text(id_of(headers, "Message-ID"), text, sent_at, own_number(headers, "X-Sms-Validity"))


def parse_headers(head: bytes) -> Message:
    """The headers of a mail or a part; `Refusal` if its type is too long to be looked at."""
    try:
        headers = BytesParser(policy=compat32).parsebytes(head + b"\r\n\r\n", headersonly=True)
    except Exception:  # the parser promises to be total, and has not always been
        raise unreadable("the headers cannot be read") from None
    if len(head) > MAX_TYPE and any(len(str(headers.get(name, ""))) > MAX_TYPE for name in _TYPES):
        raise unreadable("the type of the content cannot be read")
    return headers


_TYPES = ("Content-Type", "Content-Transfer-Encoding", "Content-Disposition")
MAX_TYPE = 500
"""of a Content-Type header, which takes time in the square of its length to be read"""


def parse_parts(content: bytes) -> Message:
    """A mail with all its parts; `Refusal` where it is broken or has too many."""
    if len(_PART.findall(content)) > MAX_PARTS:
        raise unreadable("the mail has too many parts")
    try:
        mail = BytesParser(policy=compat32).parsebytes(content)
        broken = any(part.defects for part in mail.walk())
    except Exception:
        raise unreadable("the parts cannot be read") from None
    if broken:
        raise unreadable("the parts cannot be told apart")
    return mail


_PART = re.compile(rb"^content-type[ \t]*:", re.IGNORECASE | re.MULTILINE)
MAX_PARTS = 20
"""nobody's mail has more in 16 KiB; a thousand inside each other would take half a second"""


def _plain_part(content: bytes) -> Message:
    """The first plain text that is no attachment."""
    for part in parse_parts(content).walk():
        if part.get_content_type() == "text/plain" and part.get_content_disposition() in _SHOWN:
            return part
    raise unreadable("the mail has no plain text")


_SHOWN = (None, "inline")


def _payload(part: Message) -> bytes:
    """A part's body as it stands in the mail."""
    payload = part.get_payload()
    if not isinstance(payload, str):
        raise unreadable("a part is no text")
    return payload.encode("ascii", "surrogateescape")


def _decoded(headers: Message, body: bytes) -> str:
    if headers.get_content_type() != "text/plain":
        raise unreadable("the mail has no plain text")
    try:
        charset = codecs.lookup(headers.get_content_charset() or "utf-8").name
        if charset not in CHARSETS:
            raise LookupError
        return _transferred(headers, body).decode(charset)
    except (LookupError, ValueError):  # an unknown charset, or bytes that are not of it
        raise unreadable("the text cannot be decoded") from None


CHARSETS = frozenset(
    codecs.lookup(name).name
    for name in (
        *("utf-8", "ascii", "utf-16", "utf-16-be", "utf-16-le"),
        *("cp1251", "koi8-r", "koi8-u", "kz1048", "ptcp154", "iso8859-5", "cp866", "mac-cyrillic"),
        *("iso8859-1", "iso8859-15", "cp1252", "iso8859-9", "cp1254"),
    )
)
"""what texts in Kazakh, Russian, Turkish or English are written in, and no trick codec of Python"""


def _transferred(headers: Message, body: bytes) -> bytes:
    """The bytes of a body, its transfer encoding (RFC 2045 §6) undone; `ValueError` if broken."""
    encoding = str(headers.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "base64":
        try:
            return a2b_base64(b"".join(body.split()), strict_mode=True)
        except Error as error:
            raise ValueError from error
    if encoding == "quoted-printable":
        return decodestring(body)
    if encoding in ("", "7bit", "8bit", "binary"):
        return body
    raise LookupError(encoding)


def own_number(headers: Message, name: str) -> int | None:
    """The number that a header of our own holds."""
    found = _NUMBER.fullmatch(str(headers.get(name, "")).strip())
    return int(found[0]) if found else None


_NUMBER = re.compile(r"\d{1,15}", re.ASCII)


def id_of(headers: Message, name: str) -> str:
    """The message id (RFC 5322 §3.6.4) that a header begins with, without brackets, or nothing."""
    found = _MESSAGE_ID.match(str(headers.get(name, "")).strip())
    return found[1] if found else ""


_MESSAGE_ID = re.compile(r"<([!-;=?-~]{1,250})>")
"""printable ASCII without blanks and brackets; no longer than a line takes"""
