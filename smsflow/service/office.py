"""The service at work: reads receipts, replies and its clock, takes rows, sends SMS.

It knows the wire, the registers and the desk, and nothing of handsets, balances or intentions.
"""

from __future__ import annotations

from enum import StrEnum

from smsflow.clock import Clock, Due, Timer
from smsflow.events import (
    DeadlinePassed,
    Journal,
    NumberRemoved,
    ReceiptRead,
    Rejected,
    ReplyRead,
    RowMissing,
    RowTaken,
    SmsSubmitted,
    StrangerRead,
)
from smsflow.memo.consent import ConsentTrigger
from smsflow.memo.linking import LinkingTrigger
from smsflow.memo.policy import Policy
from smsflow.memo.registration import RegistrationTrigger, Screen
from smsflow.memo.table import BY_MODEL, Row
from smsflow.memo.voucher import VoucherTrigger
from smsflow.moments import Instant
from smsflow.service.machine import Flow, flows
from smsflow.service.models import ConsentModel, LinkModel, RegistrationModel, VoucherModel
from smsflow.service.records import Records
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
    Kind.REGISTRATION_CODE: ("R26",),
    Kind.MISSING_LINK_NOTICE: ("R13",),
}
_NO_REPORT = ("", "", "", "")


class Office:
    """One run of the service. What it sends lies in `outbox` until the wire takes it."""

    def __init__(self, policy: Policy, wording: Wording, clock: Clock, journal: Journal) -> None:
        self.policy = policy
        self.wording = wording
        self.clock = clock
        self.journal = journal
        self.registers = Registers(policy.addressees)
        self.records = Records()
        self.outbox: list[Sms] = []
        self.sent: dict[str, tuple[str, Kind]] = {}
        """whose every SMS is, and what it is for"""
        self.receipted: set[str] = set()
        """the consent requests of which a receipt has come"""
        self.sms_count = 0
        self._flows = flows(policy)
        self._spelling = Spelling(policy.reply_spelling.value)

    # What comes in: receipts and replies from the wire, timers from the clock.

    def receive_receipt(self, receipt: Receipt) -> None:
        """Read a delivery receipt; only those of consent requests can change anything."""
        guardian, kind = self.sent[receipt.sms]
        self.journal.add(ReceiptRead(self.clock.now, guardian, (), receipt.sms, receipt.status))
        if kind is not Kind.CONSENT_REQUEST:
            return
        self.receipted.add(receipt.sms)
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
        """Take a timer of the service's own."""
        name = timer.subject
        if self.is_overtaken(timer):
            return
        if timer.due is Due.TAKEN_AS_DELIVERED:
            sms = str(timer.content)
            self.step_consent(name, ConsentTrigger.TAKEN_AS_DELIVERED, at_hand=sms)
        elif timer.due is Due.DEADLINE:
            self.journal.add(DeadlinePassed(timer.at, name, ("R09",)))
            self.step_consent(name, ConsentTrigger.DEADLINE_PASSED)
        else:
            self.step_consent(name, ConsentTrigger.REMINDER_DUE)

    def is_overtaken(self, timer: Timer) -> bool:
        """Whether a timer of the service's own says nothing, now and for ever.

        Its receipt has come, or a newer clock has replaced it.
        """
        if timer.due is Due.TAKEN_AS_DELIVERED:
            return timer.content in self.receipted
        return timer.content != self.records.consents[timer.subject].clock

    # A step: take the one row, write it down, do what it says. None where the table has no row.

    def step_consent(
        self,
        name: str,
        trigger: ConsentTrigger,
        *,
        at_hand: str = "",
        since: Instant | None = None,
        verb: str = "",
    ) -> Row | None:
        """Tell a guardian's consent what happened; at hand is an SMS or a number."""
        began = self.clock.now if since is None else since
        record = self.records.consents[name]
        model = ConsentModel(record, self.records, self.registers, self.policy, at_hand, began)
        return self._step(self._flows.consent, model, trigger, verb)

    def step_voucher(
        self,
        name: str,
        trigger: VoucherTrigger,
        *,
        at_hand: str = "",
        report: tuple[str, str, str, str] = _NO_REPORT,
        verb: str = "",
    ) -> Row | None:
        """Tell a child's voucher what happened; at hand is a guardian."""
        record = self.records.vouchers[name]
        model = VoucherModel(record, self.records, self.registers, at_hand, report)
        return self._step(self._flows.voucher, model, trigger, verb)

    def step_linking(
        self,
        name: str,
        trigger: LinkingTrigger,
        *,
        at_hand: str = "",
        through: str = "",
        documents: tuple[str, ...] = (),
        representative: bool = False,
        verb: str = "",
    ) -> Row | None:
        """Tell a child's link what happened; at hand is a guardian."""
        model = LinkModel(
            self.records.links[name],
            self.registers,
            at_hand,
            through=through,
            documents=documents,
            representative=representative,
        )
        return self._step(self._flows.linking, model, trigger, verb)

    def step_registration(
        self,
        name: str,
        trigger: RegistrationTrigger,
        *,
        number: str = "",
        screen: Screen | None = None,
        verb: str = "",
    ) -> Row | None:
        """Tell a guardian's registration what happened."""
        record = self.records.registrations[name]
        model = RegistrationModel(record, self.registers, number, screen)
        return self._step(self._flows.registration, model, trigger, verb)

    def _step(
        self,
        flow: Flow,
        model: ConsentModel | VoucherModel | LinkModel | RegistrationModel,
        trigger: StrEnum,
        verb: str,
    ) -> Row | None:
        now, record = self.clock.now, model.record
        name, source = record.name, record.state
        decision = flow.decide(source, trigger, model)
        if decision is None:
            self.journal.add(RowMissing(now, name, (), flow.table.name, source, str(trigger)))
            return None
        row, row_id, target, effects = decision
        self.journal.add(RowTaken(now, name, row.clauses, row_id, source, target))
        if row.rejects:
            clause = model.rejects if row.rejects == BY_MODEL else row.rejects
            self.journal.add(Rejected(now, name, (clause,), verb, row_id))
        record.state = target
        for effect in effects:
            effect(self, model, decision)
        return row

    # What effects and the desk share.

    def send(
        self,
        guardian: str,
        kind: Kind,
        called_by: str,
        *,
        reminder: bool = False,
        number: str | None = None,
    ) -> Sms:
        """Send an SMS to a guardian, on the number МАБ holds unless one is given."""
        now = self.clock.now
        language = self.registers.guardians[guardian].language
        template = self.wording.template(language, kind)
        self.sms_count += 1
        sms = Sms(
            f"sms-{self.sms_count}",
            self.registers.numbers[guardian] if number is None else number,
            template.filled(self.sms_count),
            now,
            self.policy.delivery_validity,
        )
        self.sent[sms.id] = (guardian, kind)
        self.journal.add(
            SmsSubmitted(
                now,
                guardian,
                _SMS_CLAUSES[kind],
                sms.id,
                kind,
                reminder,
                self.records.consents[guardian].offer,
                sms.number,
                sms.text,
                language,
                template.encoding,
                template.segments,
                template.budget,
                called_by,
            )
        )
        self.outbox.append(sms)
        return sms

    def enter_number(self, guardian: str, number: str, verb: str) -> bool:
        """МАБ takes a number for a guardian (R45); false where it turns it down."""
        row = self.step_registration(
            guardian, RegistrationTrigger.NUMBER_ENTERED, number=number, verb=verb
        )
        return row is not None and row.rejects is None

    def remove_number(self, guardian: str, clauses: tuple[str, ...]) -> None:
        """МАБ holds no number for a guardian any more (R44)."""
        self.registers.remove_number(guardian)
        self.journal.add(NumberRemoved(self.clock.now, guardian, clauses))
        self.step_registration(guardian, RegistrationTrigger.NUMBER_REMOVED)
