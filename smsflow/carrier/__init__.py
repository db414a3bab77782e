"""The wire between the halves: it moves one message and decides nothing."""

from __future__ import annotations

from typing import Protocol

from smsflow.sms.messages import Receipt, Reply, Sms, Status


class Carrier(Protocol):
    """Carries one message to the other half and returns it as it arrived there.

    Scheduling, retries and faults are not its affair: those belong to the virtual clock and the
    world.
    """

    def submit(self, sms: Sms, refusal: Status | None = None) -> Sms:
        """From the service to the world.

        `refusal` is the receipt that the world is about to give, where that is certain by now. A
        wire whose other end can refuse at once may tell it so; nothing else comes of it.
        """
        ...

    def report(self, receipt: Receipt) -> Receipt:
        """From the world to the service."""
        ...

    def reply(self, reply: Reply) -> Reply:
        """From the world to the service."""
        ...
