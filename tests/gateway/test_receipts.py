from __future__ import annotations

import pytest

from smsflow.gateway.receipts import DELAYED, Receipts
from smsflow.sms.messages import Status

STATUSES = (Status.DELIVERED, Status.EXPIRED, Status.UNDELIVERABLE, Status.REJECTED, DELAYED)
FAILURES = {"expired", "undeliverable", "rejected"}


def wanted(receipts: Receipts, notify: str) -> set[str]:
    """The statuses of which a receipt goes back."""
    return {str(status) for status in STATUSES if receipts.wants(status, notify)}


@pytest.mark.parametrize("notify", ["", "NEVER", "SUCCESS"])
def test_always_and_failures_mind_nobody(notify: str) -> None:
    """Whatever was asked for."""
    assert wanted(Receipts.ALWAYS, notify) == {*FAILURES, "delivered", "delayed"}
    assert wanted(Receipts.FAILURES, notify) == FAILURES


@pytest.mark.parametrize(
    ("notify", "statuses"),
    [
        ("", FAILURES),  # RFC 3461 §4.1
        ("NEVER", set()),
        ("SUCCESS", {"delivered"}),
        ("DELAY,FAILURE", {*FAILURES, "delayed"}),
        ("delay,success,failure", {*FAILURES, "delayed", "delivered"}),
    ],
)
def test_on_request_is_as_notify_asks(notify: str, statuses: set[str]) -> None:
    """And of failures where nothing was asked."""
    assert wanted(Receipts.ON_REQUEST, notify) == statuses
