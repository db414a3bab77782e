from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from smsflow.languages.catalogue import catalogue
from smsflow.report.screen import clean
from smsflow.stage.show import Show
from tests.likely_steps import likely_step
from tests.random_households import Play, households
from tests.stage.shows import LANGUAGES, act_of, seen


@given(st.data())
@settings(max_examples=25)
def test_whatever_happens_to_a_household_can_be_performed(data: st.DataObject) -> None:
    """Every view of any run fills the stage, in any language; the last scene is the run's end."""
    play = Play(data.draw(households()))
    play.do("wait", "1h")
    for _ in range(data.draw(st.integers(0, 10))):
        play.do(*likely_step(data.draw, play))
    act = act_of(play.yaml)
    show = Show([act], catalogue(data.draw(st.sampled_from(LANGUAGES))), clean, tour=False)
    for number, cue in enumerate(show.cues):
        for passed in (0.5, 1.0) if cue.passage else (1.0,):
            widths = {wcswidth(line) for line in seen(show, number, passed).splitlines()}
            assert widths == {80}
    for name in play.guardians:
        there = show.scene(0, len(act.events), name)
        assert there.truth == play.judge.truths.truth(name)
        assert there.consent == play.judge.truths.record(name)
        vouchers = {one.name: one.voucher for one in there.pupils}
        assert vouchers == {one: play.judge.state_of("voucher", one) for one in vouchers}
