"""A child on the way to a guardian: told, applied for, documented, linked, and then asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from smsflow.events import (
    DocumentsSubmitted,
    GuardianAdded,
    LinkApplied,
    MissingLinkTold,
    Rejected,
    SmsDelivered,
    SmsSubmitted,
)
from smsflow.memo.linking import Document
from smsflow.memo.policy import (
    DEFAULTS,
    Addressees,
    LateEligibility,
    MissingLinkNotice,
    NewChild,
    Policy,
)
from smsflow.scenario.people import ChildSetup, GuardianSetup
from smsflow.scenario.simulation import Simulation
from smsflow.sms.messages import Kind
from smsflow.world.faults import Fault

BY_SMS = replace(DEFAULTS, missing_link_notice=MissingLinkNotice.SMS)
IDENTITY, CERTIFICATE, POWER = Document
BOTH = (IDENTITY, CERTIFICATE)


class Unlinked(Simulation):
    """Aigul, and marat whom МАБ does not know; olzhas in grade 6 is linked to nobody."""

    def __init__(self, policy: Policy = DEFAULTS) -> None:
        super().__init__(policy)
        self.know_guardian(GuardianSetup("aigul", "+77015550101", "+77015550101", None, "kk", ()))
        self.know_guardian(GuardianSetup("marat", None, None, None, "ru", ()))
        self.know_child(ChildSetup("olzhas", 6, (), True, None, None))

    def applied(self, guardian: str = "aigul") -> Unlinked:
        """A guardian has applied."""
        self.apply_for_link("olzhas", guardian, "app")
        return self

    def documents(self, *given: Document, representative: bool = False) -> Unlinked:
        """Documents are submitted."""
        self.submit_documents("olzhas", given, representative=representative)
        return self

    def linked(self, guardian: str = "aigul") -> Unlinked:
        """The whole way."""
        self.applied(guardian).documents(*BOTH).update_link("olzhas", guardian)
        self.settle()
        return self

    @property
    def state(self) -> str:
        """Where olzhas's link stands."""
        return self.office.records.links["olzhas"].state

    def consent(self, guardian: str = "aigul") -> str:
        """A guardian's record."""
        return self.office.records.consents[guardian].state

    @property
    def guardians(self) -> list[str]:
        """Whose child olzhas is."""
        return self.office.registers.children["olzhas"].guardians

    @property
    def rejections(self) -> list[tuple[str, str, str]]:
        """Which verbs were turned down, by which clause and row."""
        return [
            (one.verb, one.clauses[0], one.row.partition(".")[2])
            for one in self.journal
            if isinstance(one, Rejected)
        ]

    def sms(self, kind: Kind) -> list[SmsSubmitted]:
        """What was sent of a kind."""
        return [one for one in self.journal if isinstance(one, SmsSubmitted) and one.kind is kind]

    @property
    def submissions(self) -> list[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
        """What was submitted each time, what was missing after it, and the clauses."""
        return [
            (one.documents, one.missing, one.clauses)
            for one in self.journal
            if isinstance(one, DocumentsSubmitted)
        ]


# R13: МИО tells the guardian.


def test_a_notice_is_a_fact_alone_unless_the_policy_sends_it() -> None:
    """By default МИО's own business; under `sms` an SMS from 1414 in the guardian's language."""
    run = Unlinked()
    run.notify_missing_link("olzhas", "marat")
    told = [one for one in run.journal if isinstance(one, MissingLinkTold)]
    assert [(one.guardian, one.by_sms, one.clauses) for one in told] == [("marat", False, ("R13",))]
    assert (run.state, run.sms(Kind.MISSING_LINK_NOTICE)) == ("notified", [])
    run = Unlinked(BY_SMS)
    run.notify_missing_link("olzhas", "aigul")
    assert [one.by_sms for one in run.journal if isinstance(one, MissingLinkTold)] == [True]
    (notice,) = run.sms(Kind.MISSING_LINK_NOTICE)
    assert (notice.subject, notice.language, notice.clauses) == ("aigul", "kk", ("R13",))
    assert (notice.called_by, run.state) == ("linking.notified_by_sms", "notified")


def test_a_notice_by_sms_needs_a_number() -> None:
    """R44, and the child stays unlinked; the fact alone needs none."""
    run = Unlinked(BY_SMS)
    run.notify_missing_link("olzhas", "marat")
    assert run.rejections == [("notify_missing_link", "R44", "notice_without_number")]
    assert run.state == "unlinked"


def test_a_notice_that_nobody_sees_is_a_notice_to_the_record() -> None:
    """A black list hides it; who never saw it can apply all the same."""
    run = Unlinked(BY_SMS)
    run.fault("aigul", Fault.BLACKLISTED)
    run.notify_missing_link("olzhas", "aigul")
    run.settle()
    assert [one.seen for one in run.journal if isinstance(one, SmsDelivered)] == [False]
    assert run.state == "notified"
    assert run.applied().state == "applied"


# R14–R18: the application and its documents.


def test_an_application_names_who_applies_and_where() -> None:
    """With or without a notice before it."""
    run = Unlinked().applied()
    run.apply_for_link("olzhas", "marat", "centre")
    applied = [one for one in run.journal if isinstance(one, LinkApplied)]
    assert [(one.guardian, one.through, one.clauses) for one in applied] == [
        ("aigul", "app", ("R14", "R15"))
    ]
    assert run.rejections == [("apply_for_link", "R15", "applied_before")]


def test_documents_add_up_and_what_is_missing_is_named() -> None:
    """One at a time, one of them twice; each submission cites what it brings and what it lacks."""
    run = Unlinked().applied().documents(CERTIFICATE).documents(CERTIFICATE)
    assert run.state == "applied"
    assert run.documents(IDENTITY).state == "documented"
    assert run.submissions == [
        ((CERTIFICATE,), (IDENTITY,), ("R16", "R17")),
        ((CERTIFICATE,), (IDENTITY,), ("R16", "R17")),
        ((IDENTITY,), (), ("R16",)),
    ]


def test_nothing_submitted_lacks_everything() -> None:
    """An application without documents is incomplete, not an error."""
    run = Unlinked().applied().documents()
    assert (run.state, run.rejections) == ("applied", [])
    assert run.submissions == [((), (IDENTITY, CERTIFICATE), ("R16", "R17"))]


def test_a_representative_needs_a_power_of_attorney() -> None:
    """R18; once one applies the later submissions need not say so again."""
    run = Unlinked().applied().documents(*BOTH, representative=True)
    assert run.state == "applied"
    assert run.submissions[-1][1:] == ((POWER,), ("R16", "R17", "R18"))
    assert run.documents(POWER).state == "documented"


def test_a_complete_application_falls_short_once_a_representative_shows() -> None:
    """And a document more than needed changes nothing."""
    run = Unlinked().applied().documents(*BOTH)
    assert run.documents(CERTIFICATE).state == "documented"
    assert run.documents(representative=True).state == "applied"
    run.update_link("olzhas", "aigul")
    assert run.rejections == [("update_link", "R19", "nothing_to_link")]
    assert run.documents(POWER).state == "documented"


@pytest.mark.parametrize("notified", [False, True])
def test_documents_before_an_application_are_rejected(notified: bool) -> None:
    """R15, and they do not count for the application that comes after."""
    run = Unlinked()
    if notified:
        run.notify_missing_link("olzhas", "aigul")
    run.documents(*BOTH)
    assert run.rejections == [("submit_documents", "R15", "documents_without_application")]
    assert run.applied().documents(IDENTITY).state == "applied"


# R19, R20: linked, and the usual order applies.


def test_only_the_applicant_is_linked_and_only_with_all_documents() -> None:
    """R19 otherwise."""
    run = Unlinked()
    run.update_link("olzhas", "aigul")
    run.applied().update_link("olzhas", "aigul")
    run.documents(*BOTH).update_link("olzhas", "marat")
    assert run.rejections == [
        ("update_link", "R19", "nothing_to_link"),
        ("update_link", "R19", "nothing_to_link"),
        ("update_link", "R19", "linked_to_another"),
    ]
    assert (run.state, run.guardians) == ("documented", [])
    run.update_link("olzhas", "aigul")
    assert (run.state, run.guardians) == ("linked", ["aigul"])
    added = [one for one in run.journal if isinstance(one, GuardianAdded)]
    assert [(one.subject, one.guardian, one.clauses) for one in added] == [
        ("olzhas", "aigul", ("R19", "R20"))
    ]
    run.update_link("olzhas", "aigul")
    assert run.rejections[-1] == ("update_link", "R19", "nothing_to_link")
    assert run.guardians == ["aigul"]


@pytest.mark.parametrize(
    ("late_eligibility", "record", "requests"),
    [(LateEligibility.ASK, "awaiting_reply", 1), (LateEligibility.WAIT, "not_needed", 0)],
)
def test_a_link_makes_the_guardian_asked_by_late_eligibility(
    late_eligibility: LateEligibility, record: str, requests: int
) -> None:
    """At once, or at the next campaign."""
    run = Unlinked(replace(DEFAULTS, late_eligibility=late_eligibility))
    run.start_campaign()
    assert run.consent() == "not_needed"
    run.linked()
    assert (run.consent(), len(run.sms(Kind.CONSENT_REQUEST))) == (record, requests)
    run.start_campaign()
    run.settle()
    assert (run.consent(), len(run.sms(Kind.CONSENT_REQUEST))) == ("awaiting_reply", 1)


@pytest.mark.parametrize(
    ("new_child", "record", "voucher"),
    [
        (NewChild.COVERED, "consented", "awaiting_activation"),
        (NewChild.ASK, "awaiting_reply", "none"),
    ],
)
def test_a_linked_child_is_covered_or_asked_for_by_new_child(
    new_child: NewChild, record: str, voucher: str
) -> None:
    """Where the guardian has consented for another child."""
    run = Unlinked(replace(DEFAULTS, new_child=new_child))
    run.know_child(ChildSetup("dana", 9, ("aigul",), True, None, None))
    run.start_campaign()
    run.settle()
    run.reply("aigul", "2*1")
    run.settle()
    run.linked()
    assert (run.consent(), run.office.records.vouchers["olzhas"].state) == (record, voucher)


def test_a_guardian_without_a_number_is_linked_and_waits_for_one() -> None:
    """R20 leads into R44, and the number out of it."""
    run = Unlinked()
    run.start_campaign()
    run.linked("marat")
    assert run.consent("marat") == "no_number"
    run.register_number("marat", "+77015550102")
    run.settle()
    assert run.consent("marat") == "awaiting_reply"


def test_before_the_campaign_a_link_asks_nobody() -> None:
    """The campaign then finds the guardian eligible."""
    run = Unlinked().linked()
    assert (run.consent(), run.sms(Kind.CONSENT_REQUEST)) == ("not_asked", [])
    run.start_campaign()
    assert len(run.sms(Kind.CONSENT_REQUEST)) == 1


# A guardian added otherwise.


@pytest.mark.parametrize("state", ["unlinked", "notified", "applied", "documented"])
def test_a_guardian_added_ends_the_way_to_a_link_wherever_it_is(state: str) -> None:
    """A child with guardians is linked; what was applied for is no longer open."""
    run = Unlinked()
    if state == "notified":
        run.notify_missing_link("olzhas", "aigul")
    if state in ("applied", "documented"):
        run.applied()
    if state == "documented":
        run.documents(*BOTH)
    assert run.state == state
    run.add_guardian("olzhas", "marat")
    assert (run.state, run.guardians) == ("linked", ["marat"])
    run.update_link("olzhas", "aigul")
    assert run.rejections == [("update_link", "R19", "nothing_to_link")]


def test_one_more_guardian_of_a_linked_child_is_asked_where_addressed() -> None:
    """Under `addressees: every`, not behind the first."""
    for addressees, asked in ((Addressees.EVERY, 1), (Addressees.FIRST, 0)):
        run = Unlinked(replace(DEFAULTS, addressees=addressees))
        run.start_campaign()
        run.add_guardian("olzhas", "marat")
        run.add_guardian("olzhas", "aigul")
        assert (run.state, run.guardians) == ("linked", ["marat", "aigul"])
        assert len(run.sms(Kind.CONSENT_REQUEST)) == asked


def test_a_linked_child_can_be_neither_notified_nor_applied_nor_documented_for() -> None:
    """R13, R15, R15."""
    run = Unlinked().linked()
    run.notify_missing_link("olzhas", "aigul")
    run.applied().documents(IDENTITY)
    assert run.rejections == [
        ("notify_missing_link", "R13", "nothing_to_notify"),
        ("apply_for_link", "R15", "applied_before"),
        ("submit_documents", "R15", "documents_without_application"),
    ]
    assert run.state == "linked"
