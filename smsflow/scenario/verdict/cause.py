"""Why a record is not the truth: the fault, the clause or the policy that made it so."""

from __future__ import annotations

from smsflow.memo.consent import Consent
from smsflow.memo.policy import Policy
from smsflow.scenario.verdict.story import Reply, Story, Truth
from smsflow.sms.reply import Answer, Spelling, parse_reply

STALE_NUMBER = "mab_number"
"""the cause where МАБ holds a number that is not the guardian's handset"""

UNDER_WAY = "latency"
"""the cause where an SMS had not arrived yet"""
STRICT_SPELLING = "reply_spelling: strict"
"""the cause where a tolerant eye would have read the reply"""
UNCLEAR_REPLY, MISTAKE = "R07", "R42"
"""the clauses by which an unclear reply is no consent, and a refusal may be a mistake"""


def cause_of(guardian: str, story: Story, policy: Policy) -> str:
    """What made the difference between this guardian's record and truth."""
    truth = story.truth()
    if not story.decided_by_own:
        return STALE_NUMBER
    if truth is Truth.NEVER_SAW_REQUEST:
        return story.unseen_by or UNDER_WAY
    if truth is Truth.REFUSED_BY_MISTAKE:
        return MISTAKE
    readable = story.last(readable=True)
    if readable:
        return _set_aside_by(guardian, story, readable, policy)
    unreadable = story.last(readable=False)
    return _unread_because(unreadable) if unreadable else ""


def _unread_because(reply: Reply) -> str:
    """Why an unclear reply was no consent: it was lost, or only a tolerant eye reads it."""
    if reply.lost_by:
        return reply.lost_by
    tolerant = parse_reply(reply.text, Spelling.TOLERANT).answer
    return STRICT_SPELLING if tolerant is not Answer.UNCLEAR else UNCLEAR_REPLY


def _set_aside_by(guardian: str, story: Story, reply: Reply, policy: Policy) -> str:
    """Why a clear reply did not become the record."""
    if reply.lost_by or reply.over is None:
        return reply.lost_by or UNDER_WAY
    if reply.read_as != guardian:
        return STALE_NUMBER
    if story.record == Consent.LAPSED:
        return f"late_reply: {policy.late_reply}"
    return f"second_reply: {policy.second_reply}"
