"""Short ways to write a scenario, load it and run it."""

from __future__ import annotations

from textwrap import dedent, indent

from smsflow.errors import DocumentError, Place
from smsflow.scenario.language.load import load
from smsflow.scenario.model import Scenario
from smsflow.scenario.result import Result
from smsflow.scenario.run import run_scenario

Told = tuple[str, str, tuple[int, int]]
"""a problem: its code, its message, its line and column"""

HEAD = """\
name: A family
guardians:
  aigul: {number: "+7 701 555 01 01"}
  marat: {number: "+7 701 555 01 02"}
children:
  dana: {grade: 6, guardians: [aigul]}
  arman: {grade: 9, guardians: [aigul]}
steps:
"""
"""eight lines above the first step, which so stands in line 9"""

FIRST_STEP = 9


def told(code: str, message: str, place: Place) -> Told:
    """A problem as tests compare it."""
    return code, message, (place.line, place.column)


def family(steps: str) -> str:
    """A scenario of one family with these steps."""
    return HEAD + indent(dedent(steps).strip("\n"), "  ") + "\n"


def loaded(text: str) -> list[Scenario]:
    """The scenarios of a text that is one."""
    return load("scenario.yaml", text.encode())


def cases(rows: str, steps: str = "- reply: {from: aigul, text: <text>}") -> str:
    """The family's scenario once for each row."""
    return family(steps) + f"cases:\n{rows}"


def problems(text: str | bytes) -> list[Told]:
    """Everything wrong with a text, in order."""
    data = text.encode() if isinstance(text, str) else text
    try:
        load("scenario.yaml", data)
    except DocumentError as error:
        return [told(one.code, one.message, one.place) for one in error.problems]
    return []


def played(text: str) -> Result:
    """What comes of a text that is one scenario."""
    (scenario,) = loaded(text)
    return run_scenario(scenario)


def failures(text: str) -> list[Told]:
    """What does not hold in a scenario, in order."""
    return [told(one.code, one.message, one.place) for one in played(text).failures]
