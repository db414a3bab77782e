"""YAML text as a tree of nodes that know their places.

Every scalar stays the text that was typed: `no`, `+7701…` and `12:30` are converted by a shape
(`smsflow.document.shapes`), never by YAML. The tree is built from parse events: composing would
crash the interpreter on deep nesting. Anchors, aliases, tags and duplicate keys are refused.
"""

from __future__ import annotations

import gc
import re
import unicodedata
from functools import lru_cache
from typing import Any, NoReturn

import yaml

from smsflow.errors import START, EnoughProblems, Place, Problem, note, shorten

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 32
MAX_NODES = 400_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""what YAML 1.1, section 5.1, does not let a file hold"""
_LINE_ENDS = ("\r\n", "\r", "\x85", "\u2028", "\u2029")
"""what ends a line beside \\n in YAML 1.1, section 5.4"""


class Node:
    """A value that knows where it begins: `where` is a place, or YAML's own mark of one."""

    __slots__ = ("where",)

    def __init__(self, where: Any) -> None:
        self.where = where

    @property
    def place(self) -> Place:
        """Line and column, from 1."""
        where = self.where
        return where if type(where) is Place else Place(where.line + 1, where.column + 1)


class Scalar(Node):
    """A text. `style` is YAML's: '' plain, '"' or "'" quoted, '|' or '>' a block."""

    __slots__ = ("broken", "style", "value")

    def __init__(self, where: Any, value: str, style: str = "", broken: bool = False) -> None:
        self.where = where
        self.value = value
        self.style = style
        self.broken = broken
        """already reported; a shape passes over it in silence"""


class Sequence(Node):
    """A list."""

    __slots__ = ("items",)

    def __init__(self, where: Any, items: list[Node]) -> None:
        self.where = where
        self.items = items


class Mapping(Node):
    """Keys and values, in the order written; of a key that stands there twice, the first."""

    __slots__ = ("entries", "repeated")

    def __init__(
        self, where: Any, entries: list[tuple[Scalar, Node]], repeated: tuple[str, ...] = ()
    ) -> None:
        self.where = where
        self.entries = entries
        self.repeated = repeated
        """keys that stand there more than once"""

    def get(self, key: str) -> Node | None:
        """The value of a key."""
        return next((value for name, value in self.entries if name.value == key), None)


def kind_of(node: Node) -> str:
    """What a node is, in words for a message."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    return "nothing" if isinstance(node, Scalar) and not node.value else "a single value"


def decode(data: bytes) -> tuple[str, list[Problem]]:
    """UTF-8 text (with or without BOM) of a file's bytes, or what is wrong with them."""
    if len(data) > MAX_BYTES:
        return "", [Problem("SF114", "the file is larger than 8 MiB; split it", START)]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        message = f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8"
        return before, [Problem("SF102", message, _place_at(before, len(before)))]


def parse(text: str) -> tuple[Node | None, list[Problem]]:
    """The tree of a text and the problems found in building it; None where it is not YAML."""
    builder = _Builder(text)
    collecting = gc.isenabled()
    gc.disable()  # a tree has no cycles; looking for some would double the time of a large one
    try:
        return builder.build(), builder.problems
    except (_Stop, EnoughProblems):
        return None, builder.problems
    finally:
        if collecting:
            gc.enable()


_PLAIN_WORDS = (
    (
        "expected key",
        "this line is not indented like the others of the mapping that begins at {where}",
    ),
    (
        "expected '-' indicator",
        "an item of the list that begins at {where} is written `- …`, indented like the others",
    ),
    ("expected ',' or '}'", "the { opened at {where} is not closed, or a comma is missing"),
    ("expected ',' or ']'", "the [ opened at {where} is not closed, or a comma is missing"),
    ("unexpected end of stream", "the quotation opened at {where} is not closed"),
    ("mapping values are not allowed", "a second colon stands here; quote the text, or indent"),
    ("could not find expected ':'", "a key needs a colon and a blank after it"),
)
"""what YAML complains of, and what a person has done"""
_TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"
_LIBYAML_TOO_DEEP = "maximum nesting depth"
"""libyaml's own limit of 1,000, since PyYAML 6.0.4: it looks ahead, and may reach it before ours"""


def _in_plain_words(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or "this is not YAML"
    mark = error.context_mark
    where = f"{mark.line + 1}:{mark.column + 1}" if mark else "the start"
    for complaint, plain in _PLAIN_WORDS:
        if complaint in problem:
            return plain.replace("{where}", where)
    return problem.replace("did not find expected", "here YAML expects")


@lru_cache(2)
def lines_of(text: str) -> list[str]:
    """The lines of a text as YAML counts them."""
    return _plain_line_ends(text).split("\n")


def _place_at(text: str, index: int) -> Place:
    before = _plain_line_ends(text[:index])
    return Place(before.count("\n") + 1, len(before) - before.rfind("\n"))


def _plain_line_ends(text: str) -> str:
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    return text


_STRANGE_BLANKS = ("\u00a0", "\u2007", "\u202f", "\u3000")
_LINES_BACK = 200
"""how far back a mistake is looked for that YAML notices only later"""
_LEADING_BLANK = re.compile(f"[ \t]*([{''.join(_STRANGE_BLANKS)}])")


def _blank(blank: str) -> str:
    name = unicodedata.name(blank).lower()
    article = "an" if name[0] in "aeiou" else "a"
    return f"{article} {name} (U+{ord(blank):04X}) is no indentation; use ordinary blanks"


class _Stop(Exception):
    """The tree cannot be built any further."""


class _Builder:
    def __init__(self, text: str) -> None:
        self._text = text
        self._nodes = 0
        self.problems: list[Problem] = []

    def build(self) -> Node | None:
        root: Node | None = None
        try:
            self._next = _LOADER(self._text).get_event
            while (event := self._next()) is not None:
                if type(event) is yaml.DocumentStartEvent:
                    if root is not None:
                        self._fail("SF101", "a second document begins here; keep one a file", event)
                    root = self._node(self._next(), 1)
        except yaml.MarkedYAMLError as error:
            self._not_yaml(error)
        except yaml.reader.ReaderError as error:
            self._not_text(error)
        if root is None:
            self.problems.append(Problem("SF101", "the file is empty", START))
        return root

    def _not_yaml(self, error: yaml.MarkedYAMLError) -> NoReturn:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else START
        if _LIBYAML_TOO_DEEP in (error.problem or ""):
            self.problems.append(Problem("SF114", _TOO_DEEP, place))
        else:
            self.problems.append(Problem("SF101", self._explain(error, place), place))
        raise _Stop from None

    def _not_text(self, error: yaml.reader.ReaderError) -> NoReturn:
        found = _UNREADABLE.search(self._text)
        place = _place_at(self._text, found.start()) if found else START
        message = f"the control character 0x{error.character:02x} stands here; remove it"
        self.problems.append(Problem("SF102", message, place))
        raise _Stop from None

    def _explain(self, error: yaml.MarkedYAMLError, place: Place) -> str:
        what = _in_plain_words(error)
        lines = lines_of(self._text)
        first = max(0, place.line - _LINES_BACK)
        for number, line in enumerate(lines[first : place.line], first + 1):
            blank = _LEADING_BLANK.match(line) if number > place.line - 2 else None
            if blank:
                return f"line {number} begins so: {_blank(blank[1])}"
            if line.count('"') % 2 and "#" not in line and "not closed" not in what:
                return f"{what}; or the quotation mark in line {number} is not closed"
        before = lines[place.line - 1][: place.column] if place.line <= len(lines) else ""
        if before.endswith("\t"):
            return f"{what}; indent with blanks, not with a tab"
        for here in before[:-3:-1]:
            if here in "*&!@`%|>":
                return f'{what}; a text that begins with {here} has to be quoted: "{here}…"'
        return what

    def _fail(self, code: str, message: str, event: Any) -> NoReturn:
        self.problems.append(Problem(code, message, _place(event)))
        raise _Stop

    def _node(self, event: Any, depth: int) -> Node:
        # `Any`: PyYAML's stubs do not tell which events carry an anchor, a tag or a value.
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._fail("SF114", f"more than {MAX_NODES:,} values in one file; split it", event)
        kind = type(event)
        if kind is yaml.AliasEvent:
            return self._alias(event)
        where = event.start_mark
        if event.anchor is not None or event.tag is not None:
            what = (
                f"tag {shorten(event.tag)}"
                if event.anchor is None
                else f"anchor {shorten('&' + event.anchor)}"
            )
            note(
                self.problems,
                Problem(
                    "SF113",
                    f"the YAML {what} is not read here; remove it, or quote it",
                    _place(event),
                ),
            )
        if kind is yaml.ScalarEvent:
            return Scalar(where, event.value, event.style or "")
        if depth > MAX_DEPTH:
            self._fail("SF114", _TOO_DEEP, event)
        if kind is yaml.SequenceStartEvent:
            return self._sequence(where, depth)
        return self._mapping(where, depth)

    def _alias(self, event: Any) -> Scalar:
        alias = shorten("*" + event.anchor)[1:-1]
        message = f'YAML reads {alias} as an alias; to mean the text, quote it: "{alias}"'
        note(self.problems, Problem("SF113", message, _place(event)))
        return Scalar(event.start_mark, "", broken=True)

    def _sequence(self, where: Any, depth: int) -> Sequence:
        items = []
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            items.append(self._node(event, depth + 1))
        return Sequence(where, items)

    def _mapping(self, where: Any, depth: int) -> Mapping:
        entries: list[tuple[Scalar, Node]] = []
        seen: dict[str, Scalar] = {}
        repeated: tuple[str, ...] = ()
        while type(event := self._next()) is not yaml.MappingEndEvent:
            key = self._node(event, depth + 1)
            value = self._node(self._next(), depth + 1)
            if not isinstance(key, Scalar):
                note(
                    self.problems,
                    Problem("SF107", f"a key has to be a text, not {kind_of(key)}", key.place),
                )
            elif key.value in seen:
                first = seen[key.value].place.line
                message = f"{shorten(key.value)} stands here a second time, first in line {first}"
                note(self.problems, Problem("SF105", message, key.place))
                repeated += (key.value,)
            elif not key.value.isascii() and key.value[0] in _STRANGE_BLANKS:
                note(self.problems, Problem("SF101", _blank(key.value[0]), key.place))
            else:
                seen[key.value] = key
                entries.append((key, value))
        return Mapping(where, entries, repeated)


def _place(event: Any) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1)
