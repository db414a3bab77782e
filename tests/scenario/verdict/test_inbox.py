from __future__ import annotations

from smsflow.scenario.verdict.inbox import Inbox
from smsflow.sms.messages import Kind
from tests.told import AIGUL, NUMBER, OTHER_NUMBER, Told


def inbox(told: Told) -> Inbox:
    """The inbox after an event list."""
    kept = Inbox()
    for event in told.events:
        kept.see(event)
    return kept


def unclaimed(told: Told, to: str | None = None, kind: Kind | None = None) -> list[str]:
    """The ids of what nobody has claimed."""
    return [letter.sent.sms for letter in inbox(told).unclaimed(to, kind)]


def test_everything_submitted_is_unclaimed_oldest_first() -> None:
    """By guardian, by number, by kind, or all."""
    told = Told().offered().submitted(Kind.VOUCHER_LINK, number=OTHER_NUMBER)
    assert unclaimed(told) == ["sms-1", "sms-2"]
    assert unclaimed(told, AIGUL) == ["sms-1", "sms-2"]
    assert unclaimed(told, NUMBER) == ["sms-1"]
    assert unclaimed(told, OTHER_NUMBER) == ["sms-2"]
    assert unclaimed(told, AIGUL, Kind.VOUCHER_LINK) == ["sms-2"]
    assert unclaimed(told, "marat") == []
    assert unclaimed(told, "+77770000000") == []


def test_what_is_claimed_is_left_out() -> None:
    """An expectation marks a letter."""
    kept = inbox(Told().offered().submitted(Kind.VOUCHER_LINK))
    next(kept.unclaimed()).claimed = True
    assert [letter.sent.sms for letter in kept.unclaimed()] == ["sms-2"]


def test_a_reply_claims_the_requests_of_its_offer() -> None:
    """The request and its reminders, no other kind, and no other offer's."""
    told = Told().offered().submitted(reminder=True).submitted(Kind.REPLY_HINT)
    told.row("lapsed").offered().sent("2*1")
    assert unclaimed(told) == ["sms-1", "sms-2", "sms-3"]


def test_a_lost_reply_claims_too() -> None:
    """The guardian answered, whether or not it arrived."""
    assert unclaimed(Told().offered().sent("2*1").lost()) == []


def test_a_strangers_reply_on_mabs_number_claims_when_it_is_read() -> None:
    """The service takes it for the guardian's answer."""
    assert unclaimed(Told().offered().stranger_replied("2*1", "consented")) == []


def test_a_reply_of_a_number_nobody_holds_claims_nothing() -> None:
    """Neither sent by a guardian nor read as one's."""
    told = Told().offered()
    told.read_of_stranger()
    assert unclaimed(told) == ["sms-1"]


def test_a_letter_is_seen_only_by_its_guardian() -> None:
    """Delivered and seen on the guardian's own handset."""
    assert [letter.seen for letter in inbox(Told().offered()).unclaimed()] == [False]
    assert [letter.seen for letter in inbox(Told().offered().seen()).unclaimed()] == [True]
    hidden = Told().offered().unseen("blacklisted")
    assert [letter.seen for letter in inbox(hidden).unclaimed()] == [False]
    other = Told().offered().seen_by("marat")
    assert [letter.seen for letter in inbox(other).unclaimed()] == [False]
    stranger = Told().offered().delivered_to_stranger()
    assert [letter.seen for letter in inbox(stranger).unclaimed()] == [False]


def test_every_kind_is_counted_by_guardian() -> None:
    """Claimed or not."""
    told = Told().offered().submitted(reminder=True).sent("2*1").submitted(Kind.VOUCHER_LINK)
    assert inbox(told).counts == {
        (AIGUL, Kind.CONSENT_REQUEST): 2,
        (AIGUL, Kind.VOUCHER_LINK): 1,
    }
