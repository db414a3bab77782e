"""The service at work: reads receipts, replies and its clock, takes rows, sends SMS.

It knows the wire, the registers and the desk, and nothing of handsets, balances or intentions.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from smsflow.clock import Clock, Due, Timer
from smsflow.events import (
    ClockStarted,
    DeadlinePassed,
    Journal,
    NumberEntered,
    NumberRemoved,
    OfferOpened,
    QrSent,
    ReceiptRead,
    Rejected,
    ReplyRead,
    RowMissing,
    RowTaken,
    SmsSubmitted,
    StrangerRead,
    VoucherActivated,
)
from smsflow.memo.consent import ConsentEffect, ConsentTrigger
from smsflow.memo.policy import Policy
from smsflow.memo.table import Conditional, Effect, Row
from smsflow.memo.voucher import VoucherEffect, VoucherTrigger
from smsflow.moments import Instant
from smsflow.service.machine import Flow, flows
from smsflow.service.records import ConsentRecord, Records, VoucherRecord
from smsflow.service.registers import Registers
from smsflow.sms.messages import Kind, Receipt, Reply, Sms, Status
from smsflow.sms.reply import Answer, Spelling, parse_reply
from smsflow.sms.wording import Wording

_READINGS = {
    Answer.CONSENT: (ConsentTrigger.CONSENT_READ, ("R07",)),
    Answer.REFUSE: (ConsentTrigger.REFUSAL_READ, ("R08",)),
    Answer.UNCLEAR: (ConsentTrigger.UNCLEAR_READ, ()),
}
_SMS_CLAUSES = {
    Kind.CONSENT_REQUEST: ("R06",),
    Kind.VOUCHER_LINK: ("R10",),
    Kind.REPLY_HINT: ("R07",),
}


class Office:
    """One run of the service."""

    def __init__(
        self,
        policy: Policy,
        wording: Wording,
        clock: Clock,
        journal: Journal,
        submit: Callable[[Sms], None],
    ) -> None:
        self.policy = policy
        self.wording = wording
        self.clock = clock
        self.journal = journal
        self.registers = Registers(policy.addressees)
        self.records = Records(policy, self.registers)
        self._submit = submit
        self._consent_flow, self._voucher_flow = flows(policy)
        self._sent: dict[str, tuple[str, Kind]] = {}
        """whose every SMS is, and what it is for"""
        self._sms_count = 0
        self._receipted: set[str] = set()
        self._spelling = Spelling(policy.reply_spelling.value)

    # What comes in: receipts and replies from the wire, timers from the clock.

    def receive_receipt(self, receipt: Receipt) -> None:
        """Read a delivery receipt; only those of consent requests can change anything."""
        guardian, kind = self._sent[receipt.sms]
        self.journal.add(ReceiptRead(self.clock.now, guardian, (), receipt.sms, receipt.status))
        if kind is not Kind.CONSENT_REQUEST:
            return
        self._receipted.add(receipt.sms)
        delivered = receipt.status is Status.DELIVERED
        trigger = ConsentTrigger.DELIVERED if delivered else ConsentTrigger.FAILED
        self.step_consent(guardian, trigger, at_hand=receipt.sms, since=receipt.at)

    def receive_reply(self, reply: Reply) -> None:
        """Read a reply, for whomever МАБ says the number belongs to (R07, R08)."""
        guardian = self.registers.holders.get(reply.number)
        if guardian is None:
            self.journal.add(StrangerRead(self.clock.now, reply.number, (), reply.id, reply.text))
            return
        reading = parse_reply(reply.text, self._spelling)
        trigger, clauses = _READINGS[reading.answer]
        self.journal.add(
            ReplyRead(
                self.clock.now,
                guardian,
                clauses,
                reply.id,
                reply.number,
                reply.text,
                reading.answer.value,
                reading.reason,
            )
        )
        self.step_consent(guardian, trigger)

    def wake(self, timer: Timer) -> None:
        """Take a timer of the service's own; one that a newer clock replaced says nothing."""
        name = timer.subject
        if timer.due is Due.TAKEN_AS_DELIVERED:
            if timer.content not in self._receipted:
                self.step_consent(
                    name, ConsentTrigger.TAKEN_AS_DELIVERED, at_hand=str(timer.content)
                )
        elif timer.content == self.records.consents[name].clock:
            if timer.due is Due.DEADLINE:
                self.journal.add(DeadlinePassed(timer.at, name, ("R09",)))
                self.step_consent(name, ConsentTrigger.DEADLINE_PASSED)
            else:
                self.step_consent(name, ConsentTrigger.REMINDER_DUE)

    # A step: take the one row, write it down, do what it says.

    def step_consent(
        self,
        name: str,
        trigger: ConsentTrigger,
        *,
        at_hand: str = "",
        since: Instant | None = None,
        verb: str = "",
    ) -> Row | None:
        """Tell a guardian's consent what happened; the row taken, None if the table has none."""
        record = self.records.consents[name]
        record.at_hand = at_hand
        record.since = self.clock.now if since is None else since
        row = self._take(self._consent_flow, record, trigger, verb)
        if row:
            for effect in row.effects:
                _CONSENT_EFFECTS[effect](self, record, row)
        return row

    def step_voucher(
        self, name: str, trigger: VoucherTrigger, *, at_hand: str = "", verb: str = ""
    ) -> Row | None:
        """Tell a child's voucher what happened; the row taken, None if the table has none."""
        record = self.records.vouchers[name]
        record.at_hand = at_hand
        row = self._take(self._voucher_flow, record, trigger, verb)
        if row:
            for effect in row.effects:
                _VOUCHER_EFFECTS[effect](self, record, row)
        return row

    def _take(
        self, flow: Flow, record: ConsentRecord | VoucherRecord, trigger: StrEnum, verb: str
    ) -> Row | None:
        now, source = self.clock.now, record.state
        row = flow.step(record, trigger)
        if row is None:
            self.journal.add(
                RowMissing(now, record.name, (), flow.table.name, source, str(trigger))
            )
            return None
        row_id = flow.id_of(row)
        self.journal.add(RowTaken(now, record.name, row.clauses, row_id, source, record.state))
        if row.rejects:
            self.journal.add(Rejected(now, record.name, (row.rejects,), verb, row_id))
        return row

    # Effects on a consent.

    def open_offer(self, record: ConsentRecord, row: Row) -> None:
        record.begin_offer()
        silent = ConsentEffect.SEND_REQUEST not in row.effects
        self.journal.add(
            OfferOpened(self.clock.now, record.name, row.clauses, record.offer, silent)
        )

    def count_reoffer(self, record: ConsentRecord, _row: Row) -> None:
        record.reoffers += 1

    def send_request(self, record: ConsentRecord, row: Row) -> None:
        sms = self._send(record, Kind.CONSENT_REQUEST, row)
        record.newest_request = sms.id
        record.asked_numbers.add(sms.number)
        self.clock.set(sms.submitted_at + sms.validity, Due.TAKEN_AS_DELIVERED, record.name, sms.id)

    def send_reminder(self, record: ConsentRecord, row: Row) -> None:
        self._send(record, Kind.CONSENT_REQUEST, row, reminder=True)

    def send_hint(self, record: ConsentRecord, row: Row) -> None:
        self._send(record, Kind.REPLY_HINT, row)
        record.hint_given = True

    def send_link(self, record: ConsentRecord, row: Row) -> None:
        self._send(record, Kind.VOUCHER_LINK, row)

    def _send(self, record: ConsentRecord, kind: Kind, row: Row, *, reminder: bool = False) -> Sms:
        now = self.clock.now
        language = record.guardian.language
        template = self.wording.template(language, kind)
        self._sms_count += 1
        sms = Sms(
            f"sms-{self._sms_count}",
            self.registers.numbers[record.name],
            template.text,
            now,
            self.policy.delivery_validity,
        )
        self._sent[sms.id] = (record.name, kind)
        self.journal.add(
            SmsSubmitted(
                now,
                record.name,
                _SMS_CLAUSES[kind],
                sms.id,
                kind,
                reminder,
                record.offer,
                sms.number,
                sms.text,
                language,
                template.encoding,
                template.segments,
                template.budget,
                self._consent_flow.id_of(row),
            )
        )
        self._submit(sms)
        return sms

    def start_clock(self, record: ConsentRecord, _row: Row) -> None:
        deadline = record.since + self.policy.reply_timeout
        record.clock += 1
        self.journal.add(ClockStarted(self.clock.now, record.name, ("R09",), deadline))
        self.clock.set(deadline, Due.DEADLINE, record.name, record.clock)
        for count in range(1, self.policy.reminders + 1):
            due = record.since + count * self.policy.reminder_every
            if due < deadline:
                self.clock.set(due, Due.REMINDER, record.name, record.clock)

    def mark_reopened(self, record: ConsentRecord, _row: Row) -> None:
        record.reopened = True

    def cover_children(self, record: ConsentRecord, _row: Row) -> None:
        for child in self.registers.eligible_children(record.name):
            record.covered_children.add(child.name)
            self.step_voucher(child.name, VoucherTrigger.CONSENT_GIVEN, at_hand=record.name)

    def withdraw_consent(self, record: ConsentRecord, _row: Row) -> None:
        record.covered_children.clear()
        for child in self.registers.eligible_children(record.name):
            self.step_voucher(child.name, VoucherTrigger.CONSENT_WITHDRAWN, at_hand=record.name)

    def free_number(self, record: ConsentRecord, row: Row) -> None:
        holder = self.registers.holders[record.at_hand]
        self.registers.remove_number(holder)
        self.journal.add(NumberRemoved(self.clock.now, holder, row.clauses))

    def enter_number(self, record: ConsentRecord, row: Row) -> None:
        self.registers.enter_number(record.name, record.at_hand)
        self.journal.add(NumberEntered(self.clock.now, record.name, row.clauses, record.at_hand))

    # Effects on a voucher.

    def disarm_error(self, record: VoucherRecord, _row: Row) -> None:
        record.error_armed = False

    def note_activation(self, record: VoucherRecord, _row: Row) -> None:
        record.activated_by = record.at_hand
        self.journal.add(
            VoucherActivated(self.clock.now, record.name, ("R37", "R59"), record.at_hand)
        )

    def note_qr(self, record: VoucherRecord, _row: Row) -> None:
        guardian = record.activated_by or next(iter(record.child.guardians), "")
        self.journal.add(QrSent(self.clock.now, record.name, ("R38",), guardian))


_CONSENT_EFFECTS: dict[Effect | Conditional, Callable[[Office, ConsentRecord, Row], None]] = {
    ConsentEffect.OPEN_OFFER: Office.open_offer,
    ConsentEffect.COUNT_REOFFER: Office.count_reoffer,
    ConsentEffect.SEND_REQUEST: Office.send_request,
    ConsentEffect.SEND_REMINDER: Office.send_reminder,
    ConsentEffect.SEND_HINT: Office.send_hint,
    ConsentEffect.SEND_LINK: Office.send_link,
    ConsentEffect.START_CLOCK: Office.start_clock,
    ConsentEffect.MARK_REOPENED: Office.mark_reopened,
    ConsentEffect.COVER_CHILDREN: Office.cover_children,
    ConsentEffect.WITHDRAW_CONSENT: Office.withdraw_consent,
    ConsentEffect.FREE_NUMBER: Office.free_number,
    ConsentEffect.ENTER_NUMBER: Office.enter_number,
}
_VOUCHER_EFFECTS: dict[Effect | Conditional, Callable[[Office, VoucherRecord, Row], None]] = {
    VoucherEffect.DISARM_ERROR: Office.disarm_error,
    VoucherEffect.NOTE_ACTIVATION: Office.note_activation,
    VoucherEffect.NOTE_QR: Office.note_qr,
}
