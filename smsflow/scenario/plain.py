"""Plain Python values, read by the same shapes as a scenario file, so that both mean the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import TypeVar

from smsflow.codes import CODES
from smsflow.document import tree
from smsflow.document.shapes import INVALID, Invalid, Reader, Shape
from smsflow.document.tree import Node, Scalar
from smsflow.errors import START, DocumentError, EnoughProblems, Problem, StepError
from smsflow.memo.policy import DEFAULTS, Policy
from smsflow.scenario.language.values import POLICY, policy_of

T = TypeVar("T")
R = TypeVar("R", bound=Reader)


def node_of(value: object) -> Node:
    """A text, a number, yes or no, a list or a mapping, as a file would have it."""
    if isinstance(value, bool):
        return Scalar(START, "yes" if value else "no")
    if isinstance(value, str | int | float):
        return Scalar(START, str(value), '"')
    if isinstance(value, Mapping):
        return tree.Mapping(START, [(_key(key), node_of(part)) for key, part in value.items()])
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return tree.Sequence(START, [node_of(item) for item in value])
    raise mistake([Problem("SF107", f"{value!r} is neither text, number, list nor dict", START)])


def _key(key: object) -> Scalar:
    node = node_of(key)
    assert isinstance(node, Scalar), "a key of a dict can be hashed, hence is no list"
    return node


def read(reader: R, reading: Callable[[R], T | Invalid]) -> T:
    """What a reading comes to; `StepError` with everything that is wrong."""
    value: T | Invalid = INVALID
    with suppress(EnoughProblems):
        value = reading(reader)
    if reader.problems or isinstance(value, Invalid):
        raise mistake(reader.problems)
    return value


def read_as(shape: Shape[T], value: object) -> T:
    """One value as a shape reads it."""
    node = node_of(value)
    return read(Reader(), lambda reader: shape.read(node, reader))


def read_policy(policy: Policy | Mapping[str, object] | None) -> Policy:
    """A policy, or the defaults with some settings changed, written as in a scenario."""
    if isinstance(policy, Policy):
        return policy
    return policy_of(read_as(POLICY, policy)) if policy else DEFAULTS


def mistake(problems: list[Problem]) -> StepError:
    """The error of a caller's mistake: all codes and messages, and what to do next."""
    message = "; ".join(f"{one.code} {one.message}" for one in problems)
    error = StepError(problems[0].code, message)
    for code in dict.fromkeys(one.code for one in problems):
        error.add_note(f"{CODES[code][1]} `smsflow explain {code}` says the same.")
    return error


def explained(error: DocumentError) -> DocumentError:
    """The same error, with everything wrong in the file below its traceback."""
    for one in error.problems:
        path = one.origin.path if one.origin else error.path
        place = f"{path}:{one.place.line}:{one.place.column}"
        error.add_note(f"{place} {one.code} {one.message}; `smsflow explain {one.code}` tells more")
    return error
