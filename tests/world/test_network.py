from __future__ import annotations

from itertools import combinations

import pytest

from smsflow.clock import Clock, Due
from smsflow.events import (
    Event,
    FaultLifted,
    FaultPutOn,
    HandsetChanged,
    Journal,
    ReceiptLost,
    ReplyLost,
    ReplySent,
    SmsDelivered,
    SmsFailed,
    SmsHeld,
)
from smsflow.moments import HOUR
from smsflow.sms.messages import Receipt, Reply, Sms, Status
from smsflow.world.faults import BEHAVIOUR, Fault
from smsflow.world.network import Network

AIGUL = "aigul"
NUMBER = "+77015550101"
OTHER = "+77015550102"
VALIDITY = 48 * HOUR

BLOCKS = {
    Fault.BLACKLISTED,
    Fault.BLACKLISTED_AT_OPERATOR,
    Fault.SPAM_BLOCKING,
    Fault.SHORT_NUMBERS_BARRED,
}


class Field:
    """Aigul's phone on a network, and what comes back to 1414."""

    def __init__(
        self, *faults: Fault, latency: int = 0, both: bool = True, number: str | None = NUMBER
    ) -> None:
        self.clock = Clock(1_000)
        self.journal = Journal()
        self.receipts: list[tuple[int, Receipt]] = []
        self.replies: list[tuple[int, Reply]] = []
        self.network = Network(
            self.clock,
            self.journal,
            latency=latency,
            blocks_keep_replies=both,
        )
        self.network.add_person(AIGUL, number)
        for fault in faults:
            self.network.put_on(AIGUL, fault)

    def send(self, number: str = NUMBER, sms: str = "sms-1") -> Field:
        """1414 sends an SMS, and what is due at once happens."""
        self.network.accept(Sms(sms, number, "text", self.clock.now, VALIDITY))
        return self.wait(0)

    def wait(self, length: int) -> Field:
        """Time passes."""
        end = self.clock.now + length
        while timer := self.clock.next(end):
            arrived = self.network.wake(timer)
            if isinstance(arrived, Receipt):
                self.receipts.append((self.clock.now, arrived))
            elif arrived:
                self.replies.append((self.clock.now, arrived))
        self.clock.now = end
        return self

    def happened(self, *kinds: type[Event]) -> list[Event]:
        """The events of these kinds."""
        return [event for event in self.journal if isinstance(event, kinds)]

    @property
    def fate(self) -> str:
        """What became of the newest SMS, in the words of the rules."""
        last = self.happened(SmsDelivered, SmsFailed, SmsHeld)[-1]
        if isinstance(last, SmsDelivered):
            return "seen" if last.seen else "unseen"
        return str(last.status) if isinstance(last, SmsFailed) else "retried"

    @property
    def statuses(self) -> list[str]:
        """What the receipts said."""
        return [str(receipt.status) for _, receipt in self.receipts]


def expected_fate(faults: set[Fault]) -> str:
    """Faults together, as the fine print of the rules has it, sentence by sentence."""
    if faults & {Fault.BLACKLISTED_AT_OPERATOR, Fault.SPAM_BLOCKING}:
        return "rejected"
    if faults & {Fault.SHORT_NUMBERS_BARRED, Fault.UNKNOWN_NUMBER}:
        return "undeliverable"
    if faults & {Fault.SWITCHED_OFF, Fault.MEMORY_FULL}:
        return "retried"
    if Fault.BLACKLISTED in faults:
        return "unseen"
    return "seen"


def reply_leaves(faults: set[Fault], *, both: bool) -> bool:
    """No balance and a phone switched off keep a reply in; a block does if it reaches both ways."""
    if faults & {Fault.NO_BALANCE, Fault.SWITCHED_OFF}:
        return False
    return not (both and faults & BLOCKS)


EVERY_PAIR = [
    set(), *({fault} for fault in Fault), *(set(pair) for pair in combinations(Fault, 2))
]  # fmt: skip


@pytest.mark.parametrize(
    "faults", EVERY_PAIR, ids=lambda faults: "+".join(sorted(faults)) or "none"
)
def test_faults_are_judged_together_the_strongest_first(faults: set[Fault]) -> None:
    """Every fault alone and every pair, put on in either order."""
    for order in (sorted(faults), sorted(faults, reverse=True)):
        field = Field(*order).send()
        fate = expected_fate(faults)
        assert field.fate == fate
        reported = {"seen": "delivered", "unseen": "delivered", "retried": None}.get(fate, fate)
        copies = 2 if Fault.RECEIPT_TWICE in faults else 1
        if reported is None or Fault.RECEIPT_LOST in faults:
            assert field.statuses == []
        else:
            late = Fault.RECEIPT_LATE in faults
            assert field.statuses == ([] if late else [reported] * copies)
            assert field.wait(HOUR).statuses == [reported] * copies


@pytest.mark.parametrize("both", [True, False], ids=["both", "incoming"])
@pytest.mark.parametrize(
    "faults", EVERY_PAIR, ids=lambda faults: "+".join(sorted(faults)) or "none"
)
def test_a_reply_leaves_unless_something_keeps_it(faults: set[Fault], both: bool) -> None:
    """Every fault alone and every pair, under both values of `block_reach`."""
    field = Field(*sorted(faults), both=both)
    field.network.answer(AIGUL, "2*1")
    field.wait(0)
    lost = field.happened(ReplyLost)
    if reply_leaves(faults, both=both):
        assert lost == []
        assert [reply for _, reply in field.replies] == [Reply("reply-1", NUMBER, "2*1")]
    else:
        assert field.replies == []
        (loss,) = lost
        assert isinstance(loss, ReplyLost)
        assert Fault(loss.cause) in faults


def test_every_fault_cites_its_clause() -> None:
    """R51–R54 for those of the memo, none for the others."""
    assert {str(fault): row.clauses for fault, row in BEHAVIOUR.items() if row.clauses} == {
        "blacklisted": ("R51",),
        "blacklisted_at_operator": ("R51",),
        "spam_blocking": ("R52",),
        "short_numbers_barred": ("R53",),
        "no_balance": ("R54",),
    }
    assert set(BEHAVIOUR) == set(Fault)


# From 1414 to the handset.


def test_an_sms_takes_one_latency_each_way() -> None:
    """Seen after one leg, reported after two, with the time of delivery on the receipt."""
    field = Field(latency=60).send().wait(59)
    assert field.happened(SmsDelivered) == []
    field.wait(1)
    assert field.happened(SmsDelivered) == [SmsDelivered(1_060, AIGUL, (), "sms-1", True, "")]
    assert field.receipts == []
    field.wait(60)
    assert field.receipts == [(1_120, Receipt("sms-1", Status.DELIVERED, 1_060))]


def test_a_phone_switched_off_gets_it_the_moment_it_is_lifted() -> None:
    """Held back, tried again at each repair, delivered with the last obstacle gone."""
    field = Field(Fault.SWITCHED_OFF, Fault.MEMORY_FULL).send()
    assert field.happened(SmsHeld) == [SmsHeld(1_000, AIGUL, (), "sms-1", "switched_off")]
    field.wait(HOUR)
    assert not field.network.lift(AIGUL, Fault.SWITCHED_OFF)
    assert field.happened(SmsDelivered) == []
    field.wait(HOUR)
    assert field.network.lift(AIGUL, Fault.MEMORY_FULL)
    assert field.happened(SmsDelivered) == [
        SmsDelivered(1_000 + 2 * HOUR, AIGUL, (), "sms-1", True, "")
    ]
    field.wait(VALIDITY)
    assert field.statuses == ["delivered"]


def test_a_repair_judges_by_what_is_left() -> None:
    """Behind the phone that was off stood a block: rejected at the repair, or unseen."""
    field = Field(Fault.SWITCHED_OFF).send()
    field.network.put_on(AIGUL, Fault.SPAM_BLOCKING)
    assert field.fate == "retried"
    field.network.lift(AIGUL, Fault.SWITCHED_OFF)
    assert field.happened(SmsFailed) == [
        SmsFailed(1_000, AIGUL, ("R52",), "sms-1", Status.REJECTED, "spam_blocking")
    ]
    field = Field(Fault.SWITCHED_OFF, Fault.BLACKLISTED).send()
    field.network.lift(AIGUL, Fault.SWITCHED_OFF)
    assert field.happened(SmsDelivered) == [
        SmsDelivered(1_000, AIGUL, ("R51",), "sms-1", False, "blacklisted")
    ]


def test_several_held_back_come_in_the_order_sent() -> None:
    """All at the moment of the repair."""
    field = Field(Fault.MEMORY_FULL).send(sms="sms-1").wait(5).send(sms="sms-2")
    field.network.lift(AIGUL)
    assert [
        event.sms for event in field.happened(SmsDelivered) if isinstance(event, SmsDelivered)
    ] == [
        "sms-1",
        "sms-2",
    ]


def test_putting_a_fault_on_attempts_nothing() -> None:
    """A fault added, or the same again, tries nothing and delivers nothing."""
    field = Field(Fault.SWITCHED_OFF).send()
    before = len(field.journal)
    field.network.put_on(AIGUL, Fault.NO_BALANCE)
    field.network.put_on(AIGUL, Fault.SWITCHED_OFF)
    assert [type(event) for event in field.journal.events[before:]] == [FaultPutOn, FaultPutOn]


def test_what_was_unseen_stays_unseen() -> None:
    """A repair brings back nothing that was delivered into a black list, or rejected."""
    for fault in (Fault.BLACKLISTED, Fault.SPAM_BLOCKING, Fault.SHORT_NUMBERS_BARRED):
        field = Field(fault).send()
        before = field.happened(SmsDelivered, SmsFailed)
        field.network.lift(AIGUL)
        field.wait(VALIDITY)
        assert field.happened(SmsDelivered, SmsFailed) == before
        assert len(field.receipts) == 1


def test_the_carrier_gives_up_at_the_end_of_the_validity() -> None:
    """Counted from the submission, which the SMS says; a repair afterwards delivers nothing."""
    field = Field(Fault.SWITCHED_OFF, latency=60).send().wait(VALIDITY - 1)
    assert field.happened(SmsFailed) == []
    field.wait(1)
    assert field.happened(SmsFailed) == [
        SmsFailed(1_000 + VALIDITY, AIGUL, (), "sms-1", Status.EXPIRED, "switched_off")
    ]
    field.network.lift(AIGUL)
    field.wait(60)
    assert field.statuses == ["expired"]
    assert field.happened(SmsDelivered) == []


def test_a_repair_in_the_last_moment_of_the_validity_is_too_late() -> None:
    """The carrier has given up by the time anybody can act in that moment."""
    field = Field(Fault.SWITCHED_OFF).send().wait(VALIDITY)
    field.network.lift(AIGUL)
    assert field.fate == "expired"
    field = Field(Fault.SWITCHED_OFF).send().wait(VALIDITY - 1)
    field.network.lift(AIGUL)
    assert field.fate == "seen"


def test_a_repair_of_what_is_not_broken_lifts_nothing() -> None:
    """It says so, and writes nothing down."""
    field = Field(Fault.NO_BALANCE)
    assert not field.network.lift(AIGUL, Fault.SWITCHED_OFF)
    assert field.happened(FaultLifted) == []
    assert not Field().network.lift(AIGUL)
    assert field.network.lift(AIGUL)
    assert field.happened(FaultLifted) == [FaultLifted(1_000, AIGUL, ("R55",), "no_balance")]


def test_repairing_one_of_two_faults_is_not_yet_the_last() -> None:
    """Only the last one lifted heals the line."""
    field = Field(Fault.NO_BALANCE, Fault.BLACKLISTED)
    assert not field.network.lift(AIGUL, Fault.BLACKLISTED)
    assert field.network.lift(AIGUL, Fault.NO_BALANCE)


# Receipts.


def test_a_receipt_may_be_lost() -> None:
    """The SMS is seen all the same."""
    field = Field(Fault.RECEIPT_LOST).send().wait(VALIDITY)
    assert field.fate == "seen"
    assert field.receipts == []
    assert field.happened(ReceiptLost) == [ReceiptLost(1_000, AIGUL, (), "sms-1")]


def test_a_receipt_may_be_late_and_keeps_its_time() -> None:
    """An hour unless said; the time of delivery on it is the true one."""
    field = Field(Fault.RECEIPT_LATE, latency=60).send().wait(120 + HOUR)
    assert field.receipts == [(1_120 + HOUR, Receipt("sms-1", Status.DELIVERED, 1_060))]
    field = Field()
    field.network.put_on(AIGUL, Fault.RECEIPT_LATE, 2 * HOUR)
    field.send().wait(2 * HOUR - 1)
    assert field.receipts == []
    assert field.wait(1).statuses == ["delivered"]


def test_a_receipt_may_come_twice_and_late() -> None:
    """Both copies are the same and come together."""
    field = Field(Fault.RECEIPT_TWICE, Fault.RECEIPT_LATE).send().wait(HOUR)
    receipt = Receipt("sms-1", Status.DELIVERED, 1_000)
    assert field.receipts == [(1_000 + HOUR, receipt)] * 2


def test_a_fault_of_receipts_counts_when_the_receipt_would_leave() -> None:
    """Put on after the delivery it changes nothing."""
    field = Field(latency=60).send().wait(60)
    field.network.put_on(AIGUL, Fault.RECEIPT_LOST)
    assert field.wait(60).statuses == ["delivered"]


# Numbers and handsets.


def test_an_sms_to_a_number_that_nobody_holds_is_undeliverable() -> None:
    """The subject is the number: nobody's phone is concerned."""
    field = Field().send(OTHER)
    assert field.happened(SmsFailed) == [
        SmsFailed(1_000, OTHER, (), "sms-1", Status.UNDELIVERABLE, "unknown_number")
    ]
    assert field.statuses == ["undeliverable"]


def test_an_sms_to_a_strangers_number_is_delivered_and_never_seen() -> None:
    """The carrier cannot know; no fault of the guardian's line touches it."""
    field = Field(Fault.RECEIPT_LOST, Fault.SWITCHED_OFF)
    field.network.add_stranger(OTHER)
    field.send(OTHER)
    assert field.happened(SmsDelivered) == [
        SmsDelivered(1_000, OTHER, (), "sms-1", False, "stranger")
    ]
    assert field.statuses == ["delivered"]


def test_a_strangers_reply_arrives_from_the_number() -> None:
    """Whoever replies from a number holds it, from then on."""
    field = Field(latency=60)
    field.network.answer_from(OTHER, "2*1")
    field.wait(60)
    assert field.replies == [(1_060, Reply("reply-1", OTHER, "2*1"))]
    assert field.happened(ReplySent) == [
        ReplySent(1_000, OTHER, (), "reply-1", OTHER, "2*1", False, "")
    ]
    assert field.send(OTHER).wait(60).fate == "unseen"


def test_a_guardians_handset_is_no_strangers() -> None:
    """To say that somebody else holds it changes nothing."""
    field = Field()
    field.network.add_stranger(NUMBER)
    assert field.send().fate == "seen"


def test_someone_without_a_handset_cannot_reply() -> None:
    """The reply is written down and lost."""
    field = Field(number=None)
    field.network.answer(AIGUL, "2*1", "consent")
    field.wait(HOUR)
    assert field.happened(ReplySent, ReplyLost) == [
        ReplySent(1_000, AIGUL, (), "reply-1", "", "2*1", True, "consent"),
        ReplyLost(1_000, AIGUL, (), "reply-1", "no_handset"),
    ]
    assert field.replies == []


def test_a_lost_reply_cites_the_clause_of_its_cause() -> None:
    """R54 for an empty balance."""
    field = Field(Fault.NO_BALANCE)
    field.network.answer(AIGUL, "2*1")
    assert field.happened(ReplyLost) == [ReplyLost(1_000, AIGUL, ("R54",), "reply-1", "no_balance")]


def test_a_changed_number_moves_the_handset() -> None:
    """The old number is nobody's; a reply leaves from the new one."""
    field = Field()
    field.network.change_number(AIGUL, OTHER)
    assert field.happened(HandsetChanged) == [HandsetChanged(1_000, AIGUL, (), OTHER)]
    assert field.send().fate == "undeliverable"
    assert field.send(OTHER).fate == "seen"
    field.network.answer(AIGUL, "2*1")
    assert field.wait(0).replies[0][1].number == OTHER


def test_the_number_already_held_changes_nothing() -> None:
    """No event, no attempt."""
    field = Field()
    field.network.change_number(AIGUL, NUMBER)
    assert list(field.journal) == []


def test_a_number_taken_leaves_its_first_holder_without_a_handset() -> None:
    """What then goes there is the new holder's to see."""
    field = Field()
    field.network.add_person("marat", OTHER)
    field.network.change_number(AIGUL, OTHER)
    assert field.happened(HandsetChanged) == [
        HandsetChanged(1_000, "marat", (), None),
        HandsetChanged(1_000, AIGUL, (), OTHER),
    ]
    field.network.answer("marat", "2*1")
    assert field.happened(ReplyLost)[0].subject == "marat"
    assert field.send(OTHER).happened(SmsDelivered)[0].subject == AIGUL


def test_what_waits_for_a_number_given_up_expires_there() -> None:
    """A repair of the line delivers nothing to the number the guardian no longer holds."""
    field = Field(Fault.SWITCHED_OFF).send()
    field.network.change_number(AIGUL, OTHER)
    field.network.lift(AIGUL)
    assert field.happened(SmsDelivered) == []
    field.wait(VALIDITY)
    assert field.happened(SmsFailed) == [
        SmsFailed(1_000 + VALIDITY, AIGUL, (), "sms-1", Status.EXPIRED, "unknown_number")
    ]


def test_arrivals_go_before_giving_up_before_receipts() -> None:
    """The order of one moment on this half of the clock."""
    assert Due.ARRIVAL < Due.EXPIRY < Due.RECEIPT < Due.REPLY
