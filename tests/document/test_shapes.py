from __future__ import annotations

from enum import StrEnum

import pytest

from smsflow.document.shapes import (
    INSTANT,
    INVALID,
    YES_OR_NO,
    Checked,
    Choice,
    Converted,
    Length,
    Placed,
    Text,
    Whole,
    WithPlace,
    choice_of,
)
from smsflow.errors import Place, shorten
from smsflow.moments import DAY, HOUR
from tests.reading import invalid, read


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


def test_a_quotation_is_cut_short() -> None:
    """Sixty characters at most, and the rest an ellipsis."""
    assert shorten("a" * 60) == f"'{'a' * 60}'"
    assert shorten("a" * 61) == f"'{'a' * 60}…'"
    assert shorten("\x1b[31m") == "'\\x1b[31m'"
