"""Replays a message sequence: the rows in order, in virtual time, nothing kept but what stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from smsflow.errors import START, StepError
from smsflow.events import Event, Journal
from smsflow.memo.policy import Policy
from smsflow.moments import Duration, Instant
from smsflow.scenario.language.verbs.expect_sms import SmsExpected
from smsflow.scenario.replay.roster import Roster
from smsflow.scenario.replay.sequence import Line, Messages, Way
from smsflow.scenario.result import Failure, Outcome, Result
from smsflow.scenario.run import awaits_rejection, rejections
from smsflow.scenario.simulation import Simulation
from smsflow.scenario.verdict.judge import Judge, Mismatch
from smsflow.scenario.verdict.standing import Standing, standings
from smsflow.sms.messages import Kind
from smsflow.sms.wording import Wording

MAX_FAILURES = 1_000
"""so many are told; the others are counted"""

_KINDS = {str(kind): kind for kind in Kind}


class Replay:
    """One message sequence under way.

    A row that does not hold is a failure, and the rows after it go on: each stands for itself.
    """

    def __init__(
        self,
        messages: Messages,
        roster: Roster,
        policy: Policy,
        *,
        campaign: bool,
        seed: int = 0,
        wording: Wording | None = None,
        trace: Collection[str] = (),
    ) -> None:
        """`campaign`: it starts at the first row; `trace`: the people whose events are kept."""
        self._messages = messages
        self._roster = roster
        self._policy = policy
        self._campaign = campaign
        self._seed = seed
        self._wording = wording
        self._trace = frozenset(trace)
        self._events: list[Event] = []
        self._failures: list[Failure] = []
        self._rejected: Line | None = None
        """a row of the desk that was turned down, until the next row is known"""
        self.failed = 0
        """how many things do not hold"""
        self.rows = 0
        self._simulation: Simulation | None = None
        self._judge: Judge | None = None

    def play(self) -> Iterator[int]:
        """All rows, one at a time; how many there were so far."""
        for line in self._messages:
            if self._messages.sound:
                self._take(line)
            self.rows += 1
            yield self.rows
        if self._rejected and self._judge:
            self._rejections(self._rejected, self._judge)

    def _take(self, line: Line) -> None:
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
            self._campaign = False
            simulation.start_campaign()
            simulation.settle()
            self._settled(line)
        if line.way is Way.EXPECTED:
            self._expect(line, judge)
        elif line.way is Way.REPLY:
            self._answer(line, simulation)
            simulation.settle()
            self._settled(line)
        else:
            self._ask(line, simulation, judge)
        if line.consent:
            self._check_record(line, judge)

    def _begin(self, first: Line) -> Simulation:
        """Everybody is there when the first row begins."""
        judge = Judge(self._policy, Journal())
        simulation = Simulation(
            self._policy,
            seed=self._seed,
            at=first.at,
            wording=self._wording,
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
        if not self._trace:
            return listen

        def note(event: Event) -> None:
            listen(event)
            if event.subject in self._trace or not event.subject:
                self._events.append(event)

        return note

    # The rows.

    def _answer(self, line: Line, simulation: Simulation) -> None:
        sender = simulation.holder(line.number) if line.number else line.guardian
        if sender:
            simulation.reply(sender, line.text)
        else:
            simulation.reply_from_number(line.number, line.text)

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
                self._fail(line, error.code, str(error))
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
                self._fail(asked, code, message)

    def _settled(self, line: Line) -> None:
        assert self._judge is not None
        for violation in self._judge.settled():
            self._fail(line, violation.code, violation.message)

    def _differs(self, line: Line, mismatch: Mismatch, column: str = "text") -> None:
        self._fail(
            line,
            mismatch.code,
            mismatch.message,
            column,
            (mismatch.what, mismatch.expected, mismatch.actual),
        )

    def _fail(
        self,
        line: Line,
        code: str,
        message: str,
        column: str = "text",
        pair: tuple[str, str, str] = ("", "", ""),
    ) -> None:
        self.failed += 1
        if len(self._failures) < MAX_FAILURES:
            place, origin = self._messages.where(line, column)
            self._failures.append(Failure(code, message, place, *pair, origin=origin))

    # What there is to tell in the end.

    def play_on(self, length: Duration | None, until: Instant | None) -> None:
        """Let time pass after the last row, so long or to this moment."""
        simulation = self._simulation
        if simulation and length is not None:
            simulation.wait(length)
        elif simulation and until is not None:
            simulation.settle(max(until, simulation.clock.now))

    def result(self, path: str, name: str) -> Result:
        """The verdict on the whole sequence."""
        judge = self._judge
        result = Result(path, name, Outcome.FAILED if self.failed else Outcome.PASSED)
        result.failures = self._failures
        result.events = self._events
        if judge:
            result.wrongful_refusals = judge.truths.wrongful_refusals()
            result.wrongful_consents = judge.truths.wrongful_consents()
            result.findings = judge.findings.so_far(at_end=True)
        return result

    def standings(self) -> Iterator[Standing]:
        """Where every guardian stands."""
        return standings(self._judge) if self._judge else iter(())
