"""Shapes: what a node has to look like, and the typed value it is read as.

A shape reads a node, reports whatever is wrong to the reader with its place, and goes on, so that
all errors of a file come at once. `INVALID` stands for a value that has been reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as Map
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar

from smsflow.document.suggestions import looks_like, suggest
from smsflow.document.tree import Node, Scalar, kind_of
from smsflow.errors import Origin, Place, Problem, note, shorten
from smsflow.frozen import frozen
from smsflow.moments import Duration, Instant, format_duration, parse_duration, parse_instant

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class _Invalid(Enum):
    INVALID = "invalid"


INVALID: Final = _Invalid.INVALID
"""What a shape returns once it has reported the node."""

Invalid = _Invalid


class Reader:
    """Collects what is wrong with one document."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def report(
        self, code: str, message: str, place: Place, origin: Origin | None = None
    ) -> _Invalid:
        """Note a problem; the invalid value that goes in its place. May say `EnoughProblems`."""
        note(self.problems, Problem(code, message, place, origin))
        return INVALID


class Shape(Protocol[T_co]):
    """Reads a node as a value."""

    def read(self, node: Node, reader: Reader) -> T_co | Invalid:
        """The value, or `INVALID` after reporting why."""
        ...


def is_broken(node: Node) -> bool:
    """Whether the node has been reported already, when the tree was built."""
    return isinstance(node, Scalar) and node.broken


class Placed(NamedTuple, Generic[T]):
    """A value and where it stands, for a message at run time."""

    value: T
    place: Place


@dataclass(frozen=True)  # no slots: Python 3.11 could then not be told the type
class WithPlace(Generic[T]):
    """A shape whose value keeps its place."""

    shape: Shape[T]

    def read(self, node: Node, reader: Reader) -> Placed[T] | Invalid:
        value = self.shape.read(node, reader)
        return value if isinstance(value, Invalid) else Placed(value, node.place)


def read_text(node: Node, reader: Reader, expected: str, empty: bool = False) -> str | Invalid:
    """The text of a node that has to be a single value; `expected` says what is wanted."""
    if type(node) is not Scalar:
        return reader.report("SF107", f"expected {expected}, not {kind_of(node)}", node.place)
    if node.value or node.style or empty:
        return node.value
    if node.broken:
        return INVALID
    return reader.report("SF107", f"expected {expected}, found nothing", node.place)


@frozen
class Text:
    """Any text, an empty one only if it is quoted or `empty` allows it."""

    expected: str = "a text"
    empty: bool = False

    def read(self, node: Node, reader: Reader) -> str | Invalid:
        return read_text(node, reader, self.expected, self.empty)


@frozen
class Converted(Generic[T]):
    """A text read by a function that returns None for what it cannot read."""

    convert: Callable[[str], T | None]
    code: str
    expected: str

    def read(self, node: Node, reader: Reader) -> T | Invalid:
        text = read_text(node, reader, self.expected)
        if isinstance(text, Invalid):
            return text
        value = self.convert(text)
        if value is None:
            return reader.report(
                self.code, f"expected {self.expected}, found {shorten(text)}", node.place
            )
        return value


TRUTH_VALUES = {"yes": True, "true": True, "no": False, "false": False}

YES_OR_NO: Converted[bool] = Converted(
    lambda text: TRUTH_VALUES.get(text.lower()), "SF108", "yes or no"
)
INSTANT: Converted[Instant] = Converted(
    parse_instant, "SF112", "a moment such as 2026-09-01T09:00, between 1970 and 2200"
)


_DURATION: Converted[Duration] = Converted(
    parse_duration, "SF112", "a duration such as 2h or 3d 4h"
)


@frozen
class Length:
    """A duration of at least `least` milliseconds."""

    least: Duration = 0
    most: Duration | None = None

    def read(self, node: Node, reader: Reader) -> Duration | Invalid:
        length = _DURATION.read(node, reader)
        if isinstance(length, Invalid):
            return length
        if length < self.least:
            return reader.report("SF108", "the duration has to be longer than nothing", node.place)
        if self.most is not None and length > self.most:
            most = format_duration(self.most)
            return reader.report("SF114", f"the duration is longer than {most}", node.place)
        return length


_WHOLE = re.compile(r"-?[0-9]{1,18}")


@frozen
class Whole:
    """A whole number between two bounds."""

    least: int
    most: int

    def read(self, node: Node, reader: Reader) -> int | Invalid:
        text = read_text(node, reader, "a whole number")
        if isinstance(text, Invalid):
            return text
        if _WHOLE.fullmatch(text) and self.least <= int(text) <= self.most:
            return int(text)
        return reader.report(
            "SF108",
            f"expected a whole number from {self.least} to {self.most}, found {shorten(text)}",
            node.place,
        )


@frozen
class Checked:
    """A text that a function may find wrong, saying why."""

    what: str
    code: str
    problem: Callable[[str], str | None]

    def read(self, node: Node, reader: Reader) -> str | Invalid:
        text = read_text(node, reader, self.what)
        if isinstance(text, Invalid):
            return text
        problem = self.problem(text)
        if problem:
            said = problem if problem.startswith("its") else f"it {problem}"
            return reader.report(
                self.code, f"{shorten(text)} is no {self.what}: {said}", node.place
            )
        return text


class Choice(Generic[T]):
    """One of a fixed set of words."""

    def __init__(
        self,
        words: Map[str, T],
        what: str = "value",
        code: str = "SF108",
        meanings: Map[Any, str] | None = None,
        known: str = "",
    ) -> None:
        self.words = words
        self.what = what
        self.code = code
        self.meanings = meanings
        """what each word says, where that is known; a word may be an enumeration's member"""
        self._known = known
        """said of a word that looks like none of them, instead of the nearest"""
        self._expected = f"a {what}"

    def read(self, node: Node, reader: Reader) -> T | Invalid:
        text = read_text(node, reader, self._expected)
        if isinstance(text, Invalid):
            return text
        if text in self.words:
            return self.words[text]
        hint = self._hint(text) or f"; it can be {', '.join(self.words)}"
        return reader.report(self.code, f"unknown {self.what} {shorten(text)}{hint}", node.place)

    def _hint(self, text: str) -> str:
        if self._known and text.upper() not in self.words and not looks_like(text, self.words):
            return self._known
        return suggest(text, self.words)


def choice_of(
    kind: type[Enum], what: str = "value", meanings: Map[Any, str] | None = None
) -> Choice[Any]:
    """The values of an enumeration. (`Any`: the member's type is the caller's to name.)"""
    return Choice({str(member.value): member for member in kind}, what, meanings=meanings)
