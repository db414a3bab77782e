"""A guardian's story told event by event, for tests that judge a list nobody ran."""

from __future__ import annotations

from typing import Any

from smsflow.events import (
    ChildKnown,
    ClockStarted,
    DeadlinePassed,
    Event,
    GuardianKnown,
    OfferOpened,
    ReplyLost,
    ReplyRead,
    ReplySent,
    RowTaken,
    SmsDelivered,
    SmsFailed,
    SmsHeld,
    SmsSubmitted,
    StrangerRead,
)
from smsflow.memo.consent import Consent
from smsflow.memo.policy import DEFAULTS, Policy, ReplySpelling
from smsflow.scenario.verdict.truth import Truths, truths
from smsflow.sms.messages import Kind, Status
from smsflow.sms.reply import Spelling, parse_reply

AIGUL = "aigul"
NUMBER = "+77015550101"
OTHER_NUMBER = "+77015550102"


class Told:
    """An event list made by hand: each method adds what one thing leaves in it."""

    def __init__(self, policy: Policy = DEFAULTS, number: str | None = NUMBER) -> None:
        self.policy = policy
        self.events: list[Event] = []
        self.now = 1_000
        self.record = "not_asked"
        self._replies = 0
        self._sms = 0
        self._offer = 0
        self.events.append(GuardianKnown(self.now, AIGUL, (), "", number))

    def wait(self, length: int) -> Told:
        """Time passes."""
        self.now += length
        return self

    def add(self, kind: type[Event], *values: Any, subject: str = AIGUL) -> Told:
        """Any event of now."""
        self.events.append(kind(self.now, subject, (), *values))
        return self

    def row(self, target: str, name: str = "some_row") -> Told:
        """A consent row is taken; that a record lapses follows from its deadline."""
        source, self.record = self.record, target
        if target == Consent.LAPSED != source:
            self.add(DeadlinePassed)
        return self.add(RowTaken, f"consent.{name}", source, target)

    def offered(self, *, silent: bool = False, record: str = "") -> Told:
        """An offer opens, with its request unless it is silent."""
        self._offer += 1
        self.row(record or ("awaiting_reply" if silent else "requested"))
        self.add(OfferOpened, self._offer, silent)
        return self if silent else self.submitted()

    def submitted(
        self,
        kind: Kind = Kind.CONSENT_REQUEST,
        *,
        reminder: bool = False,
        number: str = NUMBER,
        segments: int = 1,
        budget: int = 2,
        called_by: str = "consent.some_row",
    ) -> Told:
        """1414 gives an SMS to the carrier."""
        self._sms += 1
        return self.add(
            SmsSubmitted, f"sms-{self._sms}", kind, reminder, self._offer, number, "", "kk",
            "UCS-2", segments, budget, called_by,
        )  # fmt: skip

    @property
    def sms(self) -> str:
        """The newest SMS."""
        return f"sms-{self._sms}"

    def clock(self, length: int) -> Told:
        """The clock of R09 starts; the deadline is so far away."""
        return self.add(ClockStarted, self.now + length)

    def seen(self, sms: str = "") -> Told:
        """The guardian sees an SMS, the newest unless said."""
        return self.add(SmsDelivered, sms or self.sms, True, "")

    def unseen(self, cause: str) -> Told:
        """It is delivered and never seen."""
        return self.add(SmsDelivered, self.sms, False, cause)

    def delivered_to_stranger(self, number: str = NUMBER) -> Told:
        """Somebody else gets it."""
        return self.add(SmsDelivered, self.sms, False, "stranger", subject=number)

    def seen_by(self, other: str) -> Told:
        """Another guardian sees it: МАБ's entry is their handset."""
        return self.add(SmsDelivered, self.sms, True, "", subject=other)

    def held(self, cause: str) -> Told:
        """The carrier keeps trying."""
        return self.add(SmsHeld, self.sms, cause)

    def failed(self, cause: str) -> Told:
        """It will never be delivered."""
        return self.add(SmsFailed, self.sms, Status.REJECTED, cause)

    def asked(self, length: int = 1_000) -> Told:
        """A whole offer: request, seen, receipt, clock."""
        return self.offered().seen().row("awaiting_reply").clock(length)

    def sent(self, text: str, *, meant: str = "") -> Told:
        """The guardian sends a reply."""
        self._replies += 1
        return self.add(ReplySent, self.reply, NUMBER, text, True, meant)

    @property
    def reply(self) -> str:
        """The newest reply."""
        return f"reply-{self._replies}"

    def lost(self, cause: str = "no_balance") -> Told:
        """It never leaves."""
        return self.add(ReplyLost, self.reply, cause)

    def read(self, text: str, target: str, *, reply: str = "") -> Told:
        """The service reads a reply as aigul's and takes a row."""
        strict = self.policy.reply_spelling is ReplySpelling.STRICT
        reading = parse_reply(text, Spelling.STRICT if strict else Spelling.TOLERANT)
        self.add(ReplyRead, reply or self.reply, NUMBER, text, reading.answer.value, reading.reason)
        return self.row(target)

    def replied(self, text: str, target: str, *, meant: str = "") -> Told:
        """A reply sent and read at once."""
        return self.sent(text, meant=meant).read(text, target)

    def read_of_stranger(self) -> Told:
        """The service reads the newest reply and knows nobody by the number."""
        return self.add(StrangerRead, self.reply, "", subject=NUMBER)

    def stranger_replied(self, text: str, target: str) -> Told:
        """Somebody else answers from the number that МАБ holds."""
        self._replies += 1
        self.add(ReplySent, self.reply, NUMBER, text, False, "", subject=NUMBER)
        return self.read(text, target)

    def child(
        self, name: str = "dana", grade: int = 6, *guardians: str, listed: bool = True
    ) -> Told:
        """A child of aigul's, or of these guardians."""
        return self.add(ChildKnown, "", grade, guardians or (AIGUL,), listed, subject=name)

    def judged(self) -> Truths:
        """What the truth module makes of it."""
        return truths(self.events, self.policy)
