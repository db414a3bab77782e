"""What a phone does that no file names: its number's last two digits say it.

Carriers' sandboxes have such numbers too. Two digits that the table does not have see the SMS and
answer nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from smsflow.gateway.phones import Answer, Phone
from smsflow.moments import HOUR, SECOND
from smsflow.scenario.people import FaultSetup
from smsflow.world.faults import Fault

CONSENT, REFUSAL, MISSPELT = Answer("2*1", SECOND), Answer("2*5", SECOND), Answer("2*15", SECOND)


class Ending(NamedTuple):
    """A phone, and what comes of an SMS to it."""

    phone: Phone
    meaning: str


def _with(fault: Fault, meaning: str) -> Ending:
    """A phone whose holder would answer `2*1`, if the fault let them."""
    return Ending(Phone((CONSENT,), (FaultSetup(fault),)), f"{fault}: {meaning}")


OTHERS = Ending(Phone(), "seen, and nobody answers")

ENDINGS: dict[str, Ending] = {
    "01": Ending(Phone((CONSENT,)), "answers 2*1 after 1s"),
    "02": Ending(Phone((REFUSAL,)), "answers 2*5 after 1s"),
    "03": Ending(Phone((MISSPELT,)), "answers 2*15 after 1s, which cannot be read"),
    "04": Ending(Phone((MISSPELT, CONSENT)), "answers 2*15 after 1s, and 2*1 a second later"),
    "05": Ending(Phone(), "ignores the SMS"),
    "06": Ending(Phone((Answer("2*1", HOUR),)), "answers 2*1 after 1h"),
    "11": _with(Fault.BLACKLISTED, "delivered, and never seen"),
    "12": _with(Fault.BLACKLISTED_AT_OPERATOR, "rejected"),
    "13": _with(Fault.SPAM_BLOCKING, "rejected"),
    "14": _with(Fault.SHORT_NUMBERS_BARRED, "undeliverable"),
    "15": _with(Fault.NO_BALANCE, "seen, and the answer 2*1 never leaves the phone"),
    "16": _with(Fault.SWITCHED_OFF, "held until its validity is over, then expired"),
    "17": _with(Fault.MEMORY_FULL, "held until its validity is over, then expired"),
    "18": _with(Fault.UNKNOWN_NUMBER, "refused at once by 550 5.1.1"),
    "21": _with(Fault.RECEIPT_LOST, "answers 2*1 after 1s, and no receipt comes"),
    "22": _with(Fault.RECEIPT_LATE, "answers 2*1 after 1s, and the receipt comes after 1h"),
    "23": _with(Fault.RECEIPT_TWICE, "answers 2*1 after 1s, and the receipt comes twice"),
}
"""By the last two digits of a number."""


def ending_of(number: str) -> Ending:
    """What a number (E.164) that nobody named comes to."""
    return ENDINGS.get(number[-2:], OTHERS)


def rows() -> list[tuple[str, str]]:
    """The table for people: digits, and what they come to."""
    return [*((digits, one.meaning) for digits, one in ENDINGS.items()), ("else", OTHERS.meaning)]
