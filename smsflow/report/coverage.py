"""What scenarios exercise, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from smsflow.explore.coverage import Coverage
from smsflow.explore.points import Points
from smsflow.memo.clauses import CLAUSES, Clause
from smsflow.report.screen import Part, Screen
from smsflow.report.summary import Summary
from smsflow.scenario.result import Outcome

FILES_NAMED = 3
"""how many files are named beside a clause; `--matrix` names all"""


def tell(
    screen: Screen, coverage: Coverage, summary: Summary, *, matrix: bool, quiet: bool
) -> None:
    """Every clause, or the matrix; then what is missing, then the sum."""
    if matrix:
        _matrix(screen, coverage)
    elif not quiet:
        _clauses(screen, coverage)
    for points in coverage.kinds:
        if points.missing:
            screen.line((f"{points.what} no scenario reaches:", "bold"))
            for line in _lines(points.missing):
                screen.line("  ", (line, "red"), *_sentence(line))
    hollow = coverage.hollow_claims()
    if hollow:
        screen.line(("claimed under `covers`, yet not exercised:", "bold"))
        for path, clauses in hollow.items():
            screen.line(f"  {path}  ", (" ".join(clauses), "red"))
    screen.line()
    for points in coverage.kinds:
        style = "yellow" if points.missing else "green"
        screen.line((_share(points), style))
    screen.line(summary.sentence)


def _lines(names: Iterable[str]) -> Iterator[str]:
    """A line a name; both answers of a guard, or all values of a setting, in one."""
    values: dict[str, list[str]] = {}
    for name in names:
        what, _, value = name.partition(": ")
        values.setdefault(what, []).append(value)
    for what, found in values.items():
        yield f"{what}: {', '.join(found)}" if found != [""] else what


def _sentence(name: str) -> tuple[Part, ...]:
    return (f"  {CLAUSES[name].text}",) if name in CLAUSES else ()


def _share(points: Points) -> str:
    return f"{points.what}: {points.reached} of {len(points.all)} ({points.percent} %)"


def _clauses(screen: Screen, coverage: Coverage) -> None:
    section = ""
    for clause in CLAUSES.values():
        if clause.section != section:
            section = clause.section
            screen.line((section, "bold"))
        _clause(screen, clause, coverage)


def _clause(screen: Screen, clause: Clause, coverage: Coverage) -> None:
    if not clause.behaviour:
        screen.line((f"  {clause.id}     –  {clause.text} (context)", "dim"))
        return
    files = coverage.files_of(clause.id)
    count = f"{len(coverage.scenarios_of(clause.id)):>6}"
    screen.line(f"  {clause.id}", (count, "green" if files else "bold red"), f"  {clause.text}")
    if files:
        more = f" and {len(files) - FILES_NAMED} more" if len(files) > FILES_NAMED else ""
        screen.line((f"             {', '.join(files[:FILES_NAMED])}{more}", "dim"))


def _matrix(screen: Screen, coverage: Coverage) -> None:
    """A line a file, a column a clause; the digits of its number stand above it."""
    files, hollow = coverage.by_file(), coverage.hollow_claims()
    width = max((len(path) for path in files), default=0)
    for digit in (1, 2):
        screen.line(" " * width, "  ", "".join(clause[digit] for clause in CLAUSES))
    for path, exercised in files.items():
        claimed = hollow.get(path, ())
        marks = (
            "x" if clause in exercised else "?" if clause in claimed else "·" for clause in CLAUSES
        )
        screen.line(f"{path:<{width}}  {''.join(marks)}")
    screen.line("x exercised, ? claimed and not exercised")


def document(coverage: Coverage, summary: Summary, fail_under: float | None) -> dict[str, Any]:
    """The same as one object, every scenario with all it exercises. (`Any`: JSON is what it is.)"""
    return {
        "summary": {
            "passed": summary.outcomes[Outcome.PASSED],
            "failed": summary.outcomes[Outcome.FAILED],
            "errors": summary.outcomes[Outcome.ERROR],
            "skipped": summary.outcomes[Outcome.SKIPPED],
            "fail_under": fail_under,
            "enough": fail_under is None or coverage.reaches(fail_under),
        },
        "reached": {
            points.what.replace(" ", "_"): {
                "reached": points.reached,
                "of": len(points.all),
                "missing": list(points.missing),
            }
            for points in coverage.kinds
        },
        "clauses": [
            {
                "id": clause.id,
                "text": clause.text,
                "behaviour": clause.behaviour,
                "scenarios": len(coverage.scenarios_of(clause.id)),
            }
            for clause in CLAUSES.values()
        ],
        "hollow_claims": {path: list(one) for path, one in coverage.hollow_claims().items()},
        "scenarios": [
            {"path": one.path, "name": one.name, "exercises": list(one.clauses)}
            for one in coverage.exercises
        ],
    }
