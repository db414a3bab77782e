"""Kazakh mobile numbers, as people write them and as the wire knows them (E.164)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

SHORT_CODE = "1414"
"""The state's short code: where the flow's SMS come from and where replies go."""

SEPARATORS = (  # what may stand between the digits of a number
    " \u00a0\u2007\u2009\u202f"  # space, no-break, figure, thin, narrow no-break
    "-\u2010\u2011\u2012\u2013\u2014\u2212"  # hyphens, dashes, minus
    "()[]."
    "\u00ad\u200b\u2060\ufeff"  # soft hyphen, zero-width
    "\u200e\u202a\u202c\u2066\u2068\u2069"  # the direction marks that iOS copies along
)

_TO_DIGITS = {**dict.fromkeys(map(ord, SEPARATORS), ""), ord("＋"): "+"}
# Ten digits; at most four more: 8 or +7, and 810, the way out of Kazakhstan's network.
_DIGITS = re.compile(r"\+?\d{10,14}")
_PLAIN = re.compile(r"(?:\+7|[78])?(7\d{9})", re.ASCII)
"""as the country's own numbers are written: no other begins with 7 after +7"""
_E164 = re.compile(r"\+7(\d{3})(\d{3})(\d{2})(\d{2})", re.ASCII)
_LONGEST = 64


def parse_mobile(text: str) -> str | None:
    """`text` in E.164 (`+7701…`) if it is a Kazakh mobile number; None for anything else.

    Which numbers are, says `phonenumbers` (region KZ, type mobile): so no Russian +7 9…, no
    landline, no short code. Never raises. Texts over 64 characters are no numbers.

    >>> parse_mobile("8 (701) 555-01-01")
    '+77015550101'
    """
    if text.startswith("+7") and _mobile_pattern().fullmatch(text, 2):
        return text  # E.164 already, as in most tables
    return _parse(text) if len(text) <= _LONGEST else None  # nothing long is kept in the cache


@lru_cache(65536)  # phonenumbers takes some 40 µs
def _parse(text: str) -> str | None:
    digits = text.strip().translate(_TO_DIGITS)
    # Left to itself, phonenumbers would read "Dana 8701…" and "8701… ext. 5" as well.
    if not _DIGITS.fullmatch(digits):
        return None
    plain = _PLAIN.fullmatch(digits)
    if plain and _mobile_pattern().fullmatch(plain[1]):
        return f"+7{plain[1]}"
    import phonenumbers  # noqa: PLC0415  # costs more than the rest of a start

    try:
        number = phonenumbers.parse(digits, "KZ")
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.region_code_for_number(number) != "KZ":
        return None
    if phonenumbers.number_type(number) != phonenumbers.PhoneNumberType.MOBILE:
        return None
    return f"+7{number.national_number}"


@cache
def _mobile_pattern() -> re.Pattern[str]:
    """What phonenumbers knows of Kazakh mobile numbers: its pattern decides most at once."""
    import phonenumbers  # noqa: PLC0415  # costs more than the rest of a start

    metadata = phonenumbers.PhoneMetadata.metadata_for_region("KZ")
    mobile = metadata.mobile if metadata else None
    return re.compile((mobile and mobile.national_number_pattern) or "(?!)", re.ASCII)


def format_mobile(e164: str) -> str:
    """`+7 701 555 01 01` for `+77015550101`; any other text, such as 1414, as it is."""
    match = _E164.fullmatch(e164)
    return f"+7 {' '.join(match.groups())}" if match else e164
