"""What `make mutants` tries, on a table of three rows."""

from __future__ import annotations

from pathlib import Path

from smsflow.memo.consent import CONSENT, Consent, ConsentEffect, ConsentTrigger
from smsflow.memo.policy import TimeoutStarts
from smsflow.memo.table import Row, Table
from smsflow.memo.tables import TABLES
from tests.mutants.mutations import mutants_of, read_equivalents

EQUIVALENT = Path(__file__).with_name("equivalent.txt")

_S, _E = Consent, ConsentEffect
MOVING = Row(
    "moving",
    (_S.NOT_ASKED,),
    ConsentTrigger.CAMPAIGN_STARTED,
    target=_S.REQUESTED,
    effects=(_E.SEND_REQUEST, _E.START_CLOCK.when(TimeoutStarts.SUBMISSION)),
)
STAYING = Row("staying", (_S.LAPSED,), ConsentTrigger.DEADLINE_PASSED)
STAYING_ANYWHERE = Row("anywhere", (_S.REFUSED, _S.LAPSED), ConsentTrigger.DEADLINE_PASSED)


def table(*rows: Row) -> Table:
    """The consent table with these rows only."""
    return Table("consent", CONSENT.states, CONSENT.triggers, CONSENT.guards, CONSENT.effects, rows)


def changes_of(row: Row) -> list[str]:
    """The changes of one row, in order."""
    return [mutant.change for mutant in mutants_of(table(row))]


def test_a_row_that_moves_gets_every_other_target_and_loses_each_effect_and_itself() -> None:
    """The state it comes from is a target like any other."""
    targets = [f"-> {state}" for state in Consent if state is not _S.REQUESTED]
    effects = ["without send_request", "without start_clock"]
    assert changes_of(MOVING) == [*targets, *effects, "dropped"]


def test_a_row_that_stays_gets_every_target_but_its_own_state() -> None:
    """With several states each is a change for the others, so none is left out."""
    others = [f"-> {state}" for state in Consent if state is not _S.LAPSED]
    assert changes_of(STAYING) == [*others, "dropped"]
    assert changes_of(STAYING_ANYWHERE) == [*(f"-> {state}" for state in Consent), "dropped"]


def test_a_mutant_changes_its_own_row_only() -> None:
    """The other rows stay, in their order."""
    mutants = {mutant.name: mutant for mutant in mutants_of(table(STAYING, MOVING))}
    changed = mutants["consent.moving without start_clock"]
    assert (changed.row, changed.table.rows[0]) == ("consent.moving", STAYING)
    assert changed.table.rows[1].effects == (_E.SEND_REQUEST,)
    assert mutants["consent.moving dropped"].table.rows == (STAYING,)


def test_equivalents_are_read_as_names_with_their_reasons() -> None:
    """A `#` line is a comment, and a reason may hold colons."""
    text = "# why\n\nconsent.asked -> lapsed: nobody: ever\n"
    assert read_equivalents(text) == {"consent.asked -> lapsed": "nobody: ever"}


def test_every_equivalent_listed_is_a_mutant_and_has_its_reason() -> None:
    """`make mutants` proves the rest."""
    listed = read_equivalents(EQUIVALENT.read_text(encoding="utf-8"))
    names = {mutant.name for each in TABLES for mutant in mutants_of(each)}
    assert listed.keys() <= names
    assert all(listed.values())
