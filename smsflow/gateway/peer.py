"""Who gets the receipts and the replies: an SMTP server, over one connection that is kept."""

from __future__ import annotations

from smsflow.carrier.smtp.client import Client
from smsflow.carrier.smtp.refusal import Refusal
from smsflow.gateway.address import Address

ANSWER_SECONDS = 30.0
"""for any one answer; RFC 5321 §4.5.3.2 would wait minutes"""


class PeerGone(Exception):
    """The peer cannot be reached, or has left in the middle of a mail; it says why."""


class Peer:
    """A server that is handed mails one after the other."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._client: Client | None = None

    async def hand_over(self, sender: str, recipient: str, content: bytes) -> None:
        """Returns once the peer has said 250; `Refusal` if it said otherwise, or `PeerGone`."""
        try:
            client = self._client or await self._connect()
            await client.send(sender, recipient, content)
        except OSError as error:
            await self.close()
            raise PeerGone(_why(error)) from None

    async def _connect(self) -> Client:
        try:
            client = await Client.connect(*self._address, seconds=ANSWER_SECONDS)
        except Refusal as refusal:  # of us, not of a mail
            raise PeerGone(str(refusal)) from None
        self._client = client
        return client

    async def close(self) -> None:
        """Leave."""
        client, self._client = self._client, None
        if client:
            await client.close()


def _why(error: OSError) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there"
    if isinstance(error, TimeoutError) and not error.strerror:
        return f"no answer within {ANSWER_SECONDS:g}s"
    return error.strerror or str(error) or type(error).__name__
