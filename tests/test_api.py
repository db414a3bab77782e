"""What `from smsflow import …` gives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import smsflow
from smsflow import Failure, Outcome, Policy, Result, Simulation, run_file, run_scenario
from smsflow.errors import DocumentError
from smsflow.memo.policy import SETTINGS
from tests.writing import family, loaded


def test_importing_the_package_imports_nothing_else_of_it() -> None:
    """No parser, no machine, not one module of the program until a name is used."""
    code = (
        "import sys, typing, __future__; before = set(sys.modules); "
        "import smsflow; print(*sorted(set(sys.modules) - before))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert ran.stdout == "smsflow\n"


def test_every_public_name_is_there_and_listed() -> None:
    """By `dir` too, which notebooks complete from; another name is told as Python tells it."""
    assert {*dir(smsflow)} == {*smsflow.__all__, "__version__"}
    assert all(getattr(smsflow, name) for name in smsflow.__all__)
    with pytest.raises(AttributeError, match="module 'smsflow' has no attribute 'Simulatoin'"):
        smsflow.Simulatoin  # noqa: B018  # the look-up is the test


def test_a_file_gives_a_result_for_each_case(tmp_path: Path) -> None:
    """Outcome, failures with their places, differences and events."""
    path = tmp_path / "one.yaml"
    path.write_text(family("- start_campaign\n- expect: {consent: {aigul: lapsed}}"), "utf-8")
    (result,) = run_file(path)
    assert isinstance(result, Result)
    assert result.outcome is Outcome.FAILED
    (failure,) = result.failures
    assert isinstance(failure, Failure)
    assert (failure.code, failure.place.line) == ("SF201", 10)
    assert (failure.expected, failure.actual) == ("lapsed", "awaiting_reply")
    assert result.events


def test_a_scenario_that_was_read_can_be_run_again_and_again() -> None:
    """The same bytes each time."""
    (scenario,) = loaded(family("- start_campaign\n- wait: 8d"))
    first, second = run_scenario(scenario), run_scenario(scenario)
    assert first.events == second.events
    assert first.outcome is Outcome.PASSED


def test_a_file_that_cannot_be_read_says_all_that_is_wrong_below_the_traceback(
    tmp_path: Path,
) -> None:
    """Place, code, message and next step of each problem, as notes of the exception."""
    path = tmp_path / "typos.yaml"
    path.write_text(family("- rply\n- wait: soon"), "utf-8")
    with pytest.raises(DocumentError) as caught:
        run_file(path)
    assert caught.value.__notes__ == [
        f"{path}:9:5 SF103 unknown step 'rply'; did you mean 'reply'?; "
        "`smsflow explain SF103` tells more",
        f"{path}:10:11 SF112 expected a duration such as 2h or 3d 4h, found 'soon'; "
        "`smsflow explain SF112` tells more",
    ]


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        ("reply_timeout", "72h", "length in milliseconds"),
        ("late_reply", "ignore", "LateReply (honour, ignore, reopen)"),
        ("reminders", True, "whole number"),
        ("reoffer_covers", ["lapsed"], "tuple of Reofferable"),
        ("reoffer_covers", ("lapsed",), "tuple of Reofferable"),
    ],
)
def test_a_policy_refuses_what_would_decide_nothing(
    setting: str, value: object, expected: str
) -> None:
    """A text is never equal to a choice: it is told at once, with where texts go."""
    with pytest.raises(ValueError, match=setting) as caught:
        Policy(**{setting: value})  # type: ignore[arg-type]
    assert str(caught.value) == (
        f"{setting}: {value!r} is no {expected}; texts as in scenarios are read by "
        f"Simulation(policy={{{setting!r}: …}})"
    )


def test_every_default_is_of_its_setting_s_type() -> None:
    """And so are the values that a choice lists."""
    assert all(setting.takes(setting.default) for setting in SETTINGS.values())
    assert all(setting.takes(one) for setting in SETTINGS.values() for one in setting.options)


def test_a_simulation_starts_with_the_defaults() -> None:
    """Unless it is told otherwise."""
    assert Simulation().policy == Policy()
