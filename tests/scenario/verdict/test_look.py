"""What an expectation touches: whom it names, up to then, and nothing else."""

from __future__ import annotations

import pytest

from smsflow.events import Event, FaultLifted, FaultPutOn, Rejected, RowTaken, SmsDelivered
from smsflow.scenario.verdict.look import Look, Passed, touched
from tests.told import Told
from tests.writing import family, played

ASKED = "- start_campaign\n- reply: {from: aigul, text: '2*1'}\n"


def clauses(steps: str) -> set[str]:
    """The clauses of all that a family's expectations touched."""
    result = played(family(steps))
    assert result.failures == []
    return {one for event in touched(result.events, result.passed) for one in event.clauses}


def subjects(steps: str) -> set[str]:
    """Those to whom something happened that was touched."""
    result = played(family(steps))
    assert result.failures == []
    return {event.subject for event in touched(result.events, result.passed)}


def test_nothing_is_touched_where_nothing_is_expected() -> None:
    """Whatever happens: no expectation, no touch."""
    assert subjects(ASKED) == set()


@pytest.mark.parametrize(
    ("expectation", "looked_at"),
    [
        ("consent: {aigul: consented}", {"aigul"}),
        ("truth: {aigul: consented}", {"aigul"}),
        ("registration: {aigul: registered}", {"aigul"}),
        ("sms_count: {aigul: {consent_request: 1}}", {"aigul"}),
        ("sms_count: {aigul: {reply_hint: 0}}", {"aigul"}),
        ("vouchers: {dana: awaiting_activation}", {"dana"}),
        ("linking: {arman: linked}", {"arman"}),
        ("consent: {aigul: consented}\n    vouchers: {arman: awaiting_activation}",
         {"aigul", "arman"}),
        ("wrongful_refusals: []", {"aigul", "marat"}),
        ("wrongful_consents: []", {"aigul", "marat"}),
        ("findings: {}", {"aigul", "marat", "dana", "arman"}),
    ],
)  # fmt: skip
def test_an_expectation_touches_those_it_looks_at(expectation: str, looked_at: set[str]) -> None:
    """The guardians or children it names; a list looks at all whom it could name."""
    assert subjects(f"{ASKED}- expect:\n    {expectation}") == looked_at


@pytest.mark.parametrize(
    ("step", "looked_at"),
    [
        ("expect_no_sms: {to: marat}", {"marat"}),
        ("expect_sms: {to: marat, count: 0}", {"marat"}),
        ("expect_sms: {to: marat, kind: reply_hint, count: 0}", {"marat"}),
    ],
)
def test_whoever_must_get_no_sms_is_looked_at(step: str, looked_at: set[str]) -> None:
    """There is no SMS to look at, so the look is at the one who got none."""
    assert subjects(f"- start_campaign: [aigul]\n- {step}") == looked_at


def test_no_sms_to_anybody_looks_at_every_guardian() -> None:
    """Without a name it speaks of them all, and of no child."""
    assert subjects("- expect_no_sms") == {"aigul", "marat"}


def test_an_sms_is_touched_with_what_became_of_it_and_nothing_else_is() -> None:
    """Submission (R06) and delivery unseen (R51); not the row (R56) nor the repair (R55)."""
    steps = """
    - fault: {on: aigul, cause: blacklisted}
    - start_campaign
    - repair: {on: aigul}
    - expect_sms: {to: aigul, kind: consent_request}
    """
    assert clauses(steps) == {"R06", "R51"}


def test_what_becomes_of_an_sms_later_is_not_touched() -> None:
    """The expectation has passed before the delivery, so the delivery could be another."""
    before = "- fault: {on: aigul, cause: memory_full}\n- start_campaign: [aigul]\n"
    claim = "- expect_sms: {to: aigul, seen: no}\n"
    after = "- fault: {on: aigul, cause: blacklisted}\n- repair: {on: aigul, cause: memory_full}\n"
    assert clauses(before + claim + after) == {"R06"}
    assert clauses(before + after + claim) == {"R06", "R51"}


def test_counted_sms_are_all_touched() -> None:
    """`count: 2` claims the request and the reminder, and touches both."""
    text = family("- start_campaign: [aigul]\n- wait: 3d\n- expect_sms: {to: aigul, count: 2}")
    result = played(text + "policy: {reminders: 1}\n")
    assert result.failures == []
    sms = {getattr(event, "sms", "") for event in touched(result.events, result.passed)}
    assert sms == {"sms-1", "sms-2"}


def test_only_the_oldest_sms_is_claimed_and_touched() -> None:
    """Without a count the reminder waits for an expectation of its own."""
    text = family("- start_campaign: [aigul]\n- wait: 3d\n- expect_sms: {to: aigul}")
    result = played(text + "policy: {reminders: 1}\n")
    sms = {getattr(event, "sms", "") for event in touched(result.events, result.passed)}
    assert sms == {"sms-1"}


def test_a_rejection_is_touched_alone() -> None:
    """`rejected` looks at the step just before, not at the child's other fortunes."""
    assert clauses(f"{ASKED}- send_qr: dana\n- expect: {{rejected: {{clause: R38}}}}") == {"R38"}


def test_of_several_rejections_those_by_the_clause_are_touched() -> None:
    """A bulk `resend` rejects by R42 for one and R44 for another: one of them was expected."""
    steps = """
    - start_campaign
    - remove_number: marat
    - resend: [aigul, marat]
    - expect: {rejected: {clause: R44}}
    """
    assert clauses(steps) == {"R44"}


def test_what_comes_after_the_last_look_is_not_touched() -> None:
    """An answer after the expectation may be read as anything."""
    before = "- start_campaign\n- expect: {consent: {aigul: awaiting_reply}}\n"
    assert "R07" not in clauses(before + "- reply: {from: aigul, text: '2*1'}")


def test_an_expectation_that_does_not_hold_touches_nothing() -> None:
    """Its scenario fails, and is noted with the looks of those that held before."""
    result = played(family(f"{ASKED}- expect: {{consent: {{aigul: refused}}}}"))
    assert result.failures
    assert result.passed == []


def test_the_latest_of_several_looks_decides() -> None:
    """Two looks at one guardian touch as much as the later of them, in whichever order."""
    told = Told().row("requested").row("awaiting_reply").row("consented")
    early, late = Passed(2, Look(who=("aigul",))), Passed(4, Look(who=("aigul",)))
    for passed in ([early, late], [late, early]):
        rows = [one.target for one in touched(told.events, passed) if isinstance(one, RowTaken)]
        assert rows == ["requested", "awaiting_reply", "consented"]


def test_events_come_in_order_and_once() -> None:
    """Touched twice, by the guardian and by the SMS, an event is still one."""
    told = Told().offered().seen()
    passed = [Passed(9, Look(who=("aigul",))), Passed(9, Look(sms=(told.sms,)))]
    found = list(touched(told.events, passed))
    assert [id(one) for one in found] == [id(one) for one in told.events]


def test_an_sms_at_a_strangers_is_still_touched() -> None:
    """The subject of the delivery is a number; the SMS is the one that was claimed."""
    told = Told().offered().delivered_to_stranger()
    found: list[Event] = list(touched(told.events, [Passed(9, Look(sms=(told.sms,)))]))
    assert isinstance(found[-1], SmsDelivered)


def test_two_equal_rejections_are_told_apart() -> None:
    """Only the one that was looked at is touched, however equal the other."""
    first, second = (Rejected(1, "dana", ("R38",), "send_qr", "voucher.no_qr") for _ in range(2))
    found = list(touched([first, second], [Passed(2, Look(rejections=(second,)))]))
    assert len(found) == 1
    assert found[0] is second


def test_a_fault_and_its_repair_are_the_guardians() -> None:
    """Faults happen to a guardian, so a look at the guardian touches them."""
    steps = "- fault: {on: aigul, cause: no_balance}\n- repair: {on: aigul}\n"
    result = played(family(steps + "- expect: {consent: {aigul: not_asked}}"))
    kinds = {type(event) for event in touched(result.events, result.passed)}
    assert {FaultPutOn, FaultLifted} <= kinds
