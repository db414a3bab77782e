from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsflow.moments import (
    ASTANA,
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    WEEK,
    format_duration,
    format_instant,
    parse_duration,
    parse_instant,
)

DURATIONS = {
    "0": 0,
    "0s": 0,
    "5ms": 5,
    "90s": 90 * SECOND,
    "90m": 90 * MINUTE,
    "90 min": 90 * MINUTE,
    "1 minute": MINUTE,
    "2 minutes": 2 * MINUTE,
    "2h": 2 * HOUR,
    "2 Hours": 2 * HOUR,
    "1 hour": HOUR,
    "3d 4h": 3 * DAY + 4 * HOUR,
    "3d4h": 3 * DAY + 4 * HOUR,
    " 7 days ": 7 * DAY,
    "1 week 1 day": WEEK + DAY,
    "2w": 2 * WEEK,
    "1 millisecond": 1,
    "PT72H": 72 * HOUR,
    "pt72h": 72 * HOUR,
    "P1W": WEEK,
    "P3DT4H5M6S": 3 * DAY + 4 * HOUR + 5 * MINUTE + 6 * SECOND,
    "PT0S": 0,
}
NO_DURATIONS = [
    "",
    " ",
    "3",
    "-3d",
    "3 d 4",
    "d",
    "3y",
    "3d,4h",
    "three days",
    "1.5h",
    "٣d",
    "P",
    "PT",
    "P1DT",
    "PT1.5H",
    "P1Y",
    "1234567890123h",
    "00",
    "3d\n4h",
]


@pytest.mark.parametrize(("text", "length"), DURATIONS.items())
def test_reads_durations_as_people_and_iso_8601_write_them(text: str, length: int) -> None:
    """A duration is amounts with units, or an ISO 8601 period, in milliseconds."""
    assert parse_duration(text) == length


@pytest.mark.parametrize("text", NO_DURATIONS)
def test_what_is_no_duration_reads_as_none(text: str) -> None:
    """Signs, fractions, months, other digits and amounts without a unit are no durations."""
    assert parse_duration(text) is None


@given(st.text(max_size=30) | st.from_regex(r"P?T?([0-9]{1,3} ?[a-zA-Z]{0,7} ?){0,4}"))
def test_reading_a_duration_never_raises(text: str) -> None:
    """Any text whatever is a duration of at least nothing, or None."""
    length = parse_duration(text)
    assert length is None or length >= 0


@given(st.integers(0, 10**15))
def test_a_duration_written_is_read_back(length: int) -> None:
    """What `format_duration` writes, `parse_duration` reads as the same length."""
    assert parse_duration(format_duration(length)) == length


def test_writes_durations_in_their_largest_units() -> None:
    """Days, hours, minutes, seconds and milliseconds, those that are there."""
    assert format_duration(3 * DAY + 4 * HOUR) == "3d 4h"
    assert format_duration(WEEK + MINUTE + 2 * SECOND + 3) == "7d 1m 2s 3ms"
    assert format_duration(0) == "0s"
    assert format_duration(-90 * MINUTE) == "-1h 30m"


def test_a_moment_without_a_zone_is_kazakhstans() -> None:
    """UTC+5 is meant unless the text says otherwise."""
    expected = int(datetime(2026, 9, 1, 4, 0, tzinfo=UTC).timestamp()) * 1000
    assert parse_instant("2026-09-01T09:00") == expected
    assert parse_instant(" 2026-09-01 09:00:00 ") == expected
    assert parse_instant("2026-09-01T04:00Z") == expected
    assert parse_instant("2026-09-01T07:00+03:00") == expected
    assert parse_instant("2026-09-01") == expected - 9 * HOUR


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "2026-13-01",
        "2026-02-30T09:00",
        "0001-01-01T00:00+23:59",
        "9999-12-31T23:59-23:59",
        "1970-01-01T23:59Z",
        "2200-01-01T00:01Z",
        "12:30",
    ],
)
def test_what_is_no_moment_reads_as_none(text: str) -> None:
    """A wrong date, a time alone, and anything outside 1970 to 2200 are no moments."""
    assert parse_instant(text) is None


@given(st.text(max_size=40) | st.datetimes().map(str) | st.from_regex(r"[0-9T:+-]{0,30}"))
def test_reading_a_moment_never_raises(text: str) -> None:
    """Any text whatever is a moment or None."""
    assert parse_instant(text) is None or isinstance(parse_instant(text), int)


@given(
    st.datetimes(datetime(1970, 1, 3), datetime(2199, 12, 30), timezones=st.just(ASTANA))  # noqa: DTZ001 - hypothesis adds the zone
)
def test_a_moment_written_is_read_back(moment: datetime) -> None:
    """ISO 8601 in UTC+5, to the millisecond, and back."""
    instant = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // (datetime.resolution * 1000)
    assert parse_instant(format_instant(instant)) == instant


def test_writes_milliseconds_only_where_there_are_any() -> None:
    """A full second has no fraction."""
    instant = parse_instant("2026-09-01T09:00")
    assert instant is not None
    assert format_instant(instant) == "2026-09-01T09:00:00+05:00"
    assert format_instant(instant + 7) == "2026-09-01T09:00:00.007+05:00"
