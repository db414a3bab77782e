"""What a shape makes of a text."""

from __future__ import annotations

from typing import Any

from smsflow.document.shapes import INVALID, Reader, Shape
from smsflow.document.tree import parse

Told = tuple[str, str, tuple[int, int]]


def read(shape: Shape[Any], text: str) -> tuple[Any, list[Told]]:
    """What a shape makes of a YAML text, and what it reports."""
    node, _ = parse(text)
    assert node is not None
    reader = Reader()
    value = shape.read(node, reader)
    problems = [(one.code, one.message, (*one.place,)) for one in reader.problems]
    return value, [(code, message, (line, column)) for code, message, (line, column) in problems]


def invalid(code: str, message: str, line: int = 1, column: int = 1) -> tuple[Any, list[Told]]:
    """What `read` gives for a value with one thing wrong."""
    return INVALID, [(code, message, (line, column))]
