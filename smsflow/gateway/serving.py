"""A gateway from start to stop: store, phones, server and delivery, on one event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from errno import EADDRINUSE
from pathlib import Path
from typing import NamedTuple, Self

from smsflow.carrier.smtp.limits import Limits
from smsflow.carrier.smtp.server import WireServer
from smsflow.errors import UsageError
from smsflow.events import Event
from smsflow.gateway.address import Address
from smsflow.gateway.delivery import Delivery
from smsflow.gateway.facts import GatewayStarted, GatewayStopped
from smsflow.gateway.gateway import Gateway
from smsflow.gateway.intake import Intake
from smsflow.gateway.phones import Phone
from smsflow.gateway.receipts import Receipts
from smsflow.gateway.store import Keep, Store

DRAIN_SECONDS = 3.0
"""for mails in flight when the end comes, so that all of it takes less than six"""
HAND_OVER_SECONDS = 1.0
"""for the mail that is just being handed to the peer; it stays in the store"""
LIMITS = Limits(drain_seconds=DRAIN_SECONDS, linger_seconds=0.5)


class Settings(NamedTuple):
    """What a gateway is told at its start."""

    listen: Address
    replies_to: Address
    store: Path
    phones: Mapping[str, Phone]
    domain: str
    receipts: Receipts = Receipts.ALWAYS
    scale: float = 1
    keep: Keep = Keep()
    limits: Limits = LIMITS
    expose: bool = False
    """addresses of other machines are meant"""


class Serving:
    """A gateway that runs while this is entered; `UsageError` where it cannot start."""

    def __init__(self, settings: Settings, tell: Callable[[Event], None]) -> None:
        self.settings = settings
        self._tell_now = tell

    async def __aenter__(self) -> Self:
        settings = self.settings
        self.store = Store(settings.store, settings.keep)
        try:
            await self._start(settings)
        except BaseException:
            await self.store.close()
            raise
        return self

    async def _start(self, settings: Settings) -> None:
        due = asyncio.Event()
        self.gateway = Gateway(
            self.store,
            settings.phones,
            receipts=settings.receipts,
            scale=settings.scale,
            tell=self._tell,
            mail_is_due=due.set,
        )
        self._delivery = Delivery(
            self.store, self.gateway.time, settings.replies_to, settings.domain, due, self._tell
        )
        intake = Intake(self.gateway, settings.domain, self._tell)
        self._server = WireServer(
            intake,
            host=settings.listen.host,
            port=settings.listen.port,
            domain=settings.domain,
            limits=settings.limits,
            refused=intake.refused,
            expose=settings.expose,
        )
        try:
            await self._server.start()
        except OSError as error:
            raise UsageError("SF440", _why_not(settings.listen, error)) from None
        self.address = Address(settings.listen.host, self._server.port)
        now = self.gateway.time.now()
        self._tell(GatewayStarted(now, str(self.address), (), settings.store.as_posix()))
        self.gateway.resume()
        self._deliveries = asyncio.create_task(self._delivery.run())

    def _tell(self, event: Event) -> None:
        """Who has read a fact must not see the clock before it after a restart."""
        self.store.mark.reach(event.at)
        self._tell_now(event)

    async def until(self, stop: asyncio.Event) -> None:
        """Serve until told to stop; `UsageError` once the store is of no use any more.

        A delivery that fails is a fault of ours, and raised.
        """
        ends = [asyncio.create_task(event.wait()) for event in (stop, self.store.lost)]
        await asyncio.wait((*ends, self._deliveries), return_when=asyncio.FIRST_COMPLETED)
        for one in ends:
            one.cancel()
        if self.store.lost.is_set():
            path, why = self.settings.store.as_posix(), self.store.why_lost
            message = f"{path} is of no use any more: {why}; start again, or name another by"
            raise UsageError("SF442", f"{message} --store")

    async def __aexit__(self, *_: object) -> None:
        """What is in flight finishes; the rest stays in the store."""
        try:
            await asyncio.gather(self._server.stop(), self._stop_delivery())
            self.gateway.time.stop()
        finally:
            now = self.gateway.time.now()
            self.store.mark.reach(now)
            await self.store.close()
        self._tell_now(GatewayStopped(now, str(self.address), ()))

    async def _stop_delivery(self) -> None:
        self._delivery.stop()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._deliveries, HAND_OVER_SECONDS)


def _why_not(listen: Address, error: OSError) -> str:
    """Why nobody can listen there, and what to do."""
    if error.errno == EADDRINUSE:
        free = f"--listen {listen._replace(port=0)}"
        return f"{listen} is in use by another program; stop it or take a free port: {free}"
    return f"{listen} cannot be listened on: {error.strerror or error}"
