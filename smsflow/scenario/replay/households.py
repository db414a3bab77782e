"""Replays households that have nothing to do with each other, each kind of history only once.

A guardian whose children and numbers are nobody else's is a household of its own. What comes of it
depends on its shape and on what happened in which order: rows, and the moments at which its timers
fired. Which row or timer comes first, a household's own times decide; what it does, its place in
the tree of histories says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from smsflow.memo.policy import Policy
from smsflow.moments import Instant
from smsflow.scenario.people import ChildSetup, FaultSetup, GuardianSetup
from smsflow.scenario.replay.histories import (
    ENTRY,
    GUARDIAN,
    HANDSET,
    Act,
    Histories,
    Node,
    Pending,
    Shape,
    Wrong,
    child_name,
)
from smsflow.service.registers import OLDEST_PRIMARY_GRADE
from smsflow.sms.reply import Spelling, parse_reply
from smsflow.sms.wording import Wording

MAX_NODES = 100_000
"""so many histories are kept; what is beyond is driven again each time"""
MAX_TEXTS = 10_000
"""of so many texts it is kept what they are; of the others it is found again"""


@dataclass(slots=True)
class Household:
    """One guardian of the roster with the children, and how far the history is.

    What it takes to go on is the node and the times of its timers: no row leaves anything more.
    """

    setup: GuardianSetup
    node: Node
    times: tuple[Instant, ...]
    """when each of the node's timers is due"""
    fired: Instant = 0
    """when timers fired last; 0 is long before the first row"""
    since: Instant = 0
    """when the record became what it is, likewise"""


class Households:
    """All households of a roster that fit."""

    def __init__(self, policy: Policy, wording: Wording | None, at: Instant) -> None:
        self._start = at
        self._spelling = Spelling(policy.reply_spelling.value)
        self._histories = Histories(policy, wording, at)
        self._roots: dict[Shape, tuple[Node, tuple[Instant, ...]]] = {}
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

    def add(self, guardian: GuardianSetup, children: Sequence[ChildSetup]) -> Sequence[Wrong]:
        """A household; what does not hold from the beginning."""
        entry = guardian.mab_number
        shape = Shape(
            guardian.number is not None,
            "" if entry is None else HANDSET if entry == guardian.number else ENTRY,
            tuple([(fault.cause, fault.by) for fault in guardian.faults]),
            guardian.language,
            tuple([(_rule_of(child.grade), child.listed) for child in children]),
        )
        root = self._roots.get(shape)
        if root is None:
            node = self._histories.root(shape)
            root = self._roots[shape] = node, tuple(self._start + after for after in node.new)
        node, times = root
        self.all[guardian.name] = Household(guardian, node, times)
        return node.wrong

    # Acts.

    def reply(self, home: Household, at: Instant, text: str, number: str) -> Sequence[Wrong]:
        """The guardian replies, or somebody does on the number МАБ holds for them."""
        own = not number or number == home.setup.number
        act = self._replies.get((text, own))
        if act is None:
            act = self._number(self._read(text, own))
            if len(self._replies) < MAX_TEXTS:
                self._replies[text, own] = act
        return self._act(home, at, act, text)

    def _read(self, text: str, own: bool) -> Act:
        reading = parse_reply(text, self._spelling)
        tolerant = parse_reply(text, Spelling.TOLERANT)
        how = (reading.answer, reading.reason, tolerant.answer)
        return Act("reply" if own else "reply_from", how)

    def expect(self, home: Household, at: Instant, text: str, number: str) -> Sequence[Wrong]:
        """1414 has to have sent something to the guardian, or to a number."""
        to = GUARDIAN
        if number:
            to = HANDSET if number == home.setup.number else ENTRY
        act = self._expected.get((to, text))
        if act is None:
            act = self._number(Act("expect", (to, text.strip())))
            if len(self._expected) < MAX_TEXTS:
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
        while home.times and (first := min(home.times)) <= until:
            wrong += self._move(home, first, self._firing(home, first), "")
            home.fired = first
        return wrong

    def _firing(self, home: Household, first: Instant) -> int:
        """The act of all timers that are due first; they are set no more."""
        times, timers = home.times, home.node.timers
        if times.count(first) == 1:
            at = times.index(first)
            numbers: tuple[int, ...] = (timers[at].number,)
            home.times = times[:at] + times[at + 1 :]
        else:
            due = [timer for timer, at in zip(timers, times, strict=True) if at == first]
            numbers = tuple([timer.number for timer in sorted(due, key=_in_order)])
            home.times = tuple([at for at in times if at != first])
        act = self._moments.get(numbers)
        if act is None:
            act = self._moments[numbers] = self._number(Act("moment", numbers))
        return act

    def _number(self, act: Act) -> int:
        number = self._numbers.setdefault(act, len(self._acts))
        if number == len(self._acts):
            self._acts.append(act)
        return number

    def _act(self, home: Household, at: Instant, act: int, text: str) -> Sequence[Wrong]:
        times = home.times
        if times and min(times) <= at:
            return [*self.settle(home, at), *self._move(home, at, act, text)]
        return self._move(home, at, act, text)

    def _move(self, home: Household, at: Instant, act: int, text: str) -> Sequence[Wrong]:
        at_once = at == home.fired
        way = 2 * act + at_once
        node = home.node.next.get(way)
        if node is None:
            node = self._histories.follow(home.node, self._acts[act], text, at_once=at_once)
            if self.histories < MAX_NODES:
                self.histories += 1
                home.node.next[way] = node
        home.node = node
        if node.moved:
            home.since = at
        if node.new:
            home.times += tuple([at + after for after in node.new])
        return node.wrong


def _in_order(timer: Pending) -> tuple[int, int]:
    return timer.order, timer.number


def _rule_of(grade: int) -> int:
    """Grades are alike where the same rule holds: up to the fourth, and above (R01, R06)."""
    return OLDEST_PRIMARY_GRADE + (grade > OLDEST_PRIMARY_GRADE)


def really(text: str, home: Household, children: list[str]) -> str:
    """A text of the simulation, with the household's own names and numbers."""
    for number, name in enumerate(children):
        text = text.replace(child_name(number), name)
    text = text.replace(ENTRY, home.setup.mab_number or "").replace(
        HANDSET, home.setup.number or ""
    )
    return text.replace(GUARDIAN, home.setup.name)
