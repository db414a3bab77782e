"""The verbs as methods: what a notebook and a test call."""

from __future__ import annotations

import doctest
import json
from collections.abc import Callable
from typing import Any

import pytest

from smsflow import Policy, Simulation
from smsflow.errors import DocumentError, StepError
from smsflow.events import SmsSubmitted
from smsflow.memo.policy import LateReply
from smsflow.moments import HOUR
from smsflow.scenario import saved, watched
from smsflow.scenario.language.verbs.catalogue import MESSAGES, VERBS
from smsflow.scenario.simulation import Simulation as Engine
from smsflow.scenario.verbs import Verbs
from smsflow.scenario.verdict.properties import Violation
from smsflow.scenario.watched import ExpectationBroken, PropertyBroken

AIGUL = "+7 701 555 01 01"
MARAT = "+7 701 555 01 02"


@pytest.fixture
def flow() -> Simulation:
    """A guardian with one child in grade 6, and one without children."""
    flow = Simulation()
    flow.guardian("aigul", AIGUL)
    flow.guardian("marat", MARAT)
    flow.child("dana", 6, ["aigul"])
    return flow


def test_every_verb_of_the_language_is_a_method() -> None:
    """Whatever a step may be, a call may be too; a stranger's reply has a method of its own."""
    methods = {name for name in vars(Verbs) if not name.startswith("_")} | {MESSAGES}
    assert methods == {*VERBS, MESSAGES, "reply_from_number"}
    assert all(callable(getattr(Simulation, name)) for name in methods)


def test_a_step_can_be_taken_as_a_scenario_writes_it(flow: Simulation) -> None:
    """`do` takes a verb by name, with its argument in the scenario's own form."""
    twin = Simulation.load(flow.save())
    flow.do("start_campaign")
    flow.do("reply", {"from": "aigul", "text": "2*1"})
    twin.start_campaign()
    twin.reply("aigul", "2*1")
    assert flow.save() == twin.save()


EVERY_VERB: dict[str, tuple[str, Callable[[Any], None]]] = {
    "start_campaign": ("R06", lambda flow: flow.start_campaign(["aigul"])),
    "resend": ("R42", lambda flow: flow.resend(["aigul"])),
    "list_child": ("R04", lambda flow: flow.list_child("dana")),
    "add_child": ("", lambda flow: flow.add_child("ali", 5, ["aigul"], listed=False)),
    "remove_child": ("", lambda flow: flow.remove_child("dana")),
    "change_grade": ("", lambda flow: flow.change_grade("dana", 7)),
    "add_guardian": ("", lambda flow: flow.add_guardian("dana", "marat")),
    "notify_missing_link": ("R13", lambda flow: flow.notify_missing_link("dana", "marat")),
    "update_link": ("R19", lambda flow: flow.update_link("dana", "marat")),
    "repair_voucher": ("R50", lambda flow: flow.repair_voucher("dana")),
    "reply": ("", lambda flow: flow.reply("aigul", "2*5", meant="consent")),
    "reply_from_number": ("", lambda flow: flow.reply_from_number("87055550101", "2*1")),
    "fault": ("", lambda flow: flow.fault("aigul", "receipt_late", by="2h")),
    "change_number": ("", lambda flow: flow.change_number("aigul", "+7 705 555 01 01")),
    "remove_number": ("", lambda flow: flow.remove_number("aigul")),
    "register_number": ("", lambda flow: flow.register_number("aigul", "87055550101")),
    "apply_for_link": ("R15", lambda flow: flow.apply_for_link("dana", "marat", "app")),
    "submit_documents": ("R15", lambda flow: flow.submit_documents("dana", ["identity"])),
    "look": ("", lambda flow: flow.look("aigul")),
    "activate": ("R12", lambda flow: flow.activate("dana", by="marat")),
    "send_qr": ("R38", lambda flow: flow.send_qr("dana")),
    "decline_voucher": ("R40", lambda flow: flow.decline_voucher("dana", "eats at home")),
    "activation_error": ("", lambda flow: flow.activation_error("dana")),
    "report_error": ("R50", lambda flow: flow.report_error("dana", system="eGov")),
}
"""each verb with the clause its first event cites, if any"""


@pytest.mark.parametrize("verb", EVERY_VERB)
def test_each_verb_does_what_the_step_of_a_file_does(flow: Simulation, verb: str) -> None:
    """Something happens, at once, and by the clause that the rules name."""
    clause, call = EVERY_VERB[verb]
    before = len(flow.events)
    call(flow)
    happened = flow.events[before:]
    assert happened
    assert not clause or any(clause in event.clauses for event in happened)


def test_the_verbs_tried_are_all_that_do_something() -> None:
    """Those above, and the two whose effect needs another before."""
    doing = {*vars(Verbs)} & {*VERBS, "reply_from_number"}
    assert doing - {*EVERY_VERB} == {
        *("wait", "repair"),
        *("expect", "expect_sms", "expect_no_sms"),
    }


def test_everything_due_has_happened_when_a_verb_returns(flow: Simulation) -> None:
    """The receipt and the reply are in, without a wait."""
    flow.start_campaign()
    assert flow.consent("aigul") == "awaiting_reply"
    flow.reply("aigul", "2*1")
    assert flow.consent("aigul") == "consented"
    assert flow.voucher("dana") == "awaiting_activation"
    assert [str(sms.kind) for sms in flow.sms("aigul")] == ["consent_request", "voucher_link"]


def test_a_fault_repaired_lets_the_request_through(flow: Simulation) -> None:
    """`fault`, `wait` and `repair` by their texts."""
    flow.fault("aigul", "switched_off")
    flow.start_campaign()
    flow.wait("3h")
    assert flow.now == "2026-09-01T12:00:00+05:00"
    assert flow.consent("aigul") == "requested"
    flow.repair("aigul", "switched_off")
    assert flow.consent("aigul") == "awaiting_reply"


def test_what_the_rules_forbid_is_told_by_its_clause(flow: Simulation) -> None:
    """No error, for a caller may want just that; gone with the next verb."""
    flow.resend(["aigul"])
    assert flow.rejections == ["R42"]
    flow.expect(rejected={"clause": "R42"})
    flow.wait("1h")
    assert flow.rejections == []


def test_the_other_states_are_told_too(flow: Simulation) -> None:
    """Link, registration, truth, differences, findings."""
    assert flow.linking("dana") == "linked"
    assert flow.registration("marat") == "registered"
    flow.fault("aigul", "blacklisted")
    flow.start_campaign()
    flow.reply_from_number("+7 705 555 01 01", "2*1")
    flow.wait("8d")
    assert flow.truth("aigul") == "never_saw_request"
    assert [one.cause for one in flow.wrongful_refusals()] == ["blacklisted"]
    assert flow.wrongful_consents() == []
    assert flow.findings() == []


def test_settings_are_written_as_in_a_scenario() -> None:
    """Durations, choices and lists; what is not said keeps its default."""
    told = {"reply_timeout": "72h", "late_reply": "ignore", "reoffer_covers": ["lapsed"]}
    flow = Simulation(policy=told, at="2026-10-01T08:00", latency="1m")
    assert flow.policy.reply_timeout == 72 * HOUR
    assert flow.policy.late_reply is LateReply.IGNORE
    assert flow.policy.reoffer_covers == ("lapsed",)
    assert flow.policy.reminders == Policy().reminders
    assert flow.now == "2026-10-01T08:00:00+05:00"


def test_a_policy_in_python_is_taken_as_it_is() -> None:
    """The record itself, for those who have one."""
    policy = Policy(late_reply=LateReply.REOPEN)
    assert Simulation(policy).policy is policy


WRONG: list[tuple[Callable[[Any], object], str]] = [
    (lambda flow: flow.consent("aigl"), "SF109 unknown guardian 'aigl'; did you mean 'aigul'?"),
    (lambda flow: flow.voucher("aigul"), "SF109 unknown child 'aigul'"),
    (
        lambda flow: flow.reply("dana", "2*1"),
        "SF109 unknown guardian 'dana'; 'dana' is a child",
    ),
    (
        lambda flow: flow.fault("aigul", "no_balanc"),
        "SF108 unknown cause 'no_balanc'; did you mean 'no_balance'?",
    ),
    (
        lambda flow: flow.wait("soon"),
        "SF112 expected a duration such as 2h or 3d 4h, found 'soon'",
    ),
    (lambda flow: flow.wait("9999w"), "SF114 the duration is longer than 3653d"),
    (
        lambda flow: flow.start_campaign("aigul"),
        "SF107 expected a list of guardians such as [one, two], not a single value",
    ),
    (
        lambda flow: flow.child("ali", 12),
        "SF108 expected a whole number from 1 to 11, found '12'",
    ),
    (
        lambda flow: flow.guardian("ali", "123"),
        "SF110 expected a Kazakh mobile number such as +7 7xx xxx xx xx, found '123'",
    ),
    (
        lambda flow: flow.guardian("ali", AIGUL),
        "SF115 +7 701 555 01 01 is the handset of 'aigul' already",
    ),
    (
        lambda flow: flow.guardian("ali", mab_number=AIGUL),
        "SF115 +7 701 555 01 01 is МАБ's entry for 'aigul' already",
    ),
    (lambda flow: flow.guardian("dana"), "SF115 'dana' is the name of a child already"),
    (
        lambda flow: flow.reply_from_number(AIGUL, "2*1"),
        "SF108 +7 701 555 01 01 is aigul's own handset; use `from: aigul`",
    ),
    (
        lambda flow: flow.decline_voucher("dana", " "),
        "SF108 expected a reason (R41), found ' '",
    ),
    (
        lambda flow: flow.expect(consnt={"aigul": "lapsed"}),
        "SF104 expect has no key 'consnt'; did you mean 'consent'?",
    ),
    (
        lambda flow: flow.messages("1414 > aigul: consent"),
        "SF118 unknown kind of SMS 'consent'; did you mean 'consent_request'?",
    ),
    (
        lambda flow: flow.look(None),
        "SF106 look needs an argument: `look: …`",
    ),
    (
        lambda flow: flow.look(b"aigul"),
        "SF107 b'aigul' is neither text, number, list nor dict",
    ),
    (
        lambda _flow: Simulation(policy={"late_repl": "ignore", "reply_timeout": "soon"}),
        "SF104 policy has no key 'late_repl'; did you mean 'late_reply'?; "
        "SF112 expected a duration such as 2h or 3d 4h, found 'soon'",
    ),
]


def simulated(flow: Simulation) -> object:
    """Both halves, their clock and every event."""
    return json.loads(flow.save())["simulation"]


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[message for _, message in WRONG])
def test_what_cannot_stand_there_is_told_before_anything_happens(
    flow: Simulation, call: Callable[[Any], object], message: str
) -> None:
    """The code, what is wrong, and what to do next below the traceback."""
    before = simulated(flow)
    with pytest.raises(StepError) as caught:
        call(flow)
    assert str(caught.value) == message
    assert caught.value.code == message[:5]
    assert f"`smsflow explain {message[:5]}` says the same." in caught.value.__notes__[0]
    assert simulated(flow) == before


def test_two_people_never_share_an_iin(flow: Simulation) -> None:
    """Neither two guardians, nor a guardian and a child."""
    flow.guardian("one", iin="901205500127")
    with pytest.raises(StepError, match="SF115 901205500127 is the IIN of 'one' already"):
        flow.child("two", 5, iin="901205500127")


def test_a_child_who_comes_later_is_added(flow: Simulation) -> None:
    """The roster ends with the first verb; who comes then, gains the guardian a child."""
    flow.start_campaign()
    with pytest.raises(StepError, match=r"SF108 .* add_child\('ali', …\)"):
        flow.child("ali", 5, ["marat"])
    flow.add_child("ali", 5, ["marat"])
    assert flow.consent("marat") == "awaiting_reply"


def test_an_entry_that_is_another_number_belongs_to_a_stranger() -> None:
    """SMS go there, unseen by the guardian."""
    flow = Simulation()
    flow.guardian("aigul", AIGUL, mab_number=MARAT, faults=["no_balance"], language="ru")
    flow.child("dana", 6, ["aigul"])
    flow.start_campaign()
    (sms,) = flow.sms("aigul")
    assert isinstance(sms, SmsSubmitted)
    assert (sms.number, sms.language) == ("+77015550102", "ru")
    flow.wait("8d")
    assert [one.cause for one in flow.wrongful_refusals()] == ["mab_number"]


def test_what_is_expected_and_is_not_so_fails_a_test(flow: Simulation) -> None:
    """An `AssertionError` with every difference, expected beside actual."""
    flow.start_campaign()
    flow.expect(consent={"aigul": "awaiting_reply"}, wrongful_refusals=[])
    with pytest.raises(ExpectationBroken) as caught:
        flow.expect(consent={"aigul": "lapsed"}, vouchers={"dana": "active"})
    assert str(caught.value).splitlines() == [
        "SF201 consent of aigul: expected lapsed, actually awaiting_reply",
        "SF203 voucher of dana: expected active, actually none",
    ]


def test_an_sms_is_claimed_once(flow: Simulation) -> None:
    """As in a scenario: by an expectation, a reply or a message line."""
    flow.start_campaign()
    with pytest.raises(ExpectationBroken, match="SF212"):
        flow.expect_no_sms("aigul")
    flow.expect_sms("aigul", "consent_request", contains="2*1", seen=True)
    flow.expect_no_sms()
    with pytest.raises(ExpectationBroken, match="SF210"):
        flow.expect_sms("aigul")


def test_a_conversation_is_read_as_a_block_of_a_file(flow: Simulation) -> None:
    """Waits, replies and SMS, one line each."""
    flow.start_campaign()
    flow.messages("""
        1414 > aigul: consent_request
        +2h aigul > 1414: 2*1
        1414 > aigul: voucher_link
    """)
    assert flow.consent("aigul") == "consented"
    assert flow.now.startswith("2026-09-01T11:00")


def test_a_broken_property_is_told_by_its_code(
    flow: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever verb came before: it is a fault of the program, not of the test."""
    broken = Violation("SF301", "P1: aigul got two requests")
    monkeypatch.setattr(flow._judge, "follow", lambda: [broken])
    with pytest.raises(PropertyBroken, match="SF301 P1: aigul got two requests"):
        flow.wait("1h")


def test_a_run_says_where_it_stands(flow: Simulation) -> None:
    """In one line, for a notebook; no number in it."""
    flow.start_campaign()
    assert repr(flow) == (
        "<Simulation at 2026-09-01T09:00:00+05:00: aigul awaiting_reply, marat not_needed>"
    )
    assert repr(Simulation()) == "<Simulation at 2026-09-01T09:00:00+05:00: nobody yet>"


def test_a_run_written_down_goes_on_as_it_would_have(flow: Simulation) -> None:
    """Timers, claims and rejections are as they were."""
    flow.start_campaign()
    flow.expect_sms("aigul", "consent_request")
    flow.resend(["aigul"])
    other = Simulation.load(flow.save())
    for one in (flow, other):
        assert one.rejections == ["R42"]
        one.expect_no_sms("aigul")
        one.wait("8d")
        one.reply("aigul", "2*1")
        one.activate("dana")
    assert other.events == flow.events
    assert other.save() == flow.save()
    assert other.consent("aigul") == "consented"
    assert other.voucher("dana") == "active"


def test_what_is_no_saved_run_is_told_with_its_path(flow: Simulation) -> None:
    """Below the traceback: which value, and what was expected of it."""
    changed = json.loads(flow.save())
    changed["simulation"]["seed"] = "zero"
    changed["simulation"]["policy"]["reminders"] = "many"
    with pytest.raises(DocumentError) as caught:
        Simulation.load(json.dumps(changed).encode())
    assert len(caught.value.__notes__) == 2
    assert "$.simulation.policy.reminders: expected a whole number" in caught.value.__notes__[0]
    assert "`smsflow explain SF121` tells more" in caught.value.__notes__[0]
    assert str(caught.value) == (
        "saved run: SF121 $.simulation.policy.reminders: expected a whole number, found 'many' "
        "(and 1 more)"
    )
    with pytest.raises(TypeError, match=r"^load takes the bytes that save gave, not str$"):
        Simulation.load(json.dumps(changed))  # type: ignore[arg-type]


def test_the_verbs_say_what_those_of_the_engine_say() -> None:
    """One sentence for a verb, in the schema and in `help`."""
    verbs = {name for name in vars(Verbs) if not name.startswith("_") and hasattr(Engine, name)}
    own_words = {"wait", "add_child", "reply", "register_number"}
    assert own_words < verbs
    for name in verbs - own_words:
        told = str(getattr(Engine, name).__doc__)
        said = str(getattr(Verbs, name).__doc__)
        assert said.startswith(told.partition(".")[0].split(";")[0]), name


@pytest.mark.parametrize("module", [watched, saved])
def test_the_examples_in_the_docstrings_are_true(module: object) -> None:
    """Run as they stand."""
    outcome = doctest.testmod(module)  # type: ignore[arg-type]
    assert outcome.attempted > 0
    assert outcome.failed == 0
