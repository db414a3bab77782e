"""The SMS of one guardian as bubbles, each with what became of it where that is not plain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from smsflow.events import (
    Event,
    Handlers,
    ReplyLost,
    ReplySent,
    SmsDelivered,
    SmsFailed,
    SmsHeld,
    SmsSubmitted,
)
from smsflow.moments import Instant, format_duration
from smsflow.report.causes import plainly, words
from smsflow.report.html.labels import kind_of
from smsflow.sms.messages import Kind

MAX_BUBBLES = 40
LONGEST = 400
"""characters of a bubble"""


@dataclass(slots=True)
class Bubble:
    """One SMS; `fate` says in words what became of it where that is not plain."""

    at: Instant
    text: str
    language: str
    from_service: bool
    what: str
    unseen: bool
    fate: str = ""
    gloss: str = ""
    """what a request asks, for who reads neither Kazakh nor Russian"""


def bubbles_of(events: Iterable[Event], guardian: str) -> list[Bubble]:
    """Every SMS in the order of sending; the events are those that concern the guardian."""
    reader = _Reader(guardian)
    for event in events:
        handler = _HANDLERS.get(type(event))
        if handler:
            handler(reader, event)
    return list(reader.bubbles.values())


class _Reader:
    def __init__(self, guardian: str) -> None:
        self.bubbles: dict[str, Bubble] = {}
        """by SMS or reply"""
        self._guardian = guardian

    def _submitted(self, event: SmsSubmitted) -> None:
        what, fate = kind_of(event), "never seen: still under way"
        gloss = words().labels["gloss"] if event.kind is Kind.CONSENT_REQUEST else ""
        self.bubbles[event.sms] = Bubble(
            event.at, event.text, event.language, True, what, True, fate, gloss
        )

    def _delivered(self, event: SmsDelivered) -> None:
        bubble = self.bubbles[event.sms]
        bubble.unseen = not event.seen or event.subject != self._guardian
        if event.subject != self._guardian:
            bubble.fate = "never seen: it reached another's phone"
        elif bubble.unseen:
            bubble.fate = f"never seen: {plainly(event.cause)}"
        else:
            waited = event.at - bubble.at
            bubble.fate = f"seen {format_duration(waited)} later" if waited else ""

    def _held(self, event: SmsHeld) -> None:
        self.bubbles[event.sms].fate = f"not seen so far: {plainly(event.cause)}"

    def _failed(self, event: SmsFailed) -> None:
        why = f"{event.status}, {plainly(event.cause)}" if event.cause else str(event.status)
        self.bubbles[event.sms].fate = f"never seen: {why}"

    def _sent(self, event: ReplySent) -> None:
        own = event.subject == self._guardian
        fate = f"{self._guardian} means {event.meant}" if event.meant else ""
        if not own:
            who = event.subject if event.guardian else "a stranger"
            fate = f"written by {who}, not by {self._guardian}"
        self.bubbles[event.reply] = Bubble(event.at, event.text, "", False, "reply", not own, fate)

    def _lost(self, event: ReplyLost) -> None:
        bubble = self.bubbles[event.reply]
        bubble.unseen, bubble.fate = True, f"never left the phone: {plainly(event.cause)}"


_HANDLERS: Handlers = {
    SmsSubmitted: _Reader._submitted,
    SmsDelivered: _Reader._delivered,
    SmsHeld: _Reader._held,
    SmsFailed: _Reader._failed,
    ReplySent: _Reader._sent,
    ReplyLost: _Reader._lost,
}
