"""The verdict of `smsflow replay`, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Protocol

from smsflow.memo.consent import STATES, Consent
from smsflow.moments import Duration, format_duration
from smsflow.report.failure import show_hint, show_line, show_place
from smsflow.report.screen import Screen
from smsflow.report.summary import Summary
from smsflow.report.transcript import transcript
from smsflow.scenario.replay.strays import AllStrays, Sender, Stray
from smsflow.scenario.result import Result
from smsflow.sms.numbers import format_mobile

MAX_FAILURES = 50
MAX_PEOPLE = 20
OTHER_TEXT = "SF211"
_OUR_TEXTS = (
    "the texts of 1414 here are ours: in a row from 1414 write the kind of SMS, such as "
    "consent_request, or leave such rows out, or give the real texts by `--wording FILE`"
)
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
    @property
    def longest_wait(self) -> Duration: ...
    @property
    def records(self) -> Counter[str]: ...
    @property
    def without_a_meal(self) -> int: ...
    @property
    def names(self) -> Mapping[str, str]: ...
    @property
    def strays(self) -> AllStrays: ...


def tell(screen: Screen, result: Result, summary: Summary, sums: Sums) -> None:
    """Failures first, then the records, and last whose record is not the truth."""
    _failures(screen, result, sums.failed)
    _story(screen, result, sums.names)
    screen.line(
        (
            f"{_count(sums.rows, 'row')}, {_count(sums.guardians, 'guardian')}, "
            f"{_count(sums.children, 'child', 'children')}",
            "bold",
        )
    )
    _records(screen, sums.records, sums.longest_wait)
    _people(screen, result)
    _sum(screen, summary, sums.without_a_meal)
    _findings(screen, result)
    _strays(screen, sums.strays)
    if sums.failed:
        screen.line((do_not_hold(sums.failed), "bold red"))
    else:
        screen.line(("every row holds", "bold green"))


def in_sum(sums: Sums) -> dict[str, Any]:
    """The same for programs: what `replay --json` has beside a scenario's record."""
    return {
        "rows": sums.rows,
        "children": sums.children,
        "children_without_a_meal": sums.without_a_meal,
        "records": {str(state): sums.records[state] for state in STATES if sums.records[state]},
        "strays": {
            str(why): {
                "replies": found.count,
                "senders": [asdict(sender) for sender in found.senders.values()],
            }
            for why, found in sums.strays.items()
        },
    }


def _story(screen: Screen, result: Result, names: Mapping[str, str]) -> None:
    """What `--trace` asks for, however long it is; `names` are those that people know otherwise."""
    if not result.events:
        return
    screen.line(("what happened:", "bold"))
    for told in transcript(result.events):
        line = told
        for name, shown in names.items():
            line = line.replace(name, shown)
        screen.line("      ", (line, "dim" if line.startswith("#") else ""))
    screen.line()


def do_not_hold(count: int) -> str:
    """How much of a sequence fails: one row may in several ways."""
    return f"{count:,} thing does not hold" if count == 1 else f"{count:,} things do not hold"


def _count(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or f'{one}s'}"


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
    codes = [failure.code for failure in result.failures]
    show_hint(screen, codes)
    if OTHER_TEXT in codes:
        screen.line((_OUR_TEXTS, "dim"))
    if count:
        screen.line()


def _records(screen: Screen, records: Counter[str], longest_wait: Duration) -> None:
    for state, meaning in STATES.items():
        if records[state]:
            screen.line(f"{records[state]:>8,}  {state:<16}", (meaning, "dim"))
    if still := may_still_answer(records, longest_wait):
        screen.line((still, "dim"))
    screen.line()


def may_still_answer(records: Counter[str], longest_wait: Duration) -> str:
    """How many are neither recorded as consenting nor as refusing yet; nothing if nobody is."""
    still = sum(records[state] for state in _OPEN)
    until = f"`--until {format_duration(longest_wait).replace(' ', '')}`"
    return f"{still:,} may still answer: {until} lets the deadlines pass" if still else ""


def _people(screen: Screen, result: Result) -> None:
    """Whose record is not the truth, and what else was found, by name."""
    wrong = [
        *(("refusal", one) for one in result.wrongful_refusals),
        *(("consent", one) for one in result.wrongful_consents),
    ]
    for kind, one in wrong[:MAX_PEOPLE]:
        screen.line(
            f"wrongful {kind}: ",
            (one.guardian, "cyan"),
            f" is recorded {one.record}, truly ",
            (one.truth, "yellow"),
            f" ({one.cause})",
        )
    _more(screen, len(wrong))
    for found in result.findings[:MAX_PEOPLE]:
        child = f", child {found.child}" if found.child else ""
        screen.line(
            "finding: ",
            (found.guardian, "cyan"),
            f"{child}: ",
            (found.finding, "yellow"),
            f" ({found.cause})",
        )
    _more(screen, len(result.findings), "--json")
    if wrong or result.findings:
        screen.line()


def _more(screen: Screen, count: int, option: str = "--csv FILE") -> None:
    if count > MAX_PEOPLE:
        screen.line(f"… and {count - MAX_PEOPLE:,} more; `{option}` has them all")


def _sum(screen: Screen, summary: Summary, without_a_meal: int) -> None:
    """The headline, also where it is that there is none."""
    if not summary.refusals:
        screen.line(("wrongful refusals: 0", "bold"))
    summary.tell_differences(screen)
    if without_a_meal:
        verb = "misses its meal" if without_a_meal == 1 else "miss their meals"
        who = _count(without_a_meal, "child", "children")
        screen.line((f"by wrongful refusals {who} {verb}", "bold"))


def _findings(screen: Screen, result: Result) -> None:
    counts = Counter((one.finding, one.cause) for one in result.findings)
    if counts:
        screen.line((f"findings: {counts.total():,}", "bold"))
    for (finding, cause), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        screen.line(f"{count:>6}  {finding}  ({cause})")


def _strays(screen: Screen, strays: AllStrays) -> None:
    """Replies that answer nothing, by whom and where."""
    for why, said in _STRAYS.items():
        found = strays[why]
        if not found.count:
            continue
        screen.line((f"{_count(found.count, 'reply', 'replies')} came from {said}:", "bold"))
        senders = sorted(found.senders.values(), key=lambda one: -one.replies)
        for one in senders[:MAX_PEOPLE]:
            whose = f" ({one.guardian})" if one.guardian else ""
            screen.line(
                f"{one.replies:>6}  ", (format_mobile(one.number), "cyan"), whose, _rows(one)
            )
        if len(senders) > MAX_PEOPLE:
            screen.line(f"… and from {len(senders) - MAX_PEOPLE:,} more; `--json` has them all")
        if why is Stray.UNKNOWN_NUMBER:
            screen.line(("such a number may be a guardian's, and МАБ's out of date", "dim"))


def _rows(sender: Sender) -> str:
    shown = ", ".join(str(row) for row in sender.rows[:MAX_ROWS])
    more = ", …" if sender.replies > MAX_ROWS else ""
    return f"  row{'s' * (sender.replies > 1)} {shown}{more}"


MAX_ROWS = 5
_STRAYS = {
    Stray.UNKNOWN_NUMBER: "numbers that МАБ does not hold",
    Stray.NOT_ASKED: "guardians who were never asked",
}
