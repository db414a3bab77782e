from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smsflow.carrier.smtp.parameters import from_xtext, split, to_xtext
from smsflow.carrier.smtp.refusal import Refusal


def test_what_asks_for_reports_is_parted_from_the_rest() -> None:
    """The server gets the parameters that it knows; names are in capitals, values as written."""
    assert split("FROM:<a@b>") == ("FROM:<a@b>", {})
    assert split("FROM:<a@b> SIZE=3 ret=HDRS ENVID=Ab+2Bc") == (
        "FROM:<a@b> SIZE=3",
        {"RET": "HDRS", "ENVID": "Ab+2Bc"},
    )
    assert split("TO:<a@b> NOTIFY=success,DELAY ORCPT=rfc822;a@b") == (
        "TO:<a@b>",
        {"NOTIFY": "success,DELAY", "ORCPT": "rfc822;a@b"},
    )


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ("RET=ALL", "RET"),
        ("RET", "RET"),
        ("ENVID=", "ENVID"),
        ("ENVID=a=b", "ENVID"),
        ("ENVID=a+2", "ENVID"),
        ("ENVID=" + "a" * 101, "ENVID"),
        ("ENVID=a ENVID=b", "ENVID"),
        ("NOTIFY=NEVER,DELAY", "NOTIFY"),
        ("NOTIFY=", "NOTIFY"),
        ("ORCPT=a@b", "ORCPT"),
    ],
)
def test_a_value_that_makes_no_sense_is_501_5_5_4(parameters: str, name: str) -> None:
    """RFC 3461 says which do: one of each, and xtext without stray signs."""
    with pytest.raises(Refusal) as told:
        split(f"FROM:<a@b> {parameters}")
    assert str(told.value) == f"501 5.5.4 {name} cannot be read"


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=30))
def test_a_text_survives_as_a_parameter(text: str) -> None:
    """What cannot stand in one is encoded, and comes back."""
    encoded = to_xtext(text)
    assert split(f"FROM:<a@b> ENVID={encoded}").asked == {"ENVID": encoded}
    assert from_xtext(encoded) == text


def test_a_character_nobody_can_print_stays_encoded() -> None:
    """It would break the line of a report."""
    assert from_xtext("a+0D+0Ab+2B") == "a+0D+0Ab+"


@given(st.text(max_size=200))
@example("<>0")
def test_any_argument_is_parted_or_refused(argument: str) -> None:
    """Nothing else comes of it."""
    with suppress(Refusal):
        rest, asked = split(argument)
        assert len(rest) <= len(argument)
        assert asked.keys() <= {"ENVID", "RET", "NOTIFY", "ORCPT"}
