"""Receipts and replies go to the peer: each until it has said 250 or 5xx, over restarts too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from smsflow.carrier.smtp.address import address_of
from smsflow.carrier.smtp.mail import compose_text
from smsflow.carrier.smtp.refusal import Refusal
from smsflow.carrier.smtp.report import (
    ABSENT,
    MEMORY_FULL,
    OUTCOMES,
    UNKNOWN_NUMBER,
    Original,
    Outcome,
    compose_report,
)
from smsflow.events import Event
from smsflow.gateway import reading, tables
from smsflow.gateway.address import Address
from smsflow.gateway.facts import (
    PeerAway,
    PeerBack,
    PeerDeferred,
    PeerRefused,
    ReceiptTaken,
    ReplyTaken,
)
from smsflow.gateway.gateway import name_of
from smsflow.gateway.peer import Peer, PeerGone
from smsflow.gateway.reading import DueMail
from smsflow.gateway.realtime import RealTime
from smsflow.gateway.receipts import DELAYED
from smsflow.gateway.store import Store, StoreFailed
from smsflow.moments import MINUTE, SECOND, Duration
from smsflow.sms.messages import Status
from smsflow.world.faults import Fault

AT_ONCE = 50
"""mails that are taken from the store together"""
FIRST_WAIT: Duration = SECOND // 4
LONGEST_WAIT: Duration = MINUTE
"""in real time, between two tries while the peer is away; each wait is twice the one before"""


class Delivery:
    """Takes due mails from the store to the peer. It reads the store, so nothing piles up here."""

    def __init__(
        self,
        store: Store,
        time: RealTime,
        peer: Address,
        domain: str,
        due: asyncio.Event,
        tell: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._time = time
        self._name = str(peer)
        self._peer = Peer(peer)
        self._domain = domain
        self._tell = tell
        self._uid = reading.uid(store.reader)
        self._due = due
        """set whenever there may be something for the peer"""
        self._stopping = asyncio.Event()
        self._failures = 0

    def stop(self) -> None:
        """Finish the mail that is being handed over, and no other."""
        self._stopping.set()
        self._due.set()

    async def run(self) -> None:
        """Deliver until stopped."""
        try:
            while not self._stopping.is_set():
                await self._turn()
        finally:
            await self._peer.close()

    async def _turn(self) -> None:
        """Hand over what is due, or wait until something is."""
        self._due.clear()
        try:
            await self._store.settled()
        except StoreFailed:  # what it could not note yet would be sent again
            await self._wait(self._stopping, SECOND / 1000)
            return
        mails = reading.due_mails(self._store.reader, self._time.now(), AT_ONCE)
        for mail in mails:
            if self._stopping.is_set() or not await self._deliver(mail):
                return
        if not mails:
            next_due = reading.next_due(self._store.reader)
            seconds = None if next_due is None else self._time.seconds_until(next_due)
            await self._wait(self._due, seconds)

    async def _deliver(self, mail: DueMail) -> bool:
        """Whether the peer is there."""
        try:
            await self._peer.hand_over(*self._composed(mail))
        except PeerGone as gone:
            await self._peer_is_away(str(gone))
            return False
        except Refusal as refusal:
            self._peer_refused(mail, refusal)
        else:
            self._peer_has(mail)
        if self._failures:
            self._failures = 0
            self._tell(PeerBack(self._time.now(), self._name, ()))
        return True

    def _peer_has(self, mail: DueMail) -> None:
        now, sms = self._time.now(), name_of(mail.sms)
        self._store.note(tables.sent(mail.id, now))
        if mail.status:
            self._tell(ReceiptTaken(now, mail.number, (), sms, mail.status))
        else:
            self._tell(ReplyTaken(now, mail.number, (), sms, mail.text))

    def _peer_refused(self, mail: DueMail, refusal: Refusal) -> None:
        now, sms, said = self._time.now(), name_of(mail.sms), str(refusal)
        if refusal.for_good:
            self._store.note(tables.refused(mail.id, said))
            self._tell(PeerRefused(now, self._name, (), sms, said))
        else:
            wait = min(FIRST_WAIT * 2**mail.tries, LONGEST_WAIT)
            self._store.note(tables.put_off(mail.id, self._time.after(wait), said))
            self._tell(PeerDeferred(now, self._name, (), sms, said, wait))

    async def _peer_is_away(self, reason: str) -> None:
        wait = min(FIRST_WAIT * 2**self._failures, LONGEST_WAIT)
        if not self._failures:
            self._tell(PeerAway(self._time.now(), self._name, (), reason, wait))
        self._failures = min(self._failures + 1, 16)
        await self._wait(self._stopping, wait / 1000)

    @staticmethod
    async def _wait(event: asyncio.Event, seconds: float | None) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), seconds)

    # The mails.

    def _composed(self, mail: DueMail) -> tuple[str, str, bytes]:
        """Envelope sender, recipient and content; the same each time a mail is tried."""
        phone = address_of(mail.number, self._domain)
        mail_id, at = f"{mail.id}.{self._uid}@{self._domain}", mail.status_at
        if not mail.status:
            content = compose_text(phone, mail.sender, mail_id, mail.text, sent_at=at)
            return phone, mail.sender, content
        original = Original(mail.message_id, phone, mail.envelope_id)
        content = compose_report(
            f"postmaster@{self._domain}",
            mail.sender,
            mail_id,
            original,
            _outcome(mail.status, mail.cause),
            at,
        )
        return "", mail.sender, content


def _outcome(status: str, cause: str) -> Outcome:
    """What the report of a receipt says (the table of RFC 3463 codes in `report`)."""
    if status == DELAYED:
        return MEMORY_FULL if cause == Fault.MEMORY_FULL else ABSENT
    if status == Status.UNDELIVERABLE and cause == Fault.UNKNOWN_NUMBER:
        return UNKNOWN_NUMBER
    return OUTCOMES[Status(status)]
