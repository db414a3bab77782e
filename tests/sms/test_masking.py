from __future__ import annotations

import doctest
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smsflow.sms import masking
from smsflow.sms.masking import mask, mask_message_id
from smsflow.sms.numbers import SEPARATORS, parse_mobile

MASKED = {
    "+77015550101": "+7701•••••01",
    "77015550101": "7701•••••01",
    "87015550101": "8701•••••01",
    "7015550101": "701•••••01",
    "81077015550101": "8107701•••••01",
    "+7 701 555 01 01": "+7 701 ••• •• 01",
    "8 (701) 555-01-01": "8 (701) •••-••-01",
    "+7(701)5550101": "+7(701)•••••01",
    "8.701.555.01.01": "8.701.•••.••.01",
    "701 55 501 01": "701 •• ••• 01",
    "+7\u00a0701\u00a0555\u00a001\u00a001": "+7\u00a0701\u00a0•••\u00a0••\u00a001",
    "8 – 701 – 555 – 01 – 0 1": "8 – 701 – ••• – •• – 0 1",
    "٨٧٠١٥٥٥٠١٠١": "٨٧٠١•••••٠١",
    "８ ７０１ ５５５ ０１ ０１": "８ ７０１ ••• •• ０１",
    "901205500123": "••••••••••23",
    "901205 500123": "•••••• ••••23",
    "901205-500123": "••••••-••••23",
    "901205\u00a0-\u00a0500123": "••••••\u00a0-\u00a0••••23",
    "901205-5-00123": "••••••-•-•••23",
    "9012 0550 0123": "•••• •••• ••23",
    "901 205 500 123": "••• ••• ••• •23",
    "90 12 05 500123": "•• •• •• ••••23",
    "90 12 05 50 01 23": "•• •• •• •• •• 23",
    "٩٠١٢٠٥٥٠٠١٢٣": "••••••••••٢٣",
    "<+77015550101@gateway>": "<+7701•••••01@gateway>",
    "ЖСН901205500123ЖСН": "ЖСН••••••••••23ЖСН",
    "8 701 555 01 01 8 702 555 01 02": "8 701 ••• •• 01 8 702 ••• •• 02",
    "901205 500123 911205 400123": "•••••• ••••23 •••••• ••••23",
    "123456 701 555 01 01": "123456 701 ••• •• 01",
    "• 901205500123": "• ••••••••••23",
    "•87015550101•": "•8701•••••01•",
    "01 22 33 +7 701 555 01 01 22 33 44 55 66": "01 22 33 +7 701 ••• •• 01 22 33 44 55 66",
    # with a slip
    "901205.500123": "••••••.••••23",
    "901205/50012": "••••••/•••12",
    "901205_5001234": "••••••_•••••34",
    "9012 0550 01234": "•••• •••• •••34",
    "50101500123": "•••••••••23",
    "9012055001234": "•••••••••••34",
    "900215600O26": "•••••••••O26",
    "90O215600126": "••O•••••••26",
    "8701555010": "••••••••10",
    "8701555O107": "•••••••O•07",
    "8701 555 010О": "8701 ••• •10О",
    "8 701 555 01 Олжас": "8 701 ••• 01 Олжас",
    "8 701 III OO": "8 701 III OO",
    "70155501012": "•••••••••12",
    "17015550101": "•••••••••01",
    "+7 701 555 01": "+7 701 ••• 01",
    "+7 701 555 01 0": "+7 701 ••• •1 0",
    "8 (705) 555-01-0": "8 (705) •••-•1-0",
    "8 705 555 01 012": "8 705 ••• •• •12",
    "+996 555 123456": "+996 5•• ••••56",
    "'۵۰۱۰۱۵۰۰۱۲۳'": "'•••••••••۲۳'",
}


@pytest.mark.parametrize(("text", "masked"), MASKED.items(), ids=map(ascii, MASKED))
def test_numbers_and_identifiers_are_hidden(text: str, masked: str) -> None:
    """However it is written, all but the operator's prefix and two last digits is hidden."""
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2*1",
        "1414 > aigul: consent_request",
        "2026-09-01T09:00:00+05:00",
        "2026-09-01T09:00:00.123456+05:00",
        "2026-09-01 09:00 1414 > aigul",
        "2026-09-01 1414",
        "2026-09-01 0930",
        "20260901T090000",
        "20260901090000",
        "26-09-01 123456",
        "PT72H, 7d 4h, 90m, 0.185 s",
        "R07, R08, R51-R54",
        "smsflow 0.1.0, phonenumbers 9.0.43, trove-classifiers 2026.9.21.13",
        "192.168.100.200:2525",
        "7 2026-09-01 9",
        "1,284 states, depth 8; 285 000 pupils",
        "+7 701 ••• •• 01, ••••••••••23",
        "17870155501011",
        "+7 701 555",
        "oooooooo11",
        "8 of 12345678 rows",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    """Times, durations, codes, clauses, versions, addresses and amounts stay readable."""
    assert mask(text) == text


# Pieces that may join into numbers across the mask of a neighbour.
DIGITS = ["7", "8", "+7", "810", "701", "8701", "785", "01", "12", "90", "05", "5", "501", "555"]
LONGER = ["1234", "9012", "00123", "901205", "500123", "5550101", "77015550101", "901205500123"]
OTHERS = [" ", "  ", "-", "(", ")", ".", "•", "•••••", "\n", "x", "٧", "𝟟", "\ud800"]
PIECES = st.sampled_from(DIGITS + LONGER + OTHERS)
TEXT = st.lists(PIECES, max_size=25).map("".join) | st.lists(PIECES, max_size=25).map(" ".join)
BEFORE = TEXT.map(lambda text: re.sub(r"\d+\Z", "", text))
AFTER = TEXT.map(lambda text: re.sub(r"\A\d+", "", text))
UNMASKED_AFTER = AFTER.map(  # a number right before a mask of five counts as part of it
    lambda text: re.sub(r"\A\d+", "", text.replace("•", ""))
)


@given(TEXT | st.text(st.characters(exclude_categories=())))
@example("701 555 0 7015550101")
@example("9012 0550 87015550101")
@example("90 12 05 50 01 23 45 67 89 01 11 22")
@example("701 555 01  01 22 33 44 55 66 77")
@example("77000 7 70000000")
@example("777771205О771205")
@example("7777О777017701")
def test_only_digits_are_hidden_and_only_once(text: str) -> None:
    """Length and all but digits are kept, and masking twice is masking once."""
    masked = mask(text)
    assert len(masked) == len(text)
    assert all(
        old == new or (new == masking.MASK and old.isdecimal())
        for old, new in zip(text, masked, strict=True)
    )
    assert mask(masked) == masked


@given(BEFORE, st.from_regex(r"[0-9]{12}", fullmatch=True), AFTER)
def test_no_identifier_survives_in_any_text(before: str, identifier: str, after: str) -> None:
    """Twelve digits between other characters are gone, whatever surrounds them."""
    assert identifier not in mask(f"{before}{identifier}{after}")


GAPS = st.lists(st.text(st.sampled_from(SEPARATORS), max_size=2), min_size=8, max_size=8)


@given(
    BEFORE,
    st.sampled_from(["+7", "7", "8", ""]),
    GAPS,
    st.integers(0, 9_999_999),
    UNMASKED_AFTER,
)
def test_no_mobile_number_survives_in_any_text(
    before: str, prefix: str, gaps: list[str], subscriber: int, after: str
) -> None:
    """A number in any written form, its operator's code in one piece, is gone."""
    gap, *gaps = gaps
    tail = "".join(gap + digit for gap, digit in zip(gaps, f"{subscriber:07}", strict=True))
    number = f"{prefix}{gap}701{tail}"
    assert parse_mobile(number) == f"+7701{subscriber:07}"
    assert number not in mask(f"{before}{number}{after}")


def test_patterns_cannot_backtrack_without_bound() -> None:
    """Every unbounded repetition is possessive: so no text makes the search more than linear."""
    for pattern in (masking._NINE_DIGITS, masking._MOBILE, masking._IDENTITY, masking._NEARLY):
        without_possessive = pattern.pattern.replace("*+", "").replace("\\+", "")
        assert not set("*+") & set(without_possessive), pattern.pattern
    assert not set("0123456789*+") & set(SEPARATORS)  # so digits and gaps never overlap


@pytest.mark.parametrize("unit", ["7", "7 ", "701 ", "• ", "8 701 555 01 0 ", "7" + " " * 999])
def test_a_megabyte_is_masked(unit: str) -> None:
    """A long text of near misses comes back in full length."""
    text = unit * (1_000_000 // len(unit))
    assert len(mask(text)) == len(text)


def test_the_docstring_examples_hold() -> None:
    """The examples in the module's docstrings give what they show."""
    assert doctest.testmod(masking).failed == 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("176407350012.4711.90120550012312345@here", "176407350012.4711.90120550012312345@here"),
        ("176407350012.4711.901205500123.x@here", "176407350012.4711.901205500123.x@here"),
        ("176407350012.4711.1@77015550101", "176407350012.4711.1@7701•••••01"),
        ("901205500123@here", "••••••••••23@here"),
        ("901205500123.1@here", "••••••••••23.1@here"),
        ("176407350012.4711.1", "••••••••••12.4711.1"),
        ("77015550101.1.1@here", "7701•••••01.1.1@here"),
        ("", ""),
    ],
)
def test_a_message_id_of_python_is_left_alone(text: str, shown: str) -> None:
    """Its three numbers before the @, and no others: a log is searched by them."""
    assert mask_message_id(text) == shown
