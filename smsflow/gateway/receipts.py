"""Which receipts go back: a setting, and what the sender asked for (RFC 3461)."""

from __future__ import annotations

from smsflow.sms.messages import Status
from smsflow.words import Word

DELAYED = "delayed"
"""the action of a report that is not final (RFC 3464 §2.3.3)"""


class Receipts(Word):
    """When a receipt is sent."""

    ALWAYS = "always"
    FAILURES = "failures"
    ON_REQUEST = "on-request"

    def wants(self, status: str, notify: str) -> bool:
        """Whether a receipt of this status is sent to somebody who asked for these by NOTIFY.

        Who asked for nothing is told of failures (RFC 3461 §4.1). ALWAYS minds nobody's wishes.
        """
        if self is Receipts.ALWAYS:
            return True
        failed = status not in (Status.DELIVERED, DELAYED)
        if self is Receipts.FAILURES:
            return failed
        asked = notify.upper().split(",") if notify else ["FAILURE"]
        return _CONDITIONS.get(status, "FAILURE") in asked


_CONDITIONS = {Status.DELIVERED: "SUCCESS", DELAYED: "DELAY"}
