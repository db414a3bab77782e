"""Why the last thing happened: the row of the memo's table, or the fault, that decided it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from smsflow.events import Event, Rejected, ReplyLost, RowTaken, SmsDelivered

Explain = Callable[[str], tuple[str, list[str]]]
"""a title and lines on a name the program uses"""


def why(
    events: Sequence[Event], begun: int, names: Collection[str], explain: Explain
) -> Iterator[str]:
    """What decided the newest line, whose events begin at `begun`; else what was decided last."""
    concerning = [event for event in reversed(events[begun:]) if event.subject in names]
    earlier = (event for event in reversed(events[:begun]) if event.subject in names)
    for event in (*sorted(concerning, key=_weight), *earlier):
        if reason := _reason(event):
            title, lines = explain(reason)
            yield f"{event.subject}: {title}"
            yield from (f"  {line}" for line in lines)
            return
    yield "nothing has been decided yet"


def _weight(event: Event) -> int:
    """How much an event explains of a line, the most first: a move more than a row that stays."""
    if isinstance(event, Rejected | ReplyLost):
        return 0
    if isinstance(event, RowTaken) and event.source != event.target:
        return 1 if event.row.startswith("consent.") else 2
    return 3


def _reason(event: Event) -> str:
    if isinstance(event, RowTaken | Rejected):
        return event.row
    if isinstance(event, ReplyLost) or (isinstance(event, SmsDelivered) and not event.seen):
        return event.cause
    return ""
