"""`smsflow coverage` and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import smsflow
from tests.writing import family

LOOKED_AT = (
    "- start_campaign\n- reply: {from: aigul, text: '2*1'}\n- expect: {consent: {aigul: consented}}"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One scenario that exercises seven clauses, and one that exercises none."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "consent.yaml").write_text(family(LOOKED_AT) + "tags: [happy]\n", "utf-8")
    (tmp_path / "nothing.yaml").write_text(family("- expect_no_sms") + "covers: [R44]\n", "utf-8")
    return tmp_path


def test_it_counts_and_ends_well(folder: Path) -> None:
    """What is missing is no failure unless a share is asked for."""
    ran = smsflow("coverage", ".")
    assert (ran.code, ran.err) == (0, "")
    assert "  R07     1  `2*1` confirms the consent.\n             consent.yaml\n" in ran.out
    assert "\nclauses: 7 of 56 (12 %)\n" in ran.out
    assert ran.out.endswith("\n2 passed\n")


def test_only_what_is_missing_on_demand(folder: Path) -> None:
    """With --quiet no clause is listed that was exercised."""
    ran = smsflow("coverage", "-q", ".")
    assert ran.out.startswith("clauses no scenario reaches:\n")
    assert "confirms the consent" not in ran.out


def test_the_matrix_on_demand(folder: Path) -> None:
    """In place of the list of clauses."""
    ran = smsflow("coverage", "--matrix", ".")
    assert "\nnothing.yaml  " in ran.out
    assert "confirms the consent" not in ran.out


@pytest.mark.parametrize(("share", "code"), [("12.5", 0), ("12.6", 1), ("100", 1), ("0", 0)])
def test_too_small_a_share_is_a_failure(folder: Path, share: str, code: int) -> None:
    """Compared exactly, and said last."""
    ran = smsflow("coverage", ".", "--fail-under", share)
    assert ran.code == code
    assert ran.out.endswith(f"fewer than {share} % of the clauses\n") is (code == 1)
    shown = smsflow("coverage", ".", "--fail-under", share, "--json")
    assert shown.code == code
    assert json.loads(shown.out)["summary"]["enough"] is (code == 0)


def test_a_share_beyond_a_hundred_is_a_wrong_command_line(folder: Path) -> None:
    """There is no such share."""
    assert smsflow("coverage", ".", "--fail-under", "101").code == 2


@pytest.mark.parametrize(
    ("options", "passed"),
    [(["-k", "consent"], 1), (["--tag", "happy"], 1), (["--clause", "R44"], 1), ([], 2)],
)
def test_scenarios_can_be_chosen(folder: Path, options: list[str], passed: int) -> None:
    """As for a run."""
    ran = smsflow("coverage", ".", *options, "--json")
    assert json.loads(ran.out)["summary"]["passed"] == passed


def test_nothing_chosen_is_said(folder: Path) -> None:
    """With an exit code of its own."""
    ran = smsflow("coverage", ".", "--tag", "sad")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.startswith("SF402 ")


def test_a_failing_scenario_counts_for_nothing_and_is_said(folder: Path) -> None:
    """On standard error; its clauses are not exercised, and the exit code is 1."""
    (folder / "consent.yaml").write_text(
        family(LOOKED_AT + "\n- expect: {consent: {aigul: refused}}"), "utf-8"
    )
    ran = smsflow("coverage", ".")
    assert ran.code == 1
    assert ran.err == (
        "does not hold, so it counts for nothing: consent.yaml  A family; "
        "`smsflow run consent.yaml` says why\n"
    )
    assert "  R07     0  `2*1` confirms the consent." in ran.out
    assert ran.out.endswith("\n1 passed, 1 failed\n")


def test_an_unreadable_file_is_shown_and_the_rest_is_counted(folder: Path) -> None:
    """Its problems go to standard error, and the exit code is 2 whatever else."""
    (folder / "broken.yaml").write_text("name: [", "utf-8")
    ran = smsflow("coverage", ".", "--fail-under", "100", "--json")
    assert ran.code == 2
    assert ran.err.startswith("broken.yaml:2:1 SF101 ")
    assert json.loads(ran.out)["summary"] == {
        "passed": 2, "failed": 0, "errors": 1, "skipped": 0, "fail_under": 100.0, "enough": False,
    }  # fmt: skip


def test_numbers_in_names_are_masked(folder: Path) -> None:
    """As everywhere."""
    text = family("- expect_no_sms").replace("A family", "The phone +7 701 555 01 01")
    (folder / "nothing.yaml").write_text(text, "utf-8")
    assert "555 01 01" not in smsflow("coverage", ".", "--json").out


def test_nan_is_no_percentage() -> None:
    """Nothing would be less than it, and every run would pass."""
    ran = smsflow("coverage", "--fail-under", "nan")
    assert ran.code == 2
    assert "nan is not a number" in ran.err
