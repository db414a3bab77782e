"""What stands on top of the page: whose record is not the truth and why, and what does not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from smsflow.memo.consent import Consent
from smsflow.report.causes import sentence_of
from smsflow.scenario.result import Outcome, Result
from smsflow.scenario.verdict.truth import Difference

MAX_LINKS = 12
"""scenarios named beside a cause"""
MAX_FAILED = 100


class Link(NamedTuple):
    """A scenario of the page, by its number."""

    number: int
    name: str
    path: str
    said: str = ""
    """the first thing that does not hold there"""
    more: int = 0
    """how many others do not"""


class Cause:
    """One reason why records are not the truth."""

    def __init__(self, one: Difference) -> None:
        self.record = one.record
        self.truth = one.truth
        self.cause = one.cause
        self.meaning = sentence_of(one)
        self.count = 0
        self.links: dict[int, Link] = {}
        self.scenarios: set[int] = set()

    def add(self, link: Link) -> None:
        """One guardian more."""
        self.count += 1
        self.scenarios.add(link.number)
        if len(self.links) < MAX_LINKS:
            self.links[link.number] = link


class Overview:
    """Adds up what is told first."""

    def __init__(self) -> None:
        self._causes: dict[tuple[str, str, str, str], Cause] = {}
        self.records: Counter[str] = Counter()
        """guardians by the state that the record has them in"""
        self.failed: list[Link] = []
        self.failed_left_out = 0
        self.tags: dict[str, None] = {}

    def add(self, number: int, result: Result) -> None:
        """Take one result in."""
        link = Link(number, result.name or result.path, result.path)
        self.records.update(one.record for one in result.standings)
        self.tags.update(dict.fromkeys(result.tags))
        self._differ("refusal", link, result.wrongful_refusals)
        self._differ("consent", link, result.wrongful_consents)
        if result.outcome in (Outcome.FAILED, Outcome.ERROR):
            if len(self.failed) == MAX_FAILED:
                self.failed_left_out += 1
                return
            first = result.failures[0]
            said, more = f"{first.code} {first.message}", len(result.failures) - 1
            self.failed.append(link._replace(said=said, more=more))

    def _differ(self, kind: str, link: Link, differences: Iterable[Difference]) -> None:
        for one in differences:
            key = kind, one.record, one.truth, one.cause
            if key not in self._causes:
                self._causes[key] = Cause(one)
            self._causes[key].add(link)

    def causes(self, kind: str) -> list[Cause]:
        """The reasons of one kind, the biggest first."""
        found = [cause for key, cause in self._causes.items() if key[0] == kind]
        return sorted(found, key=lambda one: (-one.count, one.truth, one.cause, one.record))

    @property
    def cause_names(self) -> list[str]:
        """Every cause once, by name."""
        return sorted({cause for *_, cause in self._causes})

    def wrongful(self, kind: str) -> int:
        """How many records of a kind are not the truth."""
        return sum(cause.count for key, cause in self._causes.items() if key[0] == kind)

    @property
    def refusals(self) -> int:
        """Guardians recorded as refusing: by an answer or by silence (R08, R09)."""
        return self.records[Consent.REFUSED] + self.records[Consent.LAPSED]

    @property
    def consents(self) -> int:
        """Guardians recorded as consenting (R07)."""
        return self.records[Consent.CONSENTED]
