"""Shows to look at: the tour, or scenarios of a test's own."""

from __future__ import annotations

from functools import cache

from smsflow.commands.performing import TOUR, play, show_of
from smsflow.scenario.run import Run
from smsflow.stage.beats import Beat, Mark, beats
from smsflow.stage.frame import View, frame
from smsflow.stage.show import Act, Show
from smsflow.stage.text import Line
from tests.writing import loaded

LANGUAGES = ("en", "kk", "ru")


@cache
def tour(language: str = "en") -> Show:
    """The five acts."""
    return show_of(play(None, language, None, None), language, tour=True, reveal=False)


def act_of(text: str) -> Act:
    """The text of a scenario, played."""
    (scenario,) = loaded(text)
    run = Run(scenario)
    journal, clock = run.simulation.journal, run.simulation.clock
    marks = [Mark(len(journal), clock.now)]
    while run.step():
        marks.append(Mark(len(journal), clock.now))
    assert not run.failures, run.failures
    return Act("scenario", scenario.name, journal.events, tuple(marks), scenario.policy)


def beats_of(text: str) -> list[Beat]:
    """The beats of a scenario's text."""
    act = act_of(text)
    return beats(act.events, act.marks)


def cue_of(show: Show, act: str, key: str) -> int:
    """The number of the first cue of an act of the tour with this beat."""
    number = TOUR.index(act)
    return next(
        index
        for index, cue in enumerate(show.cues)
        if cue.act == number and cue.beat and cue.beat.key == key
    )


def plain(lines: list[Line]) -> list[str]:
    """Lines without their styles."""
    return ["".join(span.text for span in line) for line in lines]


def seen(
    show: Show,
    cue: int,
    passed: float = 1.0,
    width: int = 80,
    height: int = 24,
    *,
    paused: bool = False,
) -> str:
    """What stands on the screen at a cue."""
    return "\n".join(plain(frame(show, View(cue, passed, paused), width, height)))
