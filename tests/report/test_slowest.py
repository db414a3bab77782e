from __future__ import annotations

import io

from smsflow.report.screen import Screen
from smsflow.report.slowest import Slowest
from smsflow.scenario.result import Outcome, Result


def shown(wanted: int, *seconds: float, outcome: Outcome = Outcome.PASSED) -> list[str]:
    """The slowest of scenarios that took so long."""
    slowest, stream = Slowest(wanted), io.StringIO()
    for number, taken in enumerate(seconds):
        slowest.add(Result("a/b.yaml", f"Number {number}", outcome, seconds=taken))
    slowest.show(Screen(stream))
    return stream.getvalue().splitlines()


def test_so_many_of_the_slowest_are_named_with_milliseconds() -> None:
    """The slowest first, each with its file."""
    assert shown(2, 0.001, 1.5, 0.0002, 0.02) == [
        "slowest:",
        "    1500.0 ms  a/b.yaml  Number 1",
        "      20.0 ms  a/b.yaml  Number 3",
    ]


def test_of_equals_the_first_comes_first() -> None:
    """And stays, where there is room for one only."""
    assert [line[-8:] for line in shown(3, 0.5, 0.5, 0.5)[1:]] == [
        "Number 0",
        "Number 1",
        "Number 2",
    ]
    assert [line[-8:] for line in shown(1, 0.5, 0.5)[1:]] == ["Number 0"]


def test_nothing_is_named_where_nothing_was_asked_for_or_run() -> None:
    """No heading either."""
    assert shown(0, 0.5) == []
    assert shown(2) == []
    assert shown(2, 0.0, outcome=Outcome.SKIPPED) == []


def test_one_that_fails_takes_time_as_well() -> None:
    """It is named among the others."""
    assert len(shown(2, 0.5, outcome=Outcome.FAILED)) == 2
