from __future__ import annotations

import doctest
import subprocess
import sys

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smsflow.sms import numbers
from smsflow.sms.numbers import SEPARATORS, format_mobile, parse_mobile

E164 = "+77015550101"


@pytest.mark.parametrize(
    "text",
    [
        "+77015550101",
        "77015550101",
        "87015550101",
        "7015550101",
        "+7 701 555 01 01",
        "8 701 555 01 01",
        "701 555 01 01",
        "8 (701) 555-01-01",
        "+7(701)555-01-01",
        "8-701-555-01-01",
        "8.701.555.01.01",
        "+7\u00a0701\u00a0555\u00a001\u00a001",
        "+7 701 555\u201101\u201301",
        "810 7 701 555 01 01",
        "＋７ ７０１ ５５５ ０１ ０１",
        "٨٧٠١٥٥٥٠١٠١",
        "+7701555010１",
        "٧7015550101",
        "\u202a+7 701 555 01 01\u202c",
        " \t+77015550101\n",
    ],
)
def test_every_written_form_reads_as_one_number(text: str) -> None:
    """However a Kazakh mobile number is written, E.164 comes out."""
    assert parse_mobile(text) == E164


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1414",
        "aigul",
        "+7 901 555 01 01",  # Russia
        "89015550101",
        "+7 727 250 00 00",  # a landline in Almaty
        "+7 709 555 01 01",  # no operator's code
        "+1 701 555 0101",
        "+7 701 555 01 0",
        "+7 701 555 01 011",
        "+7 701 555 01 01 ext. 5",
        "+7 701 555 01 01, 8 702 555 01 01",
        "Dana 8 701 555 01 01",
        "8+7015550101",
        "8 701\n555 01 01",
        "901205500123",
        "+7701555010\ud800",
        "+" + "0" * 14,
        "8 701 555 01 01" + " " * 50,
    ],
)
def test_anything_else_is_no_number(text: str) -> None:
    """Other countries, landlines, short codes, words and two numbers at once give None."""
    assert parse_mobile(text) is None


@given(st.text(st.characters(exclude_categories=()), max_size=70))
@example("7" * (8 << 20))
def test_any_string_is_a_number_or_none(text: str) -> None:
    """Parsing never raises, and what it gives parses to itself."""
    number = parse_mobile(text)
    assert number is None or parse_mobile(number) == number


@given(st.sampled_from(["", "+7", "7", "8"]), st.integers(6_900_000_000, 7_900_000_000))
@example("+7", 7_855_550_101)
def test_it_knows_the_numbers_that_phonenumbers_knows(prefix: str, national: int) -> None:
    """A number is Kazakh and mobile exactly if the library's metadata says so."""
    reading = phonenumbers.parse(f"+7{national}")
    mobile = phonenumbers.number_type(reading) == phonenumbers.PhoneNumberType.MOBILE
    kazakh = phonenumbers.is_valid_number_for_region(reading, "KZ")
    expected = f"+7{national}" if mobile and kazakh else None
    assert parse_mobile(f"{prefix}{national}") == expected


@given(st.lists(st.sampled_from(["", *SEPARATORS]), min_size=11, max_size=11))
def test_separators_change_nothing(gaps: list[str]) -> None:
    """Any separators between the digits leave the number as it is."""
    text = "".join(digit + gap for digit, gap in zip("87015550101", gaps, strict=True))
    assert parse_mobile(text) == E164


def test_a_number_is_shown_in_groups() -> None:
    """A number is shown as people read it; the short code and other texts stay as they are."""
    assert format_mobile(E164) == "+7 701 555 01 01"
    assert parse_mobile(format_mobile(E164)) == E164
    assert [format_mobile(text) for text in ("1414", "", "+7701")] == ["1414", "", "+7701"]


def test_importing_the_module_leaves_the_library_out() -> None:
    """`phonenumbers` loads with the first text that may be a number, not before."""
    code = (
        "import sys; from smsflow.sms.numbers import parse_mobile; parse_mobile('aigul');"
        "early = 'phonenumbers' in sys.modules; parse_mobile('87015550101');"
        "print(early, 'phonenumbers' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert result.stdout.split() == [b"False", b"True"]


def test_the_docstring_examples_hold() -> None:
    """The examples in the module's docstrings give what they show."""
    assert doctest.testmod(numbers).failed == 0
