"""The lines of a scenario's file, those marked where something does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from smsflow.document.tree import lines_of
from smsflow.frozen import frozen
from smsflow.scenario.result import Failure

MAX_LINES = 200
AROUND = 6
"""lines shown about each failure where a file is not shown whole"""
LONGEST = 400
"""characters of a line"""


@frozen
class Line:
    """A line of the source, and the failures in it; `left_out` lines are missing before it."""

    number: int
    text: str
    failures: list[Failure]
    left_out: int


@frozen
class Shown:
    """What is shown of a source; `left_out` lines are missing at its end."""

    lines: list[Line]
    left_out: int


def shown_of(source: str, failures: Sequence[Failure], *, whole: bool) -> Shown:
    """The source whole, or what stands about its failures; of a long one, the beginning as well."""
    if not source or not (whole or failures):
        return Shown([], 0)
    texts = _lines_of(source)
    marked: dict[int, list[Failure]] = {}
    for failure in failures:
        if failure.origin is None:
            marked.setdefault(failure.place.line, []).append(failure)
    lines = list(_lines(texts, marked, _numbers(len(texts), marked, whole=whole)))
    return Shown(lines, len(texts) - lines[-1].number if lines else 0)


@lru_cache(maxsize=1)  # many cases of one file may fail, and the file be large
def _lines_of(source: str) -> list[str]:
    return lines_of(source.rstrip())


def _numbers(count: int, marked: dict[int, list[Failure]], *, whole: bool) -> list[int]:
    if whole and count <= MAX_LINES:
        return list(range(1, count + 1))
    wanted = set(range(1, MAX_LINES // 4)) if whole else set()
    for line in sorted(marked)[: MAX_LINES // (4 * AROUND)]:
        wanted.update(range(line - AROUND, line + AROUND + 1))
    return sorted(number for number in wanted if 0 < number <= count)


def _lines(
    texts: Sequence[str], marked: dict[int, list[Failure]], numbers: Sequence[int]
) -> Iterator[Line]:
    before = 0
    for number in numbers:
        yield Line(number, texts[number - 1], marked.get(number, []), number - before - 1)
        before = number
