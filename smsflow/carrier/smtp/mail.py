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
from base64 import encodebytes
from binascii import a2b_base64
from contextlib import suppress
from datetime import datetime
from email.message import Message
from email.utils import format_datetime
from functools import lru_cache
from quopri import decodestring
from typing import NamedTuple

from smsflow.carrier.smtp.mime import Part, field, id_in, number_in, parts_of, read_part
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
    mail = read_part(content)
    text = _decoded(_plain_part(mail, MAX_DEPTH))
    sent_at = _milliseconds(mail.headers, "X-Sms-Time")
    if sent_at is None:
        text = text.replace("\r\n", "\n").removesuffix("\n")
    return Text(_id(mail.headers), text, sent_at, _milliseconds(mail.headers, "X-Sms-Validity"))


def _id(headers: Message) -> str:
    """The Message-ID, by which a receipt has to name the mail."""
    found = id_in(headers, "Message-ID")
    if not found and field(headers, "Message-ID"):
        raise unreadable("the Message-ID is not of the form <id@host>")
    return found


def _milliseconds(headers: Message, name: str) -> int | None:
    """What a header of our own says; None where it is missing."""
    found = number_in(headers, name)
    if found is None and field(headers, name):
        raise unreadable(f"{name} is no number of milliseconds, of up to 15 digits")
    return found


MAX_DEPTH = 5
"""of parts within parts"""


def _plain_part(whole: Part, depth: int) -> Part:
    """The first plain text that is no attachment."""
    found = _find_plain(whole, depth)
    if found is None:
        raise unreadable("the mail has no plain text")
    return found


def _find_plain(part: Part, depth: int) -> Part | None:
    if part.kind == "text/plain":
        return None if part.headers.get_content_disposition() == "attachment" else part
    if part.headers.get_content_maintype() != "multipart" or not depth:
        return None
    found = (_find_plain(one, depth - 1) for one in parts_of(part))
    return next((one for one in found if one), None)


def _decoded(part: Part) -> str:
    named, codec = "", ""
    with suppress(LookupError, ValueError):  # also where the name cannot be told
        named = part.headers.get_content_charset() or ""
        codec = codecs.lookup(named or "utf-8").name
    if codec not in CHARSETS:
        raise unreadable(f"the charset {named or 'of the text'} is not read here")
    try:
        return _transferred(part).decode(codec)
    except ValueError:
        which = named or "utf-8, and no other charset is named"
        raise unreadable(f"the text is not {which}") from None


CHARSETS = frozenset(
    codecs.lookup(name).name
    for name in (
        *("utf-8", "ascii", "utf-16", "utf-16-be", "utf-16-le"),
        *("cp1251", "koi8-r", "koi8-u", "kz1048", "ptcp154", "iso8859-5", "cp866", "mac-cyrillic"),
        *("iso8859-1", "iso8859-15", "cp1252", "iso8859-9", "cp1254"),
    )
)
"""what texts in Kazakh, Russian, Turkish or English are written in, and no trick codec of Python"""


def _transferred(part: Part) -> bytes:
    """The bytes of a body, its transfer encoding (RFC 2045 §6) undone."""
    encoding = field(part.headers, "Content-Transfer-Encoding").lower()
    if encoding == "base64":
        try:
            return a2b_base64(b"".join(part.body.split()), strict_mode=True)
        except ValueError:
            raise unreadable("the base64 of the text is broken") from None
    if encoding == "quoted-printable":
        return decodestring(part.body)
    if encoding in ("", "7bit", "8bit", "binary"):
        return part.body
    raise unreadable(f"the transfer encoding {encoding} is not read here")
