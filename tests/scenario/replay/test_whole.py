"""Households moved by look-up come to what one simulation of everybody comes to."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smsflow.commands.settings import read_policy
from smsflow.errors import Problem
from smsflow.memo.policy import Policy
from smsflow.moments import DAY, HOUR, MINUTE, Duration, format_instant
from smsflow.scenario.replay.households import Household
from smsflow.scenario.replay.roster_table import read_roster
from smsflow.scenario.replay.sequence import Messages
from smsflow.scenario.replay.whole import Survey, WholeReplay
from smsflow.scenario.simulation import FIRST_MOMENT
from smsflow.world.faults import Fault
from tests.random_households import POLICY

ROSTER_HEAD = "child,grade,listed,guardian,number,mab_number,faults"
MESSAGES_HEAD = "at,from,to,text,fault,expect_consent"
NUMBERS = [f"+7701555{index:04}" for index in range(4)]
OLD = "+77015559999"
STRANGER = "+77015558888"
CAUSES = [str(fault) for fault in Fault if fault is not Fault.RECEIPT_LATE]
REPLIES = ["2*1", "2*5", "2 * 1.", "2*15", "иә", "", "1414"]
SENT = ["consent_request", "voucher_link", "2*1", "1414"]
GAPS = [0, MINUTE, HOUR, 2 * DAY, 7 * DAY - MINUTE, 7 * DAY, 7 * DAY + MINUTE, 3 * DAY]

POLICIES = POLICY.map(
    lambda chosen: read_policy(
        f"{name}={','.join(value) if isinstance(value, list) else value}"
        for name, value in chosen.items()
        if value
    )
)

Verdict = dict[str, Any]


def rosters() -> st.SearchStrategy[list[str]]:
    """Up to four guardians, some of whom share children or a number with another."""
    return st.lists(
        st.tuples(
            st.sampled_from([0, 1, 2, 3]),
            st.sampled_from(["", "", "", "-", OLD, NUMBERS[0]]),
            st.sampled_from(["", "", *CAUSES]),
            st.sampled_from(["dana", "arman", "madi"]),
            st.sampled_from([2, 5, 5, 9]),
            st.sampled_from(["yes", "no"]),
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda one: one[0],
    ).map(_roster)


def _roster(people: Sequence[tuple[int, str, str, str, int, str]]) -> list[str]:
    grades: dict[str, str] = {}
    taken: set[str] = {NUMBERS[index] for index, *_ in people}
    rows = [ROSTER_HEAD]
    for index, entry, fault, child, grade, listed in people:
        believed = "" if entry in taken else entry
        taken.add(entry)
        said = grades.setdefault(child, f"{grade},{listed}")
        rows.append(f"{child},{said},guardian {index},{NUMBERS[index]},{believed},{fault}")
    return rows


def logs() -> st.SearchStrategy[list[tuple[Duration, str, str, str, str, str]]]:
    """Rows some time after one another: replies, expectations, faults, and МИО asking again."""
    who = st.sampled_from([*NUMBERS, OLD])
    fault = st.sampled_from(["", "", "", *CAUSES, *(f"-{cause}" for cause in CAUSES)])
    consent = st.sampled_from(["", "", "", "consented", "lapsed", "awaiting_reply"])
    gap, text = st.sampled_from(GAPS), st.sampled_from(REPLIES)
    reply = st.tuples(gap, who, st.just("1414"), text, fault, consent)
    expected = st.tuples(gap, st.just("1414"), who, st.sampled_from(SENT), fault, consent)
    stranger = st.tuples(gap, st.just(STRANGER), st.just("1414"), text, st.just(""), st.just(""))
    desk = st.tuples(gap, st.just("desk"), st.just(""), st.just("resend"), st.just(""), st.just(""))
    return st.lists(st.one_of(reply, reply, expected, stranger, desk), min_size=1, max_size=12)


def verdict(
    roster: list[str],
    log: list[tuple[Duration, str, str, str, str, str]],
    policy: Policy,
    *,
    together: bool,
) -> Verdict:
    """All that a replay tells, with everybody in one simulation or not."""
    problems: list[Problem] = []
    people = read_roster("roster.csv", _lines(roster), problems)
    at, rows = FIRST_MOMENT, [MESSAGES_HEAD]
    for gap, *cells in log:
        at += gap
        rows.append(",".join((format_instant(at), *cells)))
    survey = Survey(_lines(rows))
    assert survey.plain
    survey.plain = not together
    messages = Messages("messages.csv", _lines(rows), people, problems)
    replay = WholeReplay(messages, people, policy, survey)
    count = max(replay.play(), default=0)
    if not problems:
        replay.play_on(9 * DAY, None)
    result = replay.result("messages.csv", "a log")
    return {
        "problems": problems,
        "rows": count,
        "standings": [*replay.standings()],
        "failures": sorted(map(str, result.failures)),
        "failed": replay.failed,
        "refusals": sorted(result.wrongful_refusals),
        "consents": sorted(result.wrongful_consents),
        "findings": sorted(map(str, result.findings)),
        "strays": replay.strays,
    }


def _lines(rows: list[str]) -> list[bytes]:
    return [f"{row}\n".encode() for row in rows]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rosters(), logs(), POLICIES)
def test_households_apart_come_to_the_same_as_everybody_together(
    roster: list[str], log: list[tuple[Duration, str, str, str, str, str]], policy: Policy
) -> None:
    """Records, truths, causes, counts, failures and findings, under any policy."""
    assert verdict(roster, log, policy, together=False) == verdict(
        roster, log, policy, together=True
    )


@pytest.mark.soak
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(rosters(), logs(), POLICIES)
def test_many_households_apart_come_to_the_same_as_together(
    roster: list[str], log: list[tuple[Duration, str, str, str, str, str]], policy: Policy
) -> None:
    """The same, ten thousand times."""
    assert verdict(roster, log, policy, together=False) == verdict(
        roster, log, policy, together=True
    )


def test_households_that_are_alike_are_driven_once() -> None:
    """The tree of histories grows with what happens, not with the guardians it happens to."""
    rows = [f"child {index},5,yes,guardian {index},+7701555{index:04},," for index in range(50)]
    log = [f"+{index + 1}m,+7701555{index:04},1414,2*1,," for index in range(50)]
    problems: list[Problem] = []
    people = read_roster("roster.csv", _lines([ROSTER_HEAD, *rows]), problems)
    table = _lines([MESSAGES_HEAD, "2026-09-01T09:00,1414,guardian 0,consent_request,,", *log])
    replay = WholeReplay(
        messages := Messages("messages.csv", table, people, problems),
        people,
        Policy(),
        Survey(table),
    )
    assert [*replay.play()][-1] == 51
    assert (problems, messages.sound, replay.failed) == ([], True, 0)
    assert {one.record for one in replay.standings()} == {"consented"}
    assert replay.histories == 4


def test_a_reply_in_the_instant_of_a_deadline_is_as_late_as_a_later_one() -> None:
    """A row comes after everything that is due in its moment; the record was decided before."""
    roster = [
        ROSTER_HEAD,
        f"dana,5,yes,guardian 1,{NUMBERS[1]},{OLD},",
        f"arman,5,yes,guardian 2,{NUMBERS[2]},{STRANGER},",
    ]
    log = [
        (0, OLD, "1414", "2*1", "", ""),
        (0, STRANGER, "1414", "2*1", "", ""),
        (7 * DAY, NUMBERS[1], "1414", "2*15", "", ""),
        (HOUR, NUMBERS[2], "1414", "2*15", "", ""),
    ]
    apart = verdict(roster, log, Policy(), together=False)
    assert apart == verdict(roster, log, Policy(), together=True)
    assert [one.truth for one in apart["standings"]] == ["never_saw_request"] * 2


def test_timers_fire_in_the_order_of_each_household() -> None:
    """One answers before the reminder, one after: who comes later is driven with times that fit."""
    policy = Policy(reminders=2, reminder_every=DAY, delivery_validity=30 * HOUR)
    roster = [
        ROSTER_HEAD,
        *(f"child {one},5,yes,guardian {one},{NUMBERS[one]},,switched_off" for one in range(4)),
    ]
    log = [
        (0, NUMBERS[0], "1414", "x", "-switched_off", ""),
        (DAY, NUMBERS[1], "1414", "x", "-switched_off", ""),
        (HOUR, NUMBERS[2], "1414", "x", "-switched_off", ""),
        (DAY, NUMBERS[3], "1414", "x", "-switched_off", ""),
        (6 * DAY, "desk", "", "resend", "", ""),
        (HOUR, NUMBERS[3], "1414", "2*1", "", ""),
        (3 * DAY, NUMBERS[2], "1414", "2*5", "", ""),
    ]
    assert verdict(roster, log, policy, together=False) == verdict(
        roster, log, policy, together=True
    )


def test_a_timer_still_set_is_due_after_one_that_fired_although_it_was_set_for_less() -> None:
    """The old deadline passes while a request of the day before is kept for a phone that is off."""
    roster = [ROSTER_HEAD, f"dana,5,yes,guardian 1,{NUMBERS[1]},,"]
    log = [
        (0, NUMBERS[1], "1414", "2*5", "", ""),
        (6 * DAY, NUMBERS[1], "1414", "x", "switched_off", ""),
        (HOUR, "desk", "", "resend", "", ""),
        (DAY, NUMBERS[1], "1414", "x", "-switched_off", "awaiting_reply"),
    ]
    apart = verdict(roster, log, Policy(), together=False)
    assert apart == verdict(roster, log, Policy(), together=True)
    assert [one.record for one in apart["standings"]] == ["lapsed"]
    assert apart["failed"] == 0


def test_a_household_keeps_as_much_after_many_rows_as_after_few() -> None:
    """Where it is in the tree, and when its timers are due: nothing of each row."""
    sizes = []
    for count in (3, 60):
        roster = [ROSTER_HEAD, f"dana,5,yes,guardian 0,{NUMBERS[0]},,"]
        rows = [f"+1h,{NUMBERS[0]},1414,what?,," for _ in range(count)]
        table = _lines([MESSAGES_HEAD, "2026-09-01T09:00,1414,guardian 0,consent_request,,", *rows])
        problems: list[Problem] = []
        people = read_roster("roster.csv", _lines(roster), problems)
        messages = Messages("messages.csv", table, people, problems)
        replay = WholeReplay(messages, people, Policy(), Survey(table))
        assert [*replay.play()][-1] == count + 1
        assert replay._households is not None
        (home,) = replay._households.all.values()
        kept = [getattr(home, name) for name in Household.__slots__ if name != "node"]
        sizes.append(len(pickle.dumps(kept)))
    assert sizes[0] == sizes[1]
