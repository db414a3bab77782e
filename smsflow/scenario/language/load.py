"""Reads a scenario file: bytes in, scenarios out, or every error in it at once."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from smsflow.document.files import read_tree
from smsflow.document.shapes import Invalid, Reader
from smsflow.document.suggestions import suggest
from smsflow.document.tree import Mapping, Node, Scalar, kind_of
from smsflow.errors import MAX_PROBLEMS, DocumentError, EnoughProblems, Place, Problem
from smsflow.memo.policy import DEFAULTS
from smsflow.scenario.language.cases import Row, Template, TooMuch, read_rows
from smsflow.scenario.language.keys import SCENARIO
from smsflow.scenario.language.numbers import check_identities, strangers_of
from smsflow.scenario.language.once import CaseReader, Shared
from smsflow.scenario.language.roster import child_setup, guardian_setup
from smsflow.scenario.language.values import TEN_YEARS, policy_of
from smsflow.scenario.language.verbs.verb import Do
from smsflow.scenario.model import Scenario, Step
from smsflow.scenario.simulation import FIRST_MOMENT, Simulation

_HERE = Path()
MAX_STEPS_IN_ALL = 1_000_000
"""rows × steps of one file"""


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
    reader = CaseReader(source, None)
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
    shared = Shared(template, found.common)
    for row in rows:
        reader = CaseReader(source, shared, row.cells)
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


def _read(
    path: str, source: str, root: Mapping, reader: CaseReader, row: Row | None
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
