"""A run as people tell it: the messages, each a line of a `messages:` block, the rest as comments.

What is printed can be pasted back into a scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from smsflow.events import (
    CampaignStarted,
    ChildListed,
    ChildRemoved,
    DocumentsSubmitted,
    ErrorArmed,
    ErrorReported,
    Event,
    FaultLifted,
    FaultPutOn,
    GradeChanged,
    GuardianAdded,
    HandsetChanged,
    LinkApplied,
    MissingLinkTold,
    NumberEntered,
    NumberRemoved,
    QrSent,
    ReceiptLost,
    RegistrationStalled,
    Rejected,
    ReplyLost,
    ReplyRead,
    ReplySent,
    RowMissing,
    RowTaken,
    ScreenPassed,
    SmsDelivered,
    SmsFailed,
    SmsHeld,
    SmsSubmitted,
    StrangerRead,
    VoucherActivated,
    VoucherDeclined,
    WalletOpened,
)
from smsflow.moments import Instant, format_duration
from smsflow.sms.numbers import SHORT_CODE, format_mobile


def transcript(events: Iterable[Event]) -> list[str]:
    """The lines of a run, in order."""
    return list(_Teller().tell(events))


def sentence_of(event: Event) -> str:
    """What a comment says of an event that is no message and moves no machine; else nothing."""
    teller = _TELLERS.get(type(event))
    return str(teller(event)) if teller else ""


class _Teller:
    def __init__(self) -> None:
        self._start: Instant | None = None
        self._message_at: Instant = 0
        self._line_at: Instant = 0
        self._kinds: dict[str, str] = {}
        self._held: set[str] = set()
        self._after_reply = False

    def tell(self, events: Iterable[Event]) -> Iterator[str]:
        for event in events:
            if self._start is None:
                self._start = self._message_at = self._line_at = event.at
            if isinstance(event, SmsSubmitted):
                self._kinds[event.sms] = str(event.kind)
                yield self._message(event.at, SHORT_CODE, event.subject, str(event.kind))
            elif isinstance(event, ReplySent):
                sender = event.subject if event.guardian else format_mobile(event.number)
                yield self._message(event.at, sender, SHORT_CODE, event.text)
                if event.meant:
                    yield f"#   {event.subject} means {event.meant}"
            else:
                said = self._comment(event)
                if said:
                    yield self._timed(event.at, said)
            if not isinstance(event, (RowTaken, ReplyRead)):
                self._after_reply = False

    def _message(self, at: Instant, sender: str, receiver: str, text: str) -> str:
        waited = at - self._message_at
        self._message_at = self._line_at = at
        return f"{f'+{format_duration(waited)} ' if waited else ''}{sender} > {receiver}: {text}"

    def _timed(self, at: Instant, said: str) -> str:
        moved = at != self._line_at
        self._line_at = at
        return (
            f"# at {format_duration(at - (self._start or 0))}: {said}" if moved else f"#   {said}"
        )

    def _comment(self, event: Event) -> str:
        if said := sentence_of(event):
            return said + _cited(event)
        if isinstance(event, RowTaken):
            return self._row(event)
        if isinstance(event, ReplyRead):
            self._after_reply = True
            return f"1414 cannot read it: {event.reason}" if event.reason else ""
        if isinstance(event, SmsDelivered):
            return self._delivered(event)
        if isinstance(event, (SmsHeld, SmsFailed)):
            self._held.add(event.sms)
            what = "held back" if isinstance(event, SmsHeld) else str(event.status)
            return f"{self._kinds.get(event.sms, '')} {what}: {event.cause}" + _cited(event)
        return ""

    def _row(self, event: RowTaken) -> str:
        told, self._after_reply = self._after_reply, False
        if event.source != event.target:
            moved = f"{event.subject}: {event.source} → {event.target}"
            return f"{moved}, {event.row}" + _cited(event)
        if told:
            return f"{event.subject}: stays {event.target}, {event.row}" + _cited(event)
        return ""

    def _delivered(self, event: SmsDelivered) -> str:
        kind = self._kinds.get(event.sms, "")
        if not event.seen:
            return f"{kind} delivered, not seen: {event.cause}" + _cited(event)
        return f"{event.subject} sees the {kind}" if event.sms in self._held else ""


def _cited(event: Event) -> str:
    return f" ({', '.join(event.clauses)})" if event.clauses else ""


_THROUGH = {"app": "in the app", "centre": "at a centre"}
_TELLERS: dict[type[Event], Callable[[Any], str]] = {
    CampaignStarted: lambda _: "start_campaign",
    Rejected: lambda event: f"{event.verb} of {event.subject} is rejected",
    RowMissing: lambda event: f"no row in {event.table} for {event.state} + {event.trigger}",
    FaultPutOn: lambda event: f"fault on {event.subject}: {event.cause}",
    FaultLifted: lambda event: f"repaired on {event.subject}: {event.cause}",
    ReplyLost: lambda event: f"the reply never leaves: {event.cause}",
    ReceiptLost: lambda _: "the receipt is lost",
    StrangerRead: lambda _: "1414 knows nobody by this number",
    HandsetChanged: lambda event: (
        f"{event.subject} holds {format_mobile(event.number)}"
        if event.number
        else f"{event.subject} holds no number"
    ),
    NumberEntered: lambda event: f"МАБ: {event.subject} is {format_mobile(event.number)}",
    NumberRemoved: lambda event: f"МАБ: {event.subject} has no number",
    MissingLinkTold: lambda event: (
        f"МИО tells {event.guardian} that {event.subject} is not linked"
        + (", by SMS" if event.by_sms else "")
    ),
    LinkApplied: lambda event: (
        f"{event.guardian} applies for the link to {event.subject}, {_THROUGH[event.through]}"
    ),
    DocumentsSubmitted: lambda event: (
        f"documents for {event.subject}: {', '.join(event.documents) or 'none'}"
        + (f"; missing: {', '.join(event.missing)}" if event.missing else "")
    ),
    ScreenPassed: lambda event: f"{event.subject} gets past {event.screen}",
    RegistrationStalled: lambda event: f"{event.subject} is stopped at {event.screen}",
    ChildListed: lambda event: f"list_child {event.subject}",
    ChildRemoved: lambda event: f"remove_child {event.subject}",
    GradeChanged: lambda event: f"{event.subject} is in grade {event.grade}",
    GuardianAdded: lambda event: f"{event.guardian} is a guardian of {event.subject}",
    WalletOpened: lambda event: (
        f"{event.subject} sees "
        + (", ".join(f"{child}: {status}" for child, status in event.vouchers) or "no voucher")
    ),
    VoucherActivated: lambda event: f"{event.by} activates {event.subject}",
    VoucherDeclined: lambda event: f"{event.subject} is declined: {event.reason}",
    QrSent: lambda event: f"the QR code of {event.subject} goes to school",
    ErrorArmed: lambda event: f"the next activation of {event.subject} will fail",
    ErrorReported: lambda event: f"the error of {event.subject} is reported",
}
