from __future__ import annotations

from smsflow.errors import Place
from smsflow.report.html.overview import MAX_FAILED, MAX_LINKS, Overview
from smsflow.scenario.result import Failure, Outcome, Result
from smsflow.scenario.verdict.standing import Standing
from smsflow.scenario.verdict.truth import Difference

BLOCKED = Difference("aigul", "lapsed", "never_saw_request", "blacklisted")
LATE = Difference("marat", "lapsed", "consented_too_late", "late_reply: ignore")
STOLEN = Difference("bolat", "consented", "never_saw_request", "mab_number")


def overview(*results: Result) -> Overview:
    """Of these results."""
    found = Overview()
    for number, one in enumerate(results, 1):
        found.add(number, one)
    return found


def result(*wrongs: Difference, name: str = "x") -> Result:
    """A scenario that passed, with wrongful refusals."""
    return Result("a.yaml", name, Outcome.PASSED, wrongful_refusals=list(wrongs))


def test_causes_are_the_biggest_first_with_a_sentence_and_their_scenarios() -> None:
    """Two guardians of one scenario are two, and one scenario."""
    found = overview(result(LATE), result(BLOCKED, BLOCKED, name="two"))
    blocked, late = found.causes("refusal")
    assert (blocked.count, late.count) == (2, 1)
    assert blocked.meaning == "The guardian never saw the request: the phone blocks 1414."
    assert [(link.number, link.name) for link in blocked.links.values()] == [(2, "two")]
    assert found.wrongful("refusal") == 3
    assert found.cause_names == ["blacklisted", "late_reply: ignore"]


def test_wrongful_consents_are_counted_apart() -> None:
    """They are no refusals."""
    stolen = Result("a.yaml", "x", Outcome.PASSED, wrongful_consents=[STOLEN])
    found = overview(stolen, result(BLOCKED))
    assert [one.cause for one in found.causes("consent")] == ["mab_number"]
    assert (found.wrongful("consent"), found.wrongful("refusal")) == (1, 1)


def test_refusals_are_those_recorded_by_an_answer_or_by_silence() -> None:
    """Whether rightly so or not."""
    records = ("refused", "lapsed", "lapsed", "consented", "awaiting_reply", "unreached")
    one = result()
    one.standings = [Standing("x", record, "", "", 0, 0) for record in records]
    found = overview(one)
    assert (found.refusals, found.consents) == (3, 1)


def test_many_scenarios_of_a_cause_are_counted_and_some_named() -> None:
    """The list above has the others."""
    (cause,) = overview(*[result(BLOCKED)] * 20).causes("refusal")
    assert (len(cause.scenarios), len(cause.links)) == (20, MAX_LINKS)


def test_what_does_not_hold_is_named_with_its_first_failure() -> None:
    """And its file; an unreadable one by its path; of very many the rest is counted."""
    failures = [Failure("SF201", "no", Place(1, 1)), Failure("SF202", "nor", Place(2, 1))]
    failed = Result("a.yaml", "x", Outcome.FAILED, failures=failures)
    unreadable = Result("b.yaml", "", Outcome.ERROR, failures=failures[1:])
    found = overview(failed, unreadable)
    assert [(one.name, one.path, one.said, one.more) for one in found.failed] == [
        ("x", "a.yaml", "SF201 no", 1),
        ("b.yaml", "b.yaml", "SF202 nor", 0),
    ]
    many = overview(*[failed] * (MAX_FAILED + 3))
    assert (len(many.failed), many.failed_left_out) == (MAX_FAILED, 3)
