from __future__ import annotations

from dataclasses import replace

import pytest

from smsflow.events import Event, NumberEntered, NumberRemoved, Rejected, SmsSubmitted, WalletOpened
from smsflow.memo.policy import (
    DEFAULTS,
    Addressees,
    ConsentOf,
    NewChild,
    Policy,
    RegisteredNumber,
    Reofferable,
    SecondReply,
    SharedNumber,
)
from smsflow.scenario.people import ChildSetup, GuardianSetup
from smsflow.scenario.simulation import Simulation

NUMBERS = {"aigul": "+77015550101", "marat": "+77015550102"}
FREE = "+77015550109"


class Household(Simulation):
    """Aigul and marat, and children of any of them."""

    def __init__(self, policy: Policy = DEFAULTS) -> None:
        super().__init__(policy)
        for name, number in NUMBERS.items():
            self.know_guardian(GuardianSetup(name, number, number, None, "kk", ()))

    def child(self, name: str, grade: int, *guardians: str, listed: bool = True) -> Household:
        """A child of the roster."""
        self.know_child(ChildSetup(name, grade, guardians, listed, None, None))
        return self

    def answered(self, text: str = "2*1", *guardians: str) -> Household:
        """The campaign, and an answer of these guardians (aigul unless said)."""
        self.start_campaign()
        self.settle()
        for name in guardians or ("aigul",):
            self.reply(name, text)
            self.settle()
        return self

    def voucher(self, child: str) -> str:
        """A child's voucher."""
        return str(self.office.records.vouchers[child].state)

    def consent(self, guardian: str = "aigul") -> str:
        """A guardian's record."""
        return str(self.office.records.consents[guardian].state)

    def happened(self, kind: type[Event]) -> list[tuple[str, tuple[str, ...]]]:
        """Whom events of a kind concerned, and their clauses."""
        return [(event.subject, event.clauses) for event in self.journal if type(event) is kind]

    @property
    def asked(self) -> list[str]:
        """To whom consent requests went."""
        return [
            event.subject
            for event in self.journal
            if isinstance(event, SmsSubmitted) and event.kind == "consent_request"
        ]


# Grades and lists.


def test_a_new_school_year_forms_a_covered_childs_voucher_anew() -> None:
    """From 5–11 to 5–11 the consent goes on."""
    for new_child in NewChild:
        home = Household(replace(DEFAULTS, new_child=new_child)).child("dana", 6, "aigul")
        home.answered().activate("dana")
        assert home.voucher("dana") == "active"
        home.change_grade("dana", 7)
        assert home.voucher("dana") == "awaiting_activation"
        assert (home.consent(), home.asked) == ("consented", ["aigul"])


def test_a_new_school_year_without_consent_forms_nothing() -> None:
    """Nobody consented, so nobody's consent goes on."""
    home = Household().child("dana", 6, "aigul").answered("2*5")
    home.change_grade("dana", 7)
    assert home.voucher("dana") == "none"


def test_the_same_grade_is_no_new_year() -> None:
    """What is so already is no event at all."""
    home = Household().child("dana", 6, "aigul").answered()
    before = len(home.journal)
    home.change_grade("dana", 6)
    assert len(home.journal) == before


def test_a_child_that_goes_to_grade_four_has_a_voucher_of_its_own() -> None:
    """And its guardian nothing to consent to; back in grade five it has to be covered anew."""
    ask = replace(DEFAULTS, new_child=NewChild.ASK)
    home = Household(ask).child("dana", 6, "aigul").answered()
    home.change_grade("dana", 4)
    assert home.voucher("dana") == "awaiting_activation"
    home.change_grade("dana", 5)
    assert home.voucher("dana") == "none"
    assert home.consent() == "requested"
    assert home.asked == ["aigul", "aigul"]
    home.change_grade("dana", 6)
    assert home.voucher("dana") == "none"


def test_a_listed_child_comes_to_be_eligible() -> None:
    """In grade 1–4 with a voucher, above with a request or under the standing consent."""
    home = Household().child("dana", 3, "aigul", listed=False)
    assert home.voucher("dana") == "none"
    home.list_child("dana")
    assert home.voucher("dana") == "awaiting_activation"
    home = Household().child("dana", 6, "aigul", listed=False).answered()
    assert (home.consent(), home.asked) == ("not_needed", [])
    home.list_child("dana")
    assert (home.consent(), home.asked) == ("requested", ["aigul"])
    home = Household().child("arman", 9, "aigul").child("dana", 6, "aigul", listed=False)
    home.answered().list_child("dana")
    assert home.voucher("dana") == "awaiting_activation"
    home.list_child("dana")
    assert home.asked == ["aigul"]


def test_a_child_who_leaves_takes_its_voucher_along() -> None:
    """And, as the last one, the open question."""
    home = Household().child("dana", 6, "aigul").child("arman", 9, "aigul")
    home.start_campaign()
    home.settle()
    home.remove_child("dana")
    assert home.consent() == "awaiting_reply"
    home.remove_child("arman")
    assert home.consent() == "not_needed"
    assert home.voucher("arman") == "none"


def test_a_primary_child_has_no_voucher_once_it_left() -> None:
    """Listed or not, it is no pupil any more."""
    home = Household().child("dana", 3, "aigul", listed=False)
    home.remove_child("dana")
    home.list_child("dana")
    assert home.voucher("dana") == "none"


def test_a_guardian_linked_twice_is_linked_once() -> None:
    """What is so already is no event at all."""
    home = Household().child("dana", 6, "aigul")
    before = len(home.journal)
    home.add_guardian("dana", "aigul")
    assert len(home.journal) == before


def test_under_addressees_first_a_second_guardian_is_never_asked() -> None:
    """Nor when linked later."""
    home = Household(replace(DEFAULTS, addressees=Addressees.FIRST)).child("dana", 6, "aigul")
    home.start_campaign()
    home.add_guardian("dana", "marat")
    assert home.asked == ["aigul"]
    assert home.consent("marat") == "not_needed"


# Vouchers.


def test_the_usual_guardian_to_activate_is_the_first_who_consented() -> None:
    """Or the first, where nobody did; a child without guardians has nobody."""
    home = Household().child("dana", 6, "aigul", "marat").answered("2*1", "marat")
    home.activate("dana")
    assert home.voucher("dana") == "active"
    activated = [event for event in home.journal if type(event).__name__ == "VoucherActivated"]
    assert [getattr(event, "by", "") for event in activated] == ["marat"]
    alone = Household().child("dana", 3)
    alone.activate("dana")
    assert alone.happened(Rejected) == [("dana", ("R12",))]


def test_a_withdrawal_leaves_what_another_consent_covers() -> None:
    """Under `any` one consent suffices, under `all` it does not."""
    last = replace(DEFAULTS, second_reply=SecondReply.LAST)
    for policy, left in ((last, "awaiting_activation"), (_all(last), "none")):
        home = Household(policy).child("dana", 6, "aigul", "marat")
        home.answered("2*1", "aigul", "marat")
        assert home.voucher("dana") == "awaiting_activation"
        home.reply("aigul", "2*5")
        home.settle()
        assert home.voucher("dana") == left


def _all(policy: Policy) -> Policy:
    return replace(policy, consent_of=ConsentOf.ALL)


@pytest.mark.parametrize(
    ("report", "clause"),
    [
        (("", "901205500127", "eGov", "a.png"), "R46"),
        (("900140000010", "", "eGov", "a.png"), "R47"),
        (("900140000010", "901205500127", "", "a.png"), "R48"),
        (("900140000010", "901205500127", "eGov", ""), "R49"),
    ],
)
def test_an_incomplete_report_is_rejected_by_what_is_missing(
    report: tuple[str, str, str, str], clause: str
) -> None:
    """The first of the four, and the voucher stays failed."""
    home = Household().child("dana", 3, "aigul")
    home.activation_error("dana")
    home.activate("dana")
    home.report_error("dana", *report)
    assert home.happened(Rejected) == [("dana", (clause,))]
    assert home.voucher("dana") == "activation_failed"


def test_a_report_needs_the_childs_own_iin_where_that_is_known() -> None:
    """Another's is as good as none; one that was only drawn nobody can know."""
    report = ("900140000010", "901205500127", "eGov", "a.png")
    home = Household()
    home.know_child(ChildSetup("dana", 3, ("aigul",), True, "910101500015", None))
    home.activation_error("dana")
    home.activate("dana")
    home.report_error("dana", *report)
    assert home.happened(Rejected) == [("dana", ("R47",))]
    drawn = Household().child("dana", 3, "aigul")
    drawn.activation_error("dana")
    drawn.activate("dana")
    drawn.report_error("dana", *report)
    assert drawn.voucher("dana") == "reported"


def test_looking_shows_all_children_and_leaving_one_inactive_is_no_refusal() -> None:
    """R60 is cited while a voucher waits."""
    home = Household().child("dana", 3, "aigul").child("arman", 9, "aigul").child("alma", 2)
    home.look("aigul")
    home.activate("dana")
    home.look("aigul")
    seen = [event for event in home.journal if isinstance(event, WalletOpened)]
    assert [event.vouchers for event in seen] == [
        (("dana", "awaiting_activation"), ("arman", "none")),
        (("dana", "active"), ("arman", "none")),
    ]
    assert [event.clauses for event in seen] == [("R05", "R11", "R60"), ("R05", "R11")]


# Numbers.


def test_a_number_of_somebody_else_is_rejected_or_moves() -> None:
    """By `shared_number`; moved, it leaves the first person without entry and handset."""
    home = Household().child("dana", 6, "aigul", "marat")
    home.change_number("aigul", NUMBERS["marat"])
    assert home.happened(Rejected) == [("aigul", ("R45",))]
    moving = Household(replace(DEFAULTS, shared_number=SharedNumber.MOVE))
    moving.child("dana", 6, "aigul", "marat").change_number("aigul", NUMBERS["marat"])
    assert moving.happened(NumberRemoved) == [("marat", ("R45",))]
    assert moving.happened(NumberEntered) == [("aigul", ("R45",))]
    moving.answered("2*1", "marat")
    assert moving.consent("marat") == "no_number"


def test_the_number_already_held_is_no_event() -> None:
    """Nor is removing one that is not there."""
    home = Household()
    before = len(home.journal)
    home.change_number("aigul", NUMBERS["aigul"])
    assert len(home.journal) == before
    home.remove_number("aigul")
    removed = len(home.journal)
    home.remove_number("aigul")
    assert len(home.journal) == removed


def test_a_number_for_somebody_without_one_is_a_registered_number() -> None:
    """The request goes out at once, as a first offer."""
    home = Household().child("dana", 6, "aigul")
    home.remove_number("aigul")
    home.start_campaign()
    assert (home.consent(), home.asked) == ("no_number", [])
    home.change_number("aigul", FREE)
    assert (home.consent(), home.asked) == ("requested", ["aigul"])


# Offering again.


def test_a_bare_resend_means_those_it_covers() -> None:
    """Refused and lapsed and unreached, or what `reoffer_covers` leaves of them."""
    home = Household().child("dana", 6, "aigul").child("arman", 9, "marat")
    home.answered("2*5", "aigul")
    home.resend()
    assert home.asked == ["aigul", "marat", "aigul"]
    assert home.happened(Rejected) == []
    policy = replace(DEFAULTS, reoffer_covers=(Reofferable.LAPSED,))
    narrow = Household(policy).child("dana", 6, "aigul").answered("2*5")
    narrow.resend()
    assert narrow.asked == ["aigul"]
    assert narrow.happened(Rejected) == []
    narrow.resend(["aigul"])
    assert narrow.happened(Rejected) == [("aigul", ("R42",))]


def test_in_a_bulk_resend_the_others_go_on() -> None:
    """One's rejection is not another's."""
    home = Household().child("dana", 6, "aigul").child("arman", 9, "marat")
    home.answered("2*5", "marat")
    home.resend(["aigul", "marat"])
    assert home.happened(Rejected) == [("aigul", ("R42",))]
    assert home.asked == ["aigul", "marat", "marat"]


def test_past_the_limit_a_resend_is_rejected() -> None:
    """As often as `reoffer_limit` says, and no more."""
    home = Household(replace(DEFAULTS, reoffer_limit=2)).child("dana", 6, "aigul").answered("2*5")
    for _ in range(2):
        home.resend()
        home.settle()
        home.reply("aigul", "2*5")
        home.settle()
    assert len(home.asked) == 3
    home.resend()
    assert home.happened(Rejected) == [("aigul", ("R43",))]


def test_an_offer_that_waited_for_a_number_is_not_counted() -> None:
    """For `no_number` with a number it is the first; without one it is rejected."""
    policy = replace(DEFAULTS, reoffer_limit=0, registered_number=RegisteredNumber.WAIT)
    home = Household(policy).child("dana", 6, "aigul")
    home.remove_number("aigul")
    home.start_campaign()
    home.resend(["aigul"])
    assert home.happened(Rejected) == [("aigul", ("R44",))]
    home.change_number("aigul", FREE)
    assert home.asked == []
    home.resend()
    assert home.asked == ["aigul"]
    assert len(home.happened(Rejected)) == 1
