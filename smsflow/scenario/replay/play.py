"""Replays rows of a message sequence on one simulation, and keeps nothing but what stands.

A row that does not hold is a failure, and the rows after it go on: each stands for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from smsflow.carrier import Carrier
from smsflow.errors import START, StepError
from smsflow.events import Event, Journal, ReplyRead, RowTaken, StrangerRead
from smsflow.memo.policy import Policy
from smsflow.moments import Instant
from smsflow.scenario.language.verbs.expect_sms import SmsExpected
from smsflow.scenario.rejections import awaits_rejection, rejections
from smsflow.scenario.replay.roster import Roster
from smsflow.scenario.replay.sequence import Line, Messages, Way
from smsflow.scenario.replay.strays import AllStrays, Stray, Strays, stray_of
from smsflow.scenario.replay.trace import Trace
from smsflow.scenario.result import Failure
from smsflow.scenario.simulation import Simulation
from smsflow.scenario.verdict.findings import Found
from smsflow.scenario.verdict.judge import Judge, Mismatch
from smsflow.scenario.verdict.standing import Standing, standings
from smsflow.sms.messages import Kind
from smsflow.sms.wording import Wording

MAX_FAILURES = 1_000
"""so many are told; the others are counted"""

_KINDS = {str(kind): kind for kind in Kind}


class Failures:
    """What does not hold; `count` goes on where the list has ended."""

    def __init__(self, messages: Messages, roster: Roster) -> None:
        self._messages = messages
        self._roster = roster
        self.count = 0
        self.told: list[Failure] = []

    def add(
        self,
        line: Line,
        code: str,
        message: str,
        pair: tuple[str, str, str] = ("", "", ""),
        column: str = "text",
    ) -> None:
        """Note one; the pair is what was looked at, expected and actual."""
        self.count += 1
        if len(self.told) < MAX_FAILURES:
            place, origin = self._messages.where(line, column)
            said, what, expected, actual = (self._told(line, text) for text in (message, *pair))
            self.told.append(Failure(code, said, place, what, expected, actual, origin))

    def _told(self, line: Line, text: str) -> str:
        """With the guardian's name as people know it."""
        if line.guardian in self._roster.numbered:
            return text.replace(line.guardian, self._roster.shown(line.guardian))
        return text


class Replay:
    """Some people of a message sequence, on one simulation."""

    def __init__(  # noqa: PLR0913  # most have their defaults
        self,
        roster: Roster,
        policy: Policy,
        failures: Failures,
        *,
        campaign: bool,
        seed: int = 0,
        wording: Wording | None = None,
        trace: Collection[str] = (),
        carrier: Carrier | None = None,
    ) -> None:
        """`campaign`: it starts at the first row; `trace`: whose events are kept."""
        self._roster = roster
        self._policy = policy
        self._failures = failures
        self.strays: AllStrays = {why: Strays() for why in Stray}
        """replies that answer nothing"""
        self._stray: tuple[Stray, str] | None = None
        """why the reply of the present row answers nothing, and from which number it came"""
        self._campaign = campaign
        self._seed = seed
        self._wording = wording
        self._carrier = carrier
        self._trace = Trace(trace)
        self.events: list[Event] = []
        """what happened to those of `trace`"""
        self.since: dict[str, Instant] = {}
        """when the record of each guardian became what it is"""
        self._rejected: Line | None = None
        """a row of the desk that was turned down, until the next row is known"""
        self._simulation: Simulation | None = None
        self._judge: Judge | None = None

    def take(self, line: Line) -> None:
        """One row, at its moment."""
        simulation = self._simulation or self._begin(line)
        judge = self._judge
        assert judge is not None
        if self._rejected:
            self._rejections(self._rejected, judge, line)
        if line.at > simulation.clock.now:
            simulation.settle(line.at)
            self._settled(line)
        if line.faults:
            self._put_on(line, simulation)
        if self._campaign:
            self.start_campaign(line)
        if line.way is Way.EXPECTED:
            self._expect(line, judge)
        elif line.way is Way.REPLY:
            self._answer(line, simulation)
            simulation.settle()
            self._settled(line)
            self._count_stray(line)
        else:
            self._ask(line, simulation, judge)
        if line.consent:
            self._check_record(line, judge)

    def start_campaign(self, line: Line) -> None:
        """The campaign starts at a row that is not these people's, or not yet."""
        self._campaign = False
        simulation = self._simulation or self._begin(line)
        simulation.start_campaign()
        simulation.settle()
        self._settled(line)

    def _begin(self, first: Line) -> Simulation:
        """Everybody is there when the first row begins."""
        judge = Judge(self._policy, Journal())
        simulation = Simulation(
            self._policy,
            seed=self._seed,
            at=first.at,
            wording=self._wording,
            carrier=self._carrier,
            journal=Journal(self._listener(judge)),
        )
        self._simulation, self._judge = simulation, judge
        for guardian in self._roster.guardians.values():
            simulation.know_guardian(guardian)
        for number in self._roster.entries.keys() - self._roster.handsets.keys():
            simulation.know_stranger(number)
        for child in self._roster.children:
            simulation.know_child(child)
        self._settled(first)
        return simulation

    def _listener(self, judge: Judge) -> Callable[[Event], None]:
        listen = judge.listener()

        def note(event: Event) -> None:
            listen(event)
            if isinstance(event, RowTaken):
                if event.source != event.target and event.row.startswith("consent."):
                    self.since[event.subject] = event.at
            elif isinstance(event, (ReplyRead, StrangerRead)):
                why = stray_of(event, judge.truths)
                number = event.subject if isinstance(event, StrangerRead) else event.number
                self._stray = (why, number) if why else None
            if self._trace and self._trace.concerns(event):
                self.events.append(event)

        return note

    # The rows.

    def _answer(self, line: Line, simulation: Simulation) -> None:
        sender = simulation.holder(line.number) if line.number else line.guardian
        if sender:
            simulation.reply(sender, line.text)
        else:
            simulation.reply_from_number(line.number, line.text)

    def _count_stray(self, line: Line) -> None:
        if self._stray:
            why, number = self._stray
            name = self._roster.written(line.guardian)
            self.strays[why].add(number, name, line.row.line)
            self._stray = None

    def _expect(self, line: Line, judge: Judge) -> None:
        text = line.text.strip()
        kind = _KINDS.get(text)
        expected = SmsExpected(
            line.number or line.guardian, START, kind=kind, contains=None if kind else text
        )
        for mismatch in expected.check(judge):
            self._differs(line, mismatch)

    def _ask(self, line: Line, simulation: Simulation, judge: Judge) -> None:
        for step in line.steps:
            if step.expectation:
                for mismatch in step.expectation.check(judge):
                    self._differs(line, mismatch)
                continue
            assert step.action is not None
            judge.begin_step(simulation.clock.now)
            try:
                step.action.perform(simulation)
            except StepError as error:
                self._failures.add(line, error.code, str(error))
            simulation.settle()
            self._settled(line)
            if judge.rejections:
                self._rejected = line

    def _put_on(self, line: Line, simulation: Simulation) -> None:
        for fault, on in line.faults:
            if on:
                simulation.fault(line.guardian, fault.cause, fault.by)
            else:
                simulation.repair(line.guardian, fault.cause)
        simulation.settle()
        self._settled(line)

    def _check_record(self, line: Line, judge: Judge) -> None:
        record = str(judge.truths.record(line.guardian))
        if record != line.consent:
            what = f"consent of {line.guardian}"
            self._differs(
                line, Mismatch("SF201", what, line.consent, record, START), "expect_consent"
            )

    # What does not hold.

    def _rejections(self, asked: Line, judge: Judge, following: Line | None = None) -> None:
        """Rejections fail the row that asked, unless the next row expects one."""
        self._rejected = None
        steps = following.steps if following else ()
        if not (steps and awaits_rejection(steps[0])):
            for code, message in rejections(judge):
                self._failures.add(asked, code, message)

    def _settled(self, line: Line) -> None:
        assert self._judge is not None
        for violation in self._judge.settled():
            self._failures.add(line, violation.code, violation.message)

    def _differs(self, line: Line, mismatch: Mismatch, column: str = "text") -> None:
        pair = (mismatch.what, mismatch.expected, mismatch.actual)
        self._failures.add(line, mismatch.code, mismatch.message, pair, column)

    # What there is to tell in the end.

    def settle(self, until: Instant) -> None:
        """Let time pass; rejections of the last row are final."""
        if self._simulation:
            self._simulation.settle(until)
        if self._rejected and self._judge:
            self._rejections(self._rejected, self._judge)

    def findings(self) -> list[Found]:
        """What else was found."""
        return self._judge.findings.so_far(at_end=True) if self._judge else []

    def record(self, guardian: str) -> str:
        """What stands of one guardian."""
        return self._judge.truths.record(guardian) if self._judge else ""

    def standings(self) -> Iterator[Standing]:
        """Where every guardian stands."""
        return standings(self._judge) if self._judge else iter(())
