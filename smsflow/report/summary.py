"""The sum of a run: how many scenarios held, and whose record was not the truth, and why."""

from __future__ import annotations

from collections import Counter

from smsflow.report.screen import Screen
from smsflow.scenario.result import Outcome, Result


class Summary:
    """Adds results up."""

    def __init__(self) -> None:
        self.outcomes: Counter[Outcome] = Counter()
        self.refusals: Counter[tuple[str, str]] = Counter()
        self.consents: Counter[tuple[str, str]] = Counter()

    def add(self, result: Result) -> None:
        """Take one result in."""
        self.outcomes[result.outcome] += 1
        for one in result.wrongful_refusals:
            self.refusals[one.truth, one.cause] += 1
        for one in result.wrongful_consents:
            self.consents[one.truth, one.cause] += 1

    def tell_differences(self, screen: Screen) -> None:
        """How many records are not the truth, by truth and cause."""
        for what, causes in (
            ("wrongful refusals", self.refusals),
            ("wrongful consents", self.consents),
        ):
            if causes:
                screen.line((f"{what}: {causes.total()}", "bold"))
            by_count = sorted(causes.items(), key=lambda item: (-item[1], item[0]))
            for (truth, cause), count in by_count:
                screen.line(f"{count:>6}  {truth}  ({cause})")

    @property
    def held(self) -> bool:
        """Whether nothing failed and everything could be read."""
        return not (self.outcomes[Outcome.FAILED] or self.outcomes[Outcome.ERROR])

    @property
    def exit_code(self) -> int:
        """2 if anything was unreadable, 1 if anything failed, else 0."""
        if self.outcomes[Outcome.ERROR]:
            return 2
        return 1 if self.outcomes[Outcome.FAILED] else 0

    @property
    def sentence(self) -> str:
        """`12 passed, 1 failed`."""
        words = {
            "passed": self.outcomes[Outcome.PASSED],
            "failed": self.outcomes[Outcome.FAILED],
            "unreadable": self.outcomes[Outcome.ERROR],
            "skipped": self.outcomes[Outcome.SKIPPED],
        }
        return ", ".join(f"{count} {word}" for word, count in words.items() if count) or "nothing"
