"""A client that keeps one connection, and sends a mail in two round trips where it may.

`aiosmtplib` waits for an answer to each command; pipelined (RFC 2920), a mail takes half the time.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import NamedTuple, Self

from smsflow.carrier.smtp.input import small_reads
from smsflow.carrier.smtp.parameters import to_xtext
from smsflow.carrier.smtp.refusal import Refusal


class Reply(NamedTuple):
    """What a server answers: all its lines, without their codes, in one text."""

    code: int
    text: str


class Client:
    """One kept connection to an SMTP server; whatever fails on it is an `OSError`.

    >>> async with await Client.connect("127.0.0.1", 2525) as client:  # doctest: +SKIP
    ...     await client.send("1414@sms.example", "+77015550101@sms.example", content)
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._seconds = seconds
        self._extensions: frozenset[str] = frozenset()

    @classmethod
    async def connect(cls, host: str, port: int, *, seconds: float = 60) -> Self:
        """A connection that has said EHLO; `seconds` is how long that or a mail may take.

        `OSError` where nobody listens or answers, `Refusal` where we are not wanted.
        """
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection(host, port)
            small_reads(writer.transport)
            client = cls(reader, writer, seconds)
            try:
                _expect(2, await client._reply())
                greeting = await client._ask(b"EHLO localhost")
                _expect(2, greeting)
            except BaseException:
                writer.transport.abort()
                with suppress(OSError):
                    await writer.wait_closed()
                raise
        words = [line.split() for line in greeting.text.upper().splitlines()[1:]]
        client._extensions = frozenset(line[0] for line in words if line)
        return client

    async def send(
        self, sender: str, recipient: str, content: bytes, *, envelope_id: str = ""
    ) -> None:
        """Send a mail; an empty sender is `<>`. `Refusal` is what the server answered.

        `envelope_id` is the ENVID that reports are to bring back, and asks for reports of
        success as well. After a refusal the connection can be used on; after anything else it is
        closed, since half a mail may be on it.
        """
        try:
            async with asyncio.timeout(self._seconds):
                await self._send(sender, recipient, content, envelope_id)
        except Refusal:
            raise
        except BaseException:
            self._writer.transport.abort()
            raise

    async def _send(self, sender: str, recipient: str, content: bytes, envelope_id: str) -> None:
        begin, to = f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>"
        if envelope_id and "DSN" in self._extensions:
            begin += f" RET=HDRS ENVID={to_xtext(envelope_id)}"
            to += " NOTIFY=SUCCESS,FAILURE,DELAY"
        await self._begin([begin.encode("ascii"), to.encode("ascii"), b"DATA"])
        _expect(2, await self._ask(_stuffed(content) + b"."))

    async def _begin(self, commands: list[bytes]) -> None:
        """As far as the content; or back to where the next mail can begin, and tell the refusal."""
        if "PIPELINING" in self._extensions:
            self._writer.write(b"\r\n".join((*commands, b"")))
            replies = [await self._reply() for _ in commands]
        else:
            replies = [await self._ask(command) for command in commands]
        try:
            for wanted, reply in zip((2, 2, 3), replies, strict=True):
                _expect(wanted, reply)
        except Refusal:
            if replies[-1].code == 354:  # nobody to send it to, and the server waits for it
                await self._ask(b".")
            await self._ask(b"RSET")
            raise

    async def close(self) -> None:
        """Say goodbye, and do not wait long for the answer."""
        with suppress(OSError, Refusal):
            async with asyncio.timeout(min(self._seconds, 1)):
                await self._ask(b"QUIT")
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _ask(self, command: bytes) -> Reply:
        self._writer.write(command + b"\r\n")
        return await self._reply()

    async def _reply(self) -> Reply:
        """The next answer, whole; 421 is a lost connection (RFC 5321 §3.8)."""
        texts: list[str] = []
        while len(texts) < MAX_LINES:
            line = _LINE.fullmatch(await self._line())
            if line is None:
                break
            texts.append((line[3] or b"").decode("ascii", "replace"))
            if line[1] == b"421":
                raise ConnectionError(f"the server hangs up: {texts[-1]}")
            if line[2] != b"-":
                return Reply(int(line[1]), "\n".join(texts))
        raise ConnectionError("what the server answers is no SMTP")

    async def _line(self) -> bytes:
        try:
            return await self._reader.readuntil(b"\n")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            raise ConnectionError("the server has hung up") from None


def _stuffed(content: bytes) -> bytes:
    """A content as it crosses the wire: a dot that begins a line is doubled (RFC 5321 §4.5.2)."""
    end = b"" if content.endswith(b"\r\n") else b"\r\n"
    dot = b"." if content.startswith(b".") else b""
    return dot + content.replace(b"\r\n.", b"\r\n..") + end


_LINE = re.compile(rb"([2-5]\d\d)(?:([- ])([^\r\n]*))?\r?\n")
MAX_LINES = 100
_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3}) ?(.*)", re.DOTALL | re.ASCII)


def _expect(kind: int, reply: Reply) -> None:
    """`Refusal` unless a reply is of this kind, the first digit of its code."""
    if reply.code // 100 != kind:
        enhanced = _ENHANCED.fullmatch(reply.text)
        raise Refusal(reply.code, *(enhanced.groups() if enhanced else ("", reply.text)))
