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
    GuardianAdded,
    GuardianKnown,
    NumberRemoved,
    VoucherDeclined,
    WalletOpened,
)
from smsflow.memo.consent import Consent, ConsentTrigger
from smsflow.memo.table import Row
from smsflow.memo.voucher import Voucher, VoucherTrigger
from smsflow.service.office import Office
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
        self._records.open_consent(entry)
        self._journal.add(GuardianKnown(self._clock.now, entry.name, (), entry.iin, number))

    def know_child(self, entry: ChildEntry) -> None:
        """A child of the roster; a listed one in grade 1–4 has its voucher at once (R01, R04)."""
        self._registers.add_child(entry)
        self._records.open_voucher(entry)
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
        child = self._registers.children[name]
        if guardian in child.guardians:
            return
        self._registers.link(child, guardian)
        self._journal.add(GuardianAdded(self._clock.now, name, (), guardian))
        if guardian in self._registers.addressees_of(child):
            self._office.step_consent(guardian, ConsentTrigger.CHILD_GAINED)

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
            record.covered_children.discard(child.name)
            if not record.eligible:
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
            if record.covered or (record.state == Consent.NO_NUMBER and record.numbered)
        ]

    def line_repaired(self, guardian: str) -> None:
        """МИО hears that nothing blocks the guardian's line any more (R55)."""
        self._office.step_consent(guardian, ConsentTrigger.LINE_REPAIRED, verb="repair")

    # МАБ.

    def change_number(self, guardian: str, number: str) -> bool:
        """МАБ takes a new number for the guardian (R45); false where it turns it down."""
        if self._registers.numbers.get(guardian) == number:
            return True
        self._office.step_consent(
            guardian, ConsentTrigger.NUMBER_CLAIMED, at_hand=number, verb="change_number"
        )
        if self._registers.numbers.get(guardian) != number:
            return False
        self._office.step_consent(guardian, ConsentTrigger.NUMBER_ENTERED, at_hand=number)
        return True

    def remove_number(self, guardian: str) -> None:
        """МАБ holds no number for the guardian any more (R44)."""
        if guardian in self._registers.numbers:
            self._registers.remove_number(guardian)
            self._journal.add(NumberRemoved(self._clock.now, guardian, ("R44",)))

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
        self._records.vouchers[name].report = report
        row = self._office.step_voucher(name, VoucherTrigger.ERROR_REPORTED, verb="report_error")
        if _accepted(row):
            self._journal.add(ErrorReported(self._clock.now, name, ("R50",), *report))

    def repair_voucher(self, name: str) -> None:
        """Support puts the voucher right (R50)."""
        self._office.step_voucher(name, VoucherTrigger.REPAIR_ASKED, verb="repair_voucher")


def _accepted(row: Row | None) -> bool:
    return row is not None and row.rejects is None
