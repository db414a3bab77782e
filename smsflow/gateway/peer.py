"""Who gets the receipts and the replies: an SMTP server, over one connection that is kept."""

from __future__ import annotations

from contextlib import suppress

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from smsflow.carrier.smtp.refusal import Refusal
from smsflow.gateway.address import Address


class PeerGone(Exception):
    """The peer cannot be reached, or has left in the middle of a mail; it says why."""


TIMEOUT_SECONDS = 30.0
"""for any one answer; RFC 5321 §4.5.3.2 would wait minutes"""


class Peer:
    """A server that is handed mails one after the other."""

    def __init__(self, address: Address, domain: str) -> None:
        self._address = address
        self._domain = domain
        self._client: SMTP | None = None

    async def hand_over(self, sender: str, recipient: str, content: bytes) -> None:
        """Returns once the peer has said 250; `Refusal` if it said otherwise, or `PeerGone`."""
        try:
            client = self._client or await self._connect()
            await client.sendmail(sender, recipient, content)
        except SMTPRecipientsRefused as error:
            raise _refusal(error.recipients[0]) from None
        except SMTPResponseException as error:
            await self._leave_unless_well(error.code)
            raise _refusal(error) from None
        except (SMTPException, OSError) as error:
            await self.close()
            raise PeerGone(str(error) or type(error).__name__) from None

    async def _connect(self) -> SMTP:
        client = SMTP(
            hostname=self._address.host,
            port=self._address.port,
            local_hostname=self._domain,
            timeout=TIMEOUT_SECONDS,
            use_tls=False,
            start_tls=False,
        )
        await client.connect()
        self._client = client
        return client

    async def _leave_unless_well(self, code: int) -> None:
        if code == 421:
            await self.close()
            raise PeerGone("it said 421")

    async def close(self) -> None:
        """Leave, without waiting for a goodbye."""
        client, self._client = self._client, None
        if client:
            with suppress(SMTPException, OSError):
                client.close()


def _refusal(error: SMTPResponseException) -> Refusal:
    return Refusal(error.code, "", error.message)
