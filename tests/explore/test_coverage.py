"""Coverage counts what happened and was looked at, in scenarios that passed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from smsflow.explore.coverage import BEHAVIOUR, Coverage, exercised_by
from smsflow.scenario.result import Outcome
from smsflow.scenario.run import run_scenario
from smsflow.world.faults import Fault
from tests.writing import family, loaded

CONSENTED = "- start_campaign\n- reply: {from: aigul, text: '2*1'}\n"
LOOKED_AT = CONSENTED + "- expect: {consent: {aigul: consented}}"


def covered(*texts: str) -> Coverage:
    """What scenarios cover, each a file of its own: 1.yaml, 2.yaml …"""
    coverage = Coverage(str(fault) for fault in Fault)
    for number, text in enumerate(texts, start=1):
        for scenario in loaded(text):
            result = run_scenario(replace(scenario, path=f"{number}.yaml"))
            coverage.add(result, scenario.policy)
    return coverage


def test_a_clause_that_occurred_unseen_does_not_count() -> None:
    """The rows are taken all the same: those need no looking at."""
    coverage = covered(family(CONSENTED))
    assert coverage.clauses.reached == 0
    assert "consent.consented" not in coverage.rows.missing
    assert ("consent.consented", "awaiting_reply") in coverage.taken


def test_a_clause_that_was_looked_at_counts_for_its_scenario() -> None:
    """Name and file of the scenario stand beside it."""
    coverage = covered(family(LOOKED_AT), family("- expect_no_sms"))
    (exercise,) = coverage.scenarios_of("R07")
    assert (exercise.path, exercise.name) == ("1.yaml", "A family")
    assert exercise.clauses == ("R06", "R07", "R09", "R10", "R11", "R56", "R57")
    assert "R07" not in coverage.clauses.missing


def test_what_was_exercised_can_be_counted_without_the_events() -> None:
    """A page of many scenarios keeps none of them."""
    (scenario,) = loaded(family(LOOKED_AT))
    result = run_scenario(scenario)
    whole, counted = Coverage(()), Coverage(())
    whole.add(result, scenario.policy)
    exercised = exercised_by(result)
    result.events = []
    counted.count(result, exercised)
    assert counted.exercises == whole.exercises
    assert counted.clauses.missing == whole.clauses.missing
    assert exercised_by(replace(result, outcome=Outcome.FAILED)) == ()


def test_clauses_that_are_context_are_not_counted() -> None:
    """R05 is cited by a look into Social Wallet, and is no behaviour."""
    coverage = covered(family(f"{CONSENTED}- look: aigul\n- expect: {{findings: {{}}}}"))
    assert "R05" not in BEHAVIOUR
    assert "R60" in coverage.exercises[0].clauses
    assert "R05" not in coverage.exercises[0].clauses


@pytest.mark.parametrize(
    "text",
    [
        family(LOOKED_AT + "\n- expect: {consent: {aigul: refused}}"),
        family(LOOKED_AT) + 'skip: "later"\n',
    ],
    ids=["failed", "skipped"],
)
def test_a_scenario_that_did_not_pass_counts_for_nothing(text: str) -> None:
    """Neither clauses, nor rows, nor values, nor claims."""
    coverage = covered(text + "covers: [R44]\n")
    assert [points.reached for points in coverage.kinds] == [0, 0, 0, 0, 0]
    assert coverage.exercises == []
    assert coverage.hollow_claims() == {}


def test_a_claim_that_nothing_bears_out_is_hollow() -> None:
    """It is named by file; a claim of context is not."""
    coverage = covered(
        family(LOOKED_AT) + "covers: [R07, R44, R05, R03]\n",
        family(LOOKED_AT) + "covers: [R07]\n",
    )
    assert coverage.hollow_claims() == {"1.yaml": ("R44", "R03")}


def test_the_cases_of_a_file_bear_its_claims_out_together() -> None:
    """One consents, the other refuses, and the file claims both."""
    text = family(
        "- start_campaign\n- reply: {from: aigul, text: <text>}\n"
        "- expect: {consent: {aigul: <then>}}"
    )
    text += "covers: [R07, R08]\ncases:\n"
    text += "- {text: '2*1', then: consented}\n- {text: '2*5', then: refused}\n"
    coverage = covered(text)
    assert coverage.hollow_claims() == {}
    assert [len(coverage.scenarios_of(clause)) for clause in ("R06", "R07", "R08")] == [2, 1, 1]


def test_files_that_exercise_little_else_come_first() -> None:
    """They show a clause best."""
    coverage = covered(family(LOOKED_AT), family("- start_campaign\n- expect_sms: {to: aigul}"))
    assert coverage.files_of("R06") == ["2.yaml", "1.yaml"]
    assert coverage.files_of("R44") == []


def test_answers_values_and_faults_are_counted() -> None:
    """By the rows taken, the policies run under, and what was put on somebody."""
    text = family("- fault: {on: aigul, cause: no_balance}\n- start_campaign")
    coverage = covered(text + "policy: {late_reply: ignore, reminders: 2}\n")
    assert "consent.eligible: yes" not in coverage.guards.missing
    assert "consent.hint_given: no" in coverage.guards.missing
    assert "late_reply: ignore" not in coverage.values.missing
    assert "reminders: other than 0" not in coverage.values.missing
    assert "late_reply: honour" in coverage.values.missing
    assert set(Fault) - set(coverage.faults.missing) == {Fault.NO_BALANCE}


def test_a_share_is_reached_exactly() -> None:
    """7 of 56 clauses are 12.5 %: not a hair less, not a hair more."""
    coverage = covered(family(LOOKED_AT))
    share = 100 * 7 / len(BEHAVIOUR)
    assert coverage.clauses.reached == 7
    assert coverage.reaches(share)
    assert not coverage.reaches(share + 0.01)
