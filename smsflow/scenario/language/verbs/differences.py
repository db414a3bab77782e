"""How an expectation names differences of record and truth: who, what truth, what cause."""

from __future__ import annotations

from typing import Any

from smsflow.document.containers import ByKind, Field, ListOf, MapOf, Record
from smsflow.document.shapes import Choice, Invalid, Reader, Shape, WithPlace, choice_of
from smsflow.document.tree import Node, Scalar
from smsflow.memo.policy import LateReply, SecondReply
from smsflow.scenario.language.values import GUARDIAN
from smsflow.scenario.verdict import cause, story
from smsflow.scenario.verdict.story import Truth
from smsflow.world.faults import Fault
from smsflow.world.network import NO_HANDSET

CAUSES: tuple[str, ...] = (
    *(str(fault) for fault in Fault),
    NO_HANDSET,
    cause.STALE_NUMBER,
    cause.UNDER_WAY,
    cause.UNCLEAR_REPLY,
    cause.MISTAKE,
    cause.STRICT_SPELLING,
    *(f"late_reply: {value}" for value in LateReply if value is not LateReply.HONOUR),
    *(f"second_reply: {value}" for value in SecondReply),
)
"""Whatever can be the cause of a difference: a fault, a register, a clause or a policy."""

TRUTH: Choice[Truth] = choice_of(Truth, "truth", story.MEANINGS)


class _TruthOfDifference:
    """A truth; a cause in its place is told how it is written."""

    looks_like = TRUTH

    def read(self, node: Node, reader: Reader) -> Truth | Invalid:
        if isinstance(node, Scalar) and node.value in CAUSES:
            message = f"{node.value} is no truth but a cause: write {{cause: {node.value}}}"
            return reader.report("SF108", message, node.place)
        return self.looks_like.read(node, reader)


_DIFFERENCE: Shape[Any] = ByKind(
    scalar=_TruthOfDifference(),
    mapping=Record(
        "a difference",
        {
            "truth": Field(TRUTH),
            "cause": Field(Choice({one: one for one in CAUSES}, "cause")),
        },
        may_be_empty=False,
    ),
    expected="a truth, or {truth: …, cause: …}",
)
DIFFERENCES = Field(
    WithPlace(
        ByKind(
            sequence=ListOf(GUARDIAN, "a list of guardians"),
            mapping=MapOf(GUARDIAN, _DIFFERENCE, "guardians by name"),
            expected="a list of guardians, or their truths by name",
        )
    )
)
