"""Where everybody of a roster stands in the end: a row for each guardian, with whom to call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from typing import NamedTuple

from smsflow.memo.consent import Consent
from smsflow.memo.policy import ConsentOf
from smsflow.moments import Instant, format_instant
from smsflow.scenario.replay.roster import Roster
from smsflow.scenario.verdict.standing import Standing
from smsflow.sms.numbers import format_mobile


class Ending(NamedTuple):
    """A guardian's standing, and what the roster says; the first six are a `Standing`'s."""

    guardian: str
    """the name as it is written: of namesakes the number says which"""
    record: str
    truth: str
    cause: str
    sms: int
    segments: int
    number: str
    """of the handset, as one dials it: a spreadsheet takes no 8 701 … for an amount"""
    guardian_iin: str
    children: str
    """those in grades 5–11, with semicolons between"""
    grades: str
    """theirs, likewise"""
    decided_at: str
    """when the record became consented, refused or lapsed; else empty"""


def endings(
    roster: Roster, standings: Iterable[Standing], since: Callable[[str], Instant | None]
) -> Iterator[Ending]:
    """Everybody, in the order of the roster."""
    asked_for = roster.asked_for()
    for one in standings:
        setup, children = roster.guardians[one.guardian], asked_for.get(one.guardian, ())
        at = since(one.guardian) if one.record in _DECIDED else None
        yield Ending(
            roster.written(one.guardian),
            *one[1:],
            dialled(setup.number),
            setup.iin or "",
            "; ".join([roster.written(child.name) for child in children]),
            "; ".join([str(child.grade) for child in children]),
            _for_a_spreadsheet(at) if at is not None else "",
        )


_REFUSALS = (Consent.REFUSED, Consent.LAPSED)
_DECIDED = (Consent.CONSENTED, *_REFUSALS)


def _for_a_spreadsheet(at: Instant) -> str:
    """`2026-09-08 09:00:00`: Excel knows it for a moment, and `replay` reads it too."""
    return format_instant(at).removesuffix("+05:00").replace("T", " ")


def dialled(number: str | None) -> str:
    """`8 701 555 01 01`, or nothing."""
    return f"8{format_mobile(number)[2:]}" if number else ""


def without_a_meal(
    roster: Roster,
    wronged: Set[str],
    record: Callable[[str], str],
    consent_of: ConsentOf,
) -> int:
    """How many children in grades 5–11 miss their meal by wrongful refusals alone.

    One consent of several guardians suffices, or all have to consent (R57): then a child whose
    other guardian really refused would have no meal anyway.
    """
    count = 0
    for child in roster.to_be_asked_for() if wronged else ():
        if wronged.isdisjoint(child.guardians):
            continue
        others = [record(name) for name in child.guardians if name not in wronged]
        if consent_of is ConsentOf.ALL:
            count += not any(one in _REFUSALS for one in others)
        else:
            count += Consent.CONSENTED not in others
    return count
