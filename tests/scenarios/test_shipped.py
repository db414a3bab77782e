"""The scenarios that are shipped: each holds, and together they use the whole of the memo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from smsflow.events import Event, FaultPutOn, RowTaken
from smsflow.memo.consent import CONSENT
from smsflow.memo.policy import SETTINGS, Policy, spell
from smsflow.memo.voucher import VOUCHER
from smsflow.scenario.collect import find_files, read_file
from smsflow.scenario.model import Scenario
from smsflow.scenario.result import Outcome
from smsflow.scenario.run import run_scenario
from smsflow.world.faults import Fault

FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = find_files([str(FOLDER)])
NAMES = [file.relative_to(FOLDER).as_posix() for file in FILES]

_PATH = re.compile(r"[a-z][a-z0-9_]*/[a-z][a-z0-9_]*\.yaml")
_SENTENCE = re.compile(r"# [A-Z`«0-9][^\n]{20,}[.?]")

each_file = pytest.mark.parametrize("file", FILES, ids=NAMES)


@cache
def scenarios_of(file: Path) -> list[Scenario]:
    return read_file(file)


def shipped() -> Iterator[Scenario]:
    for file in FILES:
        yield from scenarios_of(file)


@cache
def events() -> list[Event]:
    return [event for scenario in shipped() for event in run_scenario(scenario).events]


@each_file
def test_a_shipped_scenario_holds(file: Path) -> None:
    for scenario in scenarios_of(file):
        result = run_scenario(scenario)
        assert result.outcome in (Outcome.PASSED, Outcome.SKIPPED), result.failures


@each_file
def test_a_file_is_named_in_lower_case_and_begins_with_what_it_shows(file: Path) -> None:
    assert _PATH.fullmatch(file.relative_to(FOLDER).as_posix())
    first, _, rest = file.read_text(encoding="utf-8").partition("\n")
    assert _SENTENCE.fullmatch(first)
    assert rest.startswith("name: ")


@each_file
def test_a_scenario_says_what_it_covers_and_how_to_select_it(file: Path) -> None:
    for scenario in scenarios_of(file):
        assert scenario.tags
        assert scenario.covers or scenario.skip


@each_file
def test_what_a_scenario_claims_to_cover_occurs_in_it(file: Path) -> None:
    scenarios = [one for one in scenarios_of(file) if not one.skip]
    cited = {
        clause
        for one in scenarios
        for event in run_scenario(one).events
        for clause in event.clauses
    }
    for scenario in scenarios:
        assert set(scenario.covers) <= cited


@pytest.mark.parametrize("table", [CONSENT, VOUCHER], ids=["consent", "voucher"])
def test_every_row_is_taken_somewhere(table: Any) -> None:
    taken = {event.row for event in events() if isinstance(event, RowTaken)}
    assert [row.name for row in table.rows if table.id_of(row) not in taken] == []


def test_every_fault_is_put_on_somebody() -> None:
    put_on = {event.cause for event in events() if isinstance(event, FaultPutOn)}
    assert [str(fault) for fault in Fault if fault not in put_on] == []


@pytest.mark.parametrize("name", SETTINGS)
def test_every_value_of_a_setting_decides_a_scenario_tagged_policy(name: str) -> None:
    """A default fails there under some other value, and any other value under the default."""
    cases = [one for one in shipped() if "policy" in one.tags]
    undecided = [
        spell(name, value) for value in _values_of(name, cases) if not _decides(name, value, cases)
    ]
    assert undecided == []


def _values_of(name: str, cases: list[Scenario]) -> list[Any]:
    """The values there are; of numbers, durations and lists, those that the cases use."""
    setting = SETTINGS[name]
    used = dict.fromkeys([setting.default, *(getattr(one.policy, name) for one in cases)])
    assert len(used) > 1, f"no scenario tagged policy sets {name}"
    return list(setting.options or used)


def _decides(name: str, value: Any, cases: list[Scenario]) -> bool:
    default = SETTINGS[name].default
    others = (
        [default] if value != default else [one for one in _values_of(name, cases) if one != value]
    )
    return any(
        _fails(one, replace(one.policy, **{name: other}))
        for one in cases
        if getattr(one.policy, name) == value
        for other in others
    )


def _fails(scenario: Scenario, policy: Policy) -> bool:
    return run_scenario(replace(scenario, policy=policy)).outcome is Outcome.FAILED
