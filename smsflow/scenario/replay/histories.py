"""The tree of what may happen to a household, each node driven by the real simulation once.

A node is a history: acts in their order, from a shape, and whether they were in the very instant in
which timers had fired. What an act does depends on that and on nothing else about times: a reply is
late by its deadline, and a timer fires at the deadline. So a node is found with any times that fit
it, and whoever comes by later keeps none but those of the timers still set.

That holds while everything that a run sets for later counts from the present moment. A late receipt
does not, so `Replay` takes the households that have one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from smsflow.clock import Due, Timer
from smsflow.errors import START
from smsflow.events import Event, Journal
from smsflow.memo.policy import Policy
from smsflow.moments import Duration, Instant
from smsflow.scenario.language.verbs.expect_sms import SmsExpected
from smsflow.scenario.people import ChildSetup, FaultSetup, GuardianSetup
from smsflow.scenario.rejections import rejections
from smsflow.scenario.replay.strays import Stray, stray_of
from smsflow.scenario.simulation import Simulation
from smsflow.scenario.verdict.findings import Found
from smsflow.scenario.verdict.judge import Judge, Mismatch
from smsflow.scenario.verdict.standing import Standing, standings
from smsflow.sms.messages import Kind
from smsflow.sms.wording import Wording
from smsflow.world.faults import Fault

# Whoever a household really is, the simulation calls its people so: texts that no table holds.
GUARDIAN, HANDSET, ENTRY = "\ue000", "+\ue001", "+\ue002"

_KINDS = {str(kind): kind for kind in Kind}


class Shape(NamedTuple):
    """What makes two households alike."""

    handset: bool
    entry: str
    """the number that МАБ holds: `HANDSET`, `ENTRY` for another, or none"""
    faults: tuple[tuple[Fault, int | None], ...]
    language: str
    children: tuple[tuple[int, bool], ...]
    """a grade of the same rule as the child's, and whether listed"""


class Act(NamedTuple):
    """One thing that happens to a household; equal ones do the same in the same history."""

    what: str
    """`reply`, `reply_from`, `expect`, `fault`, `campaign`, `resend`, or `moment`: timers fire"""
    how: tuple[object, ...] = ()
    """of a moment, the numbers of the timers"""
    faults: tuple[tuple[Fault, bool], ...] = ()
    """what is put on, or (false) taken off"""


class Wrong(NamedTuple):
    """Something that does not hold, in the words of a failure."""

    code: str
    message: str
    what: str = ""
    expected: str = ""
    actual: str = ""


class Pending(NamedTuple):
    """A timer that is set."""

    number: int
    order: int
    """within a moment, before the number"""
    since: int
    """the act that set it, counted from 1; 0 is the beginning"""
    after: Duration
    """how long after that act it is due"""


@dataclass(slots=True)
class Node:
    """Where a history has led: what there is to tell, and which timers are set."""

    shape: Shape
    standing: Standing
    findings: tuple[Found, ...]
    wrong: tuple[Wrong, ...]
    """what did not hold at the last act"""
    stray: Stray | None
    """why the last act, a reply, answers nothing"""
    moved: bool
    """whether the record became another with the last act"""
    before: Node | None
    act: Act | None
    """what led here, and from where; None at the root"""
    text: str
    """a reply that is read as the act says"""
    at_once: bool
    """whether the act was in the instant in which timers had fired last"""
    depth: int
    """how many acts there were"""
    timers: tuple[Pending, ...]
    """those set earlier first"""
    new: tuple[Duration, ...]
    """how long after the last act the last of the timers, those that it set, are due"""
    next: dict[int, Node] = field(default_factory=dict)
    """where each act leads, by the act's number and whether at once"""


class Histories:
    """Drives histories under one policy."""

    def __init__(self, policy: Policy, wording: Wording | None, at: Instant) -> None:
        self._policy = policy
        self._wording = wording
        self._start = at

    def root(self, shape: Shape) -> Node:
        """Where a household of a shape begins."""
        run, judge = self._begun(shape)
        wrong = [Wrong(one.code, one.message) for one in judge.follow()]
        timers = _pending(run, (), 0)
        return Node(
            shape, *_told(judge), tuple(wrong), None, False, None, None, "", False, 0, *timers
        )

    def follow(self, node: Node, last: Act, said: str, *, at_once: bool) -> Node:
        """Where one more act leads; `said` is the text of a reply."""
        run, judge = self._begun(node.shape)
        for _ in judge.follow():
            pass
        wrong: list[Wrong] = []
        acts = [*((one.act, one.text) for one in _path(node)), (last, said)]
        for after, (act, text) in zip(times_of(node, last, at_once=at_once), acts, strict=True):
            assert act is not None
            moment = self._start + after
            if moment - 1 > run.clock.now:
                run.settle(moment - 1)
            seen = len(run.journal)
            wrong = list(_done(run, judge, moment, act, text))
        depth = node.depth + 1
        timers = _pending(run, still_set(node, last), depth)
        standing, findings = _told(judge)
        return Node(
            node.shape,
            standing,
            findings,
            tuple(wrong),
            _stray(run.journal.events[seen:], judge),
            standing.record != node.standing.record,
            node,
            last,
            said,
            at_once,
            depth,
            *timers,
        )

    def _begun(self, shape: Shape) -> tuple[Simulation, Judge]:
        journal = Journal()
        run = Simulation(self._policy, at=self._start, wording=self._wording, journal=journal)
        judge = Judge(self._policy, journal)
        _people(run, shape)
        return run, judge


def _told(judge: Judge) -> tuple[Standing, tuple[Found, ...]]:
    return next(iter(standings(judge))), tuple(judge.findings.so_far(at_end=True))


def _stray(events: list[Event], judge: Judge) -> Stray | None:
    strays = (stray_of(event, judge.truths) for event in events)
    return next(filter(None, strays), None)


def _pending(
    run: Simulation, left: tuple[Pending, ...], depth: int
) -> tuple[tuple[Pending, ...], tuple[Duration, ...]]:
    """The timers set by now, those left from before first; how long until the others are due."""
    old = {timer.number for timer in left}
    new = sorted(
        (timer.at - run.clock.now, int(timer.due), timer.sequence)
        for timer in run.clock.timers
        if timer.sequence not in old and not _is_idle(run, timer)
    )
    pending = (Pending(number, order, depth, after) for after, order, number in new)
    return (*left, *pending), tuple(after for after, _, _ in new)


def _is_idle(run: Simulation, timer: Timer) -> bool:
    """Whether nothing comes of a timer: its receipt, say, came at once.

    A deadline is never idle: also one that the service has forgotten parts late from early.
    """
    return timer.due in _MAY_BE_IDLE and run.office.is_overtaken(timer)


_MAY_BE_IDLE = (Due.TAKEN_AS_DELIVERED, Due.REMINDER)


def still_set(node: Node, act: Act) -> tuple[Pending, ...]:
    """The timers that an act leaves as they are."""
    if act.what != "moment":
        return node.timers
    return tuple(timer for timer in node.timers if timer.number not in act.how)


def times_of(node: Node, last: Act, *, at_once: bool) -> list[Duration]:
    """Times since the beginning at which a history and its last act happen as they did.

    The earliest that fit: each is raised until no gap is too small, which takes a round for each
    act at most. There are some, since a household came this way.
    """
    gaps = [*_gaps(node, last, at_once=at_once)][::-1]
    times = [0] * (node.depth + 2)
    for _ in times:
        raised = False
        for first, second, gap in gaps:
            if times[second] < times[first] + gap:
                times[second] = times[first] + gap
                raised = True
        if not raised:
            return [time - times[0] for time in times[1:]]
    raise AssertionError("no times fit this history")


def _gaps(node: Node, last: Act, *, at_once: bool) -> Iterator[tuple[int, int, Duration]]:
    """Two acts, and how much later the second is at least: a negative gap is how much earlier.

    Acts follow one another, timers fire when they are due, and those still set are due later.
    """
    for timer in still_set(node, last):
        yield node.depth + 1, timer.since, 1 - timer.after
    here, act = node, last
    while True:
        depth = here.depth + 1
        yield here.depth, depth, int(not at_once and _is_later(here, act))
        if at_once:
            yield depth, here.depth, 0
        left = still_set(here, act)
        for timer in here.timers:
            if timer not in left:
                yield timer.since, depth, timer.after
                yield depth, timer.since, -timer.after
        if here.before is None or here.act is None:
            return
        act, at_once, here = here.act, here.at_once, here.before


def _is_later(node: Node, act: Act) -> bool:
    """Whether an act not at once is later than the last before it, and not just not earlier."""
    return (
        act.what == "moment" or node.at_once or (node.act is not None and node.act.what == "moment")
    )


def _path(node: Node) -> list[Node]:
    """Every node after the root that led to one, and itself."""
    path = []
    while node.before is not None:
        path.append(node)
        node = node.before
    return path[::-1]


def _people(run: Simulation, shape: Shape) -> None:
    run.know_guardian(
        GuardianSetup(
            GUARDIAN,
            HANDSET if shape.handset else None,
            shape.entry or None,
            None,
            shape.language,
            tuple(FaultSetup(cause, by) for cause, by in shape.faults),
        )
    )
    if shape.entry == ENTRY:
        run.know_stranger(ENTRY)
    for number, (grade, listed) in enumerate(shape.children):
        run.know_child(ChildSetup(child_name(number), grade, (GUARDIAN,), listed, None, None))


def child_name(number: int) -> str:
    """What the simulation calls a household's child."""
    return f"{GUARDIAN}{chr(0xE010 + number)}"


def _done(run: Simulation, judge: Judge, at: Instant, act: Act, text: str) -> Iterator[Wrong]:
    """One act at its moment, everything due before it first; what does not hold then."""
    run.settle(at)
    yield from _broken(judge)
    judge.begin_step(at)
    if act.what == "expect":
        to, said = map(str, act.how)
        kind = _KINDS.get(said)
        expected = SmsExpected(to, START, kind=kind, contains=None if kind else said)
        yield from map(_differs, expected.check(judge))
        return
    _perform(run, act, text)
    run.settle()
    yield from _broken(judge)
    for code, message in rejections(judge):
        yield Wrong(code, message)


def _perform(run: Simulation, act: Act, text: str) -> None:
    if act.what == "reply":
        run.reply(GUARDIAN, text)
    elif act.what == "reply_from":
        run.reply_from_number(ENTRY, text)
    elif act.what == "campaign":
        run.start_campaign()
    elif act.what == "resend":
        run.resend()
    elif act.what == "fault":
        for cause, on in act.faults:
            if on:
                run.fault(GUARDIAN, cause)
            else:
                run.repair(GUARDIAN, cause)


def _broken(judge: Judge) -> Iterator[Wrong]:
    for one in judge.follow():
        yield Wrong(one.code, one.message)


def _differs(mismatch: Mismatch) -> Wrong:
    return Wrong(mismatch.code, mismatch.message, mismatch.what, mismatch.expected, mismatch.actual)
