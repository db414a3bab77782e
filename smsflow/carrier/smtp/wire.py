"""The carrier over SMTP: each message is a mail that crosses a socket, and time stays virtual.

Two servers listen on free ports of loopback: the gateway, which takes SMS for the world, and the
service's inbox, which takes receipts and replies. A hop runs the event loop until the mail is
answered 250; the handler keeps what came before it answers, so the other half has it then. Between
two hops the loop rests: nothing is sent in the background, and no mail is sent from a handler.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any, Self

from smsflow.carrier.smtp.address import DEFAULT_DOMAIN, address_of, number_of, short_code_of
from smsflow.carrier.smtp.client import Client
from smsflow.carrier.smtp.handler import Mail
from smsflow.carrier.smtp.limits import Limits
from smsflow.carrier.smtp.mail import compose_text, read_text
from smsflow.carrier.smtp.refusal import Refusal, barred, unknown_number, unreadable
from smsflow.carrier.smtp.report import OUTCOMES, Original, compose_report, read_report
from smsflow.carrier.smtp.server import LOOPBACK, WireServer
from smsflow.interrupts import uninterrupted
from smsflow.moments import DAY, SECOND, Instant
from smsflow.sms.messages import Receipt, Reply, Sms, Status
from smsflow.sms.numbers import SHORT_CODE
from smsflow.words import Word


class Refusals(Word):
    """How the gateway says that a number is barred or unknown. The events are the same."""

    REPORT = "report"
    """it takes the SMS, and reports later"""
    AT_ONCE = "at_once"
    """550 after the content, where the world is certain by then; then no report is sent"""


class SmtpCarrier:
    """A `Carrier` whose messages cross a socket; to be closed, best by `with`.

    One serves any number of runs, one after the other, where no other event loop runs;
    `RuntimeError` says so elsewhere, and once it is closed.

    >>> with SmtpCarrier() as carrier:  # doctest: +SKIP
    ...     run_file("scenarios/faq/faq_1_mistaken_refusal.yaml", carrier=carrier)
    """

    @uninterrupted()
    def __init__(self, *, domain: str = DEFAULT_DOMAIN, refusals: str = Refusals.REPORT) -> None:
        """Both servers listen, and both clients are connected; `OSError` where that cannot be."""
        if refusals not in list(Refusals):
            raise ValueError(f"{refusals=}: it can be {', '.join(Refusals)}")
        _no_other_loop()
        self._domain = domain
        self._service = address_of(SHORT_CODE, domain)
        self._at_once = refusals == Refusals.AT_ONCE
        self._refused: dict[str, Status] = {}
        """the SMS that were answered 550, as the service understands that"""
        self._now: Instant = 0
        """the newest moment that has crossed the wire; a reply brings none of its own"""
        self._gateway = _Gateway(domain)
        self._inbox = _Inbox(domain)
        self._open = AsyncExitStack()
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._loop = self._runner.get_loop()
        self._loop.set_exception_handler(lambda _loop, _context: None)  # we tell ourselves
        try:
            self._to_gateway = self._loop.run_until_complete(self._connect(self._gateway))
            self._to_inbox = self._loop.run_until_complete(self._connect(self._inbox))
        except BaseException:
            self.close()
            raise
        self._loop.set_exception_handler(None)

    async def _connect(self, handler: _Gateway | _Inbox) -> Client:
        server = WireServer(handler, domain=self._domain, limits=_LIMITS)
        await self._open.enter_async_context(server)
        client = await Client.connect(LOOPBACK, server.port, seconds=_PATIENCE)
        return await self._open.enter_async_context(client)

    @uninterrupted()
    def close(self) -> None:
        """End both connections and both servers; once is enough."""
        if self._loop.is_closed():
            return
        self._check_usable()
        try:
            self._loop.run_until_complete(self._open.aclose())
        finally:
            self._runner.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # A hop each. The interrupt key waits for its end: no message is left half way.

    @uninterrupted()
    def submit(self, sms: Sms, refusal: Status | None = None) -> Sms:
        """The SMS as mail from 1414 to the number; its id is the Message-ID and the ENVID."""
        self._now = sms.submitted_at
        self._refused.pop(sms.id, None)
        self._gateway.refusal = _REFUSALS[refusal]() if refusal and self._at_once else None
        recipient = address_of(sms.number, self._domain)
        mail = compose_text(
            self._service,
            recipient,
            address_of(sms.id, self._domain),
            sms.text,
            sent_at=sms.submitted_at,
            validity=sms.validity,
        )
        try:
            self._hop(self._to_gateway.send(self._service, recipient, mail, envelope_id=sms.id))
        except Refusal as told:
            if self._gateway.refusal is None:
                raise
            self._refused[sms.id] = _understood(told)
        return self._gateway.arrived.popleft()

    @uninterrupted()
    def report(self, receipt: Receipt) -> Receipt:
        """The receipt as report from `<>` to 1414; or as the 550 that said the same already."""
        self._now = receipt.at
        told = self._refused.pop(receipt.sms, None)
        if told is receipt.status:
            return receipt._replace(status=told)
        reported = compose_report(
            address_of("reports", self._domain),
            self._service,
            address_of(f"report-of-{receipt.sms}", self._domain),
            Original(address_of(receipt.sms, self._domain), self._service, receipt.sms),
            OUTCOMES[receipt.status],
            receipt.at,
        )
        self._hop(self._to_inbox.send("", self._service, reported))
        return self._inbox.receipts.popleft()

    @uninterrupted()
    def reply(self, reply: Reply) -> Reply:
        """The reply as mail from the number to 1414; its id is the Message-ID."""
        sender = address_of(reply.number, self._domain)
        mail = compose_text(
            sender,
            self._service,
            address_of(reply.id, self._domain),
            reply.text,
            sent_at=self._now,
        )
        self._hop(self._to_inbox.send(sender, self._service, mail))
        return self._inbox.replies.popleft()

    def _hop(self, sending: Coroutine[Any, Any, None]) -> None:
        try:
            self._check_usable()
        except RuntimeError:
            sending.close()  # it was never begun
            raise
        self._loop.run_until_complete(sending)

    def _check_usable(self) -> None:
        if self._loop.is_closed():
            raise RuntimeError("this SmtpCarrier is closed; make another")
        _no_other_loop()
        if self._loop.is_running():
            raise RuntimeError("another thread uses this SmtpCarrier; make one for each")


def _no_other_loop() -> None:
    """`RuntimeError` in a thread where an event loop runs, as in a notebook: ours could not."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(
        "SmtpCarrier has an event loop of its own, and another one runs here: "
        "use it in a thread without, as by `await asyncio.to_thread(…)`"
    )


_PATIENCE = 10
"""seconds for an answer, which comes at once unless the machine is at an end of its means"""
_LIMITS = Limits(
    mail_bytes=16 * 1024 * 1024,
    unread_bytes=32 * 1024 * 1024,
    idle_seconds=10 * DAY / SECOND,
    fruitless_seconds=10 * DAY / SECOND,
)
"""Only our own two clients are there. A reply may be as long as a scenario's file, and a run may
rest for long between two messages, in a debugger say."""

_REFUSALS: dict[Status, Callable[[], Refusal]] = {
    Status.REJECTED: barred,
    Status.UNDELIVERABLE: unknown_number,
}


def _understood(told: Refusal) -> Status:
    """What a refusal means for the SMS; one that is not for good would have to be tried again."""
    if not told.for_good:
        raise told
    return Status.REJECTED if told.enhanced.startswith("5.7.") else Status.UNDELIVERABLE


class _Gateway:
    """The end where SMS arrive. It keeps them, for the world to judge."""

    def __init__(self, domain: str) -> None:
        self._domain = domain
        self.arrived: deque[Sms] = deque()
        self.refusal: Refusal | None = None
        """what the next SMS is answered, though it is kept all the same"""

    async def recipient(self, address: str) -> str:
        return number_of(address, self._domain)

    async def accept(self, mail: Mail) -> None:
        told = read_text(mail.content)
        if told.sent_at is None or told.validity is None:
            raise unreadable("the time or the validity is missing")
        for recipient in mail.recipients:
            self.arrived.append(
                Sms(
                    told.message_id.removesuffix(f"@{self._domain}"),
                    recipient.number,
                    told.text,
                    told.sent_at,
                    told.validity,
                )
            )
        if self.refusal:
            raise self.refusal


class _Inbox:
    """The service's end: what comes from `<>` are reports, the rest are replies."""

    def __init__(self, domain: str) -> None:
        self._domain = domain
        self.receipts: deque[Receipt] = deque()
        self.replies: deque[Reply] = deque()

    async def recipient(self, address: str) -> str:
        return short_code_of(address, self._domain)

    async def accept(self, mail: Mail) -> None:
        if mail.sender:
            self._keep_reply(mail)
        else:
            self._keep_receipts(mail.content)

    def _keep_reply(self, mail: Mail) -> None:
        told = read_text(mail.content)
        number = number_of(mail.sender, self._domain)
        self.replies.append(Reply(self._id(told.message_id), number, told.text))

    def _keep_receipts(self, content: bytes) -> None:
        """Those that are final; that something is still tried is no receipt."""
        for told in read_report(content):
            if told.status is not None and told.at is not None:
                self.receipts.append(
                    Receipt(self._id(told.original.message_id), told.status, told.at)
                )

    def _id(self, message_id: str) -> str:
        return message_id.removesuffix(f"@{self._domain}")
