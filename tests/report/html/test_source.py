from __future__ import annotations

from smsflow.errors import Origin, Place
from smsflow.report.html.source import AROUND, MAX_LINES, shown_of
from smsflow.scenario.result import Failure

LONG = "\n".join(f"line {number}" for number in range(1, 1_001)) + "\n"


def failure(line: int, origin: Origin | None = None) -> Failure:
    """Something that does not hold in a line."""
    return Failure("SF201", "no", Place(line, 1), origin=origin)


def test_a_short_source_is_shown_whole_with_its_failures_at_their_lines() -> None:
    """Two in one line stand there both."""
    first, second, third = failure(2), failure(2), failure(3)
    shown = shown_of("a\nb\nc\n", [first, second, third], whole=True)
    assert [(line.number, line.text, line.failures) for line in shown.lines] == [
        (1, "a", []),
        (2, "b", [first, second]),
        (3, "c", [third]),
    ]
    assert [line.left_out for line in shown.lines] + [shown.left_out] == [0, 0, 0, 0]


def test_where_it_is_not_whole_only_what_stands_about_a_failure_is_shown() -> None:
    """What is left out is counted, between and at the end."""
    shown = shown_of(LONG, [failure(100), failure(500)], whole=False)
    numbers = [line.number for line in shown.lines]
    assert numbers == [
        *range(100 - AROUND, 100 + AROUND + 1),
        *range(500 - AROUND, 500 + AROUND + 1),
    ]
    assert sum(line.left_out for line in shown.lines) + shown.left_out == 1_000 - len(numbers)


def test_a_long_source_is_its_beginning_and_its_failures() -> None:
    """Never more lines than the page has room for."""
    shown = shown_of(LONG, [failure(900)], whole=True)
    numbers = [line.number for line in shown.lines]
    assert numbers[:3] == [1, 2, 3]
    assert 900 in numbers
    every = shown_of(LONG, [failure(line) for line in range(1, 1_001)], whole=True)
    assert len(every.lines) <= MAX_LINES


def test_without_a_failure_a_later_case_shows_nothing() -> None:
    """The first one has it."""
    assert shown_of(LONG, [], whole=False).lines == []


def test_a_failure_in_another_file_marks_no_line_of_this_one() -> None:
    """A row of a CSV file is shown beside its message."""
    elsewhere = failure(2, Origin("answers.csv", "2*5; thanks"))
    assert [line.failures for line in shown_of("a\nb\n", [elsewhere], whole=True).lines] == [[], []]


def test_a_place_beyond_the_source_is_no_line() -> None:
    """A file that cannot be read may have no lines at all."""
    assert shown_of("", [failure(7)], whole=False).lines == []
