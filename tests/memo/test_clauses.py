"""The clauses: sixty of them, and each is behaviour that some rule shows, or context."""

from __future__ import annotations

import pytest

from smsflow.memo.clauses import CLAUSES
from smsflow.memo.table import BY_MODEL, Table
from smsflow.memo.tables import TABLES

SECTIONS = {"1": 5, "2": 12, "3": 20, "4": 34, "5": 38, "6": 41, "FAQ": 60}
"""The last clause of every section."""

CONTEXT = {"R02", "R05", "R14", "R32"}
"""Clauses that no event can show."""

ELSEWHERE = {
    **{
        f"R{number}": "registration: one of its screens"
        for number in range(21, 35)
        if number not in (25, 26, 32)
    },
    "R54": "the world: a reply does not leave",
    "R60": "the app: a voucher that was left inactive is looked at",
}
"""Behaviour that is shown elsewhere than in the tables, and where."""


def _cited(table: Table) -> set[str]:
    rejections = {row.rejects for row in table.rows if row.rejects not in (None, BY_MODEL)}
    return {clause for row in table.rows for clause in row.clauses} | rejections


def test_there_are_sixty_clauses_in_order() -> None:
    """R01 to R60 are all there, none twice, in the memo's order."""
    assert list(CLAUSES) == [f"R{number:02}" for number in range(1, 61)]
    assert [clause.id for clause in CLAUSES.values()] == list(CLAUSES)


def test_every_clause_has_a_text_and_its_section() -> None:
    """A clause says something, and stands in the section in which the memo has it."""
    for number, clause in enumerate(CLAUSES.values(), start=1):
        section = next(name for name, last in SECTIONS.items() if number <= last)
        assert clause.section.split(".")[0] == section
        assert clause.text.endswith((".", "…")) or clause.text.endswith(")")


def test_context_is_marked() -> None:
    """What the memo says in passing is marked, so that nobody waits for an event to show it."""
    assert {clause.id for clause in CLAUSES.values() if not clause.behaviour} == CONTEXT


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_rows_cite_behaviour_only(table: Table) -> None:
    """Each clause that a row cites, or rejects by, is the memo's and is no mere context."""
    assert _cited(table) <= {clause.id for clause in CLAUSES.values() if clause.behaviour}


def test_every_rejection_is_among_its_rows_clauses_or_beside_them() -> None:
    """A verb is turned down by a clause, and the row says by which even where it cites others.

    By which of many a screen is turned down only the run can tell.
    """
    rejecting = [
        row for table in TABLES for row in table.rows if row.rejects not in (None, BY_MODEL)
    ]
    assert rejecting
    assert [row.name for row in rejecting if row.rejects not in row.clauses] == []


def test_all_behaviour_is_shown_somewhere() -> None:
    """Each clause that is behaviour is cited by a row, or listed with where else it is shown."""
    cited = set().union(*(_cited(table) for table in TABLES))
    behaviour = {clause.id for clause in CLAUSES.values() if clause.behaviour}
    assert behaviour - cited - set(ELSEWHERE) == set()
    assert set(ELSEWHERE) <= behaviour
