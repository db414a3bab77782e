from __future__ import annotations

import pytest

from smsflow.memo.policy import ConsentOf
from smsflow.scenario.replay.endings import without_a_meal
from smsflow.scenario.verdict.standing import Standing
from tests.tables import BEGINS, replayed, roster_of

TWO_GUARDIANS = "child,grade,guardian,number\nDana,6,Aigul,87015550101\nDana,6,Marat,87015550102\n"
WRONG = Standing("", "lapsed", "reply_lost", "no_balance", 1, 2)
RIGHT = Standing("", "refused", "refused", "", 1, 2)
CONSENTED = Standing("", "consented", "consented", "", 1, 2)
OPEN = Standing("", "awaiting_reply", "undecided", "", 1, 2)


@pytest.mark.parametrize(
    ("pair", "under_any", "under_all"),
    [
        ((WRONG, WRONG), 1, 1),
        ((WRONG, RIGHT), 1, 0),
        ((WRONG, CONSENTED), 0, 1),
        ((WRONG, OPEN), 1, 1),
        ((RIGHT, RIGHT), 0, 0),
        ((RIGHT, CONSENTED), 0, 0),
    ],
)
def test_a_child_misses_its_meal_where_the_other_guardian_does_not_help(
    pair: tuple[Standing, Standing], under_any: int, under_all: int
) -> None:
    """One consent suffices, or all have to (R57); who really refused would have anyway."""
    roster, _ = roster_of(TWO_GUARDIANS)
    first, second = pair
    records = {"Aigul": first.record, "Marat": second.record}
    pairs = {"Aigul": first, "Marat": second}.items()
    wronged = {name for name, one in pairs if one.cause}
    for consent_of, expected in ((ConsentOf.ANY, under_any), (ConsentOf.ALL, under_all)):
        assert without_a_meal(roster, wronged, records.__getitem__, consent_of) == expected


def test_a_record_says_since_when_it_is_so() -> None:
    """A household by itself and one of several guardians: the reply's moment, or the deadline's."""
    roster = TWO_GUARDIANS + "Ali,7,Bo,87015550103\nAnn,8,Kim,87015550104\nTim,3,Ole,87015550105\n"
    rows = f"{BEGINS},Aigul,1414,2*5\n+1h,Bo,1414,2*1\n+1h,Kim,1414,what?\n+7d,Kim,1414,what?\n"
    ran = replayed(rows, roster)
    assert [(one.guardian, one.record, one.decided_at) for one in ran.replay.endings()] == [
        ("Aigul", "refused", "2026-09-01 09:00:00"),
        ("Marat", "lapsed", "2026-09-08 09:00:00"),
        ("Bo", "consented", "2026-09-01 10:00:00"),
        ("Kim", "lapsed", "2026-09-08 09:00:00"),
        ("Ole", "not_needed", ""),
    ]
