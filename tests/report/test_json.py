from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

from smsflow.report.json import dump, record_of, write
from smsflow.report.summary import Summary
from smsflow.scenario.language.load import load
from smsflow.scenario.run import run_scenario
from tests.writing import family, played

SHIPPED = sorted(Path(__file__).parents[2].joinpath("scenarios").rglob("*.yaml"))


def written(*texts: str, reveal: bool = False) -> Any:
    """The document of these scenarios' results."""
    stream, summary = io.StringIO(), Summary()
    results = [played(text) for text in texts]
    for result in results:
        summary.add(result)
    records = [record_of(result, reveal=reveal) for result in results]
    write(stream, records, summary, 1.23456)
    return json.loads(stream.getvalue())


FAILING = family(
    """
    - start_campaign
    - fault: {on: aigul, cause: no_balance}
    - reply: {from: aigul, text: "2*1"}
    - fault: {on: aigul, cause: receipt_late, by: 2h}
    - wait: 8d
    - expect: {consent: {aigul: refused}}
    """
)


def test_the_document_has_the_keys_of_the_contract() -> None:
    """Other people's programs read them."""
    document = written(FAILING, family("- start_campaign"))
    assert list(document) == ["summary", "scenarios"]
    assert document["summary"] == {
        "passed": 1, "failed": 1, "errors": 0, "skipped": 0, "seconds": 1.235,
    }  # fmt: skip
    failed, passed = document["scenarios"]
    assert list(failed)[:9] == [
        "path", "name", "outcome", "covers", "failures", "wrongful_refusals", "wrongful_consents",
        "findings", "events",
    ]  # fmt: skip
    assert (failed["outcome"], passed["outcome"]) == ("failed", "passed")
    assert failed["failures"] == [
        {
            "code": "SF201",
            "message": "consent of aigul: expected refused, actually lapsed",
            "path": "scenario.yaml",
            "line": 14,
            "column": 31,
        }
    ]
    assert failed["wrongful_refusals"] == [
        {"guardian": "aigul", "record": "lapsed", "truth": "reply_lost", "cause": "no_balance"}
    ]
    assert failed["wrongful_consents"] == []
    assert passed["failures"] == []


def test_an_event_has_its_moment_its_type_and_its_own_fields() -> None:
    """Moments are ISO 8601, durations and enumerations texts, numbers numbers."""
    events = written(FAILING)["scenarios"][0]["events"]
    assert all(list(event)[:4] == ["at", "type", "subject", "clauses"] for event in events)
    by_type = {event["type"]: event for event in events}
    assert by_type["ChildKnown"]["guardians"] == ["aigul"]
    assert by_type["FaultPutOn"]["by"] == "2h"
    assert by_type["ClockStarted"]["deadline"] == "2026-09-08T09:00:00+05:00"
    submitted = by_type["SmsSubmitted"]
    assert {key: submitted[key] for key in ("at", "subject", "kind", "clauses", "segments")} == {
        "at": "2026-09-01T09:00:00+05:00",
        "subject": "aigul",
        "kind": "consent_request",
        "clauses": ["R06"],
        "segments": 2,
    }


def test_findings_name_guardian_child_finding_and_cause() -> None:
    """As the contract says; a finding of no child has none."""
    text = family(
        """
        - start_campaign
        - fault: {on: aigul, cause: blacklisted}
        - repair: {on: aigul}
        - reply: {from: aigul, text: "2*1"}
        - activate: dana
        - send_qr: dana
        - decline_voucher: {child: dana, reason: moved}
        """
    )
    assert written(text)["scenarios"][0]["findings"] == [
        {
            "guardian": "aigul",
            "child": "dana",
            "finding": "qr_of_declined_voucher",
            "cause": "moved",
        }
    ]


def test_a_policy_wide_event_list_leaves_no_number_and_no_iin() -> None:
    """In all shipped scenarios: no twelve digits in a row, no phone number, unless revealed."""
    stream, summary = io.StringIO(), Summary()
    results = [
        run_scenario(scenario)
        for path in SHIPPED
        for scenario in load(path.as_posix(), path.read_bytes())
    ]
    write(stream, [record_of(result, reveal=False) for result in results], summary, 0)
    text = stream.getvalue()
    assert not re.search(r"\d{12}", text)
    assert not re.search(r"(?:\+7|8|\b7)\D{0,2}7\d\d\D{0,2}\d{3}\D{0,2}\d\d\D{0,2}\d\d(?!\d)", text)
    revealed = io.StringIO()
    write(revealed, [record_of(result, reveal=True) for result in results], summary, 0)
    assert re.search(r'"\d{12}"', revealed.getvalue())
    assert re.search(r'"\+77\d{9}"', revealed.getvalue())


def test_keys_and_values_of_any_document_are_plain() -> None:
    """Nested lists and mappings are masked through and through; letters stay letters."""
    stream = io.StringIO()
    dump(stream, {"a": [{"b": "ЖСН 901205500127"}, 5, None]})
    assert json.loads(stream.getvalue()) == {"a": [{"b": "ЖСН ••••••••••27"}, 5, None]}
    assert "ЖСН" in stream.getvalue()
