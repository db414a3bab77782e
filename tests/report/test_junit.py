from __future__ import annotations

import io
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from junitparser import JUnitXml

from smsflow.errors import START, DocumentError, Place, Problem
from smsflow.report.details import text_of_details
from smsflow.report.junit import Junit
from smsflow.scenario.language.load import load
from smsflow.scenario.result import Failure, Outcome, Result
from smsflow.scenario.run import run_scenario, unreadable
from tests.writing import family, played

SHIPPED = sorted(Path(__file__).parents[2].joinpath("scenarios").rglob("*.yaml"))
GOOD = family("- start_campaign")
SILENT = "- fault: {on: aigul, cause: blacklisted}\n- start_campaign\n- wait: 8d"
FAILING = family("- start_campaign\n- wait: 8d\n- expect: {consent: {aigul: refused}}")
SKIPPED = GOOD + 'skip: "not yet"\n'

# The Jenkins xUnit plugin's junit-10.xsd, as far as we use it: required and allowed attributes, and
# what may stand inside.
SCHEMA: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"time", "skipped", "timestamp", "hostname", "id", "package", "file"},
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": (
        {"name"},
        {"time", "classname", "group"},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": (set(), {"type", "message"}, set()),
    "error": (set(), {"type", "message"}, set()),
    "skipped": (set(), {"type", "message"}, set()),
    "system-out": (set(), set(), set()),
}
SUREFIRE_TIME = re.compile(r"[0-9]{1,}(\.[0-9]*)?")


def document(*results: Result, reveal: bool = False) -> bytes:
    """The document of these results."""
    junit, stream = Junit(reveal=reveal), io.BytesIO()
    for result in results:
        junit.tell(result)
    junit.write(stream)
    return stream.getvalue()


def at(path: str, text: str) -> Result:
    """What comes of a text that is the one scenario of a file."""
    result = played(text)
    result.path = path
    return result


def wrong(path: str) -> Result:
    """A file that cannot be read."""
    return unreadable(DocumentError(path, "", [Problem("SF101", "the file is not YAML", START)]))


def breaches(root: ET.Element) -> list[str]:
    """What the schema does not allow in a document."""
    found = []
    for element in root.iter():
        required, others, inside = SCHEMA[element.tag]
        names = set(element.attrib)
        found += [f"{element.tag} lacks {name}" for name in required - names]
        found += [f"{element.tag} has {name}" for name in names - required - others]
        found += [f"{element.tag} holds {one.tag}" for one in element if one.tag not in inside]
        if not SUREFIRE_TIME.fullmatch(element.get("time", "0")):
            found.append(f"{element.tag} time {element.get('time')}")
    return found


def test_the_document_is_whole() -> None:
    """A suite a file, a case a scenario, sums in the suites and above, and times."""
    good, failing, skipped = at("a/one.yaml", GOOD), at("a/one.yaml", FAILING), at("b.yml", SKIPPED)
    good.seconds, failing.seconds, unread = 0.25, 0.5, wrong("/abs/c.yaml")
    text = text_of_details(failing)
    assert document(good, failing, skipped, unread).decode() == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<testsuites name="smsflow" tests="4" failures="1" errors="1" time="0.750000">\n'
        '  <testsuite name="a/one.yaml" file="a/one.yaml" tests="2" failures="1" errors="0" '
        'skipped="0" time="0.750000">\n'
        '    <testcase name="A family" classname="a.one" time="0.250000" />\n'
        '    <testcase name="A family" classname="a.one" time="0.500000">\n'
        '      <failure message="SF201 consent of aigul: expected refused, actually lapsed" '
        f'type="SF201">{text.replace(">", "&gt;")}</failure>\n'
        "    </testcase>\n"
        "  </testsuite>\n"
        '  <testsuite name="b.yml" file="b.yml" tests="1" failures="0" errors="0" skipped="1" '
        'time="0.000000">\n'
        '    <testcase name="A family" classname="b" time="0.000000">\n'
        '      <skipped message="not yet" />\n'
        "    </testcase>\n"
        "  </testsuite>\n"
        '  <testsuite name="/abs/c.yaml" file="/abs/c.yaml" tests="1" failures="0" errors="1" '
        'skipped="0" time="0.000000">\n'
        '    <testcase name="c.yaml" classname="abs.c" time="0.000000">\n'
        '      <error message="SF101 the file is not YAML" type="SF101">'
        "/abs/c.yaml:1:1 SF101 the file is not YAML\n</error>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n"
    )


def test_a_failure_is_told_as_on_the_console() -> None:
    """Place, source line, caret, expected beside actual, and what happened so far."""
    (failure,) = ET.fromstring(document(at("a.yaml", FAILING))).iter("failure")
    lines = (failure.text or "").splitlines()
    assert lines[:5] == [
        "a.yaml:11:31 SF201 consent of aigul",
        "   11 |   - expect: {consent: {aigul: refused}}",
        "      |                               ^",
        "      expected  refused",
        "      actual    lapsed",
    ]
    assert "      1414 > aigul: consent_request" in lines


def test_what_is_found_in_one_that_holds_is_its_output() -> None:
    """A wrongful refusal is no failure, and is not lost."""
    (case,) = ET.fromstring(document(at("a.yaml", family(SILENT)))).iter("testcase")
    assert [one.tag for one in case] == ["system-out"]
    assert (case[0].text or "").strip() == (
        "wrongful refusal: aigul is recorded lapsed, truly never_saw_request (blacklisted)"
    )


def test_the_shipped_scenarios_fit_the_schema_and_its_readers() -> None:
    """Nothing that junit-10.xsd does not allow; another program's reader counts as we do."""
    results = [
        run_scenario(scenario)
        for path in SHIPPED
        for scenario in load(path.as_posix(), path.read_bytes())
    ]
    written = document(*results, at("x.yaml", FAILING), wrong("y.yaml"))
    assert breaches(ET.fromstring(written)) == []
    read = JUnitXml.fromstring(written)
    skipped = sum(one.outcome is Outcome.SKIPPED for one in results)
    assert (read.tests, read.failures, read.errors) == (len(results) + 2, 1, 1)
    assert sum(suite.skipped for suite in read) == skipped
    assert sum(case.is_passed for suite in read for case in suite) == len(results) - skipped
    read.update_statistics()
    assert (read.tests, read.failures, read.errors) == (len(results) + 2, 1, 1)


def test_numbers_are_masked_unless_revealed() -> None:
    """In names, messages and texts."""
    number = "+7 705 555 01 77"
    result = at("a.yaml", FAILING)
    result.name = f"From {number}"
    result.failures = [Failure("SF210", f"nothing to {number}", Place(1, 1))]
    assert number not in document(result).decode()
    assert document(result, reveal=True).decode().count(number) >= 3


@given(st.text(st.characters(exclude_categories=())))
@example("\ufffe\uffff\x00\ud800")
@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.SKIPPED])
def test_any_text_makes_a_readable_document(outcome: Outcome, text: str) -> None:
    """Control characters, halves of pairs and what XML knows no way to write are replaced."""
    result = Result("a.yaml", text, outcome, reason=text)
    if outcome is Outcome.FAILED:
        result.failures = [Failure("SF210", text, Place(1, 1), text, text, text)]
        result.source = text
    written = document(result)
    assert breaches(ET.fromstring(written)) == []
    assert not set(range(0x20)) - {0x0A} & set(written)
