"""One client's session with the server: aiosmtpd's SMTP, and what it lacks to stand.

What aiosmtpd does by itself (sizes, syntax, order of commands) is left to it. Here are the limits
that it does not know, an end that never waits for the client, and a mail that is finished whatever
the client does meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, Envelope, syntax
from aiosmtpd.smtp import Session as SessionFacts

from smsflow.carrier.smtp.handler import Mail, Recipient
from smsflow.carrier.smtp.parameters import from_xtext, split
from smsflow.carrier.smtp.refusal import Refusal

if TYPE_CHECKING:
    from smsflow.carrier.smtp.server import WireServer

log = logging.getLogger(__name__)

LONGEST_COMMAND = 1000
"""octets: 512 (RFC 5321 §4.5.3.1.4) and 500 for the parameters of RFC 3461 §5"""

NULL_SENDER = "<>"
"""what aiosmtpd takes the address of reports for"""

_PATH = re.compile(r"<([^<>@\s\"\\]{1,64}@[^<>@\s\"\\,;]{1,255})>(.*)", re.DOTALL)


class Session(SMTP):
    """The protocol of one connection."""

    def __init__(self, server: WireServer, loop: asyncio.AbstractEventLoop) -> None:
        self._server = server
        self._limits = server.limits
        self._unanswered = 0
        """bytes since our newest reply"""
        self._over = False
        """our last word is said; what comes now is thrown away"""
        self._due = 0.0
        self._fruitless_at = loop.time() + self._limits.fruitless_seconds
        self._asked: dict[str, str] = {}
        self._envelope_id = ""
        self._recipients: list[Recipient] = []
        self._taking = False
        """a mail is with the handler, and no time-out counts"""
        super().__init__(
            _HOOKS,
            data_size_limit=self._limits.mail_bytes,
            hostname=server.domain,
            ident="smsflow",
            timeout=self._limits.idle_seconds,
            loop=loop,
        )
        self.command_size_limits = defaultdict(lambda: LONGEST_COMMAND)

    # The connection.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come."""
        super().connection_made(transport)
        assert self._handler_coroutine is not None
        self._handler_coroutine.add_done_callback(forget)
        self._server.sessions.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        """The client has gone, or we have ended it."""
        super().connection_lost(error)
        self._server.left(self)

    def _cb_client_connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        super()._cb_client_connected(_Lines(reader), writer)  # type: ignore[arg-type]

    def data_received(self, data: bytes) -> None:
        """Take input, but no more than a client may send without waiting for an answer."""
        self._unanswered += len(data)
        if self._over:
            return
        if self._unanswered > self._limits.unanswered_bytes:
            self.end("552 5.3.4 more than anybody may send at once; goodbye")
        else:
            super().data_received(data)

    def eof_received(self) -> bool:
        """The client says no more. What it has sent is still answered (aiosmtpd would drop it)."""
        if self._over:
            return False
        return bool(asyncio.StreamReaderProtocol.eof_received(self))

    async def push(self, status: str | bytes) -> None:
        """Send a reply line."""
        if self._over:
            await self.loop.create_future()  # never: the session is cancelled with its connection
        self._unanswered = 0
        self._writer.write((status.encode() if isinstance(status, str) else status) + b"\r\n")
        await self._writer.drain()
        if self._server.stopping and not self.in_flight:
            self.end(GOING_DOWN)

    @property
    def in_flight(self) -> bool:
        """Whether a mail is under way, from MAIL to the answer after its content."""
        return self.envelope is not None and bool(self.envelope.mail_from)

    def end(self, reply: str) -> None:
        """Say the last word, let it be read for a moment, and be gone, read or not."""
        transport = self.transport
        if self._over or not isinstance(transport, asyncio.Transport):
            return
        self._over = True
        if self._timeout_handle is not None:
            self._timeout_handle.cancel()
        if not transport.is_closing():
            transport.write(reply.encode() + b"\r\n")
            with suppress(OSError):  # the client has gone, and nobody has noticed yet
                transport.write_eof()
            transport.resume_reading()
        self._timeout_handle = self.loop.call_later(self._limits.linger_seconds, transport.abort)

    # Time. aiosmtpd asks for a new timer at every command; ours moves its moment only.

    def _reset_timeout(self, duration: float | None = None) -> None:
        self._due = self.loop.time() + (duration or self._limits.idle_seconds)
        if self._timeout_handle is None:
            self._watch()

    def _watch(self) -> None:
        moment = min(self._due, self._fruitless_at)
        self._timeout_handle = self.loop.call_at(moment, self._timeout_cb)

    def _timeout_cb(self) -> None:
        now = self.loop.time()
        if self._taking:
            self._due = self._fruitless_at = now + self._limits.idle_seconds
        if now >= self._fruitless_at:
            self.end("421 4.4.2 no mail for too long; goodbye")
        elif now >= self._due:
            self.end("421 4.4.2 idle for too long; goodbye")
        else:
            self._watch()

    # What the client says.

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """An address in brackets, and what follows; None for what is no address.

        aiosmtpd's own parser takes 45 µs and is asked twice a mail.
        """
        plain = _PATH.fullmatch(arg)
        if plain:
            return plain[1], plain[2]
        if arg.startswith(NULL_SENDER):
            return NULL_SENDER, arg.removeprefix(NULL_SENDER)
        if not arg.startswith("<"):
            return None, None
        try:
            found: tuple[str | None, str | None] = super()._getaddr(arg)
        except Exception:  # the parser of the standard library stumbles over some
            return None, None
        return found

    @syntax("MAIL FROM: <address>", extended=" [SP <mail-parameters>]")
    async def smtp_MAIL(self, arg: str | None) -> None:
        """Begin a mail; RET and ENVID are ours to read."""
        await self._with_parameters(arg, super().smtp_MAIL)

    @syntax("RCPT TO: <address>", extended=" [SP <mail-parameters>]")
    async def smtp_RCPT(self, arg: str | None) -> None:
        """Add a recipient; NOTIFY and ORCPT are ours to read."""
        await self._with_parameters(arg, super().smtp_RCPT)

    async def _with_parameters(self, arg: str | None, command: Any) -> None:
        self._asked = {}
        if arg and self.session and self.session.extended_smtp:
            try:
                arg, self._asked = split(arg)
            except Refusal as refusal:
                await self.push(str(refusal))
                return
        await command(arg)

    def _set_post_data_state(self) -> None:
        super()._set_post_data_state()  # type: ignore[no-untyped-call]
        self._recipients = []

    async def begin(self, envelope: Envelope, sender: str, options: list[str]) -> str:
        """Answer MAIL."""
        envelope.mail_from = sender
        envelope.mail_options.extend(options)
        self._envelope_id = from_xtext(self._asked.get("ENVID", ""))
        return "250 2.1.0 OK"

    async def add(self, envelope: Envelope, address: str) -> str:
        """Answer RCPT."""
        if len(self._recipients) >= self._limits.recipients:
            return "452 4.5.3 too many recipients"
        try:
            number = await self._server.handler.recipient(address)
        except Refusal as refusal:
            return str(refusal)
        notify = frozenset(filter(None, self._asked.get("NOTIFY", "").upper().split(",")))
        self._recipients.append(Recipient(address, number, notify))
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def take(self, envelope: Envelope) -> str:
        """Answer the content. Neither a time-out nor the client's leaving breaks it off."""
        content = envelope.content
        assert isinstance(content, bytes)
        if _BARE.search(content):
            return "554 5.6.0 a bare CR or LF in the content"
        sender = "" if envelope.mail_from == NULL_SENDER else envelope.mail_from or ""
        mail = Mail(sender, tuple(self._recipients), content, self._envelope_id)
        self._taking = True
        try:
            await self._server.finish(self._server.handler.accept(mail))
        except Refusal as refusal:
            return str(refusal)
        finally:
            self._taking = False
            self._reset_timeout()
        self._fruitless_at = self.loop.time() + self._limits.fruitless_seconds
        return "250 2.6.0 OK"

    async def handle_exception(self, error: Exception) -> str:
        """What an error is answered; of itself it says nothing to the client."""
        self._set_rset_state()  # type: ignore[no-untyped-call]
        log.error("a mail could not be taken", exc_info=error)
        return "451 4.3.0 a local error; try again later"


_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")
GOING_DOWN = "421 4.3.2 going down; goodbye"


class _Hooks:
    """aiosmtpd's way to ask about a command, passed on to the session that it is of."""

    async def handle_EHLO(
        self,
        session: Session,
        facts: SessionFacts,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        facts.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", "250-DSN", responses[-1]]

    async def handle_MAIL(
        self,
        session: Session,
        _facts: SessionFacts,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        return await session.begin(envelope, address, options)

    async def handle_RCPT(
        self,
        session: Session,
        _facts: SessionFacts,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        return await session.add(envelope, address)

    async def handle_DATA(self, session: Session, _facts: SessionFacts, envelope: Envelope) -> str:
        return await session.take(envelope)


_HOOKS = _Hooks()


class _Lines:
    """What a session reads. At the client's end it ends the session, as aiosmtpd expects it."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._readuntil = reader.readuntil
        self.read = reader.read

    async def readuntil(self, separator: bytes = b"\n") -> bytes:
        try:
            return await self._readuntil(separator)
        except asyncio.IncompleteReadError:
            raise asyncio.CancelledError from None


def forget(task: asyncio.Task[Any]) -> None:
    """Look at a task's error, if any, so that nobody complains that it was never looked at."""
    if not task.cancelled():
        task.exception()
