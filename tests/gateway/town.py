"""A gateway at work in a test: a client before it, a peer behind it, and facts to wait for."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from smsflow.carrier.smtp.handler import Mail
from smsflow.carrier.smtp.mail import read_text
from smsflow.carrier.smtp.refusal import Refusal
from smsflow.carrier.smtp.report import Report, read_report
from smsflow.carrier.smtp.server import WireServer
from smsflow.events import Event
from smsflow.gateway.address import Address
from smsflow.gateway.phones import Phone
from smsflow.gateway.serving import Serving, Settings

SERVICE = "1414@service.example"
DOMAIN = "sms.example"
AIGUL = "+77015550101"  # by its ending answers 2*1
QUIET = "+77015550105"  # by its ending answers nothing
NOBODY = Address("127.0.0.1", 1)

E = TypeVar("E", bound=Event)
T = TypeVar("T")


class Facts:
    """What has happened, and a way to wait until something has."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._more = asyncio.Event()

    def tell(self, event: Event) -> None:
        """Something happened."""
        self.events.append(event)
        self._more.set()

    def of(self, kind: type[E]) -> list[E]:
        """The events of a type."""
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def names(self) -> list[str]:
        """The types of all events."""
        return [type(event).__name__ for event in self.events]

    async def until(self, kind: type[E], count: int = 1, seconds: float = 30) -> E:
        """The newest event of a type, once there are so many."""
        async with asyncio.timeout(seconds):
            while len(self.of(kind)) < count:
                self._more.clear()
                await self._more.wait()
        return self.of(kind)[-1]


class Service:
    """The peer: a service's own SMTP server, which keeps what it gets. It may refuse first."""

    def __init__(self, *refusals: Refusal) -> None:
        self.mails: list[Mail] = []
        self.refusals = list(refusals)
        self._more = asyncio.Event()

    async def recipient(self, address: str) -> str:
        """Anybody."""
        return address

    async def accept(self, mail: Mail) -> None:
        """Keep it, once nothing is left to be refused with."""
        if self.refusals:
            raise self.refusals.pop(0)
        self.mails.append(mail)
        self._more.set()

    async def got(self, count: int) -> list[Mail]:
        """All mails, once there are so many."""
        async with asyncio.timeout(30):
            while len(self.mails) < count:
                self._more.clear()
                await self._more.wait()
        return self.mails

    @property
    def replies(self) -> list[tuple[str, str]]:
        """Who answered what."""
        return [(one.sender, read_text(one.content).text) for one in self.mails if one.sender]

    @property
    def reports(self) -> list[Report]:
        """What was reported."""
        return [
            report for one in self.mails if not one.sender for report in read_report(one.content)
        ]


class Town(Facts):
    """A gateway with what it told, and what its peer got."""

    serving: Serving

    def __init__(self, service: Service) -> None:
        super().__init__()
        self.service = service

    async def send(
        self, *numbers: str, text: str = "2*1?", message_id: str = "", sender: str = SERVICE
    ) -> dict[str, tuple[int, bytes]]:
        """A mail from the service by Python's own client; the recipients that were refused."""
        return await asyncio.to_thread(
            send, self.serving.address, *numbers, text=text, message_id=message_id, sender=sender
        )


def send(
    address: Address, *numbers: str, text: str, message_id: str = "", sender: str = SERVICE
) -> dict[str, tuple[int, bytes]]:
    """One mail to some phones; the recipients that were refused, or `smtplib`'s error."""
    head = f"Message-ID: <{message_id}>\r\n" if message_id else ""
    content = f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()
    with smtplib.SMTP(address.host, address.port, timeout=30) as client:
        try:
            return client.sendmail(sender, [f"{number}@{DOMAIN}" for number in numbers], content)
        except smtplib.SMTPRecipientsRefused as refused:
            return refused.recipients


@asynccontextmanager
async def town(
    store: Path,
    *,
    phones: Mapping[str, Phone] | None = None,
    service: Service | None = None,
    with_peer: bool = True,
    change: Callable[[Settings], Settings] = lambda settings: settings,
) -> AsyncIterator[Town]:
    """A gateway on free ports, stopped at the end; without a peer nobody listens there."""
    there = Town(service or Service())
    async with WireServer(there.service) as server:
        peer = Address("127.0.0.1", server.port) if with_peer else NOBODY
        settings = Settings(Address("127.0.0.1", 0), peer, store, phones or {}, DOMAIN)
        async with Serving(change(settings), there.tell) as there.serving:
            yield there
