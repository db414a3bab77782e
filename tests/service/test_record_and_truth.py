"""The record does not depend on the truth: the halves meet on the wire and at the desk alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsflow.scenario.language.load import load
from smsflow.scenario.model import Scenario
from smsflow.scenario.verdict.truth import truths
from tests.random_households import Play, households
from tests.wire_log import LoneService, Reached, RecordedSimulation, of_the_service, recorded
from tests.writing import family, loaded

SHIPPED = sorted(Path(__file__).parents[2].joinpath("scenarios").rglob("*.yaml"))


def of(steps: str, policy: str = "{}") -> Scenario:
    """A family's scenario."""
    (scenario,) = loaded(family(steps) + f"policy: {policy}\n")
    return scenario


def wire(run: RecordedSimulation) -> list[Reached]:
    """What reached the service, and when."""
    return [entry for entry in run.log if isinstance(entry, Reached)]


def truth_of(scenario: Scenario, run: RecordedSimulation) -> str:
    """What really happened to aigul."""
    return str(truths(run.journal.events, scenario.policy).truth("aigul"))


LAPSE = "- start_campaign\n- wait: 8d\n"
SAME_WIRE: dict[str, list[tuple[str, str]]] = {
    "silence": [
        (LAPSE, "ignored"),
        ("- fault: {on: aigul, cause: blacklisted}\n" + LAPSE, "never_saw_request"),
        (
            "- fault: {on: aigul, cause: no_balance}\n- start_campaign\n- wait: 1d\n"
            "- reply: {from: aigul, text: '2*1'}\n- wait: 7d\n",
            "reply_lost",
        ),
        (
            "- fault: {on: aigul, cause: blacklisted}\n- start_campaign\n- wait: 1d\n"
            "- reply: {from: aigul, text: '2*5'}\n- wait: 7d\n",
            "reply_lost",
        ),
    ],
    "a refusal": [
        ("- start_campaign\n- reply: {from: aigul, text: '2*5'}\n", "refused"),
        (
            "- start_campaign\n- reply: {from: aigul, text: '2*5', meant: consent}\n",
            "refused_by_mistake",
        ),
        (
            "- start_campaign\n- fault: {on: aigul, cause: memory_full}\n"
            "- reply: {from: aigul, text: '2*5'}\n",
            "refused",
        ),
    ],
    "a receipt that never comes": [
        ("- fault: {on: aigul, cause: receipt_lost}\n" + LAPSE, "undecided"),
        (
            "- fault: {on: aigul, cause: receipt_lost}\n"
            "- fault: {on: aigul, cause: blacklisted}\n" + LAPSE,
            "undecided",
        ),
        (
            "- fault: {on: aigul, cause: receipt_lost}\n"
            "- fault: {on: aigul, cause: spam_blocking}\n" + LAPSE,
            "undecided",
        ),
    ],
}


@pytest.mark.parametrize("told", SAME_WIRE.values(), ids=SAME_WIRE)
def test_the_same_wire_makes_the_same_record_under_every_truth(told: list[tuple[str, str]]) -> None:
    """What cannot be told apart on the wire is recorded alike, event for event."""
    scenarios = [of(steps) for steps, _ in told]
    runs = [recorded(scenario) for scenario in scenarios]
    assert [truth_of(*pair) for pair in zip(scenarios, runs, strict=True)] == [
        truth for _, truth in told
    ]
    first = runs[0]
    for run in runs[1:]:
        assert wire(run) == wire(first)
        assert of_the_service(run.journal) == of_the_service(first.journal)


def test_a_stranger_and_the_guardian_are_one_to_the_record() -> None:
    """The same text from the number МАБ holds: hers in one world, a stranger's in the other."""
    hers = loaded(
        "name: x\nguardians: {aigul: {number: '+7 701 555 01 01', iin: '901205500127'}}\n"
        "children: {dana: {grade: 6, guardians: [aigul]}}\n"
        "steps: [start_campaign, {reply: {from: aigul, text: '2*1'}}, {activate: dana}]\n"
    )[0]
    strangers = loaded(
        "name: x\nguardians: {aigul: {mab_number: '+7 701 555 01 01', iin: '901205500127'}}\n"
        "children: {dana: {grade: 6, guardians: [aigul]}}\n"
        "steps: [start_campaign, {reply: {from_number: '+7 701 555 01 01', text: '2*1'}},"
        " {activate: dana}]\n"
    )[0]
    one, other = recorded(hers), recorded(strangers)
    assert of_the_service(one.journal) == of_the_service(other.journal)
    assert truth_of(hers, one) == "consented"
    assert truth_of(strangers, other) == "never_saw_request"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_service_alone_with_the_log_makes_the_same_record(path: Path) -> None:
    """Every shipped scenario's wire and desk, replayed to an office that has no world."""
    for scenario in load(path.as_posix(), path.read_bytes()):
        run = recorded(scenario)
        alone = LoneService(scenario.policy, scenario.at).hear(run.log)
        assert alone == of_the_service(run.journal)


@given(households(), st.randoms(use_true_random=False))
def test_a_random_household_is_recorded_alike_without_a_world(household, random) -> None:  # type: ignore[no-untyped-def] # hypothesis' own types
    """Random verbs under random policies: the log is all that the service needs."""
    play = Play(household)
    play.do("start_campaign")
    for _ in range(12):
        who = random.choice(play.guardians)
        play.do(
            *random.choice(
                [
                    ("wait", random.choice(["10m", "3h", "2d"])),
                    ("reply", {"from": who, "text": random.choice(["2*1", "2*5", "да"])}),
                    ("fault", {"on": who, "cause": random.choice(["no_balance", "switched_off"])}),
                    ("repair", {"on": who}),
                    ("resend", None),
                    ("remove_number", who),
                    ("activate", random.choice(play.children)),
                ]
            )
        )
    start = play.scenario()
    alone = LoneService(start.policy, start.at).hear(play.simulation.log)
    assert alone == of_the_service(play.simulation.journal)
