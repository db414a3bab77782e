from __future__ import annotations

import io

import pytest

from smsflow.errors import EnoughProblems, Place, Problem, note
from smsflow.report.failure import show_hint, show_problems, show_source, show_transcript
from smsflow.report.screen import Screen
from tests.writing import family, played


def shown(source: str, line: int, column: int) -> list[str]:
    """A source line with its caret, as a file gets it."""
    stream = io.StringIO()
    show_source(Screen(stream), source, Place(line, column))
    return stream.getvalue().splitlines()


def test_the_caret_stands_under_the_place() -> None:
    """The line's number, the line, and the caret in the right column."""
    assert shown("name: x\nsteps: [rply]\n", 2, 9) == [
        "    2 | steps: [rply]",
        "      |         ^",
    ]


def test_a_place_past_the_end_shows_no_line() -> None:
    """An error at the end of the file has nothing to show."""
    assert shown("name: [\n", 3, 1) == []
    assert shown("", 2, 1) == []


def test_a_long_line_is_cut_around_the_place() -> None:
    """At most 120 characters, the place among them."""
    line, caret = shown("a" * 500 + "B" + "c" * 500, 1, 501)
    excerpt = line.removeprefix("    1 | ")
    assert len(excerpt) <= 120
    assert excerpt[caret.index("^") - len("    1 | ")] == "B"


def test_a_number_is_masked_wherever_the_line_is_cut() -> None:
    """No cut leaves so much of a number that nothing recognises it."""
    for before in range(80, 140):
        for text in ("+7 701 555 01 01", "77015550101", "901205500127"):
            source = "x" * before + " " + text + " " + "y" * 300
            for column in (1, before + 20, before + 110, before + 130):
                excerpt = shown(source, 1, column)[0]
                assert "5550" not in excerpt.replace(" ", "")
                assert "205500" not in excerpt


def test_a_tab_before_the_place_moves_no_caret() -> None:
    """A tab is shown as one blank, as it counts for one column."""
    line, caret = shown("a\tb", 1, 3)
    assert line.index("b") == caret.index("^")


def test_only_fifty_problems_are_shown() -> None:
    """And how many more there are."""
    stream = io.StringIO()
    problems = [Problem("SF103", f"unknown step {number}", Place(1, 1)) for number in range(53)]
    show_problems(Screen(stream), "a.yaml", "", problems)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 51
    assert lines[0] == "a.yaml:1:1 SF103 unknown step 0"
    assert lines[-1] == "… and 3 more problems"


def test_where_reading_stopped_nobody_knows_how_many_more_there_are() -> None:
    """After two hundred the rest of a file is not looked at."""
    stream = io.StringIO()
    problems = [Problem("SF103", f"unknown step {number}", Place(1, 1)) for number in range(199)]
    with pytest.raises(EnoughProblems):
        note(problems, Problem("SF103", "unknown step 199", Place(1, 1)))
    show_problems(Screen(stream), "a.yaml", "", problems)
    assert stream.getvalue().splitlines()[-1] == "… and more than 150 more problems"


def test_a_long_transcript_shows_its_end() -> None:
    """The last forty lines, and how many stand before."""
    events = played(family("- start_campaign\n" + "- reply: {from: aigul, text: x}\n" * 30)).events
    stream = io.StringIO()
    show_transcript(Screen(stream), events)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 41
    assert lines[0].startswith("      … ")
    assert lines[0].endswith(" lines before this")


def test_the_hint_names_the_first_code_that_can_be_explained() -> None:
    """Once, and only a code of ours."""
    stream = io.StringIO()
    show_hint(Screen(stream), ["XX1", "SF103", "SF201"])
    assert stream.getvalue().startswith("`smsflow explain SF103` tells more")
    silent = io.StringIO()
    show_hint(Screen(silent), [])
    assert silent.getvalue() == ""
