"""What people and programs read of a coverage."""

from __future__ import annotations

import io
from dataclasses import replace

from smsflow.explore.coverage import Coverage
from smsflow.memo.clauses import CLAUSES
from smsflow.report.coverage import document, tell
from smsflow.report.screen import Screen
from smsflow.report.summary import Summary
from smsflow.scenario.run import run_scenario
from smsflow.world.faults import Fault
from tests.writing import family, loaded

LOOKED_AT = (
    "- start_campaign\n- reply: {from: aigul, text: '2*1'}\n- expect: {consent: {aigul: consented}}"
)


def measured(*texts: str) -> tuple[Coverage, Summary]:
    """What scenarios cover, each a file of its own: 1.yaml, 2.yaml …"""
    coverage, summary = Coverage(str(fault) for fault in Fault), Summary()
    for number, text in enumerate(texts, start=1):
        for scenario in loaded(text):
            result = run_scenario(replace(scenario, path=f"{number}.yaml"))
            coverage.add(result, scenario.policy)
            summary.add(result)
    return coverage, summary


def told(*texts: str, matrix: bool = False, quiet: bool = False) -> list[str]:
    """The lines that people read."""
    stream = io.StringIO()
    tell(Screen(stream), *measured(*texts), matrix=matrix, quiet=quiet)
    return stream.getvalue().splitlines()


def test_a_clause_has_its_count_its_sentence_and_its_files() -> None:
    """Three files at most are named, and how many more there are."""
    lines = told(*[family(LOOKED_AT)] * 5)
    at = lines.index("  R07     5  `2*1` confirms the consent.")
    assert lines[at + 1] == "             1.yaml, 2.yaml, 3.yaml and 2 more"


def test_a_clause_nobody_exercises_has_a_nought_and_is_listed_as_missing() -> None:
    """With its sentence in both places."""
    lines = told(family(LOOKED_AT))
    assert "  R08     0  `2*5` refuses." in lines
    missing = lines[lines.index("clauses no scenario reaches:") :]
    assert "  R08  `2*5` refuses." in missing
    assert not any(line.startswith("  R07") for line in missing)


def test_context_is_said_to_be_context() -> None:
    """It has no count, and is never missing."""
    lines = told(family(LOOKED_AT))
    assert [line for line in lines if line.startswith("  R02")] == [
        "  R02     –  By law every pupil of grades 1–4 gets the free meal. (context)"
    ]


def test_what_is_missing_is_one_line_a_guard_and_a_setting() -> None:
    """Rows and faults are one line each."""
    lines = told(family(LOOKED_AT), quiet=True)
    assert lines[0] == "clauses no scenario reaches:"
    assert "  consent.late_ignored" in lines
    assert "  consent.hint_given: yes, no" in lines
    assert "  consent.covered: yes, no" in lines
    assert "  consent.numbered: no" in lines
    assert "  late_reply: ignore, reopen" in lines
    assert "  reminders: other than 0" in lines
    assert "  receipt_twice" in lines


def test_hollow_claims_are_named_by_file() -> None:
    """And there is no heading where there are none."""
    lines = told(family(LOOKED_AT) + "covers: [R07, R44]\n", quiet=True)
    at = lines.index("claimed under `covers`, yet not exercised:")
    assert lines[at + 1 : at + 3] == ["  1.yaml  R44", ""]
    assert "claimed under `covers`, yet not exercised:" not in told(family(LOOKED_AT))


def test_the_sum_follows_the_last_blank_line() -> None:
    """Kind by kind, in whole numbers and hundredths rounded down; then how the scenarios ended."""
    lines = told(family(LOOKED_AT), family("- expect_no_sms") + "skip: later\n", quiet=True)
    end = lines[len(lines) - lines[::-1].index("") :]
    assert end[0] == "clauses: 7 of 56 (12 %)"
    assert [line.partition(":")[0] for line in end[1:5]] == [
        "rows",
        "answers of guards",
        "policy values",
        "faults",
    ]
    assert end[4:] == ["faults: 0 of 11 (0 %)", "1 passed, 1 skipped"]


def test_the_matrix_has_a_line_a_file_and_a_column_a_clause() -> None:
    """The digits of a clause's number stand above its column."""
    lines = told(family(LOOKED_AT) + "covers: [R44]\n", matrix=True)
    tens, ones, row = lines[:3]
    marks = {
        f"R{ten}{one}": mark for ten, one, mark in zip(tens[8:], ones[8:], row[8:], strict=True)
    }
    assert list(marks) == list(CLAUSES)
    assert row.startswith("1.yaml  ")
    assert [clause for clause, mark in marks.items() if mark == "x"] == [
        "R06", "R07", "R09", "R10", "R11", "R56", "R57",
    ]  # fmt: skip
    assert [clause for clause, mark in marks.items() if mark == "?"] == ["R44"]
    assert set(marks.values()) == {"x", "?", "·"}


def test_programs_read_every_scenario_with_all_it_exercises() -> None:
    """And what is missing of each kind, and what is claimed in vain."""
    found = document(
        *measured(family(LOOKED_AT) + "covers: [R07, R44]\n", family("- expect_no_sms")), None
    )
    assert found["summary"] == {
        "passed": 2, "failed": 0, "errors": 0, "skipped": 0, "fail_under": None, "enough": True,
    }  # fmt: skip
    assert found["scenarios"] == [
        {
            "path": "1.yaml",
            "name": "A family",
            "exercises": ["R06", "R07", "R09", "R10", "R11", "R56", "R57"],
        },
        {"path": "2.yaml", "name": "A family", "exercises": []},
    ]
    assert found["hollow_claims"] == {"1.yaml": ["R44"]}
    assert found["reached"]["faults"] == {"reached": 0, "of": 11, "missing": list(Fault)}
    assert set(found["reached"]) == {
        "clauses", "rows", "answers_of_guards", "policy_values", "faults",
    }  # fmt: skip
    clauses = {one["id"]: one for one in found["clauses"]}
    assert list(clauses) == list(CLAUSES)
    assert clauses["R07"]["scenarios"] == 1
    assert clauses["R05"]["behaviour"] is False


def test_programs_read_whether_it_is_enough() -> None:
    """Of what `--fail-under` asks for."""
    coverage, summary = measured(family(LOOKED_AT))
    assert document(coverage, summary, 12.5)["summary"]["enough"] is True
    assert document(coverage, summary, 12.6)["summary"]["enough"] is False
