"""A machine of the memo as a picture (Mermaid, Graphviz DOT) or as a Markdown table.

All three read the rows that one policy leaves. A picture has one arrow from a state to another,
labelled with whatever leads there. With what scenarios have taken, the rest is marked: in its own
arrow, and dashed red where the language can draw that (Mermaid's state diagrams cannot).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Literal

from smsflow.frozen import frozen
from smsflow.memo.policy import Policy
from smsflow.memo.table import BY_MODEL, Row, Table, Unless, specialise

Taken = Collection[tuple[str, str]]
"""rows that scenarios took, each with the state it was taken in"""


@frozen
class Arrow:
    """One arrow of a picture: from a state to a state, for these reasons."""

    source: StrEnum
    target: StrEnum
    labels: tuple[str, ...]
    covered: bool


def arrows(table: Table, taken: Taken | None = None, *, every: bool = False) -> list[Arrow]:
    """The arrows in the order of the states; what stays or is rejected, only with `every`."""
    found: dict[tuple[StrEnum, StrEnum, bool], list[Row]] = {}
    for source in table.states:
        for row in table.rows:
            target = row.target or source
            if source in row.sources and (every or target is not source):
                covered = taken is None or (table.id_of(row), str(source)) in taken
                found.setdefault((source, target, covered), []).append(row)
    return [
        Arrow(source, target, _labels(rows), covered)
        for (source, target, covered), rows in found.items()
    ]


def _labels(rows: list[Row]) -> tuple[str, ...]:
    """A label for each trigger, with the clauses of all its rows."""
    clauses: dict[str, dict[str, None]] = {}
    for row in rows:
        said = f"{row.trigger} is rejected" if row.rejects else str(row.trigger)
        clauses.setdefault(said, {}).update(dict.fromkeys(row.clauses))
    return tuple(f"{said} ({', '.join(cited)})" for said, cited in clauses.items())


def mermaid(table: Table, taken: Taken | None = None, *, every: bool = False) -> str:
    """A `stateDiagram-v2`."""
    lines = ["stateDiagram-v2", f"    [*] --> {first_state(table)}"]
    for arrow in arrows(table, taken, every=every):
        labels = arrow.labels if arrow.covered else ("not covered", *arrow.labels)
        lines.append(f"    {arrow.source} --> {arrow.target}: {'<br/>'.join(labels)}")
    return "\n".join(lines) + "\n"


def dot(table: Table, taken: Taken | None = None, *, every: bool = False) -> str:
    """A directed graph for Graphviz."""
    title = table.name if taken is None else f"{table.name}; dashed: no scenario takes it"
    lines = [
        f"digraph {table.name} {{",
        f'    graph [label="{title}" labelloc=t fontname="Helvetica" nodesep=0.4 ranksep=0.7]',
        '    node [shape=box style="rounded,filled" fillcolor="#eef3fa" fontname="Helvetica"]',
        '    edge [fontname="Helvetica" fontsize=9]',
        "    start [shape=point width=0.12 fillcolor=black]",
        f"    start -> {first_state(table)}",
        *(f"    {state}" for state in table.states),
    ]
    for arrow in arrows(table, taken, every=every):
        style = "" if arrow.covered else ' style=dashed color="#c00000" fontcolor="#c00000"'
        label = "".join(f" {one}\\l" for one in arrow.labels)
        lines.append(f'    {arrow.source} -> {arrow.target} [label="{label}"{style}]')
    return "\n".join([*lines, "}"]) + "\n"


def first_state(table: Table) -> StrEnum:
    """Where a machine begins unless the roster says more: the first of its states."""
    return next(iter(table.states))


def markdown(table: Table, taken: Taken | None = None) -> str:
    """A line for each row, those that stay or reject as well."""
    heads = ["row", "in", "when", "if", "then", "does", "clauses"]
    heads += [] if taken is None else ["covered"]
    lines = [heads, ["---"] * len(heads)]
    for row in table.rows:
        covered = [] if taken is None else [_covered(table, row, taken)]
        lines.append([*_cells(table, row), *covered])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cells(table: Table, row: Row) -> Iterator[str]:
    yield row.name
    yield _sources(table, row)
    yield str(row.trigger)
    yield " and ".join(
        f"not {guard.guard}" if isinstance(guard, Unless) else str(guard) for guard in row.guards
    )
    yield _outcome(row)
    yield ", ".join(str(effect) for effect in row.effects)
    yield ", ".join(row.clauses)


def _sources(table: Table, row: Row) -> str:
    others = [str(state) for state in table.states if state not in row.sources]
    if not others:
        return "any"
    if len(others) < len(row.sources) - 1:
        return f"any but {', '.join(others)}"
    return ", ".join(row.sources)


def _outcome(row: Row) -> str:
    if row.rejects:
        by = "the first clause missing" if row.rejects == BY_MODEL else row.rejects
        return f"rejected by {by}"
    return f"→ {row.target}" if row.target else "stays"


def _covered(table: Table, row: Row, taken: Taken) -> str:
    missing = [state for state in row.sources if (table.id_of(row), str(state)) not in taken]
    if not missing:
        return "yes"
    if len(missing) == len(row.sources):
        return "**not covered**"
    return f"not from {', '.join(missing)}"


Form = Literal["mermaid", "dot", "table"]


def draw(
    table: Table, form: Form, policy: Policy, taken: Taken | None = None, *, every: bool = False
) -> str:
    """A table as one policy leaves it; `every` draws what stays or is rejected into a picture."""
    specialised = specialise(table, policy)
    if form == "table":
        return markdown(specialised, taken)
    return (mermaid if form == "mermaid" else dot)(specialised, taken, every=every)
