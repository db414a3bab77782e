"""What the service does once a row is taken: one function for each effect the tables name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from smsflow.clock import Due
from smsflow.events import (
    ClockStarted,
    DocumentsSubmitted,
    GuardianAdded,
    LinkApplied,
    MissingLinkTold,
    NumberEntered,
    OfferOpened,
    QrSent,
    RegistrationStalled,
    ScreenPassed,
    VoucherActivated,
)
from smsflow.memo.consent import ConsentEffect, ConsentTrigger
from smsflow.memo.linking import DOCUMENT_CLAUSES, Document, LinkingEffect, missing_documents
from smsflow.memo.policy import MissingLinkNotice
from smsflow.memo.registration import SCREENS, RegistrationEffect, Screen
from smsflow.memo.table import Conditional, Effect
from smsflow.memo.voucher import VoucherEffect, VoucherTrigger
from smsflow.service.models import ConsentModel, LinkModel, RegistrationModel, VoucherModel
from smsflow.sms.messages import Kind

if TYPE_CHECKING:
    from smsflow.service.machine import Decision
    from smsflow.service.office import Office

# Consent.


def _open_offer(office: Office, model: ConsentModel, decision: Decision) -> None:
    record = model.record
    record.begin_offer()
    silent = ConsentEffect.SEND_REQUEST not in decision.row.effects
    now = office.clock.now
    office.journal.add(OfferOpened(now, record.name, decision.row.clauses, record.offer, silent))


def _count_reoffer(_office: Office, model: ConsentModel, _decision: Decision) -> None:
    model.record.reoffers += 1


def _send_request(office: Office, model: ConsentModel, decision: Decision) -> None:
    record = model.record
    sms = office.send(record.name, Kind.CONSENT_REQUEST, decision.row_id)
    record.newest_request = sms.id
    record.asked_numbers += (sms.number,)
    office.clock.set(sms.submitted_at + sms.validity, Due.TAKEN_AS_DELIVERED, record.name, sms.id)


def _send_reminder(office: Office, model: ConsentModel, decision: Decision) -> None:
    office.send(model.record.name, Kind.CONSENT_REQUEST, decision.row_id, reminder=True)


def _send_hint(office: Office, model: ConsentModel, decision: Decision) -> None:
    office.send(model.record.name, Kind.REPLY_HINT, decision.row_id)
    model.record.hint_given = True


def _send_link(office: Office, model: ConsentModel, decision: Decision) -> None:
    office.send(model.record.name, Kind.VOUCHER_LINK, decision.row_id)


def _start_clock(office: Office, model: ConsentModel, _decision: Decision) -> None:
    record, policy = model.record, office.policy
    deadline = model.since + policy.reply_timeout
    record.clock += 1
    office.journal.add(ClockStarted(office.clock.now, record.name, ("R09",), deadline))
    office.clock.set(deadline, Due.DEADLINE, record.name, record.clock)
    for count in range(1, policy.reminders + 1):
        due = model.since + count * policy.reminder_every
        if office.clock.now <= due < deadline:
            office.clock.set(due, Due.REMINDER, record.name, record.clock)


def _mark_reopened(_office: Office, model: ConsentModel, _decision: Decision) -> None:
    model.record.reopened = True


def _cover_children(office: Office, model: ConsentModel, _decision: Decision) -> None:
    record = model.record
    for child in office.registers.eligible_children(record.name):
        if child.name not in record.covered_children:
            record.covered_children += (child.name,)
        office.step_voucher(child.name, VoucherTrigger.CONSENT_GIVEN, at_hand=record.name)


def _withdraw_consent(office: Office, model: ConsentModel, _decision: Decision) -> None:
    record = model.record
    record.covered_children = ()
    for child in office.registers.eligible_children(record.name):
        office.step_voucher(child.name, VoucherTrigger.CONSENT_WITHDRAWN, at_hand=record.name)


# Vouchers.


def _disarm_error(_office: Office, model: VoucherModel, _decision: Decision) -> None:
    model.record.error_armed = False


def _note_activation(office: Office, model: VoucherModel, _decision: Decision) -> None:
    record = model.record
    record.activated_by = model.at_hand
    now = office.clock.now
    office.journal.add(VoucherActivated(now, record.name, ("R37", "R59"), model.at_hand))


def _note_qr(office: Office, model: VoucherModel, _decision: Decision) -> None:
    record = model.record
    child = office.registers.children[record.name]
    guardian = record.activated_by or next(iter(child.guardians), "")
    office.journal.add(QrSent(office.clock.now, record.name, ("R38",), guardian))


# Linking.


def _note_notice(office: Office, model: LinkModel, decision: Decision) -> None:
    by_sms = office.policy.missing_link_notice is MissingLinkNotice.SMS
    office.journal.add(
        MissingLinkTold(
            office.clock.now, model.record.name, decision.row.clauses, model.at_hand, by_sms
        )
    )


def _send_notice(office: Office, model: LinkModel, decision: Decision) -> None:
    office.send(model.at_hand, Kind.MISSING_LINK_NOTICE, decision.row_id)


def _note_application(office: Office, model: LinkModel, _decision: Decision) -> None:
    record = model.record
    record.applicant, record.documents, record.representative = model.at_hand, (), False
    office.journal.add(
        LinkApplied(office.clock.now, record.name, ("R14", "R15"), record.applicant, model.through)
    )


def _note_documents(office: Office, model: LinkModel, _decision: Decision) -> None:
    record = model.record
    submitted = model.documents[len(record.documents) :]
    record.documents = tuple(dict.fromkeys(model.documents))
    record.representative = model.representative
    missing = missing_documents(record.documents, representative=record.representative)
    named = sorted({Document(one) for one in (*submitted, *missing)}, key=list(Document).index)
    office.journal.add(
        DocumentsSubmitted(
            office.clock.now,
            record.name,
            tuple(DOCUMENT_CLAUSES[document] for document in named),
            submitted,
            tuple(str(document) for document in missing),
        )
    )


def _link_guardian(office: Office, model: LinkModel, decision: Decision) -> None:
    guardian, child = model.at_hand, office.registers.children[model.record.name]
    office.registers.link(child, guardian)
    office.journal.add(GuardianAdded(office.clock.now, child.name, decision.row.clauses, guardian))
    if guardian in office.registers.addressees_of(child):
        office.step_consent(guardian, ConsentTrigger.CHILD_GAINED)


# Registration.


def _note_screen(office: Office, model: RegistrationModel, _decision: Decision) -> None:
    record, screen = model.record, model.screen
    assert screen is not None
    if screen is Screen.ENTER_NUMBER:
        record.number = model.number
        record.screens = tuple(one for one in record.screens if one != Screen.SMS_CODE)
    if screen not in record.screens:
        record.screens += (screen.value,)
    clauses = (SCREENS[screen].clause,)
    office.journal.add(ScreenPassed(office.clock.now, record.name, clauses, screen.value))


def _note_stall(office: Office, model: RegistrationModel, _decision: Decision) -> None:
    screen = model.screen
    assert screen is not None
    clauses = (SCREENS[screen].clause,)
    office.journal.add(
        RegistrationStalled(office.clock.now, model.record.name, clauses, screen.value)
    )


def _send_code(office: Office, model: RegistrationModel, decision: Decision) -> None:
    record = model.record
    sms = office.send(record.name, Kind.REGISTRATION_CODE, decision.row_id, number=record.number)
    record.code = sms.id


def _finish(office: Office, model: RegistrationModel, _decision: Decision) -> None:
    office.enter_number(model.record.name, model.record.number, "register_number")


def _free_number(office: Office, model: RegistrationModel, decision: Decision) -> None:
    office.remove_number(office.registers.holders[model.number], decision.row.clauses)


def _enter_number(office: Office, model: RegistrationModel, decision: Decision) -> None:
    name, number = model.record.name, model.number
    office.registers.enter_number(name, number)
    office.journal.add(NumberEntered(office.clock.now, name, decision.row.clauses, number))
    office.step_consent(name, ConsentTrigger.NUMBER_ENTERED, at_hand=number)


def _forget_screens(_office: Office, model: RegistrationModel, _decision: Decision) -> None:
    model.record.number, model.record.screens, model.record.code = "", (), ""


Does = Callable[["Office", Any, "Decision"], None]
"""(`Any`: each effect takes its own table's model.)"""

EFFECTS: dict[Effect | Conditional, Does] = {
    ConsentEffect.OPEN_OFFER: _open_offer,
    ConsentEffect.COUNT_REOFFER: _count_reoffer,
    ConsentEffect.SEND_REQUEST: _send_request,
    ConsentEffect.SEND_REMINDER: _send_reminder,
    ConsentEffect.SEND_HINT: _send_hint,
    ConsentEffect.SEND_LINK: _send_link,
    ConsentEffect.START_CLOCK: _start_clock,
    ConsentEffect.MARK_REOPENED: _mark_reopened,
    ConsentEffect.COVER_CHILDREN: _cover_children,
    ConsentEffect.WITHDRAW_CONSENT: _withdraw_consent,
    VoucherEffect.DISARM_ERROR: _disarm_error,
    VoucherEffect.NOTE_ACTIVATION: _note_activation,
    VoucherEffect.NOTE_QR: _note_qr,
    LinkingEffect.NOTE_NOTICE: _note_notice,
    LinkingEffect.SEND_NOTICE: _send_notice,
    LinkingEffect.NOTE_APPLICATION: _note_application,
    LinkingEffect.NOTE_DOCUMENTS: _note_documents,
    LinkingEffect.LINK_GUARDIAN: _link_guardian,
    RegistrationEffect.NOTE_SCREEN: _note_screen,
    RegistrationEffect.NOTE_STALL: _note_stall,
    RegistrationEffect.SEND_CODE: _send_code,
    RegistrationEffect.FINISH: _finish,
    RegistrationEffect.FREE_NUMBER: _free_number,
    RegistrationEffect.ENTER_NUMBER: _enter_number,
    RegistrationEffect.FORGET_SCREENS: _forget_screens,
}
