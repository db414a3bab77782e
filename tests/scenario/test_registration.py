"""A number on its way into МАБ: what `register_number` does on the screens, the wire and in МАБ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from smsflow.errors import StepError
from smsflow.events import (
    HandsetChanged,
    NumberEntered,
    NumberRemoved,
    RegistrationStalled,
    Rejected,
    ScreenPassed,
    SmsSubmitted,
)
from smsflow.memo.policy import DEFAULTS, NumberChange, Policy, RegisteredNumber, SharedNumber
from smsflow.memo.registration import SCREENS, Screen
from smsflow.moments import HOUR, MINUTE
from smsflow.scenario.people import ChildSetup, GuardianSetup
from smsflow.scenario.simulation import Simulation
from smsflow.sms.messages import Kind
from smsflow.world.faults import Fault

NUMBER, OTHER, MARATS = "+77015550101", "+77015550103", "+77015550102"
ALL = list(Screen)
FIRST, SECOND, THIRD = ALL[:5], ALL[5:10], ALL[10:]
MOVE = replace(DEFAULTS, shared_number=SharedNumber.MOVE)


class Registering(Simulation):
    """Aigul, whom МАБ does not know, with dana in grade 6; and marat, whose number МАБ holds."""

    def __init__(self, policy: Policy = DEFAULTS, *, latency: int = 0) -> None:
        super().__init__(policy, latency=latency)
        self.know_guardian(GuardianSetup("aigul", None, None, None, "kk", ()))
        self.know_guardian(GuardianSetup("marat", MARATS, MARATS, None, "kk", ()))
        self.know_child(ChildSetup("dana", 6, ("aigul",), True, None, None))

    def register(
        self,
        number: str | None = NUMBER,
        screens: Sequence[Screen] | None = None,
        *,
        fail: Screen | None = None,
        who: str = "aigul",
    ) -> Registering:
        """Some guardian registers, and what follows happens."""
        self.register_number(who, number, screens, fail)
        self.settle()
        return self

    def state(self, guardian: str = "aigul") -> str:
        """How far a guardian's registration is."""
        return self.office.records.registrations[guardian].state

    def consent(self, guardian: str = "aigul") -> str:
        """A guardian's record."""
        return self.office.records.consents[guardian].state

    @property
    def entries(self) -> dict[str, str]:
        """МАБ."""
        return self.office.registers.numbers

    @property
    def passed(self) -> list[str]:
        """The screens that aigul got past, in order."""
        return [
            one.screen
            for one in self.journal
            if isinstance(one, ScreenPassed) and one.subject == "aigul"
        ]

    @property
    def stalls(self) -> list[tuple[str, tuple[str, ...]]]:
        """Where she was stopped, and by which clause."""
        return [
            (one.screen, one.clauses)
            for one in self.journal
            if isinstance(one, RegistrationStalled)
        ]

    @property
    def codes(self) -> list[SmsSubmitted]:
        """The registration codes sent."""
        return [
            one
            for one in self.journal
            if isinstance(one, SmsSubmitted) and one.kind is Kind.REGISTRATION_CODE
        ]

    @property
    def rejections(self) -> list[tuple[tuple[str, ...], str]]:
        """By which clause and row `register_number` was turned down."""
        rejected = [one for one in self.journal if isinstance(one, Rejected)]
        assert all(one.verb == "register_number" for one in rejected)
        return [(one.clauses, one.row) for one in rejected]


# The whole way.


def test_all_fourteen_screens_bring_the_number_into_the_register() -> None:
    """In the slides' order, each with its clause, after one code on the number entered."""
    run = Registering().register()
    passed = [one for one in run.journal if isinstance(one, ScreenPassed)]
    assert [one.screen for one in passed] == ALL
    assert [one.clauses for one in passed] == [(f"R{number}",) for number in range(21, 35)]
    assert [(one.number, one.clauses) for one in run.codes] == [(NUMBER, ("R26",))]
    assert (run.state(), run.entries["aigul"]) == ("registered", NUMBER)
    assert [one.number for one in run.journal if isinstance(one, NumberEntered)] == [NUMBER]
    assert run.stalls == []


def test_before_the_last_screen_the_register_holds_nothing() -> None:
    """Thirteen screens are not enough (R45)."""
    run = Registering().register(screens=ALL[:-1])
    assert (run.state(), "aigul" in run.entries) == ("in_progress", False)
    assert run.register(None).state() == "registered"


def test_whoever_waited_for_a_number_is_asked_at_once_or_when_sent_to_again() -> None:
    """By `registered_number` (R45)."""
    for policy, record in (
        (DEFAULTS, "awaiting_reply"),
        (replace(DEFAULTS, registered_number=RegisteredNumber.WAIT), "no_number"),
    ):
        run = Registering(policy)
        run.start_campaign()
        assert run.consent() == "no_number"
        assert run.register().consent() == record


def test_the_screens_of_a_slide_may_come_in_any_order() -> None:
    """Only the order of the slides is certain."""
    backwards = [*reversed(FIRST), *reversed(SECOND), *reversed(THIRD)]
    run = Registering().register(screens=backwards)
    assert run.passed == backwards
    assert run.state() == "registered"


@pytest.mark.parametrize("last", THIRD)
def test_whichever_screen_is_the_fourteenth_finishes(last: Screen) -> None:
    """Not the quick-access code as such: the set of screens."""
    run = Registering().register(screens=[one for one in ALL if one is not last])
    assert run.state() == "in_progress"
    assert run.register(None, [last]).state() == "registered"


@pytest.mark.parametrize(
    ("done", "screen", "clause"),
    [
        ([], Screen.SMS_CODE, "R21"),
        ([], Screen.QUICK_ACCESS_CODE, "R21"),
        (FIRST[:4], Screen.ALLOW, "R25"),
        ([FIRST[0], *FIRST[2:]], Screen.ENTER_IIN, "R22"),
        (FIRST, Screen.EMAIL_PASSWORD, "R26"),
        ([*FIRST, *SECOND[:3]], Screen.SIGNATURE_ISSUED, "R29"),
        ([*FIRST, *SECOND[:4]], Screen.QUICK_ACCESS_CODE, "R30"),
    ],
)
@pytest.mark.parametrize("fails", [False, True])
def test_a_screen_before_its_slide_is_rejected_by_the_first_that_is_missing(
    done: list[Screen], screen: Screen, clause: str, fails: bool
) -> None:
    """Passed or failed, nothing comes of it."""
    run = Registering()
    if done:
        run.register(screens=done)
    before = (run.state(), run.passed)
    run.register(screens=[screen], fail=screen if fails else None)
    row = "registration.failed_too_early" if fails else "registration.screen_too_early"
    assert run.rejections == [((clause,), row)]
    assert (run.state(), run.passed) == before


def test_nothing_follows_a_screen_that_is_rejected() -> None:
    """The verb ends there."""
    run = Registering().register(screens=[Screen.OPEN_APP, Screen.ALLOW, Screen.SIGN_IN])
    assert run.passed == [Screen.OPEN_APP]


def test_without_a_number_there_is_nothing_to_type() -> None:
    """R25; the screens before it are done."""
    run = Registering().register(None)
    assert run.rejections == [(("R25",), "registration.no_number_to_type")]
    assert (run.passed, run.state()) == (FIRST[:4], "in_progress")


# The code of R26.


def test_who_does_not_see_the_code_is_stopped_there_and_goes_on_with_a_new_one() -> None:
    """1414 is blocked: nothing comes into МАБ until that is repaired (R26, R51)."""
    run = Registering()
    run.fault("aigul", Fault.BLACKLISTED)
    run.register()
    assert (run.state(), run.stalls) == ("stalled", [(Screen.SMS_CODE, ("R26",))])
    assert run.passed == FIRST
    assert "aigul" not in run.entries
    assert run.register(None).state() == "stalled"
    run.repair("aigul")
    assert run.register(None).state() == "registered"
    assert [one.number for one in run.codes] == [NUMBER] * 3
    assert len({one.text for one in run.codes}) == 3
    assert run.passed == ALL


@pytest.mark.parametrize("cause", list(Fault))
def test_the_code_meets_the_faults_of_any_sms(cause: Fault) -> None:
    """Whatever keeps an SMS from being seen keeps the number out; receipts and balance do not."""
    run = Registering()
    run.fault("aigul", cause)
    run.register()
    seen = {Fault.NO_BALANCE, Fault.RECEIPT_LOST, Fault.RECEIPT_LATE, Fault.RECEIPT_TWICE}
    assert run.state() == ("registered" if cause in seen else "stalled")


@pytest.mark.parametrize("latency", [0, 10 * MINUTE])
def test_the_code_is_awaited_for_one_latency(latency: int) -> None:
    """As long as an SMS travels, and no longer."""
    run = Registering(latency=latency)
    start = run.clock.now
    run.register()
    assert run.state() == "registered"
    assert run.clock.now - start == latency


def test_a_code_that_came_meanwhile_serves() -> None:
    """Screen by screen nobody stalls before the code is asked for: it may be read by then."""
    run = Registering()
    run.fault("aigul", Fault.SWITCHED_OFF)
    run.register(screens=FIRST)
    run.wait(HOUR)
    run.repair("aigul")
    run.register(None)
    assert run.state() == "registered"
    assert len(run.codes) == 1


def test_on_another_number_the_number_is_entered_again_and_its_code_typed() -> None:
    """The other screens are not done twice, and the first number never was in МАБ."""
    run = Registering()
    run.fault("aigul", Fault.SWITCHED_OFF)
    run.register()
    run.repair("aigul")
    run.register(OTHER)
    assert run.passed == [*FIRST, Screen.ENTER_NUMBER, *SECOND, *THIRD]
    assert [one.number for one in run.codes] == [NUMBER, OTHER]
    assert run.entries["aigul"] == OTHER
    handsets = [
        one.number
        for one in run.journal
        if isinstance(one, HandsetChanged) and one.subject == "aigul"
    ]
    assert handsets == [NUMBER, OTHER]


def test_another_number_needs_its_own_code_however_far_she_was() -> None:
    """All but the last screen were done with the first number."""
    run = Registering().register(screens=ALL[:-1])
    run.fault("aigul", Fault.BLACKLISTED)
    run.register(OTHER)
    assert run.stalls == [(Screen.SMS_CODE, ("R26",))]
    assert run.passed == [*ALL[:-1], Screen.ENTER_NUMBER]
    run.register(None, [Screen.QUICK_ACCESS_CODE])
    assert run.rejections == [(("R26",), "registration.screen_too_early")]


# A screen that is not passed.


@pytest.mark.parametrize("screen", ALL)
def test_at_every_screen_one_may_fail_and_go_on_there(screen: Screen) -> None:
    """The ones before stay done; a new code comes once a number has been typed."""
    run = Registering().register(fail=screen)
    assert (run.state(), run.stalls) == ("stalled", [(screen, (SCREENS[screen].clause,))])
    assert run.passed == ALL[: ALL.index(screen)]
    typed = Screen.ENTER_NUMBER in run.passed
    assert run.register(None if typed else NUMBER).state() == "registered"
    assert run.passed == ALL
    assert len(run.codes) == (2 if typed else 1)


def test_a_screen_done_before_cannot_fail_any_more() -> None:
    """Asking for it makes no sense, and the scenario fails there."""
    run = Registering().register(screens=FIRST)
    with pytest.raises(StepError, match="aigul is past open_app already; it cannot fail any more"):
        run.register(None, fail=Screen.OPEN_APP)


# A number that somebody holds, and who is registered already.


def test_a_number_of_somebody_else_is_rejected_before_any_screen_or_sms() -> None:
    """`shared_number: reject` (R45)."""
    run = Registering().register(MARATS)
    assert run.rejections == [(("R45",), "registration.number_refused")]
    assert (run.state(), run.passed, run.codes) == ("absent", [], [])
    assert run.entries["marat"] == MARATS


def test_a_number_of_somebody_else_moves_with_the_last_screen() -> None:
    """`shared_number: move`: the first person then has neither entry nor handset."""
    run = Registering(MOVE).register(MARATS, ALL[:-1])
    assert run.entries == {"marat": MARATS}
    run.register(None)
    assert run.entries == {"aigul": MARATS}
    assert (run.state(), run.state("marat")) == ("registered", "absent")
    assert [one.subject for one in run.journal if isinstance(one, NumberRemoved)] == ["marat"]
    lost = [one for one in run.journal if isinstance(one, HandsetChanged) and one.number is None]
    assert [one.subject for one in lost] == ["marat"]


def test_a_number_taken_meanwhile_is_rejected_until_it_is_free() -> None:
    """Whoever comes into МАБ first has it; the screens done are not lost."""
    run = Registering().register(screens=ALL[:-1])
    run.change_number("marat", NUMBER)
    assert run.register(None).rejections == [(("R45",), "registration.number_refused")]
    assert (run.state(), run.passed) == ("in_progress", ALL[:-1])
    run.remove_number("marat")
    assert run.register(None).state() == "registered"
    assert run.passed == ALL


def test_who_is_registered_only_changes_the_number() -> None:
    """The same as `change_number`: no screen, no code, and a request within the same offer."""
    run = Registering().register()
    run.start_campaign()
    run.settle()
    screens = len(run.passed)
    run.register(OTHER)
    assert (len(run.passed), len(run.codes)) == (screens, 1)
    assert (run.state(), run.entries["aigul"]) == ("registered", OTHER)
    requests = [
        (one.number, one.offer)
        for one in run.journal
        if isinstance(one, SmsSubmitted) and one.kind is Kind.CONSENT_REQUEST
    ]
    assert requests == [(NUMBER, 1), (OTHER, 1)]
    assert run.rejections == []


def test_who_is_registered_and_names_screens_only_changes_the_number_too() -> None:
    """Under `number_change: wait` not even a request goes out."""
    run = Registering(replace(DEFAULTS, number_change=NumberChange.WAIT)).register()
    run.register(OTHER, [Screen.OPEN_APP, Screen.ENTER_NUMBER, Screen.SMS_CODE])
    assert (run.passed, len(run.codes)) == (ALL, 1)
    assert run.entries["aigul"] == OTHER
    run.register(NUMBER, [Screen.VIDEO_CHECK], fail=Screen.VIDEO_CHECK)
    assert (run.state(), run.stalls, run.entries["aigul"]) == ("registered", [], OTHER)


def test_who_is_registered_is_not_held_to_a_number_given_up() -> None:
    """The number of the screens is forgotten: another may have it by now."""
    run = Registering().register()
    run.change_number("aigul", OTHER)
    run.change_number("marat", NUMBER)
    run.register(None)
    assert run.rejections == []
    assert run.entries == {"aigul": OTHER, "marat": NUMBER}


def test_dropped_from_the_register_the_whole_way_has_to_be_gone_again() -> None:
    """No screen of the first time counts."""
    run = Registering().register()
    run.remove_number("aigul")
    assert run.state() == "absent"
    run.register(None, [Screen.SMS_CODE])
    assert run.rejections == [(("R21",), "registration.screen_too_early")]
    assert run.register().state() == "registered"
    assert run.passed == [*ALL, *ALL]


def test_an_entry_made_otherwise_ends_the_way() -> None:
    """МАБ enters a number while the screens are half done: registered, and nothing is left."""
    run = Registering().register(screens=FIRST)
    run.change_number("aigul", OTHER)
    assert (run.state(), run.entries["aigul"]) == ("registered", OTHER)
    run.register(None)
    assert run.passed == FIRST
