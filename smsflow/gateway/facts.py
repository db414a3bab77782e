"""What happens at a gateway beside what happens in the world: events of its own."""

from __future__ import annotations

from smsflow.events import Event
from smsflow.frozen import frozen
from smsflow.moments import Duration

# The subject is a phone's number, or the gateway's or its peer's address.


@frozen
class GatewayStarted(Event):
    """The gateway takes mail at the subject, an address with its port."""

    store: str


@frozen
class GatewayStopped(Event):
    """The gateway takes no more mail, and what was in flight has finished."""


@frozen
class SmsAccepted(Event):
    """A mail was stored and is answered 250: an SMS to the subject."""

    sms: str
    sender: str
    message_id: str
    text: str


@frozen
class DuplicateDropped(Event):
    """The same mail came again: it is answered 250, and not delivered again."""

    sender: str
    message_id: str


@frozen
class MailRefused(Event):
    """A mail or a recipient was not taken."""

    answer: str


@frozen
class ReceiptTaken(Event):
    """The peer has a receipt of an SMS to the subject."""

    sms: str
    status: str


@frozen
class ReplyTaken(Event):
    """The peer has a reply from the subject."""

    sms: str
    text: str


@frozen
class PeerRefused(Event):
    """The peer (the subject) will never take a mail of this SMS."""

    sms: str
    answer: str


@frozen
class PeerDeferred(Event):
    """The peer (the subject) wants a mail of this SMS later; it is asked again after a while."""

    sms: str
    answer: str
    again_after: Duration


@frozen
class PeerAway(Event):
    """The peer (the subject) cannot be reached; it is tried again after a while."""

    reason: str
    again_after: Duration


@frozen
class PeerBack(Event):
    """The peer (the subject) takes mail again."""


@frozen
class FactsSkipped(Event):
    """Nobody read the facts fast enough, and so many went untold; the store has what they say."""

    count: int
