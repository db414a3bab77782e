from __future__ import annotations

import json
import re

from hypothesis import assume, given
from hypothesis import strategies as st

from smsflow.errors import DocumentError
from smsflow.report.html.section import section_of
from smsflow.scenario.run import run_scenario
from tests.report.html.pages import HOSTILE, Seen
from tests.writing import family, loaded


def markup(text: str, *, first: bool = True) -> str:
    """The only section of a scenario's text."""
    (scenario,) = loaded(text)
    result = run_scenario(scenario, with_standings=True)
    return section_of(result, first=first, reveal=False).markup


def story(text: str) -> str:
    """A scenario in which a text is answered, is a reason, and does not hold."""
    quoted = json.dumps(f"hm {text}")
    steps = (
        f"- start_campaign\n- reply: {{from: aigul, text: {quoted}}}\n"
        "- reply: {from: aigul, text: '2*1'}\n"
        f"- decline_voucher: {{child: dana, reason: {quoted}}}\n"
        f"- expect_sms: {{to: aigul, kind: voucher_link, text: {quoted}}}\n"
    )
    return family(steps)


def outline(text: str) -> tuple[object, ...]:
    """The elements of a story's section, with those left open, wrongly closed, or acting."""
    seen = Seen(markup(story(text)))
    return seen.elements, seen.open, seen.wrongly_closed, seen.acting, seen.targets


PLAIN = outline("x")


@given(st.text() | st.text("<>/&\"'=` svgonload{}%#!-\n\t").map(lambda text: HOSTILE + text))
def test_no_text_changes_the_elements_of_a_section(text: str) -> None:
    """Whatever is answered, given as a reason, or expected."""
    try:
        found = outline(text)
    except DocumentError:
        assume(False)  # a control character, which no scenario may hold
    assert found == PLAIN


def test_a_scenario_without_guardians_is_told_in_words() -> None:
    """Its children have vouchers, and there is nobody to draw."""
    found = markup("name: x\nchildren: {timur: {grade: 2, guardians: []}}\nsteps: [start_campaign]")
    assert "<svg" not in found
    assert "timur (grade 2) <b>ready to activate</b>" in found
    assert "<details class=part open><summary>In words" in found


def test_a_long_transcript_is_cut_and_says_where_the_rest_is() -> None:
    """It would be most of the page."""
    found = markup(family("- reply: {from: aigul, text: hm}\n" * 100))
    assert "… 150 lines more: smsflow show scenario.yaml" in found


def test_many_failures_are_counted() -> None:
    """Fifty are enough to read."""
    names = ", ".join(f"g{number}: consented" for number in range(60))
    guardians = "".join(f"  g{number}: {{}}\n" for number in range(60))
    found = markup(
        f"name: x\nguardians:\n{guardians}"
        f"steps: [start_campaign, {{expect: {{consent: {{{names}}}}}}}]"
    )
    assert found.count("<li><b>SF201</b>") == 50
    assert "10 more are left out here: <code>smsflow run scenario.yaml</code>" in found
    assert "10 more guardians are left out here: <code>smsflow run scenario.yaml --csv" in found


def test_many_differences_and_findings_are_counted() -> None:
    """Ten sentences are enough to read; the table beside them is cut as well."""
    silent = "".join(
        f'  a{number}: {{number: "+7 701 555 03 {number:02}", faults: [blacklisted]}}\n'
        for number in range(12)
    )
    stale = "".join(
        f'  b{number}: {{number: "+7 701 555 04 {number:02}", faults: [receipt_late]}}\n'
        for number in range(13)
    )
    children = "".join(
        f"  c{name}: {{grade: 6, guardians: [{name}]}}\n"
        for name in [f"a{number}" for number in range(12)] + [f"b{number}" for number in range(13)]
    )
    replies = "".join(f"- reply: {{from: b{number}, text: '2*1'}}\n" for number in range(13))
    blocks = "".join(f"- fault: {{on: b{number}, cause: spam_blocking}}\n" for number in range(13))
    found = markup(
        f"name: x\npolicy: {{block_reach: incoming}}\nguardians:\n{silent}{stale}"
        f"children:\n{children}steps:\n- start_campaign\n{blocks}{replies}- wait: 8d\n"
    )
    assert found.count("<b>Wrongful refusal:</b>") == 10
    assert "2 more records are not the truth." in found
    assert found.count("<b>Finding:</b> b") == 10
    assert "3 more findings: <code>smsflow run scenario.yaml</code>" in found


def test_a_later_case_shows_its_source_about_failures_only() -> None:
    """The first has it whole."""
    good = family("- start_campaign")
    bad = family("- start_campaign\n- expect: {consent: {aigul: refused}}")
    assert "class=src" in markup(good)
    assert "class=src" not in markup(good, first=False)
    lines = re.findall(r'<span class="n(?: bad)?">(\d+)</span>', markup(bad, first=False))
    assert [int(line) for line in lines] == [4, 5, 6, 7, 8, 9, 10]
