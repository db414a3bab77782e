"""One guardian's story, as far as it is known, and the truth that it tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from smsflow.memo.consent import Consent
from smsflow.moments import Instant
from smsflow.sms.reply import Answer
from smsflow.words import Word


class Truth(Word):
    """What really became of the latest offer to a guardian."""

    NOT_ASKED = "not_asked"
    UNDECIDED = "undecided"
    NEVER_SAW_REQUEST = "never_saw_request"
    REPLY_LOST = "reply_lost"
    IGNORED = "ignored"
    MISSPELT = "misspelt"
    REFUSED = "refused"
    REFUSED_BY_MISTAKE = "refused_by_mistake"
    CONSENTED = "consented"
    CONSENTED_TOO_LATE = "consented_too_late"


MEANINGS: dict[Truth, str] = {
    Truth.NOT_ASKED: "no offer was ever made",
    Truth.UNDECIDED: "the guardian may still answer, or need not any more",
    Truth.NEVER_SAW_REQUEST: "no request of the offer was seen before its deadline",
    Truth.REPLY_LOST: "the guardian answered, and the answer never left the phone",
    Truth.IGNORED: "the guardian saw the request and never answered",
    Truth.MISSPELT: "the guardian answered something that is neither `2*1` nor `2*5`",
    Truth.REFUSED: "the guardian answered `2*5` and meant it",
    Truth.REFUSED_BY_MISTAKE: "the guardian answered `2*5` and meant to consent",
    Truth.CONSENTED: "the guardian answered `2*1`",
    Truth.CONSENTED_TOO_LATE: "the guardian answered `2*1` after the deadline, in vain",
}
"""What each truth says of a guardian."""

MEANT_CONSENT = "consent"

_OPEN = (Consent.REQUESTED, Consent.AWAITING_REPLY, Consent.UNREACHED)


class Moment(NamedTuple):
    """When, and where in the list: the list orders what one instant does not."""

    at: Instant
    position: int


class Request(NamedTuple):
    """A consent request: whom it is for, of which offer, and the how-manyth of all it is."""

    guardian: str
    offer: int
    number: int


@dataclass(slots=True)
class Reply:
    """One reply of the guardian's own hand."""

    text: str
    answer: Answer
    meant: str
    sent: Moment
    over: Moment | None = None
    """when it arrived or was lost; None while it is under way"""
    lost_by: str = ""
    """what kept it from leaving; empty if nothing did"""
    record_then: str = ""
    """the record when it was lost, or once it had been read"""
    read_as: str = ""
    """the guardian the service took it for"""


@dataclass(slots=True)
class Story:
    """What is known of one guardian so far."""

    record: str = Consent.NOT_ASKED
    offer: int = 0
    deadline: Instant | None = None
    opened: int = 0
    """where in the list the offer opened"""
    passed: int | None = None
    """where in the list this deadline passed"""
    seen: Moment | None = None
    unseen_by: str = ""
    unseen: int = 0
    """which request of all that is the reason of: the newest one's counts"""
    decided_by_own: bool = True
    replies: list[Reply] = field(default_factory=list)

    def truth(self) -> Truth:
        """The first of the rules that matches."""
        if not self.offer:
            return Truth.NOT_ASKED
        readable = self.last(readable=True)
        if readable:
            return self._truth_of(readable)
        unreadable = self.last(readable=False)
        if unreadable:
            return Truth.REPLY_LOST if unreadable.lost_by else Truth.MISSPELT
        if self.record in (Consent.REQUESTED, Consent.AWAITING_REPLY, Consent.NOT_NEEDED):
            return Truth.UNDECIDED
        if self.seen and not self.late(self.seen):
            return Truth.IGNORED
        return Truth.NEVER_SAW_REQUEST

    def _truth_of(self, reply: Reply) -> Truth:
        if reply.lost_by and reply.record_then in _OPEN:
            return Truth.REPLY_LOST
        if reply.answer is Answer.REFUSE:
            mistaken = reply.meant == MEANT_CONSENT
            return Truth.REFUSED_BY_MISTAKE if mistaken else Truth.REFUSED
        late = reply.over is not None and self.late(reply.over)
        if late and reply.record_then != Consent.CONSENTED:
            return Truth.CONSENTED_TOO_LATE
        return Truth.CONSENTED

    def late(self, moment: Moment) -> bool:
        """After the offer's last deadline."""
        if self.deadline is None:
            return False
        passed = self.passed is not None and moment.position > self.passed
        return passed or moment.at > self.deadline

    def last(self, *, readable: bool) -> Reply | None:
        """The last reply that counts for the latest offer: of the clear ones, or of the others."""
        for reply in reversed(self.replies):
            if reply.over is None and reply.sent.position < self.opened:
                continue  # it answers this offer once it arrives
            if (reply.answer is not Answer.UNCLEAR) is readable and (
                readable or not self.late(reply.sent)
            ):
                return reply
        return None
