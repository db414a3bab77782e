"""What an expectation looks at, and so what it touches of all that happened.

An event that no passed expectation touches could have been otherwise without any scenario noticing.
Coverage is counted by this, never by what a scenario claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smsflow.events import Event, Rejected
from smsflow.frozen import frozen


@frozen
class Look:
    """Whom or what an expectation looks at.

    `who` are guardians, children and numbers: all that has happened to them is touched, which are
    the events of which they are the subject. `sms` are SMS: their submission is touched, and what
    has become of them. `rejections` are touched themselves.
    """

    who: tuple[str, ...] = ()
    sms: tuple[str, ...] = ()
    rejections: tuple[Rejected, ...] = ()


@frozen
class Passed:
    """A look of an expectation that held, after the first `until` events of a run."""

    until: int
    look: Look


def touched(events: Iterable[Event], passed: Iterable[Passed]) -> Iterator[Event]:
    """The events that expectations touched, in order; what came after a look it cannot touch."""
    until: dict[str, int] = {}
    rejections: set[int] = set()
    for one in passed:
        for name in (*one.look.who, *one.look.sms):
            until[name] = max(one.until, until.get(name, 0))
        rejections.update(id(rejection) for rejection in one.look.rejections)
    for number, event in enumerate(events):
        sms = getattr(event, "sms", "")
        if (
            number < until.get(event.subject, 0)
            or number < until.get(sms, 0)
            or id(event) in rejections
        ):
            yield event
