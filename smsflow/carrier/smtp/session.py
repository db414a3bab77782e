"""One client's session with the server: aiosmtpd's SMTP, and what it lacks to stand.

What aiosmtpd does by itself (syntax, sizes, order of commands) is left to it. Here are limits that
it does not know, an end that never waits for the client, and a mail that is finished whatever the
client does meanwhile.
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
from smsflow.carrier.smtp.input import Input, small_reads
from smsflow.carrier.smtp.parameters import from_xtext, split
from smsflow.carrier.smtp.refusal import Refusal

if TYPE_CHECKING:
    from smsflow.carrier.smtp.server import WireServer

log = logging.getLogger(__name__)

LONGEST_COMMAND = 1000
"""octets: 512 (RFC 5321 §4.5.3.1.4) and nearly 500 for the parameters of RFC 3461 §5"""

NULL_SENDER = "<>"
"""what aiosmtpd takes for the address of whoever sends reports"""

TOO_MUCH = "552 5.3.4 the mail is too large; goodbye"
TOO_LONG = "500 5.5.2 the line is too long; goodbye"
GOING_DOWN = "421 4.3.2 going down; goodbye"
IDLE = "421 4.4.2 idle for too long; goodbye"
FRUITLESS = "421 4.4.2 no mail for too long; goodbye"

_PATH = re.compile(
    r'<((?:(?:(?![<>@"\\])[!-~]){1,64}|"(?:[ !#-\[\]-~]|\\[ -~]){0,128}")'
    r'@(?:(?![<>@"\\,;])[!-~]){1,255})>(.*)',
    re.DOTALL,
)
_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")


class Session(SMTP):
    """The protocol of one connection."""

    def __init__(self, server: WireServer, loop: asyncio.AbstractEventLoop) -> None:
        self._server = server
        self._limits = server.limits
        self._input = Input(self._flush)
        self._replies = b""
        """what is not sent yet"""
        self._may_wait = False
        """a reply need not be sent before the next command is read (RFC 2920 §3.2)"""
        self._over = False
        """our last word is said; what comes now is thrown away"""
        self._due = 0.0
        self._fruitless_at = loop.time() + self._limits.fruitless_seconds
        self._asked: dict[str, str] = {}
        self._envelope_id = ""
        self._recipients: list[Recipient] = []
        self._about: str | None = None
        """whom the next reply is to: the address that the command names, or the mail's sender"""
        self._taking = False
        """a mail is with the handler: no time-out counts, and no hanging up cancels it"""
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
        small_reads(transport)
        assert self._handler_coroutine is not None
        self._handler_coroutine.add_done_callback(self._done)
        self._server.sessions.add(self)

    def _cb_client_connected(
        self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        super()._cb_client_connected(self._input, writer)  # type: ignore[arg-type]

    def data_received(self, data: bytes) -> None:
        """Take input, but no more than anybody sends without waiting for an answer."""
        if self._over:
            return
        if self._input.size + len(data) > self._limits.unread_bytes:
            if self._input.in_content:
                self._server.refused(self._sender, TOO_MUCH)
            self.end(TOO_MUCH if self._input.in_content else TOO_LONG)
        else:
            self._input.feed(data)

    def eof_received(self) -> bool:
        """The client says no more. What it has sent is still answered; aiosmtpd would drop it."""
        self._input.feed_eof()
        return not self._over

    def connection_lost(self, error: Exception | None) -> None:
        """The client has gone, or we have ended it. What the handler has is not broken off.

        In place of aiosmtpd's own, which cancels it.
        """
        assert self._timeout_handle is not None
        assert self._handler_coroutine is not None
        self._timeout_handle.cancel()
        asyncio.StreamReaderProtocol.connection_lost(self, error)
        self.transport = None
        if not self._taking:
            self._handler_coroutine.cancel()
        if self._handler_coroutine.done():
            self._server.left(self)

    def _done(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            task.exception()  # aiosmtpd raises a lost connection on; nobody waits for it
        if self.transport is None:
            self._server.left(self)

    @property
    def in_flight(self) -> bool:
        """Whether a mail is under way, from MAIL to the answer after its content."""
        return self._taking or (self.envelope is not None and bool(self.envelope.mail_from))

    async def push(self, status: str | bytes) -> None:
        """Send a reply line."""
        if self._over:
            await self.loop.create_future()  # never: the session is cancelled with its connection
        reply = status.encode() if isinstance(status, str) else status
        self._tell_refusal(reply)
        self._replies += reply + b"\r\n"
        if not self._may_wait:
            await self._flush()
        if self._server.stopping and not self.in_flight:
            self.end(GOING_DOWN)

    def _tell_refusal(self, reply: bytes) -> None:
        """Whoever wants to know hears of it; but not that something else has to come first."""
        about, self._about = self._about, None
        if about is not None and reply[:1] in b"45" and not reply.startswith(b"503"):
            self._server.refused(about, reply.decode("ascii", "replace"))

    async def _flush(self) -> None:
        """Send the replies, and wait while the client reads none."""
        if self._replies and not self._over:
            self._writer.write(self._replies)
            self._replies = b""
            await self._writer.drain()

    def end(self, reply: str) -> None:
        """Say the last word, let it be read for a moment, and be gone, read or not."""
        transport = self.transport
        if self._over or not isinstance(transport, asyncio.Transport):
            return
        self._over = True
        if self._timeout_handle is not None:
            self._timeout_handle.cancel()
        if not transport.is_closing():
            transport.write(self._replies + reply.encode() + b"\r\n")
            with suppress(OSError):  # the client has gone, and nobody has noticed yet
                transport.write_eof()
        self._timeout_handle = self.loop.call_later(self._limits.linger_seconds, transport.abort)

    def give_up(self) -> None:
        """Cancel what is still being done."""
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()

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
            self.end(FRUITLESS)
        elif now >= self._due:
            self.end(IDLE)
        else:
            self._watch()

    # What the client says.

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """An address in brackets, and what follows; None for what is no address (RFC 5321 §4.1.2).

        aiosmtpd's own parser takes 45 µs, is asked twice a mail, and mends what is broken.
        """
        if arg.startswith(NULL_SENDER):
            return NULL_SENDER, arg.removeprefix(NULL_SENDER)
        path = _PATH.fullmatch(arg)
        return (path[1], path[2]) if path else (None, None)

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
        self._about = _named(arg or "")
        if arg and self.session and self.session.extended_smtp:
            try:
                arg, self._asked = split(arg)
            except Refusal as refusal:
                await self.push(str(refusal))
                return
        self._may_wait = True
        await command(arg)
        self._may_wait = False

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:
        """Take the content. aiosmtpd reads it line by line, at a third of a mail's cost."""
        if await self.check_helo_needed():
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        if not self._recipients:
            await self.push("503 5.5.1 need RCPT first")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        content = await self._input.content()
        self._about = self._sender
        answer = await self._take(content)
        self._set_post_data_state()
        await self.push(answer)

    @property
    def _sender(self) -> str:
        """Of the mail under way; empty for `<>`."""
        sender = self.envelope.mail_from if self.envelope else None
        return "" if sender is None or sender == NULL_SENDER else sender

    def _set_post_data_state(self) -> None:
        super()._set_post_data_state()  # type: ignore[no-untyped-call]
        self._recipients = []
        self._envelope_id = ""

    def begin(self, envelope: Envelope, sender: str) -> str:
        """The answer to MAIL."""
        envelope.mail_from = sender
        self._envelope_id = from_xtext(self._asked.get("ENVID", ""))
        return "250 2.1.0 OK"

    async def add(self, envelope: Envelope, address: str) -> str:
        """The answer to RCPT."""
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

    async def _take(self, content: bytes) -> str:
        """The answer to a content. Neither a time-out nor the client's leaving breaks it off."""
        if len(content) > self._limits.mail_bytes:
            return "552 5.3.4 the mail is too large"
        if _BARE.search(content):
            return "554 5.6.0 a bare CR or LF in the content"
        mail = Mail(
            self._sender,
            tuple(self._recipients),
            content,
            self._envelope_id,
        )
        self._taking = True
        try:
            await self._server.handler.accept(mail)
        except Refusal as refusal:
            return str(refusal)
        finally:
            self._taking = False
            self._reset_timeout()
        self._fruitless_at = self.loop.time() + self._limits.fruitless_seconds
        return "250 2.6.0 OK"

    async def handle_exception(self, error: Exception) -> str:
        """What an error is answered; of itself it says nothing to the client."""
        self._may_wait = False
        self._set_rset_state()  # type: ignore[no-untyped-call]
        log.error("a mail could not be taken", exc_info=error)
        return "451 4.3.0 a local error; try again later"


def _named(argument: str) -> str:
    """The address in `FROM:<…>` or `TO:<…>`, or what stands there in its place."""
    said = argument.partition(":")[2].strip()
    path = _PATH.match(said)
    return path[1] if path else said.partition(" ")[0].strip("<>")


class _Hooks:
    """aiosmtpd's way to ask about a command, passed on to the session that it is of."""

    async def handle_EHLO(
        self,
        _session: Session,
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
        _options: list[str],
    ) -> str:
        return session.begin(envelope, address)

    async def handle_RCPT(
        self,
        session: Session,
        _facts: SessionFacts,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        return await session.add(envelope, address)


_HOOKS = _Hooks()
