"""The three panels of a scene: the phone, what the service records, and the truth beneath."""

from __future__ import annotations

from collections.abc import Iterator

from smsflow.languages.catalogue import Catalogue, fill
from smsflow.memo.consent import Consent
from smsflow.memo.registration import Screen
from smsflow.memo.voucher import Voucher
from smsflow.moments import Instant
from smsflow.scenario.verdict.story import Truth
from smsflow.sms.messages import Kind
from smsflow.stage.scene import Bubble, Fate, Note, Scene
from smsflow.stage.show import DECIDED, Show, told_truth
from smsflow.stage.text import Line, Span, Style, cut, fit, line, width_of, wrap

CONSENT_STYLES = {
    Consent.CONSENTED: Style.GOOD,
    Consent.REFUSED: Style.BAD,
    Consent.LAPSED: Style.BAD,
    Consent.UNREACHED: Style.BAD,
    Consent.REQUESTED: Style.WAITING,
    Consent.AWAITING_REPLY: Style.WAITING,
}
_VOUCHER_STYLES = {
    Voucher.ACTIVE: Style.GOOD,
    Voucher.AWAITING_ACTIVATION: Style.WAITING,
    Voucher.NONE: Style.DIM,
}
_CROWDED = 16
"""rows below which nothing is left blank"""
_NOT_THERE = {
    Fate.COMING: "coming",
    Fate.UNSEEN: "unseen",
    Fate.HELD: "held",
    Fate.FAILED: "failed",
    Fate.ELSEWHERE: "elsewhere",
}
"""SMS of which the phone shows nothing, and what is said instead"""


def box(title: Line, body: list[Line], width: int, height: int, frame: Style) -> list[Line]:
    """A frame of exactly this size around lines; what does not fit is left out."""
    inner = width - 4
    head = fit(title, min(width_of(title), width - 6))
    bar = "─" * (width - 5 - width_of(head))
    lines = [(Span("╭─ ", frame), *head, Span(f" {bar}╮", frame))]
    for row in (body + [()] * height)[: height - 2]:
        lines.append((Span("│ ", frame), *fit(row, inner), Span(" │", frame)))
    lines.append((Span(f"╰{'─' * (width - 2)}╯", frame),))
    return lines


# The phone.


def phone(show: Show, act: int, scene: Scene, width: int, height: int) -> list[Line]:
    """The guardian's phone: the newest messages, and what ails it."""
    words = show.words
    top: list[Line] = []
    for cause in scene.faults:
        said = words.label("blocked", cause=words.cause(cause))
        top.extend(line(Span(part, Style.BAD)) for part in wrap(f"⊘ {said}", width - 4))
    if scene.screens:
        count = len(Screen)
        said = words.label("registering", done=scene.screens, count=count)
        top.append(line(Span(said, Style.WAITING)))
    messages: list[Line] = []
    for bubble in scene.bubbles:
        messages.extend(_bubble(show, bubble, width - 4))
    if not scene.bubbles:
        messages = [line(Span(words.labels["no_sms"], Style.DIM))]
    room = max(height - 2 - len(top), 1)
    if len(messages) > room:
        messages = [line(Span("…", Style.DIM)), *messages[len(messages) - room + 1 :]]
    title = line(Span(words.label("phone", who=show.name(act, scene.guardian)), Style.STRONG))
    return box(title, top + messages, width, height, Style.FRAME)


def _bubble(show: Show, bubble: Bubble, width: int) -> Iterator[Line]:
    words = show.words
    if not bubble.kind:
        yield from _reply(show, bubble, width)
        return
    if bubble.fate in _NOT_THERE:
        said = words.labels[_NOT_THERE[bubble.fate]]
        yield from _ghost(said, Style.DIM if bubble.fate is Fate.COMING else Style.BAD, width)
        return
    text = wrap(show.shown(bubble.text), width - 8)
    inner = max(*map(_width, text), 12)
    head = cut(f" 1414 · {words.kinds[bubble.kind]} ", inner)
    yield line(Span(f"╭{head}{'─' * (inner + 2 - _width(head))}╮", Style.SMS))
    for part in text:
        yield (Span("│ ", Style.SMS), *fit(line(part), inner), Span(" │", Style.SMS))
    yield line(Span(f"╰{'─' * (inner + 2)}╯", Style.SMS))
    if bubble.kind == Kind.CONSENT_REQUEST and words.labels["gloss"]:
        yield line(Span(cut(words.labels["gloss"], width), Style.DIM))


def _ghost(said: str, style: Style, width: int) -> Iterator[Line]:
    """An SMS that is not on the phone: its outline, and why there is no more of it."""
    text = wrap(said, width - 8)
    inner = max(map(_width, text))
    yield line(Span(f"╭{'╌' * (inner + 2)}╮", style))
    for part in text:
        yield line(Span("┆ ", style), *fit(line(Span(part, style)), inner), Span(" ┆", style))
    yield line(Span(f"╰{'╌' * (inner + 2)}╯", style))


def _reply(show: Show, bubble: Bubble, width: int) -> Iterator[Line]:
    lost = bubble.fate is Fate.LOST
    style = Style.BAD if lost else Style.REPLY
    text = wrap(show.shown(bubble.text), width - 8)
    inner = max(map(_width, text))
    indent = " " * (width - inner - 4)
    yield line(indent, Span(f"╭{'─' * (inner + 2)}╮", style))
    for part in text:
        yield line(indent, Span("│ ", style), *fit(line(part), inner), Span(" │", style))
    yield line(indent, Span(f"╰{'─' * (inner + 2)}╯", style))
    if lost:
        said = cut(show.words.labels["lost"], width)
        yield line(" " * (width - _width(said)), Span(said, Style.BAD))


def _width(text: str) -> int:
    return width_of(line(text))


# The record.


def record(show: Show, act: int, scene: Scene, now: Instant, width: int, height: int) -> list[Line]:
    """What the service can know: the consent and its path, the vouchers, and what it has seen."""
    words = show.words
    between: list[Line] = [()] if height > _CROWDED else []
    body = [*_consent(words, scene, now, width - 4), *between]
    pupils = _pupils(show, act, scene, width - 4)
    most = max((height - 2 - len(body)) // 2, 3)
    if len(pupils) > most:
        rest = words.label("more", count=len(pupils) - most + 1)
        pupils = [*pupils[: most - 1], line(Span(rest, Style.DIM))]
    body += [*pupils, *between]
    room = height - 2 - len(body) - 1
    if room > 0:
        body.append(line(Span(words.labels["noted"], Style.DIM)))
        body += [_note(show, act, note, width - 4) for note in scene.notes][-room:]
    title = line(Span(words.labels["record"], Style.STRONG))
    return box(title, body, width, height, Style.FRAME)


def _consent(words: Catalogue, scene: Scene, now: Instant, width: int) -> Iterator[Line]:
    style = CONSENT_STYLES.get(Consent(scene.consent), Style.PLAIN)
    state = words.consent[scene.consent].upper()
    yield line(Span(f"{words.labels['consent']}  ", Style.DIM), Span(state, style))
    steps = " → ".join(words.consent[state] for state in scene.path)
    path = wrap(steps, width)
    yield from (line(Span(part, Style.DIM)) for part in path[-3:])
    if scene.deadline is not None and scene.deadline > now:
        left = words.label("deadline", length=words.length(scene.deadline - now))
        yield line(Span(cut(left, width), Style.WAITING))
    else:
        yield ()


def _pupils(show: Show, act: int, scene: Scene, width: int) -> list[Line]:
    words = show.words
    names = [
        words.label("child", child=show.name(act, pupil.name), grade=pupil.grade)
        for pupil in scene.pupils
    ]
    column = min(max(map(_width, names), default=0), width // 2)
    return [
        (
            *fit(line(name), column),
            Span("  "),
            Span(
                _loud(words.voucher[pupil.voucher], pupil.voucher == Voucher.ACTIVE),
                _VOUCHER_STYLES.get(Voucher(pupil.voucher), Style.BAD),
            ),
        )
        for name, pupil in zip(names, scene.pupils, strict=True)
    ]


def _loud(said: str, so: bool) -> str:
    return said.upper() if so else said


def _note(show: Show, act: int, note: Note, width: int) -> Line:
    words = show.words
    about = {
        key: show.name(act, value) if key == "child" else show.shown(value)
        for key, value in note.about.items()
    }
    when = show.moment(act, note.at)
    said = fill(words.noted[note.key], dict(about))
    cited = f" ({note.clauses[0]})" if note.clauses else ""
    room = width - _width(when) - 2 - len(cited)
    return line(Span(f"{when}  ", Style.DIM), cut(said, room), Span(cited, Style.DIM))


# The truth.


def truth(show: Show, scene: Scene, width: int, height: int) -> list[Line]:
    """What really happened, and whether the record says so too."""
    words = show.words
    wrong = scene.difference
    body = [line(Span(_standing(words, scene), Style.STRONG))]
    if wrong:
        because = words.label("because", cause=words.cause(wrong.cause))
        body.append(line(Span(f" {words.labels[wrong.kind]} ", Style.ALARM), f"  {because}"))
    elif scene.consent in DECIDED:
        body.append(line(Span(f"✓ {words.labels['agree']}", Style.GOOD)))
    else:
        body.append(line(Span(words.labels["open"], Style.DIM)))
    title = line(Span(words.labels["truth"], Style.STRONG))
    return box(title, body, width, height, Style.BAD if wrong else Style.FRAME)


def _standing(words: Catalogue, scene: Scene) -> str:
    """The truth in words; of one undecided, whether there is anything to decide on."""
    if scene.truth != Truth.UNDECIDED:
        return told_truth(words, scene)
    if scene.asked:
        return words.labels["may_answer"]
    return words.labels["not_seen_again" if scene.asked_before else "nothing_to_answer"]
