"""Both halves on one clock: the verbs of a scenario as methods.

The service and the world meet on the carrier alone. A desk verb goes to the service, a verb about
phones to the world; what both have to know is told to each.
"""

from __future__ import annotations

from collections.abc import Sequence

from smsflow.carrier import Carrier
from smsflow.carrier.memory import MemoryCarrier
from smsflow.clock import Clock, Due
from smsflow.errors import StepError
from smsflow.events import Journal
from smsflow.memo.linking import Document
from smsflow.memo.policy import DEFAULTS, BlockReach, Policy
from smsflow.memo.registration import Screen
from smsflow.moments import Duration, Instant, parse_instant
from smsflow.scenario.people import ChildSetup, GuardianSetup
from smsflow.service.desk import Desk
from smsflow.service.office import Office
from smsflow.service.registers import ChildEntry, GuardianEntry
from smsflow.sms.identity import draw_iin
from smsflow.sms.messages import Receipt, Reply
from smsflow.sms.numbers import format_mobile
from smsflow.sms.wording import Wording, default_wording
from smsflow.world.faults import Fault
from smsflow.world.network import Network

FIRST_MOMENT: Instant = parse_instant("2026-09-01T09:00") or 0
"""When a scenario begins unless it says."""

_OF_THE_SERVICE = (Due.TAKEN_AS_DELIVERED, Due.DEADLINE, Due.REMINDER)


class Simulation:
    """One run: guardians, children, and whatever is done to them."""

    def __init__(
        self,
        policy: Policy = DEFAULTS,
        *,
        seed: int = 0,
        at: Instant = FIRST_MOMENT,
        latency: Duration = 0,
        wording: Wording | None = None,
        carrier: Carrier | None = None,
        journal: Journal | None = None,
    ) -> None:
        self.policy = policy
        self.seed = seed
        self.drawn = 0
        self.latency = latency
        self.clock = Clock(at)
        self.journal = Journal() if journal is None else journal
        self._carrier = MemoryCarrier() if carrier is None else _checked(carrier)
        self.office = Office(policy, wording or default_wording(), self.clock, self.journal)
        self._desk = Desk(self.office)
        self.network = Network(
            self.clock,
            self.journal,
            latency=latency,
            blocks_keep_replies=policy.block_reach is BlockReach.BOTH,
        )

    def settle(self, until: Instant | None = None) -> None:
        """Let everything due up to and including `until` (now, unless said) happen in order."""
        end = self.clock.now if until is None else until
        self.post()
        while timer := self.clock.next(end):
            if timer.due in _OF_THE_SERVICE:
                self.office.wake(timer)
            elif arrived := self.network.wake(timer):
                self._receive(arrived)
            if self.office.outbox:
                self.post()
        self.clock.now = end

    def post(self) -> None:
        """What the service has sent goes over the wire."""
        for sms in self.office.outbox:
            refusal = self.network.refusal(sms.number)
            self.network.accept(self._carrier.submit(sms, refusal))
        self.office.outbox.clear()

    def _receive(self, arrived: Receipt | Reply) -> None:
        if isinstance(arrived, Receipt):
            self.office.receive_receipt(self._carrier.report(arrived))
        else:
            self.office.receive_reply(self._carrier.reply(arrived))

    # The roster.

    def know_guardian(self, setup: GuardianSetup) -> None:
        """A guardian, with the number of their handset and the one МАБ holds."""
        iin = setup.iin or self._draw_iin()
        self.network.add_person(setup.name, setup.number)
        entry = GuardianEntry(setup.name, iin, setup.language)
        self._desk.know_guardian(entry, setup.mab_number)
        for fault in setup.faults:
            self.fault(setup.name, fault.cause, fault.by)

    def know_child(self, setup: ChildSetup) -> None:
        """A child of the roster."""
        self._desk.know_child(self._entry_of(setup))

    def know_stranger(self, number: str) -> None:
        """A number in МАБ that somebody outside the roster holds by now."""
        self.network.add_stranger(number)

    def _entry_of(self, setup: ChildSetup) -> ChildEntry:
        return ChildEntry(
            setup.name,
            setup.iin or self._draw_iin(),
            setup.grade,
            list(setup.guardians),
            setup.listed,
            iin_given=setup.iin is not None,
        )

    def _draw_iin(self) -> str:
        self.drawn += 1
        return draw_iin(self.seed, self.drawn)

    def holder(self, number: str) -> str | None:
        """The guardian whose handset has this number by now."""
        return self.network.holder(number)

    # What the state does.

    def start_campaign(self, guardians: Sequence[str] | None = None) -> None:
        """Ask whoever has not been asked yet (R06)."""
        self._desk.start_campaign(guardians)

    def resend(self, guardians: Sequence[str] | None = None) -> None:
        """Offer again (R42, R43)."""
        self._desk.resend(guardians)

    def list_child(self, child: str) -> None:
        """The school's list with this child arrives (R01, R04)."""
        self._desk.list_child(child)

    def add_child(self, setup: ChildSetup) -> None:
        """A child comes to school."""
        self._desk.add_child(self._entry_of(setup))

    def remove_child(self, child: str) -> None:
        """A child leaves school."""
        self._desk.remove_child(child)

    def change_grade(self, child: str, grade: int) -> None:
        """A new school year begins for the child."""
        self._desk.change_grade(child, grade)

    def add_guardian(self, child: str, guardian: str) -> None:
        """One more guardian is linked to the child."""
        self._desk.add_guardian(child, guardian)

    def notify_missing_link(self, child: str, guardian: str) -> None:
        """МИО tells a guardian that the link to a child is missing (R13)."""
        self._desk.notify_missing_link(child, guardian)

    def update_link(self, child: str, guardian: str) -> None:
        """The civil records are corrected, and the child is linked (R19, R20)."""
        self._desk.update_link(child, guardian)

    def repair_voucher(self, child: str) -> None:
        """Support puts a reported voucher right (R50)."""
        self._desk.repair_voucher(child)

    # What people and their phones do.

    def wait(self, length: Duration) -> None:
        """Let time pass."""
        self.settle(self.clock.now + length)

    def reply(self, guardian: str, text: str, meant: str = "") -> None:
        """The guardian answers 1414 (R07, R08); `meant` is what they wanted to say."""
        self.network.answer(guardian, text, meant)

    def reply_from_number(self, number: str, text: str) -> None:
        """A stranger answers 1414; `StepError` if the number is a guardian's handset."""
        holder = self.holder(number)
        if holder:
            message = f"{format_mobile(number)} is {holder}'s own handset; use `from: {holder}`"
            raise StepError("SF108", message)
        self.network.answer_from(number, text)

    def fault(self, guardian: str, cause: Fault, by: Duration | None = None) -> None:
        """Something goes wrong on the guardian's line (R51–R54)."""
        self.network.put_on(guardian, cause, by)

    def repair(self, guardian: str, cause: Fault | None = None) -> None:
        """One fault, or every fault, is put right (R55)."""
        healed = self.network.lift(guardian, cause)
        self.settle()
        if healed:
            self._desk.line_repaired(guardian)

    def change_number(self, guardian: str, number: str) -> None:
        """The guardian gets another number, and МАБ enters it."""
        if self._desk.change_number(guardian, number):
            self.network.change_number(guardian, number)

    def register_number(
        self,
        guardian: str,
        number: str | None = None,
        screens: Sequence[Screen] | None = None,
        fail: Screen | None = None,
    ) -> None:
        """The guardian registers in eGov mobile (R21–R34, R45), on all screens or some.

        A guardian whom МАБ knows already only changes the number. `fail` is a screen not passed;
        `StepError` if it is none of those still to be done.
        """
        wanted = number or ""
        if not self._desk.begin_registration(guardian, wanted):
            return
        registered = self._desk.is_registered(guardian)
        ahead = screens or self._desk.screens_left(guardian, wanted)
        if fail and fail not in ahead:
            raise StepError("SF108", f"{guardian} is past {fail} already; it cannot fail any more")
        for screen in ahead:
            passed = screen is not fail and self._can_pass(guardian, screen)
            if not self._desk.pass_screen(guardian, screen, wanted, passed=passed):
                return
            if screen is Screen.ENTER_NUMBER and not registered:
                self.network.change_number(guardian, self._desk.number_typed(guardian))
        if registered and number and self._desk.change_number(guardian, number, "register_number"):
            self.network.change_number(guardian, number)

    def _can_pass(self, guardian: str, screen: Screen) -> bool:
        """The code of R26 can be typed only by somebody who has seen it, one latency later."""
        code = self._desk.newest_code(guardian)
        if screen is not Screen.SMS_CODE or not code or self._desk.is_registered(guardian):
            return True
        self.wait(self.latency)
        return self.network.has_seen(guardian, code)

    def remove_number(self, guardian: str) -> None:
        """МАБ holds no number for the guardian any more."""
        self._desk.remove_number(guardian)

    def apply_for_link(self, child: str, guardian: str, through: str) -> None:
        """The guardian applies for the link, `through` the app or a centre (R14, R15)."""
        self._desk.apply_for_link(child, guardian, through)

    def submit_documents(
        self, child: str, documents: Sequence[Document], representative: bool = False
    ) -> None:
        """Documents for the application (R16–R18); they add up."""
        given = tuple(Document(one).value for one in documents)
        self._desk.submit_documents(child, given, representative=representative)

    def look(self, guardian: str) -> None:
        """The guardian looks into Social Wallet (R05, R11)."""
        self._desk.look(guardian)

    def activate(self, child: str, by: str | None = None) -> None:
        """The child's voucher is activated (R35–R37)."""
        self._desk.activate(child, by)

    def send_qr(self, child: str) -> None:
        """The voucher's QR code goes to the school (R38)."""
        self._desk.send_qr(child)

    def decline_voucher(self, child: str, reason: str) -> None:
        """The child's voucher is declined (R39–R41)."""
        self._desk.decline_voucher(child, reason)

    def activation_error(self, child: str) -> None:
        """The child's next activation fails technically (R46)."""
        self._desk.activation_error(child)

    def report_error(
        self, child: str, organisation_bin: str, child_iin: str, system: str, screenshot: str
    ) -> None:
        """A technical error goes to the support chat (R46–R50)."""
        self._desk.report_error(child, organisation_bin, child_iin, system, screenshot)


def _checked(carrier: Carrier) -> Carrier:
    """`TypeError` for what is no carrier: `--carrier smtp` is a name, Python takes the thing."""
    if isinstance(carrier, type) or not hasattr(carrier, "submit"):
        raise TypeError(
            f"{carrier!r} is no carrier; give one that is open, "
            "as by `with SmtpCarrier() as carrier:` of smsflow.carrier.smtp.wire"
        )
    return carrier
