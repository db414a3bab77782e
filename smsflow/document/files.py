"""Reads a whole YAML file as one shape, or raises one error with everything wrong in it."""

from __future__ import annotations

from contextlib import suppress

from smsflow.document.shapes import INVALID, Invalid, Reader, Shape, T
from smsflow.document.tree import Node, decode, parse
from smsflow.errors import DocumentError, EnoughProblems, Problem


def read_tree(path: str, data: bytes) -> tuple[str, Node, list[Problem]]:
    """A file's text, its tree, and what is wrong with it; `DocumentError` where it has no tree."""
    text, problems = decode(data)
    if problems:
        raise DocumentError(path, text, problems)
    node, problems = parse(text)
    if node is None:
        raise DocumentError(path, text, problems)
    return text, node, problems


def read_document(path: str, data: bytes, shape: Shape[T]) -> T:
    """The value of a file's bytes; `DocumentError` names `path` and every problem."""
    text, node, problems = read_tree(path, data)
    reader = Reader()
    value: T | Invalid = INVALID
    with suppress(EnoughProblems):
        value = shape.read(node, reader)
    problems = [*problems, *reader.problems]
    if problems or isinstance(value, Invalid):
        raise DocumentError(path, text, sorted(problems, key=lambda problem: problem.place))
    return value
