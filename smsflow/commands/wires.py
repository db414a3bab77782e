"""What `--carrier` names: the wire that the messages of a run cross."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from smsflow.words import Word

if TYPE_CHECKING:
    from smsflow.carrier import Carrier


class Wire(Word):
    """A carrier, by name."""

    MEMORY = "memory"
    SMTP = "smtp"


@contextmanager
def opened(wire: Wire) -> Iterator[Carrier | None]:
    """A carrier, closed in the end; None is the one in memory, which a run has by itself.

    `UsageError` where no port of loopback can be had.
    """
    if wire is Wire.MEMORY:
        yield None
        return
    from smsflow.carrier.smtp.wire import SmtpCarrier
    from smsflow.errors import UsageError

    try:
        carrier = SmtpCarrier()
    except OSError as error:
        message = f"--carrier {wire}: {error.strerror or str(error) or 'no answer'}"
        raise UsageError("SF430", message) from None
    with carrier:
        yield carrier
