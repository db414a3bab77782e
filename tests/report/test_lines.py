from __future__ import annotations

import json
import threading

import pytest

from smsflow.events import SmsDelivered
from smsflow.report import lines
from smsflow.report.lines import EventLines


def delivered(number: int) -> SmsDelivered:
    """An event."""
    return SmsDelivered(1_788_235_200_000, "+77015550101", ("R51",), f"sms-{number}", True, "")


def read(written: list[str]) -> list[dict[str, object]]:
    """What was written, line by line."""
    return [json.loads(line) for line in "".join(written).splitlines()]


@pytest.mark.parametrize(("reveal", "shown"), [(False, "+7701•••••01"), (True, "+77015550101")])
def test_each_event_is_a_line_of_json(reveal: bool, shown: str) -> None:
    """As `run --json` has it, with numbers masked unless they are to be revealed."""
    written: list[str] = []
    told = EventLines(written.append, reveal=reveal)
    told.tell(delivered(1))
    told.close()
    assert "".join(written) == (
        '{"at": "2026-09-01T09:00:00+05:00", "type": "SmsDelivered", "subject": "' + shown + '", '
        '"clauses": ["R51"], "sms": "sms-1", "seen": true, "cause": ""}\n'
    )


def test_why_nobody_is_told_any_more_is_said_once() -> None:
    """The reader has gone; what happens after that is nobody's."""
    said: list[OSError] = []
    gone = BrokenPipeError("gone")

    def write(_text: str) -> None:
        raise gone

    told = EventLines(write, reveal=False, lost=said.append)
    for number in range(3):
        told.tell(delivered(number))
    told.close()
    assert said == [gone]


def test_many_events_stay_in_order() -> None:
    """However many are written at once."""
    written: list[str] = []
    told = EventLines(written.append, reveal=False)
    for number in range(1000):
        told.tell(delivered(number))
    told.close()
    assert [line["sms"] for line in read(written)] == [f"sms-{number}" for number in range(1000)]
    assert len(written) < 1000


def test_a_reader_who_stalls_stalls_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes untold is counted, and the count is told once there is room."""
    monkeypatch.setattr(lines, "MOST_WAITING", 10)
    written: list[str] = []
    reading, read_on, told_skipped = threading.Event(), threading.Event(), threading.Event()

    def write(text: str) -> None:
        reading.set()
        read_on.wait(30)
        written.append(text)
        if "sms-11" in text:
            told_skipped.set()

    told = EventLines(write, reveal=False)
    told.tell(delivered(0))
    assert reading.wait(30)
    for number in range(1, 100):
        told.tell(delivered(number))
    read_on.set()
    while not told_skipped.is_set():
        told.tell(delivered(11))
    told.close()
    shown = read(written)
    assert [one["sms"] for one in shown[:11]] == [f"sms-{number}" for number in range(11)]
    assert sum(one.get("count", 0) for one in shown) >= 89
    assert {one["type"] for one in shown} == {"SmsDelivered", "FactsSkipped"}


def test_a_reader_who_left_is_told_nothing_more() -> None:
    """And whoever tells does not notice."""
    tried: list[str] = []

    def write(text: str) -> None:
        tried.append(text)
        raise BrokenPipeError

    told = EventLines(write, reveal=False)
    told.tell(delivered(1))
    told.close()
    told.tell(delivered(2))
    told.close()
    assert len(tried) == 1
