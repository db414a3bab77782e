"""Reads a scenario file: bytes in, scenarios out, or every error in it at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smsflow.document.files import read_tree
from smsflow.document.shapes import (
    INSTANT,
    INVALID,
    Choice,
    Field,
    Invalid,
    Length,
    ListOf,
    Reader,
    Record,
    Shape,
    Text,
    Whole,
    is_broken,
    suggest,
)
from smsflow.document.tree import Mapping, Node, Scalar, Sequence, kind_of
from smsflow.errors import MAX_PROBLEMS, DocumentError, EnoughProblems, Place, Problem
from smsflow.memo.policy import DEFAULTS
from smsflow.moments import HOUR
from smsflow.scenario.language.cases import CASES, Row, Template, TooMuch, read_rows
from smsflow.scenario.language.numbers import check_identities, strangers_of
from smsflow.scenario.language.roster import CHILDREN, GUARDIANS, child_setup, guardian_setup
from smsflow.scenario.language.values import CLAUSE, POLICY, TEN_YEARS, ScenarioReader, policy_of
from smsflow.scenario.language.verbs.catalogue import read_step
from smsflow.scenario.language.verbs.verb import Do
from smsflow.scenario.model import Scenario, Step
from smsflow.scenario.simulation import FIRST_MOMENT, Simulation

_HERE = Path()
MAX_STEPS_IN_ALL = 1_000_000
"""rows × steps of one file"""
LATENCY = Length(0, 24 * HOUR)


def load(path: str, data: bytes, home: Path = _HERE) -> list[Scenario]:
    """The scenarios of one file, one for each row of `cases`; `DocumentError` with all errors.

    `home` is the folder that the path counts from, where a CSV file of cases is looked for.
    """
    source, root, problems = read_tree(path, data)
    found = _Problems(problems)
    scenarios: list[Scenario] = []
    with suppress(EnoughProblems):
        scenarios = _scenarios(path, home, source, root, found)
    if found.any():
        raise DocumentError(path, source, found.sorted())
    return scenarios


def _scenarios(path: str, home: Path, source: str, root: Node, found: _Problems) -> list[Scenario]:
    if not isinstance(root, Mapping):
        message = f"a scenario is a mapping that begins with `name: …`, not {kind_of(root)}"
        found.common.append(Problem("SF107", message, root.place))
        return []
    reader = _CaseReader(source, None)
    reader.problems = found.common
    cases = root.get("cases")
    if cases is None:
        scenario = _read(path, source, root, reader, None)
        return [scenario] if scenario else []
    rows = _rows(cases, home, path, reader)
    found.rows = len(rows)
    try:
        template = Template(root)
        if rows:
            template.check(rows, reader)
        return _cases(path, source, template, rows, found)
    except TooMuch as error:
        found.common.append(Problem("SF114", str(error), error.place))
        return []


def _rows(cases: Node, home: Path, path: str, reader: Reader) -> list[Row]:
    if isinstance(cases, Scalar) and cases.value:
        # Few scenarios need it, and every one would wait for it.
        from smsflow.scenario.language.case_table import read_case_table  # noqa: PLC0415

        return read_case_table(cases, home, Path(path).parent, reader)
    return read_rows(cases, reader)


def _cases(
    path: str, source: str, template: Template, rows: list[Row], found: _Problems
) -> list[Scenario]:
    scenarios: list[Scenario] = []
    shared = _Shared(template, found.common)
    for row in rows:
        reader = _CaseReader(source, shared, row.cells)
        try:
            scenario = _read(path, source, template.root, reader, row)
        finally:
            found.of_row(row, reader.problems)
        if scenario:
            scenarios.append(scenario)
            if len(rows) * len(scenario.steps) > MAX_STEPS_IN_ALL:
                message = f"rows × steps come to more than {MAX_STEPS_IN_ALL:,}"
                found.common.append(Problem("SF114", message, row.place, row.origin))
                break
    return scenarios


class _Problems:
    """What is wrong with a file; a problem of some rows only says which."""

    def __init__(self, problems: list[Problem]) -> None:
        self.common = list(problems)
        self.rows = 0
        self._of_rows: dict[Problem, list[str]] = {}

    def of_row(self, row: Row, problems: list[Problem]) -> None:
        """Note what is wrong with one case."""
        for problem in problems:
            self._of_rows.setdefault(problem, []).append(row.whereabouts)
        if len(self._of_rows) > MAX_PROBLEMS:
            raise EnoughProblems

    def any(self) -> bool:
        """Whether anything is wrong at all."""
        return bool(self.common or self._of_rows)

    def sorted(self) -> list[Problem]:
        """All problems by place, each once."""
        labelled = [
            problem
            if len(labels) == self.rows
            else problem._replace(message=f"{problem.message} {_which(labels)}")
            for problem, labels in self._of_rows.items()
        ]
        return sorted(dict.fromkeys([*self.common, *labelled]), key=_order)


def _order(problem: Problem) -> tuple[str, Place]:
    """The scenario's own problems come first."""
    return problem.origin.path if problem.origin else "", problem.place


def _which(labels: list[str]) -> str:
    return labels[0] + (f" and {len(labels) - 1} more cases" if len(labels) > 1 else "")


@dataclass(slots=True)
class _Read:
    """What was read of a node that all cases share, and the names it gave."""

    value: Any
    guardians: dict[str, None]
    children: dict[str, None]


_MAX_KEPT = 20_000
"""parts of cases that are kept for others like them"""


class _Shared:
    """What several cases of a file have in common, read once."""

    def __init__(self, template: Template, problems: list[Problem]) -> None:
        self.template = template
        self.values: dict[tuple[object, ...], _Read] = {}
        self.steps: dict[tuple[object, ...], tuple[Step, ...]] = {}
        self.problems = problems


class _CaseReader(ScenarioReader):
    """A reader of one case, which looks up what an earlier case has read already."""

    def __init__(
        self, source: str, shared: _Shared | None, cells: dict[str, str] | None = None
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


class _Once:
    """A shape that reads a node once for all cases, unless it differs between them."""

    def __init__(self, shape: Shape[Any], names: bool = False) -> None:
        self.looks_like = shape
        self._names = names

    def read(self, node: Node, reader: Reader) -> Any:
        assert isinstance(reader, _CaseReader)
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
        self, node: Node, reader: _CaseReader, shared: _Shared, variant: tuple[object, ...]
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
        if fit and len(shared.values) < _MAX_KEPT:
            shared.values[variant] = read
        return read


def _same_names(node: Node, template: Template) -> bool:
    return isinstance(node, Mapping) and all(template.shares(name) for name, _ in node.entries)


class Steps:
    """The list of steps."""

    def read(self, node: Node, reader: Reader) -> tuple[Step, ...] | Invalid:
        if is_broken(node):
            return INVALID
        if not isinstance(node, Sequence):
            return reader.report(
                "SF107", f"steps is a list of verbs, not {kind_of(node)}", node.place
            )
        if not node.items:
            return reader.report("SF106", "steps needs at least one verb", node.place)
        assert isinstance(reader, _CaseReader)
        steps: list[Step] = []
        for item in node.items:
            steps.extend(self._step(item, reader))
        return tuple(steps)

    def _step(self, item: Node, reader: _CaseReader) -> tuple[Step, ...]:
        shared = reader.shared
        if shared is None:
            return read_step(item, reader)
        template, variant = shared.template, shared.template.variant(item, reader.cells)
        known = None if reader.names_vary else shared.steps.get(variant)
        if known is not None:
            return known
        shares, problems = template.shares(item), len(reader.problems)
        naming = isinstance(item, Mapping) and item.get("add_child") is not None
        reader.names_vary = reader.names_vary or (naming and not shares)
        if shares and not naming and not reader.names_vary:
            with reader.reporting_to(shared.problems):
                steps = read_step(item, reader)
        else:
            steps = read_step(template.fill(item, reader.cells), reader)
        fit = len(reader.problems) == problems and not (naming or reader.names_vary)
        if fit and len(shared.steps) < _MAX_KEPT:
            shared.steps[variant] = steps
        return steps


class _Cases:
    """Read before the rest, which is filled in from them."""

    looks_like = CASES

    def read(self, node: Node, reader: Reader) -> Node:
        return node


SCENARIO = Record(
    "a scenario",
    {
        "name": Field(_Once(Text("one sentence")), True, "shown in every report"),
        "covers": Field(
            _Once(ListOf(CLAUSE, "a list of clauses")), about="the clauses this claims to show"
        ),
        "tags": Field(_Once(ListOf(Text("a tag"), "a list of tags")), about="to select it by"),
        "description": Field(_Once(Text("some prose", empty=True)), about="for the reader"),
        "skip": Field(_Once(Text("a reason in quotes")), about="why it is not run"),
        "seed": Field(_Once(Whole(0, 2**53)), about="IINs are drawn from it"),
        "at": Field(_Once(INSTANT), about="the first moment"),
        "latency": Field(_Once(LATENCY), about="an SMS's travel time"),
        "policy": Field(_Once(POLICY), about="the settings that differ from `smsflow policy`"),
        "guardians": Field(_Once(GUARDIANS, names=True), about="who may be asked"),
        "children": Field(_Once(CHILDREN, names=True), about="whose meals it is about"),
        "cases": Field(_Cases(), about="the scenario once for each row, with <column> filled in"),
        "unexpected_sms": Field(
            _Once(Choice({"allow": False, "fail": True}, "unexpected_sms")),
            about="fail: every SMS has to be claimed; allow unless said",
        ),
        "steps": Field(Steps(), True, "what happens and what must hold, in order"),
    },
)


def _read(
    path: str, source: str, root: Mapping, reader: _CaseReader, row: Row | None
) -> Scenario | None:
    reader.roster_is_read = _roster_is_read(root)
    values = SCENARIO.read_parts(root, reader)
    parts = {key: value for key, value in values.items() if not isinstance(value, Invalid)}
    guardians, children = parts.get("guardians", {}), parts.get("children", {})
    check_identities(guardians, children, parts.get("steps", ()), reader)
    _check_waits(parts.get("steps", ()), reader)
    if reader.problems or len(parts) < len(values):
        return None
    name = " ".join(values["name"].split())
    policy = policy_of(values["policy"]) if values.get("policy") else DEFAULTS
    setups = tuple(guardian_setup(who, what) for who, what in guardians.items())
    return Scenario(
        path=path,
        source=source,
        name=f"{name} {row.label}" if row else name,
        covers=values.get("covers", ()),
        tags=values.get("tags", ()),
        description=values.get("description", ""),
        skip=values.get("skip"),
        seed=values.get("seed", 0),
        at=values.get("at", FIRST_MOMENT),
        latency=values.get("latency", 0),
        policy=policy,
        guardians=setups,
        children=tuple(child_setup(*item) for item in children.items()),
        strangers=strangers_of(setups),
        steps=values["steps"],
        every_sms_expected=values.get("unexpected_sms", False),
        table=row.origin.path if row and row.origin else "",
    )


def _roster_is_read(root: Mapping) -> bool:
    """Whether whoever the steps name can be known: both parts are mappings, neither misspelt."""
    unknown = [name.value for name, _ in root.entries if name.value not in SCENARIO.fields]
    for key in ("guardians", "children"):
        part = root.get(key)
        if part is None and any(suggest(name, [key]) for name in unknown):
            return False
        if key in root.repeated or not (part is None or isinstance(part, Mapping)):
            return False
    return True


def _check_waits(steps: tuple[Step, ...], reader: Reader) -> None:
    total = 0
    for step in steps:
        if isinstance(step.action, Do) and step.action.method is Simulation.wait:
            total += step.action.arguments[0]
            if total > TEN_YEARS:
                reader.report("SF114", "the waits come to more than ten years", step.place)
                return
