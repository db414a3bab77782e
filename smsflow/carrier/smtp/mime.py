"""Mail taken apart: headers, bodies, parts. Strict where a guess could change what is read.

The standard library's parser guesses where parts end, decodes what it can and keeps silent about
the rest; here it is asked for the parameters of a header alone, and whatever is broken is a
`Refusal` 554 5.6.0. Lines end in CR LF (RFC 5321 §2.3.8): the server sees to it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from email.message import Message
from typing import NamedTuple

from smsflow.carrier.smtp.refusal import unreadable

MAX_PARTS = 20
"""of a multipart; no SMS and no report has more"""
MAX_TYPE = 500
"""characters of a Content-Type, which takes time in the square of its length to be read"""


class Part(NamedTuple):
    """A mail, or a part of one."""

    headers: Message
    body: bytes
    """as it stands there, in its transfer encoding"""

    @property
    def kind(self) -> str:
        """Its type, such as `text/plain`, which is also what nothing else is said of."""
        return self.headers.get_content_type()


def read_part(content: bytes) -> Part:
    """Headers and body. What does not begin with a header is all body."""
    if not _HEADER.match(content):
        return Part(read_fields(b""), content.removeprefix(b"\r\n"))
    head, _, body = content.partition(b"\r\n\r\n")
    return Part(read_fields(head), body)


_HEADER = re.compile(rb"[!-9;-~]+:")
_NAME = re.compile(rb"[!-9;-~]+")
_FOLDED = re.compile(rb"\r\n[ \t]+")


def read_fields(head: bytes) -> Message:
    """Headers, or fields that look like them; a line that is none is passed over."""
    headers = Message()
    for line in _FOLDED.sub(b" ", head).split(b"\r\n"):
        name, colon, value = line.partition(b":")
        if colon and _NAME.fullmatch(name):
            headers[name.decode()] = value.decode("ascii", "surrogateescape").strip()
    if len(head) > MAX_TYPE and any(len(field(headers, name)) > MAX_TYPE for name in _TYPES):
        raise unreadable("the type of the content cannot be read")
    return headers


_TYPES = ("Content-Type", "Content-Transfer-Encoding", "Content-Disposition")


def parts_of(whole: Part) -> list[Part]:
    """The parts of a multipart (RFC 2046 §5.1.1), which has to be closed."""
    boundary = _boundary(whole)
    line = rb"(?:\A|\r\n)--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*(?=\r\n|\Z)"
    parts: list[Part] = []
    begin = -1
    for delimiter in re.finditer(line, whole.body):
        if begin >= 0:
            parts.append(read_part(whole.body[begin : delimiter.start()]))
        if delimiter[1]:
            return parts
        if len(parts) == MAX_PARTS:
            raise unreadable("the mail has too many parts")
        begin = delimiter.end() + len(b"\r\n")
    raise unreadable("the parts cannot be told apart")


def _boundary(whole: Part) -> str:
    with suppress(ValueError):  # a charset in it that has no name
        boundary = whole.headers.get_boundary()
        if boundary and boundary.isascii():
            return boundary
    raise unreadable("the parts cannot be told apart")


def field(headers: Message, name: str) -> str:
    """What a header says, or nothing."""
    return str(headers.get(name, "")).strip()


def number_in(headers: Message, name: str) -> int | None:
    """The number that a header of our own holds."""
    found = _NUMBER.fullmatch(field(headers, name))
    return int(found[0]) if found else None


_NUMBER = re.compile(r"\d{1,15}", re.ASCII)


def id_in(headers: Message, name: str) -> str:
    """The message id (RFC 5322 §3.6.4) that a header begins with, without brackets, or nothing."""
    found = _MESSAGE_ID.match(field(headers, name))
    return found[1] if found else ""


_MESSAGE_ID = re.compile(r"<([!-;=?-~]{1,250})>")
"""printable ASCII without blanks and brackets; no longer than a line takes"""
