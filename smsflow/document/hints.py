"""Shapes of type hints: how JSON, as `json` reads it, becomes what a hint says.

Each shape reads what it can and reports the rest with its path, so that all problems come at once.
After a problem a value may be anything; whoever asked looks at the problems first.
(`Any`: what a hint says is known at run time alone.)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Protocol, Union, get_args, get_origin, get_type_hints

from smsflow.document.suggestions import suggest
from smsflow.errors import MAX_SHOWN, START, Problem, note, shorten
from smsflow.frozen import frozen

TAG = "class"
"""the key of a record's name: a keyword of Python, so never the name of a field"""

Where = tuple[Any, str | int] | None
"""the way to a value: the way to what holds it, and its key there; None is the whole"""

Problems = list[Problem]


def is_record(kind: type) -> bool:
    """Whether a class is a dataclass or a `NamedTuple`."""
    return is_dataclass(kind) or (issubclass(kind, tuple) and hasattr(kind, "_fields"))


@cache
def fields_of(kind: type) -> tuple[str, ...]:
    """The fields that a record's constructor takes; what it derives from them is not saved."""
    if is_dataclass(kind):
        return tuple(field.name for field in fields(kind) if field.init)
    return tuple(getattr(kind, "_fields", ()))


class Reader(Protocol):
    """Reads what JSON has given as a value of one kind."""

    def read(self, data: Any, where: Where, problems: Problems) -> Any:
        """The value; after a problem, anything."""
        ...


@frozen
class Shape:
    """What a hint can be read from: a reader for each kind of value JSON has."""

    readers: dict[type, Reader]
    expected: str

    def read(self, data: object, where: Where, problems: Problems) -> Any:
        """The value; after a problem, anything."""
        reader = self.readers.get(type(data))
        if reader is None:
            message = f"expected {self.expected}, found {_told(data)}"
            return report(problems, where, message)
        return reader.read(data, where, problems)


def report(problems: Problems, where: Where, message: str) -> None:
    """Note a problem as `$.timers[3].at: …`; may say `EnoughProblems`."""
    parts = [message]
    while where is not None:
        where, key = where
        if isinstance(key, str) and key.isidentifier() and len(key) <= MAX_SHOWN:
            parts.append(f".{key}")
        else:
            parts.append(f"[{key if isinstance(key, int) else shorten(key)}]")
    parts[0] = f": {message}"
    note(problems, Problem("SF121", "".join(["$", *reversed(parts)]), START))


def _told(data: object) -> str:
    if isinstance(data, list | dict):
        return "a list" if isinstance(data, list) else "an object"
    return shorten(data) if isinstance(data, str) else json.dumps(data)[:MAX_SHOWN]


@cache
def shape_of(hint: Any) -> Shape:
    """The shape of a type hint; `TypeError` for one that has no form in JSON."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _either([shape_of(argument) for argument in arguments])
    if origin in (list, tuple, set, frozenset):
        fixed = origin is tuple and arguments[1:] != (...,)
        row = _Row(tuple(map(shape_of, arguments))) if fixed else None
        return Shape({list: row or _Items(origin, shape_of(arguments[0]))}, "a list")
    if origin is dict:
        return Shape({dict: _Table(shape_of(arguments[0]), shape_of(arguments[1]))}, "an object")
    if hint in _PLAIN:
        return Shape({hint: _Text() if hint is str else _Itself()}, _PLAIN[hint])
    return _of_class(hint)


_PLAIN = {str: "a text", int: "a whole number", bool: "true or false", NoneType: "null"}


def _of_class(hint: Any) -> Shape:
    if isinstance(hint, type) and issubclass(hint, Enum):
        members = _Members({member.value: member for member in hint})
        return Shape(dict.fromkeys(map(type, members.by_value), members), f"a {hint.__name__}")
    if isinstance(hint, type) and is_record(hint):
        records = _Records(_by_name(_with_derived(hint)))
        return Shape({dict: records}, f"`{hint.__name__}`")
    raise TypeError(f"{hint} has no form in JSON")


def _either(shapes: list[Shape]) -> Shape:
    """A union, told apart by what JSON gives, and records by their names."""
    readers: dict[type, Reader] = {}
    expected = " or ".join(shape.expected for shape in shapes)
    for shape in shapes:
        for kind, reader in shape.readers.items():
            other = readers.setdefault(kind, reader)
            if isinstance(reader, _Records) and isinstance(other, _Records):
                both = [*other.classes.values(), *reader.classes.values()]
                readers[kind] = _Records(_by_name(both))
            elif other is not reader:
                raise TypeError(f"{expected} cannot be told apart in JSON")
    return Shape(readers, expected)


@frozen
class _Itself:
    def read(self, data: object, _where: Where, _problems: Problems) -> object:
        return data


@frozen
class _Text:
    def read(self, data: str, where: Where, problems: Problems) -> str:
        if not data.isascii() and any("\ud800" <= sign <= "\udfff" for sign in data):
            report(problems, where, "half a character stands in this text")
        return data


@frozen
class _Members:
    """The members of an enumeration."""

    by_value: dict[Any, Enum]

    def read(self, data: str | int, where: Where, problems: Problems) -> Enum | None:
        member = self.by_value.get(data)
        if member is None:
            values = ", ".join(json.dumps(value) for value in self.by_value)
            report(problems, where, f"expected one of {values}, found {_told(data)}")
        return member


@frozen
class _Items:
    """A list, a tuple or a set of one kind of item."""

    make: Callable[[list[Any]], Any]
    item: Shape

    def read(self, data: list[object], where: Where, problems: Problems) -> Any:
        read, before = self.item.read, len(problems)
        items = [read(item, (where, index), problems) for index, item in enumerate(data)]
        if len(problems) > before:
            return None
        made = self.make(items)
        if len(made) < len(items):
            report(problems, where, "something stands twice in this set")
        return made


@frozen
class _Row:
    """A tuple of so many items, each of its own kind."""

    items: tuple[Shape, ...]

    def read(self, data: list[object], where: Where, problems: Problems) -> Any:
        if len(data) != len(self.items):
            message = f"expected a list of {len(self.items)}, found one of {len(data)}"
            return report(problems, where, message)
        return tuple(
            shape.read(item, (where, index), problems)
            for index, (shape, item) in enumerate(zip(self.items, data, strict=True))
        )


@frozen
class _Table:
    """A dictionary."""

    key: Shape
    item: Shape

    def read(self, data: dict[str, object], where: Where, problems: Problems) -> Any:
        return {
            self.key.read(key, (where, key), problems): self.item.read(item, (where, key), problems)
            for key, item in data.items()
        }


@frozen
class _Records:
    """Records of some classes, told apart by name."""

    classes: dict[str, type]

    def read(self, data: dict[str, object], where: Where, problems: Problems) -> Any:
        name = data.get(TAG)
        kind = self.classes.get(name) if isinstance(name, str) else None
        if kind is None:
            return self._report_class(name, where, problems)
        shapes, before = _shapes_of(kind), len(problems)
        values = {}
        for key, value in data.items():
            if key in shapes:
                values[key] = shapes[key].read(value, (where, key), problems)
            elif key != TAG:
                hint = suggest(key, shapes)
                report(problems, (where, key), f"{kind.__name__} has no such field{hint}")
        for key in shapes:
            if key not in data:
                report(problems, where, f"{kind.__name__} needs {key!r}")
        if len(problems) > before:
            return None
        try:
            return kind(**values)
        except ValueError as error:
            return report(problems, where, str(error))

    def _report_class(self, name: object, where: Where, problems: Problems) -> None:
        some = ", ".join(list(self.classes)[:5]) + (" …" if len(self.classes) > 5 else "")
        if isinstance(name, str):
            hint = suggest(name, self.classes) or f"; it can be {some}"
            report(problems, (where, TAG), f"unknown class {shorten(name)}{hint}")
        else:
            report(problems, where, f"expected {TAG!r} with the name of a class: {some}")


@cache
def _shapes_of(kind: type) -> dict[str, Shape]:
    hints = get_type_hints(kind)
    return {name: shape_of(hints[name]) for name in fields_of(kind)}


def _with_derived(kind: type) -> Iterator[type]:
    yield kind
    below: list[type] = kind.__subclasses__()
    for derived in below:
        yield from _with_derived(derived)


def _by_name(kinds: Iterable[type]) -> dict[str, type]:
    """Classes by name; `TypeError` where two share one.

    A dataclass with slots is made twice, first without them: of one class the later counts.
    """
    classes: dict[str, type] = {}
    for kind in kinds:
        other = classes.get(kind.__name__, kind)
        if (other.__module__, other.__qualname__) != (kind.__module__, kind.__qualname__):
            raise TypeError(f"two classes are called {kind.__name__}")
        classes[kind.__name__] = kind
    return classes
