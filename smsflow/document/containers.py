"""Shapes of lists and mappings, made of other shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from smsflow.document.shapes import INVALID, Invalid, Reader, Shape, is_broken
from smsflow.document.suggestions import suggest
from smsflow.document.tree import Mapping, Node, Scalar, Sequence, kind_of
from smsflow.errors import shorten
from smsflow.frozen import frozen

T = TypeVar("T")


@frozen
class ListOf(Generic[T]):
    """A list of one shape."""

    item: Shape[T]
    what: str = "a list"
    unique: bool = False

    def read(self, node: Node, reader: Reader) -> tuple[T, ...] | Invalid:
        if not isinstance(node, Sequence):
            if is_broken(node):
                return INVALID
            return reader.report(
                "SF107", f"expected {self.what} such as [one, two], not {kind_of(node)}", node.place
            )
        values: list[T] = []
        for item in node.items:
            value = self.item.read(item, reader)
            if isinstance(value, Invalid):
                continue
            if self.unique and value in values:
                reader.report("SF115", f"{value!s} stands in this list twice", item.place)
            values.append(value)
        return tuple(values)


@frozen
class MapOf(Generic[T]):
    """A mapping from names to one shape; `key` reads the names."""

    key: Shape[str]
    value: Shape[T]
    what: str = "a mapping"
    example: str = "{name: …}"
    may_be_empty: bool = True

    def read(self, node: Node, reader: Reader) -> dict[str, T] | Invalid:
        if not isinstance(node, Mapping):
            if is_broken(node):
                return INVALID
            return reader.report(
                "SF107",
                f"expected {self.what} such as {self.example}, not {kind_of(node)}",
                node.place,
            )
        if not (node.entries or self.may_be_empty):
            message = f"expected {self.what} such as {self.example}, and nothing stands here"
            return reader.report("SF106", message, node.place)
        values = {}
        for name, node_of_value in node.entries:
            key = self.key.read(name, reader)
            value = self.value.read(node_of_value, reader)
            if not isinstance(key, Invalid) and not isinstance(value, Invalid):
                values[key] = value
        return values


@dataclass(frozen=True)  # no slots: Python 3.11 could then not be told the type
class ByKind(Generic[T]):
    """One shape for a single value, another for a list or for a mapping, where there is one."""

    scalar: Shape[T] | None = None
    sequence: Shape[T] | None = None
    mapping: Shape[T] | None = None
    expected: str = "another kind of value"

    def read(self, node: Node, reader: Reader) -> T | Invalid:
        if isinstance(node, Scalar):
            shape = self.scalar
            if node.broken:
                return INVALID
        else:
            shape = self.mapping if isinstance(node, Mapping) else self.sequence
        if shape is None:
            return reader.report(
                "SF107", f"expected {self.expected}, not {kind_of(node)}", node.place
            )
        return shape.read(node, reader)


MAX_KEYS = 5
"""so many keys of a mapping an example names"""


class Field(NamedTuple):
    """One key of a record: its shape, whether it must stand there, and what it is about."""

    shape: Shape[Any]
    required: bool = False
    about: str = ""


@frozen
class Record:
    """A mapping with fixed keys, read in the order declared, as a dictionary of those there."""

    what: str
    fields: dict[str, Field]
    may_be_empty: bool = True
    """whether it may stand there without any key, where none is required"""

    def read(self, node: Node, reader: Reader) -> dict[str, Any] | Invalid:
        problems = len(reader.problems)
        values = self.read_parts(node, reader)
        if len(reader.problems) > problems or is_broken(node):
            return INVALID
        return INVALID if any(value is INVALID for value in values.values()) else values

    @property
    def _example(self) -> str:
        """What to write; of many keys the first."""
        keys = list(self.fields)
        parts = [f"{key}: …" for key in (keys if len(keys) <= MAX_KEYS else keys[:2])]
        return "{" + ", ".join([*parts, *(["…"] if len(keys) > MAX_KEYS else [])]) + "}"

    def read_parts(self, node: Node, reader: Reader) -> dict[str, Any]:
        """Whatever could be read of it, by key; the rest has been reported."""
        if not isinstance(node, Mapping):
            if not is_broken(node):
                message = f"{self.what} takes a mapping {self._example}, not {kind_of(node)}"
                reader.report("SF107", message, node.place)
            return {}
        if not (node.entries or self.may_be_empty):
            message = f"{self.what} needs at least one of {', '.join(self.fields)}"
            reader.report("SF106", message, node.place)
        nodes = {}
        for key, value_node in node.entries:
            nodes[key.value] = value_node
            if key.value not in self.fields:
                hint = suggest(key.value, self.fields) or f"; it takes {', '.join(self.fields)}"
                message = f"{self.what} has no key {shorten(key.value)}{hint}"
                reader.report("SF104", message, key.place)
        values = {}
        for name, field in self.fields.items():
            if name in nodes:
                values[name] = field.shape.read(nodes[name], reader)
            elif field.required:
                reader.report("SF106", f"{self.what} needs {name!r}", node.place)
        return values
