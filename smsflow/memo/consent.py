"""The consent of one guardian, whatever the number of children: the heart of the memo.

Read a row as: in one of these states, when this happens and these guards hold (under these policy
options), go there and do that. Timers and receipts are inputs like any other, so a stale one is a
row that stays, not a timer that somebody had to remember to cancel.
"""

from __future__ import annotations

from smsflow.memo.policy import (
    LateEligibility,
    LateReply,
    NewChild,
    NumberChange,
    RegisteredNumber,
    Reoffer,
    SecondReply,
    TimeoutStarts,
    Unblock,
    UnclearReply,
)
from smsflow.memo.table import Effect, Guard, Row, Table
from smsflow.words import Word


class Consent(Word):
    """Where one guardian's consent stands, as the service knows it: the record."""

    NOT_ASKED = "not_asked"
    NOT_NEEDED = "not_needed"
    NO_NUMBER = "no_number"
    REQUESTED = "requested"
    UNREACHED = "unreached"
    AWAITING_REPLY = "awaiting_reply"
    CONSENTED = "consented"
    REFUSED = "refused"
    LAPSED = "lapsed"


STATES: dict[Consent, str] = {
    Consent.NOT_ASKED: "no campaign has come to the guardian yet",
    Consent.NOT_NEEDED: "the guardian has no eligible child (R03)",
    Consent.NO_NUMBER: "МАБ holds no number, so no SMS can be sent (R44)",
    Consent.REQUESTED: "the SMS was submitted, and nothing is known of its delivery (R06)",
    Consent.UNREACHED: "the carrier reported that the SMS will not arrive (R51–R53)",
    Consent.AWAITING_REPLY: "the SMS was delivered, and the deadline runs (R09)",
    Consent.CONSENTED: "`2*1` was read (R07)",
    Consent.REFUSED: "`2*5` was read (R08)",
    Consent.LAPSED: "the deadline passed in silence, which refuses too (R09)",
}
"""What each state says of a guardian."""


class ConsentTrigger(Word):
    """What can happen to a guardian's consent."""

    CAMPAIGN_STARTED = "campaign_started"
    RESEND_ASKED = "resend_asked"
    DELIVERED = "delivered"
    FAILED = "failed"
    TAKEN_AS_DELIVERED = "taken_as_delivered"
    REMINDER_DUE = "reminder_due"
    DEADLINE_PASSED = "deadline_passed"
    CONSENT_READ = "consent_read"
    REFUSAL_READ = "refusal_read"
    UNCLEAR_READ = "unclear_read"
    CHILD_GAINED = "child_gained"
    LAST_CHILD_LEFT = "last_child_left"
    NUMBER_ENTERED = "number_entered"
    LINE_REPAIRED = "line_repaired"


class ConsentGuard(Guard):
    """What a consent row may ask about its guardian."""

    ELIGIBLE = "eligible"
    """has a child in grade 5–11, linked and listed"""
    NUMBERED = "numbered"
    """МАБ holds a number"""
    COVERED = "covered"
    """the state is one of `reoffer_covers`"""
    WITHIN_LIMIT = "within_limit"
    """fewer than `reoffer_limit` offers were made again"""
    NEWEST = "newest"
    """the receipt is of the offer's newest request that is no reminder"""
    HINT_GIVEN = "hint_given"
    """this offer's hint has been sent"""
    REOPENED = "reopened"
    """a late reply has reopened this offer before"""
    VOUCHER_ACTIVE = "voucher_active"
    """a grade 5–11 child of the guardian has an active voucher"""
    NUMBER_ASKED = "number_asked"
    """this offer has asked on the number before"""


class ConsentEffect(Effect):
    """What the service does for a guardian once a row is taken, in the row's order."""

    OPEN_OFFER = "open_offer"
    COUNT_REOFFER = "count_reoffer"
    SEND_REQUEST = "send_request"
    SEND_REMINDER = "send_reminder"
    SEND_HINT = "send_hint"
    SEND_LINK = "send_link"
    START_CLOCK = "start_clock"
    MARK_REOPENED = "mark_reopened"
    COVER_CHILDREN = "cover_children"
    WITHDRAW_CONSENT = "withdraw_consent"


_S, _T, _G, _E = Consent, ConsentTrigger, ConsentGuard, ConsentEffect

_ANY = tuple(_S)
_WAITING = (_S.REQUESTED, _S.AWAITING_REPLY)
_OPEN = (*_WAITING, _S.UNREACHED)
_UNASKED = (_S.NOT_ASKED, _S.NOT_NEEDED, _S.NO_NUMBER)
_SILENT_OR_REFUSED = (_S.REFUSED, _S.LAPSED)
_DECIDED = (_S.CONSENTED, *_SILENT_OR_REFUSED)


def _except(*states: Consent) -> tuple[Consent, ...]:
    return tuple(state for state in _ANY if state not in states)


_ASK = (
    _E.OPEN_OFFER,
    _E.SEND_REQUEST,
    _E.START_CLOCK.when(TimeoutStarts.SUBMISSION),
)
_ASK_AGAIN = (_E.OPEN_OFFER, _E.COUNT_REOFFER, *_ASK[1:])
_GRANT = (_E.COVER_CHILDREN, _E.SEND_LINK)

# A row reads as what may happen, in its first line, and what follows, in its second.
# fmt: off

_CAMPAIGN = (
    Row("asked", (_S.NOT_ASKED, _S.NOT_NEEDED), _T.CAMPAIGN_STARTED, (_G.ELIGIBLE, _G.NUMBERED),
        target=_S.REQUESTED, effects=_ASK, clauses=("R06", "R56")),
    Row("asked_without_number", (_S.NOT_ASKED, _S.NOT_NEEDED), _T.CAMPAIGN_STARTED,
        (_G.ELIGIBLE, ~_G.NUMBERED),
        target=_S.NO_NUMBER, clauses=("R44",)),
    Row("not_concerned", (_S.NOT_ASKED, _S.NOT_NEEDED), _T.CAMPAIGN_STARTED, (~_G.ELIGIBLE,),
        target=_S.NOT_NEEDED, clauses=("R03",)),
    Row("asked_once_numbered", (_S.NO_NUMBER,), _T.CAMPAIGN_STARTED, (_G.NUMBERED,),
        target=_S.REQUESTED, effects=_ASK, clauses=("R06", "R45")),
    Row("still_without_number", (_S.NO_NUMBER,), _T.CAMPAIGN_STARTED, (~_G.NUMBERED,),
        clauses=("R44",)),
    Row("asked_before", (*_OPEN, *_DECIDED), _T.CAMPAIGN_STARTED,
        clauses=("R06", "R56")),
)

_RECEIPTS = (
    Row("delivered", (_S.REQUESTED,), _T.DELIVERED, (_G.NEWEST,),
        target=_S.AWAITING_REPLY, effects=(_E.START_CLOCK.when(TimeoutStarts.DELIVERY),),
        clauses=("R06", "R09")),
    Row("delivered_other_request", (_S.REQUESTED,), _T.DELIVERED, (~_G.NEWEST,),
        clauses=("R06",)),
    Row("delivered_known", _except(_S.REQUESTED), _T.DELIVERED,
        clauses=("R06",)),
    Row("failed", _WAITING, _T.FAILED, (_G.NEWEST,),
        target=_S.UNREACHED, clauses=("R51", "R52", "R53")),
    Row("failed_other_request", _WAITING, _T.FAILED, (~_G.NEWEST,),
        clauses=("R06",)),
    Row("failed_too_late", _except(*_WAITING), _T.FAILED,
        clauses=("R06",)),
    Row("taken_as_delivered", (_S.REQUESTED,), _T.TAKEN_AS_DELIVERED, (_G.NEWEST,),
        target=_S.AWAITING_REPLY, effects=(_E.START_CLOCK.when(TimeoutStarts.DELIVERY),),
        clauses=("R09",)),
    Row("other_request_unanswered", (_S.REQUESTED,), _T.TAKEN_AS_DELIVERED, (~_G.NEWEST,),
        clauses=("R09",)),
    Row("request_unanswered", _except(_S.REQUESTED), _T.TAKEN_AS_DELIVERED,
        clauses=("R09",)),
)

_CLOCK = (
    Row("lapsed", (_S.AWAITING_REPLY,), _T.DEADLINE_PASSED,
        target=_S.LAPSED, clauses=("R09",)),
    Row("lapsed_undelivered", (_S.REQUESTED,), _T.DEADLINE_PASSED,
        when=(TimeoutStarts.SUBMISSION,), target=_S.LAPSED, clauses=("R09",)),
    Row("deadline_of_old_number", (_S.REQUESTED,), _T.DEADLINE_PASSED,
        when=(TimeoutStarts.DELIVERY,), clauses=("R09",)),
    Row("deadline_settled", _except(*_WAITING), _T.DEADLINE_PASSED,
        clauses=("R09",)),
    Row("reminded", (_S.AWAITING_REPLY,), _T.REMINDER_DUE, (_G.NUMBERED, ~_G.REOPENED),
        effects=(_E.SEND_REMINDER,), clauses=("R06",)),
    Row("reminded_undelivered", (_S.REQUESTED,), _T.REMINDER_DUE, (_G.NUMBERED, ~_G.REOPENED),
        when=(TimeoutStarts.SUBMISSION,), effects=(_E.SEND_REMINDER,), clauses=("R06",)),
    Row("reminder_of_old_number", (_S.REQUESTED,), _T.REMINDER_DUE, (_G.NUMBERED, ~_G.REOPENED),
        when=(TimeoutStarts.DELIVERY,), clauses=("R06",)),
    Row("reminder_after_reopening", _WAITING, _T.REMINDER_DUE, (_G.NUMBERED, _G.REOPENED),
        clauses=("R06",)),
    Row("reminder_without_number", _WAITING, _T.REMINDER_DUE, (~_G.NUMBERED,),
        clauses=("R44",)),
    Row("reminder_settled", _except(*_WAITING), _T.REMINDER_DUE,
        clauses=("R06",)),
)

_REPLIES = (
    Row("consented", _OPEN, _T.CONSENT_READ,
        target=_S.CONSENTED, effects=_GRANT, clauses=("R07", "R10", "R11", "R57")),
    Row("consent_unasked", _UNASKED, _T.CONSENT_READ,
        clauses=("R07",)),
    Row("consent_repeated", (_S.CONSENTED,), _T.CONSENT_READ,
        clauses=("R07",)),
    Row("consented_late", (_S.LAPSED,), _T.CONSENT_READ,
        when=(LateReply.HONOUR,), target=_S.CONSENTED, effects=_GRANT,
        clauses=("R07", "R10", "R11", "R57")),
    Row("late_ignored", (_S.LAPSED,), _T.CONSENT_READ,
        when=(LateReply.IGNORE,), clauses=("R09",)),
    Row("late_reopened", (_S.LAPSED,), _T.CONSENT_READ, (_G.ELIGIBLE, ~_G.REOPENED),
        when=(LateReply.REOPEN,), target=_S.AWAITING_REPLY,
        effects=(_E.MARK_REOPENED, _E.START_CLOCK), clauses=("R09",)),
    Row("late_again", (_S.LAPSED,), _T.CONSENT_READ, (_G.ELIGIBLE, _G.REOPENED),
        when=(LateReply.REOPEN,), clauses=("R09",)),
    Row("late_without_child", (_S.LAPSED,), _T.CONSENT_READ, (~_G.ELIGIBLE,),
        when=(LateReply.REOPEN,), clauses=("R03",)),
    Row("consent_after_refusal", (_S.REFUSED,), _T.CONSENT_READ,
        when=(SecondReply.FIRST,), clauses=("R08",)),
    Row("refusal_reversed", (_S.REFUSED,), _T.CONSENT_READ, (~_G.VOUCHER_ACTIVE,),
        when=(SecondReply.LAST,), target=_S.CONSENTED, effects=_GRANT,
        clauses=("R07", "R10", "R11", "R57")),
    Row("refusal_irreversible", (_S.REFUSED,), _T.CONSENT_READ, (_G.VOUCHER_ACTIVE,),
        when=(SecondReply.LAST,), clauses=("R08",)),
    Row("refused", _OPEN, _T.REFUSAL_READ,
        target=_S.REFUSED, effects=(_E.WITHDRAW_CONSENT,), clauses=("R08",)),
    Row("refusal_unasked", _UNASKED, _T.REFUSAL_READ,
        clauses=("R08",)),
    Row("refusal_repeated", (_S.REFUSED,), _T.REFUSAL_READ,
        clauses=("R08",)),
    Row("refused_late", (_S.LAPSED,), _T.REFUSAL_READ,
        when=(LateReply.HONOUR, LateReply.REOPEN), target=_S.REFUSED,
        effects=(_E.WITHDRAW_CONSENT,), clauses=("R08",)),
    Row("late_refusal_ignored", (_S.LAPSED,), _T.REFUSAL_READ,
        when=(LateReply.IGNORE,), clauses=("R09",)),
    Row("refusal_after_consent", (_S.CONSENTED,), _T.REFUSAL_READ,
        when=(SecondReply.FIRST,), clauses=("R07",)),
    Row("consent_reversed", (_S.CONSENTED,), _T.REFUSAL_READ, (~_G.VOUCHER_ACTIVE,),
        when=(SecondReply.LAST,), target=_S.REFUSED, effects=(_E.WITHDRAW_CONSENT,),
        clauses=("R08",)),
    Row("consent_irreversible", (_S.CONSENTED,), _T.REFUSAL_READ, (_G.VOUCHER_ACTIVE,),
        when=(SecondReply.LAST,), clauses=("R07",)),
    Row("unclear", _WAITING, _T.UNCLEAR_READ,
        when=(UnclearReply.WAIT,), clauses=("R07",)),
    Row("hinted", _WAITING, _T.UNCLEAR_READ, (~_G.HINT_GIVEN,),
        when=(UnclearReply.HINT,), effects=(_E.SEND_HINT,), clauses=("R07",)),
    Row("hinted_before", _WAITING, _T.UNCLEAR_READ, (_G.HINT_GIVEN,),
        when=(UnclearReply.HINT,), clauses=("R07",)),
    Row("unclear_idle", _except(*_WAITING), _T.UNCLEAR_READ,
        clauses=("R07",)),
)

_RESEND = (
    Row("resend_without_number", _ANY, _T.RESEND_ASKED, (~_G.NUMBERED,),
        rejects="R44", clauses=("R44",)),
    Row("resend_uncalled_for", (_S.NOT_ASKED, _S.NOT_NEEDED, *_WAITING, _S.CONSENTED),
        _T.RESEND_ASKED, (_G.NUMBERED,),
        rejects="R42", clauses=("R42",)),
    Row("resend_uncovered", (*_SILENT_OR_REFUSED, _S.UNREACHED), _T.RESEND_ASKED,
        (_G.NUMBERED, ~_G.COVERED),
        rejects="R42", clauses=("R42",)),
    Row("resend_past_limit", (*_SILENT_OR_REFUSED, _S.UNREACHED), _T.RESEND_ASKED,
        (_G.NUMBERED, _G.COVERED, ~_G.WITHIN_LIMIT),
        rejects="R43", clauses=("R43",)),
    Row("resend_without_child", _SILENT_OR_REFUSED, _T.RESEND_ASKED,
        (_G.NUMBERED, _G.COVERED, _G.WITHIN_LIMIT, ~_G.ELIGIBLE),
        rejects="R03", clauses=("R03",)),
    Row("resent", _SILENT_OR_REFUSED, _T.RESEND_ASKED,
        (_G.NUMBERED, _G.COVERED, _G.WITHIN_LIMIT, _G.ELIGIBLE),
        when=(Reoffer.RESEND,), target=_S.REQUESTED, effects=_ASK_AGAIN, clauses=("R42", "R43")),
    Row("reopened", _SILENT_OR_REFUSED, _T.RESEND_ASKED,
        (_G.NUMBERED, _G.COVERED, _G.WITHIN_LIMIT, _G.ELIGIBLE),
        when=(Reoffer.REOPEN,), target=_S.AWAITING_REPLY,
        effects=(_E.OPEN_OFFER, _E.COUNT_REOFFER, _E.START_CLOCK), clauses=("R42", "R43")),
    Row("resent_unreached", (_S.UNREACHED,), _T.RESEND_ASKED,
        (_G.NUMBERED, _G.COVERED, _G.WITHIN_LIMIT),
        target=_S.REQUESTED, effects=_ASK_AGAIN, clauses=("R43", "R55")),
    Row("resent_once_numbered", (_S.NO_NUMBER,), _T.RESEND_ASKED, (_G.NUMBERED,),
        target=_S.REQUESTED, effects=_ASK, clauses=("R45",)),
)

_CHILDREN = (
    Row("child_gained_unasked", (_S.NOT_ASKED,), _T.CHILD_GAINED,
        clauses=("R06",)),
    Row("child_gained_asked", (_S.NOT_NEEDED,), _T.CHILD_GAINED, (_G.NUMBERED,),
        when=(LateEligibility.ASK,), target=_S.REQUESTED, effects=_ASK, clauses=("R06",)),
    Row("child_gained_without_number", (_S.NOT_NEEDED,), _T.CHILD_GAINED, (~_G.NUMBERED,),
        when=(LateEligibility.ASK,), target=_S.NO_NUMBER, clauses=("R44",)),
    Row("child_gained_next_campaign", (_S.NOT_NEEDED,), _T.CHILD_GAINED,
        when=(LateEligibility.WAIT,), clauses=("R06",)),
    Row("child_covered", (_S.CONSENTED,), _T.CHILD_GAINED,
        when=(NewChild.COVERED,), effects=(_E.COVER_CHILDREN,), clauses=("R11", "R57", "R58")),
    Row("child_asked_for", (_S.CONSENTED,), _T.CHILD_GAINED, (_G.NUMBERED,),
        when=(NewChild.ASK,), target=_S.REQUESTED, effects=_ASK, clauses=("R06", "R57")),
    Row("child_uncovered", (_S.CONSENTED,), _T.CHILD_GAINED, (~_G.NUMBERED,),
        when=(NewChild.ASK,), clauses=("R44",)),
    Row("child_gained_undecided", (_S.NO_NUMBER, *_OPEN, *_SILENT_OR_REFUSED), _T.CHILD_GAINED,
        clauses=("R06", "R56")),
    Row("no_child_left", (_S.NO_NUMBER, *_OPEN), _T.LAST_CHILD_LEFT,
        target=_S.NOT_NEEDED, clauses=("R03",)),
    Row("no_child_left_settled", (_S.NOT_ASKED, _S.NOT_NEEDED, *_DECIDED), _T.LAST_CHILD_LEFT,
        clauses=("R03",)),
)

_NUMBERS = (
    Row("number_registered", (_S.NO_NUMBER,), _T.NUMBER_ENTERED,
        when=(RegisteredNumber.SEND,), target=_S.REQUESTED, effects=_ASK, clauses=("R45",)),
    Row("number_registered_waits", (_S.NO_NUMBER,), _T.NUMBER_ENTERED,
        when=(RegisteredNumber.WAIT,), clauses=("R45",)),
    Row("number_changed", _WAITING, _T.NUMBER_ENTERED, (~_G.NUMBER_ASKED,),
        when=(NumberChange.RESEND,), target=_S.REQUESTED, effects=(_E.SEND_REQUEST,),
        clauses=("R06",)),
    Row("number_changed_back", _WAITING, _T.NUMBER_ENTERED, (_G.NUMBER_ASKED,),
        when=(NumberChange.RESEND,), clauses=("R06",)),
    Row("number_changed_waits", _WAITING, _T.NUMBER_ENTERED,
        when=(NumberChange.WAIT,), clauses=("R06",)),
    Row("number_noted", _except(_S.NO_NUMBER, *_WAITING), _T.NUMBER_ENTERED,
        clauses=("R06",)),
)

_REPAIRS = (
    Row("repaired_resent", (_S.UNREACHED,), _T.LINE_REPAIRED, (_G.NUMBERED, _G.WITHIN_LIMIT),
        when=(Unblock.RESEND,), target=_S.REQUESTED, effects=_ASK_AGAIN, clauses=("R55", "R43")),
    Row("repaired_past_limit", (_S.UNREACHED,), _T.LINE_REPAIRED, (_G.NUMBERED, ~_G.WITHIN_LIMIT),
        when=(Unblock.RESEND,), clauses=("R43",)),
    Row("repaired_without_number", (_S.UNREACHED,), _T.LINE_REPAIRED, (~_G.NUMBERED,),
        when=(Unblock.RESEND,), clauses=("R44",)),
    Row("repaired_waits", (_S.UNREACHED,), _T.LINE_REPAIRED,
        when=(Unblock.WAIT,), clauses=("R55",)),
    Row("repaired_idle", _except(_S.UNREACHED), _T.LINE_REPAIRED,
        clauses=("R55",)),
)

# fmt: on

CONSENT = Table(
    name="consent",
    states=Consent,
    triggers=ConsentTrigger,
    guards=ConsentGuard,
    effects=ConsentEffect,
    rows=(
        *_CAMPAIGN,
        *_RECEIPTS,
        *_CLOCK,
        *_REPLIES,
        *_RESEND,
        *_CHILDREN,
        *_NUMBERS,
        *_REPAIRS,
    ),
)
