"""One scenario, many rows: what is filled in, and what is wrong with a row."""

from __future__ import annotations

import pytest

from smsflow.scenario.language.verbs.verb import Do
from smsflow.scenario.model import Scenario
from tests.writing import Told, cases, family, loaded, problems


def arguments(scenario: Scenario) -> tuple[object, ...]:
    """What the first step's verb was given."""
    action = scenario.steps[0].action
    assert isinstance(action, Do)
    return action.arguments


def test_each_row_is_a_scenario_of_its_own() -> None:
    """The name says which; placeholders are filled in everywhere, in keys too."""
    scenarios = loaded(
        "name: <who> answers <text>\ncases:\n- {who: aigul, text: '2*1'}\n"
        "- {who: marat, text: no}\npolicy: {reply_timeout: 2d}\n"
        "guardians: {<who>: {number: '+7 701 555 01 01'}}\n"
        "steps: [{reply: {from: <who>, text: '<text>!'}}, {expect: {consent: {<who>: refused}}}]\n"
    )
    assert [one.name for one in scenarios] == [
        "aigul answers 2*1 [who=aigul, text=2*1]",
        "marat answers no [who=marat, text=no]",
    ]
    assert [one.guardians[0].name for one in scenarios] == ["aigul", "marat"]
    assert [arguments(one) for one in scenarios] == [
        ("aigul", "2*1!", ""),
        ("marat", "no!", ""),
    ]


def test_a_cell_is_filled_in_once() -> None:
    """A cell's own text is not looked at again, whatever it looks like."""
    (scenario,) = loaded(
        cases("- {text: '<b> *5', b: z}\n", "- reply: {from: aigul, text: <text><b>}")
    )
    assert arguments(scenario) == ("aigul", "<b> *5z", "")


def test_an_empty_cell_is_an_empty_text() -> None:
    """What is filled in counts as quoted."""
    (scenario,) = loaded(cases("- {text: }\n"))
    assert arguments(scenario) == ("aigul", "", "")


def test_without_cases_an_angle_bracket_is_plain() -> None:
    """A file without `cases` has no placeholders."""
    (scenario,) = loaded(family("- reply: {from: aigul, text: <text>}"))
    assert arguments(scenario) == ("aigul", "<text>", "")


def test_what_is_no_placeholder_is_plain() -> None:
    """`< 5`, `<a b>` and `<1>` stay; so does any bracket outside the parts that are filled."""
    (scenario,) = loaded(
        cases("- {text: x}\n", "- reply: {from: aigul, text: '<text> < 5 <a b> <1> <>'}")
        + "tags: [<text>]\n"
    )
    assert arguments(scenario) == ("aigul", "x < 5 <a b> <1> <>", "")
    assert scenario.tags == ("<text>",)


CASES: dict[str, tuple[str, list[Told]]] = {
    "no rows": (
        cases("[]\n").replace("cases:\n[]", "cases: []"),
        [("SF117", "cases has no row", (10, 8))],
    ),
    "no list": (
        cases("  a: 1\n"),
        [("SF117", "cases takes a list of rows or a CSV file's name, not a mapping", (11, 3))],
    ),
    "no rows but values": (
        cases("- {text: x}\n- 5\n- {}\n- {text: [1]}\n"),
        [
            (
                "SF117",
                'a row of cases is a mapping such as {text: "2*1"}, not a single value',
                (12, 3),
            ),
            ("SF117", 'a row of cases is a mapping such as {text: "2*1"}, not a mapping', (13, 3)),
            ("SF117", "a cell is a single value, not a list", (14, 10)),
        ],
    ),
    "a bad column name": (
        cases("- {text: x, 'a b': 1}\n"),
        [
            ("SF117", "'a b' is no name for a column: letters, digits and _", (11, 13)),
            ("SF117", "the column 'a b' is used nowhere", (11, 20)),
        ],
    ),
    "different columns, beside a row that is none": (
        cases("- {text: x}\n- {txt: x}\n- {text: x, more: y}\n- 5\n"),
        [
            (
                "SF117",
                "this row lacks text and adds txt; all rows have the same columns",
                (12, 3),
            ),
            ("SF117", "this row adds more; all rows have the same columns", (13, 3)),
            (
                "SF117",
                'a row of cases is a mapping such as {text: "2*1"}, not a single value',
                (14, 3),
            ),
        ],
    ),
    "an unknown column": (
        cases("- {text: x}\n", "- reply: {from: aigul, text: <txt><text>}\n- wait: <zz>"),
        [
            ("SF117", "<txt> is no column of cases; did you mean 'text'?", (9, 32)),
            ("SF117", "<zz> is no column of cases; the columns are text", (10, 11)),
        ],
    ),
    "an unused column": (
        cases("- {text: x, more: y}\n- {text: z, more: y}\n"),
        [("SF117", "the column 'more' is used nowhere", (11, 19))],
    ),
    "an alias for the rows": (
        cases("  *5\n"),
        [("SF113", 'YAML reads *5 as an alias; to mean the text, quote it: "*5"', (11, 3))],
    ),
    "an alias for a row": (
        cases("- {text: x}\n- *5\n"),
        [("SF113", 'YAML reads *5 as an alias; to mean the text, quote it: "*5"', (12, 3))],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_cases_tell_all_their_errors(text: str, expected: list[Told]) -> None:
    """An unknown column where it stands, an unused one at its cell, odd rows at the row."""
    assert problems(text) == expected


def test_an_error_of_some_rows_says_which() -> None:
    """An error of all rows is told once; one of some names the first of them."""
    text = cases("- {who: aigul}\n- {who: x}\n- {who: x}\n- {who: y}\n", "- look: <who>\n- look: z")
    assert problems(text) == [
        ("SF109", "unknown guardian 'x' [who=x] and 1 more cases", (9, 11)),
        ("SF109", "unknown guardian 'y' [who=y]", (9, 11)),
        ("SF109", "unknown guardian 'z'", (10, 11)),
    ]


def test_a_case_may_name_the_roster() -> None:
    """Where names differ from row to row, every step is read anew for each."""
    text = (
        "name: x\ncases: [{who: a}, {who: b}]\nguardians: {<who>: {}}\n"
        "steps: [{look: a}, {add_child: {name: k, grade: 5, guardians: [<who>]}}, {look: b}]\n"
    )
    assert problems(text) == [
        ("SF109", "unknown guardian 'a' [who=b]", (4, 16)),
        ("SF109", "unknown guardian 'b' [who=a]", (4, 81)),
    ]


def test_a_case_may_name_a_child_that_comes() -> None:
    """A child whose name varies is known to the steps after it, in its own case."""
    steps = (
        "- add_child: {name: <kid>, grade: 5, guardians: [aigul]}\n- activate: <kid>\n- look: aigul"
    )
    assert len(loaded(cases("- {kid: k1}\n- {kid: k2}\n", steps))) == 2
    fixed = "- add_child: {name: k, grade: 5, guardians: [<who>]}\n- activate: k"
    assert len(loaded(cases("- {who: aigul}\n- {who: marat}\n", fixed))) == 2
