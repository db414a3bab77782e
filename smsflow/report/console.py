"""The verdict of `smsflow run`, for people."""

from __future__ import annotations

from smsflow.report.details import show_details
from smsflow.report.failure import show_hint
from smsflow.report.screen import Screen
from smsflow.report.slowest import Slowest
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

    def __init__(self, screen: Screen, *, quiet: bool = False, slowest: int = 0) -> None:
        self._screen = screen
        self._slowest = Slowest(slowest)
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
        self._slowest.add(result)
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
        show_details(self._screen, result)
        self._codes.extend(failure.code for failure in result.failures)

    def end(self, summary: Summary) -> None:
        """The sum."""
        screen = self._screen
        screen.clear_status()
        show_hint(screen, self._codes)
        screen.line()
        self._slowest.show(screen)
        summary.tell_differences(screen)
        if len(self._failed) > 1:
            screen.line(("did not hold:", "bold"))
            for failed in self._failed:
                screen.line("  ", failed)
        style = "bold green" if summary.held else "bold red"
        screen.line((summary.sentence, style))
