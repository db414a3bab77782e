from __future__ import annotations

from dataclasses import replace
from typing import Any

from smsflow.events import RowMissing, RowTaken
from smsflow.memo.consent import CONSENT
from smsflow.memo.linking import LINKING
from smsflow.memo.policy import DEFAULTS
from smsflow.memo.registration import REGISTRATION
from smsflow.memo.table import Table, specialise
from smsflow.memo.voucher import VOUCHER
from smsflow.scenario.people import ChildSetup, GuardianSetup
from smsflow.scenario.simulation import Simulation
from smsflow.scenario.verdict.judge import Judge
from smsflow.service.effects import EFFECTS
from smsflow.service.machine import Flow


def simulation(**flows: Flow) -> Simulation:
    """A run whose tables lack rows."""
    run = Simulation()
    run.office._flows = run.office._flows._replace(**flows)
    run.know_guardian(GuardianSetup("aigul", "+77015550101", "+77015550101", None, "kk", ()))
    run.know_child(ChildSetup("dana", 6, ("aigul",), True, None, None))
    return run


def without(table: Table, *names: str) -> Flow:
    """A table of the default policy without some rows."""
    standing = specialise(table, DEFAULTS)
    rows = tuple(one for one in standing.rows if one.name not in names)
    return Flow(replace(standing, rows=rows), EFFECTS)


def told(run: Simulation) -> list[Any]:
    """The rows that were missing."""
    return [event for event in run.journal if isinstance(event, RowMissing)]


def test_a_missing_consent_row_is_written_down_and_nothing_moves() -> None:
    """The judge calls it a fault of the program."""
    run = simulation(consent=without(CONSENT, "asked"))
    judge = Judge(DEFAULTS, run.journal)
    run.start_campaign()
    run.settle()
    missing = told(run)
    assert [(one.table, one.state, one.trigger) for one in missing] == [
        ("consent", "not_asked", "campaign_started")
    ]
    assert [tuple(one) for one in judge.follow()] == [
        ("SF300", "consent: nothing for not_asked + campaign_started")
    ]
    assert judge.truths.record("aigul") == "not_asked"


def test_a_missing_voucher_row_is_written_down_and_nothing_moves() -> None:
    """A verb that no row answers is no rejection either."""
    run = simulation(voucher=without(VOUCHER, "nothing_to_activate", "nothing_to_decline"))
    run.activate("dana")
    run.decline_voucher("dana", "why")
    assert [(one.table, one.state, one.trigger) for one in told(run)] == [
        ("voucher", "none", "activate_asked"),
        ("voucher", "none", "decline_asked"),
    ]
    assert not [event for event in run.journal if isinstance(event, RowTaken)]


def test_missing_rows_of_linking_and_registration_are_written_down_too() -> None:
    """Nothing follows: no screen where the claim has no row, no number where the entry has none."""
    run = simulation(
        linking=without(LINKING, "applied_before"),
        registration=without(REGISTRATION, "number_free", "entered"),
    )
    run.apply_for_link("dana", "aigul", "app")
    run.register_number("aigul", "+77015550109")
    run.change_number("aigul", "+77015550109")
    assert [(one.table, one.state, one.trigger) for one in told(run)] == [
        ("linking", "linked", "application_made"),
        ("registration", "registered", "number_claimed"),
        ("registration", "registered", "number_entered"),
    ]
    assert not [event for event in run.journal if isinstance(event, RowTaken)]


def test_a_table_without_a_trigger_answers_it_with_nothing() -> None:
    """Even a trigger that the machine has never heard of."""
    run = simulation(consent=Flow(replace(specialise(CONSENT, DEFAULTS), rows=()), EFFECTS))
    run.start_campaign()
    run.change_number("aigul", "+77015550109")
    assert [one.trigger for one in told(run)] == ["campaign_started", "number_entered"]
