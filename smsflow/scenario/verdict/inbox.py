"""Which SMS an expectation or a reply has claimed, and which are still to be accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from smsflow.events import (
    Event,
    Handlers,
    OfferOpened,
    ReplyRead,
    ReplySent,
    SmsDelivered,
    SmsSubmitted,
)
from smsflow.sms.messages import Kind


@dataclass(slots=True)
class Letter:
    """One SMS that 1414 submitted, and what became of it."""

    sent: SmsSubmitted
    seen: bool = False
    claimed: bool = False


class Inbox:
    """Follows an event list and keeps every SMS, oldest first, by guardian and by number."""

    def __init__(self) -> None:
        self._by_guardian: dict[str, list[Letter]] = {}
        self._by_number: dict[str, list[Letter]] = {}
        self._by_id: dict[str, Letter] = {}
        self._offers: dict[str, int] = {}
        self._own: set[str] = set()
        """replies of the guardians' own hands"""
        self.counts: dict[tuple[str, Kind], int] = {}
        """how many SMS of a kind were submitted to a guardian"""

    def see(self, event: Event) -> None:
        """Take the next event of the list."""
        handler = HANDLERS.get(type(event))
        if handler:
            handler(self, event)

    def _submitted(self, event: SmsSubmitted) -> None:
        letter = self._by_id[event.sms] = Letter(event)
        self._by_guardian.setdefault(event.subject, []).append(letter)
        self._by_number.setdefault(event.number, []).append(letter)
        key = (event.subject, event.kind)
        self.counts[key] = self.counts.get(key, 0) + 1

    def _delivered(self, event: SmsDelivered) -> None:
        letter = self._by_id[event.sms]
        letter.seen = event.seen and event.subject == letter.sent.subject

    def _offered(self, event: OfferOpened) -> None:
        self._offers[event.subject] = event.offer

    def _sent(self, event: ReplySent) -> None:
        if event.guardian:
            self._own.add(event.reply)
            self._answer(event.subject)

    def _read(self, event: ReplyRead) -> None:
        """Whose a stranger's reply is taken for, shows when it is read; the guardian's own
        answered what had been sent when it was written.
        """
        if event.reply not in self._own:
            self._answer(event.subject)

    def _answer(self, guardian: str) -> None:
        """A reply accounts for the requests of the offer it answers."""
        offer = self._offers.get(guardian, 0)
        for letter in self._by_guardian.get(guardian, ()):
            if letter.sent.kind is Kind.CONSENT_REQUEST and letter.sent.offer == offer:
                letter.claimed = True

    def letters(self, to: str | None = None, kind: Kind | None = None) -> Iterator[Letter]:
        """Every SMS, oldest first; `to` is a guardian or a number."""
        if to is None:
            letters = list(self._by_id.values())
        else:
            letters = (self._by_number if to.startswith("+") else self._by_guardian).get(to, [])
        for letter in letters:
            if kind in (None, letter.sent.kind):
                yield letter

    def sums(self, guardian: str) -> tuple[int, int]:
        """How many SMS a guardian was sent, and how many segments they took."""
        letters = self._by_guardian.get(guardian, ())
        return len(letters), sum(letter.sent.segments for letter in letters)

    def unclaimed(self, to: str | None = None, kind: Kind | None = None) -> Iterator[Letter]:
        """What nobody has claimed yet, oldest first."""
        return (letter for letter in self.letters(to, kind) if not letter.claimed)


HANDLERS: Handlers = {
    SmsSubmitted: Inbox._submitted,
    SmsDelivered: Inbox._delivered,
    OfferOpened: Inbox._offered,
    ReplySent: Inbox._sent,
    ReplyRead: Inbox._read,
}
