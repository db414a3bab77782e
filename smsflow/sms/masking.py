"""Hides phone numbers, IINs and BINs in any text, for reports and logs.

What nearly is one is hidden too: an IIN that lost its first digit or has the letter O for a zero is
still somebody's, and stands in the very message that says what is wrong with it.
"""

from __future__ import annotations

import re
import unicodedata

from smsflow.sms.numbers import SEPARATORS

MASK = "•"

GROUPINGS = (  # how people write the twelve digits of an IIN or a BIN
    (12,),
    (6, 6),  # 901205 500123
    (6, 1, 5),  # 901205-5-00123
    (4, 4, 4),  # 9012 0550 0123
    (3, 3, 3, 3),  # 901 205 500 123
    (2, 2, 2, 6),  # 90 12 05 500123
    (2, 2, 2, 2, 2, 2),  # 90 12 05 50 01 23
)


def mask(text: str) -> str:
    """`text` with its Kazakh mobile numbers, IINs and BINs hidden; the length stays.

    A number keeps its country and operator codes and its last two digits, an IIN or a BIN its
    last two, and so does what has a digit too many or too few. Digits of every script count.
    Masking twice changes nothing more. Linear in the text; a text without nine digits in a row,
    separators aside, comes back as it is.

    >>> mask("+7 701 555 01 01, ЖСН 901205500123")
    '+7 701 ••• •• 01, ЖСН ••••••••••23'
    """
    if text.isprintable() or _UNSEEN.search(text) is None:
        return _mask(text)
    masked = iter(_mask(_UNSEEN.sub("", text)))
    return "".join(one if _UNSEEN.match(one) else next(masked) for one in text)


def mask_message_id(text: str) -> str:
    """`text`, a Message-ID without brackets, masked but for what Python's `make_msgid` begins with.

    That is the time in hundredths of a second, a process and a random number, by which a log is
    searched; the first would pass for an IIN.

    >>> mask_message_id("176407350012.4711.9012055001231234567@77015550101.example")
    '176407350012.4711.9012055001231234567@7701•••••01.example'
    """
    made = _MADE.match(text)
    kept = made[0] if made else ""
    return kept + mask(text[len(kept) :])


_MADE = re.compile(r"[0-9]{12,13}\.[0-9]++\.[0-9]++(?=[^@0-9][^@]*+@|@)")


def _mask(text: str) -> str:
    if not _NINE_DIGITS.search(text):
        return text
    ascii_digits = _OTHER_DIGIT.sub(_as_ascii, text)
    masked = _IDENTITY.sub(_hide_identity, _MOBILE.sub(_hide_mobile, ascii_digits))
    masked = _NEARLY.sub(_hide_nearly, masked)
    if ascii_digits == text:
        return masked
    return "".join(MASK if new == MASK else old for new, old in zip(masked, text, strict=True))


_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]"
)
"""what no reader sees between two digits, and a number is one all the same"""

# Every repetition below is either bounded or possessive (*+), and separators are no digits: so
# each place of the text is looked at a bounded number of times.
_SEPARATOR = f"[{re.escape(SEPARATORS)}]"
_BLANK_OR_HYPHEN = f"[{re.escape(''.join(sorted(set(SEPARATORS) - set('()[].'))))}]"
_GAP = f"{_SEPARATOR}*+"
_TAKEN_FOR_DIGITS = "OoОоIl"
"""letters typed for 0 and 1, Latin and Cyrillic"""
_DIGIT = rf"[\d{_TAKEN_FOR_DIGITS}]"
_NINE_DIGITS = re.compile(rf"\d(?:[{re.escape(SEPARATORS)}/_]*+{_DIGIT}){{8}}")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")

# A number hides five digits. Five hidden ones after a prefix, or before two digits, are our own
# mask: what is left of it must not join a neighbour and be hidden the second time.
_HIDDEN = rf"(?:{MASK}{_GAP}){{5}}"
# The operator code stands together, since `7 2026-09-01 9` is no number.
_MOBILE = re.compile(
    rf"(?<!\d)(?P<kept>(?:(?:810)?[78]{_GAP})?7\d\d)"
    rf"(?P<hidden>(?:{_GAP}\d){{5}})(?P<last>(?:{_GAP}\d){{2}})(?!\d|{_HIDDEN})"
)


def _grouped(number: int, sizes: tuple[int, ...]) -> str:
    """The digits in groups, blanks or hyphens between them, the same throughout.

    So `26-09-01 123456` is no IIN, nor is `901205.500123`, nor 192.168.100.200.
    """
    first, *others = (rf"\d{{{size}}}" for size in sizes)
    if not others:
        return first
    name = f"gap{number}"
    again = "".join(f"(?P={name}){group}" for group in others[1:])
    return rf"{first}(?P<{name}>{_BLANK_OR_HYPHEN}{{1,3}}){others[0]}{again}"


_ANY_GROUPING = "|".join(_grouped(number, sizes) for number, sizes in enumerate(GROUPINGS))
_IDENTITY = re.compile(rf"(?P<done>{_HIDDEN}\d{_GAP}\d(?!\d))|(?<!\d)(?:{_ANY_GROUPING})(?!\d)")
_END = rf"(?!{_DIGIT}|{MASK})"
"""a run is hidden to its end, and digits right before a mask are what that keeps"""
# A run of nine to thirteen, letters typed for digits among them; an IIN in groups that nobody
# prescribes; what begins with + as a number does; a Kazakh mobile number with up to two digits too
# few, or one too many.
_NEARLY = re.compile(
    rf"(?<!{_DIGIT}){_DIGIT}{{9,13}}(?!{_DIGIT})"
    rf"|(?<!{_DIGIT})(?:\d{{6}}[./_]{_DIGIT}{{5,7}}|\d{{4}}[ -]\d{{4}}[ -]{_DIGIT}{{3,5}}){_END}"
    rf"|(?P<kept>\+\d(?:{_GAP}\d){{3}})(?:{_GAP}{_DIGIT}){{5,11}}{_END}"
    rf"|(?P<prefix>(?<!{_DIGIT})[78]{_GAP}7\d\d)(?:{_GAP}{_DIGIT}){{5,8}}{_END}"
)
_FEWEST, _FEWEST_AFTER_PREFIX = 8, 5
"""digits among letters typed for digits, or it may as well be a word"""


def _hide_mobile(match: re.Match[str]) -> str:
    hidden = re.sub(r"\d", MASK, match["hidden"])
    return f"{match['kept']}{hidden}{match['last']}"


def _hide_identity(match: re.Match[str]) -> str:
    return match[0] if match["done"] else re.sub(r"\d", MASK, match[0], count=10)


def _hide_nearly(match: re.Match[str]) -> str:
    """A number keeps its prefix, so that one sees which country's it is."""
    kept = match["kept"] or match["prefix"] or ""
    hidden = match[0][len(kept) :]
    digits = sum(one.isdecimal() for one in hidden)
    if digits < (_FEWEST_AFTER_PREFIX if kept else _FEWEST):
        return match[0]
    return kept + re.sub(r"\d", MASK, hidden, count=digits - 2)


def _as_ascii(match: re.Match[str]) -> str:
    return str(unicodedata.decimal(match[0]))
