from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest

from smsflow.document.shapes import (
    INSTANT,
    INVALID,
    YES_OR_NO,
    ByKind,
    Checked,
    Choice,
    Converted,
    Field,
    Length,
    ListOf,
    MapOf,
    Placed,
    Reader,
    Record,
    Shape,
    Text,
    Whole,
    WithPlace,
    choice_of,
    suggest,
)
from smsflow.document.tree import parse
from smsflow.errors import Place, shorten
from smsflow.moments import DAY, HOUR

Told = tuple[str, str, tuple[int, int]]


def read(shape: Shape[Any], text: str) -> tuple[Any, list[Told]]:
    """What a shape makes of a YAML text, and what it reports."""
    node, _ = parse(text)
    assert node is not None
    reader = Reader()
    value = shape.read(node, reader)
    problems = [(one.code, one.message, (*one.place,)) for one in reader.problems]
    return value, [(code, message, (line, column)) for code, message, (line, column) in problems]


def invalid(code: str, message: str, line: int = 1, column: int = 1) -> tuple[Any, list[Told]]:
    """What `read` gives for a value with one thing wrong."""
    return INVALID, [(code, message, (line, column))]


class Colour(StrEnum):
    """Something to choose from."""

    RED = "red"
    BLUE = "blue"


def test_a_text_is_any_scalar_that_is_there() -> None:
    """An empty text has to be quoted, unless an empty one may stand plain."""
    assert read(Text(), "no") == ("no", [])
    assert read(Text(), '""') == ("", [])
    assert read(Text(), "---\n") == invalid("SF107", "expected a text, found nothing", 2)
    assert read(Text(empty=True), "---\n") == ("", [])
    assert read(Text("a reason"), "[a]") == invalid("SF107", "expected a reason, not a list")
    assert read(Text(), "{a: b}") == invalid("SF107", "expected a text, not a mapping")


def test_a_place_is_kept_beside_the_value() -> None:
    """`WithPlace` gives both, and passes on what is invalid."""
    assert read(WithPlace(Text()), "\n  x") == (Placed("x", Place(2, 3)), [])
    assert read(WithPlace(Text()), "[]") == invalid("SF107", "expected a text, not a list")


def test_a_converted_text_says_what_was_expected() -> None:
    """A function's None is reported with the text found, cut short where it is long."""
    shape = Converted(lambda text: text.upper() if text.isalpha() else None, "SF108", "letters")
    assert read(shape, "abc") == ("ABC", [])
    assert read(shape, "a1") == invalid("SF108", "expected letters, found 'a1'")
    assert read(shape, "[]") == invalid("SF107", "expected letters, not a list")
    assert read(shape, "1a" * 50) == invalid("SF108", f"expected letters, found '{'1a' * 30}…'")


@pytest.mark.parametrize(
    ("text", "value"), [("yes", True), ("True", True), ("NO", False), ("false", False)]
)
def test_truth_values_are_yes_and_no_or_true_and_false(text: str, value: bool) -> None:
    """In any case of letters; nothing else is one."""
    assert read(YES_OR_NO, text) == (value, [])


@pytest.mark.parametrize("text", ["y", "on", "1", "ja"])
def test_other_words_are_no_truth_values(text: str) -> None:
    """YAML's on and off, letters and digits are not guessed at."""
    assert read(YES_OR_NO, text) == invalid("SF108", f"expected yes or no, found {text!r}")


def test_a_moment_is_iso_8601_within_reason() -> None:
    """The message shows how to write one."""
    assert read(INSTANT, "1970-01-03") == ((DAY * 2) - 5 * HOUR, [])
    assert read(INSTANT, "noon") == invalid(
        "SF112",
        "expected a moment such as 2026-09-01T09:00, between 1970 and 2200, found 'noon'",
    )


def test_a_length_keeps_within_its_bounds() -> None:
    """Too short and too long are different errors; no duration at all a third."""
    shape = Length(1, 2 * HOUR)
    assert read(shape, "2h") == (2 * HOUR, [])
    assert read(shape, "0s") == invalid("SF108", "the duration has to be longer than nothing")
    assert read(shape, "3h") == invalid("SF114", "the duration is longer than 2h")
    assert read(shape, "-3h") == invalid(
        "SF112", "expected a duration such as 2h or 3d 4h, found '-3h'"
    )
    assert read(Length(), "900000000000w")[1] == []


def test_a_whole_number_keeps_within_its_bounds() -> None:
    """ASCII digits only, and no number so long that reading it costs anything."""
    shape = Whole(1, 11)
    assert read(shape, "11") == (11, [])
    for text in ("0", "12", "-1", "1.0", "١", "1_0", "+1", "five", "1" * 5000):
        assert read(shape, text) == invalid(
            "SF108", f"expected a whole number from 1 to 11, found {shorten(text)}"
        )
    assert read(shape, "{a: 1}") == invalid("SF107", "expected a whole number, not a mapping")
    assert read(Whole(-5, 5), "-5") == (-5, [])
    assert read(Whole(-5, 5), "--5")[0] is INVALID


def test_a_checked_text_says_why_it_is_none() -> None:
    """The function's sentence stands in the message."""
    shape = Checked("PIN", "SF111", lambda text: None if len(text) == 4 else "has not four digits")
    assert read(shape, "1234") == ("1234", [])
    assert read(shape, "12") == invalid("SF111", "'12' is no PIN: it has not four digits")
    assert read(shape, "[]") == invalid("SF107", "expected PIN, not a list")


def test_a_choice_suggests_the_nearest_word_or_lists_all() -> None:
    """A misspelling gets its spelling, anything else the whole choice."""
    shape = choice_of(Colour, "colour")
    assert read(shape, "red") == (Colour.RED, [])
    assert read(shape, "bleu") == invalid("SF108", "unknown colour 'bleu'; did you mean 'blue'?")
    assert read(shape, "xyz") == invalid("SF108", "unknown colour 'xyz'; it can be red, blue")
    assert read(Choice({"a": 1}, "letter", "SF116"), "zzz") == invalid(
        "SF116", "unknown letter 'zzz'; it can be a"
    )
    assert read(shape, "[red]") == invalid("SF107", "expected a colour, not a list")


def test_a_list_reports_every_item_that_is_wrong() -> None:
    """All errors at their places; the sound items are kept."""
    shape = ListOf(Whole(1, 9), "a list of grades")
    assert read(shape, "[1, 2]") == ((1, 2), [])
    assert read(shape, "[]") == ((), [])
    assert read(shape, "- 0\n- 5\n- x\n") == (
        (5,),
        [
            ("SF108", "expected a whole number from 1 to 9, found '0'", (1, 3)),
            ("SF108", "expected a whole number from 1 to 9, found 'x'", (3, 3)),
        ],
    )
    assert read(shape, "5") == invalid(
        "SF107", "expected a list of grades such as [one, two], not a single value"
    )


def test_a_list_of_different_values_names_the_second() -> None:
    """A value that stands there twice is reported where it stands again."""
    assert read(ListOf(Text(), unique=True), "[a, b, a]")[1] == [
        ("SF115", "a stands in this list twice", (1, 8))
    ]


def test_a_mapping_of_names_reports_keys_and_values() -> None:
    """What is wrong with either is reported; sound pairs are kept."""
    letters = Converted(lambda text: text if text.isalpha() else None, "SF108", "a name")
    shape = MapOf(letters, Whole(1, 9), "grades by name")
    assert read(shape, "{a: 1, b: 2}") == ({"a": 1, "b": 2}, [])
    assert read(shape, "a: 0\n1: 2\nb: 3\n") == (
        {"b": 3},
        [
            ("SF108", "expected a whole number from 1 to 9, found '0'", (1, 4)),
            ("SF108", "expected a name, found '1'", (2, 1)),
        ],
    )
    assert read(shape, "[a]") == invalid(
        "SF107", "expected grades by name such as {name: …}, not a list"
    )


def test_different_kinds_of_value_may_have_different_shapes() -> None:
    """A scalar, a list and a mapping each by its own shape; a kind without one is an error."""
    both: ByKind[Any] = ByKind(scalar=Text(), sequence=ListOf(Text()), expected="one or several")
    assert read(both, "a") == ("a", [])
    assert read(both, "[a, b]") == (("a", "b"), [])
    assert read(both, "{a: b}") == invalid("SF107", "expected one or several, not a mapping")
    mapping: ByKind[Any] = ByKind(mapping=MapOf(Text(), Text()), expected="names")
    assert read(mapping, "{a: b}") == ({"a": "b"}, [])
    assert read(mapping, "a") == invalid("SF107", "expected names, not a single value")
    assert read(mapping, "[a]") == invalid("SF107", "expected names, not a list")


PERSON = Record("a person", {"name": Field(Text(), True), "age": Field(Whole(0, 99))})


def test_a_record_gives_the_keys_that_are_there() -> None:
    """Required keys must stand, others may."""
    assert read(PERSON, "{name: a, age: 5}") == ({"name": "a", "age": 5}, [])
    assert read(PERSON, "{name: a}") == ({"name": "a"}, [])


def test_a_record_reports_everything_at_once() -> None:
    """Unknown keys with the nearest, missing ones by name, and values, each at its place."""
    assert read(PERSON, "nmae: a\nage: x\n") == (
        INVALID,
        [
            ("SF104", "a person has no key 'nmae'; did you mean 'name'?", (1, 1)),
            ("SF106", "a person needs 'name'", (1, 1)),
            ("SF108", "expected a whole number from 0 to 99, found 'x'", (2, 6)),
        ],
    )
    assert read(PERSON, "{name: a, z: 1}") == invalid(
        "SF104", "a person has no key 'z'; it takes name, age", 1, 11
    )
    assert read(PERSON, "[]") == invalid(
        "SF107", "a person takes a mapping {name: …, age: …}, not a list"
    )


@pytest.mark.parametrize(
    "shape",
    [
        Text(),
        Whole(0, 1),
        YES_OR_NO,
        Length(),
        Choice({"a": 1}),
        Checked("x", "SF111", lambda _: "is wrong"),
        ListOf(Text()),
        MapOf(Text(), Text()),
        ByKind[Any](scalar=Text()),
        ByKind[Any](mapping=Text()),
        PERSON,
        WithPlace(Text()),
    ],
    ids=lambda shape: type(shape).__name__,
)
def test_what_is_reported_already_is_passed_over_in_silence(shape: Shape[Any]) -> None:
    """An alias was an error of the tree; no shape adds another."""
    assert read(shape, "*x") == (INVALID, [])


def test_a_quotation_is_cut_short() -> None:
    """Sixty characters at most, and the rest an ellipsis."""
    assert shorten("a" * 60) == f"'{'a' * 60}'"
    assert shorten("a" * 61) == f"'{'a' * 60}…'"
    assert shorten("\x1b[31m") == "'\\x1b[31m'"


def test_only_a_near_word_is_suggested() -> None:
    """Nothing is suggested for a word like no other, however long."""
    assert suggest("rply", ["reply", "wait"]) == "; did you mean 'reply'?"
    assert suggest("zzzz", ["reply", "wait"]) == ""
    assert suggest("r" * 1_000_000, ["reply"]) == ""
