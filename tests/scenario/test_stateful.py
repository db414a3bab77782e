"""Deep runs: likely steps at any household, saved and taken up anywhere, under two truths.

What finds what:
- `test_random_runs.py`: any verb at any time, each as likely as another. Crashes, P1–P10 after each
  step, a saved scenario file that replays otherwise, a record that needs more than its wire log.
- here, with steps that go deeper (`tests/likely_steps.py`): the same four, and a run that goes on
  otherwise once it is saved and loaded, and a record that knows which of two truths it is in.
"""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from smsflow.events import ReplyLost, ReplySent
from smsflow.memo.policy import DEFAULTS
from smsflow.scenario.language.verbs.catalogue import VERBS
from smsflow.scenario.language.verbs.verb import Verb
from smsflow.scenario.saved import load, save
from smsflow.scenario.simulation import Simulation
from smsflow.scenario.verdict.truth import truths
from tests.likely_steps import likely_step
from tests.random_households import Play, households
from tests.scenario.test_random_runs import check_replay
from tests.wire_log import of_the_service, recorded

DONE: Counter[str] = Counter()
"""how often each verb was done"""


class LikelyRun(RuleBasedStateMachine):
    """A household to which likely things happen."""

    play: Play
    taken_up: Simulation | None = None
    """the run as it was saved and loaded last, to which everything since happened too"""

    @initialize(household=households())
    def begin(self, household: dict[str, Any]) -> None:
        self.play = Play(household)

    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        self._do(*likely_step(data.draw, self.play))

    @rule(data=st.data())
    def two_steps(self, data: st.DataObject) -> None:
        for _ in range(2):
            self._do(*likely_step(data.draw, self.play))

    @rule()
    def save_and_load(self) -> None:
        self._compare()
        data = save(self.play.simulation)
        self.taken_up = load(data)
        assert save(self.taken_up) == data, self.play.yaml

    def _do(self, verb: str, argument: Any) -> None:
        DONE[verb] += 1
        self.play.do(verb, argument)
        if self.taken_up:
            for action in self.play.newest:
                action.perform(self.taken_up)
                self.taken_up.settle()

    def _compare(self) -> None:
        if self.taken_up:
            assert save(self.taken_up) == save(self.play.simulation), self.play.yaml

    def teardown(self) -> None:
        if hasattr(self, "play"):
            self._compare()
            check_replay(self.play)
            check_another_truth(self.play)


def check_another_truth(play: Play) -> None:
    """Other people behind the same wire: the log is the same, and so is the record.

    Whoever erred now means what they wrote, and the other way round; what never left a handset
    said something else.
    """
    twin = deepcopy(play.document)
    twin["steps"].append({"wait": "0"})  # a scenario has one step at least
    lost = {one.reply for one in play.simulation.journal.events if isinstance(one, ReplyLost)}
    sent = [one for one in play.simulation.journal.events if isinstance(one, ReplySent)]
    replies = [one["reply"] for one in twin["steps"] if isinstance(one, dict) and "reply" in one]
    for reply, event in zip(replies, sent, strict=True):
        if event.reply in lost:
            reply["text"] = "2*1" if reply["text"] == "2*5" else "2*5"
            reply.pop("meant", None)
        elif reply.get("meant"):
            del reply["meant"]
        elif "from" in reply:
            reply["meant"] = "consent"
    other = recorded(play.scenario_of(twin))
    assert other.log[: len(play.simulation.log)] == play.simulation.log, play.yaml
    assert of_the_service(other.journal) == of_the_service(play.simulation.journal), play.yaml


# Drawn anew each time, now and then a rare verb would not come up; `make soak` draws anew.
_SAME_EACH_TIME = settings(max_examples=80, stateful_step_count=40, derandomize=True)


def test_likely_runs_do_every_verb_and_hold_throughout() -> None:
    """Every verb of the catalogue comes up, and none breaks anything."""
    DONE.clear()
    run_state_machine_as_test(LikelyRun, settings=_SAME_EACH_TIME)
    doing = {name for name, verb in VERBS.items() if isinstance(verb, Verb)}
    assert {verb for verb in doing if DONE[verb] < 2} == set()


@pytest.mark.soak
def test_thousands_of_likely_runs_hold_throughout() -> None:
    """The same for the soak: a hundred thousand steps and more."""
    run_state_machine_as_test(
        LikelyRun, settings=settings(max_examples=4000, stateful_step_count=60)
    )


def test_another_truth_is_told_from_the_first_by_nobody_but_us() -> None:
    """The check has something to compare: the truths differ, and the record does not."""
    play = Play(
        {
            "name": "A refusal by mistake",
            "guardians": {"aigul": {"number": "+77015550101"}},
            "children": {"dana": {"grade": "6", "guardians": ["aigul"]}},
        }
    )
    play.do("start_campaign")
    play.do("reply", {"from": "aigul", "text": "2*5"})
    assert play.judge.truths.truth("aigul") == "refused"
    check_another_truth(play)
    play.document["steps"][1]["reply"]["meant"] = "consent"
    events = recorded(play.scenario()).journal.events
    assert truths(events, DEFAULTS).truth("aigul") == "refused_by_mistake"
