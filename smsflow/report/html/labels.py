"""What a drawing calls things: plain words, where the transcript has the program's names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from smsflow.events import (
    CampaignStarted,
    ChildListed,
    ChildRemoved,
    DocumentsSubmitted,
    Event,
    RegistrationStalled,
    Rejected,
    RowTaken,
    SmsSubmitted,
    WalletOpened,
)
from smsflow.languages.catalogue import fill
from smsflow.report.causes import words
from smsflow.report.transcript import sentence_of

_READINGS = {"refuse": "refusal"}


def kind_of(event: SmsSubmitted) -> str:
    """What an SMS is: `request`, `request (a reminder)`, `link`."""
    kind = words().kinds[event.kind]
    return f"{kind} (a reminder)" if event.reminder else kind


def states_of(event: RowTaken) -> tuple[str, str]:
    """Where a machine was, and where it is now."""
    machine = event.row.partition(".")[0]
    known = {"consent": words().consent, "voucher": words().voucher}.get(machine, {})
    source, target = (known.get(state) or spaced(state) for state in (event.source, event.target))
    return source, target


def reading(answer: str) -> str:
    """What a reply was read as."""
    return _READINGS.get(answer, answer)


def label_of(event: Event) -> str:
    """What a note says of an event; nothing of one that the transcript does not tell by itself."""
    teller = _TELLERS.get(type(event))
    return teller(event) if teller else sentence_of(event)


def spaced(name: str) -> str:
    """A name of the program's that is words already."""
    return name.replace("_", " ")


def _said(key: str) -> Callable[[Event], str]:
    return lambda event: fill(words().said[key], {"child": event.subject}).rstrip(".")


def _seen(event: WalletOpened) -> str:
    vouchers = (f"{child}: {words().voucher[status]}" for child, status in event.vouchers)
    return f"{event.subject} sees {', '.join(vouchers) or 'no voucher'}"


def _documents(event: DocumentsSubmitted) -> str:
    missing = f"; missing: {', '.join(map(spaced, event.missing))}" if event.missing else ""
    handed_in = ", ".join(map(spaced, event.documents)) or "none"
    return f"documents for {event.subject}: {handed_in}{missing}"


# (`Any`: each teller takes its own type of event.)
_TELLERS: dict[type[Event], Callable[[Any], str]] = {
    CampaignStarted: lambda _: words().noted["campaign_started"],
    Rejected: lambda event: f"{spaced(event.verb)} of {event.subject} is rejected",
    RegistrationStalled: lambda event: f"{event.subject} is stopped at: {spaced(event.screen)}",
    ChildListed: _said("child_listed"),
    ChildRemoved: _said("child_removed"),
    WalletOpened: _seen,
    DocumentsSubmitted: _documents,
}
