from __future__ import annotations

from smsflow.events import QrSent, RowTaken, VoucherDeclined
from smsflow.scenario.verdict.findings import Findings
from smsflow.sms.messages import Kind
from tests.told import AIGUL, Told


def found(told: Told, *, at_end: bool = False) -> list[tuple[str, str | None, str, str]]:
    """What is found in an event list so far, or at the scenario's end."""
    findings = Findings()
    for event in told.events:
        findings.see(event)
    return [(*one,) for one in findings.so_far(at_end=at_end)]


def linked() -> Told:
    """Aigul has consented and the link is on its way."""
    return Told().asked().replied("2*1", "consented").submitted(Kind.VOUCHER_LINK)


def test_a_link_seen_is_no_finding() -> None:
    """At once, or after it was held back."""
    assert found(linked().seen(), at_end=True) == []
    assert found(linked().held("switched_off").seen(), at_end=True) == []


def test_a_link_never_seen_is_a_finding_with_its_cause() -> None:
    """Failed or hidden by the handset: nobody can see it any more."""
    for told, cause in (
        (linked().failed("spam_blocking"), "spam_blocking"),
        (linked().unseen("blacklisted"), "blacklisted"),
        (linked().delivered_to_stranger(), "mab_number"),
        (linked().seen_by("marat"), "mab_number"),
    ):
        assert found(told) == [(AIGUL, None, "link_not_seen", cause)]


def test_a_link_that_may_still_be_seen_is_a_finding_only_at_the_end() -> None:
    """Under way or held back, until the scenario is over."""
    assert found(linked()) == []
    assert found(linked(), at_end=True) == [(AIGUL, None, "link_not_seen", "latency")]
    held = linked().held("switched_off")
    assert found(held) == []
    assert found(held, at_end=True) == [(AIGUL, None, "link_not_seen", "switched_off")]


def test_another_sms_unseen_is_no_finding() -> None:
    """A request that nobody saw is a matter of truth."""
    assert found(Told().offered().unseen("blacklisted"), at_end=True) == []
    assert found(Told().offered().failed("spam_blocking"), at_end=True) == []


def test_a_qr_code_of_a_voucher_declined_afterwards_is_a_finding() -> None:
    """The school holds a code that is worth nothing; the reason is told."""
    told = Told().child().add(QrSent, AIGUL, subject="dana")
    assert found(told) == []
    told.add(VoucherDeclined, "eats at home", subject="dana")
    assert found(told) == [(AIGUL, "dana", "qr_of_declined_voucher", "eats at home")]


def test_the_declined_voucher_of_a_child_without_guardians_is_no_finding() -> None:
    """`expect` lists findings by guardian: one of nobody could never be expected."""
    told = Told().child().add(QrSent, "", subject="dana")
    told.add(VoucherDeclined, "eats at home", subject="dana")
    assert found(told) == []


def test_a_voucher_declined_without_a_qr_code_is_no_finding() -> None:
    """No school holds anything; nor does a code of last year's voucher count."""
    assert found(Told().child().add(VoucherDeclined, "why", subject="dana")) == []
    told = Told().child().add(QrSent, AIGUL, subject="dana")
    told.add(RowTaken, "voucher.new_year", "active", "none", subject="dana")
    told.add(VoucherDeclined, "why", subject="dana")
    assert found(told) == []


def test_an_sms_over_its_budget_is_a_finding_once() -> None:
    """Each kind has a budget of segments; the same overrun is told once."""
    told = Told().submitted(segments=3, budget=2).submitted(segments=3, budget=2)
    assert found(told) == [
        (AIGUL, None, "sms_over_budget", "consent_request: 3 segments, budget 2")
    ]
    assert found(Told().submitted(segments=2, budget=2)) == []


def test_links_come_before_other_findings() -> None:
    """In the order in which they were sent."""
    told = Told().submitted(Kind.VOUCHER_LINK, segments=3, budget=2).failed("spam_blocking")
    assert [one[2] for one in found(told)] == ["link_not_seen", "sms_over_budget"]
