"""`@frozen`: a small record whose fields are not to be changed.

The type checker holds it (PEP 681). At run time it is a plain dataclass with slots: events are
built by the million, and a dataclass that also guards its fields takes four times as long. All of
them share one way to compare and to show themselves: compiling two for each class, as a dataclass
does, is a fifteenth of a start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def frozen(cls: type[T]) -> type[T]:
    """Make a class a record: fields in order, equal by value, never hashed."""
    # mypy does not let methods of a class be set; a decorator has no other way.
    cls.__eq__ = _equal  # type: ignore[method-assign]
    cls.__hash__ = None  # type: ignore[assignment]
    cls.__repr__ = _shown  # type: ignore[method-assign]
    return dataclass(slots=True, eq=False, repr=False)(cls)


def _equal(self: Any, other: Any) -> bool:
    return type(self) is type(other) and all(
        getattr(self, name) == getattr(other, name) for name in self.__match_args__
    )


def _shown(self: Any) -> str:
    fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{type(self).__qualname__}({fields})"
