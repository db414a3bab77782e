"""What `smsflow demo` performs, and where: on a terminal the stage, elsewhere a transcript."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TextIO

from smsflow.errors import NothingSelected, UsageError
from smsflow.frozen import frozen
from smsflow.languages.catalogue import catalogue
from smsflow.report.failure import show_place
from smsflow.report.screen import Screen, clean
from smsflow.scenario import shipped
from smsflow.scenario.collect import find_files, read_file
from smsflow.scenario.model import Scenario
from smsflow.scenario.result import Result
from smsflow.scenario.run import Run
from smsflow.sms import wording
from smsflow.sms.masking import mask
from smsflow.sms.wording import Wording
from smsflow.stage.beats import Mark
from smsflow.stage.frame import closing_lines
from smsflow.stage.show import Act, Show
from smsflow.stage.told import told

TOUR = ("one_sms_three_children", "silence", "mistaken_refusal", "blocked", "no_number")
"""the five acts, each a file in `scenarios/demo/`"""


@frozen
class Played:
    """A scenario that was played for the stage, and its verdict."""

    act: Act
    result: Result


def play(file: str | None, language: str, texts: Wording | None, seed: int | None) -> list[Played]:
    """The tour, or each case of a file; `NothingSelected` where there is nothing to see."""
    scenarios = _tour(language) if file is None else _scenarios(file)
    return [played(scenario, texts, seed) for scenario in scenarios]


def _tour(language: str) -> list[Scenario]:
    home = shipped.home()
    if home is None:
        raise UsageError("SF405", "this smsflow came without scenarios; install it again")
    paths = [Path(shipped.FOLDER) / "demo" / f"{name}.yaml" for name in TOUR]
    scenarios = [scenario for path in paths for scenario in read_file(path, home)]
    return [_speaking(scenario, language) for scenario in scenarios]


def _speaking(scenario: Scenario, language: str) -> Scenario:
    """The same with SMS in the stage's language, where 1414 writes it."""
    if language not in wording.LANGUAGES:
        return scenario
    guardians = tuple(replace(one, language=language) for one in scenario.guardians)
    return replace(scenario, guardians=guardians)


def _scenarios(file: str) -> list[Scenario]:
    files = find_files([file])
    if len(files) != 1:
        raise UsageError("SF401", f"{file} is a folder; demo takes one file")
    found = read_file(files[0])
    wanted = [scenario for scenario in found if scenario.skip is None]
    if not wanted:
        raise NothingSelected("SF402", f"{file} is put aside: {found[0].skip}")
    return wanted


def played(scenario: Scenario, texts: Wording | None = None, seed: int | None = None) -> Played:
    """A scenario, played to its end or to what does not hold."""
    run = Run(scenario, wording=texts, seed=seed)
    journal, clock = run.simulation.journal, run.simulation.clock
    marks = [Mark(len(journal), clock.now)]
    while run.step():
        marks.append(Mark(len(journal), clock.now))
    marks.append(Mark(len(journal), clock.now))
    name = Path(scenario.path).stem
    act = Act(name, scenario.name, journal.events, tuple(marks), scenario.policy)
    return Played(act, run.result())


def show_of(played: Sequence[Played], language: str, *, tour: bool, reveal: bool) -> Show:
    """The show of what was played."""
    shown = clean if reveal else _masked
    return Show([one.act for one in played], catalogue(language), shown, tour=tour)


def _masked(text: str) -> str:
    return clean(mask(text))


def perform(show: Show, speed: float) -> None:
    """Perform a show; what is left on the terminal is its last word."""
    screen = Screen(reveal=True)  # the show masks what it shows
    if not _is_stage():
        for line in told(show):
            screen.line(line)
        return
    from smsflow.stage.terminal import perform as on_stage

    shown = on_stage(show, speed, colour=not os.environ.get("NO_COLOR"))
    for line in closing_lines(show, shown):
        screen.line(line)


def _is_stage() -> bool:
    """Whether there is a terminal at both ends, and one that this system lets us steer."""
    both = sys.stdin.isatty() and sys.stdout.isatty()
    return both and os.environ.get("TERM") != "dumb" and find_spec("termios") is not None


def failures_of(played: Sequence[Played], stream: TextIO, *, reveal: bool) -> int:
    """Tell what did not hold, and the exit code."""
    screen = Screen(stream, reveal=reveal)
    for one in played:
        for failure in one.result.failures:
            show_place(screen, one.result.path, failure.place, failure.code, failure.message)
    return 1 if any(one.result.failures for one in played) else 0
