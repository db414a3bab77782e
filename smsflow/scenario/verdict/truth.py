"""The truth: what really happened to each guardian, read off the event list alone.

The record is what the service can know; the truth is what the guardian saw, wrote and meant. Where
the two differ stands the headline: wrongful refusals and wrongful consents, each with its cause.
"""

from __future__ import annotations

from collections.abc import Iterable
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
from smsflow.scenario.verdict.cause import STALE_NUMBER, cause_of
from smsflow.scenario.verdict.story import Moment, Reply, Request, Story, Truth
from smsflow.sms.messages import Kind
from smsflow.sms.reply import Spelling, parse_reply


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


_REFUSALS = (Consent.REFUSED, Consent.LAPSED)
_TRUE_REFUSALS = (Truth.REFUSED, Truth.IGNORED)
_TRUE_CONSENTS = (Truth.CONSENTED, Truth.REFUSED_BY_MISTAKE)


class Truths:
    """Follows an event list, and tells everybody's truth at any moment of it."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._spelling = Spelling(policy.reply_spelling.value)
        self._restarts = policy.timeout_starts is TimeoutStarts.DELIVERY
        self._stories: dict[str, Story] = {}
        self._requests: dict[str, Request] = {}
        self._replies: dict[str, tuple[str, Reply]] = {}
        self._being_read: tuple[str, Reply] | None = None
        self._read_by_other = False
        self._position = 0

    def see(self, event: Event) -> None:
        """Take the next event of the list."""
        handler = HANDLERS.get(type(event))
        if handler:
            handler(self, event)

    # What there is to tell.

    def truth(self, guardian: str) -> Truth:
        """A guardian's truth, as of the last event."""
        return self._stories[guardian].truth()

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
                truth = story.truth()
                if truth not in fitting:
                    cause = cause_of(guardian, story, self._policy)
                    yield Difference(guardian, str(story.record), str(truth), cause)

    # The events.

    def _moment(self, at: Instant) -> Moment:
        self._position += 1
        return Moment(at, self._position)

    def _known(self, event: GuardianKnown) -> None:
        self._stories[event.subject] = Story()

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
        self._requests[event.sms] = Request(event.subject, event.offer, len(self._requests) + 1)
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

    def _unseen(self, request: Request, cause: str) -> None:
        """Why a request is not seen; what becomes of an older one explains nothing any more."""
        story = self._stories[request.guardian]
        if request.offer == story.offer and request.number >= story.unseen:
            story.unseen_by, story.unseen = cause, request.number

    def _sent(self, event: ReplySent) -> None:
        if not event.guardian:
            return
        answer = parse_reply(event.text, self._spelling).answer
        reply = Reply(event.text, answer, event.meant, self._moment(event.at))
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
