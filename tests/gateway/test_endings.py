from __future__ import annotations

from collections import Counter

from smsflow.gateway.endings import ENDINGS, OTHERS, ending_of, rows
from smsflow.world.faults import Fault


def test_every_fault_has_one_ending() -> None:
    """Blocked by each cause, late, twice, lost: each can be tried without a file."""
    causes = Counter(fault.cause for one in ENDINGS.values() for fault in one.phone.faults)
    assert causes == Counter(Fault)


def test_there_is_a_phone_for_each_answer() -> None:
    """Consent, refusal, what cannot be read, second thoughts, silence, and a late answer."""
    answers = [
        tuple(answer.text for answer in one.phone.answers)
        for one in ENDINGS.values()
        if not one.phone.faults
    ]
    assert answers == [("2*1",), ("2*5",), ("2*15",), ("2*15", "2*1"), (), ("2*1",)]


def test_two_digits_decide_and_others_are_silent() -> None:
    """Whatever stands before them."""
    assert ending_of("+77015550102") is ending_of("+77479999902") is ENDINGS["02"]
    assert ending_of("+77015550199") is OTHERS
    assert not OTHERS.phone.answers
    assert not OTHERS.phone.faults


def test_the_table_for_people_ends_with_all_others() -> None:
    """A row an ending, in order."""
    table = rows()
    assert [digits for digits, _ in table] == [*sorted(ENDINGS), "else"]
    assert dict(table)["13"] == "spam_blocking: rejected"
