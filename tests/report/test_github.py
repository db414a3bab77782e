from __future__ import annotations

import io
from pathlib import Path

import pytest

from smsflow.errors import START, DocumentError, Place, Problem
from smsflow.report.github import Github
from smsflow.report.summary import Summary
from smsflow.scenario.result import Failure, Outcome, Result
from smsflow.scenario.run import unreadable
from tests.writing import family, played

FAILING = family("- start_campaign\n- wait: 8d\n- expect: {consent: {aigul: refused}}")


@pytest.fixture(autouse=True)
def _nowhere_in_particular(monkeypatch: pytest.MonkeyPatch) -> None:
    """No checkout of GitHub's, even where these tests run in one."""
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)


def annotations(*results: Result, reveal: bool = False) -> list[str]:
    """The lines of these results."""
    stream, summary = io.StringIO(), Summary()
    github = Github(stream, reveal=reveal)
    for result in results:
        summary.add(result)
        github.tell(result)
    github.end(summary)
    return stream.getvalue().splitlines()


def failed(path: str, name: str, message: str) -> Result:
    """A scenario that fails in one place."""
    failures = [Failure("SF210", message, Place(3, 7))]
    return Result(path, name, Outcome.FAILED, failures=failures)


def test_what_does_not_hold_is_an_error_at_its_place() -> None:
    """File, line, column, the code and the scenario as title, and what does not hold."""
    assert annotations(played(FAILING)) == [
        "::error file=scenario.yaml,line=11,col=31,title=SF201 A family"
        "::consent of aigul: expected refused, actually lapsed"
    ]


def test_a_file_that_cannot_be_read_has_an_error_for_each_problem() -> None:
    """It has no scenario to name."""
    problems = [Problem("SF101", "no YAML", START), Problem("SF103", "no step", Place(2, 5))]
    assert annotations(unreadable(DocumentError("a.yaml", "", problems))) == [
        "::error file=a.yaml,line=1,col=1,title=SF101::no YAML",
        "::error file=a.yaml,line=2,col=5,title=SF103::no step",
    ]


def test_what_means_something_to_github_is_escaped() -> None:
    """Percent signs everywhere, colons and commas in properties; a line end cannot get through."""
    assert annotations(failed("a,b:c.yaml", "50 %: yes, no", "100 %: a, b\n::error::mine")) == [
        "::error file=a%2Cb%3Ac.yaml,line=3,col=7,title=SF210 50 %25%3A yes%2C no"
        "::100 %25: a, b⏎::error::mine"
    ]


def test_wrongful_records_are_one_notice_a_kind() -> None:
    """With their number as title, and the causes by how often they occur."""
    silent = "- fault: {on: aigul, cause: blacklisted}\n- start_campaign\n- wait: 8d"
    given = "- start_campaign\n- reply: {from: aigul, text: '2*1'}\n"
    slip = "- start_campaign\n- reply: {from: aigul, text: '2*5', meant: consent}"
    results = [
        played(family(steps))
        for steps in (slip, silent, silent, given + "- reply: {from: aigul, text: '2*5'}")
    ]
    assert annotations(*results) == [
        "::notice title=wrongful refusals%3A 3"
        "::2 never_saw_request (blacklisted)%0A1 refused_by_mistake (R42)",
        "::notice title=wrongful consents%3A 1::1 refused (second_reply: first)",
    ]


def test_what_holds_is_worth_no_annotation() -> None:
    """Nor is what is skipped."""
    skipped = family("- start_campaign") + 'skip: "not yet"\n'
    assert annotations(played(family("- start_campaign")), played(skipped)) == []


def test_a_path_counts_from_the_root_of_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever in it the run began; a file elsewhere keeps its path."""
    (tmp_path / "sms").mkdir()
    monkeypatch.chdir(tmp_path / "sms")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    inside, outside = annotations(failed("a.yaml", "A", "x"), failed("/elsewhere/a.yaml", "A", "x"))
    assert "file=sms/a.yaml," in inside
    assert "file=/elsewhere/a.yaml," in outside


def test_numbers_are_masked_unless_revealed() -> None:
    """In the title and in the message."""
    result = failed("a.yaml", "From +7 705 555 01 77", "nothing to +7 705 555 01 77")
    assert "555" not in annotations(result)[0]
    assert annotations(result, reveal=True)[0].count("+7 705 555 01 77") == 2
