from __future__ import annotations

import doctest
from collections import Counter
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smsflow.sms import identity
from smsflow.sms.identity import (
    DRAWABLE_IINS,
    bin_problem,
    check_digit,
    draw_iin,
    iin_problem,
    is_plain_iin,
)

STEMS = st.text("0123456789", min_size=11, max_size=11)
INDICES = st.integers(0, DRAWABLE_IINS - 1)


@pytest.mark.parametrize(
    ("stem", "digit"),
    [
        ("15090150001", 0),  # the first pass decides
        ("15090150011", 1),  # the second pass decides
        ("15090150010", None),  # both give 10: never issued
        ("94124000019", 3),  # the BIN of a public company
        ("00000000000", 0),
    ],
)
def test_known_check_digits(stem: str, digit: int | None) -> None:
    """The published vectors come out: first pass, second pass, never issued."""
    assert check_digit(stem) == digit


@pytest.mark.parametrize("stem", ["", "1509015000", "150901500010", "1509015000a", "١٥٠٩٠١٥٠٠٠١"])
def test_a_check_digit_needs_eleven_digits(stem: str) -> None:
    """Anything but eleven ASCII digits is a mistake of the caller."""
    with pytest.raises(ValueError, match=r"^a check digit needs exactly eleven digits before it$"):
        check_digit(stem)


@given(STEMS, st.integers(0, 10), st.integers(1, 9))
def test_a_mistyped_digit_shows(stem: str, place: int, by: int) -> None:
    """As long as the first pass decides both, one wrong digit changes the check digit."""

    def weighted(text: str) -> int:
        return sum(int(digit) * weight for weight, digit in enumerate(text, 1)) % 11

    wrong = f"{stem[:place]}{(int(stem[place]) + by) % 10}{stem[place + 1 :]}"
    if 10 not in (weighted(stem), weighted(wrong)) and place < 10:
        assert check_digit(stem) != check_digit(wrong)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("150901500010", None),
        ("150901500111", None),
        ("010230000003", None),  # no day of any century
        ("991231600002", None),  # in the future: fixtures are
        ("151301500011", None),
        ("150900500015", None),
        ("941240000193", None),  # a BIN in its place
        ("150901700013", None),
        ("150901500017", "its check digit should be 0"),
        ("150901500103", "was never issued: its first eleven digits have no check digit"),
        ("", "is empty"),
        ("1", "has 1 digit, not 12"),
        ("15090150001", "has 11 digits, not 12"),
        ("1509015000100", "has 13 digits, not 12"),
        ("150901 500010", "has something else than the digits 0 to 9"),
        ("١٥٠٩٠١٥٠٠٠١٠", "has something else than the digits 0 to 9"),
        ("²50901500010", "has something else than the digits 0 to 9"),
        ("15090150001\ud800", "has something else than the digits 0 to 9"),
    ],
)
def test_what_is_wrong_with_an_iin(text: str, problem: str | None) -> None:
    """Length, digits and the check digit are problems; an impossible date is not."""
    assert iin_problem(text) == problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("941240000193", None),
        ("940140000385", None),
        ("941340000193", "its third and fourth digits are no month"),
        ("940040000193", "its third and fourth digits are no month"),
        ("941230000193", "its fifth digit (kind of organisation) is 3, not 4 to 6"),
        ("941270000193", "its fifth digit (kind of organisation) is 7, not 4 to 6"),
        ("941245000193", "its sixth digit (kind of office) is 5, not 0 to 4"),
        ("941240000197", "its check digit should be 3"),
        ("150901500010", "its fifth digit (kind of organisation) is 0, not 4 to 6"),
        ("94124000019", "has 11 digits, not 12"),
        ("94124000019x", "has something else than the digits 0 to 9"),
    ],
)
def test_what_is_wrong_with_a_bin(text: str, problem: str | None) -> None:
    """Length, digits, month, the two kinds and the check digit are problems."""
    assert bin_problem(text) == problem


@given(st.text(st.characters(exclude_categories=()), max_size=14) | STEMS)
@example("0" * (8 << 20))
def test_any_string_is_judged(text: str) -> None:
    """Judging is total; what is no twelve ASCII digits is neither an IIN nor a BIN."""
    problems = (iin_problem(text), bin_problem(text))
    if not (text.isascii() and text.isdigit() and len(text) == 12):
        assert None not in problems


@given(st.integers(0, 10**12 - 1))
@example(150901500111)
@example(150901500103)
def test_the_short_cut_finds_what_the_check_digit_says(number: int) -> None:
    """It is never wrong, and misses only what the second pass decides."""
    text = f"{number:012}"
    sound = check_digit(text[:11]) == int(text[11])
    first_pass = sum(int(digit) * weight for weight, digit in enumerate(text[:11], 1)) % 11
    assert (iin_problem(text) is None) == sound
    assert is_plain_iin(text) == (sound and first_pass != 10)


@given(st.integers(), INDICES)
@example(0, DRAWABLE_IINS - 1)
def test_a_drawn_iin_is_valid_and_of_nobody_alive(seed: int, index: int) -> None:
    """A drawn IIN passes every check and is dated 2090 to 2099."""
    iin = draw_iin(seed, index)
    assert iin_problem(iin) is None
    assert iin[6] in "56"
    assert date(2090, 1, 1) <= date.fromisoformat(f"20{iin[:6]}") <= date(2099, 12, 31)


@given(st.integers(), INDICES, INDICES)
def test_two_indices_draw_two_iins(seed: int, one: int, other: int) -> None:
    """Different indices never collide, the same index always draws the same."""
    assert (draw_iin(seed, one) == draw_iin(seed, other)) == (one == other)


def test_a_stretch_of_indices_meets_no_iin_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over neighbouring places, those that step aside for an unissued stem included, all differ."""
    monkeypatch.setattr(identity, "_permutation", lambda _: (1, 0))
    draw = draw_iin.__wrapped__  # what it remembers of other walks is none of this one
    drawn = Counter(draw(0, index) for index in range(90_000))
    assert max(drawn.values()) == 1
    assert any(iin[10] == "9" for iin in drawn)  # some did step aside


@given(st.integers())
def test_a_seed_walks_over_every_place(seed: int) -> None:
    """The step shares no factor with the number of places, so the walk is a permutation."""
    step, start = identity._permutation(seed)
    places = 2**6 * 3**2 * 5**3 * 11 * 83
    assert places == DRAWABLE_IINS >= 1_000_000
    assert all(step % prime for prime in (2, 3, 5, 11, 83))
    assert 0 <= start < places


def test_drawn_iins_never_change() -> None:
    """The same seed and index give the same IIN on every machine and version."""
    drawn = [draw_iin(0, 0), draw_iin(0, 1), draw_iin(7, 0)]
    assert drawn == ["940716627603", "990404556346", "960523553303"]


@pytest.mark.parametrize("index", [-1, DRAWABLE_IINS])
def test_past_its_capacity_it_refuses(index: int) -> None:
    """An index outside the capacity is an error that states it."""
    with pytest.raises(ValueError, match=rf"^index {index} is outside 0 to 65,735,999$"):
        draw_iin(0, index)


def test_the_docstring_examples_hold() -> None:
    """The examples in the module's docstrings give what they show."""
    assert doctest.testmod(identity).failed == 0
