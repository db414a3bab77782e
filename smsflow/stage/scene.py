"""What stands on stage after so many events: a phone, the record beside it, and the truth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from smsflow.events import (
    CampaignStarted,
    ChildKnown,
    ChildRemoved,
    ClockStarted,
    DeadlinePassed,
    Event,
    FaultLifted,
    FaultPutOn,
    GradeChanged,
    GuardianAdded,
    Handlers,
    NumberEntered,
    NumberRemoved,
    OfferOpened,
    ReceiptRead,
    Rejected,
    ReplyLost,
    ReplyRead,
    ReplySent,
    RowTaken,
    ScreenPassed,
    SmsDelivered,
    SmsFailed,
    SmsHeld,
    SmsSubmitted,
    VoucherActivated,
)
from smsflow.frozen import frozen
from smsflow.memo.consent import Consent
from smsflow.memo.policy import Policy, TimeoutStarts
from smsflow.memo.registration import Screen
from smsflow.memo.voucher import Voucher
from smsflow.moments import Instant
from smsflow.scenario.verdict.truth import Difference, Truths
from smsflow.sms.messages import Kind
from smsflow.words import Word

WAITING = (Consent.REQUESTED, Consent.AWAITING_REPLY)
"""records that a reply can still decide"""


class Fate(Word):
    """What became of an SMS or a reply."""

    COMING = "coming"
    SEEN = "seen"
    UNSEEN = "unseen"
    HELD = "held"
    FAILED = "failed"
    ELSEWHERE = "elsewhere"
    SENT = "sent"
    LOST = "lost"


@frozen
class Bubble:
    """A message on the phone, or one that should have been; `kind` is empty for a reply."""

    at: Instant
    kind: str
    text: str
    fate: Fate
    cause: str = ""


@frozen
class Note:
    """Something the service has seen: a key of the catalogue's `noted`, and what fills it in."""

    at: Instant
    key: str
    clauses: tuple[str, ...]
    about: dict[str, str]


@frozen
class Pupil:
    """A child of the guardian, and its voucher."""

    name: str
    grade: int
    voucher: str


@frozen
class Scene:
    """Everything a frame shows of one guardian."""

    guardian: str
    bubbles: tuple[Bubble, ...]
    faults: tuple[str, ...]
    screens: int
    """how many of the screens of a registration are done; 0 or all: none is under way"""
    consent: str
    path: tuple[str, ...]
    deadline: Instant | None
    pupils: tuple[Pupil, ...]
    notes: tuple[Note, ...]
    truth: str
    asked: bool
    """whether the guardian has seen a request of the latest offer"""
    asked_before: bool
    """whether they have seen none of it, but one of an earlier offer"""
    difference: Difference | None


def scene(events: Iterable[Event], guardian: str, policy: Policy) -> Scene:
    """The scene of a guardian after these events."""
    builder = _Builder(guardian, policy.timeout_starts is TimeoutStarts.DELIVERY)
    truths = Truths(policy)
    for event in events:
        truths.see(event)
        handler = _HANDLERS.get(type(event))
        if handler:
            handler(builder, event)
    differences = (*truths.wrongful_refusals(), *truths.wrongful_consents())
    known = guardian in truths.guardians()
    asked = known and truths.has_seen_request(guardian)
    return Scene(
        guardian,
        tuple(builder.bubbles.values()),
        tuple(builder.faults),
        len(builder.screens) % len(Screen),
        builder.path[-1],
        tuple(builder.path),
        builder.deadline if builder.path[-1] in WAITING else None,
        tuple(one for one in builder.pupils.values() if guardian in builder.linked[one.name]),
        tuple(builder.notes),
        str(truths.truth(guardian)) if known else "",
        asked,
        not asked and any(map(_is_seen_request, builder.bubbles.values())),
        next((one for one in differences if one.guardian == guardian), None),
    )


def _is_seen_request(bubble: Bubble) -> bool:
    return bubble.kind == Kind.CONSENT_REQUEST and bubble.fate is Fate.SEEN


@dataclass(slots=True)
class _Builder:
    guardian: str
    restarts: bool
    """whether each request has a deadline of its own"""
    bubbles: dict[str, Bubble] = field(default_factory=dict)
    faults: dict[str, None] = field(default_factory=dict)
    screens: dict[str, None] = field(default_factory=dict)
    path: list[str] = field(default_factory=lambda: [str(Consent.NOT_ASKED)])
    deadline: Instant | None = None
    pupils: dict[str, Pupil] = field(default_factory=dict)
    linked: dict[str, set[str]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    sms: set[str] = field(default_factory=set)
    """the SMS to this guardian"""

    def _note(self, event: Event, key: str, **about: str) -> None:
        self.notes.append(Note(event.at, key, event.clauses, about))

    def _become(self, message: str, fate: Fate, at: Instant, cause: str = "") -> None:
        bubble = self.bubbles[message]
        self.bubbles[message] = Bubble(at, bubble.kind, bubble.text, fate, cause)

    def _campaign(self, event: CampaignStarted) -> None:
        self._note(event, "campaign_started")

    def _submitted(self, event: SmsSubmitted) -> None:
        if event.subject == self.guardian:
            self.sms.add(event.sms)
            self.bubbles[event.sms] = Bubble(event.at, str(event.kind), event.text, Fate.COMING)
            self._note(event, "reminder" if event.reminder else str(event.kind))
            asked = event.kind is Kind.CONSENT_REQUEST and not event.reminder
            self.deadline = None if asked and self.restarts else self.deadline

    def _delivered(self, event: SmsDelivered) -> None:
        if event.sms in self.sms:
            fate = Fate.SEEN if event.seen else Fate.UNSEEN
            if event.subject != self.guardian:
                fate = Fate.ELSEWHERE
            self._become(event.sms, fate, event.at, event.cause)

    def _held(self, event: SmsHeld) -> None:
        if event.sms in self.sms:
            self._become(event.sms, Fate.HELD, event.at, event.cause)

    def _failed(self, event: SmsFailed) -> None:
        if event.sms in self.sms:
            self._become(event.sms, Fate.FAILED, event.at, event.cause)

    def _receipt(self, event: ReceiptRead) -> None:
        if event.sms in self.sms:
            self._note(event, str(event.status))

    def _sent(self, event: ReplySent) -> None:
        if event.guardian and event.subject == self.guardian:
            self.bubbles[event.reply] = Bubble(event.at, "", event.text, Fate.SENT)

    def _lost(self, event: ReplyLost) -> None:
        if event.reply in self.bubbles:
            self._become(event.reply, Fate.LOST, event.at, event.cause)

    def _read(self, event: ReplyRead) -> None:
        if event.subject == self.guardian:
            self._note(event, "reply", text=event.text)

    def _row(self, event: RowTaken) -> None:
        machine = event.row.partition(".")[0]
        if event.source == event.target:
            return
        if machine == "consent" and event.subject == self.guardian:
            self.path.append(event.target)
        elif machine == "voucher" and event.subject in self.pupils:
            pupil = self.pupils[event.subject]
            self.pupils[event.subject] = Pupil(pupil.name, pupil.grade, event.target)

    def _clock(self, event: ClockStarted) -> None:
        if event.subject == self.guardian:
            self.deadline = event.deadline

    def _offered(self, event: OfferOpened) -> None:
        if event.subject == self.guardian:
            self.deadline = None

    def _deadline_passed(self, event: DeadlinePassed) -> None:
        if event.subject == self.guardian:
            self._note(event, "deadline_passed")

    def _child(self, event: ChildKnown) -> None:
        self.pupils[event.subject] = Pupil(event.subject, event.grade, str(Voucher.NONE))
        self.linked[event.subject] = set(event.guardians)

    def _linked(self, event: GuardianAdded) -> None:
        self.linked[event.subject].add(event.guardian)

    def _grade(self, event: GradeChanged) -> None:
        if event.subject in self.pupils:
            pupil = self.pupils[event.subject]
            self.pupils[event.subject] = Pupil(pupil.name, event.grade, pupil.voucher)

    def _child_left(self, event: ChildRemoved) -> None:
        self.pupils.pop(event.subject, None)

    def _fault(self, event: FaultPutOn) -> None:
        if event.subject == self.guardian:
            self.faults[event.cause] = None

    def _repaired(self, event: FaultLifted) -> None:
        if event.subject == self.guardian:
            self.faults.pop(event.cause, None)

    def _screen(self, event: ScreenPassed) -> None:
        if event.subject == self.guardian:
            self.screens[event.screen] = None

    def _entered(self, event: NumberEntered) -> None:
        if event.subject == self.guardian:
            self._note(event, "number_entered")

    def _removed(self, event: NumberRemoved) -> None:
        if event.subject == self.guardian:
            self._note(event, "number_removed")

    def _rejected(self, event: Rejected) -> None:
        if event.subject == self.guardian or event.subject in self.pupils:
            self._note(event, "turned_down", what=event.verb)

    def _activated(self, event: VoucherActivated) -> None:
        if self.guardian in self.linked.get(event.subject, ()):
            self._note(event, "activated", child=event.subject)


_HANDLERS: Handlers = {
    CampaignStarted: _Builder._campaign,
    SmsSubmitted: _Builder._submitted,
    SmsDelivered: _Builder._delivered,
    SmsHeld: _Builder._held,
    SmsFailed: _Builder._failed,
    ReceiptRead: _Builder._receipt,
    ReplySent: _Builder._sent,
    ReplyLost: _Builder._lost,
    ReplyRead: _Builder._read,
    RowTaken: _Builder._row,
    OfferOpened: _Builder._offered,
    ClockStarted: _Builder._clock,
    DeadlinePassed: _Builder._deadline_passed,
    ChildKnown: _Builder._child,
    GuardianAdded: _Builder._linked,
    GradeChanged: _Builder._grade,
    ChildRemoved: _Builder._child_left,
    FaultPutOn: _Builder._fault,
    FaultLifted: _Builder._repaired,
    ScreenPassed: _Builder._screen,
    NumberEntered: _Builder._entered,
    NumberRemoved: _Builder._removed,
    Rejected: _Builder._rejected,
    VoucherActivated: _Builder._activated,
}
