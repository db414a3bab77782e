"""Who takes part in a chat: the people of a scenario, or one guardian with some children."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import yaml

from smsflow.document.suggestions import suggest
from smsflow.errors import DocumentError, UsageError, shorten
from smsflow.memo.policy import Policy
from smsflow.scenario.collect import find_files, read_file
from smsflow.scenario.language.load import load
from smsflow.scenario.model import Scenario
from smsflow.scenario.people import FaultSetup
from smsflow.scenario.replay.cells import read_fault

GUARDIAN, NUMBER = "aigul", "+7 701 555 01 01"
CHILDREN = "dana=6,arman=9"


def cast(
    file: str | None,
    guardian: str | None,
    children: str | None,
    policy: Callable[[Policy], Policy],
    faults: Sequence[str] = (),
) -> tuple[Scenario, str]:
    """The scenario to begin with, and whom of it to play; `policy` changes its policy.

    `faults` (`no_balance`, `receipt_late=2h`) are on that guardian's line from the start.

    `UsageError` for options that do not fit, `DocumentError` for a file that cannot be read.
    """
    if file is not None and children is not None:
        message = "--children is for a chat of its own; --scenario brings its children along"
        raise UsageError("SF421", message)
    scenario = _family(children or CHILDREN) if file is None else _scenario(file)
    names = [one.name for one in scenario.guardians]
    if not names:
        raise UsageError("SF421", f"{file} has no guardian to play")
    me = guardian or names[0]
    if me not in names:
        hint = suggest(me, names) or f"; there is {', '.join(names)}"
        raise UsageError("SF109", f"--guardian: unknown guardian {shorten(me)}{hint}")
    troubled = _troubled(scenario, me, [_fault(word) for word in faults])
    return replace(troubled, policy=policy(scenario.policy)), me


def _fault(word: str) -> FaultSetup:
    fault = read_fault(word)
    if isinstance(fault, str):
        raise UsageError("SF108", f"--fault: {fault}")
    return fault


def _troubled(scenario: Scenario, me: str, faults: Sequence[FaultSetup]) -> Scenario:
    """The same with these faults too; one that is there already is as said here."""
    added = {fault.cause: fault for fault in faults}
    guardians = tuple(
        replace(one, faults=tuple(({fault.cause: fault for fault in one.faults} | added).values()))
        if one.name == me
        else one
        for one in scenario.guardians
    )
    return replace(scenario, guardians=guardians)


def _scenario(file: str) -> Scenario:
    """The first scenario of a file; of what it does, nothing is done."""
    files = find_files([file])
    if len(files) != 1:
        raise UsageError("SF401", f"{file} is a folder; chat takes one file")
    return read_file(files[0])[0]


def _family(children: str) -> Scenario:
    """One guardian and their children, written `dana=6,arman=9`."""
    pupils: dict[str, object] = {}
    for part in children.split(","):
        name, equals, grade = (piece.strip() for piece in part.partition("="))
        if not equals or name in pupils:
            what = "stands there twice" if equals else "is not of the form name=grade"
            raise UsageError("SF421", f"--children: {shorten(part.strip())} {what}")
        pupils[name] = {"grade": grade, "guardians": [GUARDIAN]}
    document = {
        "name": "A chat",
        "guardians": {GUARDIAN: {"number": NUMBER}},
        "children": pupils,
        "steps": ["start_campaign"],
    }
    try:
        text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
        return load("--children", text.encode())[0]
    except DocumentError as error:
        problem = error.problems[0]
        raise UsageError(problem.code, f"--children: {problem.message}") from None
