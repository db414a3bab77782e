from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from smsflow.scenario.result import Outcome
from smsflow.scenario.run import run_scenario
from tests.random_households import (
    CAUSES,
    CHILD_NAMES,
    DOCUMENTS,
    GUARDIAN_NAMES,
    NUMBERS,
    SCREENS,
    TEXTS,
    WAITS,
    Play,
    households,
)
from tests.wire_log import LoneService, of_the_service

WHO = st.sampled_from(GUARDIAN_NAMES)
WHICH = st.sampled_from([*CHILD_NAMES, "late_1", "late_2"])
NUMBER = st.sampled_from(NUMBERS)


class RandomRun(RuleBasedStateMachine):
    """Anything that may be done to a household, in any order, under any policy."""

    play: Play

    @initialize(household=households(), campaign=st.booleans())
    def begin(self, household: dict[str, Any], campaign: bool) -> None:
        self.play = Play(household)
        if campaign:
            self.play.do("start_campaign")

    def guardian(self, name: str) -> str:
        """Some guardian that this household has."""
        known = self.play.guardians
        return str(known[GUARDIAN_NAMES.index(name) % len(known)])

    def child(self, name: str) -> str:
        """Some child that it has, one who came later too."""
        known = self.play.children
        return name if name in known else known[len(name) % len(known)]

    # Time, replies and faults come often, hence several rules each.

    @rule(length=st.sampled_from(WAITS))
    def wait(self, length: str) -> None:
        self.play.do("wait", length)

    @rule(length=st.sampled_from(["10m", "1h", "3h", "2d"]))
    def wait_long(self, length: str) -> None:
        self.play.do("wait", length)

    @rule(who=WHO, text=st.sampled_from(TEXTS), erring=st.booleans())
    def reply(self, who: str, text: str, erring: bool) -> None:
        meant = {"meant": "consent"} if erring and text == "2*5" else {}
        self.play.do("reply", {"from": self.guardian(who), "text": text, **meant})

    @rule(who=WHO, text=st.sampled_from(["2*1", "2*5"]))
    def reply_clearly(self, who: str, text: str) -> None:
        self.play.do("reply", {"from": self.guardian(who), "text": text})

    @rule(number=NUMBER, text=st.sampled_from(TEXTS))
    def stranger(self, number: str, text: str) -> None:
        if number in self.play.handsets:
            return
        self.play.do("reply", {"from_number": number, "text": text})

    @rule(who=WHO, cause=st.sampled_from(CAUSES))
    def fault(self, who: str, cause: str) -> None:
        by = {"by": "2h"} if cause == "receipt_late" else {}
        self.play.do("fault", {"on": self.guardian(who), "cause": cause, **by})

    @rule(who=WHO, cause=st.none() | st.sampled_from(CAUSES))
    def repair(self, who: str, cause: str | None) -> None:
        self.play.do("repair", {"on": self.guardian(who)} | ({"cause": cause} if cause else {}))

    @rule(who=st.none() | WHO)
    def start_campaign(self, who: str | None) -> None:
        self.play.do("start_campaign", who and [self.guardian(who)])

    @rule()
    def start_campaign_for_all(self) -> None:
        self.play.do("start_campaign")

    @rule(who=st.none() | WHO)
    def resend(self, who: str | None) -> None:
        self.play.do("resend", who and [self.guardian(who)])

    # МАБ.

    @rule(who=WHO, number=NUMBER)
    def change_number(self, who: str, number: str) -> None:
        self.play.handsets.add(number)
        self.play.do("change_number", {"guardian": self.guardian(who), "number": number})

    @rule(who=WHO)
    def remove_number(self, who: str) -> None:
        self.play.do("remove_number", self.guardian(who))

    @rule(who=WHO, number=NUMBER, begin=st.integers(0, 13), count=st.integers(1, 14))
    def register_number(self, who: str, number: str, begin: int, count: int) -> None:
        """Some screens in a row, from the beginning or from the middle."""
        self.play.handsets.add(number)
        screens = SCREENS[begin : begin + count]
        guardian = self.guardian(who)
        self.play.do(
            "register_number", {"guardian": guardian, "number": number, "screens": screens}
        )

    @rule(who=WHO, number=st.none() | NUMBER)
    def register_on_all_screens(self, who: str, number: str | None) -> None:
        """All that are left, on another number or the one typed before."""
        named = {"number": number} if number else {}
        self.play.handsets |= set(named.values())
        self.play.do("register_number", {"guardian": self.guardian(who), **named})

    # Links.

    @rule(which=WHICH, who=WHO, verb=st.sampled_from(["notify_missing_link", "update_link"]))
    def link(self, which: str, who: str, verb: str) -> None:
        self.play.do(verb, {"child": self.child(which), "guardian": self.guardian(who)})

    @rule(which=WHICH, who=WHO, through=st.sampled_from(["app", "centre"]))
    def apply_for_link(self, which: str, who: str, through: str) -> None:
        child, guardian = self.child(which), self.guardian(who)
        self.play.do("apply_for_link", {"child": child, "guardian": guardian, "through": through})

    @rule(
        which=WHICH,
        documents=st.lists(st.sampled_from(DOCUMENTS), unique=True),
        representative=st.sampled_from(["yes", "no"]),
    )
    def submit_documents(self, which: str, documents: list[str], representative: str) -> None:
        self.play.do(
            "submit_documents",
            {
                "child": self.child(which),
                "documents": documents,
                "representative": representative,
            },
        )

    # Children.

    @rule(
        grade=st.sampled_from(["4", "6"]),
        who=st.lists(WHO, max_size=2, unique=True),
        listed=st.sampled_from(["yes", "no"]),
    )
    def add_child(self, grade: str, who: list[str], listed: str) -> None:
        count = len(self.play.children) - len(CHILD_NAMES) + 1
        name = f"late_{max(count, 1)}"
        if name in self.play.children or count > 2:
            return
        guardians = list(dict.fromkeys(self.guardian(one) for one in who))
        self.play.do(
            "add_child", {"name": name, "grade": grade, "guardians": guardians, "listed": listed}
        )
        self.play.children.append(name)

    @rule(which=WHICH)
    def remove_child(self, which: str) -> None:
        self.play.do("remove_child", self.child(which))

    @rule(which=WHICH, grade=st.sampled_from(["3", "4", "5", "9"]))
    def change_grade(self, which: str, grade: str) -> None:
        self.play.do("change_grade", {"child": self.child(which), "grade": grade})

    @rule(which=WHICH, who=WHO)
    def add_guardian(self, which: str, who: str) -> None:
        self.play.do("add_guardian", {"child": self.child(which), "guardian": self.guardian(who)})

    @rule(which=WHICH)
    def list_child(self, which: str) -> None:
        self.play.do("list_child", self.child(which))

    # Vouchers.

    @rule(which=WHICH, by=st.none() | WHO)
    def activate(self, which: str, by: str | None) -> None:
        child = self.child(which)
        self.play.do("activate", {"child": child, "by": self.guardian(by)} if by else child)

    @rule(which=WHICH, verb=st.sampled_from(["send_qr", "activation_error", "repair_voucher"]))
    def voucher(self, which: str, verb: str) -> None:
        self.play.do(verb, self.child(which))

    @rule(which=WHICH)
    def decline(self, which: str) -> None:
        self.play.do("decline_voucher", {"child": self.child(which), "reason": "eats at home"})

    @rule(which=WHICH, whole=st.booleans())
    def report_error(self, which: str, whole: bool) -> None:
        fields = {
            "organisation_bin": "900140000010",
            "child_iin": "901205500127",
            "system": "eGov",
            "screenshot": "a.png",
        }
        self.play.do("report_error", {"child": self.child(which), **(fields if whole else {})})

    @rule(who=WHO)
    def look(self, who: str) -> None:
        self.play.do("look", self.guardian(who))

    def teardown(self) -> None:
        if not hasattr(self, "play"):
            return
        check_replay(self.play)


def check_replay(play: Play) -> None:
    """The saved file gives the same events, and so does the service left alone with its log."""
    events = play.simulation.journal.events
    result = run_scenario(play.scenario())
    assert result.outcome is Outcome.PASSED, f"{result.failures}\n{play.yaml}"
    assert result.events == events, play.yaml
    start = play.scenario()
    alone = LoneService(start.policy, start.at).hear(play.simulation.log)
    assert alone == of_the_service(events), play.yaml


class LongRandomRun(RandomRun):
    """The same for the soak, which takes many more and longer ones."""


TestRandomRuns = RandomRun.TestCase
TestRandomRuns.settings = settings(max_examples=60, stateful_step_count=40)
TestManyRandomRuns = pytest.mark.soak(LongRandomRun.TestCase)
TestManyRandomRuns.settings = settings(max_examples=6000, stateful_step_count=60)
