from __future__ import annotations

import doctest

import pytest
import smsutil
from hypothesis import example, given
from hypothesis import strategies as st

from smsflow.sms import segments
from smsflow.sms.segments import Encoding, Segmentation, segment

GSM7, UCS2 = Encoding.GSM7, Encoding.UCS2
BOUNDARIES = {  # text: encoding, segments, units
    "": (GSM7, 1, 0),
    "a" * 160: (GSM7, 1, 160),
    "a" * 161: (GSM7, 2, 161),
    "a" * 306: (GSM7, 2, 306),
    "a" * 307: (GSM7, 3, 307),
    "€" * 80: (GSM7, 1, 160),
    "a" * 159 + "€": (GSM7, 2, 161),
    "a" * 152 + "€" + "a" * 152: (GSM7, 3, 306),  # the escape moves on, and pushes one out
    "a" * 152 + "€" + "a" * 151: (GSM7, 2, 305),
    "€" * 153: (GSM7, 3, 306),  # 76 pairs a part, a septet idle
    "\n\r\f^{}\\[~]|": (GSM7, 1, 20),
    "ӓ" * 70: (UCS2, 1, 70),
    "Я" * 71: (UCS2, 2, 71),
    "Я" * 134: (UCS2, 2, 134),
    "Я" * 135: (UCS2, 3, 135),
    "😀" * 35: (UCS2, 1, 70),
    "Я" * 66 + "😀" + "Я" * 66: (UCS2, 3, 134),  # the pair moves on, and pushes one out
    "Я" * 66 + "😀" + "Я" * 65: (UCS2, 2, 133),
    "Я" * 66 + "\ud83d\ude00" + "Я" * 66: (UCS2, 3, 134),  # two halves that make a pair on the wire
    "Я" * 66 + "\ud83d" + "Я" * 67: (UCS2, 2, 134),  # a lone half splits nothing
    "Я" * 67 + "\ude00" + "Я" * 66: (UCS2, 2, 134),
    "Я" * 66 + "\U0010ffff" + "Я" * 66: (UCS2, 3, 134),  # the last character of all
    "\x1b": (UCS2, 1, 1),
    "ı": (UCS2, 1, 1),
    "ç": (UCS2, 1, 1),  # only the capital is in the alphabet
}


@pytest.mark.parametrize("text", BOUNDARIES, ids=lambda text: f"{len(text)}-{text[-1:]!a}")
def test_encoding_and_cuts_at_the_boundaries(text: str) -> None:
    """160/153 septets and 70/67 code units, no cut inside an escape or a surrogate pair."""
    assert segment(text) == Segmentation(*BOUNDARIES[text])


def test_the_alphabet_is_complete() -> None:
    """The default alphabet has 127 characters and an escape, and its extension ten (§6.2.1)."""
    assert len(set(segments.GSM7_BASIC)) == len(segments.GSM7_BASIC) == 127
    assert len(set(segments.GSM7_EXTENSION) - set(segments.GSM7_BASIC)) == 10


@pytest.mark.parametrize("character", sorted(segments.GSM7_BASIC + segments.GSM7_EXTENSION))
def test_each_character_costs_what_smsutil_spends(character: str) -> None:
    """A septet for a basic character, two for an extended one."""
    assert segment(character).units == len(character.encode("gsm0338"))


# smsutil counts U+001B as a character of GSM-7, calls an empty text UCS-2, and takes two lone
# surrogates in a row for two characters although they travel as a pair: none of these is drawn.
GSM7_TEXT = st.text(st.sampled_from(segments.GSM7_BASIC + segments.GSM7_EXTENSION), min_size=1)
EXTENSION_TEXT = st.text(st.sampled_from("a€"), min_size=140, max_size=330)
UCS2_TEXT = st.text(st.sampled_from("Яa😀"), min_size=60, max_size=220)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1b"), min_size=1)


@given(GSM7_TEXT | EXTENSION_TEXT | UCS2_TEXT | ANY_TEXT)
@example("a" * 152 + "€" + "a" * 152)
@example("Я" * 66 + "😀" + "Я" * 66)
def test_it_agrees_with_smsutil(text: str) -> None:
    """Encoding, number of parts and length are those of an independent implementation."""
    theirs = smsutil.split(text)
    encoding = GSM7 if theirs.encoding == "gsm0338" else UCS2
    units = theirs.total_bytes // (1 if encoding is GSM7 else 2)
    assert segment(text) == Segmentation(encoding, len(theirs.parts), units)


@given(st.text(st.characters(exclude_categories=()), max_size=400))
def test_any_string_has_segments_enough(text: str) -> None:
    """Counting is total, and the parts hold the text with no more than a unit idle in each."""
    counted = segment(text)
    part = {GSM7: 153, UCS2: 67}[counted.encoding]
    assert counted.segments >= 1
    assert counted.segments == 1 or part - 1 <= counted.units / (counted.segments - 1)


def test_the_docstring_examples_hold() -> None:
    """The examples in the module's docstrings give what they show."""
    assert doctest.testmod(segments).failed == 0
