from __future__ import annotations

import signal

import pytest

from smsflow.interrupts import uninterrupted

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "pthread_sigmask"), reason="this system cannot keep the key waiting"
)


def test_the_interrupt_key_waits() -> None:
    """It is heard at the end, once, also where the work fails or is inside another such."""
    done = []

    def work() -> None:
        with uninterrupted(), uninterrupted():
            signal.raise_signal(signal.SIGINT)
            done.append("all of it")
        done.append("too much")  # pragma: no cover

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["all of it"]


def test_the_key_is_heard_again_afterwards() -> None:
    """At once."""
    with uninterrupted():
        pass
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
