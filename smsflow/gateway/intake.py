"""Mail comes in: which recipients there are, and what SMS a mail is."""

from __future__ import annotations

from collections.abc import Callable

from smsflow.carrier.smtp.address import number_of
from smsflow.carrier.smtp.handler import Mail
from smsflow.carrier.smtp.mail import read_text
from smsflow.carrier.smtp.refusal import Refusal, unknown_number
from smsflow.events import Event
from smsflow.gateway.facts import MailRefused
from smsflow.gateway.gateway import Gateway, Letter
from smsflow.gateway.store import StoreFailed, StoreFull


class Intake:
    """What an SMTP server asks of a gateway (`smsflow.carrier.smtp.handler.Handler`)."""

    def __init__(self, gateway: Gateway, domain: str, tell: Callable[[Event], None]) -> None:
        self._gateway = gateway
        self._domain = domain
        self._tell = tell

    async def recipient(self, address: str) -> str:
        """The number of an address; `Refusal` 550 where it is none, elsewhere, or nobody's."""
        number = number_of(address, self._domain)
        if not self._gateway.knows(number):
            raise unknown_number()
        return number

    async def accept(self, mail: Mail) -> None:
        """Returns once all of it is on the disk; `Refusal` 554, 452 or 451 where it is not."""
        try:
            await self._gateway.accept(_letters(mail))
        except StoreFull:
            raise Refusal(452, "4.3.1", "no room on the disk; try again later") from None
        except StoreFailed:
            raise Refusal(451, "4.3.0", "the store is out of order; try again later") from None

    def refused(self, whom: str, answer: str) -> None:
        """A sender, a recipient or a mail was not taken."""
        self._tell(MailRefused(self._gateway.time.now(), whom, (), answer))


def _letters(mail: Mail) -> list[Letter]:
    text = read_text(mail.content)
    return [
        Letter(
            mail.sender,
            recipient.number,
            text.text,
            text.message_id,
            mail.envelope_id,
            ",".join(sorted(recipient.notify)),
            text.validity,
        )
        for recipient in mail.recipients
    ]
