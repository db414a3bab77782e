"""The verbs of the scenario language as methods, each with its arguments by name.

What an argument may be, the verb's own shape says (`smsflow/scenario/language/verbs/`): a method
here only puts it where a file would have it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable


class Verbs(ABC):
    """Everything that can be done, and everything that can be expected."""

    @abstractmethod
    def _do(self, verb: str, argument: object = None) -> None:
        """Take a step: the verb alone, or the verb and its argument."""

    # What the state does.

    def start_campaign(self, guardians: Iterable[str] | None = None) -> None:
        """Ask whoever has not been asked yet (R06)."""
        self._do("start_campaign", guardians)

    def resend(self, guardians: Iterable[str] | None = None) -> None:
        """Offer again (R42, R43)."""
        self._do("resend", guardians)

    def list_child(self, child: str) -> None:
        """The school's list with this child arrives (R01, R04)."""
        self._do("list_child", child)

    def add_child(
        self,
        name: str,
        grade: int,
        guardians: Iterable[str] = (),
        *,
        listed: bool = True,
        iin: str | None = None,
        school: str | None = None,
    ) -> None:
        """A child comes to school later on."""
        roster = {"name": name, "grade": grade, "guardians": guardians, "listed": listed}
        self._do("add_child", _given(**roster, iin=iin, school=school))

    def remove_child(self, child: str) -> None:
        """A child leaves school."""
        self._do("remove_child", child)

    def change_grade(self, child: str, grade: int) -> None:
        """A new school year begins for the child."""
        self._do("change_grade", {"child": child, "grade": grade})

    def add_guardian(self, child: str, guardian: str) -> None:
        """One more guardian is linked to the child."""
        self._do("add_guardian", {"child": child, "guardian": guardian})

    def notify_missing_link(self, child: str, guardian: str) -> None:
        """МИО tells a guardian that the link to a child is missing (R13)."""
        self._do("notify_missing_link", {"child": child, "guardian": guardian})

    def update_link(self, child: str, guardian: str) -> None:
        """The civil records are corrected, and the child is linked (R19, R20)."""
        self._do("update_link", {"child": child, "guardian": guardian})

    def repair_voucher(self, child: str) -> None:
        """Support puts a reported voucher right (R50)."""
        self._do("repair_voucher", child)

    # What people and their phones do.

    def wait(self, length: str) -> None:
        """Let time pass: `3d 4h`, `90m`, `PT72H`."""
        self._do("wait", length)

    def reply(self, guardian: str, text: str, meant: str | None = None) -> None:
        """The guardian answers 1414 (R07, R08); `meant="consent"` where a `2*5` is a mistake."""
        self._do("reply", _given(**{"from": guardian}, text=text, meant=meant))

    def reply_from_number(self, number: str, text: str) -> None:
        """A stranger answers 1414."""
        self._do("reply", {"from_number": number, "text": text})

    def fault(self, guardian: str, cause: str, by: str | None = None) -> None:
        """Something goes wrong on the guardian's line (R51–R54); `by`: how late receipts are."""
        self._do("fault", _given(on=guardian, cause=cause, by=by))

    def repair(self, guardian: str, cause: str | None = None) -> None:
        """One fault, or every fault, is put right (R55)."""
        self._do("repair", _given(on=guardian, cause=cause))

    def change_number(self, guardian: str, number: str) -> None:
        """The guardian gets another number, and МАБ enters it."""
        self._do("change_number", {"guardian": guardian, "number": number})

    def remove_number(self, guardian: str) -> None:
        """МАБ holds no number for the guardian any more."""
        self._do("remove_number", guardian)

    def register_number(
        self,
        guardian: str,
        number: str | None = None,
        screens: Iterable[str] | None = None,
        fail: str | None = None,
    ) -> None:
        """The guardian registers in eGov mobile (R21–R34, R45), on all screens or some."""
        self._do(
            "register_number",
            _given(guardian=guardian, number=number, screens=screens, fail=fail),
        )

    def apply_for_link(self, child: str, guardian: str, through: str) -> None:
        """The guardian applies for the link, `through` the app or a centre (R14, R15)."""
        self._do("apply_for_link", {"child": child, "guardian": guardian, "through": through})

    def submit_documents(
        self, child: str, documents: Iterable[str], representative: bool = False
    ) -> None:
        """Documents for the application (R16–R18); they add up."""
        self._do(
            "submit_documents",
            {"child": child, "documents": documents, "representative": representative},
        )

    def look(self, guardian: str) -> None:
        """The guardian looks into Social Wallet (R05, R11)."""
        self._do("look", guardian)

    def activate(self, child: str, by: str | None = None) -> None:
        """The child's voucher is activated (R35–R37)."""
        self._do("activate", _given(child=child, by=by))

    def send_qr(self, child: str) -> None:
        """The voucher's QR code goes to the school (R38)."""
        self._do("send_qr", child)

    def decline_voucher(self, child: str, reason: str) -> None:
        """The child's voucher is declined (R39–R41)."""
        self._do("decline_voucher", {"child": child, "reason": reason})

    def activation_error(self, child: str) -> None:
        """The child's next activation fails technically (R46)."""
        self._do("activation_error", child)

    def report_error(
        self,
        child: str,
        organisation_bin: str | None = None,
        child_iin: str | None = None,
        system: str | None = None,
        screenshot: str | None = None,
    ) -> None:
        """A technical error goes to the support chat (R46–R50)."""
        fields = {"organisation_bin": organisation_bin, "child_iin": child_iin}
        self._do(
            "report_error", _given(child=child, **fields, system=system, screenshot=screenshot)
        )

    # What must hold: an `AssertionError` where it does not.

    def expect(self, **states: object) -> None:
        """What must be so by now: `expect(consent={"aigul": "lapsed"}, wrongful_refusals=[])`."""
        self._do("expect", states)

    def expect_sms(self, to: str, kind: str | None = None, **what: object) -> None:
        """Claim the oldest SMS of a kind that nobody has claimed, and look at it."""
        self._do("expect_sms", _given(to=to, kind=kind, **what))

    def expect_no_sms(self, to: str | None = None) -> None:
        """Nothing is left that nobody has claimed."""
        self._do("expect_no_sms", None if to is None else {"to": to})


def _given(**values: object) -> dict[str, object]:
    """The keys a file would have: those with a value."""
    return {key: value for key, value in values.items() if value is not None}
