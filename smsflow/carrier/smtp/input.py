"""What a client has sent and its session has not read: lines, and contents that end in a dot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

LINES_AT_ONCE = 20
"""so many that have come together are answered before other sessions get their turn"""


class Input:
    """Stands in for the `StreamReader` of aiosmtpd's session.

    A content is read in one piece rather than line by line, which is most of what a mail costs.
    Whoever feeds it sees to `size`. At the client's end a reader is cancelled, as aiosmtpd expects.
    """

    def __init__(self, before_waiting: Callable[[], Awaitable[None]]) -> None:
        """`before_waiting` is called when a reader is about to wait for more."""
        self._before_waiting = before_waiting
        self._buffer = bytearray()
        self._ended = False
        self._waiter: asyncio.Future[None] | None = None
        self._in_a_row = 0
        self.in_content = False

    @property
    def size(self) -> int:
        """How many bytes lie here."""
        return len(self._buffer)

    def feed(self, data: bytes) -> None:
        """More has come."""
        self._buffer += data
        self._wake()

    def feed_eof(self) -> None:
        """Nothing more will come."""
        self._ended = True
        self._wake()

    async def readuntil(self, separator: bytes = b"\n") -> bytes:
        """A line with its end, however long."""
        looked = 0
        while (found := self._buffer.find(separator, looked)) < 0:
            looked = len(self._buffer)
            await self._more()
        self._in_a_row += 1
        if self._in_a_row > LINES_AT_ONCE:
            self._in_a_row = 0
            await asyncio.sleep(0)
        return self._take(found + len(separator))

    async def content(self) -> bytes:
        """A mail's content, without the dot that ends it and those it was stuffed with.

        RFC 5321 §4.1.1.4 and §4.5.2: only CR LF dot CR LF ends it.
        """
        self.in_content = True
        looked = 0
        while not self._buffer.startswith(b".\r\n"):
            found = self._buffer.find(b"\r\n.\r\n", looked)
            if found >= 0:
                content = self._take(found + 2)
                break
            looked = max(0, len(self._buffer) - 4)
            await self._more()
        else:
            content = b""
        self._take(3)
        self.in_content = False
        return content.replace(b"\r\n.", b"\r\n").removeprefix(b".")

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    async def _more(self) -> None:
        """Wait for more than is here."""
        size = len(self._buffer)
        await self._before_waiting()
        if len(self._buffer) > size:
            return
        if self._ended:
            raise asyncio.CancelledError
        self._in_a_row = 0
        self._waiter = asyncio.get_running_loop().create_future()
        await self._waiter

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def small_reads(transport: asyncio.BaseTransport) -> None:
    """Let a connection read 32 KiB at a time: for its usual 256 KiB, memory is mapped each time.

    That takes longer than all else that a mail costs; a transport that knows no size keeps its own.
    """
    if hasattr(transport, "max_size"):
        transport.max_size = 32 * 1024
