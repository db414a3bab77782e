"""The desk: what people do in the app or at a service centre, and what МИО and МАБ do.

Each verb is a typed command of a scenario. What the rules forbid is a `Rejected` event with its
clause; what is so already is no event at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from smsflow.events import (
    CampaignStarted,
    ChildKnown,
    ChildListed,
    ChildRemoved,
    ErrorArmed,
    ErrorReported,
    GradeChanged,
    GuardianKnown,
    VoucherDeclined,
    WalletOpened,
)
from smsflow.memo.consent import Consent, ConsentTrigger
from smsflow.memo.linking import Linking, LinkingTrigger
from smsflow.memo.registration import Registration, RegistrationTrigger, Screen
from smsflow.memo.table import Row
from smsflow.memo.voucher import Voucher, VoucherTrigger
from smsflow.service.office import Office
from smsflow.service.records import ConsentRecord, LinkRecord, RegistrationRecord, VoucherRecord
from smsflow.service.registers import ChildEntry, GuardianEntry


class Desk:
    """The service's counter."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._registers = office.registers
        self._records = office.records
        self._clock = office.clock
        self._journal = office.journal

    # The roster.

    def know_guardian(self, entry: GuardianEntry, number: str | None) -> None:
        """A guardian of the roster, with the number МАБ holds, if any."""
        self._registers.add_guardian(entry, number)
        self._records.consents[entry.name] = ConsentRecord(entry.name)
        state = Registration.REGISTERED if number else Registration.ABSENT
        self._records.registrations[entry.name] = RegistrationRecord(entry.name, state.value)
        self._journal.add(GuardianKnown(self._clock.now, entry.name, (), entry.iin, number))

    def know_child(self, entry: ChildEntry) -> None:
        """A child of the roster; a listed one in grade 1–4 has its voucher at once (R01, R04)."""
        self._registers.add_child(entry)
        self._records.vouchers[entry.name] = VoucherRecord(entry.name)
        state = Linking.LINKED if entry.guardians else Linking.UNLINKED
        self._records.links[entry.name] = LinkRecord(entry.name, state.value)
        self._journal.add(
            ChildKnown(
                self._clock.now,
                entry.name,
                (),
                entry.iin,
                entry.grade,
                tuple(entry.guardians),
                entry.listed,
            )
        )
        if entry.listed:
            self._enrol(entry, ())

    def add_child(self, entry: ChildEntry) -> None:
        """A child comes while the campaign may be under way: its guardians gain a child."""
        self.know_child(entry)
        for guardian in self._registers.addressees_of(entry):
            self._office.step_consent(guardian, ConsentTrigger.CHILD_GAINED)

    def list_child(self, name: str) -> None:
        """The school's list reaches Social Wallet (R01, R04)."""
        child = self._registers.children[name]
        gaining = [] if child.listed else child.guardians
        child.listed = True
        self._journal.add(ChildListed(self._clock.now, name, ("R04",)))
        self._enrol(child, [one for one in gaining if one in self._registers.addressees_of(child)])

    def change_grade(self, name: str, grade: int) -> None:
        """A new school year: the voucher begins anew under the new grade's rule."""
        child = self._registers.children[name]
        if grade == child.grade:
            return
        before = self._registers.addressees_of(child)
        child.grade = grade
        after = self._registers.addressees_of(child)
        self._journal.add(GradeChanged(self._clock.now, name, (), grade))
        self._office.step_voucher(name, VoucherTrigger.YEAR_BEGAN)
        if before and after:
            self._form_again(child)
        elif child.listed:
            self._enrol(child, after)
        self._drop(child, before if not after else [])

    def remove_child(self, name: str) -> None:
        """The child leaves the school."""
        child = self._registers.children[name]
        before = self._registers.addressees_of(child)
        child.left = True
        self._journal.add(ChildRemoved(self._clock.now, name, ()))
        self._office.step_voucher(name, VoucherTrigger.CHILD_LEFT)
        self._drop(child, before)

    def add_guardian(self, name: str, guardian: str) -> None:
        """One more guardian is linked to the child."""
        if guardian not in self._registers.children[name].guardians:
            self._office.step_linking(name, LinkingTrigger.GUARDIAN_ADDED, at_hand=guardian)

    def _enrol(self, child: ChildEntry, gaining: Iterable[str]) -> None:
        if child.primary and not child.left:
            self._office.step_voucher(child.name, VoucherTrigger.PRIMARY_LISTED)
        for guardian in gaining:
            self._office.step_consent(guardian, ConsentTrigger.CHILD_GAINED)

    def _form_again(self, child: ChildEntry) -> None:
        for guardian in self._registers.addressees_of(child):
            if child.name in self._records.consents[guardian].covered_children:
                self._office.step_voucher(
                    child.name, VoucherTrigger.CONSENT_GIVEN, at_hand=guardian
                )

    def _drop(self, child: ChildEntry, losing: Iterable[str]) -> None:
        for guardian in losing:
            record = self._records.consents[guardian]
            record.covered_children = tuple(
                one for one in record.covered_children if one != child.name
            )
            if not self._registers.eligible_children(guardian):
                self._office.step_consent(guardian, ConsentTrigger.LAST_CHILD_LEFT)

    # МИО's campaign.

    def start_campaign(self, guardians: Sequence[str] | None = None) -> None:
        """Ask whoever has not been asked yet, of all or of those named (R06)."""
        self._journal.add(CampaignStarted(self._clock.now, "", ("R06",)))
        for name in guardians if guardians is not None else list(self._registers.guardians):
            self._office.step_consent(name, ConsentTrigger.CAMPAIGN_STARTED, verb="start_campaign")

    def resend(self, guardians: Sequence[str] | None = None) -> None:
        """Offer again (R42, R43): to those named, or to all whom `reoffer_covers` names."""
        for name in guardians if guardians is not None else self._whom_resend_means():
            self._office.step_consent(name, ConsentTrigger.RESEND_ASKED, verb="resend")

    def _whom_resend_means(self) -> list[str]:
        return [
            record.name
            for record in self._records.consents.values()
            if record.state in self._office.policy.reoffer_covers
            or (record.state == Consent.NO_NUMBER and record.name in self._registers.numbers)
        ]

    def line_repaired(self, guardian: str) -> None:
        """МИО hears that nothing blocks the guardian's line any more (R55)."""
        self._office.step_consent(guardian, ConsentTrigger.LINE_REPAIRED, verb="repair")

    # МАБ.

    def change_number(self, guardian: str, number: str, verb: str = "change_number") -> bool:
        """МАБ takes a new number for the guardian (R45); false where it turns it down."""
        if self._registers.numbers.get(guardian) == number:
            return True
        return self._office.enter_number(guardian, number, verb)

    def remove_number(self, guardian: str) -> None:
        """МАБ holds no number for the guardian any more (R44)."""
        if guardian in self._registers.numbers:
            self._office.remove_number(guardian, ("R44",))

    # Registration in eGov mobile.

    def begin_registration(self, guardian: str, number: str) -> bool:
        """Somebody sets about a number (R21, R45); false where МАБ would not take it."""
        verb = "register_number"
        claim = self._office.step_registration(
            guardian, RegistrationTrigger.NUMBER_CLAIMED, number=number, verb=verb
        )
        if not _accepted(claim):
            return False
        self._office.step_registration(guardian, RegistrationTrigger.STARTED, number=number)
        return True

    def screens_left(self, guardian: str, number: str) -> list[Screen]:
        """What is still to be done; another number is entered, and its code typed, anew."""
        record = self._records.registrations[guardian]
        if record.state == Registration.REGISTERED:
            return []
        again = _OF_THE_NUMBER if number not in ("", record.number) else ()
        return [one for one in Screen if one not in record.screens or one in again]

    def pass_screen(self, guardian: str, screen: Screen, number: str, *, passed: bool) -> bool:
        """One screen is done, or fails (R21–R34); false where nothing can follow it."""
        trigger = RegistrationTrigger.SCREEN_FAILED
        if passed:
            typed = screen is Screen.ENTER_NUMBER
            trigger = (
                RegistrationTrigger.NUMBER_TYPED if typed else RegistrationTrigger.SCREEN_PASSED
            )
        row = self._office.step_registration(
            guardian, trigger, number=number, screen=screen, verb="register_number"
        )
        return passed and _accepted(row)

    def is_registered(self, guardian: str) -> bool:
        """Whether МАБ holds a number of the guardian."""
        return self._records.registrations[guardian].state == Registration.REGISTERED

    def number_typed(self, guardian: str) -> str:
        """The number on the guardian's screen."""
        return self._records.registrations[guardian].number

    def newest_code(self, guardian: str) -> str:
        """The SMS with the newest registration code of the guardian."""
        return self._records.registrations[guardian].code

    # A child not linked to a guardian.

    def notify_missing_link(self, name: str, guardian: str) -> None:
        """МИО tells a guardian that the link is missing (R13)."""
        self._office.step_linking(
            name, LinkingTrigger.NOTICE_ASKED, at_hand=guardian, verb="notify_missing_link"
        )

    def apply_for_link(self, name: str, guardian: str, through: str) -> None:
        """A guardian orders the correction, in the app or at a centre (R14, R15)."""
        self._office.step_linking(
            name,
            LinkingTrigger.APPLICATION_MADE,
            at_hand=guardian,
            through=through,
            verb="apply_for_link",
        )

    def submit_documents(
        self, name: str, documents: tuple[str, ...], *, representative: bool
    ) -> None:
        """Documents for the application; they add up (R16–R18)."""
        self._office.step_linking(
            name,
            LinkingTrigger.DOCUMENTS_SUBMITTED,
            documents=documents,
            representative=representative,
            verb="submit_documents",
        )

    def update_link(self, name: str, guardian: str) -> None:
        """The data are updated, and the child is linked (R19, R20)."""
        self._office.step_linking(
            name, LinkingTrigger.UPDATE_ASKED, at_hand=guardian, verb="update_link"
        )

    # Social Wallet.

    def look(self, guardian: str) -> None:
        """The guardian sees all their children's vouchers, inactive ones too (R05, R11, R60)."""
        seen = tuple(
            (child.name, self._records.vouchers[child.name].state)
            for child in self._registers.children_of(guardian)
        )
        waiting = Voucher.AWAITING_ACTIVATION in dict(seen).values()
        clauses = ("R05", "R11", "R60") if waiting else ("R05", "R11")
        self._journal.add(WalletOpened(self._clock.now, guardian, clauses, seen))

    def activate(self, name: str, by: str | None = None) -> None:
        """A guardian activates the child's voucher (R35–R37)."""
        self._office.step_voucher(
            name,
            VoucherTrigger.ACTIVATE_ASKED,
            at_hand=by or self._usual_guardian(name),
            verb="activate",
        )

    def _usual_guardian(self, name: str) -> str:
        guardians = self._registers.children[name].guardians
        consents = self._records.consents
        consented = [one for one in guardians if consents[one].state == Consent.CONSENTED]
        return next(iter(consented or guardians), "")

    def send_qr(self, name: str) -> None:
        """The voucher's QR code goes to the school (R38)."""
        self._office.step_voucher(name, VoucherTrigger.QR_ASKED, verb="send_qr")

    def decline_voucher(self, name: str, reason: str) -> None:
        """The child's voucher is declined, with a reason (R39–R41)."""
        row = self._office.step_voucher(name, VoucherTrigger.DECLINE_ASKED, verb="decline_voucher")
        if _accepted(row):
            self._journal.add(VoucherDeclined(self._clock.now, name, ("R40", "R41"), reason))

    def activation_error(self, name: str) -> None:
        """The child's next activation will fail technically (R46)."""
        self._records.vouchers[name].error_armed = True
        self._journal.add(ErrorArmed(self._clock.now, name, ("R46",)))

    def report_error(
        self, name: str, organisation_bin: str, child_iin: str, system: str, screenshot: str
    ) -> None:
        """The error goes to the support chat (R46–R50); what is missing is an empty text."""
        report = (organisation_bin, child_iin, system, screenshot)
        row = self._office.step_voucher(
            name, VoucherTrigger.ERROR_REPORTED, report=report, verb="report_error"
        )
        if _accepted(row):
            self._journal.add(ErrorReported(self._clock.now, name, ("R50",), *report))

    def repair_voucher(self, name: str) -> None:
        """Support puts the voucher right (R50)."""
        self._office.step_voucher(name, VoucherTrigger.REPAIR_ASKED, verb="repair_voucher")


_OF_THE_NUMBER = (Screen.ENTER_NUMBER, Screen.SMS_CODE)


def _accepted(row: Row | None) -> bool:
    return row is not None and row.rejects is None
