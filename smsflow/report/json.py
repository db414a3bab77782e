"""The verdict of `smsflow run --json`, for programs: one object."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from enum import Enum
from typing import Any, Protocol, TextIO

from smsflow.events import Event
from smsflow.moments import format_duration, format_instant
from smsflow.report.summary import Summary
from smsflow.scenario.result import Outcome, Result
from smsflow.sms.masking import mask, mask_message_id


class Row(Protocol):
    """A named tuple, whichever."""

    def _asdict(self) -> dict[str, Any]: ...


_INSTANTS = ("at", "deadline")
_DURATIONS = ("by", "again_after")


def write(
    stream: TextIO, records: Iterable[str | Iterable[str]], summary: Summary, seconds: float
) -> None:
    """Write the object: the sum, and the record of each scenario, a long one in pieces."""
    sums = {
        "passed": summary.outcomes[Outcome.PASSED],
        "failed": summary.outcomes[Outcome.FAILED],
        "errors": summary.outcomes[Outcome.ERROR],
        "skipped": summary.outcomes[Outcome.SKIPPED],
        "seconds": round(seconds, 3),
    }
    head = json.dumps({"summary": sums}, indent=2).removesuffix("\n}")
    stream.write(f'{head},\n  "scenarios": [')
    for number, record in enumerate(records):
        stream.write("," * (number > 0) + "\n")
        stream.writelines([record] if isinstance(record, str) else record)
    stream.write("\n  ]\n}\n")


def record_of(result: Result, *, reveal: bool) -> str:
    """One scenario as it stands in the object; personal data are masked unless `reveal`.

    A text, so that each process of `--jobs` can write its own.
    """
    record = _scenario(result)
    text = json.dumps(record if reveal else masked(record), ensure_ascii=False, indent=2)
    return "    " + text.replace("\n", "\n    ")  # a text of JSON holds its line ends escaped


def record_with(
    result: Result, more: Mapping[str, Any], guardians: Iterable[Row], *, reveal: bool
) -> Iterator[str]:
    """Likewise in pieces, with more keys, and at last every guardian: there may be a million."""
    record = _scenario(result) | dict(more)
    text = json.dumps(record if reveal else masked(record), ensure_ascii=False, indent=2)
    yield "    " + text.removesuffix("\n}").replace("\n", "\n    ")
    yield ',\n      "guardians": ['
    yield from _rows(guardians, " " * 8, reveal=reveal)
    yield "\n      ]\n    }"


def write_rows(stream: TextIO, key: str, rows: Iterable[Row], *, reveal: bool) -> None:
    """Write an object with one list under a key, an object a row; row by row."""
    stream.write(f'{{\n  "{key}": [')
    stream.writelines(_rows(rows, " " * 4, reveal=reveal))
    stream.write("\n  ]\n}\n")


def _rows(rows: Iterable[Row], indent: str, *, reveal: bool) -> Iterator[str]:
    for number, row in enumerate(rows):
        record = row._asdict()
        text = json.dumps(record if reveal else masked(record), ensure_ascii=False)
        yield f"{',' if number else ''}\n{indent}{text}"


def dump(stream: TextIO, document: Any, *, reveal: bool = False) -> None:
    """Write any document as JSON. (`Any`: JSON is what it is.)"""
    shown = document if reveal else masked(document)
    json.dump(shown, stream, ensure_ascii=False, indent=2)
    stream.write("\n")


def masked(value: Any) -> Any:
    """A value of JSON with the personal data in its texts hidden."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {key: _masked_field(key, item) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item) for item in value]
    return value


def _masked_field(key: str, value: Any) -> Any:
    if key == "message_id" and isinstance(value, str):
        return mask_message_id(value)
    return masked(value)


def _scenario(result: Result) -> dict[str, Any]:
    return {
        "path": result.path,
        "name": result.name,
        "outcome": str(result.outcome),
        "covers": list(result.covers),
        "failures": [
            {
                "code": failure.code,
                "message": failure.message,
                "path": failure.origin.path if failure.origin else result.path,
                "line": failure.place.line,
                "column": failure.place.column,
            }
            for failure in result.failures
        ],
        "wrongful_refusals": [one._asdict() for one in result.wrongful_refusals],
        "wrongful_consents": [one._asdict() for one in result.wrongful_consents],
        "findings": [one._asdict() for one in result.findings],
        "events": [event_record(event) for event in result.events],
    }


def event_record(event: Event) -> dict[str, Any]:
    """An event as JSON holds it: `at`, `type`, `subject`, `clauses`, and what is its own."""
    record: dict[str, Any] = {
        "at": format_instant(event.at),
        "type": type(event).__name__,
        "subject": event.subject,
        "clauses": list(event.clauses),
    }
    for name in _own_fields(event):
        record[name] = _plain(name, getattr(event, name))
    return record


def _own_fields(event: Event) -> list[str]:
    names = (field.name for field in fields(event))
    return [name for name in names if name not in ("at", "subject", "clauses")]


def _plain(name: str, value: Any) -> Any:
    if name in _INSTANTS:
        return format_instant(value)
    if name in _DURATIONS and isinstance(value, int):
        return format_duration(value)
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, tuple):
        return [_plain("", item) for item in value]
    return value
