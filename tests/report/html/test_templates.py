from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from smsflow.report.html.templates import template, text_of

NUMBER = "+7 701 555 01 23"
ENTRY = {"first": 1, "wrongs": [], "clauses": [], "opened": False, "markup": ""}


def entry(name: str, *, reveal: bool = False) -> str:
    """The line of a scenario without a section."""
    result = {"name": name, "path": "a.yaml", "outcome": "passed", "tags": []}
    return template("entry.html", reveal=reveal).render(ENTRY, number=1, result=result)


def test_every_text_is_escaped_masked_and_cleaned() -> None:
    """In one place, so that no template can forget it."""
    shown = entry(f"<b>&\"' {NUMBER} \x1b\u202e\n")
    assert "<h3>&lt;b&gt;&amp;&#34;&#39; +7 701 ••• •• 23 ��⏎</h3>" in shown
    assert f"{NUMBER} " in entry(f"{NUMBER} ", reveal=True)


def test_a_text_is_masked_before_it_is_cut() -> None:
    """Half a number would not be known for one."""
    for length in range(170, 201):
        shown = entry("x" * length + NUMBER)
        assert "555" not in shown
    assert f"<h3>{'x' * 199}…</h3>" in entry("x" * 300)


@given(st.text())
def test_no_text_ends_the_element_that_it_stands_in(text: str) -> None:
    """Whatever it is."""
    shown = entry(text)
    assert shown.count("<h3>") == shown.count("</h3>") == 1
    assert "<" not in shown.partition("<h3>")[2].partition("</h3>")[0]


def test_what_a_template_misspells_is_an_error() -> None:
    """Never an empty place."""
    with pytest.raises(UndefinedError):
        template("entry.html", reveal=False).render(ENTRY, number=1, result={})


def test_our_own_style_and_script_ask_for_nothing() -> None:
    """No address, no import, no eval; nor do they close their own element."""
    for name in ("page.css", "page.js"):
        text = text_of(name)
        for word in ("http", "//cdn", "@import", "eval(", "innerHTML", "</s", "fetch"):
            assert word not in text
