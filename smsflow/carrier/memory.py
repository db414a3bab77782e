"""The wire within one process: what goes in comes out."""

from __future__ import annotations

from smsflow.sms.messages import Receipt, Reply, Sms, Status


class MemoryCarrier:
    """The default carrier."""

    def submit(self, sms: Sms, refusal: Status | None = None) -> Sms:
        """The SMS, unchanged."""
        return sms

    def report(self, receipt: Receipt) -> Receipt:
        """The receipt, unchanged."""
        return receipt

    def reply(self, reply: Reply) -> Reply:
        """The reply, unchanged."""
        return reply
