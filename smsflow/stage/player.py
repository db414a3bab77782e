"""The player: keys and passing seconds say which view is on stage. It knows no clock."""

from __future__ import annotations

import math
from dataclasses import replace
from enum import Enum

from smsflow.frozen import frozen
from smsflow.stage.frame import View
from smsflow.stage.show import CueKind, Show

FRAMES_A_SECOND = 15
"""while virtual time passes; otherwise a view stands still"""
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)


class Key(Enum):
    """What a key asks for."""

    PAUSE = "pause"
    FORWARD = "forward"
    BACK = "back"
    FASTER = "faster"
    SLOWER = "slower"
    NEXT_ACT = "next_act"
    QUIT = "quit"


@frozen
class Playing:
    """Where the show is: a cue, the seconds spent on it at speed 1, and the mood."""

    cue: int = 0
    spent: float = 0.0
    speed: float = 1.0
    paused: bool = False
    over: bool = False
    shown: frozenset[int] = frozenset({0})
    """the cues that have been on stage"""


def press(playing: Playing, show: Show, key: Key) -> Playing:
    """A key is pressed."""
    if key is Key.QUIT:
        return replace(playing, over=True)
    if key is Key.PAUSE:
        return replace(playing, paused=not playing.paused)
    if key in (Key.FASTER, Key.SLOWER):
        return replace(playing, speed=_speed(playing.speed, faster=key is Key.FASTER))
    if key is Key.NEXT_ACT:
        return _to(playing, show, _next_act(show, playing.cue))
    step = 1 if key is Key.FORWARD else -1
    return _to(playing, show, playing.cue + step)


def tick(playing: Playing, show: Show, seconds: float) -> Playing:
    """So many seconds go by; untouched, the show plays to its end."""
    if playing.paused or playing.over:
        return playing
    cue, spent = playing.cue, playing.spent + seconds * playing.speed
    shown = playing.shown
    while spent >= (length := show.cues[cue].passage + show.cues[cue].rest):
        if cue == len(show.cues) - 1:
            return replace(playing, cue=cue, spent=length, over=True, shown=shown)
        cue, spent = cue + 1, spent - length
        shown |= {cue}
    return replace(playing, cue=cue, spent=spent, shown=shown)


def view(playing: Playing, show: Show) -> View:
    """What is to be seen; it changes so many times a second and no more often."""
    passage = show.cues[playing.cue].passage
    passed = 1.0
    if playing.spent < passage:
        passed = math.floor(playing.spent * FRAMES_A_SECOND) / FRAMES_A_SECOND / passage
    return View(playing.cue, passed, playing.paused, f"×{playing.speed:g}")


def seconds_to_change(playing: Playing, show: Show) -> float | None:
    """How long the view stays as it is if no key is pressed; None: for ever."""
    if playing.paused or playing.over:
        return None
    cue = show.cues[playing.cue]
    left = cue.passage + cue.rest - playing.spent
    if playing.spent < cue.passage:
        left = min(left, 1 / FRAMES_A_SECOND)
    return max(left, 0.0) / playing.speed


def _to(playing: Playing, show: Show, cue: int) -> Playing:
    """Upon a cue, its passage over: who steps has no wish to wait."""
    cue = min(max(cue, 0), len(show.cues) - 1)
    shown = playing.shown | {cue}
    return replace(playing, cue=cue, spent=show.cues[cue].passage, shown=shown)


def _next_act(show: Show, cue: int) -> int:
    """The next card: an act's, or the last."""
    cards = (
        number
        for number in range(cue + 1, len(show.cues))
        if show.cues[number].kind is not CueKind.BEAT
    )
    return next(cards, len(show.cues) - 1)


def _speed(speed: float, *, faster: bool) -> float:
    """The next of the speeds, in that direction."""
    if faster:
        return next((one for one in SPEEDS if one > speed), speed)
    return next((one for one in reversed(SPEEDS) if one < speed), speed)
