"""Short ways to read a roster and messages kept as tables, and to replay them."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import NamedTuple

from smsflow.errors import EnoughProblems, Problem
from smsflow.memo.policy import DEFAULTS, Policy
from smsflow.scenario.replay.roster import Roster
from smsflow.scenario.replay.roster_table import read_roster
from smsflow.scenario.replay.sequence import Line, Messages
from smsflow.scenario.replay.whole import Survey, WholeReplay
from smsflow.scenario.verdict.standing import Standing

ROSTER = """\
child,grade,guardian,number
Dana,6,Aigul,+7 701 555 01 01
Arman,9,Aigul,
Timur,7,Marat Serik,+7 701 555 01 02
"""
HEAD = "at,from,to,text\n"
BEGINS = "2026-09-01T09:00"
Told = tuple[str, str, int, int]
"""a problem: code, message, line and column"""


def roster_of(text: str | bytes, encoding: str = "utf-8") -> tuple[Roster, list[Told]]:
    """The roster of a table, and what is wrong with it."""
    problems: list[Problem] = []
    roster = Roster()
    with suppress(EnoughProblems):
        roster = read_roster("roster.csv", BytesIO(_bytes(text)), problems, encoding)
    return roster, told(problems)


def lines_of(text: str | bytes, roster: str = ROSTER) -> tuple[list[Line], list[Told]]:
    """The sound rows of a table of messages, and what is wrong with the others."""
    problems: list[Problem] = []
    people, _ = roster_of(roster)
    lines: list[Line] = []
    with suppress(EnoughProblems):
        lines.extend(Messages("messages.csv", BytesIO(_bytes(text)), people, problems))
    return lines, told(problems)


def told(problems: list[Problem]) -> list[Told]:
    """Problems as tests compare them; each has the line of its table."""
    assert all(one.origin is not None for one in problems)
    return [(one.code, one.message, *one.place) for one in problems]


class Replayed(NamedTuple):
    """What came of two tables."""

    replay: WholeReplay
    failures: list[Told]
    standings: dict[str, Standing]

    @property
    def records(self) -> dict[str, str]:
        """What the record says of each guardian."""
        return {name: one.record for name, one in self.standings.items()}


def replayed(
    rows: str,
    roster: str = ROSTER,
    *,
    policy: Policy = DEFAULTS,
    head: str = HEAD,
    trace: tuple[str, ...] = (),
) -> Replayed:
    """Rows of messages replayed on a roster; both are sound."""
    problems: list[Problem] = []
    people, wrong = roster_of(roster)
    data = (head + rows).encode()
    messages = Messages("messages.csv", BytesIO(data), people, problems)
    replay = WholeReplay(messages, people, policy, Survey(BytesIO(data)), trace=trace)
    for _ in replay.play():
        pass
    assert (wrong, problems) == ([], [])
    failures = [
        (one.code, one.what or one.message, *one.place)
        for one in replay.result("messages.csv", "").failures
    ]
    return Replayed(replay, failures, {one.guardian: one for one in replay.standings()})


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text
