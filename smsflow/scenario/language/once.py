"""Reads once what the cases of a file have in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from smsflow.document.shapes import Reader, Shape
from smsflow.document.tree import Mapping, Node
from smsflow.errors import Problem
from smsflow.scenario.language.cases import Template
from smsflow.scenario.language.values import ScenarioReader
from smsflow.scenario.model import Step


@dataclass(slots=True)
class _Read:
    """What was read of a node that all cases share, and the names it gave."""

    value: Any
    guardians: dict[str, None]
    children: dict[str, None]


MAX_KEPT = 20_000
"""parts of cases that are kept for others like them"""


class Shared:
    """What several cases of a file have in common, read once."""

    def __init__(self, template: Template, problems: list[Problem]) -> None:
        self.template = template
        self.values: dict[tuple[object, ...], _Read] = {}
        self.steps: dict[tuple[object, ...], tuple[Step, ...]] = {}
        self.problems = problems


class CaseReader(ScenarioReader):
    """A reader of one case, which looks up what an earlier case has read already."""

    def __init__(
        self, source: str, shared: Shared | None, cells: dict[str, str] | None = None
    ) -> None:
        super().__init__(source)
        self.shared = shared
        self.cells = cells or {}
        self.names_vary = False
        """whether the roster differs from case to case"""

    @contextmanager
    def reporting_to(self, problems: list[Problem]) -> Iterator[None]:
        """What is wrong goes to another list for a while."""
        own, self.problems = self.problems, problems
        try:
            yield
        finally:
            self.problems = own


class Once:
    """A shape that reads a node once for all cases, unless it differs between them."""

    def __init__(self, shape: Shape[Any], names: bool = False) -> None:
        self.looks_like = shape
        self._names = names

    def read(self, node: Node, reader: Reader) -> Any:
        assert isinstance(reader, CaseReader)
        shared = reader.shared
        if shared is None:
            return self.looks_like.read(node, reader)
        variant = shared.template.variant(node, reader.cells)
        known = None if reader.names_vary else shared.values.get(variant)
        if known is None:
            known = self._read(node, reader, shared, variant)
        elif self._names:
            reader.guardians |= known.guardians
            reader.children |= known.children
        return known.value

    def _read(
        self, node: Node, reader: CaseReader, shared: Shared, variant: tuple[object, ...]
    ) -> _Read:
        template, problems = shared.template, len(reader.problems)
        if template.shares(node) and not reader.names_vary:
            with reader.reporting_to(shared.problems):
                value = self.looks_like.read(node, reader)
        else:
            reader.names_vary = reader.names_vary or (
                self._names and not _same_names(node, template)
            )
            value = self.looks_like.read(template.fill(node, reader.cells), reader)
        read = _Read(value, dict(reader.guardians), dict(reader.children))
        fit = len(reader.problems) == problems and not reader.names_vary
        if fit and len(shared.values) < MAX_KEPT:
            shared.values[variant] = read
        return read


def _same_names(node: Node, template: Template) -> bool:
    return isinstance(node, Mapping) and all(template.shares(name) for name, _ in node.entries)
