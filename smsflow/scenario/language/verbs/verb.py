"""What a verb is: a word, the shape of its argument, and what that argument becomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from smsflow.document.containers import ByKind, Field, Record
from smsflow.document.shapes import Shape
from smsflow.errors import Place
from smsflow.frozen import frozen
from smsflow.scenario.model import Action, Expectation
from smsflow.scenario.simulation import Simulation


@frozen
class Verb:
    """One verb that does something.

    `build` makes it of what `shape` read, or of None where a `bare` verb stands alone.
    (`Any`: what a shape reads, only this verb's `build` knows.)
    """

    name: str
    build: Callable[[Any, Place], Action]
    shape: Shape[Any]
    bare: bool = False


@frozen
class ExpectingVerb:
    """One verb that says what must hold; otherwise like `Verb`."""

    name: str
    build: Callable[[Any, Place], Expectation]
    shape: Shape[Any]
    bare: bool = False


@frozen
class Do:
    """An action that calls one method of the simulation with what was read."""

    method: Callable[..., None]
    arguments: tuple[Any, ...] = ()

    def perform(self, simulation: Simulation) -> None:
        """Do it."""
        self.method(simulation, *self.arguments)


def one(name: str, method: Callable[[Simulation, Any], None], shape: Shape[Any]) -> Verb:
    """A verb of one argument."""
    return Verb(name, lambda value, _place: Do(method, (value,)), shape)


def record(name: str, method: Callable[..., None], **fields: Shape[Any]) -> Verb:
    """A verb of several arguments, all of which must be given, in the method's order."""
    return Verb(
        name,
        lambda values, _place: Do(method, tuple(values[key] for key in fields)),
        Record(name, {key: Field(shape, True) for key, shape in fields.items()}),
    )


def one_or_record(
    name: str,
    method: Callable[..., None],
    first: tuple[str, Shape[Any]],
    *rest: tuple[str, Shape[Any]],
) -> Verb:
    """A verb of one argument, or of a mapping with that and some that may be left out."""
    key, shape = first
    mapping = Record(name, {key: Field(shape, True), **{k: Field(s) for k, s in rest}})

    def build(value: Any, _place: Place) -> Do:
        if not isinstance(value, dict):
            return Do(method, (value,))
        return Do(method, (value[key], *(value.get(other) for other, _ in rest)))

    return Verb(
        name, build, ByKind(scalar=shape, mapping=mapping, expected=f"a {key} or a mapping")
    )
