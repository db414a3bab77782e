"""Cuts an event list into beats: what is shown at once, and the one thing that is said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from smsflow.events import (
    CampaignStarted,
    ChildKnown,
    ChildListed,
    ChildRemoved,
    ClockStarted,
    DocumentsSubmitted,
    ErrorReported,
    Event,
    FaultLifted,
    FaultPutOn,
    GradeChanged,
    GuardianKnown,
    LinkApplied,
    MissingLinkTold,
    NumberEntered,
    NumberRemoved,
    QrSent,
    RegistrationStalled,
    Rejected,
    ReplyLost,
    ReplyRead,
    ReplySent,
    RowTaken,
    SmsDelivered,
    SmsFailed,
    SmsHeld,
    SmsSubmitted,
    StrangerRead,
    WalletOpened,
)
from smsflow.memo.registration import Registration
from smsflow.memo.voucher import Voucher
from smsflow.moments import Instant
from smsflow.scenario.verdict.cause import STALE_NUMBER
from smsflow.sms.messages import Kind


class Mark(NamedTuple):
    """A step is done: how many events there are by then, and the moment."""

    until: int
    at: Instant


class Beat(NamedTuple):
    """The first `until` events, at a moment; `key` names what is said, `about` fills it in.

    `guardian` is whom it concerns, and `since` the moment of the beat before.
    """

    until: int
    since: Instant
    at: Instant
    guardian: str
    key: str
    about: dict[str, str]


class Saying(NamedTuple):
    """What is said of an event: a key of the catalogue's `said`, and what fills it in."""

    key: str
    about: dict[str, str]


def beats(events: Sequence[Event], marks: Sequence[Mark]) -> list[Beat]:
    """The beats of a run, in order; the time that passes after the last is one as well.

    The first mark is where the run begins, with everybody there and no step done.
    """
    cutter = _Cutter(events, marks[0].at)
    done = 0
    for mark in marks:
        for index in range(done, mark.until):
            cutter.see(index, events[index])
        done = max(done, mark.until)
        cutter.settle(done, mark.at)
    return cutter.beats


class _Cutter:
    def __init__(self, events: Sequence[Event], start: Instant) -> None:
        self.beats: list[Beat] = []
        self._at = start
        self._guardian = next((e.subject for e in events if isinstance(e, GuardianKnown)), "")
        self._guardians: dict[str, str] = {}
        """each guardian's own name, and each child's first guardian"""
        self._kinds: dict[str, Kind] = {}
        self._vouchers: dict[str, str] = {}

    def see(self, index: int, event: Event) -> None:
        if isinstance(event, GuardianKnown):
            self._guardians[event.subject] = event.subject
        elif isinstance(event, ChildKnown) and event.guardians:
            self._guardians[event.subject] = event.guardians[0]
        elif isinstance(event, SmsSubmitted):
            self._kinds[event.sms] = event.kind
        elif isinstance(event, RowTaken) and event.row.startswith("voucher."):
            self._vouchers[event.subject] = event.target
        said = self._said(event)
        if said:
            self._guardian = self._guardians.get(event.subject, self._guardian)
            self._add(index + 1, event.at, said)
        elif self.beats and _belongs_before(event) and event.at == self.beats[-1].at:
            self.beats[-1] = self.beats[-1]._replace(until=index + 1)

    def settle(self, until: int, at: Instant) -> None:
        """Nothing more happens in this step."""
        if at > self._at:
            self._add(until, at, Saying("time_passed", {}))
        elif self.beats:
            self.beats[-1] = self.beats[-1]._replace(until=until)

    def _add(self, until: int, at: Instant, said: Saying) -> None:
        """One beat more. Time that has passed before it belongs to it, and is not told apart."""
        since = self._at
        if self.beats and self.beats[-1].key == "time_passed":
            since = self.beats.pop().since
        self.beats.append(Beat(until, since, at, self._guardian, *said))
        self._at = at

    def _said(self, event: Event) -> Saying | None:
        if isinstance(event, SmsDelivered):
            return self._delivered(event)
        teller = _TELLERS.get(type(event))
        said = teller(event) if teller else None
        if said and said.key == "activated" and self._another_waits(event.subject):
            return said._replace(key="activated_first")
        return said

    def _another_waits(self, child: str) -> bool:
        """Whether another child of the same guardian has a voucher to activate."""
        return any(
            voucher == Voucher.AWAITING_ACTIVATION
            and self._guardians.get(other) == self._guardians.get(child)
            for other, voucher in self._vouchers.items()
        )

    def _delivered(self, event: SmsDelivered) -> Saying:
        owner = self._guardians.get(event.subject, "")
        if not owner:
            return Saying("elsewhere", {"cause": STALE_NUMBER})
        if not event.seen:
            return Saying("unseen", {"cause": event.cause})
        return Saying(_SEEN[self._kinds[event.sms]], {})


_SEEN = {
    Kind.CONSENT_REQUEST: "seen_request",
    Kind.VOUCHER_LINK: "seen_link",
    Kind.REPLY_HINT: "seen_hint",
    Kind.REGISTRATION_CODE: "seen_code",
    Kind.MISSING_LINK_NOTICE: "seen_notice",
}
_CONSENT_ROWS = (
    "not_needed",
    "no_number",
    "unreached",
    "awaiting_reply",
    "consented",
    "refused",
    "lapsed",
)
"""states whose coming is told; `requested` is told by its SMS"""
_VOUCHER_ROWS = {
    Voucher.ACTIVE: "activated",
    Voucher.ACTIVATION_FAILED: "activation_failed",
    Voucher.DECLINED: "declined",
}


def _belongs_before(event: Event) -> bool:
    """Whether it follows from what was told last; anything else leads to what is told next."""
    of_voucher = isinstance(event, RowTaken) and event.row.startswith("voucher.")
    return of_voucher or isinstance(event, ClockStarted)


def _submitted(event: SmsSubmitted) -> Saying | None:
    if event.kind is not Kind.CONSENT_REQUEST:
        return None
    if event.reminder:
        return Saying("reminder", {})
    return Saying("consent_request_again" if event.offer > 1 else "consent_request", {})


def _row(event: RowTaken) -> Saying | None:
    machine = event.row.partition(".")[0]
    if event.source == event.target:
        return None
    if machine == "consent" and event.target in _CONSENT_ROWS:
        return Saying(event.target, {})
    if machine == "voucher" and event.target in _VOUCHER_ROWS:
        return Saying(_VOUCHER_ROWS[Voucher(event.target)], {"child": event.subject})
    if machine == "linking" and event.target == "linked":
        return Saying("linked", {"child": event.subject})
    if machine == "registration" and event.target == Registration.IN_PROGRESS:
        return Saying("registration_begun", {})
    return None


def _sent(event: ReplySent) -> Saying:
    if not event.guardian:
        return Saying("stranger", {"text": event.text})
    return Saying("reply_mistaken" if event.meant else "reply", {"text": event.text})


def _child(key: str) -> Callable[[Event], Saying]:
    return lambda event: Saying(key, {"child": event.subject})


def _caused(key: str) -> Callable[[Any], Saying]:
    return lambda event: Saying(key, {"cause": event.cause})


def _plain(key: str) -> Callable[[Event], Saying]:
    return lambda _event: Saying(key, {})


# (`Any`: each teller takes its own type of event.)
_TELLERS: dict[type[Event], Callable[[Any], Saying | None]] = {
    CampaignStarted: _plain("campaign_started"),
    SmsSubmitted: _submitted,
    SmsHeld: _caused("held"),
    SmsFailed: _caused("failed"),
    RowTaken: _row,
    ReplySent: _sent,
    ReplyLost: _caused("reply_lost"),
    ReplyRead: lambda event: Saying("reply_unclear", {}) if event.reason else None,
    StrangerRead: _plain("stranger_unknown"),
    FaultPutOn: _caused("fault_put_on"),
    FaultLifted: _caused("fault_lifted"),
    RegistrationStalled: _plain("registration_stalled"),
    NumberEntered: _plain("number_entered"),
    NumberRemoved: _plain("number_removed"),
    Rejected: lambda event: Saying("turned_down", {"what": ", ".join(event.clauses)}),
    ErrorReported: _child("reported"),
    QrSent: _child("qr_sent"),
    WalletOpened: _plain("wallet_opened"),
    MissingLinkTold: _child("link_told"),
    LinkApplied: _child("link_applied"),
    DocumentsSubmitted: _child("documents"),
    ChildListed: _child("child_listed"),
    ChildRemoved: _child("child_removed"),
    GradeChanged: lambda event: Saying(
        "grade_changed", {"child": event.subject, "grade": str(event.grade)}
    ),
}
