"""Replays households that have nothing to do with each other, each kind of history only once.

A guardian whose children and numbers are nobody else's is a household of its own. What comes of it
depends on its shape and on what happened in which order: rows, and the moments at which its timers
fired. So a history is a path in a tree. Its nodes are found by driving the real simulation, with
the times of the household that came there first; whoever comes there later is moved by a look-up.
Which row or timer comes first, a household's own times decide; what it does, the simulation said.

That holds while everything that a run sets for later counts from the present moment. A late receipt
does not, so `Replay` takes the households that have one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from smsflow.clock import Timer
from smsflow.errors import START
from smsflow.events import Journal
from smsflow.memo.policy import Policy
from smsflow.moments import Instant
from smsflow.scenario.language.verbs.expect_sms import SmsExpected
from smsflow.scenario.people import ChildSetup, FaultSetup, GuardianSetup
from smsflow.scenario.run import rejections
from smsflow.scenario.simulation import Simulation
from smsflow.scenario.verdict.findings import Found
from smsflow.scenario.verdict.judge import Judge, Mismatch
from smsflow.scenario.verdict.standing import Standing, standings
from smsflow.scenario.verdict.truth import Difference
from smsflow.service.registers import OLDEST_PRIMARY_GRADE
from smsflow.sms.messages import Kind
from smsflow.sms.reply import Spelling, parse_reply
from smsflow.sms.wording import Wording
from smsflow.world.faults import Fault

MAX_NODES = 100_000
"""so many histories are kept; what is beyond is driven again each time"""

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
    """`reply`, `reply_from`, `expect`, `fault`, `campaign`, `resend`, or `moment`"""
    how: tuple[object, ...] = ()
    faults: tuple[tuple[Fault, bool], ...] = ()
    """what is put on, or (false) taken off"""


class Wrong(NamedTuple):
    """Something that does not hold, in the words of a failure."""

    code: str
    message: str
    what: str = ""
    expected: str = ""
    actual: str = ""


@dataclass(slots=True)
class Node:
    """Where a history has led: what there is to tell, and which timers it has set."""

    standing: Standing
    findings: tuple[Found, ...]
    wrong: tuple[Wrong, ...]
    """what did not hold at the last act"""
    before: Node | None
    act: Act | None
    """what led here, and from where; None at the root"""
    text: str
    """a reply that is read as the act says"""
    new: tuple[tuple[int, int, int], ...]
    """timers set since: how long after the last act, their order within a moment, their number"""
    next: dict[int, Node] = field(default_factory=dict)
    """where each act leads, by the act's number"""


@dataclass(slots=True)
class Household:
    """One guardian of the roster with the children, and how far the history is."""

    setup: GuardianSetup
    shape: Shape
    node: Node
    timers: list[tuple[Instant, int, int]]
    """when, its order within a moment, and its number"""
    past: list[Instant]
    """when each act of the history was: enough to drive a simulation here again"""


class Households:
    """All households of a roster that fit."""

    def __init__(self, policy: Policy, wording: Wording | None, at: Instant) -> None:
        self._policy = policy
        self._wording = wording
        self._start = at
        self._spelling = Spelling(policy.reply_spelling.value)
        self._roots: dict[Shape, tuple[Node, tuple[tuple[Instant, int, int], ...]]] = {}
        self._acts: list[Act] = []
        self._numbers: dict[Act, int] = {}
        """acts are counted, since a number is found faster than what it stands for"""
        self._replies: dict[tuple[str, bool], int] = {}
        self._expected: dict[tuple[str, str], int] = {}
        self._moments: dict[tuple[int, ...], int] = {}
        self.histories = 0
        """how many nodes the trees have"""
        self.all: dict[str, Household] = {}
        """by the guardian's name"""

    def add(self, guardian: GuardianSetup, children: Iterable[ChildSetup]) -> list[Wrong]:
        """A household; what does not hold from the beginning."""
        entry = guardian.mab_number
        shape = Shape(
            guardian.number is not None,
            "" if entry is None else HANDSET if entry == guardian.number else ENTRY,
            tuple((fault.cause, fault.by) for fault in guardian.faults),
            guardian.language,
            tuple((_rule_of(child.grade), child.listed) for child in children),
        )
        root = self._roots.get(shape)
        if root is None:
            node = self._drive(shape, None, None, "", [])
            root = self._roots[shape] = (
                node,
                tuple((self._start + offset, order, number) for offset, order, number in node.new),
            )
        node, timers = root
        self.all[guardian.name] = Household(guardian, shape, node, list(timers), [])
        return [*node.wrong]

    # Acts.

    def reply(self, home: Household, at: Instant, text: str, number: str | None) -> Sequence[Wrong]:
        """The guardian replies, or somebody does on the number МАБ holds for them."""
        own = number is None or number == home.setup.number
        act = self._replies.get((text, own))
        if act is None:
            reading = parse_reply(text, self._spelling)
            tolerant = parse_reply(text, Spelling.TOLERANT)
            how = (reading.answer, reading.reason, tolerant.answer)
            act = self._number(Act("reply" if own else "reply_from", how))
            self._replies[text, own] = act
        return self._act(home, at, act, text)

    def expect(self, home: Household, at: Instant, text: str, number: str) -> Sequence[Wrong]:
        """1414 has to have sent something to the guardian, or to a number."""
        to = GUARDIAN
        if number:
            to = HANDSET if number == home.setup.number else ENTRY
        act = self._expected.get((to, text))
        if act is None:
            act = self._number(Act("expect", (to, text.strip())))
            self._expected[to, text] = act
        return self._act(home, at, act, "")

    def faults(
        self, home: Household, at: Instant, faults: tuple[tuple[FaultSetup, bool], ...]
    ) -> Sequence[Wrong]:
        """Faults are put on, or taken off."""
        causes = tuple((fault.cause, on) for fault, on in faults)
        return self._act(home, at, self._number(Act("fault", (), causes)), "")

    def everybody(self, at: Instant, what: str) -> Iterator[tuple[Household, Sequence[Wrong]]]:
        """The campaign starts, or МИО asks again."""
        act = self._number(Act(what))
        for home in self.all.values():
            yield home, self._act(home, at, act, "")

    def settle(self, home: Household, until: Instant) -> list[Wrong]:
        """Let the household's timers fire up to and including a moment."""
        wrong: list[Wrong] = []
        while home.timers and (first := min(home.timers)[0]) <= until:
            due = sorted(timer for timer in home.timers if timer[0] == first)
            numbers = tuple([timer[2] for timer in due])
            act = self._moments.get(numbers)
            if act is None:
                act = self._moments[numbers] = self._number(Act("moment", numbers))
            home.timers = [timer for timer in home.timers if timer[0] != first]
            wrong += self._move(home, first, act, "")
        return wrong

    def _number(self, act: Act) -> int:
        number = self._numbers.setdefault(act, len(self._acts))
        if number == len(self._acts):
            self._acts.append(act)
        return number

    def _act(self, home: Household, at: Instant, act: int, text: str) -> Sequence[Wrong]:
        timers = home.timers
        if timers and min(timers)[0] <= at:
            return [*self.settle(home, at), *self._move(home, at, act, text)]
        return self._move(home, at, act, text)

    def _move(self, home: Household, at: Instant, act: int, text: str) -> Sequence[Wrong]:
        home.past.append(at)
        node = home.node.next.get(act)
        if node is None:
            node = self._drive(home.shape, home.node, self._acts[act], text, home.past)
            if self.histories < MAX_NODES:
                self.histories += 1
                home.node.next[act] = node
        home.node = node
        if node.new:
            home.timers += [(at + offset, order, number) for offset, order, number in node.new]
        return node.wrong

    # The simulation behind.

    def _drive(
        self, shape: Shape, parent: Node | None, last: Act | None, said: str, past: list[Instant]
    ) -> Node:
        """Drive a fresh simulation through a history and its last act; the node it leads to."""
        journal = Journal()
        run = Simulation(self._policy, at=self._start, wording=self._wording, journal=journal)
        judge = Judge(self._policy, journal)
        _people(run, shape)
        wrong = [Wrong(one.code, one.message) for one in judge.follow()]
        before: set[int] = set()
        acts = [*_history(parent), (last, said)] if last else []
        for moment, (act, text) in zip(past, acts, strict=True):
            if moment - 1 > run.clock.now:
                run.settle(moment - 1)
            before = {timer.sequence for timer in run.clock.timers}
            wrong = list(_done(run, judge, moment, act, text))
        at = past[-1] if past else self._start
        standing = next(iter(standings(judge)))
        timers = [timer for timer in run.clock.timers if timer.sequence not in before]
        return Node(
            standing,
            tuple(judge.findings.so_far(at_end=True)),
            tuple(wrong),
            parent,
            last,
            said,
            tuple(sorted((timer.at - at, *_order(timer)) for timer in timers)),
        )


def _history(node: Node | None) -> list[tuple[Act, str]]:
    """Every act that led to a node, with a reply's text."""
    acts = []
    while node is not None and node.act is not None:
        acts.append((node.act, node.text))
        node = node.before
    return acts[::-1]


def _rule_of(grade: int) -> int:
    """Grades are alike where the same rule holds: up to the fourth, and above (R01, R06)."""
    return OLDEST_PRIMARY_GRADE + (grade > OLDEST_PRIMARY_GRADE)


def _order(timer: Timer) -> tuple[int, int]:
    return int(timer.due), timer.sequence


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


def really(text: str, home: Household, children: list[str]) -> str:
    """A text of the simulation, with the household's own names and numbers."""
    for number, name in enumerate(children):
        text = text.replace(child_name(number), name)
    text = text.replace(ENTRY, home.setup.mab_number or "").replace(
        HANDSET, home.setup.number or ""
    )
    return text.replace(GUARDIAN, home.setup.name)


def difference(home: Household) -> Difference | None:
    """How the record differs from the truth, if wrongly."""
    standing = home.node.standing
    if not standing.cause:
        return None
    return Difference(home.setup.name, standing.record, standing.truth, standing.cause)
