from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsflow.stage.player import (
    FRAMES_A_SECOND,
    SPEEDS,
    Key,
    Playing,
    press,
    seconds_to_change,
    tick,
    view,
)
from smsflow.stage.show import CueKind
from tests.stage.shows import cue_of, tour

SHOW = tour()
WHOLE = sum(cue.passage + cue.rest for cue in SHOW.cues)
"""seconds of the tour at speed 1"""


def pressed(playing: Playing, *keys: Key) -> Playing:
    """Keys, one after another, in no time."""
    for key in keys:
        playing = press(playing, SHOW, key)
    return playing


def test_untouched_it_plays_to_the_end() -> None:
    """In as many seconds as its parts add up to, and no sooner."""
    assert not tick(Playing(), SHOW, WHOLE - 0.01).over
    assert tick(Playing(), SHOW, WHOLE + 0.01).over


@given(st.lists(st.floats(0, 5), max_size=200))
def test_many_small_ticks_are_one_large_one(ticks: list[float]) -> None:
    """However often the clock is looked at, the same view is on."""
    playing = Playing()
    for seconds in ticks:
        playing = tick(playing, SHOW, seconds)
    whole = tick(Playing(), SHOW, sum(ticks))
    assert (playing.cue, playing.over) == (whole.cue, whole.over)
    assert playing.spent == pytest.approx(whole.spent, abs=1e-6)


def test_a_pause_holds_time_until_it_is_over() -> None:
    """Space, and space again."""
    paused = press(tick(Playing(), SHOW, 3), SHOW, Key.PAUSE)
    assert tick(paused, SHOW, 1000) == paused
    assert view(paused, SHOW).paused
    assert seconds_to_change(paused, SHOW) is None
    assert tick(press(paused, SHOW, Key.PAUSE), SHOW, 1000).over


def test_the_arrows_step_and_go_back() -> None:
    """To the next thing at once, its time over; and back; never off either end."""
    lapsed = cue_of(SHOW, "silence", "lapsed")
    before = Playing(cue=lapsed - 1, paused=True)
    there = press(before, SHOW, Key.FORWARD)
    assert view(there, SHOW).cue == lapsed
    assert view(there, SHOW).passed == 1.0
    assert there.paused
    assert press(there, SHOW, Key.BACK).cue == lapsed - 1
    assert press(Playing(), SHOW, Key.BACK).cue == 0
    last = len(SHOW.cues) - 1
    assert press(Playing(cue=last), SHOW, Key.FORWARD).cue == last


def test_n_goes_from_act_to_act_and_to_the_last_card() -> None:
    """Six times from the opening, and no further."""
    kinds = []
    playing = Playing()
    for _ in range(7):
        playing = press(playing, SHOW, Key.NEXT_ACT)
        kinds.append((SHOW.cues[playing.cue].kind, SHOW.cues[playing.cue].act))
    assert kinds[:5] == [(CueKind.TITLE, act) for act in range(5)]
    assert kinds[5:] == [(CueKind.CLOSING, 4)] * 2


def test_plus_and_minus_change_the_speed_within_bounds() -> None:
    """And the view says so; a speed of one's own goes to the next of the scale."""
    assert view(pressed(Playing(), Key.FASTER), SHOW).speed == "×2"
    assert pressed(Playing(), *[Key.FASTER] * 9).speed == SPEEDS[-1]
    assert pressed(Playing(), *[Key.SLOWER] * 9).speed == SPEEDS[0]
    assert pressed(Playing(speed=3), Key.SLOWER).speed == 2
    assert tick(Playing(speed=4), SHOW, WHOLE / 4 + 0.01).over


def test_what_was_shown_is_kept_and_what_was_skipped_is_not_in_it() -> None:
    """Cues that played or were stepped to; going back takes none away."""
    playing = pressed(Playing(), Key.FORWARD, Key.FORWARD, Key.BACK)
    assert playing.shown == {0, 1, 2}
    playing = pressed(playing, Key.NEXT_ACT)
    assert playing.shown == {0, 1, 2, playing.cue}
    assert tick(Playing(), SHOW, WHOLE + 1).shown == set(range(len(SHOW.cues)))


def test_q_ends_it() -> None:
    """At once, and no time brings it back."""
    assert tick(pressed(Playing(), Key.QUIT), SHOW, 1).over
    assert seconds_to_change(pressed(Playing(), Key.QUIT), SHOW) is None


def test_a_week_of_silence_takes_two_seconds_in_thirty_views() -> None:
    """From its first day to its last, each view a step further."""
    playing = Playing(cue=cue_of(SHOW, "silence", "lapsed"))
    views = []
    for _ in range(2 * FRAMES_A_SECOND):
        views.append(view(playing, SHOW).passed)
        seconds = seconds_to_change(playing, SHOW)
        assert seconds == pytest.approx(1 / FRAMES_A_SECOND)
        playing = tick(playing, SHOW, seconds + 1e-9)
    assert views == sorted(set(views))
    assert view(playing, SHOW).passed == 1.0
    assert seconds_to_change(playing, SHOW) == pytest.approx(SHOW.cues[playing.cue].rest, abs=0.01)


@given(st.lists(st.sampled_from([*Key, 0.01, 0.3, 2.0, 30.0]), max_size=40))
def test_whatever_is_pressed_something_can_be_shown(doings: list[Key | float]) -> None:
    """Every key and every wait leads to a view of the show."""
    playing = Playing()
    for doing in doings:
        playing = (
            press(playing, SHOW, doing) if isinstance(doing, Key) else tick(playing, SHOW, doing)
        )
        shown = view(playing, SHOW)
        assert 0 <= shown.cue < len(SHOW.cues)
        assert 0 <= shown.passed <= 1
