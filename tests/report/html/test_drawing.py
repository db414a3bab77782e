from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from smsflow.events import GuardianKnown
from smsflow.moments import DAY, HOUR, MINUTE, Duration
from smsflow.report.html.drawing import CLAUSES, HEAD, MAX_ROWS, WIDTH, Drawing, X, drawn
from smsflow.report.html.people import events_of
from smsflow.report.html.sequence import Lifeline, Row, rows_of
from smsflow.scenario.run import run_file

SHIPPED = sorted(Path(__file__).parents[3].joinpath("scenarios").rglob("*.yaml"))
START = 1_788_235_200_000
"""2026-09-01T09:00, UTC+5"""

GUARDIAN, HANDSET, CARRIER, SERVICE, WALLET = Lifeline


def note(after: Duration = 0, label: str = "x") -> Row:
    """A note at the service."""
    return Row(START + after, [SERVICE], label)


def test_times_stand_where_they_change_and_days_where_they_do() -> None:
    """Seconds only where there are any."""
    moments = (0, 0, 5 * MINUTE, 5 * MINUTE + 1_000, DAY, DAY + HOUR)
    rows = drawn([note(after) for after in moments]).rows
    assert [row.time for row in rows] == [
        "1 Sep 09:00", "", "09:05", "09:05:01", "2 Sep 09:00", "10:00",
    ]  # fmt: skip


def test_a_gap_of_an_hour_or_more_is_told_and_takes_no_more_room() -> None:
    """A week is as high as an hour; fifty-nine minutes are none."""
    rows = drawn([note(after) for after in (0, 59 * MINUTE, 2 * HOUR, 2 * HOUR + 7 * DAY)]).rows
    assert [row.gap for row in rows] == ["", "", "1h 1m later", "7d later"]
    assert rows[3].y - rows[2].y == rows[2].y - rows[1].y


def test_a_message_is_a_line_with_a_corner_at_each_lifeline() -> None:
    """A lost one ends short of its last, whichever way it goes."""
    way, back = [SERVICE, CARRIER, HANDSET], [GUARDIAN, HANDSET, CARRIER]
    rows = [Row(START, way, "a"), Row(START, way, "b", lost=True), Row(START, back, "c", lost=True)]
    paths = [row.path for row in drawn(rows).rows]
    ys = [row.y for row in drawn(rows).rows]
    assert paths == [
        f"M{X[SERVICE]} {ys[0]}H{X[CARRIER]}H{X[HANDSET]}",
        f"M{X[SERVICE]} {ys[1]}H{X[CARRIER]}H{X[CARRIER] - 34}",
        f"M{X[GUARDIAN]} {ys[2]}H{X[HANDSET]}H{X[HANDSET] + 34}",
    ]


def test_a_line_says_what_it_is() -> None:
    """A message, a lost one, a receipt; a note, an alarm."""
    rows = [
        Row(START, [SERVICE, CARRIER], "a"),
        Row(START, [SERVICE, CARRIER], "b", lost=True),
        Row(START, [CARRIER, SERVICE], "c", receipt=True),
        note(),
        Row(START, [SERVICE], "e", alarm=True),
    ]
    assert [row.form for row in drawn(rows).rows] == ["l", "l x", "l r", "n", "n a"]


def test_of_many_clauses_the_first_stand_there() -> None:
    """And a sign that there are more."""
    some = dict.fromkeys(("R12", "R35", "R36", "R37"))
    rows = [Row(START, [WALLET], "a", some), Row(START, [WALLET], "b", {**some, "R59": None})]
    assert [row.clauses for row in drawn(rows).rows] == [
        "R12 R35 R36 R37",
        "R12 R35 R36 R37 …",
    ]


def test_a_long_story_is_cut_and_says_so() -> None:
    """The rows left out are counted."""
    drawing = drawn([note() for _ in range(MAX_ROWS + 7)])
    assert (len(drawing.rows), drawing.left_out) == (MAX_ROWS, 7)


def test_nothing_is_a_drawing_too() -> None:
    """Of a guardian to whom nothing happens."""
    assert drawn([]) == Drawing(HEAD, [], 0)


def drawings(path: Path) -> Iterator[Drawing]:
    """Every guardian's drawing in every case of a file."""
    for result in run_file(path):
        for one in result.events:
            if isinstance(one, GuardianKnown):
                events = events_of(result.events, one.subject)
                yield drawn(rows_of(events, one.subject))


@pytest.mark.parametrize("path", SHIPPED[::7], ids=lambda path: path.stem)
def test_nothing_overlaps_and_nothing_leaves_the_drawing(path: Path) -> None:
    """Of shipped scenarios: rows go down, gaps stand between them, boxes and labels inside."""
    for drawing in drawings(path):
        for before, row in pairwise(drawing.rows):
            bottom = before.y + (14 if before.why else 10 if "n" in before.form else 0)
            top = row.y - (10 if "n" in row.form else 18)
            assert bottom < (row.gap_y - 8 if row.gap else top)
            assert not row.gap or row.gap_y + 4 < top
            assert top > 20
        for row in drawing.rows:
            assert row.left >= 70
            assert row.left + row.width <= CLAUSES
            assert row.y < drawing.height
        assert WIDTH > CLAUSES
