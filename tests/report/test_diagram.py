"""Machines as pictures and tables: whole for a small one, parsed back for ours."""

from __future__ import annotations

import re
import subprocess

import pytest

from smsflow.memo.consent import CONSENT
from smsflow.memo.policy import DEFAULTS, LateReply, Policy
from smsflow.memo.registration import REGISTRATION
from smsflow.memo.table import Effect, Guard, Row, Table, specialise
from smsflow.memo.tables import TABLES
from smsflow.report.diagram import Taken, arrows, dot, draw, markdown, mermaid
from smsflow.words import Word
from tests.installed import needs


class Counter(Word):
    """A public service centre's counter."""

    SHUT = "shut"
    OPEN = "open"
    CROWDED = "crowded"


class Happens(Word):
    """What happens at it."""

    KNOCKED = "knocked"
    RANG = "rang"
    NOON = "noon"


class Asks(Guard):
    """What a row may ask about it."""

    STAFFED = "staffed"
    EARLY = "early"


class Does(Effect):
    """What it does."""

    GREET = "greet"


_S, _T = Counter, Happens
COUNTER = Table(
    "counter",
    _S,
    _T,
    Asks,
    Does,
    (
        Row("opened", (_S.SHUT,), _T.KNOCKED, (Asks.STAFFED, ~Asks.EARLY), target=_S.OPEN,
            effects=(Does.GREET,), clauses=("R15",)),
        Row("opened_early", (_S.SHUT,), _T.KNOCKED, (Asks.STAFFED, Asks.EARLY), target=_S.OPEN,
            clauses=("R15", "R14")),
        Row("empty", (_S.SHUT,), _T.KNOCKED, (~Asks.STAFFED,), rejects="R15", clauses=("R15",)),
        Row("rung_open", (_S.SHUT,), _T.RANG, target=_S.OPEN, clauses=("R16",)),
        Row("rung", (_S.OPEN, _S.CROWDED), _T.RANG, target=_S.CROWDED, clauses=("R16",)),
        Row("closed", tuple(_S), _T.NOON, target=_S.SHUT, clauses=("R17",)),
        Row("busy", (_S.OPEN, _S.CROWDED), _T.KNOCKED, clauses=("R15",)),
    ),
)  # fmt: skip

TAKEN: Taken = {("counter.opened", "shut"), ("counter.closed", "open"), ("counter.rung", "open")}


def test_an_arrow_gathers_whatever_leads_from_one_state_to_another() -> None:
    """A line a trigger, with the clauses of all its rows; what stays or is rejected is left out."""
    assert mermaid(COUNTER) == (
        "stateDiagram-v2\n"
        "    [*] --> shut\n"
        "    shut --> open: knocked (R15, R14)<br/>rang (R16)\n"
        "    open --> crowded: rang (R16)\n"
        "    open --> shut: noon (R17)\n"
        "    crowded --> shut: noon (R17)\n"
    )


def test_every_row_is_drawn_on_demand() -> None:
    """Loops of what stays, and of what is rejected, which the label says."""
    assert mermaid(COUNTER, every=True).splitlines()[2:] == [
        "    shut --> open: knocked (R15, R14)<br/>rang (R16)",
        "    shut --> shut: knocked is rejected (R15)<br/>noon (R17)",
        "    open --> crowded: rang (R16)",
        "    open --> shut: noon (R17)",
        "    open --> open: knocked (R15)",
        "    crowded --> crowded: rang (R16)<br/>knocked (R15)",
        "    crowded --> shut: noon (R17)",
    ]


def test_what_scenarios_do_not_take_has_an_arrow_of_its_own() -> None:
    """From this very state, and in words, since Mermaid cannot dash an arrow of a state diagram."""
    assert mermaid(COUNTER, TAKEN).splitlines()[2:] == [
        "    shut --> open: knocked (R15)",
        "    shut --> open: not covered<br/>knocked (R15, R14)<br/>rang (R16)",
        "    open --> crowded: rang (R16)",
        "    open --> shut: noon (R17)",
        "    crowded --> shut: not covered<br/>noon (R17)",
    ]


def test_graphviz_gets_left_aligned_labels_and_dashed_red_arrows() -> None:
    """Every state is a node, also one to which nothing leads."""
    red = ' style=dashed color="#c00000" fontcolor="#c00000"'
    lines = [line.strip() for line in dot(COUNTER, TAKEN).splitlines()]
    assert lines[0] == "digraph counter {"
    assert 'label="counter; dashed: no scenario takes it"' in lines[1]
    assert lines[5:-1] == [
        "start -> shut",
        "shut",
        "open",
        "crowded",
        r'shut -> open [label=" knocked (R15)\l"]',
        rf'shut -> open [label=" knocked (R15, R14)\l rang (R16)\l"{red}]',
        r'open -> crowded [label=" rang (R16)\l"]',
        r'open -> shut [label=" noon (R17)\l"]',
        rf'crowded -> shut [label=" noon (R17)\l"{red}]',
    ]
    assert lines[-1] == "}"
    assert "dashed" not in dot(COUNTER)


def test_a_table_has_a_line_for_every_row() -> None:
    """What stays and what is rejected too; many states are told by those that are not meant."""
    heads, rule, *rows = markdown(COUNTER).splitlines()
    assert heads == "| row | in | when | if | then | does | clauses |"
    assert rule == "| --- | --- | --- | --- | --- | --- | --- |"
    assert rows == [
        "| opened | shut | knocked | staffed and not early | → open | greet | R15 |",
        "| opened_early | shut | knocked | staffed and early | → open |  | R15, R14 |",
        "| empty | shut | knocked | not staffed | rejected by R15 |  | R15 |",
        "| rung_open | shut | rang |  | → open |  | R16 |",
        "| rung | open, crowded | rang |  | → crowded |  | R16 |",
        "| closed | any | noon |  | → shut |  | R17 |",
        "| busy | open, crowded | knocked |  | stays |  | R15 |",
    ]


def test_a_table_says_what_no_scenario_takes() -> None:
    """A row may be taken from some of its states only."""
    covered = [line.split(" | ")[-1] for line in markdown(COUNTER, TAKEN).splitlines()]
    assert covered == [
        "covered |",
        "--- |",
        "yes |",
        "**not covered** |",
        "**not covered** |",
        "**not covered** |",
        "not from crowded |",
        "not from shut, crowded |",
        "**not covered** |",
    ]


def test_many_states_are_told_by_the_few_others() -> None:
    """`any but requested`, rather than eight names; and a rejection whose clause the run finds."""
    consent = draw(CONSENT, "table", DEFAULTS)
    assert "| delivered_known | any but requested | delivered |" in consent
    registration = markdown(specialise(REGISTRATION, DEFAULTS))
    assert "| rejected by the first clause missing |" in registration


def test_a_picture_is_of_one_policy() -> None:
    """Another value of `late_reply` has other rows, and so other arrows."""

    def lapsed_to(policy: Policy) -> set[str]:
        picture = draw(CONSENT, "mermaid", policy)
        return set(re.findall(r"lapsed --> (\w+)", picture))

    assert lapsed_to(DEFAULTS) == {"consented", "refused", "requested"}
    assert lapsed_to(Policy(late_reply=LateReply.IGNORE)) == {"requested"}
    assert "late_ignored" not in draw(CONSENT, "table", DEFAULTS)
    assert "late_ignored" in draw(CONSENT, "table", Policy(late_reply=LateReply.IGNORE))


MERMAID = re.compile(
    r"stateDiagram-v2\n"
    r"    \[\*\] --> \w+\n"
    r"(?:    \w+ --> \w+: [\w (),]+(?:<br/>[\w (),]+)*\n)+"
)
"""what the pictures use of Mermaid's grammar: no character of a label has a meaning there"""
MERMAID_WORDS = {"state", "end", "note", "direction", "as", "class", "classDef", "style", "hide"}


@pytest.mark.parametrize("every", [False, True], ids=["moves", "all"])
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_our_machines_are_well_formed_mermaid(table: Table, every: bool) -> None:
    """Each line is of a form that Mermaid reads, and no state has the name of a keyword."""
    picture = draw(table, "mermaid", DEFAULTS, (), every=every)
    assert MERMAID.fullmatch(picture)
    assert not MERMAID_WORDS & {str(state) for state in table.states}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_pictures_have_exactly_the_moves_of_the_rows(table: Table) -> None:
    """Read back out of either language, they are what the rows say, and nothing else."""
    specialised = specialise(table, DEFAULTS)
    moves = {
        (str(source), str(row.target))
        for row in specialised.rows
        for source in row.sources
        if row.target not in (None, source)
    }
    drawn = re.findall(r"^    (\w+) --> (\w+):", mermaid(specialised), re.MULTILINE)
    assert set(drawn) == moves
    assert len(drawn) == len(moves)
    assert set(re.findall(r"^    (\w+) -> (\w+) \[", dot(specialised), re.MULTILINE)) == moves


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_with_every_row_every_trigger_of_every_state_is_drawn(table: Table) -> None:
    """A table is total, so each state has an arrow for whatever may happen."""
    drawn = arrows(specialise(table, DEFAULTS), every=True)
    for state in table.states:
        labels = [label for one in drawn if one.source is state for label in one.labels]
        assert {label.split(" ")[0] for label in labels} == {str(one) for one in table.triggers}


@needs("dot", "Graphviz")
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_graphviz_reads_our_machines(table: Table) -> None:
    """It draws each without a warning, with a node for every state and one for the start."""
    done = subprocess.run(
        ["dot", "-Tplain"],
        input=draw(table, "dot", DEFAULTS, (), every=True),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == ""
    nodes = re.findall(r"^node (\w+)", done.stdout, re.MULTILINE)
    assert sorted(nodes) == sorted(["start", *map(str, table.states)])
