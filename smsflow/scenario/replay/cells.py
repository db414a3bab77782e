"""What a cell of either table may hold, and what a spreadsheet makes of numbers."""

from __future__ import annotations

import re
import unicodedata

from smsflow.document.suggestions import suggest
from smsflow.document.table import UTF_8
from smsflow.errors import shorten
from smsflow.moments import parse_duration
from smsflow.scenario.people import FaultSetup
from smsflow.sms.identity import iin_problem
from smsflow.world.faults import Fault


def normal(text: str) -> str:
    """A name as it is compared: blanks and accents may be written in several ways."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def read_fault(word: str) -> FaultSetup | str:
    """`no_balance`, `receipt_late=2h`; or what is wrong with it."""
    match = _FAULT.fullmatch(word)
    cause = _CAUSES.get(match[1]) if match else None
    if match is None or cause is None:
        return (
            f"unknown cause {shorten(word)}{suggest(word, _CAUSES) or f'; it can be {_ALL_CAUSES}'}"
        )
    if match[2] is None:
        return FaultSetup(cause)
    by = parse_duration(match[2])
    if cause is not Fault.RECEIPT_LATE or not by:
        return f"{shorten(word)}: only receipt_late takes a time, as receipt_late=2h"
    return FaultSetup(cause, by)


_CAUSES = {str(cause): cause for cause in Fault}
_ALL_CAUSES = ", ".join(_CAUSES)
_FAULT = re.compile(r"(\w+)(?:=(.+))?")


def read_grade(text: str) -> int | None:
    """`6`, or a class as schools write it: `6А`, `9 Б`, `6 «А»`, `6 класс`, `6 А сынып`."""
    match = _CLASS.fullmatch(text.strip())
    return GRADES.get(match[1]) if match else None


GRADES = {str(grade): grade for grade in range(1, 12)}
_LETTER = "[«\"“„']?[A-Za-zЁА-яёӘәҒғҚқҢңӨөҰұҮүҺһІі][»\"”“']?"
_CLASS = re.compile(
    rf"([0-9]{{1,2}})(?:[ \u00a0-]?{_LETTER})?(?:[ \u00a0](?:класс|сынып))?", re.IGNORECASE
)


def not_encoded(encoding: str) -> str:
    """What to do about a table that is not of the encoding said."""
    if encoding == UTF_8:
        return "save it as CSV UTF-8, or say `--encoding cp1251`, as an older Excel writes"
    return "save it as CSV UTF-8, and leave out --encoding"


def rounded(text: str, shown: str = "the number format 0") -> str:
    """What a spreadsheet has done to a number that is a number no more; what shows all of it."""
    if not _ROUNDED.fullmatch(text):
        return ""
    return f"; a spreadsheet shows it rounded: give the column {shown} there, and save it again"


_ROUNDED = re.compile(r"\d([.,]\d*)?E[+]?\d+", re.ASCII | re.IGNORECASE)


def shortened(text: str) -> str:
    """What a spreadsheet has done to an IIN that begins with zeros."""
    missing = 12 - len(text)
    if not 1 <= missing <= MOST_ZEROS or iin_problem(text.zfill(12)):
        return ""
    zeros = "zero" if missing == 1 else f"{missing} zeros"
    return (
        f"; a spreadsheet has dropped the {zeros} at its beginning: give the column {IIN_SHOWN} "
        "there, and save it again"
    )


IIN_SHOWN = "a number format of 12 zeros"
"""in which a spreadsheet shows all of an IIN; in figures it would be masked as one"""
MOST_ZEROS = 3
"""an IIN begins with 000 for somebody born in the first months of 2000"""
