from __future__ import annotations

from dataclasses import replace

import pytest

from smsflow.events import (
    ChildListed,
    ChildRemoved,
    DeadlinePassed,
    GradeChanged,
    GuardianAdded,
    GuardianKnown,
    NumberEntered,
    NumberRemoved,
    RowMissing,
    RowTaken,
    VoucherActivated,
)
from smsflow.memo.policy import DEFAULTS, Addressees, ConsentOf, NewChild, Policy
from smsflow.scenario.verdict.properties import Properties
from smsflow.sms.messages import Kind
from tests.told import OTHER_NUMBER, Told

ALL = replace(DEFAULTS, consent_of=ConsentOf.ALL)
ASK = replace(DEFAULTS, new_child=NewChild.ASK)
FIRST = replace(DEFAULTS, addressees=Addressees.FIRST)
TWO_REMINDERS = replace(DEFAULTS, reminders=2)


def broken(told: Told) -> list[tuple[str, str]]:
    """The properties that an event list breaks, settled once at its end."""
    properties = Properties(told.policy)
    for event in told.events:
        properties.see(event)
    return [(one.code, one.message) for one in properties.settle()]


def voucher(told: Told, source: str, target: str, child: str = "dana") -> Told:
    """A voucher row is taken."""
    return told.add(RowTaken, "voucher.some_row", source, target, subject=child)


def family(policy: Policy = DEFAULTS, grade: int = 6) -> Told:
    """Aigul and her child dana."""
    return Told(policy).child("dana", grade)


def consenting(policy: Policy = DEFAULTS) -> Told:
    """Aigul has consented and dana has her voucher."""
    told = family(policy).asked().replied("2*1", "consented")
    return voucher(told, "none", "awaiting_activation")


def marat(told: Told, record: str = "not_asked") -> Told:
    """A second guardian of the roster."""
    told.add(GuardianKnown, "", OTHER_NUMBER, subject="marat")
    return told.add(RowTaken, "consent.some_row", "not_asked", record, subject="marat")


def test_the_usual_course_breaks_nothing() -> None:
    """Asked, consented, a link, a voucher, activated by the guardian."""
    told = consenting().submitted(Kind.VOUCHER_LINK)
    voucher(told, "awaiting_activation", "active").add(VoucherActivated, "aigul", subject="dana")
    assert broken(told) == []


# SF300.


def test_a_missing_row_is_a_fault_of_the_program() -> None:
    """The table, the state and the trigger are named."""
    told = family().add(RowMissing, "consent", "requested", "delivered")
    assert broken(told) == [("SF300", "consent: nothing for requested + delivered")]


# P1.


def test_two_requests_of_one_offer_on_one_number_break_p1() -> None:
    """Once is once, whatever the number of children (R06, R56)."""
    told = family().child("arman", 9).offered().submitted()
    assert broken(told) == [("SF301", "aigul was asked twice in offer 1")]


def test_a_request_of_another_offer_or_on_another_number_is_innocent() -> None:
    """An offer made again, and a number that changed, each have a request."""
    assert broken(family().offered().row("lapsed").offered()) == []
    changed = family().offered().add(NumberEntered, OTHER_NUMBER).submitted(number=OTHER_NUMBER)
    assert broken(changed) == []


def test_more_reminders_than_the_policy_says_break_p1() -> None:
    """Two are two; a clock that starts anew may remind anew."""
    told = family(TWO_REMINDERS).asked().submitted(reminder=True).submitted(reminder=True)
    assert broken(told) == []
    assert broken(told.submitted(reminder=True)) == [("SF301", "aigul was reminded too often")]
    anew = family(TWO_REMINDERS).asked().submitted(reminder=True).submitted(reminder=True)
    assert broken(anew.clock(1_000).submitted(reminder=True).submitted(reminder=True)) == []


def test_a_reminder_without_the_policy_breaks_p1() -> None:
    """By default there are none."""
    told = family().asked().submitted(reminder=True)
    assert broken(told) == [("SF301", "aigul was reminded too often")]


# P2.


@pytest.mark.parametrize("grade", [1, 4])
def test_a_request_without_an_eligible_child_breaks_p2(grade: int) -> None:
    """Grades 1–4 need no consent (R03)."""
    assert broken(family(grade=grade).offered()) == [
        ("SF302", "aigul was asked without an eligible child")
    ]


def test_an_unlisted_a_left_and_anothers_child_are_not_eligible() -> None:
    """Listing makes one eligible, leaving no longer."""
    message = [("SF302", "aigul was asked without an eligible child")]
    assert broken(Told().child("dana", 6, listed=False).offered()) == message
    listed = Told().child("dana", 6, listed=False).add(ChildListed, subject="dana")
    assert broken(listed.offered()) == []
    assert broken(family().add(ChildRemoved, subject="dana").offered()) == message
    assert broken(marat(Told()).child("dana", 6, "marat").offered()) == message
    assert broken(family(grade=4).add(GradeChanged, 5, subject="dana").offered()) == []
    assert broken(family().add(GradeChanged, 3, subject="dana").offered()) == message


def test_under_addressees_first_only_the_first_named_may_be_asked() -> None:
    """P2 reads eligibility as the policy does."""
    second = marat(Told(FIRST)).child("dana", 6, "marat", "aigul").offered()
    assert broken(second) == [("SF302", "aigul was asked without an eligible child")]
    assert broken(marat(Told(FIRST)).child("dana", 6, "aigul", "marat").offered()) == []


# P3.


def test_a_request_to_another_number_than_mabs_breaks_p3() -> None:
    """R44: what МАБ does not hold is not asked."""
    message = [("SF303", "aigul was asked on a number that МАБ does not hold")]
    assert broken(family().row("requested").submitted(number=OTHER_NUMBER)) == message
    assert broken(family().add(NumberRemoved).offered()) == message
    assert broken(Told(number=None).child().offered()) == message
    assert broken(family().add(NumberEntered, OTHER_NUMBER).offered()) == message


# P4.


@pytest.mark.parametrize("record", ["requested", "refused", "lapsed"])
def test_a_link_before_consent_breaks_p4(record: str) -> None:
    """R10: the link follows the guardian's own consent."""
    told = family().offered().row(record).submitted(Kind.VOUCHER_LINK)
    assert broken(told) == [("SF304", f"aigul got a link while {record}")]


def test_a_hint_may_come_before_consent() -> None:
    """P4 speaks of links alone."""
    assert broken(family().asked().submitted(Kind.REPLY_HINT)) == []


# P5 and P6.


@pytest.mark.parametrize("status", ["awaiting_activation", "activation_failed", "reported"])
def test_a_voucher_without_consent_breaks_p5(status: str) -> None:
    """R57: only a consent makes one in grades 5–11."""
    told = voucher(family(), "none", status)
    assert broken(told) == [("SF305", "dana has a voucher without the consent it needs")]


@pytest.mark.parametrize("status", ["active", "declined"])
def test_an_active_or_declined_voucher_outlives_a_refusal(status: str) -> None:
    """P5 lets both be."""
    told = consenting()
    voucher(told, "awaiting_activation", status)
    if status == "active":
        told.add(VoucherActivated, "aigul", subject="dana")
    assert broken(told.replied("2*5", "refused")) == []


def test_a_voucher_kept_after_the_refusal_breaks_p5() -> None:
    """A withdrawal has to take it."""
    told = consenting().replied("2*5", "refused")
    assert broken(told) == [("SF305", "dana has a voucher without the consent it needs")]
    assert broken(voucher(told, "awaiting_activation", "none")) == []


def test_a_primary_voucher_needs_no_consent() -> None:
    """Grades 1–4 have theirs from the list (R01)."""
    assert broken(voucher(family(grade=3), "none", "awaiting_activation")) == []
    assert broken(voucher(family(grade=3), "none", "active")) == []


def test_a_covered_child_without_a_voucher_breaks_p6() -> None:
    """R58: all the children's vouchers show."""
    told = consenting().child("arman", 9).replied("2*1", "consented")
    assert broken(told) == [("SF306", "arman has no voucher although consent is given")]


def test_a_child_who_comes_later_is_covered_or_asked_for_by_policy() -> None:
    """Under `new_child: covered` its voucher is due at once, under `ask` it is not."""
    assert broken(consenting().child("arman", 9)) == [
        ("SF306", "arman has no voucher although consent is given")
    ]
    assert broken(consenting(ASK).child("arman", 9)) == []
    formed = voucher(consenting(ASK).child("arman", 9), "none", "awaiting_activation", "arman")
    assert broken(formed) == [("SF305", "arman has a voucher without the consent it needs")]


def test_under_consent_of_any_one_consent_is_enough_and_needed() -> None:
    """The other guardian's refusal takes nothing away."""
    told = marat(Told()).child("dana", 6, "aigul", "marat").asked().replied("2*1", "consented")
    assert broken(told) == [("SF306", "dana has no voucher although consent is given")]
    voucher(told, "none", "awaiting_activation")
    told.add(RowTaken, "consent.refused", "not_asked", "refused", subject="marat")
    assert broken(told) == []


def test_under_consent_of_all_everybodys_consent_is_needed() -> None:
    """One alone makes no voucher due; a refusal takes a formed one."""
    told = marat(Told(ALL)).child("dana", 6, "aigul", "marat").asked().replied("2*1", "consented")
    assert broken(told) == []
    voucher(told, "none", "awaiting_activation")
    told.add(RowTaken, "consent.refused", "not_asked", "refused", subject="marat")
    assert broken(told) == [("SF305", "dana has a voucher without the consent it needs")]


def test_under_consent_of_all_somebody_linked_later_takes_nothing() -> None:
    """Only a refusal after the voucher was formed does."""
    told = marat(consenting(ALL), "refused").add(GuardianAdded, "marat", subject="dana")
    assert broken(told) == []


def test_under_consent_of_all_a_voucher_formed_after_a_refusal_is_innocent() -> None:
    """The guardian was asked again and consented: the refusal before it is over."""
    told = family(ALL).asked().replied("2*5", "refused").asked().replied("2*1", "consented")
    assert broken(voucher(told, "none", "awaiting_activation")) == []


def test_a_grade_that_changes_takes_the_cover_or_keeps_it() -> None:
    """5–11 to 5–11 keeps it, so a voucher is due; 1–4 has no cover to speak of."""
    told = voucher(consenting().add(GradeChanged, 7, subject="dana"), "awaiting_activation", "none")
    assert broken(told) == [("SF306", "dana has no voucher although consent is given")]
    down = consenting(ASK).add(GradeChanged, 3, subject="dana")
    voucher(down, "awaiting_activation", "none").add(GradeChanged, 5, subject="dana")
    assert broken(down) == []


def test_a_voucher_is_judged_when_everything_due_has_happened() -> None:
    """Between the consent and its voucher nothing is broken yet, and each breach is told once."""
    properties = Properties(DEFAULTS)
    for event in consenting().events:
        properties.see(event)
    assert properties.settle() == []
    told = voucher(consenting(), "awaiting_activation", "none")
    properties = Properties(DEFAULTS)
    for event in told.events:
        properties.see(event)
    assert [one.code for one in properties.settle()] == ["SF306"]
    assert properties.settle() == []


# P7.


def test_a_voucher_active_by_nobody_breaks_p7() -> None:
    """R12: the guardian chooses which to activate."""
    told = voucher(consenting(), "awaiting_activation", "active")
    assert broken(told) == [("SF307", "dana: active, and nobody activated it")]


def test_each_voucher_needs_its_own_activation() -> None:
    """One child's activation is not another's."""
    told = family().child("arman", 9).asked().replied("2*1", "consented")
    for name in ("dana", "arman"):
        voucher(told, "none", "awaiting_activation", name)
    voucher(told, "awaiting_activation", "active", "dana")
    voucher(told, "awaiting_activation", "active", "arman")
    told.add(VoucherActivated, "aigul", subject="arman")
    assert broken(told) == [("SF307", "dana: active, and nobody activated it")]


def test_a_voucher_activated_by_somebody_else_breaks_p7() -> None:
    """A guardian, but not the child's."""
    told = voucher(marat(consenting()), "awaiting_activation", "active")
    told.add(VoucherActivated, "marat", subject="dana")
    assert broken(told) == [("SF307", "dana: activated by marat, no guardian of theirs")]


# P8.

P8 = [("SF308", "aigul turned to consented without a `2*1` of МАБ's number")]


@pytest.mark.parametrize("text", ["2*5", "да"])
def test_consent_by_another_text_breaks_p8(text: str) -> None:
    """R07: `2*1` confirms."""
    told = voucher(family().asked().replied(text, "consented"), "none", "awaiting_activation")
    assert ("SF308", P8[0][1]) in broken(told)


def test_consent_out_of_nothing_breaks_p8() -> None:
    """A row that no reply called for."""
    told = family().asked().row("consented")
    assert broken(voucher(told, "none", "awaiting_activation")) == P8


def test_consent_by_another_number_breaks_p8() -> None:
    """МАБ had changed its number before the reply was read."""
    told = family().asked().add(NumberEntered, OTHER_NUMBER).replied("2*1", "consented")
    assert broken(voucher(told, "none", "awaiting_activation")) == P8


def test_consent_by_anothers_reply_breaks_p8() -> None:
    """Marat's `2*1` is not aigul's."""
    told = marat(family()).asked().sent("2*1")
    told.events.append(replace(Told().replied("2*1", "consented").events[-2], subject="marat"))
    told.row("consented")
    assert broken(voucher(told, "none", "awaiting_activation")) == P8


# P9.


@pytest.mark.parametrize("text", ["2*5", "да"])
def test_a_voucher_by_a_refusal_or_an_unclear_text_breaks_p9(text: str) -> None:
    """R08: no voucher comes of it."""
    told = voucher(family().asked().replied(text, "refused"), "none", "awaiting_activation")
    assert broken(told) == [
        ("SF309", "dana got a voucher from a refusal or from silence"),
        ("SF305", "dana has a voucher without the consent it needs"),
    ]


def test_a_voucher_by_silence_breaks_p9() -> None:
    """R09: nor of a deadline."""
    told = voucher(family().asked().add(DeadlinePassed), "none", "awaiting_activation")
    assert broken(told)[0] == ("SF309", "dana got a voucher from a refusal or from silence")


# P10.


def test_an_sms_that_no_row_called_for_breaks_p10() -> None:
    """The row named has to be the last one taken for the guardian."""
    message = [("SF310", "consent_request to aigul: no row called for it")]
    told = family().row("requested", "asked")
    assert broken(told.submitted(called_by="")) == message
    told = family().row("requested", "asked").submitted(called_by="consent.other")
    assert broken(told) == message
    told = family().row("requested", "asked").submitted(called_by="consent.asked")
    assert broken(told) == []
