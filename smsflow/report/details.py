"""What is said of one result below its name: differences, findings, and what does not hold."""

from __future__ import annotations

import io

from smsflow.errors import Problem
from smsflow.report.failure import show_place, show_problems, show_source, show_transcript
from smsflow.report.screen import Part, Screen
from smsflow.scenario.result import Outcome, Result
from smsflow.scenario.verdict.truth import Difference


def show_details(screen: Screen, result: Result) -> None:
    """Write everything that is to be said of a result."""
    show_differences(screen, result)
    if result.outcome is Outcome.ERROR:
        problems = [
            Problem(one.code, one.message, one.place, one.origin) for one in result.failures
        ]
        show_problems(screen, result.path, result.source, problems)
    elif result.failures:
        _show_failures(screen, result)


def text_of_details(result: Result, *, reveal: bool = False) -> str:
    """The same as plain text, for reports that are no screen."""
    stream = io.StringIO()
    show_details(Screen(stream, reveal=reveal, plain=True), result)
    return stream.getvalue()


def show_differences(screen: Screen, result: Result, margin: str = " " * 8) -> None:
    """Whose record is not the truth and why, and what else was found; a line each."""
    for difference in (*result.wrongful_refusals, *result.wrongful_consents):
        screen.line(margin, *_difference(difference))
    for found in result.findings:
        who = f"{found.guardian}, {found.child}" if found.child else found.guardian
        screen.line(f"{margin}finding: {who}: {found.finding} ({found.cause})")


def text_of_difference(difference: Difference) -> str:
    """`wrongful refusal: aigul is recorded lapsed, truly reply_lost (no_balance)`."""
    return "".join(part if isinstance(part, str) else part[0] for part in _difference(difference))


def _difference(difference: Difference) -> tuple[Part, ...]:
    return (
        f"{difference.kind.replace('_', ' ')}: ",
        (difference.guardian, "cyan"),
        f" is recorded {difference.record}, truly ",
        (difference.truth, "yellow"),
        f" ({difference.cause})",
    )


def _show_failures(screen: Screen, result: Result) -> None:
    for failure in result.failures:
        show_place(
            screen, result.path, failure.place, failure.code, failure.what or failure.message
        )
        show_source(screen, result.source, failure.place)
        if failure.what:
            screen.line("      expected  ", (failure.expected, "green"))
            screen.line("      actual    ", (failure.actual, "red"))
    screen.line(("      so far:", "dim"))
    show_transcript(screen, result.events)
