"""The verdict of `smsflow replay`, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from smsflow.memo.consent import STATES, Consent
from smsflow.report.failure import show_hint, show_line, show_place, show_transcript
from smsflow.report.screen import Screen
from smsflow.report.summary import Summary
from smsflow.scenario.result import Result
from smsflow.scenario.verdict.standing import Standing

MAX_FAILURES = 50
MAX_PEOPLE = 20
_OPEN = (Consent.REQUESTED, Consent.AWAITING_REPLY)


class Sums(Protocol):
    """How much was replayed."""

    @property
    def rows(self) -> int: ...
    @property
    def guardians(self) -> int: ...
    @property
    def children(self) -> int: ...
    @property
    def failed(self) -> int: ...


def tell(
    screen: Screen, result: Result, summary: Summary, standings: Sequence[Standing], sums: Sums
) -> None:
    """Failures first, then the records, and last whose record is not the truth."""
    _failures(screen, result, sums.failed)
    if result.events:
        screen.line(("what happened:", "bold"))
        show_transcript(screen, result.events)
        screen.line()
    screen.line(
        (f"{sums.rows:,} rows, {sums.guardians:,} guardians, {sums.children:,} children", "bold")
    )
    _records(screen, standings)
    _people(screen, standings)
    summary.tell_differences(screen)
    if sums.failed:
        screen.line((f"{sums.failed:,} rows do not hold", "bold red"))
    else:
        screen.line(("every row holds", "bold green"))


def _failures(screen: Screen, result: Result, count: int) -> None:
    for failure in result.failures[:MAX_FAILURES]:
        origin = failure.origin
        path, line = (origin.path, origin.line) if origin else (result.path, "")
        show_place(screen, path, failure.place, failure.code, failure.what or failure.message)
        show_line(screen, line, failure.place)
        if failure.what:
            screen.line("      expected  ", (failure.expected, "green"))
            screen.line("      actual    ", (failure.actual, "red"))
    if count > MAX_FAILURES:
        screen.line(f"… and {count - MAX_FAILURES:,} more")
    show_hint(screen, [failure.code for failure in result.failures])
    if count:
        screen.line()


def _records(screen: Screen, standings: Iterable[Standing]) -> None:
    records = Counter(one.record for one in standings)
    for state, meaning in STATES.items():
        if records[state]:
            screen.line(f"{records[state]:>8,}  {state:<16}", (meaning, "dim"))
    still = sum(records[state] for state in _OPEN)
    if still:
        screen.line((f"{still:,} may still answer: `--until 8d` plays on until they cannot", "dim"))
    screen.line()


def _people(screen: Screen, standings: Iterable[Standing]) -> None:
    wrong = [one for one in standings if one.cause]
    for one in wrong[:MAX_PEOPLE]:
        kind = "consent" if one.record == Consent.CONSENTED else "refusal"
        screen.line(
            f"wrongful {kind}: ",
            (one.guardian, "cyan"),
            f" is recorded {one.record}, truly ",
            (one.truth, "yellow"),
            f" ({one.cause})",
        )
    if len(wrong) > MAX_PEOPLE:
        screen.line(f"… and {len(wrong) - MAX_PEOPLE:,} more; `--csv FILE` has them all")
    if wrong:
        screen.line()
