"""The world at work: SMS on their way to handsets, receipts and replies on their way back.

It sees numbers and texts, never the record: whom a request was meant for is the service's affair.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from smsflow.clock import Clock, Due, Timer
from smsflow.events import (
    FaultLifted,
    FaultPutOn,
    HandsetChanged,
    Journal,
    ReceiptLost,
    ReplyLost,
    ReplySent,
    SmsDelivered,
    SmsFailed,
    SmsHeld,
)
from smsflow.moments import HOUR, Duration
from smsflow.sms.messages import Receipt, Reply, Sms, Status
from smsflow.world.faults import BEHAVIOUR, RECEIPT_FAULTS, Fault, Leaves, Verdict

USUAL_LATENESS: Duration = HOUR
"""How late `receipt_late` is where the scenario does not say."""

NO_FAULTS: Mapping[Fault, Duration | None] = {}

STRANGER = "stranger"
"""Why a guardian never sees what went to a number that is no longer theirs."""


@dataclass(slots=True)
class Person:
    """A guardian and the handset they hold, if any, with what ails its line."""

    name: str
    number: str | None
    faults: dict[Fault, Duration | None] = field(default_factory=dict)
    waiting: list[Sms] = field(default_factory=list)
    """what the carrier keeps trying to deliver"""
    seen: tuple[str, ...] = ()
    """the SMS read on the handset"""


class Network:
    """Everybody's phones, and the carrier between them and 1414."""

    def __init__(
        self,
        clock: Clock,
        journal: Journal,
        *,
        latency: Duration,
        blocks_keep_replies: bool,
    ) -> None:
        self._clock = clock
        self._journal = journal
        self._latency = latency
        self._blocks_keep_replies = blocks_keep_replies
        self.people: dict[str, Person] = {}
        self.handsets: dict[str, Person | None] = {}
        """who holds a number; None is a stranger, a number not here is held by nobody"""
        self.reply_count = 0

    # The people.

    def add_person(
        self, name: str, number: str | None, faults: Mapping[Fault, Duration | None] = NO_FAULTS
    ) -> None:
        """A guardian, the number of their handset, and what has always ailed its line."""
        person = self.people[name] = Person(name, number, dict(faults))
        if number:
            self.handsets[number] = person

    def remove_person(self, name: str) -> None:
        """Somebody whose number nothing is on its way to is no longer looked after."""
        person = self.people.pop(name)
        if person.number:
            del self.handsets[person.number]

    def add_stranger(self, number: str) -> None:
        """Somebody outside the roster holds this number."""
        self.handsets.setdefault(number, None)

    def has_seen(self, name: str, sms: str) -> bool:
        """Whether the guardian has read an SMS."""
        return sms in self.people[name].seen

    def holder(self, number: str) -> str | None:
        """The guardian whose handset has this number."""
        person = self.handsets.get(number)
        return person.name if person else None

    def change_number(self, name: str, number: str) -> None:
        """The guardian's handset has another number; the old one is held by nobody."""
        person = self.people[name]
        if person.number == number:
            return
        if person.number:
            del self.handsets[person.number]
        other = self.handsets.get(number)
        if other:
            other.number = None
            self._journal.add(HandsetChanged(self._clock.now, other.name, (), None))
        person.number = number
        self.handsets[number] = person
        self._journal.add(HandsetChanged(self._clock.now, name, (), number))

    # Faults.

    def put_on(self, name: str, fault: Fault, by: Duration | None = None) -> None:
        """Something goes wrong from now on; nothing under way is tried because of it."""
        self.people[name].faults[fault] = by
        self._journal.add(
            FaultPutOn(self._clock.now, name, BEHAVIOUR[fault].clauses, str(fault), by)
        )

    def lift(self, name: str, fault: Fault | None = None) -> bool:
        """Put one fault right, or all; true if that was the last of them."""
        person = self.people[name]
        lifted = [one for one in person.faults if fault in (None, one)]
        for one in lifted:
            del person.faults[one]
            self._journal.add(FaultLifted(self._clock.now, name, ("R55",), str(one)))
        if lifted:
            self._try_again(person)
        return bool(lifted) and not person.faults

    # From 1414 to a handset.

    def accept(self, sms: Sms) -> None:
        """Take an SMS from the service; it reaches its handset one latency later."""
        self._clock.set(self._clock.now + self._latency, Due.ARRIVAL, sms.number, sms)

    def refusal(self, number: str) -> Status | None:
        """The receipt of an SMS sent now, if it is refused at once; None if that is not certain.

        It is not where an SMS or its receipt takes time or may be lost on its way.
        """
        if self._latency:
            return None
        if number not in self.handsets:
            return Status.UNDELIVERABLE
        person = self.handsets[number]
        if person is None or not person.faults or not RECEIPT_FAULTS.isdisjoint(person.faults):
            return None
        cause = _strongest(person)
        if cause is Fault.UNKNOWN_NUMBER:
            return Status.UNDELIVERABLE
        rejected = cause and BEHAVIOUR[cause].verdict is Verdict.REJECTED
        return Status.REJECTED if rejected else None

    def wake(self, timer: Timer) -> Receipt | Reply | None:
        """Take a timer of the world's own; what it returns has reached 1414."""
        content = timer.content
        if isinstance(content, (Receipt, Reply)):
            return content
        if isinstance(content, Sms):
            if timer.due is Due.ARRIVAL:
                self._arrive(content)
            else:
                self._give_up(self.people[timer.subject], content)
        return None

    def _arrive(self, sms: Sms) -> None:
        if sms.number not in self.handsets:
            self._fail(None, sms, Status.UNDELIVERABLE, Fault.UNKNOWN_NUMBER)
            return
        person = self.handsets[sms.number]
        if person is None:
            self._deliver(None, sms, seen=False, cause=STRANGER)
        elif not self._attempt(person, sms):
            person.waiting.append(sms)
            self._clock.set(sms.submitted_at + sms.validity, Due.EXPIRY, person.name, sms)
            cause = _strongest(person)
            self._journal.add(SmsHeld(self._clock.now, person.name, (), sms.id, str(cause)))

    def _attempt(self, person: Person, sms: Sms) -> bool:
        """Judge one SMS by all faults together; false if it must be tried again."""
        cause = _strongest(person)
        verdict = BEHAVIOUR[cause].verdict if cause else Verdict.SEEN
        if verdict is Verdict.RETRIED:
            return False
        if verdict is Verdict.REJECTED:
            self._fail(person, sms, Status.REJECTED, cause)
        elif verdict is Verdict.UNDELIVERABLE:
            self._fail(person, sms, Status.UNDELIVERABLE, cause)
        else:
            seen = verdict is Verdict.SEEN
            self._deliver(person, sms, seen=seen, cause="" if seen else str(cause))
        return True

    def _try_again(self, person: Person) -> None:
        person.waiting = [
            sms
            for sms in person.waiting
            if sms.number != person.number or not self._attempt(person, sms)
        ]

    def _give_up(self, person: Person, sms: Sms) -> None:
        if sms in person.waiting:
            person.waiting.remove(sms)
            gone = sms.number != person.number
            cause = Fault.UNKNOWN_NUMBER if gone else _strongest(person)
            self._fail(person, sms, Status.EXPIRED, cause)

    def _deliver(self, person: Person | None, sms: Sms, *, seen: bool, cause: str) -> None:
        holder = person.name if person else sms.number
        if person and seen:
            person.seen += (sms.id,)
        clauses = BEHAVIOUR[Fault(cause)].clauses if cause in BEHAVIOUR else ()
        self._journal.add(SmsDelivered(self._clock.now, holder, clauses, sms.id, seen, cause))
        self._send_receipt(person, sms, Status.DELIVERED)

    def _fail(self, person: Person | None, sms: Sms, status: Status, cause: Fault | None) -> None:
        holder = person.name if person else sms.number
        clauses = BEHAVIOUR[cause].clauses if cause else ()
        self._journal.add(
            SmsFailed(self._clock.now, holder, clauses, sms.id, status, str(cause or ""))
        )
        self._send_receipt(person, sms, status)

    def _send_receipt(self, person: Person | None, sms: Sms, status: Status) -> None:
        now = self._clock.now
        receipt = Receipt(sms.id, status, now)
        if person is None or not person.faults:
            self._clock.set(now + self._latency, Due.RECEIPT, sms.number, receipt)
            return
        faults = person.faults
        if Fault.RECEIPT_LOST in faults:
            self._journal.add(ReceiptLost(now, person.name, (), sms.id))
            return
        due = now + self._latency
        if Fault.RECEIPT_LATE in faults:
            lateness = faults[Fault.RECEIPT_LATE]
            due += USUAL_LATENESS if lateness is None else lateness
        for _ in range(2 if Fault.RECEIPT_TWICE in faults else 1):
            self._clock.set(due, Due.RECEIPT, sms.number, receipt)

    # From a handset to 1414.

    def answer(self, name: str, text: str, meant: str = "") -> None:
        """The guardian replies, if anything lets the reply leave."""
        person = self.people[name]
        reply = self._write(name, person.number or "", text, guardian=True, meant=meant)
        cause = self._what_keeps_a_reply(person)
        if cause is None:
            self._clock.set(self._clock.now + self._latency, Due.REPLY, name, reply)
            return
        clauses = BEHAVIOUR[Fault(cause)].clauses if cause in BEHAVIOUR else ()
        self._journal.add(ReplyLost(self._clock.now, name, clauses, reply.id, cause))

    def answer_from(self, number: str, text: str) -> None:
        """A stranger, who so holds this number, replies from it."""
        self.add_stranger(number)
        reply = self._write(number, number, text, guardian=False, meant="")
        self._clock.set(self._clock.now + self._latency, Due.REPLY, number, reply)

    def _write(self, subject: str, number: str, text: str, *, guardian: bool, meant: str) -> Reply:
        self.reply_count += 1
        reply = Reply(f"reply-{self.reply_count}", number, text)
        self._journal.add(
            ReplySent(self._clock.now, subject, (), reply.id, number, text, guardian, meant)
        )
        return reply

    def _what_keeps_a_reply(self, person: Person) -> str | None:
        if person.number is None:
            return NO_HANDSET
        for fault in person.faults:
            leaves = BEHAVIOUR[fault].reply
            if leaves is Leaves.NO or (
                leaves is Leaves.BY_BLOCK_REACH and self._blocks_keep_replies
            ):
                return str(fault)
        return None


NO_HANDSET = "no_handset"
"""Why the reply of somebody without a phone is lost."""


def _strongest(person: Person) -> Fault | None:
    """The fault that decides what becomes of an SMS."""
    if not person.faults:
        return None
    return min(person.faults, key=lambda fault: BEHAVIOUR[fault].verdict.value)
