"""What can be typed: a reply as it stands, or one of these commands, each a row of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from shlex import quote

from smsflow.chat.chat import Chat
from smsflow.chat.why import Explain, why
from smsflow.chat.written import scenario_text
from smsflow.document.suggestions import suggest
from smsflow.errors import StepError
from smsflow.frozen import frozen
from smsflow.memo.consent import STATES, Consent
from smsflow.moments import format_duration, parse_instant
from smsflow.scenario.verdict.story import MEANINGS, MEANT_CONSENT, Truth
from smsflow.stage.scene import WAITING, scene
from smsflow.world.faults import BEHAVIOUR, Fault, Verdict

Words = Callable[[Chat], list[str]]
Run = Callable[["Talk", str], Iterator[str]]


class Talk:
    """A chat and what surrounds it: who explains, what was saved, and whether it is over."""

    def __init__(self, chat: Chat, explain: Explain) -> None:
        self.chat = chat
        self.explain = explain
        self.over = False
        self.saved: set[Path] = set()

    def hear(self, text: str) -> Iterator[str]:
        """What comes of a line; `StepError` for a mistake, which changes nothing."""
        self.chat.typed = text.strip()
        if not is_command(text):
            self.chat.take("reply", {"from": self.chat.guardian, "text": text})
        else:
            name, _, argument = text.strip()[1:].partition(" ")
            yield from self._obey(name, argument.strip())
        yield from self.chat.news()

    def _obey(self, name: str, argument: str) -> Iterator[str]:
        order = ORDERS.get(name.lower())
        if order is None:
            hint = (
                suggest(name.lower(), ORDERS).replace("mean '", "mean '/")
                or "; /help lists them all"
            )
            raise StepError("SF420", f"SF420 unknown command '/{name}'{hint}")
        if order.argument[:1].isupper() and not argument:
            raise StepError(
                "SF420", f"SF420 /{name.lower()} needs {order.argument}: {order.meaning}"
            )
        return order.run(self, argument)


def is_command(line: str) -> bool:
    """Whether a line is no reply."""
    return line.lstrip().startswith("/")


@frozen
class Order:
    """One command; an argument in brackets may be left out. `words` are those to complete it."""

    argument: str
    meaning: str
    run: Run
    words: Words = lambda _chat: []


def _step(verb: str, argue: Callable[[Chat, str], object], quiet: str = "nothing changes") -> Run:
    """A command that is a step of a scenario; `quiet` is said where nothing comes of it."""

    def run(talk: Talk, argument: str) -> Iterator[str]:
        talk.chat.take(verb, argue(talk.chat, argument))
        news = list(talk.chat.news())
        return iter(news or [f"#   {quiet.format(argument)}"])

    return run


def _put_on(talk: Talk, argument: str) -> Iterator[str]:
    """A fault; one that keeps SMS away comes too late for a request that was seen."""
    chat = talk.chat
    yield from _step("fault", _fault)(talk, argument)
    stops = BEHAVIOUR[Fault(argument.partition(" ")[0])].verdict is not Verdict.SEEN
    there = scene(chat.flow.events, chat.guardian, chat.flow.policy)
    if stops and there.asked and there.consent in WAITING:
        yield "#   the request was already seen; /resend asks anew once it lapsed"


def _fault(chat: Chat, argument: str) -> object:
    cause, _, by = argument.partition(" ")
    late = {"by": by.strip()} if by else {}
    return {"on": chat.guardian, "cause": cause, **late}


def _repair(chat: Chat, argument: str) -> object:
    return {"on": chat.guardian, **({"cause": argument} if argument else {})}


def _decline(_chat: Chat, argument: str) -> object:
    child, _, reason = argument.partition(" ")
    return {"child": child, "reason": reason}


def _mistake(chat: Chat, argument: str) -> object:
    return {"from": chat.guardian, "text": argument or "2*5", "meant": MEANT_CONSENT}


def _state(talk: Talk, _argument: str) -> Iterator[str]:
    chat = talk.chat
    flow, me = chat.flow, chat.guardian
    record, truth = Consent(flow.consent(me)), Truth(flow.truth(me))
    there = scene(flow.events, me, flow.policy)
    now = parse_instant(flow.now) or 0
    yield f"#   now: {flow.now}"
    yield f"#   record: {record} – {STATES[record]}"
    yield f"#   truth: {truth} – {MEANINGS[truth]}"
    if there.deadline is not None:
        yield f"#   deadline: in {format_duration(there.deadline - now)}"
    vouchers = (f"{one.name} (grade {one.grade}) {one.voucher}" for one in there.pupils)
    yield f"#   vouchers: {', '.join(vouchers) or 'nobody to have one'}"
    if there.faults:
        yield f"#   trouble: {', '.join(there.faults)}"
    yield from (f"#   ✗ {line}" for line in chat.differences())


def _why(talk: Talk, _argument: str) -> Iterator[str]:
    return (f"#   {line}" for line in why(talk.chat, talk.explain))


def _undo(talk: Talk, _argument: str) -> Iterator[str]:
    undone = talk.chat.undo()
    if undone is None:
        raise StepError("SF420", "SF420 there is nothing to take back")
    yield f"#   taken back: {undone}"
    yield f"#   it is {talk.chat.flow.now} again"


def _save(talk: Talk, argument: str) -> Iterator[str]:
    path = Path(argument)
    if path.exists() and path not in talk.saved:
        raise StepError("SF410", f"SF410 {argument} is there already; name another file")
    try:
        path.write_text(scenario_text(talk.chat), encoding="utf-8", newline="\n")
    except OSError as error:
        message = f"SF410 {argument} cannot be written: {error.strerror}"
        raise StepError("SF410", message) from None
    talk.saved.add(path)
    yield f"#   saved; `smsflow run {quote(argument)}` replays it"


def _help(_talk: Talk, _argument: str) -> Iterator[str]:
    yield "#   anything else than a command is a reply to 1414: 2*1 consents, 2*5 refuses"
    width = max(len(f"{name} {order.argument}") for name, order in ORDERS.items())
    for name, order in ORDERS.items():
        yield f"#   /{f'{name} {order.argument}':<{width}}  {order.meaning}"


def _quit(talk: Talk, _argument: str) -> Iterator[str]:
    talk.over = True
    return iter(())


def _children(chat: Chat) -> list[str]:
    return chat.children


def _causes(_chat: Chat) -> list[str]:
    return [str(fault) for fault in Fault]


def _lengths(_chat: Chat) -> list[str]:
    return ["10m", "2h", "1d", "3d", "7d"]


def _just(_chat: Chat, argument: str) -> object:
    return argument


ORDERS: dict[str, Order] = {
    "wait": Order(
        "LENGTH",
        "time passes, such as 3d or 2h 30m",
        _step("wait", _just, "nothing happens in {}"),
        _lengths,
    ),
    "fault": Order("CAUSE", "something goes wrong on the line", _put_on, _causes),
    "repair": Order(
        "[CAUSE]",
        "it is put right, or all of it",
        _step("repair", _repair, "there is nothing to repair"),
        _causes,
    ),
    "mistake": Order(
        "[TEXT]", "a reply, 2*5 unless said, that is meant as consent", _step("reply", _mistake)
    ),
    "resend": Order(
        "", "МИО offers once more (R43)", _step("resend", lambda chat, _: [chat.guardian])
    ),
    "activate": Order(
        "CHILD",
        "a voucher is activated",
        _step("activate", lambda chat, child: {"child": child, "by": chat.guardian}),
        _children,
    ),
    "qr": Order("CHILD", "its QR code goes to school", _step("send_qr", _just), _children),
    "decline": Order(
        "CHILD REASON", "a voucher is declined", _step("decline_voucher", _decline), _children
    ),
    "look": Order("", "a look into Social Wallet", _step("look", lambda chat, _: chat.guardian)),
    "state": Order("", "record, truth, deadline, vouchers", _state),
    "why": Order("", "in a sentence why, and the row and the clauses behind it", _why),
    "undo": Order("", "takes the last line back", _undo),
    "save": Order("FILE", "writes a scenario that replays this chat", _save),
    "help": Order("", "this list", _help),
    "quit": Order("", "ends the chat, as Ctrl-D does", _quit),
}
"""Every command by name."""
