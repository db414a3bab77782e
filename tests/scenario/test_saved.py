"""A run written down and taken up again, anywhere in it."""

from __future__ import annotations

import json

import pytest

from smsflow.errors import DocumentError
from smsflow.report.json import event_record
from smsflow.scenario.collect import scenarios_of
from smsflow.scenario.model import Scenario
from smsflow.scenario.result import Result
from smsflow.scenario.run import Run, run_scenario
from smsflow.scenario.saved import load, load_run, save, save_run
from smsflow.scenario.simulation import Simulation

CASES_OF_A_FILE = 2
"""cases of one file differ little in what there is to save"""


def shipped() -> list[Scenario]:
    """Some cases of every shipped scenario."""
    found = []
    for path, scenarios in scenarios_of(["scenarios"]):
        assert isinstance(scenarios, list), path
        found += [one for one in scenarios[:CASES_OF_A_FILE] if one.skip is None]
    return found


SHIPPED = shipped()


def verdict(result: Result) -> str:
    """Everything that came of a run, as one text."""
    return json.dumps(
        {
            "outcome": result.outcome,
            "failures": [str(failure) for failure in result.failures],
            "refusals": result.wrongful_refusals,
            "consents": result.wrongful_consents,
            "findings": result.findings,
            "events": [event_record(event) for event in result.events],
        },
        ensure_ascii=False,
    )


@pytest.mark.parametrize("scenario", SHIPPED, ids=lambda one: f"{one.path} {one.name}"[-80:])
def test_a_run_saved_between_every_two_steps_comes_to_the_same(scenario: Scenario) -> None:
    """Written down after each step and taken up from the bytes alone, to the same bytes."""
    run = Run(scenario)
    goes_on = True
    while goes_on:
        run = load_run(scenario, save_run(run))
        goes_on = run.step()
    assert verdict(run.result()) == verdict(run_scenario(scenario))


def test_the_same_run_is_saved_in_the_same_bytes() -> None:
    """Once loaded, saving gives what was loaded, timers under way included."""
    scenario = next(one for one in SHIPPED if one.latency)
    run = Run(scenario)
    while run.step():
        data = save(run.simulation)
        assert save(load(data)) == data


def test_what_is_no_saved_run_is_told_with_its_path() -> None:
    """The file, the path within it, and what was expected."""
    data = save(Simulation()).replace(b'"seed":0', b'"seed":"zero"')
    with pytest.raises(DocumentError) as caught:
        load(data, path="run.json")
    assert caught.value.path == "run.json"
    assert [problem.message for problem in caught.value.problems] == [
        "$.seed: expected a whole number, found 'zero'"
    ]
