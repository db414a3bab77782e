"""The truth: what really happened to each guardian, read off the event list alone.

The record is what the service can know; the truth is what the guardian saw, wrote and meant. Where
the two differ stands the headline: wrongful refusals and wrongful consents, each with its cause.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from smsflow.events import (
    ClockStarted,
    DeadlinePassed,
    Event,
    GuardianKnown,
    Handlers,
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
from smsflow.memo.policy import Policy, TimeoutStarts
from smsflow.moments import Instant
from smsflow.sms.messages import Kind
from smsflow.sms.reply import Answer, Spelling, parse_reply
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


class Difference(NamedTuple):
    """A record that is not the truth: the fault, clause or policy that made it so is the cause."""

    guardian: str
    record: str
    truth: str
    cause: str

    @property
    def kind(self) -> str:
        """`wrongful_refusal` or `wrongful_consent`."""
        return f"wrongful_{'consent' if self.record == Consent.CONSENTED else 'refusal'}"


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
STALE_NUMBER = "mab_number"
"""the cause where МАБ holds a number that is not the guardian's handset"""

UNDER_WAY = "latency"
"""the cause where an SMS had not arrived yet"""
STRICT_SPELLING = "reply_spelling: strict"
"""the cause where a tolerant eye would have read the reply"""
UNCLEAR_REPLY, MISTAKE = "R07", "R42"
"""the clauses by which an unclear reply is no consent, and a refusal may be a mistake"""

_REFUSALS = (Consent.REFUSED, Consent.LAPSED)
_TRUE_REFUSALS = (Truth.REFUSED, Truth.IGNORED)
_TRUE_CONSENTS = (Truth.CONSENTED, Truth.REFUSED_BY_MISTAKE)
_OPEN = (Consent.REQUESTED, Consent.AWAITING_REPLY, Consent.UNREACHED)


class _Moment(NamedTuple):
    """When, and where in the list: the list orders what one instant does not."""

    at: Instant
    position: int


class _Request(NamedTuple):
    """A consent request: whom it is for, of which offer, and the how-manyth of all it is."""

    guardian: str
    offer: int
    number: int


@dataclass(slots=True)
class _Reply:
    """One reply of the guardian's own hand."""

    text: str
    answer: Answer
    meant: str
    sent: _Moment
    over: _Moment | None = None
    """when it arrived or was lost; None while it is under way"""
    lost_by: str = ""
    """what kept it from leaving; empty if nothing did"""
    record_then: str = ""
    """the record when it was lost, or once it had been read"""
    read_as: str = ""
    """the guardian the service took it for"""


@dataclass(slots=True)
class _Story:
    """What is known of one guardian so far."""

    record: str = Consent.NOT_ASKED
    offer: int = 0
    deadline: Instant | None = None
    opened: int = 0
    """where in the list the offer opened"""
    passed: int | None = None
    """where in the list this deadline passed"""
    seen: _Moment | None = None
    unseen_by: str = ""
    unseen: int = 0
    """which request of all that is the reason of: the newest one's counts"""
    decided_by_own: bool = True
    replies: list[_Reply] = field(default_factory=list)

    def late(self, moment: _Moment) -> bool:
        """After the offer's last deadline."""
        if self.deadline is None:
            return False
        passed = self.passed is not None and moment.position > self.passed
        return passed or moment.at > self.deadline

    def last(self, *, readable: bool) -> _Reply | None:
        for reply in reversed(self.replies):
            if reply.over is None and reply.sent.position < self.opened:
                continue  # it answers this offer once it arrives
            if (reply.answer is not Answer.UNCLEAR) is readable and (
                readable or not self.late(reply.sent)
            ):
                return reply
        return None


class Truths:
    """Follows an event list, and tells everybody's truth at any moment of it."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._spelling = Spelling(policy.reply_spelling.value)
        self._restarts = policy.timeout_starts is TimeoutStarts.DELIVERY
        self._stories: dict[str, _Story] = {}
        self._requests: dict[str, _Request] = {}
        self._replies: dict[str, tuple[str, _Reply]] = {}
        self._being_read: tuple[str, _Reply] | None = None
        self._read_by_other = False
        self._position = 0

    def see(self, event: Event) -> None:
        """Take the next event of the list."""
        handler = HANDLERS.get(type(event))
        if handler:
            handler(self, event)

    # What there is to tell.

    def truth(self, guardian: str) -> Truth:
        """The first of the rules that matches."""
        story = self._stories[guardian]
        if not story.offer:
            return Truth.NOT_ASKED
        readable = story.last(readable=True)
        if readable:
            return _truth_of(story, readable)
        unreadable = story.last(readable=False)
        if unreadable:
            return Truth.REPLY_LOST if unreadable.lost_by else Truth.MISSPELT
        if story.record in (Consent.REQUESTED, Consent.AWAITING_REPLY, Consent.NOT_NEEDED):
            return Truth.UNDECIDED
        if story.seen and not story.late(story.seen):
            return Truth.IGNORED
        return Truth.NEVER_SAW_REQUEST

    def has_seen_request(self, guardian: str) -> bool:
        """Whether a request of the latest offer has been seen, early or late."""
        return self._stories[guardian].seen is not None

    def guardians(self) -> Iterable[str]:
        """Everybody there is, in the order of the roster."""
        return self._stories.keys()

    def record(self, guardian: str) -> str:
        """The record, as the rows taken left it."""
        return self._stories[guardian].record

    def wrongful_refusals(self) -> list[Difference]:
        """Everybody recorded as refusing who neither refused nor ignored the request."""
        return list(self._differences(_REFUSALS, _TRUE_REFUSALS))

    def wrongful_consents(self) -> list[Difference]:
        """Everybody recorded as consenting who did not."""
        return list(self._differences((Consent.CONSENTED,), _TRUE_CONSENTS))

    def _differences(
        self, records: tuple[Consent, ...], fitting: tuple[Truth, ...]
    ) -> Iterable[Difference]:
        for guardian, story in self._stories.items():
            if story.record in records:
                truth = self.truth(guardian)
                if truth not in fitting:
                    cause = self._cause(guardian, story, truth)
                    yield Difference(guardian, str(story.record), str(truth), cause)

    # What made the difference.

    def _cause(self, guardian: str, story: _Story, truth: Truth) -> str:
        if not story.decided_by_own:
            return STALE_NUMBER
        if truth is Truth.NEVER_SAW_REQUEST:
            return story.unseen_by or UNDER_WAY
        if truth is Truth.REFUSED_BY_MISTAKE:
            return MISTAKE
        readable = story.last(readable=True)
        if readable:
            return self._set_aside_by(guardian, story, readable)
        unreadable = story.last(readable=False)
        return self._unread_because(unreadable) if unreadable else ""

    def _unread_because(self, reply: _Reply) -> str:
        """Why an unclear reply was no consent: it was lost, or only a tolerant eye reads it."""
        if reply.lost_by:
            return reply.lost_by
        tolerant = parse_reply(reply.text, Spelling.TOLERANT).answer
        return STRICT_SPELLING if tolerant is not Answer.UNCLEAR else UNCLEAR_REPLY

    def _set_aside_by(self, guardian: str, story: _Story, reply: _Reply) -> str:
        """Why a clear reply did not become the record."""
        if reply.lost_by or reply.over is None:
            return reply.lost_by or UNDER_WAY
        if reply.read_as != guardian:
            return STALE_NUMBER
        if story.record == Consent.LAPSED:
            return f"late_reply: {self._policy.late_reply}"
        return f"second_reply: {self._policy.second_reply}"

    # The events.

    def _moment(self, at: Instant) -> _Moment:
        self._position += 1
        return _Moment(at, self._position)

    def _known(self, event: GuardianKnown) -> None:
        self._stories[event.subject] = _Story()

    def _offered(self, event: OfferOpened) -> None:
        story = self._stories[event.subject]
        story.offer = event.offer
        story.opened = self._moment(event.at).position
        story.deadline = story.passed = None
        story.decided_by_own = True
        story.replies = [reply for reply in story.replies if reply.over is None]
        if not event.silent:
            story.seen, story.unseen_by, story.unseen = None, "", 0

    def _clock_started(self, event: ClockStarted) -> None:
        story = self._stories[event.subject]
        story.deadline, story.passed = event.deadline, None

    def _deadline_passed(self, event: DeadlinePassed) -> None:
        self._stories[event.subject].passed = self._moment(event.at).position

    def _row_taken(self, event: RowTaken) -> None:
        story = self._stories.get(event.subject)
        if story is None or not event.row.startswith("consent."):
            return
        moved = event.source != event.target
        story.record = event.target
        if event.target == Consent.UNREACHED:
            story.deadline = story.passed = None
        if self._being_read and self._being_read[0] == event.subject:
            self._being_read[1].record_then = event.target
        if moved and event.target in (Consent.CONSENTED, Consent.REFUSED):
            story.decided_by_own = not self._read_by_other
        self._being_read, self._read_by_other = None, False

    def _submitted(self, event: SmsSubmitted) -> None:
        if event.kind is not Kind.CONSENT_REQUEST:
            return
        story = self._stories[event.subject]
        self._requests[event.sms] = _Request(event.subject, event.offer, len(self._requests) + 1)
        if self._restarts and not event.reminder:
            story.deadline = story.passed = None

    def _delivered(self, event: SmsDelivered) -> None:
        request = self._requests.get(event.sms)
        if not request:
            return
        if event.subject != request.guardian:
            self._unseen(request, STALE_NUMBER)
        elif not event.seen:
            self._unseen(request, event.cause)
        else:
            story = self._stories[request.guardian]
            if request.offer == story.offer and story.seen is None:
                story.seen = self._moment(event.at)

    def _not_seen(self, event: SmsHeld | SmsFailed) -> None:
        request = self._requests.get(event.sms)
        if request:
            self._unseen(request, event.cause)

    def _unseen(self, request: _Request, cause: str) -> None:
        """Why a request is not seen; what becomes of an older one explains nothing any more."""
        story = self._stories[request.guardian]
        if request.offer == story.offer and request.number >= story.unseen:
            story.unseen_by, story.unseen = cause, request.number

    def _sent(self, event: ReplySent) -> None:
        if not event.guardian:
            return
        answer = parse_reply(event.text, self._spelling).answer
        reply = _Reply(event.text, answer, event.meant, self._moment(event.at))
        self._stories[event.subject].replies.append(reply)
        self._replies[event.reply] = (event.subject, reply)

    def _lost(self, event: ReplyLost) -> None:
        guardian, reply = self._replies[event.reply]
        reply.over = self._moment(event.at)
        reply.lost_by = event.cause
        reply.record_then = self._stories[guardian].record

    def _read(self, event: ReplyRead) -> None:
        self._read_by_other = True
        self._arrived(event.reply, event.at, event.subject)

    def _read_of_stranger(self, event: StrangerRead) -> None:
        self._arrived(event.reply, event.at, "")

    def _arrived(self, reply_id: str, at: Instant, read_as: str) -> None:
        if reply_id not in self._replies:
            return
        guardian, reply = self._replies[reply_id]
        reply.over = self._moment(at)
        reply.read_as = read_as
        reply.record_then = self._stories[guardian].record
        if read_as == guardian:
            self._being_read, self._read_by_other = (guardian, reply), False


def _truth_of(story: _Story, reply: _Reply) -> Truth:
    if reply.lost_by and reply.record_then in _OPEN:
        return Truth.REPLY_LOST
    if reply.answer is Answer.REFUSE:
        mistaken = reply.meant == MEANT_CONSENT
        return Truth.REFUSED_BY_MISTAKE if mistaken else Truth.REFUSED
    late = reply.over is not None and story.late(reply.over)
    if late and reply.record_then != Consent.CONSENTED:
        return Truth.CONSENTED_TOO_LATE
    return Truth.CONSENTED


def truths(events: Iterable[Event], policy: Policy) -> Truths:
    """The truth of a whole event list."""
    followed = Truths(policy)
    for event in events:
        followed.see(event)
    return followed


HANDLERS: Handlers = {
    GuardianKnown: Truths._known,
    OfferOpened: Truths._offered,
    ClockStarted: Truths._clock_started,
    DeadlinePassed: Truths._deadline_passed,
    RowTaken: Truths._row_taken,
    SmsSubmitted: Truths._submitted,
    SmsDelivered: Truths._delivered,
    SmsHeld: Truths._not_seen,
    SmsFailed: Truths._not_seen,
    ReplySent: Truths._sent,
    ReplyLost: Truths._lost,
    ReplyRead: Truths._read,
    StrangerRead: Truths._read_of_stranger,
}
