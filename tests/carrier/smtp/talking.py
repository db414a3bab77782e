"""Both ends of a conversation: a handler that keeps mails, and a client that says anything."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from types import TracebackType
from typing import Self

from smsflow.carrier.smtp.address import DEFAULT_DOMAIN, number_of
from smsflow.carrier.smtp.handler import Mail
from smsflow.carrier.smtp.server import WireServer

PATIENCE = 20
"""seconds after which a test that waits for a fact has failed"""

MAIL = "MAIL FROM:<1414@sms.example>"
RCPT = "RCPT TO:<+77015550101@sms.example>"
CONTENT = "Subject: x\r\n\r\n2*1\r\n."


class Keeper:
    """Keeps what it is given; may be held, or told to fail."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.begun = asyncio.Event()
        """a mail has come to it"""
        self.ended = asyncio.Event()
        """it has kept one"""
        self.open = asyncio.Event()
        """until set, a mail is kept waiting"""
        self.open.set()
        self.error: Exception | None = None

    async def recipient(self, address: str) -> str:
        """The number."""
        return number_of(address, DEFAULT_DOMAIN)

    async def accept(self, mail: Mail) -> None:
        """Keep it."""
        self.begun.set()
        await self.open.wait()
        if self.error:
            raise self.error
        self.mails.append(mail)
        self.ended.set()


class Talk:
    """A client, word by word."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def with_(cls, server: WireServer) -> Self:
        """A connection that has been greeted and has said EHLO."""
        talk = await cls.begin(server)
        assert (await talk.hear()).startswith("220 ")
        await talk.ask("EHLO client.example")
        return talk

    @classmethod
    async def begin(cls, server: WireServer) -> Self:
        """A connection, and nothing said."""
        return cls(*await asyncio.open_connection("127.0.0.1", server.port))

    def say(self, *lines: str) -> None:
        """Send lines."""
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())

    async def hear(self) -> str:
        """The next reply; its lines are joined by line feeds. Empty at the end."""
        lines = []
        async with asyncio.timeout(PATIENCE):
            while True:
                line = (await self.reader.readline()).decode("ascii")
                lines.append(line.rstrip("\r\n"))
                if line[3:4] != "-":
                    return "\n".join(lines)

    async def ask(self, *lines: str) -> str:
        """Send lines, and the reply to the last."""
        self.say(*lines)
        replies = [await self.hear() for _ in lines]
        return replies[-1]

    async def send(self, content: str = CONTENT) -> str:
        """The reply to a whole mail."""
        return await self.ask(MAIL, RCPT, "DATA", content)

    async def rest(self) -> list[str]:
        """Every reply until the end."""
        replies = []
        while reply := await self.hear():
            replies.append(reply)
        return replies

    def reset(self) -> None:
        """Be gone in a way that the server hears of at once, rather than when it answers (RST)."""
        here = self.writer.get_extra_info("socket")
        here.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()
