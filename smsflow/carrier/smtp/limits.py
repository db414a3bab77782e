"""How much a server takes, and for how long; arguments, so that tests can pass small ones."""

from __future__ import annotations

from typing import NamedTuple

from smsflow.carrier.smtp.mail import MAX_BYTES


class Limits(NamedTuple):
    """The limits of one server."""

    connections: int = 200
    """at once; one more is told 421 4.3.2"""
    recipients: int = 100
    """of a mail (RFC 5321 §4.5.3.1.8 asks for 100); one more is told 452 4.5.3"""
    mail_bytes: int = MAX_BYTES
    """announced as SIZE; what is larger is told 552"""
    unread_bytes: int = 4 * MAX_BYTES
    """what a client may send ahead of our answers; with more the connection ends"""
    idle_seconds: float = 300
    """between two commands, and for the whole content of a mail (RFC 5321 §4.5.3.2.7)"""
    fruitless_seconds: float = 900
    """without a mail taken: whoever says NOOP for ever is not idle"""
    linger_seconds: float = 1
    """between our last word and the end of the connection, so that it can be read"""
    drain_seconds: float = 4
    """what `stop()` gives to mails in flight"""
