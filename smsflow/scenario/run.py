"""Replays one scenario and judges it: the verdict, the differences, and every event."""

from __future__ import annotations

from collections.abc import Iterator

from smsflow.carrier import Carrier
from smsflow.errors import DocumentError, StepError
from smsflow.scenario.language.verbs.expect import StateExpected
from smsflow.scenario.model import Expectation, Scenario, Step
from smsflow.scenario.result import Failure, Outcome, Result
from smsflow.scenario.simulation import Simulation
from smsflow.scenario.verdict.judge import Judge, Mismatch
from smsflow.scenario.verdict.properties import Violation
from smsflow.sms.wording import Wording


def run_scenario(
    scenario: Scenario,
    *,
    wording: Wording | None = None,
    seed: int | None = None,
    carrier: Carrier | None = None,
) -> Result:
    """Replay a scenario in virtual time. `seed` stands in for the scenario's own."""
    if scenario.skip is not None:
        return _result(scenario, Outcome.SKIPPED, reason=scenario.skip)
    simulation = Simulation(
        scenario.policy,
        seed=scenario.seed if seed is None else seed,
        at=scenario.at,
        latency=scenario.latency,
        wording=wording,
        carrier=carrier,
    )
    judge = Judge(scenario.policy, simulation.journal)
    failures = _set_up(scenario, simulation, judge) or _play(scenario, simulation, judge)
    result = _result(scenario, Outcome.FAILED if failures else Outcome.PASSED)
    result.failures = failures
    result.events = simulation.journal.events
    result.passed = judge.passed
    result.wrongful_refusals = judge.truths.wrongful_refusals()
    result.wrongful_consents = judge.truths.wrongful_consents()
    result.findings = judge.findings.so_far(at_end=True)
    return result


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


def _set_up(scenario: Scenario, simulation: Simulation, judge: Judge) -> list[Failure]:
    for guardian in scenario.guardians:
        simulation.know_guardian(guardian)
    for number in scenario.strangers:
        simulation.know_stranger(number)
    for child in scenario.children:
        simulation.know_child(child)
    return _violations(judge.follow(), scenario.steps[0])


def _play(scenario: Scenario, simulation: Simulation, judge: Judge) -> list[Failure]:
    actions = sum(step.action is not None for step in scenario.steps)
    for step, following in zip(scenario.steps, (*scenario.steps[1:], None), strict=True):
        judge.at_end = not actions
        actions -= step.action is not None
        failures = _take(step, following, simulation, judge)
        if failures:
            return failures
    if scenario.every_sms_expected:
        return _left_over(judge, scenario.steps[-1])
    return []


def _take(
    step: Step, following: Step | None, simulation: Simulation, judge: Judge
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
    if judge.rejections and not (following and awaits_rejection(following)):
        failures.extend(Failure(code, message, step.place) for code, message in rejections(judge))
    return failures


def _expect(expectation: Expectation, judge: Judge) -> list[Failure]:
    looks = list(expectation.looks_at(judge))
    failures = [_failure(mismatch) for mismatch in expectation.check(judge)]
    if not failures:
        judge.note(looks)
    return failures


def awaits_rejection(step: Step) -> bool:
    """Whether a step is what a rejected one needs next."""
    expectation = step.expectation
    return isinstance(expectation, StateExpected) and expectation.names_rejection


def rejections(judge: Judge) -> Iterator[tuple[str, str]]:
    """The code and the message of each thing that the newest step was turned down for."""
    for event in judge.rejections:
        clause = event.clauses[0]
        machine = event.row.partition(".")[0]
        state = judge.state_of(machine, event.subject)
        message = (
            f"{event.verb} of {event.subject}, whose {machine} is {state}, is rejected by {clause} "
            f"({event.row}); if that is meant, say next "
            f"`expect: {{rejected: {{clause: {clause}}}}}`"
        )
        yield "SF220", message


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
    failures = [Failure(one.code, one.message, one.place) for one in error.problems]
    return Result(error.path, "", Outcome.ERROR, error.source, failures=failures)
