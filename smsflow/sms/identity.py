"""IIN (a person's 12-digit number) and BIN (an organisation's): what is wrong, and drawn ones.

Both end in the same check digit. Published packages get it wrong or refuse every BIN.
"""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from functools import lru_cache
from math import gcd
from operator import mul

_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_WEIGHTS_AND_CHECK = (*_WEIGHTS, -1)
_OF_THE_CODES = ord("0") * sum(_WEIGHTS_AND_CHECK) % 11
"""what it adds to the sum to take the characters' codes for the digits"""
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_NO_CHECK_DIGIT = 10


def check_digit(first_eleven: str) -> int | None:
    """The twelfth digit of an IIN or a BIN; None if its eleven digits are never issued.

    Σ digit × weight mod 11; if that is 10, once more with the second weights; if it is 10 again,
    the number is skipped. Raises ValueError unless given eleven ASCII digits.

    >>> check_digit("15090150001"), check_digit("15090150010")
    (0, None)
    """
    if len(first_eleven) != 11 or not _is_digits(first_eleven):
        raise ValueError("a check digit needs exactly eleven digits before it")
    return _check_digit(first_eleven)


def iin_problem(text: str) -> str | None:
    """What is wrong with `text` as an IIN, as a phrase after "the IIN"; None if nothing is.

    YYMMDD, a digit for century and sex (1/2 for the 1800s, 3/4 the 1900s, 5/6 the 2000s, odd is
    male), four of a serial, the check digit. ASCII digits only. The date part makes a number
    plausible, not valid: it is not asked.
    """
    return None if is_plain_iin(text) else _shape_problem(text) or _check_problem(text)


def is_plain_iin(text: str) -> bool:
    """Whether `text` is an IIN that the first pass finds right, as ten in eleven are.

    A short cut for long rosters, in one sum: the check digit weighs −1. `iin_problem` knows all.
    """
    return (
        len(text) == 12
        and _is_digits(text)
        and sum(map(mul, text.encode(), _WEIGHTS_AND_CHECK)) % 11 == _OF_THE_CODES
    )


def bin_problem(text: str) -> str | None:
    """What is wrong with `text` as a BIN, as a phrase after "the BIN"; None if nothing is.

    YYMM, 4 resident, 5 non-resident or 6 joint, 0 head office, 1 branch, 2 representative office
    or 3/4 farm, five of a serial, the check digit. ASCII digits only.
    """
    problem = _shape_problem(text)
    if problem:
        return problem
    if not 1 <= int(text[2:4]) <= 12:
        return "its third and fourth digits are no month"
    if text[4] not in "456":
        return f"its fifth digit (kind of organisation) is {text[4]}, not 4 to 6"
    if text[5] not in "01234":
        return f"its sixth digit (kind of office) is {text[5]}, not 0 to 4"
    return _check_problem(text)


_FIRST_DAY = date(2090, 1, 1)
_DAYS = (date(2100, 1, 1) - _FIRST_DAY).days
_SERIALS = 9_000  # of 10,000: every tenth is kept back, see `draw_iin`
DRAWABLE_IINS = _DAYS * 2 * _SERIALS
"""How many different IINs a seed has: 65,736,000."""


@lru_cache(8192)
def draw_iin(seed: int, index: int) -> str:
    """The `index`-th IIN of `seed`: valid, and dated 2090–2099 so that no living person has it.

    Different indices give different IINs; the same arguments always the same one. Raises
    ValueError unless 0 ≤ index < `DRAWABLE_IINS`.

    The eleventh digit weighs 11 in the first pass, hence nothing, and 2 in the second: of the
    ten stems that differ in it, at most one is never issued. So we draw from nine, and where one
    of these is not issued, the tenth takes its place.
    """
    if not 0 <= index < DRAWABLE_IINS:
        raise ValueError(f"index {index} is outside 0 to {DRAWABLE_IINS - 1:,}")
    step, start = _permutation(seed)
    place, last = divmod((index * step + start) % DRAWABLE_IINS, 9)
    place, serial = divmod(place, 1_000)
    day, sex = divmod(place, 2)
    ten = f"{_yymmdd(day)}{5 + sex}{serial:03}"
    stem = f"{ten}{last}"
    check = _check_digit(stem)
    if check is None:
        stem = f"{ten}9"
        check = _check_digit(stem)
    return f"{stem}{check}"


def _yymmdd(day: int) -> str:
    iso = (_FIRST_DAY + timedelta(day)).isoformat()
    return f"{iso[2:4]}{iso[5:7]}{iso[8:]}"


@lru_cache(64)
def _permutation(seed: int) -> tuple[int, int]:
    """Step and start of a walk that meets every place once: the step shares no factor with them.

    Hashed rather than drawn by `random`, so that it stays the same on every version of Python.
    """
    drawn = hashlib.blake2b(str(seed).encode(), digest_size=16).digest()
    step = int.from_bytes(drawn[:8]) % DRAWABLE_IINS
    while gcd(step, DRAWABLE_IINS) != 1:
        step += 1
    return step, int.from_bytes(drawn[8:]) % DRAWABLE_IINS


def _check_digit(stem: str) -> int | None:
    """Of eleven ASCII digits.

    Their codes do as well as the digits: each is 48 more, and 48 × (1 + … + 11) divides by 11.
    """
    digits = stem.encode()
    rest = sum(map(mul, digits, _WEIGHTS)) % 11
    if rest == _NO_CHECK_DIGIT:
        rest = sum(map(mul, digits, _SECOND_WEIGHTS)) % 11
    return rest if rest != _NO_CHECK_DIGIT else None


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _shape_problem(text: str) -> str | None:
    if not text:
        return "is empty"
    if not _is_digits(text):
        return "has something else than the digits 0 to 9"
    if len(text) != 12:
        return f"has {len(text)} digit{'s' * (len(text) > 1)}, not 12"
    return None


def _check_problem(text: str) -> str | None:
    expected = _check_digit(text[:11])
    if expected is None:
        return "was never issued: its first eleven digits have no check digit"
    return None if text[11] == str(expected) else f"its check digit should be {expected}"
