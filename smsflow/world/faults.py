"""What goes wrong on a guardian's line, and which way: a table, a row a fault."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from smsflow.words import Word


class Fault(Word):
    """A cause, named as scenarios name it."""

    BLACKLISTED = "blacklisted"
    BLACKLISTED_AT_OPERATOR = "blacklisted_at_operator"
    SPAM_BLOCKING = "spam_blocking"
    SHORT_NUMBERS_BARRED = "short_numbers_barred"
    NO_BALANCE = "no_balance"
    SWITCHED_OFF = "switched_off"
    MEMORY_FULL = "memory_full"
    UNKNOWN_NUMBER = "unknown_number"
    RECEIPT_LOST = "receipt_lost"
    RECEIPT_LATE = "receipt_late"
    RECEIPT_TWICE = "receipt_twice"


class Verdict(Enum):
    """What becomes of an SMS that meets a fault, the strongest first."""

    REJECTED = 1
    UNDELIVERABLE = 2
    RETRIED = 3
    UNSEEN = 4
    SEEN = 5


class Leaves(Enum):
    """Whether a reply still leaves the handset."""

    YES = "yes"
    NO = "no"
    BY_BLOCK_REACH = "by the policy `block_reach`"


class Behaviour(NamedTuple):
    """One fault's row: its clause, what it does to an SMS, and to a reply."""

    clauses: tuple[str, ...]
    verdict: Verdict
    reply: Leaves
    meaning: str


BEHAVIOUR: dict[Fault, Behaviour] = {
    Fault.BLACKLISTED: Behaviour(
        ("R51",), Verdict.UNSEEN, Leaves.BY_BLOCK_REACH, "1414 is on the handset's black list"
    ),
    Fault.BLACKLISTED_AT_OPERATOR: Behaviour(
        ("R51",), Verdict.REJECTED, Leaves.BY_BLOCK_REACH, "1414 is on the operator's black list"
    ),
    Fault.SPAM_BLOCKING: Behaviour(
        ("R52",), Verdict.REJECTED, Leaves.BY_BLOCK_REACH, "spam-message blocking is on"
    ),
    Fault.SHORT_NUMBERS_BARRED: Behaviour(
        ("R53",),
        Verdict.UNDELIVERABLE,
        Leaves.BY_BLOCK_REACH,
        "receiving from short numbers is restricted",
    ),
    Fault.NO_BALANCE: Behaviour(
        ("R54",), Verdict.SEEN, Leaves.NO, "the balance is negative or zero"
    ),
    Fault.SWITCHED_OFF: Behaviour((), Verdict.RETRIED, Leaves.NO, "the phone is off"),
    Fault.MEMORY_FULL: Behaviour((), Verdict.RETRIED, Leaves.YES, "the SMS memory is full"),
    Fault.UNKNOWN_NUMBER: Behaviour(
        (), Verdict.UNDELIVERABLE, Leaves.YES, "nobody holds the number"
    ),
    Fault.RECEIPT_LOST: Behaviour((), Verdict.SEEN, Leaves.YES, "receipts never arrive"),
    Fault.RECEIPT_LATE: Behaviour((), Verdict.SEEN, Leaves.YES, "receipts arrive late"),
    Fault.RECEIPT_TWICE: Behaviour((), Verdict.SEEN, Leaves.YES, "receipts arrive twice"),
}
"""Every fault. Several at once: the strongest verdict decides, and any one keeps a reply in."""

RECEIPT_FAULTS = frozenset({Fault.RECEIPT_LOST, Fault.RECEIPT_LATE, Fault.RECEIPT_TWICE})
"""what goes wrong with the receipt alone"""
