"""Instants and durations: whole milliseconds, and the texts people write for them.

An `Instant` counts from 1970-01-01 UTC; a `Duration` is a difference of two. Both are plain
integers, so that arithmetic is exact and a seven-day silence costs nothing.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

Instant = int
Duration = int

SECOND: Duration = 1_000
MINUTE: Duration = 60 * SECOND
HOUR: Duration = 60 * MINUTE
DAY: Duration = 24 * HOUR
WEEK: Duration = 7 * DAY

ASTANA = timezone(timedelta(hours=5))
"""Kazakhstan's only time zone since 2024: UTC+5."""

_UNITS: dict[str, Duration] = {
    name: length
    for names, length in (
        ("ms millisecond milliseconds", 1),
        ("s sec second seconds", SECOND),
        ("m min minute minutes", MINUTE),
        ("h hour hours", HOUR),
        ("d day days", DAY),
        ("w week weeks", WEEK),
    )
    for name in names.split()
}
_PART = re.compile(r"(\d{1,12})[ \t]*([A-Za-z]+)[ \t]*", re.ASCII)
_ISO = re.compile(
    r"P(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?", re.ASCII
)
_LONGEST = 100
"""no duration needs more characters"""
_ISO_UNITS = (WEEK, DAY, HOUR, MINUTE, SECOND)


@lru_cache(4096)
def parse_duration(text: str) -> Duration | None:
    """Milliseconds of `3d 4h`, `90m`, `7 days` or `PT72H` (ISO 8601); None if it is neither."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if text[:1] in "Pp" and (iso := _ISO.fullmatch(text.upper())) and text[-1:] not in "PpTt":
        return sum(
            int(part or 0) * unit for part, unit in zip(iso.groups(), _ISO_UNITS, strict=True)
        )
    if text == "0":
        return 0
    total, end = 0, 0
    while part := _PART.match(text, end):
        unit = _UNITS.get(part[2].lower())
        if unit is None:
            return None
        total, end = total + int(part[1]) * unit, part.end()
    return total if text and end == len(text) else None


@lru_cache(4096)
def format_duration(duration: Duration) -> str:
    """The shortest text that `parse_duration` reads back: `3d 4h`, `0s`."""
    parts, rest = [], abs(duration)
    for name, unit in (("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", SECOND), ("ms", 1)):
        count, rest = divmod(rest, unit)
        if count:
            parts.append(f"{count}{name}")
    return ("-" if duration < 0 else "") + (" ".join(parts) or "0s")


_MILLISECOND = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_IN_ASTANA = datetime(1970, 1, 1, 5)  # noqa: DTZ001  # taken from times without a zone
_EARLIEST: Instant = DAY
_LATEST: Instant = (datetime(2200, 1, 1, tzinfo=UTC) - _EPOCH) // _MILLISECOND


def parse_instant(text: str) -> Instant | None:
    """The instant of an ISO 8601 date and time between 1970 and 2200, UTC+5 unless it says."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    since = moment - (_EPOCH_IN_ASTANA if moment.tzinfo is None else _EPOCH)
    instant = since // _MILLISECOND
    return instant if _EARLIEST <= instant <= _LATEST else None


def format_instant(instant: Instant) -> str:
    """ISO 8601 in UTC+5, with milliseconds only where there are any."""
    moment = datetime.fromtimestamp(instant // SECOND, ASTANA)
    milliseconds = instant % SECOND
    if not milliseconds:
        return moment.isoformat()
    return moment.replace(microsecond=milliseconds * 1000).isoformat(timespec="milliseconds")
