from __future__ import annotations

from dataclasses import replace

import pytest

from smsflow.clock import Clock
from smsflow.events import ClockStarted, DeadlinePassed, Event, Journal, RowTaken, SmsSubmitted
from smsflow.memo.policy import (
    DEFAULTS,
    LateReply,
    NumberChange,
    Policy,
    Reoffer,
    TimeoutStarts,
    UnclearReply,
)
from smsflow.moments import DAY, HOUR
from smsflow.service.desk import Desk
from smsflow.service.office import Office
from smsflow.service.registers import ChildEntry, GuardianEntry
from smsflow.sms.messages import Kind, Receipt, Reply, Sms, Status
from smsflow.sms.wording import default_wording

NUMBER, OTHER = "+77015550101", "+77015550102"
START = 1_000
SUBMISSION = replace(DEFAULTS, timeout_starts=TimeoutStarts.SUBMISSION)


class Counter:
    """An office and its desk by themselves: the test is the wire, and time passes by hand."""

    def __init__(self, policy: Policy = DEFAULTS) -> None:
        self.clock = Clock(START)
        self.journal = Journal()
        self.office = Office(policy, default_wording(), self.clock, self.journal)
        self.sent: list[Sms] = self.office.outbox
        self.desk = Desk(self.office)
        self.desk.know_guardian(GuardianEntry("aigul", "", "kk"), NUMBER)
        self.desk.know_child(ChildEntry("dana", "", 6, ["aigul"]))

    def wait(self, length: int) -> Counter:
        """Time passes and the office's own timers fire."""
        end = self.clock.now + length
        while timer := self.clock.next(end):
            self.office.wake(timer)
        self.clock.now = end
        return self

    def asked(self) -> Counter:
        """The campaign starts."""
        self.desk.start_campaign()
        return self

    def receipt(
        self, status: Status = Status.DELIVERED, *, sms: int = -1, at: int | None = None
    ) -> Counter:
        """A receipt of some SMS arrives, and says when its matter came about."""
        when = self.clock.now if at is None else at
        self.office.receive_receipt(Receipt(self.sent[sms].id, status, when))
        return self

    def reply(self, text: str, number: str = NUMBER) -> Counter:
        """A reply arrives."""
        self.office.receive_reply(Reply(f"reply-{len(self.journal)}", number, text))
        return self

    @property
    def record(self) -> str:
        """Aigul's consent."""
        return str(self.office.records.consents["aigul"].state)

    @property
    def voucher(self) -> str:
        """Dana's voucher."""
        return str(self.office.records.vouchers["dana"].state)

    def happened(self, kind: type[Event]) -> list[int]:
        """How long after the start events of a kind came."""
        return [event.at - START for event in self.journal if type(event) is kind]

    @property
    def rows(self) -> list[str]:
        """The rows taken."""
        return [event.row for event in self.journal if isinstance(event, RowTaken)]

    @property
    def reminders(self) -> list[int]:
        """When reminders were submitted, after the start."""
        return [
            event.at - START
            for event in self.journal
            if isinstance(event, SmsSubmitted) and event.reminder
        ]

    @property
    def kinds(self) -> list[Kind]:
        """What was submitted."""
        return [event.kind for event in self.journal if isinstance(event, SmsSubmitted)]


# The clock of R09.


def test_the_clock_starts_at_the_delivery_that_the_receipt_tells_of() -> None:
    """Not when the receipt arrives: the deadline is counted from the delivery."""
    counter = Counter().asked().wait(5 * HOUR).receipt(at=START + HOUR)
    assert counter.record == "awaiting_reply"
    counter.wait(7 * DAY - 4 * HOUR - 1)
    assert counter.record == "awaiting_reply"
    assert counter.wait(1).record == "lapsed"
    assert counter.happened(DeadlinePassed) == [HOUR + 7 * DAY]


def test_a_deadline_that_is_past_when_the_receipt_comes_fires_at_once() -> None:
    """The receipt came later than the answer could."""
    policy = replace(DEFAULTS, reply_timeout=HOUR, delivery_validity=5 * DAY)
    counter = Counter(policy).asked().wait(DAY).receipt(at=START).wait(0)
    assert counter.record == "lapsed"
    assert counter.happened(DeadlinePassed) == [DAY]


def test_under_submission_the_clock_starts_with_the_first_submission() -> None:
    """Delivered or not; so a request can lapse without any receipt."""
    policy = replace(SUBMISSION, reply_timeout=DAY)
    assert Counter(policy).asked().wait(DAY).record == "lapsed"
    late = Counter(policy).asked().wait(HOUR).receipt()
    assert late.happened(ClockStarted) == [0]
    assert late.wait(DAY - HOUR).record == "lapsed"


def test_without_a_receipt_the_request_is_taken_as_delivered() -> None:
    """At the end of its validity, and the clock starts there."""
    counter = Counter().asked().wait(2 * DAY - 1)
    assert counter.record == "requested"
    assert counter.wait(1).record == "awaiting_reply"
    assert counter.happened(ClockStarted) == [2 * DAY]
    assert counter.wait(7 * DAY).record == "lapsed"


def test_a_request_with_a_receipt_is_not_taken_as_delivered_too() -> None:
    """Its end of validity passes unnoticed, after a failure as after a delivery."""
    for status in Status:
        counter = Counter().asked().receipt(status)
        before = len(counter.journal)
        counter.wait(2 * DAY)
        assert len(counter.journal) == before


def test_a_failure_stops_the_clock_even_when_it_comes_late() -> None:
    """After a delivery was taken for granted; nothing lapses then."""
    counter = Counter().asked().wait(3 * DAY).receipt(Status.EXPIRED)
    assert counter.record == "unreached"
    assert counter.wait(30 * DAY).record == "unreached"


def test_a_second_receipt_changes_nothing() -> None:
    """Neither the state nor the clock."""
    counter = Counter().asked().receipt().wait(HOUR).receipt()
    assert counter.happened(ClockStarted) == [0]
    assert counter.wait(7 * DAY - HOUR).record == "lapsed"


def test_only_the_newest_requests_receipt_counts() -> None:
    """One of the number before says nothing of the new one."""
    counter = Counter().asked()
    counter.desk.change_number("aigul", OTHER)
    counter.receipt(Status.UNDELIVERABLE, sms=0)
    assert counter.record == "requested"
    assert counter.receipt(sms=1).record == "awaiting_reply"


def test_the_receipt_of_a_link_changes_nothing() -> None:
    """Only a request's does."""
    counter = Counter().asked().receipt().reply("2*1")
    rows = counter.rows
    assert counter.receipt(Status.REJECTED).rows == rows


def test_a_clock_that_was_replaced_says_nothing() -> None:
    """After a new number's delivery the old deadline passes in silence."""
    counter = Counter().asked().receipt().wait(DAY)
    counter.desk.change_number("aigul", OTHER)
    counter.wait(DAY).receipt()
    assert counter.wait(5 * DAY).record == "awaiting_reply"
    assert counter.happened(DeadlinePassed) == []
    assert counter.wait(2 * DAY).record == "lapsed"
    assert counter.happened(DeadlinePassed) == [9 * DAY]


def test_a_reopened_offer_has_a_deadline_of_its_own() -> None:
    """Counted from the late reply that reopened it."""
    policy = replace(DEFAULTS, late_reply=LateReply.REOPEN)
    counter = Counter(policy).asked().receipt().wait(8 * DAY).reply("2*1")
    assert counter.record == "awaiting_reply"
    assert counter.wait(7 * DAY - 1).record == "awaiting_reply"
    assert counter.wait(1).record == "lapsed"
    assert counter.reply("2*1").record == "lapsed"


# Reminders.


def test_reminders_go_out_before_the_deadline_only() -> None:
    """One that would come at the deadline or later is never sent."""
    policy = replace(DEFAULTS, reminders=4, reminder_every=2 * DAY, reply_timeout=6 * DAY)
    counter = Counter(policy).asked().wait(HOUR).receipt(at=START).wait(30 * DAY)
    assert counter.reminders == [2 * DAY, 4 * DAY]
    assert counter.kinds == [Kind.CONSENT_REQUEST] * 3


def test_no_more_reminders_than_the_policy_says() -> None:
    """And none once there is an answer."""
    policy = replace(DEFAULTS, reminders=2, reminder_every=DAY)
    assert Counter(policy).asked().receipt().wait(30 * DAY).reminders == [DAY, 2 * DAY]
    answered = Counter(policy).asked().receipt().wait(DAY).reply("2*5").wait(30 * DAY)
    assert answered.reminders == [DAY]


def test_a_reminder_restarts_no_clock() -> None:
    """Its receipt is one of a request that is not the newest but a reminder."""
    policy = replace(DEFAULTS, reminders=1, reminder_every=DAY)
    counter = Counter(policy).asked().receipt().wait(DAY).receipt(sms=1)
    assert counter.happened(ClockStarted) == [0]
    assert counter.receipt(Status.REJECTED, sms=1).record == "awaiting_reply"
    assert counter.wait(6 * DAY).record == "lapsed"


def test_somebody_without_a_number_is_not_reminded() -> None:
    """The clock runs on."""
    policy = replace(DEFAULTS, reminders=1, reminder_every=DAY)
    counter = Counter(policy).asked().receipt()
    counter.desk.remove_number("aigul")
    assert counter.wait(DAY).reminders == []
    assert counter.wait(6 * DAY).record == "lapsed"


def test_an_offer_reopened_by_mio_is_reminded_of_a_late_reopening_is_not() -> None:
    """Both are silent; only the first is a new offer."""
    policy = replace(DEFAULTS, reminders=1, reminder_every=DAY, reoffer=Reoffer.REOPEN)
    counter = Counter(policy).asked().receipt().wait(8 * DAY)
    counter.desk.resend(["aigul"])
    assert counter.wait(DAY).reminders == [DAY, 9 * DAY]
    late = Counter(replace(policy, late_reply=LateReply.REOPEN)).asked().receipt().wait(8 * DAY)
    assert late.reply("2*1").wait(5 * DAY).reminders == [DAY]


# Replies.


@pytest.mark.parametrize(("text", "record"), [("2*1", "consented"), ("2*5", "refused")])
def test_a_reply_may_overtake_its_receipt(text: str, record: str) -> None:
    """It decides; the receipt is only noted."""
    counter = Counter().asked().reply(text)
    assert counter.record == record
    assert counter.receipt(sms=0).record == record
    assert counter.happened(ClockStarted) == []


def test_a_reply_of_a_number_nobody_holds_moves_nobody() -> None:
    """МАБ says whose a number is."""
    counter = Counter().asked()
    rows = counter.rows
    assert counter.reply("2*1", OTHER).rows == rows


def test_a_hint_is_given_once_an_offer() -> None:
    """And again in the next."""
    policy = replace(DEFAULTS, unclear_reply=UnclearReply.HINT)
    counter = Counter(policy).asked().receipt().reply("?").reply("??")
    assert counter.kinds.count(Kind.REPLY_HINT) == 1
    counter.reply("2*5")
    counter.desk.resend()
    assert counter.reply("?").kinds.count(Kind.REPLY_HINT) == 2


def test_a_number_asked_before_is_not_asked_again() -> None:
    """Within one offer; and nothing at all under `number_change: wait`."""
    counter = Counter().asked()
    counter.desk.change_number("aigul", OTHER)
    counter.desk.change_number("aigul", NUMBER)
    assert [sms.number for sms in counter.sent] == [NUMBER, OTHER]
    waiting = Counter(replace(DEFAULTS, number_change=NumberChange.WAIT)).asked()
    waiting.desk.change_number("aigul", OTHER)
    assert len(waiting.sent) == 1


# The SMS itself.


def test_an_sms_tells_its_wording_and_its_validity() -> None:
    """Text, language, encoding and segments are in the event, the validity travels along."""
    counter = Counter().asked()
    (sms,) = counter.sent
    assert (sms.number, sms.submitted_at, sms.validity) == (NUMBER, START, 2 * DAY)
    (event,) = [one for one in counter.journal if isinstance(one, SmsSubmitted)]
    assert (event.text, event.language) == (sms.text, "kk")
    assert (event.encoding, event.segments, event.budget) == ("UCS-2", 2, 2)
    assert event.called_by == "consent.asked"
    assert (event.clauses, event.offer, event.reminder) == (("R06",), 1, False)
