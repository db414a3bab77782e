"""Shapes of our own trade: numbers, IIN and BIN, names, clauses, faults and policy settings."""

from __future__ import annotations

import unicodedata
from functools import cached_property
from typing import Any

from smsflow.document.containers import Field, ListOf, Record
from smsflow.document.shapes import (
    Checked,
    Choice,
    Converted,
    Invalid,
    Length,
    Reader,
    Shape,
    Text,
    Whole,
    choice_of,
    read_text,
)
from smsflow.document.suggestions import suggest
from smsflow.document.tree import Node, Scalar, lines_of
from smsflow.errors import Place, shorten
from smsflow.frozen import frozen
from smsflow.memo.clauses import CLAUSES
from smsflow.memo.policy import SETTINGS, Policy, Reofferable, Setting, spell
from smsflow.moments import DAY
from smsflow.sms.identity import bin_problem, iin_problem
from smsflow.sms.numbers import parse_mobile
from smsflow.world.faults import BEHAVIOUR, Fault

TEN_YEARS = 3653 * DAY
"""the most that durations may come to"""

MOBILE: Converted[str] = Converted(
    parse_mobile, "SF110", "a Kazakh mobile number such as +7 7xx xxx xx xx"
)
IIN = Checked("IIN", "SF111", iin_problem)
BIN = Checked("BIN", "SF111", bin_problem)
FAULT: Choice[Fault] = choice_of(
    Fault, "cause", {fault: row.meaning for fault, row in BEHAVIOUR.items()}
)

_RESERVED = ("desk",)


class ScenarioReader(Reader):
    """A reader that knows which names a scenario has given so far, and its source text."""

    def __init__(self, source: str = "") -> None:
        super().__init__()
        self.guardians: dict[str, None] = {}
        self.children: dict[str, None] = {}
        self.roster_is_read = True
        """false where its part of the file was not, which is told once and not for each name"""
        self._source = source

    def place_in_block(self, line: int, text: str) -> Place:
        """Where a line of a block scalar stands, without the block's indentation."""
        lines = self._lines
        written = lines[line - 1] if line <= len(lines) else text
        indent = len(written) - len(text)
        return Place(line, max(indent, 0) + len(text) - len(text.lstrip()) + 1)

    @cached_property
    def _lines(self) -> list[str]:
        return lines_of(self._source)


def normal_name(text: str) -> str | None:
    """A name in NFC if it begins with a letter and goes on with letters, digits and `_`."""
    name = unicodedata.normalize("NFC", text)
    return name if name[:1].isalpha() and name.isidentifier() else None


_NAME: Converted[str] = Converted(normal_name, "SF108", "a name of letters, digits and _")


@frozen
class NewName:
    """A name that a guardian or a child is given here."""

    child: bool

    @property
    def looks_like(self) -> Shape[str]:
        """Its schema."""
        return _NAME

    def read(self, node: Node, reader: Reader) -> str | Invalid:
        name = _NAME.read(node, reader)
        if isinstance(name, Invalid):
            return name
        assert isinstance(reader, ScenarioReader)
        if name in _RESERVED:
            return reader.report("SF115", f"the name {name!r} is taken by the desk", node.place)
        if name in reader.guardians or name in reader.children:
            whose = "a guardian" if name in reader.guardians else "a child"
            return reader.report("SF115", f"{name!r} is the name of {whose} already", node.place)
        (reader.children if self.child else reader.guardians)[name] = None
        return name


@frozen
class KnownName:
    """The name of somebody in the roster."""

    child: bool

    @property
    def looks_like(self) -> Text:
        """Its schema; who is known, only a reader can tell."""
        return Text("a child's name" if self.child else "a guardian's name")

    def read(self, node: Node, reader: Reader) -> str | Invalid:
        what = "child" if self.child else "guardian"
        text = read_text(node, reader, f"a {what}'s name")
        if isinstance(text, Invalid):
            return text
        assert isinstance(reader, ScenarioReader)
        names = reader.children if self.child else reader.guardians
        if text in names:
            return text
        name = unicodedata.normalize("NFC", text)
        if name in names or not reader.roster_is_read:
            return name
        others = reader.guardians if self.child else reader.children
        hint = suggest(name, names)
        if name in others:
            hint = f"; {name!r} is a {'guardian' if self.child else 'child'}"
        return reader.report("SF109", f"unknown {what} {shorten(text)}{hint}", node.place)


GUARDIAN = KnownName(child=False)
CHILD = KnownName(child=True)


class GuardianOrNumber:
    """A guardian's name, or a mobile number."""

    looks_like = Text("a guardian's name, or a mobile number")

    def read(self, node: Node, reader: Reader) -> str | Invalid:
        text = node.value if isinstance(node, Scalar) else ""
        if text[:1].isdigit() or text[:1] == "+":
            return MOBILE.read(node, reader)
        return GUARDIAN.read(node, reader)


CLAUSE: Choice[str] = Choice(
    {name: name for name in CLAUSES},
    "clause",
    "SF116",
    {name: clause.text for name, clause in CLAUSES.items()},
    known=f"; the memo has {min(CLAUSES)} to {max(CLAUSES)}",
)


def _shape_of(setting: Setting) -> Shape[Any]:
    """How a policy setting's value is read."""
    if setting.options:
        return Choice({str(option): option for option in setting.options}, setting.name)
    if setting.type is tuple:
        return ListOf(choice_of(Reofferable, "state of consent"), "a list of states")
    if setting.most is not None:
        return Whole(setting.least or 0, setting.most)
    return Length(setting.least or 0, TEN_YEARS)


def _about(setting: Setting) -> str:
    """What is open, the clause, and the default."""
    default = spell(setting.name, setting.default)
    return f"{setting.silence} ({setting.clause}); {default} unless said"


POLICY = Record(
    "policy", {name: Field(_shape_of(one), about=_about(one)) for name, one in SETTINGS.items()}
)
"""Settings that differ from the defaults, by name."""


def policy_of(values: dict[str, Any]) -> Policy:
    """The defaults with some settings changed. (`Any`: each setting has a type of its own.)"""
    return Policy(**values)
