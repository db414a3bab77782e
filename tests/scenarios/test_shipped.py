"""The scenarios that are shipped: each holds, and together they use the whole of the memo."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from smsflow.explore.coverage import Coverage
from smsflow.memo.policy import SETTINGS, Policy, spell
from smsflow.scenario.collect import find_files, read_file
from smsflow.scenario.language.verbs.differences import CAUSES
from smsflow.scenario.model import Scenario
from smsflow.scenario.result import Outcome, Result
from smsflow.scenario.run import run_scenario
from smsflow.world.faults import Fault

FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = {file.relative_to(FOLDER).as_posix(): file for file in find_files([str(FOLDER)])}

_PATH = re.compile(r"[a-z][a-z0-9_]*/[a-z][a-z0-9_]*\.yaml")
_BEGINNING = re.compile(r"# [A-Z`«0-9][^\n]{20,}[.?]\nname: ")


@cache
def scenarios_of(name: str) -> list[Scenario]:
    """The scenarios of a shipped file."""
    return read_file(FILES[name])


@cache
def results_of(name: str) -> list[Result]:
    """What comes of them."""
    return [run_scenario(scenario) for scenario in scenarios_of(name)]


@pytest.mark.parametrize("name", FILES)
def test_a_shipped_scenario_holds(name: str) -> None:
    """Every scenario of the file passes, or says why it is put aside."""
    for result in results_of(name):
        assert result.outcome in (Outcome.PASSED, Outcome.SKIPPED), result.failures


def test_every_cause_of_a_difference_can_be_expected() -> None:
    """What the scenarios come to has causes that `expect` knows, and nearly all it knows."""
    causes = {
        one.cause
        for name in FILES
        for result in results_of(name)
        for one in (*result.wrongful_refusals, *result.wrongful_consents)
    }
    assert causes <= {*CAUSES}
    assert {*CAUSES} - causes == {"receipt_lost", "receipt_late", "receipt_twice"}


def test_file_names_are_lower_case_words() -> None:
    """A folder, and a name of lower-case letters, digits and underscores."""
    assert [name for name in FILES if not _PATH.fullmatch(name)] == []


def test_a_file_begins_with_a_sentence_that_says_what_it_shows() -> None:
    """A comment of one sentence stands before the scenario's name."""
    texts = {name: file.read_text(encoding="utf-8") for name, file in FILES.items()}
    assert [name for name, text in texts.items() if not _BEGINNING.match(text)] == []


def test_a_scenario_can_be_selected() -> None:
    """It has a tag, and claims a clause unless it is put aside."""
    for name in FILES:
        for scenario in scenarios_of(name):
            assert scenario.tags, name
            assert scenario.covers or scenario.skip, name


@cache
def coverage() -> Coverage:
    """What they exercise together."""
    found = Coverage(str(fault) for fault in Fault)
    for name in FILES:
        for scenario, result in zip(scenarios_of(name), results_of(name), strict=True):
            found.add(result, scenario.policy)
    return found


def test_what_a_file_claims_to_cover_is_exercised_in_it() -> None:
    """Each clause of `covers` occurs in a scenario of the file, and an expectation touches it."""
    assert coverage().hollow_claims() == {}


@pytest.mark.parametrize("kind", ["clauses", "rows", "guards", "values", "faults"])
def test_nothing_of_the_memo_is_left_out(kind: str) -> None:
    """Every clause is exercised, every row taken, both answers of every guard are asked for, every
    policy value is run under, and every fault put on somebody.
    """
    assert getattr(coverage(), kind).missing == ()


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_value_of_a_setting_decides_a_scenario_tagged_policy(setting: str) -> None:
    """Some scenario fails under the default instead; for the default, under some other value."""
    tagged = [one for name in FILES for one in scenarios_of(name) if "policy" in one.tags]
    values = _values_of(setting, tagged)
    idle = [spell(setting, value) for value in values if not _decides(setting, value, tagged)]
    assert idle == []


def _values_of(name: str, scenarios: list[Scenario]) -> list[Any]:
    """The values there are; of numbers, durations and lists, those that the scenarios use."""
    setting = SETTINGS[name]
    used = dict.fromkeys([setting.default, *(getattr(one.policy, name) for one in scenarios)])
    assert len(used) > 1, f"no scenario tagged policy changes {name}"
    return list(setting.options or used)


def _decides(name: str, value: Any, scenarios: list[Scenario]) -> bool:
    default = SETTINGS[name].default
    others = {one for one in _values_of(name, scenarios) if one != value}
    return any(
        _fails(one, replace(one.policy, **{name: other}))
        for one in scenarios
        if getattr(one.policy, name) == value
        for other in (others if value == default else {default})
    )


def _fails(scenario: Scenario, policy: Policy) -> bool:
    return run_scenario(replace(scenario, policy=policy)).outcome is Outcome.FAILED
