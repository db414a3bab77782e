"""An SMTP server that stands: on loopback, within limits, and with an end.

>>> server = WireServer(handler)  # doctest: +SKIP
>>> async with server:  # doctest: +SKIP
...     print(server.port)
"""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import Self

from smsflow.carrier.smtp.address import DEFAULT_DOMAIN
from smsflow.carrier.smtp.handler import Handler
from smsflow.carrier.smtp.limits import Limits
from smsflow.carrier.smtp.session import GOING_DOWN, Session
from smsflow.errors import UsageError

LOOPBACK = "127.0.0.1"
DEFAULT_LIMITS = Limits()


class WireServer:
    """Takes mail and hands it on, on the running event loop."""

    def __init__(
        self,
        handler: Handler,
        *,
        host: str = LOOPBACK,
        port: int = 0,
        domain: str = DEFAULT_DOMAIN,
        limits: Limits = DEFAULT_LIMITS,
        refused: Callable[[str, str], None] = lambda _whom, _answer: None,
        expose: bool = False,
    ) -> None:
        """Nothing is opened yet. `port` 0 takes a free one; `domain` is what it greets with.

        `refused` hears of each sender, recipient or mail that is not taken: of whom (the address
        as written; for a mail its sender, empty for `<>`), and the answer. `expose` allows a host
        that is not loopback.
        """
        self.handler = handler
        self.refused = refused
        self.host = host
        self.port = port
        """once started, the one it listens on"""
        self.domain = domain
        self.limits = limits
        self.expose = expose
        self.sessions: set[Session] = set()
        """those that are connected, or whose mail is still with the handler"""
        self.turned_away: set[asyncio.Transport] = set()
        """connections over the limit that still hear so"""
        self.stopping = False
        self._empty = asyncio.Event()
        self._listener: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen; `OSError` where the address cannot be had, `UsageError` for no loopback."""
        loop = asyncio.get_running_loop()
        listener = await loop.create_server(
            self._protocol, self.host, self.port, start_serving=False
        )
        names = [one.getsockname() for one in listener.sockets]
        if not names:  # asyncio passes over a socket that cannot be made
            listener.close()
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        if not self.expose and not all(ip_address(name[0]).is_loopback for name in names):
            listener.close()
            raise UsageError("SF441", f"{self.host!r} {_REACHED}")
        await listener.start_serving()
        self._listener = listener
        self.port = names[0][1]

    async def stop(self) -> None:
        """Take no more; finish what is in flight, within `drain_seconds`; be gone a moment later.

        The idle are told 421 at once, the others after the answer to their mail, the rest when
        time is up. Whoever does not read it is cut off after `linger_seconds`.
        """
        if self._listener is None:
            return
        self.stopping = True
        self._listener.close()
        for session in [one for one in self.sessions if not one.in_flight]:
            session.end(GOING_DOWN)
        await self._all_gone(self.limits.drain_seconds)
        for session in list(self.sessions):
            session.end(GOING_DOWN)
        for transport in self.turned_away:
            transport.abort()
        await self._all_gone(self.limits.linger_seconds * 1.5)
        for session in list(self.sessions):
            session.give_up()
        with suppress(TimeoutError):  # from 3.12 on it waits for connections that we have aborted
            await asyncio.wait_for(self._listener.wait_closed(), 0.5)
        self._listener = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def _protocol(self) -> asyncio.Protocol:
        connected = sum(session.transport is not None for session in self.sessions)
        if self.stopping or connected >= self.limits.connections:
            return _TurnedAway(self)
        return Session(self, asyncio.get_running_loop())

    def left(self, session: Session) -> None:
        """A session is over."""
        self.sessions.discard(session)
        self._look_empty()

    def _look_empty(self) -> None:
        if not self.sessions:
            self._empty.set()

    async def _all_gone(self, seconds: float) -> None:
        """Until no session and no work is left, or time is up."""
        self._empty.clear()
        self._look_empty()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._empty.wait(), seconds)


_REACHED = (
    "can be reached from other machines; a WireServer listens on loopback, "
    "unless `expose=True` says that the network is a closed one"
)


class _TurnedAway(asyncio.Protocol):
    """A connection over the limit: it is told so, and what it says is thrown away."""

    def __init__(self, server: WireServer) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, others = transport, self._server.turned_away
        limits, loop = self._server.limits, asyncio.get_running_loop()
        crowded = len(others) >= limits.connections  # so many at once are no clients
        self._end = loop.call_later(0 if crowded else limits.linger_seconds, transport.abort)
        if not crowded:
            transport.write(b"421 4.3.2 too many connections; try again later\r\n")
            with suppress(OSError):  # it is gone already
                transport.write_eof()
        others.add(transport)

    def connection_lost(self, _error: Exception | None) -> None:
        self._server.turned_away.discard(self._transport)
        self._end.cancel()
