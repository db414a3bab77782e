"""Why the last thing happened: in a sentence, then the row of the memo, or the fault, behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from smsflow.chat.chat import Chat
from smsflow.errors import shorten
from smsflow.events import Event, Rejected, ReplyLost, ReplyRead, RowTaken, SmsDelivered
from smsflow.memo import consent, linking, registration, voucher
from smsflow.report.causes import plainly, sentence_of
from smsflow.scenario.verdict.truth import Difference

Explain = Callable[[str], tuple[str, list[str]]]
"""a title and lines on a name the program uses"""

_STATES: dict[str, str] = {
    f"{machine}.{state}": meaning
    for machine, states in (
        ("consent", consent.STATES),
        ("voucher", voucher.STATES),
        ("linking", linking.STATES),
        ("registration", registration.STATES),
    )
    for state, meaning in states.items()
}


def why(chat: Chat, explain: Explain) -> Iterator[str]:
    """What decided the newest line; else what was decided last. A wrong record comes first."""
    wrong = _difference(chat)
    event = _deciding(chat)
    if wrong:
        yield _wronged(wrong)
    if event is None:
        yield "nothing has been decided yet"
        return
    if not wrong:
        yield _unread(chat, event) or _sentence(event)
    title, lines = explain(_reason(event))
    yield f"{event.subject}: {title}"
    yield from (f"  {line}" for line in lines)


def _difference(chat: Chat) -> Difference | None:
    found = (*chat.flow.wrongful_refusals(), *chat.flow.wrongful_consents())
    return next((one for one in found if one.guardian == chat.guardian), None)


def _deciding(chat: Chat) -> Event | None:
    """The event that explains most of the newest line, or the last that explains anything."""
    names = {chat.guardian, *chat.children}
    events, begun = chat.flow.events, chat.newest
    concerning = [event for event in reversed(events[begun:]) if event.subject in names]
    earlier = (event for event in reversed(events[:begun]) if event.subject in names)
    all_of_them = (*sorted(concerning, key=_weight), *earlier)
    return next((event for event in all_of_them if _reason(event)), None)


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


# For people.


def _wronged(wrong: Difference) -> str:
    said = sentence_of(wrong).removesuffix(".")
    what = f"{wrong.guardian} is recorded {wrong.record}, and wrongly so ({wrong.cause})"
    return f"{what}: {said[0].lower()}{said[1:]}"


def _unread(chat: Chat, event: Event) -> str:
    """Of a reply that changed nothing since 1414 could not read it: that, and what was wrong."""
    if not isinstance(event, RowTaken) or event.source != event.target:
        return ""
    newest_first = pairwise(reversed(chat.flow.events))
    reply = next((before for after, before in newest_first if after is event), None)
    if not isinstance(reply, ReplyRead) or not reply.reason:
        return ""
    stays = f"{event.subject} stays {event.target}"
    return f"1414 could not read {shorten(reply.text)} ({reply.reason}), so {stays}"


def _sentence(event: Event) -> str:
    if isinstance(event, RowTaken):
        moved = "is now" if event.source != event.target else "stays"
        state = _STATES[f"{event.row.partition('.')[0]}.{event.target}"]
        return f"{event.subject} {moved} {event.target}: {state}"
    if isinstance(event, Rejected):
        return f"the rules turn down {event.verb} of {event.subject}, so nothing has changed"
    if isinstance(event, ReplyLost):
        return f"the reply never left the phone, because of {plainly(event.cause)}"
    assert isinstance(event, SmsDelivered), "nothing else has a reason"
    return f"the SMS was delivered and not seen, because of {plainly(event.cause)}"
