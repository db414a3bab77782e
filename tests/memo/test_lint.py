"""The lint of tables: silent on ours, and a whole sentence for each kind of flaw."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Any, cast

import pytest

from smsflow.memo.lint import lint
from smsflow.memo.policy import LateReply
from smsflow.memo.table import Effect, Guard, Row, Table
from smsflow.memo.tables import TABLES


class Counter(StrEnum):
    """A public service centre's counter."""

    SHUT = "shut"
    OPEN = "open"


class CounterTrigger(StrEnum):
    """What happens at it."""

    KNOCKED = "knocked"


class CounterGuard(Guard):
    """What a row may ask about it."""

    STAFFED = "staffed"


class CounterEffect(Effect):
    """What it does."""

    GREET = "greet"


_OPENED = Row(
    "opened",
    (Counter.SHUT,),
    CounterTrigger.KNOCKED,
    guards=(CounterGuard.STAFFED,),
    target=Counter.OPEN,
    effects=(CounterEffect.GREET,),
    clauses=("R15",),
)
_EMPTY = Row(
    "empty",
    (Counter.SHUT,),
    CounterTrigger.KNOCKED,
    guards=(~CounterGuard.STAFFED,),
    rejects="R15",
    clauses=("R15",),
)
_BUSY = Row("busy", (Counter.OPEN,), CounterTrigger.KNOCKED, clauses=("R14",))


def counter(*rows: Row) -> Table:
    """A table of two states and one trigger."""
    return Table("counter", Counter, CounterTrigger, CounterGuard, CounterEffect, rows)


def spoilt(row: Row, **changes: Any) -> Row:
    """The row with fields that its types would not allow."""
    return replace(row, **changes)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_our_tables_are_sound(table: Table) -> None:
    """Nothing is wrong with the tables that the program executes."""
    assert lint(table) == []


def test_a_sound_table_is_passed_in_silence() -> None:
    """A total table without flaws gives no sentence."""
    assert lint(counter(_OPENED, _EMPTY, _BUSY)) == []


def test_a_missing_row_is_named_by_its_state_trigger_and_guards() -> None:
    """Where nothing answers, the sentence says in which state, to what and under which guards."""
    assert lint(counter(_OPENED, _BUSY)) == ["counter: shut + knocked not staffed: no row"]


def test_a_state_without_any_row_is_named() -> None:
    """A state that no row names is missing whatever the guards say."""
    assert lint(counter(_OPENED, _EMPTY)) == ["counter: open + knocked: no row"]


def test_a_row_missing_under_another_policy_is_found() -> None:
    """A row that stands under one option of a setting leaves a gap under each of the others."""
    busy = replace(_BUSY, when=(LateReply.HONOUR,))
    assert set(lint(counter(_OPENED, _EMPTY, busy))) == {"counter: open + knocked: no row"}


def test_an_ambiguous_row_is_named_beside_its_rival() -> None:
    """Two rows that answer the same are both named, with where they meet."""
    rival = replace(_EMPTY, name="rival", guards=())
    assert lint(counter(_OPENED, rival, _BUSY, _EMPTY)) == [
        "counter: shut + knocked staffed: opened and rival",
        "counter: shut + knocked not staffed: rival and empty",
    ]


def test_a_duplicate_name_is_counted() -> None:
    """Two rows of one name could not be told apart in the events."""
    assert lint(counter(_OPENED, _EMPTY, replace(_BUSY, name="empty"))) == [
        "counter: 2 rows are named empty"
    ]


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        pytest.param(
            {"sources": (Counter.OPEN, "ajar")},
            ["counter.busy: its source 'ajar' is no Counter"],
            id="source",
        ),
        pytest.param(
            {"target": "ajar"}, ["counter.busy: its target 'ajar' is no Counter"], id="target"
        ),
        pytest.param(
            {"trigger": "nocked"},
            [
                "counter.busy: its trigger 'nocked' is no CounterTrigger",
                "counter: open + knocked: no row",
            ],
            id="trigger",
        ),
        pytest.param(
            {"guards": ("stafed",)},
            [
                "counter.busy: its guard 'stafed' is no CounterGuard",
                "counter: open + knocked not stafed: no row",
            ],
            id="guard",
        ),
        pytest.param(
            {"effects": ("greed",)},
            ["counter.busy: its effect 'greed' is no CounterEffect"],
            id="effect",
        ),
        pytest.param(
            {"effects": (CounterEffect.GREET, LateReply.IGNORE)},
            ["counter.busy: its effect <LateReply.IGNORE: 'ignore'> is no CounterEffect"],
            id="effect of another kind",
        ),
        pytest.param(
            {"clauses": ("R14", "R61")},
            ["counter.busy: it cites R61, which the memo does not have"],
            id="clause",
        ),
        pytest.param(
            {"rejects": "R00"},
            ["counter.busy: it cites R00, which the memo does not have"],
            id="clause of a rejection",
        ),
        pytest.param({"clauses": ()}, ["counter.busy: it cites no clause"], id="no clause"),
        pytest.param(
            {"rejects": "R14", "target": Counter.SHUT},
            ["counter.busy: it rejects, yet changes something"],
            id="rejects, yet moves",
        ),
        pytest.param(
            {"rejects": "R14", "effects": (CounterEffect.GREET,)},
            ["counter.busy: it rejects, yet changes something"],
            id="rejects, yet acts",
        ),
        pytest.param(
            {"sources": ()},
            ["counter.busy: its sources are none, or repeat", "counter: open + knocked: no row"],
            id="no sources",
        ),
        pytest.param(
            {"sources": (Counter.OPEN, Counter.OPEN)},
            ["counter.busy: its sources are none, or repeat"],
            id="sources that repeat",
        ),
    ],
)
def test_each_flaw_of_a_row_has_its_sentence(changes: dict[str, Any], sentences: list[str]) -> None:
    """What is misspelt, missing or contradictory in a row is said with the row's name."""
    assert lint(counter(_OPENED, _EMPTY, spoilt(_BUSY, **changes))) == sentences


def test_a_misspelt_option_has_its_sentence() -> None:
    """A value that no setting has is named like any other misspelling."""
    sentence = "counter.busy: its option 'honor' is no Option"
    assert sentence in lint(counter(_OPENED, _EMPTY, spoilt(_BUSY, when=("honor",))))


def test_a_misspelt_option_of_an_effect_has_its_sentence() -> None:
    """The option under which a single effect stands is checked as well."""
    effect = CounterEffect.GREET.when(cast(Any, "honor"))
    sentence = "counter.busy: its option 'honor' is no Option"
    assert sentence in lint(counter(_OPENED, _EMPTY, spoilt(_BUSY, effects=(effect,))))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_row_of_ours_can_be_spared(table: Table) -> None:
    """Whichever row is left out, the lint misses it: none stands idle."""
    spared = [
        table.id_of(row)
        for row in table.rows
        if not lint(replace(table, rows=tuple(other for other in table.rows if other is not row)))
    ]
    assert spared == []
