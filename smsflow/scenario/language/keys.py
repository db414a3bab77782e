"""What a scenario file holds, key by key."""

from __future__ import annotations

from smsflow.document.containers import Field, ListOf, Record
from smsflow.document.shapes import (
    INSTANT,
    INVALID,
    Choice,
    Invalid,
    Length,
    Reader,
    Text,
    Whole,
    is_broken,
)
from smsflow.document.tree import Mapping, Node, Sequence, kind_of
from smsflow.moments import HOUR
from smsflow.scenario.language.cases import CASES
from smsflow.scenario.language.once import MAX_KEPT, CaseReader, Once
from smsflow.scenario.language.roster import CHILDREN, GUARDIANS
from smsflow.scenario.language.values import CLAUSE, POLICY
from smsflow.scenario.language.verbs.catalogue import read_step
from smsflow.scenario.model import Step

LATENCY = Length(0, 24 * HOUR)


class Steps:
    """The list of steps."""

    def read(self, node: Node, reader: Reader) -> tuple[Step, ...] | Invalid:
        if is_broken(node):
            return INVALID
        if not isinstance(node, Sequence):
            return reader.report(
                "SF107", f"steps is a list of verbs, not {kind_of(node)}", node.place
            )
        if not node.items:
            return reader.report("SF106", "steps needs at least one verb", node.place)
        assert isinstance(reader, CaseReader)
        steps: list[Step] = []
        for item in node.items:
            steps.extend(self._step(item, reader))
        return tuple(steps)

    def _step(self, item: Node, reader: CaseReader) -> tuple[Step, ...]:
        shared = reader.shared
        if shared is None:
            return read_step(item, reader)
        template, variant = shared.template, shared.template.variant(item, reader.cells)
        known = None if reader.names_vary else shared.steps.get(variant)
        if known is not None:
            return known
        shares, problems = template.shares(item), len(reader.problems)
        naming = isinstance(item, Mapping) and item.get("add_child") is not None
        reader.names_vary = reader.names_vary or (naming and not shares)
        if shares and not naming and not reader.names_vary:
            with reader.reporting_to(shared.problems):
                steps = read_step(item, reader)
        else:
            steps = read_step(template.fill(item, reader.cells), reader)
        fit = len(reader.problems) == problems and not (naming or reader.names_vary)
        if fit and len(shared.steps) < MAX_KEPT:
            shared.steps[variant] = steps
        return steps


class _Cases:
    """Read before the rest, which is filled in from them."""

    looks_like = CASES

    def read(self, node: Node, reader: Reader) -> Node:
        return node


SCENARIO = Record(
    "a scenario",
    {
        "name": Field(Once(Text("one sentence")), True, "shown in every report"),
        "covers": Field(
            Once(ListOf(CLAUSE, "a list of clauses")), about="the clauses this claims to show"
        ),
        "tags": Field(Once(ListOf(Text("a tag"), "a list of tags")), about="to select it by"),
        "description": Field(Once(Text("some prose", empty=True)), about="for the reader"),
        "skip": Field(Once(Text("a reason in quotes")), about="why it is not run"),
        "seed": Field(Once(Whole(0, 2**53)), about="IINs are drawn from it"),
        "at": Field(Once(INSTANT), about="the first moment"),
        "latency": Field(Once(LATENCY), about="an SMS's travel time"),
        "policy": Field(Once(POLICY), about="the settings that differ from `smsflow policy`"),
        "guardians": Field(Once(GUARDIANS, names=True), about="who may be asked"),
        "children": Field(Once(CHILDREN, names=True), about="whose meals it is about"),
        "cases": Field(_Cases(), about="the scenario once for each row, with <column> filled in"),
        "unexpected_sms": Field(
            Once(Choice({"allow": False, "fail": True}, "unexpected_sms")),
            about="fail: every SMS has to be claimed; allow unless said",
        ),
        "steps": Field(Steps(), True, "what happens and what must hold, in order"),
    },
)
