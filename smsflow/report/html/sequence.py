"""What happened to one guardian as a sequence diagram: five lifelines, a row for each thing.

A row is a message under way, or a note at a lifeline. An SMS that travels on within one
instant stays in its row. `drawing` gives the rows their places.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from smsflow.events import (
    DocumentsSubmitted,
    ErrorArmed,
    ErrorReported,
    Event,
    FaultLifted,
    FaultPutOn,
    Handlers,
    HandsetChanged,
    LinkApplied,
    QrSent,
    ReceiptLost,
    ReceiptRead,
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
from smsflow.moments import Instant
from smsflow.report.causes import words
from smsflow.report.html.labels import kind_of, label_of, reading, spaced, states_of


class Lifeline(IntEnum):
    """Who takes part, from left to right."""

    GUARDIAN = 0
    HANDSET = 1
    CARRIER = 2
    SERVICE = 3
    WALLET = 4


_GUARDIAN, _HANDSET, _CARRIER, _SERVICE, _WALLET = Lifeline


@dataclass(slots=True)
class Row:
    """One thing that happened: a message over `stops`, or a note where there is but one stop.

    A message with `lost` ends in a cross just before its last stop, and `why` says what kept it.
    """

    at: Instant
    stops: list[Lifeline]
    label: str
    clauses: dict[str, None] = field(default_factory=dict)
    lost: bool = False
    why: str = ""
    receipt: bool = False
    alarm: bool = False
    about: str = ""
    """whose note it is"""


def rows_of(events: Iterable[Event], guardian: str) -> list[Row]:
    """The rows of a guardian's diagram, in order; the events are those that concern them."""
    reader = _Reader(guardian)
    for event in events:
        reader.see(event)
    return reader.rows


class _Reader:
    def __init__(self, guardian: str) -> None:
        self.rows: list[Row] = []
        self._guardian = guardian
        self._kinds: dict[str, str] = {}
        self._under_way: dict[str, Row] = {}
        """the newest row of each SMS and reply"""
        self._after_reply = False

    def see(self, event: Event) -> None:
        """Take the next event."""
        handler = _HANDLERS.get(type(event))
        if handler:
            handler(self, event)
        elif said := label_of(event):
            self._note(event, _NOTED_AT.get(type(event), _SERVICE), said)
        if not isinstance(event, (RowTaken, ReplyRead)):
            self._after_reply = False

    def _add(self, event: Event, stops: list[Lifeline], label: str, **more: Any) -> Row:
        row = Row(event.at, stops, label, dict.fromkeys(event.clauses), **more)
        self.rows.append(row)
        return row

    def _note(self, event: Event, lifeline: Lifeline, label: str, *, alarm: bool = False) -> Row:
        return self._add(event, [lifeline], label, alarm=alarm, about=event.subject)

    def _travels(self, event: Event, key: str, label: str, *stops: Lifeline) -> Row:
        """A message goes on: in its row while no time has passed, else in a new one."""
        row = self._under_way.get(key)
        if row and row.at == event.at and row.stops[-1] is stops[0] and not row.lost:
            row.stops.extend(stops[1:])
            row.clauses.update(dict.fromkeys(event.clauses))
            return row
        row = self._under_way[key] = self._add(event, list(stops), label)
        return row

    def _lost(self, row: Row, why: str) -> None:
        row.lost, row.why = True, why

    def _submitted(self, event: SmsSubmitted) -> None:
        kind = self._kinds[event.sms] = kind_of(event)
        self._travels(event, event.sms, kind, _SERVICE, _CARRIER)

    def _delivered(self, event: SmsDelivered) -> None:
        kind = self._kinds.get(event.sms, "")
        stops = (_CARRIER, _HANDSET)
        if event.subject != self._guardian:
            row = self._travels(event, event.sms, kind, *stops)
            self._lost(row, f"reaches another's phone, not {self._guardian}'s")
            return
        row = self._travels(event, event.sms, kind, *stops, _GUARDIAN)
        if not event.seen:
            self._lost(row, f"never seen: {words().cause(event.cause)}")

    def _held(self, event: SmsHeld) -> None:
        row = self._travels(event, event.sms, self._kinds.get(event.sms, ""), _CARRIER, _HANDSET)
        self._lost(row, f"held back: {words().cause(event.cause)}")

    def _failed(self, event: SmsFailed) -> None:
        row = self._travels(event, event.sms, self._kinds.get(event.sms, ""), _CARRIER, _HANDSET)
        why = f": {words().cause(event.cause)}" if event.cause else ""
        self._lost(row, f"{event.status}{why}")

    def _receipt(self, event: ReceiptRead) -> None:
        self._add(event, [_CARRIER, _SERVICE], words().noted[event.status], receipt=True)

    def _receipt_lost(self, event: ReceiptLost) -> None:
        row = self._add(event, [_CARRIER, _SERVICE], "receipt", receipt=True)
        self._lost(row, "the receipt is lost")

    def _reply(self, event: ReplySent) -> None:
        if event.subject != self._guardian:
            who = event.subject if event.guardian else "a stranger"
            self._travels(event, event.reply, f"{event.text} (by {who})", _HANDSET, _CARRIER)
            return
        said = f"{event.text} (means {event.meant})" if event.meant else event.text
        self._travels(event, event.reply, said, _GUARDIAN, _HANDSET, _CARRIER)

    def _reply_lost(self, event: ReplyLost) -> None:
        row = self._under_way[event.reply]
        row.clauses.update(dict.fromkeys(event.clauses))
        self._lost(row, f"never leaves: {words().cause(event.cause)}")

    def _read(self, event: ReplyRead) -> None:
        row = self._travels(event, event.reply, event.text, _CARRIER, _SERVICE)
        whose = "" if event.subject == self._guardian else f", of {event.subject}"
        why = f": {event.reason}" if event.reason else ""
        row.why = f"read as {reading(event.answer)}{whose}{why}"
        self._after_reply = True

    def _stranger_read(self, event: StrangerRead) -> None:
        row = self._travels(event, event.reply, event.text, _CARRIER, _SERVICE)
        row.why, row.alarm = label_of(event), True

    def _row(self, event: RowTaken) -> None:
        told, self._after_reply = self._after_reply, False
        machine, _, name = event.row.partition(".")
        who = "" if machine == "consent" else f"{event.subject}: "
        where = _WALLET if machine == "voucher" else _SERVICE
        source, target = states_of(event)
        if event.source != event.target:
            self._note(event, where, f"{who}{source} → {target}")
        elif told:
            self._note(event, where, f"{who}stays {target}: {spaced(name)}")

    def _screen(self, event: ScreenPassed) -> None:
        """Fourteen screens in a row would be fourteen rows: a line for those of one moment."""
        last = self.rows[-1] if self.rows else None
        if last and last.about == "screens" and last.at == event.at:
            first = last.label.partition(" … ")[0]
            last.label = f"{first} … {spaced(event.screen)}"
            last.clauses[event.clauses[0]] = None
            return
        self._add(event, [_GUARDIAN], spaced(event.screen), about="screens")

    def _stalled(self, event: RegistrationStalled) -> None:
        self._note(event, _GUARDIAN, label_of(event), alarm=True)

    def _fault(self, event: FaultPutOn) -> None:
        self._note(event, _HANDSET, f"fault: {words().cause(event.cause)}", alarm=True)

    def _lifted(self, event: FaultLifted) -> None:
        self._note(event, _HANDSET, f"repaired: {words().cause(event.cause)}")

    def _alarm(self, event: Event) -> None:
        where = _WALLET if isinstance(event, ErrorArmed) else _SERVICE
        self._note(event, where, label_of(event), alarm=True)

    def _asks_service(self, event: Event) -> None:
        self._add(event, [_GUARDIAN, _SERVICE], label_of(event))

    def _acts(self, event: Event) -> None:
        """Something is done in Social Wallet: drawn before the change that it makes."""
        row = self._add(event, [_GUARDIAN, _WALLET], label_of(event))
        for change in self.rows[-2:-1]:
            if change.about == event.subject and change.at == event.at:
                self.rows[-2:] = [row, change]

    def _sends_code(self, event: QrSent) -> None:
        self._add(event, [_GUARDIAN, _WALLET], label_of(event))

    def _looks(self, event: WalletOpened) -> None:
        self._add(event, [_WALLET, _GUARDIAN], label_of(event))


_NOTED_AT: dict[type[Event], Lifeline] = {HandsetChanged: _HANDSET}
_HANDLERS: Handlers = {
    SmsSubmitted: _Reader._submitted,
    SmsDelivered: _Reader._delivered,
    SmsHeld: _Reader._held,
    SmsFailed: _Reader._failed,
    ReceiptRead: _Reader._receipt,
    ReceiptLost: _Reader._receipt_lost,
    ReplySent: _Reader._reply,
    ReplyLost: _Reader._reply_lost,
    ReplyRead: _Reader._read,
    StrangerRead: _Reader._stranger_read,
    RowTaken: _Reader._row,
    ScreenPassed: _Reader._screen,
    RegistrationStalled: _Reader._stalled,
    FaultPutOn: _Reader._fault,
    FaultLifted: _Reader._lifted,
    Rejected: _Reader._alarm,
    RowMissing: _Reader._alarm,
    ErrorArmed: _Reader._alarm,
    LinkApplied: _Reader._asks_service,
    DocumentsSubmitted: _Reader._asks_service,
    VoucherActivated: _Reader._acts,
    VoucherDeclined: _Reader._acts,
    ErrorReported: _Reader._acts,
    QrSent: _Reader._sends_code,
    WalletOpened: _Reader._looks,
}
