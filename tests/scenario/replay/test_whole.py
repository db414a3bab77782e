"""Households moved by look-up come to what one simulation of everybody comes to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smsflow.commands.settings import read_policy
from smsflow.errors import Problem
from smsflow.memo.policy import Policy
from smsflow.moments import DAY, HOUR, MINUTE, Duration, format_instant
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
TEXTS = ["2*1", "2*5", "2 * 1.", "2*15", "иә", "", "consent_request", "voucher_link", "1414"]
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
    gap, text = st.sampled_from(GAPS), st.sampled_from(TEXTS)
    reply = st.tuples(gap, who, st.just("1414"), text, fault, consent)
    expected = st.tuples(gap, st.just("1414"), who, text, fault, consent)
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
