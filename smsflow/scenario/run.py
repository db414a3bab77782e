"""Replays one scenario and judges it: the verdict, the differences, and every event."""

from __future__ import annotations

from pathlib import Path

from smsflow.carrier import Carrier
from smsflow.errors import DocumentError, StepError
from smsflow.scenario.collect import read_file
from smsflow.scenario.model import Expectation, Scenario, Step
from smsflow.scenario.plain import explained
from smsflow.scenario.rejections import awaits_rejection, rejections
from smsflow.scenario.result import Failure, Outcome, Result
from smsflow.scenario.simulation import Simulation
from smsflow.scenario.verdict.judge import Judge, Mismatch
from smsflow.scenario.verdict.properties import Violation
from smsflow.scenario.verdict.standing import standings
from smsflow.sms.wording import Wording


class Run:
    """One scenario under way, a step at a time.

    >>> run = Run(scenario)  # doctest: +SKIP
    >>> while run.step():  # doctest: +SKIP
    ...     pass
    >>> run.result().outcome  # doctest: +SKIP
    <Outcome.PASSED: 'passed'>
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        wording: Wording | None = None,
        seed: int | None = None,
        carrier: Carrier | None = None,
        simulation: Simulation | None = None,
    ) -> None:
        """Everybody is there, and no step is done. `seed` stands in for the scenario's own.

        A `simulation` is one under way, with the scenario's people in it.
        """
        if simulation is None:
            simulation = Simulation(
                scenario.policy,
                seed=scenario.seed if seed is None else seed,
                at=scenario.at,
                latency=scenario.latency,
                wording=wording,
                carrier=carrier,
            )
            _set_up(scenario, simulation)
        self.scenario = scenario
        self.simulation = simulation
        self.judge = Judge(scenario.policy, simulation.journal)
        self.failures = _violations(self.judge.follow(), scenario.steps[0])
        self.position = 0
        """how many steps are done"""
        does = [number for number, step in enumerate(scenario.steps) if step.action]
        self._last_action = does[-1] if does else -1

    def step(self) -> bool:
        """Take the next step; false once there is none, or something did not hold."""
        steps = self.scenario.steps
        if self.failures or self.position == len(steps):
            return False
        step, following = steps[self.position], steps[self.position + 1 : self.position + 2]
        self.judge.at_end = self.position > self._last_action
        self.position += 1
        self.failures = _take(step, following, self.simulation, self.judge)
        if not self.failures and not following and self.scenario.every_sms_expected:
            self.failures = _left_over(self.judge, step)
        return not self.failures

    def result(self, *, with_standings: bool = False) -> Result:
        """What has come of it so far, and if wanted where every guardian stands."""
        judge = self.judge
        result = _result(self.scenario, Outcome.FAILED if self.failures else Outcome.PASSED)
        result.failures = self.failures
        result.events = self.simulation.journal.events
        result.passed = judge.passed
        result.wrongful_refusals = judge.truths.wrongful_refusals()
        result.wrongful_consents = judge.truths.wrongful_consents()
        result.findings = judge.findings.so_far(at_end=True)
        if with_standings:
            result.standings = list(standings(judge))
        return result


def run_scenario(
    scenario: Scenario,
    *,
    wording: Wording | None = None,
    seed: int | None = None,
    carrier: Carrier | None = None,
    with_standings: bool = False,
) -> Result:
    """Replay a scenario in virtual time. `seed` stands in for the scenario's own."""
    if scenario.skip is not None:
        return _result(scenario, Outcome.SKIPPED, reason=scenario.skip)
    run = Run(scenario, wording=wording, seed=seed, carrier=carrier)
    while run.step():
        pass
    return run.result(with_standings=with_standings)


def run_file(
    path: str | Path,
    *,
    wording: Wording | None = None,
    seed: int | None = None,
    carrier: Carrier | None = None,
) -> list[Result]:
    """Replay every case of a scenario file; `DocumentError` where it cannot be read."""
    try:
        scenarios = read_file(Path(path))
    except DocumentError as error:
        raise explained(error) from None
    return [
        run_scenario(scenario, wording=wording, seed=seed, carrier=carrier)
        for scenario in scenarios
    ]


def _result(scenario: Scenario, outcome: Outcome, reason: str = "") -> Result:
    return Result(
        scenario.path,
        scenario.name,
        outcome,
        scenario.source,
        scenario.covers,
        scenario.tags,
        reason,
    )


def _set_up(scenario: Scenario, simulation: Simulation) -> None:
    for guardian in scenario.guardians:
        simulation.know_guardian(guardian)
    for number in scenario.strangers:
        simulation.know_stranger(number)
    for child in scenario.children:
        simulation.know_child(child)


def _take(
    step: Step, following: tuple[Step, ...], simulation: Simulation, judge: Judge
) -> list[Failure]:
    if step.expectation:
        return _expect(step.expectation, judge)
    assert step.action is not None
    judge.begin_step(simulation.clock.now)
    try:
        step.action.perform(simulation)
    except StepError as error:
        return [Failure(error.code, str(error), step.place)]
    simulation.settle()
    failures = _violations(judge.follow(), step)
    if judge.rejections and not (following and awaits_rejection(following[0])):
        failures.extend(Failure(code, message, step.place) for code, message in rejections(judge))
    return failures


def _expect(expectation: Expectation, judge: Judge) -> list[Failure]:
    looks = list(expectation.looks_at(judge))
    failures = [_failure(mismatch) for mismatch in expectation.check(judge)]
    if not failures:
        judge.note(looks)
    return failures


def _violations(violations: list[Violation], step: Step) -> list[Failure]:
    return [Failure(one.code, one.message, step.place) for one in violations]


def _left_over(judge: Judge, step: Step) -> list[Failure]:
    return [
        Failure(
            "SF213", f"{letter.sent.kind} to {letter.sent.subject} was never claimed", step.place
        )
        for letter in judge.inbox.unclaimed()
    ]


def _failure(mismatch: Mismatch) -> Failure:
    return Failure(
        mismatch.code,
        mismatch.message,
        mismatch.place,
        mismatch.what,
        mismatch.expected,
        mismatch.actual,
    )


def unreadable(error: DocumentError) -> Result:
    """The result of a file that is no scenario."""
    failures = [
        Failure(one.code, one.message, one.place, origin=one.origin) for one in error.problems
    ]
    return Result(error.path, "", Outcome.ERROR, error.source, failures=failures)
