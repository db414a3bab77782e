"""How many segments an SMS takes: a carrier bills each, and R06 says one SMS."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from smsflow.frozen import frozen
from smsflow.words import Word


class Encoding(Word):
    """How a text travels (3GPP TS 23.038 §6.2.1 and §6.2.3)."""

    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


@frozen
class Segmentation:
    """An encoding, a number of segments, and the text's length.

    `units` are septets in GSM-7 (an escape counts) and UTF-16 code units in UCS-2, without the
    headers of concatenation. `segments` has no ceiling here; a handset joins at most 255.
    """

    encoding: Encoding
    segments: int
    units: int


# 140 octets; a part of several loses six of them to its header (3GPP TS 23.040 §9.2.3.24.1).
GSM7_SINGLE, GSM7_PART = 160, 153
UCS2_SINGLE, UCS2_PART = 70, 67

# 3GPP TS 23.038 (GSM 03.38) §6.2.1, the default alphabet in the order of its codes. Code 0x1B
# is the escape and no character: a text that holds U+001B can only travel as UCS-2.
GSM7_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
# §6.2.1.1, the extension table: each costs an escape and a septet. No national tables (§6.2.1.2).
GSM7_EXTENSION = "\f^{}\\[~]|€"

_ESCAPE = "\x1b"
_GSM7 = frozenset(GSM7_BASIC + GSM7_EXTENSION)
_ESCAPED = {ord(character): _ESCAPE + character for character in GSM7_EXTENSION}


@lru_cache(1024)
def segment(text: str) -> Segmentation:
    """How `text` is cut, never inside an escape or a surrogate pair; empty text is one segment.

    >>> segment("2*1")
    Segmentation(encoding=<Encoding.GSM7: 'GSM-7'>, segments=1, units=3)
    >>> segment("Келісемін " * 8).segments
    2
    """
    return _gsm7(text) if _GSM7.issuperset(text) else _ucs2(text)


def _gsm7(text: str) -> Segmentation:
    septets = text.translate(_ESCAPED)

    def splits(at: int) -> bool:
        return septets[at - 1] == _ESCAPE

    segments = _count(len(septets), GSM7_SINGLE, GSM7_PART, splits)
    return Segmentation(Encoding.GSM7, segments, len(septets))


def _ucs2(text: str) -> Segmentation:
    # The high octet of each code unit tells a surrogate. Lone ones pass, a unit each: a text
    # from a log may hold them.
    high = text.encode("utf-16-be", "surrogatepass")[::2]

    def splits(at: int) -> bool:
        return 0xD8 <= high[at - 1] <= 0xDB and 0xDC <= high[at] <= 0xDF

    segments = _count(len(high), UCS2_SINGLE, UCS2_PART, splits)
    return Segmentation(Encoding.UCS2, segments, len(high))


def _count(units: int, single: int, part: int, splits: Callable[[int], bool]) -> int:
    """Parts of up to `part` units, one less where a cut would split a pair."""
    if units <= single:
        return 1
    parts, end = 0, 0
    while end < units:
        end += part
        if end < units and splits(end):
            end -= 1
        parts += 1
    return parts
