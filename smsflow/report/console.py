"""The verdict of `smsflow run`, for people."""

from __future__ import annotations

from smsflow.errors import Problem
from smsflow.report.failure import (
    show_hint,
    show_place,
    show_problems,
    show_source,
    show_transcript,
)
from smsflow.report.screen import Screen
from smsflow.report.summary import Summary
from smsflow.scenario.result import Outcome, Result

_MARKS = {
    Outcome.PASSED: ("  ok    ", "green"),
    Outcome.FAILED: ("  FAIL  ", "bold red"),
    Outcome.ERROR: ("  ERROR ", "bold red"),
    Outcome.SKIPPED: ("  skip  ", "yellow"),
}


class Console:
    """Tells every result as it comes, failures in full at once, and the sum at the end."""

    def __init__(self, screen: Screen, *, quiet: bool = False) -> None:
        self._screen = screen
        self._codes: list[str] = []
        self._folder = ""
        self._failed: list[str] = []
        self._quiet = quiet

    def begin(self, path: str, done: int) -> None:
        """A file is about to be run."""
        self._screen.status(f"{done} done · {path}")

    def tell(self, result: Result) -> None:
        """One result."""
        self._screen.clear_status()
        well = result.outcome in (Outcome.PASSED, Outcome.SKIPPED)
        if well and self._quiet:
            return
        if not well:
            self._failed.append(f"{result.path}  {result.name}")
        folder, slash, file = result.path.rpartition("/")
        folder = folder or ("" if slash else ".")
        if folder != self._folder:
            self._folder = folder
            self._screen.line((f"{folder}/", "bold"))
        mark, style = _MARKS[result.outcome]
        reason = f" ({result.reason})" if result.reason else ""
        self._screen.line((mark, style), file, "  ", (result.name + reason, "bold"))
        for difference in (*result.wrongful_refusals, *result.wrongful_consents):
            kind = "consent" if difference.record == "consented" else "refusal"
            self._screen.line(
                f"        wrongful {kind}: ",
                (difference.guardian, "cyan"),
                f" is recorded {difference.record}, truly ",
                (difference.truth, "yellow"),
                f" ({difference.cause})",
            )
        for found in result.findings:
            who = f"{found.guardian}, {found.child}" if found.child else found.guardian
            self._screen.line(f"        finding: {who}: {found.finding} ({found.cause})")
        if result.outcome is Outcome.ERROR:
            self._tell_problems(result)
        elif result.failures:
            self._tell_failures(result)

    def _tell_problems(self, result: Result) -> None:
        problems = [
            Problem(one.code, one.message, one.place, one.origin) for one in result.failures
        ]
        show_problems(self._screen, result.path, result.source, problems)
        self._codes.extend(problem.code for problem in problems)

    def _tell_failures(self, result: Result) -> None:
        screen = self._screen
        for failure in result.failures:
            show_place(
                screen, result.path, failure.place, failure.code, failure.what or failure.message
            )
            show_source(screen, result.source, failure.place)
            if failure.what:
                screen.line("      expected  ", (failure.expected, "green"))
                screen.line("      actual    ", (failure.actual, "red"))
            self._codes.append(failure.code)
        screen.line(("      so far:", "dim"))
        show_transcript(screen, result.events)

    def end(self, summary: Summary) -> None:
        """The sum."""
        screen = self._screen
        screen.clear_status()
        show_hint(screen, self._codes)
        screen.line()
        summary.tell_differences(screen)
        if len(self._failed) > 1:
            screen.line(("did not hold:", "bold"))
            for failed in self._failed:
                screen.line("  ", failed)
        style = "bold green" if summary.held else "bold red"
        screen.line((summary.sentence, style))
