"""A carrier's double: what becomes of an SMS says the world, what must not be lost the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from os import urandom
from time import time
from typing import NamedTuple

from smsflow.clock import Due, Timer
from smsflow.events import (
    Event,
    Journal,
    ReceiptLost,
    ReplyLost,
    SmsDelivered,
    SmsFailed,
    SmsHeld,
)
from smsflow.gateway import reading, tables
from smsflow.gateway.endings import ending_of
from smsflow.gateway.facts import DuplicateDropped, SmsAccepted
from smsflow.gateway.phones import Phone
from smsflow.gateway.realtime import LiveClock, RealTime
from smsflow.gateway.receipts import DELAYED, Receipts
from smsflow.gateway.store import Store
from smsflow.gateway.tables import Arrival, State
from smsflow.memo.policy import DEFAULTS
from smsflow.moments import Duration, Instant
from smsflow.sms.messages import Receipt, Reply, Sms
from smsflow.world.faults import Fault
from smsflow.world.network import Network


class Letter(NamedTuple):
    """An SMS as its mail has it; `validity` is None where the mail does not say."""

    sender: str
    """the envelope's, empty for <>: there nothing is sent back"""
    number: str
    text: str
    message_id: str
    envelope_id: str = ""
    notify: str = ""
    validity: Duration | None = None


@dataclass(slots=True)
class _UnderWay:
    """An SMS that something is still to come of."""

    number: str
    sender: str
    notify: str
    state: State = State.ACCEPTED
    answered: int = 0
    next_answer_at: Instant | None = None


class Gateway:
    """Simulated phones behind a store. It takes SMS, and has the store hold what goes back."""

    def __init__(
        self,
        store: Store,
        phones: Mapping[str, Phone],
        *,
        receipts: Receipts = Receipts.ALWAYS,
        scale: float = 1,
        tell: Callable[[Event], None],
        mail_is_due: Callable[[], None],
    ) -> None:
        self._store = store
        self._phones = phones
        self._receipts = receipts
        self._tell = tell
        self._mail_is_due = mail_is_due
        self._clock = LiveClock(_now(store), self._post)
        self._network = Network(
            self._clock, Journal(self._happened), latency=0, blocks_keep_replies=True
        )
        self._network.reply_count = reading.replies_written(store.reader)
        self._under_way: dict[int, _UnderWay] = {}
        self._on_the_way_to: Counter[str] = Counter()
        self._answering = (0, "")
        """the SMS that is answered at this moment, and by what"""
        self.time = RealTime(self._clock, scale, self._fire)

    # Mail comes in.

    def knows(self, number: str) -> bool:
        """Whether anybody holds the number."""
        return not self._phone_of(number).is_unknown

    async def accept(self, letters: Sequence[Letter]) -> None:
        """Take SMS, all or none; they are on the disk when this returns (`StoreFailed` if not)."""
        now = self.time.now()
        arrivals = [_arrival(letter, now) for letter in letters]
        ids = await self._store.add(arrivals)
        self.time.advance()
        for sms, arrival in zip(ids, arrivals, strict=True):
            self._take(sms, arrival)
        self.time.advance()

    def _take(self, sms: int | None, arrival: Arrival) -> None:
        now, sender, message_id = self._clock.now, arrival.sender, arrival.message_id
        if sms is None:
            self._tell(DuplicateDropped(now, arrival.number, (), sender, message_id))
            return
        fact = SmsAccepted(now, arrival.number, (), name_of(sms), sender, message_id, arrival.text)
        self._tell(fact)
        self._look_after(sms, _UnderWay(arrival.number, sender, arrival.notify))
        self._network.accept(Sms(name_of(sms), arrival.number, arrival.text, now, arrival.validity))

    def resume(self) -> None:
        """Go on with whatever an earlier run of the gateway has left unfinished."""
        for one in reading.unfinished(self._store.reader):
            under_way = _UnderWay(one.number, one.sender, one.notify, one.state)
            self._look_after(one.id, under_way)
            if one.next_answer_at is None:
                sms = Sms(name_of(one.id), one.number, one.text, one.accepted_at, one.validity)
                self._network.accept(sms)
            else:
                under_way.answered = one.answered
                self._answer_at(one.id, one.next_answer_at)
        self.time.advance()
        self._mail_is_due()

    @property
    def at_work(self) -> tuple[int, int]:
        """Of how many SMS something is still to come, and how many phones they went to."""
        return len(self._under_way), len(self._network.people)

    # What becomes of it.

    def _fire(self, timer: Timer) -> None:
        content = timer.content
        if isinstance(content, Sms):
            self._network.wake(timer)
            self._let_go(id_of(content.id))
        elif isinstance(content, int):
            self._answer(content)
            self._let_go(content)

    def _happened(self, event: Event) -> None:
        self._tell(event)
        if isinstance(event, ReplyLost):
            self._lose_reply(event)
        elif isinstance(event, ReceiptLost):
            self._lose_receipt(event)
        elif isinstance(event, SmsDelivered | SmsHeld | SmsFailed):
            self._judged(event)

    def _judged(self, event: SmsDelivered | SmsHeld | SmsFailed) -> None:
        sms, seen = id_of(event.sms), False
        under_way = self._under_way[sms]
        if isinstance(event, SmsDelivered):
            state, seen = State.DELIVERED, event.seen
        else:
            state = State(event.status) if isinstance(event, SmsFailed) else State.HELD
        change = tables.standing(sms, state, event.at, seen=seen, cause=event.cause)
        self._store.note(change)
        if state is State.HELD and under_way.state is not State.HELD:
            self._send_receipt(sms, event.at, DELAYED, event.at)
        under_way.state = state
        if seen:
            self._plan_answer(sms, event.at)

    # The holder of a phone answers.

    def _plan_answer(self, sms: int, since: Instant) -> None:
        """Set the timer of the next answer, if the phone's holder has one more to give."""
        under_way = self._under_way[sms]
        answers = self._phone_of(under_way.number).answers[under_way.answered :]
        text = ""
        if answers and self._takes_mail(sms):
            text = answers[0].text
            self._answer_at(sms, since + answers[0].after)
        else:
            under_way.next_answer_at = None
        if under_way.answered or answers:
            next_at = under_way.next_answer_at
            self._store.note(tables.answering(sms, under_way.answered, next_at, text))

    def _answer_at(self, sms: int, at: Instant) -> None:
        under_way = self._under_way[sms]
        under_way.next_answer_at = at
        self._clock.set(at, Due.REPLY, under_way.number, sms)  # a number: it is yet to be written

    def _answer(self, sms: int) -> None:
        under_way = self._under_way[sms]
        answers = self._phone_of(under_way.number).answers[under_way.answered :]
        cleared = not reading.has(self._store.reader, sms)
        if cleared or not answers:  # none, where the phone is another one by now
            under_way.next_answer_at = None
            self._store.note(tables.answering(sms, under_way.answered, None))
            return
        self._answering = sms, answers[0].text
        self._network.answer(under_way.number, answers[0].text)
        self._store.note(tables.replies_written(self._network.reply_count))
        under_way.answered += 1
        self._plan_answer(sms, self._clock.now)

    # Mail goes back.

    def _post(self, at: Instant, content: Receipt | Reply) -> None:
        if isinstance(content, Receipt):
            self._send_receipt(id_of(content.sms), at, content.status, content.at)
        else:
            self._store.note(tables.reply_due(self._answering[0], at, content.text))
            self._mail_is_due()

    def _send_receipt(self, sms: int, at: Instant, status: str, status_at: Instant) -> None:
        if self._wants_receipt(sms, status):
            self._store.note(tables.receipt_due(sms, at, str(status), status_at))
            self._mail_is_due()

    def _lose_reply(self, event: ReplyLost) -> None:
        sms, text = self._answering
        self._store.note(tables.reply_lost(sms, event.at, text, event.cause))

    def _lose_receipt(self, event: ReceiptLost) -> None:
        sms = id_of(event.sms)
        status = self._under_way[sms].state.value
        if self._wants_receipt(sms, status):
            lost = tables.receipt_lost(sms, event.at, status, str(Fault.RECEIPT_LOST))
            self._store.note(lost)

    def _wants_receipt(self, sms: int, status: str) -> bool:
        return self._takes_mail(sms) and self._receipts.wants(status, self._under_way[sms].notify)

    def _takes_mail(self, sms: int) -> bool:
        """The null sender is answered by nobody (RFC 5321 §4.5.5)."""
        return bool(self._under_way[sms].sender)

    # Who is there.

    def _phone_of(self, number: str) -> Phone:
        return self._phones.get(number) or ending_of(number).phone

    def _look_after(self, sms: int, under_way: _UnderWay) -> None:
        number = under_way.number
        self._under_way[sms] = under_way
        self._on_the_way_to[number] += 1
        if number not in self._network.people:
            self._network.add_person(number, number, self._phone_of(number).ailments())

    def _let_go(self, sms: int) -> None:
        """Forget an SMS of which nothing more will come, and a phone to which nothing is going."""
        under_way = self._under_way[sms]
        number = under_way.number
        self._network.people[number].seen = ()  # nobody asks, and it would grow for ever
        if under_way.state is State.HELD or under_way.next_answer_at is not None:
            return
        del self._under_way[sms]
        self._on_the_way_to[number] -= 1
        if not self._on_the_way_to[number]:
            del self._on_the_way_to[number]
            self._network.remove_person(number)


def name_of(sms: int) -> str:
    """An SMS's id in the facts: `sms-17`."""
    return f"sms-{sms}"


def id_of(name: str) -> int:
    """The store's id of it."""
    return int(name.removeprefix("sms-"))


def _now(store: Store) -> Instant:
    """The present, or where the store's time has got to: a faster clock was ahead of it."""
    return max(int(time() * 1000), reading.latest(store.reader), store.mark.at)


def _arrival(letter: Letter, now: Instant) -> Arrival:
    validity = DEFAULTS.delivery_validity if letter.validity is None else letter.validity
    return Arrival(
        _digest(letter),
        now,
        letter.sender,
        letter.number,
        letter.text,
        letter.message_id,
        letter.envelope_id,
        letter.notify,
        validity,
    )


def _digest(letter: Letter) -> bytes:
    """What makes two mails the same; one without a Message-ID is like no other."""
    if not letter.message_id:
        return urandom(16)
    parts = (letter.message_id, letter.sender, letter.number, letter.text)
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()
