from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smsflow.clock import Clock, Due, Timer

NOON = 1_000_000


def drained(clock: Clock, until: int) -> list[Timer]:
    """Every timer due by `until`, in the order taken."""
    taken = []
    while timer := clock.next(until):
        taken.append(timer)
    return taken


def test_the_order_of_one_moment_is_that_of_the_rules() -> None:
    """Arrivals, giving up, receipts, replies, taken-as-delivered, deadline, reminder."""
    assert [due.name for due in sorted(Due)] == [
        "ARRIVAL",
        "EXPIRY",
        "RECEIPT",
        "REPLY",
        "TAKEN_AS_DELIVERED",
        "DEADLINE",
        "REMINDER",
    ]


def test_timers_of_one_moment_fire_by_kind_then_as_they_were_set() -> None:
    """Kind first, whatever the order of setting; within a kind, the order of setting."""
    clock = Clock(NOON)
    for number, due in enumerate([*reversed(Due), *Due]):
        clock.set(NOON, due, f"timer {number}", "")
    taken = drained(clock, NOON)
    assert [timer.due for timer in taken] == [due for due in sorted(Due) for _ in range(2)]
    assert [timer.subject for timer in taken if timer.due is Due.ARRIVAL] == ["timer 6", "timer 7"]


@given(st.lists(st.tuples(st.integers(-5, 20), st.sampled_from(Due)), max_size=40))
def test_the_order_of_all_timers_is_total(wanted: list[tuple[int, Due]]) -> None:
    """By moment, kind and sequence, for any timers in any order of setting."""
    clock = Clock(NOON)
    for offset, due in wanted:
        clock.set(NOON + offset, due, "", "")
    taken = drained(clock, NOON + 20)
    keys = [(timer.at, timer.due, timer.sequence) for timer in taken]
    assert keys == sorted(
        (max(NOON + offset, NOON), due, sequence)
        for sequence, (offset, due) in enumerate(wanted, 1)
    )


def test_what_lies_in_the_past_fires_at_once() -> None:
    """A timer set for a moment gone by is due now, and the clock never goes back."""
    clock = Clock(NOON)
    clock.set(NOON - 10, Due.DEADLINE, "late", "")
    taken = drained(clock, NOON)
    assert [(timer.subject, timer.at) for timer in taken] == [("late", NOON)]
    assert clock.now == NOON


def test_a_past_timer_keeps_its_kinds_place_in_the_present_moment() -> None:
    """A deadline gone by still comes after a reply of this moment."""
    clock = Clock(NOON)
    clock.set(NOON - 10, Due.DEADLINE, "deadline", "")
    clock.set(NOON, Due.REPLY, "reply", "")
    assert [timer.subject for timer in drained(clock, NOON)] == ["reply", "deadline"]


def test_nothing_fires_after_until() -> None:
    """`until` is included; a millisecond later is not, and stays due."""
    clock = Clock(NOON)
    clock.set(NOON + 5, Due.DEADLINE, "in time", "")
    clock.set(NOON + 6, Due.DEADLINE, "too late", "")
    assert [timer.subject for timer in drained(clock, NOON + 5)] == ["in time"]
    assert clock.now == NOON + 5
    assert [timer.subject for timer in drained(clock, NOON + 6)] == ["too late"]


def test_the_clock_moves_to_each_timer_as_it_is_taken() -> None:
    """What a timer causes happens at the timer's own moment."""
    clock = Clock(NOON)
    clock.set(NOON + 3, Due.ARRIVAL, "", "")
    clock.set(NOON + 8, Due.ARRIVAL, "", "")
    moments = []
    while clock.next(NOON + 100):
        moments.append(clock.now)
    assert moments == [NOON + 3, NOON + 8]


def test_a_timer_set_while_another_fires_joins_the_same_moment() -> None:
    """An arrival of now goes before a deadline of now that was set earlier."""
    clock = Clock(NOON)
    clock.set(NOON, Due.RECEIPT, "receipt", "")
    clock.set(NOON, Due.DEADLINE, "deadline", "")
    assert clock.next(NOON) is not None
    clock.set(NOON, Due.ARRIVAL, "arrival", "")
    assert [timer.subject for timer in drained(clock, NOON)] == ["arrival", "deadline"]
