"""Random households and what may be done to them, for the tests that run thousands of them.

A `Play` does each verb to a simulation at once and writes it down as a step, so that every failure
is a scenario file: `Play.yaml` is what to save and replay.
"""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import strategies as st

from smsflow.document.tree import parse
from smsflow.errors import DocumentError
from smsflow.memo.linking import Document
from smsflow.memo.registration import Screen
from smsflow.scenario.language.load import load
from smsflow.scenario.language.values import ScenarioReader
from smsflow.scenario.language.verbs.catalogue import read_step
from smsflow.scenario.model import Action, Scenario
from smsflow.scenario.verdict.judge import Judge
from tests.wire_log import RecordedSimulation

POLICY = st.fixed_dictionaries(
    {},
    optional={
        "reply_timeout": st.sampled_from(["1h", "2d", "10m"]),
        "timeout_starts": st.sampled_from(["delivery", "submission"]),
        "delivery_validity": st.sampled_from(["30m", "3h", "4d"]),
        "reminders": st.sampled_from(["0", "1", "2", "10"]),
        "reminder_every": st.sampled_from(["1m", "30m", "20h"]),
        "late_reply": st.sampled_from(["honour", "ignore", "reopen"]),
        "second_reply": st.sampled_from(["first", "last"]),
        "unclear_reply": st.sampled_from(["wait", "hint"]),
        "reply_spelling": st.sampled_from(["tolerant", "strict"]),
        "reoffer": st.sampled_from(["resend", "reopen"]),
        "reoffer_limit": st.sampled_from(["0", "1", "3"]),
        "reoffer_covers": st.lists(
            st.sampled_from(["refused", "lapsed", "unreached"]), unique=True
        ),
        "addressees": st.sampled_from(["every", "first"]),
        "consent_of": st.sampled_from(["any", "all"]),
        "new_child": st.sampled_from(["covered", "ask"]),
        "late_eligibility": st.sampled_from(["ask", "wait"]),
        "registered_number": st.sampled_from(["send", "wait"]),
        "block_reach": st.sampled_from(["both", "incoming"]),
        "unblock": st.sampled_from(["wait", "resend"]),
        "number_change": st.sampled_from(["resend", "wait"]),
        "shared_number": st.sampled_from(["reject", "move"]),
        "missing_link_notice": st.sampled_from(["outside", "sms"]),
        "primary_voucher": st.sampled_from(["awaiting_activation", "active"]),
    },
)

SCREENS = [str(screen) for screen in Screen]
DOCUMENTS = [str(document) for document in Document]
NUMBERS = [f"+7701555010{last}" for last in range(6)]
CAUSES = [
    "blacklisted",
    "blacklisted_at_operator",
    "spam_blocking",
    "short_numbers_barred",
    "no_balance",
    "switched_off",
    "memory_full",
    "unknown_number",
    "receipt_lost",
    "receipt_late",
    "receipt_twice",
]
TEXTS = ["2*1", "2*5", "2 * 1.", "да", "２＊５", ""]
WAITS = ["0", "1m", "10m", "30m", "1h", "3h", "1d", "2d", "4d"]
GUARDIAN_NAMES = ["aigul", "marat", "сәуле"]
CHILD_NAMES = ["dana", "arman", "olzhas"]


@st.composite
def households(draw: st.DrawFn) -> dict[str, Any]:
    """A scenario without steps: one to three guardians and children, numbers apart or crossed."""
    names = GUARDIAN_NAMES[: draw(st.integers(1, 3))]
    handsets = draw(st.permutations(NUMBERS))
    entries = draw(st.permutations(NUMBERS))
    guardians: dict[str, Any] = {}
    for index, name in enumerate(names):
        kind = draw(st.sampled_from(["same", "same", "same", "none", "stale", "entry only"]))
        guardian: dict[str, Any] = {}
        if kind in ("same", "stale"):
            guardian["number"] = handsets[index]
        if kind in ("stale", "entry only"):
            guardian["mab_number"] = entries[index]
        if draw(st.booleans()):
            guardian["language"] = draw(st.sampled_from(["kk", "ru"]))
        faults = draw(st.lists(st.sampled_from(CAUSES), max_size=2, unique=True))
        if faults:
            guardian["faults"] = faults
        guardians[name] = guardian
    _part_entries(guardians)
    children = {
        name: _child(draw, names) for name in CHILD_NAMES[: draw(st.integers(1, len(CHILD_NAMES)))]
    }
    return {
        "name": "A random household",
        "latency": draw(st.sampled_from(["0", "0", "1m", "45m"])),
        "policy": draw(POLICY),
        "guardians": guardians,
        "children": children,
    }


def _part_entries(guardians: dict[str, Any]) -> None:
    """No two people share an entry in МАБ: who would loses theirs."""
    taken = set()
    for guardian in guardians.values():
        entry = guardian.get("mab_number", guardian.get("number"))
        if entry in taken:
            guardian.clear()
        taken.add(entry)


def _child(draw: st.DrawFn, guardians: list[str]) -> dict[str, Any]:
    child: dict[str, Any] = {
        "grade": draw(st.sampled_from(["4", "5", "9", "9"])),
        "guardians": draw(st.lists(st.sampled_from(guardians), unique=True, max_size=3)),
    }
    if draw(st.integers(0, 3)) == 0:
        child["listed"] = "no"
    return child


class Play:
    """A run under way, its judge, and the scenario file it amounts to."""

    def __init__(self, household: dict[str, Any]) -> None:
        self.document = {**household, "steps": []}
        self.guardians = list(household["guardians"])
        self.children = list(household["children"])
        shell = self._scenario([{"wait": "0"}])
        self.simulation = RecordedSimulation(
            shell.policy, seed=shell.seed, at=shell.at, latency=shell.latency
        )
        self.judge = Judge(shell.policy, self.simulation.journal)
        for guardian in shell.guardians:
            self.simulation.know_guardian(guardian)
        for number in shell.strangers:
            self.simulation.know_stranger(number)
        for child in shell.children:
            self.simulation.know_child(child)
        self.newest: list[Action] = []
        """what the newest step does, to be done to another run as well"""
        self.handsets = {one.number for one in shell.guardians}
        """every number that has been a guardian's handset"""
        self._reader = ScenarioReader()
        self._reader.guardians = dict.fromkeys(self.guardians)
        self._reader.children = dict.fromkeys(self.children)
        self._check()

    def _scenario(self, steps: list[Any]) -> Scenario:
        return self.scenario_of({**self.document, "steps": steps})

    @staticmethod
    def scenario_of(document: dict[str, Any]) -> Scenario:
        """The scenario that a file of this is."""
        text = yaml.safe_dump(document, allow_unicode=True)
        return load("household.yaml", text.encode())[0]

    @property
    def yaml(self) -> str:
        """The run so far as a scenario file."""
        return yaml.safe_dump(self.document, allow_unicode=True, sort_keys=False)

    def scenario(self) -> Scenario:
        """The run so far, read back from its file."""
        return self._scenario(self.document["steps"] or [{"wait": "0"}])

    def do(self, verb: str, argument: Any = None) -> None:
        """One step: read as a scenario's would be, done, and watched."""
        item = verb if argument is None else {verb: argument}
        self.document["steps"].append(item)
        self.judge.begin_step(self.simulation.clock.now)
        self.newest = self.read(item)
        for action in self.newest:
            action.perform(self.simulation)
            self.simulation.settle()
        self._check()
        if self.judge.rejections:
            clause = self.judge.rejections[0].clauses[0]
            self.document["steps"].append({"expect": {"rejected": {"clause": clause}}})

    def read(self, item: Any) -> list[Action]:
        """What a step does, as a scenario's would be read."""
        node, problems = parse(yaml.safe_dump(item, allow_unicode=True))
        assert node is not None
        steps = read_step(node, self._reader)
        problems += self._reader.problems
        if problems:
            raise DocumentError("a step", self.yaml, problems)
        return [step.action for step in steps if step.action]

    def _check(self) -> None:
        violations = self.judge.follow()
        assert not violations, f"{violations}\n{self.yaml}"
        self.judge.truths.wrongful_refusals()
        self.judge.truths.wrongful_consents()
        self.judge.findings.so_far(at_end=True)
        for name in self.guardians:
            self.judge.truths.truth(name)
