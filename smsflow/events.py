"""What happened: one append-only list of facts that everything is read off.

Reports, transcripts, expectations, the truth and the watched properties read this list alone. An
event says when (`at`, milliseconds since 1970 UTC), to whom (`subject`, a guardian, a child or a
number) and by which clauses of the memo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from smsflow.frozen import frozen
from smsflow.moments import Duration, Instant
from smsflow.sms.messages import Kind, Status

Clauses = tuple[str, ...]


@frozen
class Event:
    """A fact."""

    at: Instant
    subject: str
    clauses: Clauses


# The registers, as the desk keeps them.


@frozen
class GuardianKnown(Event):
    """A guardian of the roster; `number` is what МАБ holds, or None (R44)."""

    iin: str
    number: str | None


@frozen
class ChildKnown(Event):
    """A child of the roster, with its guardians in the order named."""

    iin: str
    grade: int
    guardians: tuple[str, ...]
    listed: bool


@frozen
class ChildListed(Event):
    """The school's list with this child reached Social Wallet (R04)."""


@frozen
class ChildRemoved(Event):
    """The child left the school."""


@frozen
class GradeChanged(Event):
    """A new school year began for the child."""

    grade: int


@frozen
class GuardianAdded(Event):
    """One more guardian was linked to the child."""

    guardian: str


@frozen
class MissingLinkTold(Event):
    """МИО told a guardian that a child's link is missing (R13), by SMS or otherwise."""

    guardian: str
    by_sms: bool


@frozen
class LinkApplied(Event):
    """A guardian applied for the link to a child (R15), through the app or a centre (R14)."""

    guardian: str
    through: str


@frozen
class DocumentsSubmitted(Event):
    """Documents for an application came (R16–R18); `missing` is what it still lacks."""

    documents: tuple[str, ...]
    missing: tuple[str, ...]


@frozen
class ScreenPassed(Event):
    """A guardian got past a screen of the registration (R21–R34)."""

    screen: str


@frozen
class RegistrationStalled(Event):
    """A guardian did not get past a screen of the registration."""

    screen: str


@frozen
class NumberEntered(Event):
    """МАБ entered a number for the guardian (R45)."""

    number: str


@frozen
class NumberRemoved(Event):
    """МАБ no longer holds a number for the guardian (R44)."""


# What the service does and learns.


@frozen
class CampaignStarted(Event):
    """МИО began to ask."""


@frozen
class RowTaken(Event):
    """A row of a table was taken: the whole of what may change a consent or a voucher."""

    row: str
    source: str
    target: str


@frozen
class RowMissing(Event):
    """A table had no row for what happened: a fault of the program."""

    table: str
    state: str
    trigger: str


@frozen
class Rejected(Event):
    """The service turned a verb down, by a clause (the first of `clauses`)."""

    verb: str
    row: str


@frozen
class OfferOpened(Event):
    """A guardian may answer (again); `silent` means that no SMS goes with it."""

    offer: int
    silent: bool


@frozen
class ClockStarted(Event):
    """The clock of R09 began to run."""

    deadline: Instant


@frozen
class DeadlinePassed(Event):
    """The deadline of R09 went by."""


@frozen
class SmsSubmitted(Event):
    """1414 gave an SMS to the carrier; `called_by` is the row or verb that wanted it."""

    sms: str
    kind: Kind
    reminder: bool
    offer: int
    number: str
    text: str
    language: str
    encoding: str
    segments: int
    budget: int
    called_by: str


@frozen
class ReceiptRead(Event):
    """The service read a delivery receipt."""

    sms: str
    status: Status


@frozen
class ReplyRead(Event):
    """The service read a reply; the subject is whom МАБ says the number belongs to."""

    reply: str
    number: str
    text: str
    answer: str
    reason: str


@frozen
class StrangerRead(Event):
    """The service read a reply from a number that МАБ does not hold; the subject is the number."""

    reply: str
    text: str


@frozen
class VoucherActivated(Event):
    """A guardian activated the child's voucher (R37)."""

    by: str


@frozen
class VoucherDeclined(Event):
    """The child's voucher was declined (R40, R41)."""

    reason: str


@frozen
class QrSent(Event):
    """The voucher's QR code went to the school (R38)."""

    by: str


@frozen
class ErrorArmed(Event):
    """The child's next activation will fail technically (R46)."""


@frozen
class ErrorReported(Event):
    """A technical error went to the support chat (R50)."""

    organisation_bin: str
    child_iin: str
    system: str
    screenshot: str


@frozen
class WalletOpened(Event):
    """A guardian looked into Social Wallet and saw these vouchers (R05, R11)."""

    vouchers: tuple[tuple[str, str], ...]


# What really happens to people and their phones.


@frozen
class FaultPutOn(Event):
    """Something began to go wrong on the guardian's line (R51–R54)."""

    cause: str
    by: Duration | None


@frozen
class FaultLifted(Event):
    """It was put right (R55)."""

    cause: str


@frozen
class HandsetChanged(Event):
    """The guardian's handset has another number, or none."""

    number: str | None


@frozen
class SmsDelivered(Event):
    """An SMS reached a handset; the subject holds it. Unseen for `cause`."""

    sms: str
    seen: bool
    cause: str


@frozen
class SmsHeld(Event):
    """An SMS could not be delivered yet; the carrier keeps trying."""

    sms: str
    cause: str


@frozen
class SmsFailed(Event):
    """An SMS will never be delivered."""

    sms: str
    status: Status
    cause: str


@frozen
class ReceiptLost(Event):
    """A receipt never reached the service."""

    sms: str


@frozen
class ReplySent(Event):
    """Somebody answered 1414; `meant` is what they wanted to say, where they erred."""

    reply: str
    number: str
    text: str
    guardian: bool
    meant: str


@frozen
class ReplyLost(Event):
    """A reply never left the handset."""

    reply: str
    cause: str


Handlers = dict[type[Event], Callable[[Any, Any], None]]
"""What a reader of the list does with each type of event: methods of the reader.

(`Any`: each handler is a method of its own reader and takes its own type.)
"""


class Journal:
    """The event list of one run; with a listener, which is told each event, none is kept."""

    def __init__(self, listener: Callable[[Event], None] | None = None) -> None:
        self.events: list[Event] = []
        self.add = listener or self.events.append

    def __len__(self) -> int:
        return len(self.events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)
