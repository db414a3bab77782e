from __future__ import annotations

from typing import Any

import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from smsflow.chat.orders import ORDERS, Talk
from smsflow.chat.written import scenario_text
from smsflow.memo.policy import LateReply, Policy
from smsflow.scenario.language.load import load
from smsflow.scenario.result import Outcome, Result
from smsflow.scenario.run import run_scenario
from tests.chat.chats import heard, talk_of, talk_on
from tests.random_households import CAUSES, households
from tests.writing import loaded


def replayed(talk: Talk) -> Result:
    """What comes of the file that a chat is saved as."""
    (scenario,) = load("chat.yaml", scenario_text(talk.chat).encode())
    return run_scenario(scenario, with_standings=True)


COMMANDS = st.one_of(
    st.sampled_from(["2*1", "2*5", "2 * 1.", "yes", "иә", "/mistake", "/mistake 2*5!"]),
    st.sampled_from(["10m", "1h", "1d", "3d", "9d", "0"]).map(lambda length: f"/wait {length}"),
    st.sampled_from(CAUSES).map(lambda cause: f"/fault {cause}"),
    st.sampled_from(["/fault receipt_late 3h", "/repair", "/repair blacklisted", "/resend"]),
    st.sampled_from(["dana", "arman", "olzhas", "nobody"]).flatmap(
        lambda child: st.sampled_from(
            [f"/activate {child}", f"/qr {child}", f"/decline {child} no"]
        )
    ),
    st.sampled_from(["/undo", "/undo", "/look", "/state", "/why", "/help", "/nonsense", "/wait x"]),
)
REPLIES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=30)


@given(households(), st.lists(COMMANDS, max_size=14))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_saved_chat_replays_to_the_same_end(household: dict[str, Any], lines: list[str]) -> None:
    """Whatever was typed to whomever: the file passes, and record and truth are the chat's."""
    text = yaml.safe_dump({**household, "steps": ["start_campaign"]}, allow_unicode=True)
    (scenario,) = loaded(text)
    talk = talk_on(scenario, scenario.guardians[0].name)
    for line in lines:
        heard(talk, line)
    result = replayed(talk)
    assert (result.outcome, result.failures) == (Outcome.PASSED, [])
    flow = talk.chat.flow
    assert [(one.guardian, one.record, one.truth) for one in result.standings] == [
        (name, flow.consent(name), flow.truth(name)) for name in talk.chat.guardians
    ]
    assert result.events == flow.events


@given(REPLIES)
@example("\x85")
@example("a\u2028 b")
@example("'\x00\t\ufeff: # ")
def test_any_reply_is_kept_to_the_letter(text: str) -> None:
    """Quotes, colons, control characters, whatever a keyboard has: none changes in the file."""
    talk = talk_of()
    talk.chat.take("reply", {"from": "aigul", "text": text})
    assert replayed(talk).events == talk.chat.flow.events


@given(st.lists(COMMANDS.filter(lambda line: line != "/undo"), max_size=8), COMMANDS)
@settings(max_examples=30)
def test_undo_takes_back_exactly_one_line(lines: list[str], last: str) -> None:
    """The run, the steps and what is told next are as if it had never been typed."""
    talk, twin = talk_of(*lines), talk_of(*lines)
    heard(talk, last)
    changed = talk.chat.flow.save() != twin.chat.flow.save()
    if changed or len(talk.chat.steps) > len(twin.chat.steps):
        heard(talk, "/undo")
    if last != "/undo":
        assert talk.chat.flow.save() == twin.chat.flow.save()
        assert talk.chat.steps == twin.chat.steps
        assert heard(talk, "2*1") == heard(twin, "2*1")


def test_the_campaign_has_begun_and_the_phone_has_rung() -> None:
    """There is something to answer, and what was told is told once."""
    talk = talk_of()
    assert talk.chat.flow.consent("aigul") == "awaiting_reply"
    assert list(talk.chat.news()) == []


def test_a_line_is_told_as_the_transcript_tells_it_with_the_phone() -> None:
    """The reply, what it changed, the SMS that answers it, and its text as the guardian sees it."""
    assert heard(talk_of(), "2*1") == [
        "aigul > 1414: 2*1",
        "#   aigul: awaiting_reply → consented, consent.consented (R07, R10, R11, R57)",
        "#   dana: none → awaiting_activation, voucher.formed (R11, R57, R58)",
        "#   arman: none → awaiting_activation, voucher.formed (R11, R57, R58)",
        "1414 > aigul: voucher_link",
        "#   on the phone: Келісім қабылданды. Ваучер: eGov mobile, Әлеуметтік әмиян, "
        "https://wallet.example/v",
    ]


def test_what_nobody_sees_is_not_on_the_phone() -> None:
    """A blocked phone stays silent; the difference is told once, when it arises."""
    talk = talk_of("/mistake", "/fault blacklisted")
    assert heard(talk, "/resend") == [
        "#   aigul: refused → requested, consent.resent (R42, R43)",
        "1414 > aigul: consent_request",
        "#   consent_request delivered, not seen: blacklisted (R51)",
        "#   aigul: requested → awaiting_reply, consent.delivered (R06, R09)",
    ]
    told = heard(talk, "/wait 7d")
    assert told[-1] == (
        "#   wrongful refusal: aigul is recorded lapsed, truly never_saw_request (blacklisted)"
    )
    assert heard(talk, "/wait 1d") == ["#   nothing happens in 1d"]


def test_a_mistake_changes_nothing() -> None:
    """An unknown child, cause or length: the run is as before, and nothing is to be saved of it."""
    talk = talk_of()
    before = talk.chat.flow.save()
    for line, told in {
        "/activate dan": "SF109 unknown child 'dan'; did you mean 'dana'?",
        "/fault no_balanc": "SF108 unknown cause 'no_balanc'; did you mean 'no_balance'?",
        "/fault no_balance 2h": "SF104 only receipt_late takes 'by'",
        "/wait 3x": "SF112 expected a duration such as 2h or 3d 4h, found '3x'",
        "/wait 11 days 4000d": "SF114 the waits come to more than ten years",
        "/wait": "SF420 /wait needs LENGTH: time passes, such as 3d or 2h 30m",
        "/undo": "SF420 there is nothing to take back",
    }.items():
        assert heard(talk, line) == [told]
    assert talk.chat.flow.save() == before
    assert len(talk.chat.steps) == 2


def test_the_waits_of_a_chat_come_to_ten_years_at_most() -> None:
    """As a scenario's do, so that it can be saved."""
    talk = talk_of("/wait 3000d")
    assert heard(talk, "/wait 700d") == ["SF114 the waits come to more than ten years"]
    assert replayed(talk).failures == []


def test_what_the_rules_reject_is_told_and_kept_as_such() -> None:
    """The clause is in the transcript and in the file."""
    talk = talk_of()
    assert heard(talk, "/resend") == ["#   resend of aigul is rejected (R42)"]
    assert "  - resend: [aigul]\n  - expect: {rejected: {clause: R42}}\n" in scenario_text(
        talk.chat
    )


def test_a_hundred_lines_can_be_taken_back() -> None:
    """And no more, so that a long chat does not fill the memory."""
    talk = talk_of(*["/wait 1m"] * 103)
    assert [heard(talk, "/undo")[0][:3] for _ in range(101)] == ["#  "] * 100 + ["SF4"]


def test_the_policy_of_the_chat_is_kept() -> None:
    """Under another policy the same file would end otherwise."""
    talk = talk_of("/wait 8d", "2*1", policy=Policy(late_reply=LateReply.IGNORE))
    assert talk.chat.flow.consent("aigul") == "lapsed"
    assert "policy: {late_reply: ignore}\n" in scenario_text(talk.chat)
    assert replayed(talk).failures == []


def test_every_command_has_a_line_of_help() -> None:
    """`/help` lists them all."""
    told = heard(talk_of(), "/help")
    assert [line.split()[1] for line in told[1:]] == [f"/{name}" for name in ORDERS]
