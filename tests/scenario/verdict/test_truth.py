from __future__ import annotations

from dataclasses import replace

import pytest

from smsflow.events import GuardianKnown, ReplyRead, ReplySent, StrangerRead
from smsflow.memo.policy import (
    DEFAULTS,
    LateReply,
    ReplySpelling,
    SecondReply,
    TimeoutStarts,
)
from smsflow.scenario.verdict.truth import Difference
from smsflow.sms.messages import Kind
from tests.told import AIGUL, NUMBER, OTHER_NUMBER, Told

STRICT = replace(DEFAULTS, reply_spelling=ReplySpelling.STRICT)
IGNORE = replace(DEFAULTS, late_reply=LateReply.IGNORE)


def truth(told: Told) -> str:
    """What really happened to aigul."""
    return str(told.judged().truth(AIGUL))


def refusals(told: Told) -> list[tuple[str, str, str]]:
    """The wrongful refusals: record, truth and cause."""
    return [(one.record, one.truth, one.cause) for one in told.judged().wrongful_refusals()]


def consents(told: Told) -> list[tuple[str, str, str]]:
    """The wrongful consents: record, truth and cause."""
    return [(one.record, one.truth, one.cause) for one in told.judged().wrongful_consents()]


# 1: no offer.


def test_without_an_offer_nobody_was_asked() -> None:
    """Whatever the guardian sent before any offer is no answer to one."""
    assert truth(Told()) == "not_asked"
    assert truth(Told().replied("2*1", "not_asked")) == "not_asked"
    assert truth(Told().row("not_needed")) == "not_asked"
    assert truth(Told().row("no_number")) == "not_asked"


# 2: the last readable reply.


def test_a_clear_reply_is_the_truth() -> None:
    """`2*1` is consented, `2*5` refused, as the guardian meant them."""
    assert truth(Told().asked().replied("2*1", "consented")) == "consented"
    assert truth(Told().asked().replied("2*5", "refused")) == "refused"


def test_a_refusal_that_meant_consent_is_a_mistake() -> None:
    """R42's case: the step says what was meant, and it is a wrongful refusal."""
    told = Told().asked().replied("2*5", "refused", meant="consent")
    assert truth(told) == "refused_by_mistake"
    assert refusals(told) == [("refused", "refused_by_mistake", "R42")]


def test_the_last_readable_reply_decides_whatever_the_record_took() -> None:
    """A second reply is the guardian's last word; an unreadable one after it is none."""
    told = Told().asked().replied("2*1", "consented").replied("2*5", "consented")
    assert truth(told) == "refused"
    assert consents(told) == [("consented", "refused", "second_reply: first")]
    told = (
        Told().asked().replied("2*5", "refused").replied("2*1", "refused").replied("?", "refused")
    )
    assert truth(told) == "consented"
    assert refusals(told) == [("refused", "consented", "second_reply: first")]


def test_a_set_aside_reply_names_the_setting_that_did_it() -> None:
    """`second_reply: last` sets a reply aside once a voucher is active."""
    policy = replace(DEFAULTS, second_reply=SecondReply.LAST)
    told = Told(policy).asked().replied("2*1", "consented").replied("2*5", "consented")
    assert consents(told) == [("consented", "refused", "second_reply: last")]


@pytest.mark.parametrize("record", ["requested", "awaiting_reply", "unreached"])
def test_a_reply_lost_while_it_could_decide_is_lost(record: str) -> None:
    """In the three open states the loss is what made the record."""
    told = Told().offered().seen().row(record).sent("2*1").lost()
    assert truth(told) == "reply_lost"
    assert truth(told.row("lapsed")) == "reply_lost"
    assert refusals(told) == [("lapsed", "reply_lost", "no_balance")]


def test_a_refusal_lost_is_a_lost_reply_too() -> None:
    """What the record lacks is the reply, whatever it said."""
    told = Told().asked().sent("2*5").lost("switched_off").row("lapsed")
    assert truth(told) == "reply_lost"
    assert refusals(told) == [("lapsed", "reply_lost", "switched_off")]


def test_a_refusal_lost_after_the_record_was_decided_is_a_refusal() -> None:
    """The record was no longer open, so the loss decided nothing."""
    told = Told().asked().wait(1_000).row("lapsed").sent("2*5").lost()
    assert truth(told) == "refused"
    assert refusals(told) == []


def test_a_consent_lost_after_the_deadline_was_too_late() -> None:
    """It could not have been in time."""
    told = Told().asked(1_000).wait(1_000).row("lapsed").sent("2*1").lost()
    assert truth(told) == "consented_too_late"
    assert refusals(told) == [("lapsed", "consented_too_late", "no_balance")]


def test_a_consent_that_arrives_late_was_too_late_unless_it_is_taken() -> None:
    """Under `honour` the record takes it, and the two agree."""
    late = Told(IGNORE).asked(1_000).wait(1_000).row("lapsed").wait(1)
    told = late.replied("2*1", "lapsed")
    assert truth(told) == "consented_too_late"
    assert refusals(told) == [("lapsed", "consented_too_late", "late_reply: ignore")]
    honoured = Told().asked(1_000).wait(1_000).row("lapsed").wait(1).replied("2*1", "consented")
    assert truth(honoured) == "consented"
    assert consents(honoured) == []


def test_a_consent_sent_in_time_that_arrives_late_was_too_late() -> None:
    """What counts is the arrival."""
    told = Told(IGNORE).asked(1_000).wait(990).sent("2*1").wait(10).row("lapsed").wait(5)
    assert truth(told.read("2*1", "lapsed")) == "consented_too_late"


def test_in_the_deadlines_own_moment_the_list_orders() -> None:
    """A reply read before the record lapses is in time; one read after it is late."""
    in_time = Told().asked(1_000).wait(1_000).sent("2*1").read("2*1", "consented")
    assert truth(in_time) == "consented"
    late = Told(IGNORE).asked(1_000).wait(1_000).row("lapsed").replied("2*1", "lapsed")
    assert truth(late) == "consented_too_late"


def test_a_refusal_is_a_refusal_however_late() -> None:
    """Late or not, the guardian refused."""
    told = Told(IGNORE).asked(1_000).wait(2_000).row("lapsed").replied("2*5", "lapsed")
    assert truth(told) == "refused"
    assert refusals(told) == []


def test_a_reply_under_way_is_the_last_word_already() -> None:
    """It was sent, so what the guardian wants is known, late or not yet."""
    assert truth(Told().asked().sent("2*1")) == "consented"
    assert truth(Told().asked(5).wait(5).row("lapsed").sent("2*1")) == "consented"


def test_a_reply_of_an_earlier_offer_is_no_answer_to_this_one() -> None:
    """Over before the offer opened, a reply is forgotten."""
    told = Told().asked().replied("2*5", "refused").offered()
    assert truth(told) == "undecided"


def test_a_reply_that_arrives_since_the_offer_opened_counts() -> None:
    """Sent before it, read after it."""
    told = Told().asked(10).sent("2*5").wait(10).row("lapsed").offered()
    assert truth(told.read("2*5", "refused")) == "refused"


def test_a_reply_taken_for_another_guardians_is_still_the_guardians_truth() -> None:
    """МАБ says whose it was for the record; the truth knows the hand that wrote it."""
    told = Told().asked()
    told.add(GuardianKnown, "", OTHER_NUMBER, subject="marat")
    told.sent("2*1").add(
        ReplyRead, told.reply, OTHER_NUMBER, "2*1", "consent", "", subject="marat"
    ).wait(2_000).row("lapsed")
    assert truth(told) == "consented"
    assert told.judged().wrongful_refusals() == [
        Difference(AIGUL, "lapsed", "consented", "mab_number")
    ]


def test_a_reply_that_mab_cannot_place_leaves_a_wrongful_refusal() -> None:
    """The guardian consented from a number that МАБ does not hold."""
    told = Told().asked(1_000).sent("2*1").read_of_stranger().wait(1_000).row("lapsed")
    assert truth(told) == "consented"
    assert refusals(told) == [("lapsed", "consented", "mab_number")]


# A stranger's reply.


def test_a_strangers_consent_is_wrongful() -> None:
    """Somebody answers on a number that is no longer hers, and she never saw the request."""
    told = Told().offered().delivered_to_stranger().row("awaiting_reply").clock(1_000)
    told.stranger_replied("2*1", "consented")
    assert truth(told) == "never_saw_request"
    assert consents(told) == [("consented", "never_saw_request", "mab_number")]


def test_a_strangers_refusal_is_wrongful() -> None:
    """She never saw the request, and the record says refused."""
    told = Told().offered().delivered_to_stranger().row("awaiting_reply").clock(1_000)
    told.stranger_replied("2*5", "refused")
    assert refusals(told) == [("refused", "never_saw_request", "mab_number")]


def test_a_strangers_consent_is_no_wrong_where_she_meant_it_too() -> None:
    """Her own lost or set-aside reply said the same."""
    told = Told().asked().stranger_replied("2*1", "consented").replied("2*1", "consented")
    assert truth(told) == "consented"
    assert consents(told) == []


def test_a_strangers_consent_against_her_own_refusal_names_the_number() -> None:
    """The record was decided by another hand."""
    told = Told().asked().stranger_replied("2*1", "consented").replied("2*5", "consented")
    assert consents(told) == [("consented", "refused", "mab_number")]


# 3: the last unreadable reply.


def test_an_unreadable_reply_before_the_deadline_is_misspelt() -> None:
    """The guardian did answer, and the record lapsed."""
    told = Told().asked(1_000).replied("да", "awaiting_reply").wait(1_000).row("lapsed")
    assert truth(told) == "misspelt"
    assert refusals(told) == [("lapsed", "misspelt", "R07")]


def test_under_strict_spelling_the_setting_is_the_cause() -> None:
    """What tolerant reading would have understood, `reply_spelling: strict` made unreadable."""
    told = Told(STRICT).asked(1_000).replied("2 * 1", "awaiting_reply").wait(1_000).row("lapsed")
    assert truth(told) == "misspelt"
    assert refusals(told) == [("lapsed", "misspelt", "reply_spelling: strict")]
    told = Told(STRICT).asked(1_000).replied("да", "awaiting_reply").wait(1_000).row("lapsed")
    assert refusals(told) == [("lapsed", "misspelt", "R07")]


def test_an_unreadable_reply_that_was_lost_is_lost() -> None:
    """Nobody could misread it."""
    told = Told().asked(1_000).sent("да").lost("no_balance").wait(1_000).row("lapsed")
    assert truth(told) == "reply_lost"
    assert refusals(told) == [("lapsed", "reply_lost", "no_balance")]


def test_the_last_unreadable_reply_decides_which() -> None:
    """Lost first and misspelt then is misspelt, and the other way round."""
    told = Told().asked().sent("да").lost().replied("нет", "awaiting_reply")
    assert truth(told) == "misspelt"
    assert truth(told.sent("жоқ").lost()) == "reply_lost"


def test_a_readable_reply_goes_before_an_unreadable_one() -> None:
    """Whichever came last."""
    told = Told().asked().replied("2*5", "refused").replied("да", "refused")
    assert truth(told) == "refused"


def test_an_unreadable_reply_sent_after_the_deadline_is_no_answer() -> None:
    """What was seen and not answered in time is ignored, however late a text arrives."""
    told = Told().asked(1_000).wait(1_000).row("lapsed").wait(1).replied("да", "lapsed")
    assert truth(told) == "ignored"
    assert refusals(told) == []


def test_an_unreadable_reply_of_the_deadlines_moment_is_judged_by_the_list() -> None:
    """Sent before the record lapsed it is an answer, after it none."""
    before = Told().asked(1_000).wait(1_000).replied("да", "awaiting_reply").row("lapsed")
    assert truth(before) == "misspelt"
    after = Told().asked(1_000).wait(1_000).row("lapsed").replied("да", "lapsed")
    assert truth(after) == "ignored"


# 4: still open.


@pytest.mark.parametrize("record", ["requested", "awaiting_reply", "not_needed"])
def test_an_open_offer_is_undecided(record: str) -> None:
    """Seen or not, nothing is decided yet, or nothing has to be any more."""
    assert truth(Told().offered().row(record)) == "undecided"
    assert truth(Told().offered().seen().row(record)) == "undecided"


def test_an_unreached_guardian_never_saw_the_request() -> None:
    """`unreached` is no open state, nor a wrongful refusal: there the service knows."""
    told = Told().offered().failed("spam_blocking").row("unreached")
    assert truth(told) == "never_saw_request"
    assert refusals(told) == []


# 5: seen or not.


def test_a_request_seen_and_not_answered_was_ignored() -> None:
    """Silence refuses, and truly."""
    told = Told().asked(1_000).wait(1_000).row("lapsed")
    assert truth(told) == "ignored"
    assert refusals(told) == []


@pytest.mark.parametrize("cause", ["blacklisted", "switched_off", "spam_blocking"])
def test_a_request_never_seen_is_a_wrongful_refusal(cause: str) -> None:
    """The cause is the fault that hid it, delivered, held back or failed."""
    for told in (
        Told().offered().unseen(cause),
        Told().offered().held(cause),
        Told().offered().failed(cause),
    ):
        told.row("awaiting_reply").clock(1_000).wait(1_000).row("lapsed")
        assert truth(told) == "never_saw_request"
        assert refusals(told) == [("lapsed", "never_saw_request", cause)]


def test_a_request_that_another_guardian_saw_was_not_seen_by_her() -> None:
    """МАБ holds another's handset for her."""
    told = Told().offered().seen_by("marat").row("awaiting_reply").clock(1_000).wait(1_000)
    assert refusals(told.row("lapsed")) == [("lapsed", "never_saw_request", "mab_number")]


def test_a_request_under_way_at_the_deadline_was_not_seen() -> None:
    """Nothing but the distance kept it: the cause is the latency."""
    told = Told().offered().clock(1_000).wait(1_000).row("lapsed")
    assert refusals(told) == [("lapsed", "never_saw_request", "latency")]


def test_a_request_seen_after_the_deadline_was_not_seen_in_time() -> None:
    """By then the record had lapsed."""
    told = Told().offered().held("switched_off").clock(1_000).wait(1_000).row("lapsed").wait(1)
    assert truth(told.seen()) == "never_saw_request"
    assert refusals(told) == [("lapsed", "never_saw_request", "switched_off")]


def test_a_request_seen_in_the_deadlines_moment_is_judged_by_the_list() -> None:
    """Before the record lapses it was seen, after it was not."""
    before = Told().offered().clock(1_000).wait(1_000).seen().row("lapsed")
    assert truth(before) == "ignored"
    after = Told().offered().clock(1_000).wait(1_000).row("lapsed").seen()
    assert truth(after) == "never_saw_request"


def test_any_request_of_the_offer_seen_is_enough() -> None:
    """A reminder seen in time is a request seen; a link or a hint is none."""
    told = Told().offered().unseen("blacklisted").row("awaiting_reply").clock(1_000)
    told.submitted(reminder=True).seen().wait(1_000).row("lapsed")
    assert truth(told) == "ignored"
    told = Told().offered().unseen("blacklisted").row("awaiting_reply").clock(1_000)
    told.submitted(Kind.REPLY_HINT).seen().wait(1_000).row("lapsed")
    assert truth(told) == "never_saw_request"


def test_a_request_of_an_earlier_offer_seen_now_is_not_this_offers() -> None:
    """Each offer has requests of its own."""
    told = Told().offered().held("switched_off").row("unreached")
    old = told.sms
    told.offered().held("switched_off").seen(old).row("awaiting_reply").clock(1_000)
    assert truth(told.wait(1_000).row("lapsed")) == "never_saw_request"


def test_a_silently_reopened_offer_inherits_what_was_seen() -> None:
    """No SMS goes with it, so the guardian knows what the question was."""
    told = Told().asked(1_000).wait(1_000).row("lapsed")
    told.offered(silent=True).clock(1_000).wait(1_000).row("lapsed")
    assert truth(told) == "ignored"
    unseen = Told().offered().unseen("blacklisted").row("awaiting_reply").clock(1_000)
    unseen.wait(1_000).row("lapsed").offered(silent=True).clock(1_000).wait(1_000).row("lapsed")
    assert truth(unseen) == "never_saw_request"
    assert refusals(unseen) == [("lapsed", "never_saw_request", "blacklisted")]


def test_an_offer_with_an_sms_inherits_nothing() -> None:
    """A new request that nobody saw was not seen, whatever became of the last."""
    told = Told().asked(1_000).wait(1_000).row("lapsed")
    told.offered().unseen("blacklisted").row("awaiting_reply").clock(1_000).wait(1_000)
    assert truth(told.row("lapsed")) == "never_saw_request"


# The deadline.


def test_a_reopening_replaces_the_deadline() -> None:
    """Late for the first deadline and in time for the second is in time."""
    told = Told().asked(1_000).wait(1_000).row("lapsed").wait(100).replied("2*1", "awaiting_reply")
    told.clock(1_000).wait(10).replied("2*1", "awaiting_reply")
    assert truth(told) == "consented"


def test_unreached_has_no_deadline() -> None:
    """A late failure takes it away: nothing sent afterwards is late."""
    told = Told().asked(1_000).failed("spam_blocking").row("unreached").wait(5_000)
    assert truth(told.replied("да", "unreached")) == "misspelt"
    assert truth(told.replied("2*1", "consented")) == "consented"


def test_a_new_number_starts_the_clock_of_delivery_anew() -> None:
    """Under `timeout_starts: delivery` a second request has no deadline before its delivery."""
    told = Told().asked(1_000).row("requested").submitted(number=OTHER_NUMBER).wait(2_000)
    assert truth(told.replied("да", "requested")) == "misspelt"
    submission = replace(DEFAULTS, timeout_starts=TimeoutStarts.SUBMISSION)
    told = Told(submission).offered().clock(1_000).seen().submitted(number=OTHER_NUMBER)
    told.wait(1_000).row("lapsed").wait(1).replied("да", "lapsed")
    assert truth(told) == "ignored"


def test_a_reminder_moves_no_deadline() -> None:
    """What is sent after the deadline is late, however lately the guardian was reminded."""
    told = Told().asked(1_000).wait(500).submitted(reminder=True).wait(500).row("lapsed").wait(1)
    assert truth(told.replied("да", "lapsed")) == "ignored"


def test_a_late_receipt_may_start_a_clock_that_has_run_out() -> None:
    """What was sent after that deadline was late, though no clock had started yet."""
    told = Told().offered().seen().wait(2_000).replied("да", "requested")
    assert truth(told) == "misspelt"
    assert truth(told.row("awaiting_reply").clock(-1_000).row("lapsed")) == "ignored"


# The differences.


def test_a_consent_that_is_still_under_way_was_kept_by_the_distance() -> None:
    """Neither lost nor read by anybody when the record lapses: the cause is the latency."""
    told = Told().asked(1_000).wait(999).sent("2*1").wait(1).row("lapsed")
    assert refusals(told) == [("lapsed", "consented", "latency")]


def test_only_a_refusal_of_the_record_can_be_wrongful() -> None:
    """Neither an open record nor one that knows it reached nobody is a refusal."""
    for record in ("requested", "awaiting_reply", "unreached", "not_needed", "no_number"):
        told = Told().offered().unseen("blacklisted").row(record)
        assert refusals(told) == []
        assert consents(told) == []


def test_a_mistaken_refusal_that_the_record_took_for_consent_is_no_wrong() -> None:
    """The guardian meant to consent, and is recorded so."""
    told = Told().asked().replied("2*1", "consented").replied("2*5", "consented", meant="consent")
    assert truth(told) == "refused_by_mistake"
    assert consents(told) == []


def test_every_guardian_has_a_truth_of_their_own() -> None:
    """One's story is not another's; the list is in the order of the roster."""
    told = Told().add(GuardianKnown, "", OTHER_NUMBER, subject="marat")
    told.offered().unseen("blacklisted").row("lapsed")
    judged = told.judged()
    assert str(judged.truth("marat")) == "not_asked"
    assert judged.record("marat") == "not_asked"
    assert judged.record(AIGUL) == "lapsed"


def test_events_of_vouchers_and_strangers_change_no_truth() -> None:
    """Rows of other tables and texts from numbers nobody holds are no part of a story."""
    told = Told().asked().add(StrangerRead, "reply-99", "2*1", subject=NUMBER)
    told.add(ReplySent, "reply-98", NUMBER, "2*5", False, "", subject=NUMBER)
    assert truth(told) == "undecided"
