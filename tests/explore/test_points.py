"""What there is to reach, and what is left."""

from __future__ import annotations

from smsflow.explore.points import ANSWERS, GUARDS, ROWS, VALUES, Points, values_of
from smsflow.memo.policy import DEFAULTS, SETTINGS, LateReply, Policy, Reofferable
from smsflow.memo.tables import TABLES
from smsflow.moments import DAY


def test_points_are_missing_until_they_are_reached() -> None:
    """In the order given; the share is rounded down, so that 100 says all."""
    points = Points("letters", ["a", "b", "c"])
    assert (points.missing, points.reached, points.percent) == (("a", "b", "c"), 0, 0)
    points.reach(["c", "a"])
    points.reach(["a"])
    assert (points.missing, points.reached, points.percent) == (("b",), 2, 66)
    points.reach("b")
    assert (points.missing, points.reached, points.percent) == ((), 3, 100)


def test_what_is_not_asked_for_counts_nowhere() -> None:
    """A name that is no point is passed over."""
    points = Points("letters", ["a", "b"])
    points.reach(["z"])
    assert points.reached == 0


def test_every_row_of_every_table_is_a_point() -> None:
    """By the name that events have."""
    assert "consent.late_ignored" in ROWS
    assert len(ROWS) == len(set(ROWS)) == sum(len(table.rows) for table in TABLES)


def test_a_row_asks_for_the_answers_its_guards_want() -> None:
    """`~GUARD` wants a no; a row without guards wants nothing."""
    assert ANSWERS["consent.asked_without_number"] == (
        "consent.eligible: yes",
        "consent.numbered: no",
    )
    assert ANSWERS["voucher.left"] == ()


def test_some_row_wants_each_answer() -> None:
    """So none of the answers counted is out of reach."""
    assert {answer for answers in ANSWERS.values() for answer in answers} == set(GUARDS)


def test_the_values_of_a_choice_are_counted_one_by_one() -> None:
    """Each option of a setting is a point of its own."""
    spelt = [value for value in VALUES if value.startswith("late_reply")]
    assert spelt == ["late_reply: honour", "late_reply: ignore", "late_reply: reopen"]


def test_of_numbers_lengths_and_lists_the_default_and_any_other_count() -> None:
    """There is no end to their values."""
    for name, default in (
        ("reminders", "0"),
        ("reply_timeout", "7d"),
        ("reoffer_covers", "[refused, lapsed, unreached]"),
    ):
        spelt = [value for value in VALUES if value.startswith(f"{name}: ")]
        assert spelt == [f"{name}: {default}", f"{name}: other than {default}"]


def test_a_policy_has_one_value_of_each_setting() -> None:
    """And each of them is a point."""
    policy = Policy(
        late_reply=LateReply.IGNORE,
        reminders=2,
        reply_timeout=DAY,
        reoffer_covers=(Reofferable.LAPSED,),
    )
    for one in (DEFAULTS, policy):
        assert len(values_of(one)) == len(SETTINGS)
        assert set(values_of(one)) <= set(VALUES)
    assert {
        "late_reply: ignore",
        "reminders: other than 0",
        "reply_timeout: other than 7d",
        "reoffer_covers: other than [refused, lapsed, unreached]",
    } <= set(values_of(policy))
