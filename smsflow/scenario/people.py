"""Who takes part: guardians and children as a scenario or a caller of the API names them."""

from __future__ import annotations

from smsflow.frozen import frozen
from smsflow.moments import Duration
from smsflow.world.faults import Fault


@frozen
class FaultSetup:
    """A fault on a guardian's line; `by` is how late receipts are."""

    cause: Fault
    by: Duration | None = None


@frozen
class GuardianSetup:
    """A guardian: the handset they hold, what МАБ believes, and what ails the line.

    `iin` is None where it is to be drawn.
    """

    name: str
    number: str | None
    mab_number: str | None
    iin: str | None
    language: str
    faults: tuple[FaultSetup, ...]


@frozen
class ChildSetup:
    """A child: `iin` is None where it is to be drawn."""

    name: str
    grade: int
    guardians: tuple[str, ...]
    listed: bool
    iin: str | None
    school: str | None
