"""Whom МИО collects for asking again (R42): who refused by the record, in words or in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from smsflow.memo.consent import Consent
from smsflow.scenario.replay.endings import dialled
from smsflow.scenario.replay.roster import Roster
from smsflow.scenario.verdict.standing import Standing


class Refused(NamedTuple):
    """One guardian, with the children in grades 5–11 beside; empty where the roster has no IIN."""

    guardian_iin: str
    guardian: str
    record: str
    children_iins: str
    children: str
    truth: str
    cause: str
    """why the refusal was none; empty where it was one"""
    number: str


def refused_of(roster: Roster, standings: Iterable[Standing]) -> Iterator[Refused]:
    """Those recorded `refused` (R08) or `lapsed` (R09), in the order of the roster."""
    children = roster.asked_for()
    for one in standings:
        if one.record in (Consent.REFUSED, Consent.LAPSED):
            theirs = children.get(one.guardian, [])
            yield Refused(
                roster.guardians[one.guardian].iin or "",
                roster.written(one.guardian),
                one.record,
                "; ".join(child.iin or "" for child in theirs),
                "; ".join(roster.written(child.name) for child in theirs),
                one.truth,
                one.cause,
                dialled(roster.guardians[one.guardian].number),
            )
