"""What a server passes on, and to whom."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Recipient(NamedTuple):
    """One recipient of a mail, taken at RCPT."""

    address: str
    """as the client wrote it"""
    number: str
    """what the handler made of it"""
    notify: frozenset[str] = frozenset()
    """of `SUCCESS`, `FAILURE`, `DELAY` or `NEVER` (RFC 3461 §4.1); empty where nothing is said"""


class Mail(NamedTuple):
    """A mail as SMTP brings it: the envelope, and the content with lines ending in CRLF."""

    sender: str
    """empty for the null sender `<>`, from whom reports come"""
    recipients: tuple[Recipient, ...]
    content: bytes
    envelope_id: str = ""
    """the sender's ENVID (RFC 3461 §4.4), decoded; empty where there is none"""


class Handler(Protocol):
    """Who decides what is taken: a `Refusal` is answered with its code, another error with 451."""

    async def recipient(self, address: str) -> str:
        """The number that an address names."""
        ...

    async def accept(self, mail: Mail) -> None:
        """Take a mail: 250 is sent once this has returned, so keep by then what must not be lost.

        It is not cancelled when the client leaves, nor by a time-out; only by the end of `stop()`.
        """
        ...
