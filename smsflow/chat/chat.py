"""One chat under way: every line is a step of a scenario, taken at once and told.

The people and the policy come from a scenario, and what was done can be written as one. So a chat
is never more than a scenario, and what is saved replays it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from smsflow.errors import StepError
from smsflow.events import Event, SmsDelivered, SmsSubmitted
from smsflow.moments import Duration, parse_duration, parse_instant
from smsflow.report.details import text_of_difference
from smsflow.report.transcript import transcript
from smsflow.scenario.language.values import TEN_YEARS
from smsflow.scenario.model import Scenario
from smsflow.scenario.run import Run
from smsflow.scenario.saved import save_judged
from smsflow.scenario.watched import ExpectationBroken, WatchedSimulation
from smsflow.sms.wording import Wording

MOST_UNDONE = 100
"""how many lines can be taken back"""

Step = tuple[str, object]
"""a verb of the scenario language and its argument, None for none"""


class _Before(NamedTuple):
    """Where the chat stood before a line."""

    run: bytes
    steps: int
    events: int
    typed: str


class Chat:
    """A scenario's people and policy, one of whom is played."""

    def __init__(self, scenario: Scenario, guardian: str, wording: Wording | None = None) -> None:
        """The campaign has begun, so that there is something to answer."""
        self.scenario = scenario
        self.guardian = guardian
        self.steps: list[Step] = []
        self._wording = wording
        run = Run(scenario, wording=wording)
        self.flow = self._load(save_judged(run.simulation, run.judge))
        self.typed = ""
        """the line that is being followed"""
        self._told = 0
        """how many lines of the transcript have been told"""
        self._heard = 0
        """how many events have been looked through for the phone"""
        self._wrong: frozenset[str] = frozenset()
        self._before: deque[_Before] = deque(maxlen=MOST_UNDONE)
        self.take("start_campaign")
        self._before.clear()

    @property
    def children(self) -> list[str]:
        """The names of all children."""
        return [child.name for child in self.scenario.children]

    @property
    def guardians(self) -> list[str]:
        """The names of all guardians."""
        return [guardian.name for guardian in self.scenario.guardians]

    @property
    def newest(self) -> int:
        """Where in the event list what the newest line did begins."""
        return self._before[-1].events if self._before else 0

    def take(self, verb: str, argument: object = None) -> None:
        """A step; `StepError` for what cannot stand there, and nothing has happened then."""
        before = _Before(self.flow.save(), len(self.steps), len(self.flow.events), self.typed)
        if verb == "wait":
            self._check_wait(str(argument))
        try:
            self.flow.do(verb, argument)
        except StepError:
            self.flow = self._load(before.run)
            raise
        self._before.append(before)
        self.steps.append((verb, argument))
        if self.flow.rejections:
            self._expect("expect", {"rejected": {"clause": self.flow.rejections[0]}})
        for event in self.flow.events[before.events :]:
            if isinstance(event, SmsSubmitted):
                self._expect("expect_sms", {"to": event.subject, "kind": str(event.kind)})

    def _expect(self, verb: str, argument: object) -> None:
        """What has just happened is expected of a replay; an SMS that a reply claimed is not."""
        try:
            self.flow.do(verb, argument)
        except ExpectationBroken:
            return
        self.steps.append((verb, argument))

    def _check_wait(self, length: str) -> None:
        wanted = parse_duration(length)
        if wanted is not None and self._waited() + wanted > TEN_YEARS:
            raise StepError("SF114", "SF114 the waits come to more than ten years")

    def _waited(self) -> Duration:
        return (parse_instant(self.flow.now) or 0) - self.scenario.at

    def undo(self) -> str | None:
        """Take the newest line back, and say which; None if there is none."""
        if not self._before:
            return None
        before = self._before.pop()
        self.flow = self._load(before.run)
        del self.steps[before.steps :]
        self._told = len(transcript(self.flow.events))
        self._heard = len(self.flow.events)
        self._wrong = frozenset(self.differences())
        return before.typed

    def _load(self, run: bytes) -> WatchedSimulation:
        return WatchedSimulation.load(run, wording=self._wording)

    # What has come of it.

    def news(self) -> Iterator[str]:
        """What has not been told yet: the transcript, the phone, and new differences."""
        lines = transcript(self.flow.events)
        yield from lines[self._told :]
        yield from self._phone(self.flow.events[self._heard :])
        differences = self.differences()
        yield from (f"#   {line}" for line in differences if line not in self._wrong)
        self._told, self._heard = len(lines), len(self.flow.events)
        self._wrong = frozenset(differences)

    def _phone(self, events: Sequence[Event]) -> Iterator[str]:
        """What the guardian reads."""
        texts = {one.sms: one.text for one in self.flow.sms(self.guardian)}
        for event in events:
            if isinstance(event, SmsDelivered) and event.seen and event.subject == self.guardian:
                yield f"#   on the phone: {texts.get(event.sms, '')}"

    def differences(self) -> list[str]:
        """Whose record is not the truth, and why; a sentence each."""
        found = (*self.flow.wrongful_refusals(), *self.flow.wrongful_consents())
        return [text_of_difference(one) for one in found]
