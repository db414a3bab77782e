"""A frame: exactly as many styled lines as the terminal has, made of a cue and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from smsflow.frozen import frozen
from smsflow.memo.consent import Consent
from smsflow.moments import Instant, format_instant
from smsflow.stage.panels import CONSENT_STYLES, phone, record, truth
from smsflow.stage.scene import Scene
from smsflow.stage.show import DECIDED, WRONGFUL, Cue, CueKind, Outcome, Show, told_truth
from smsflow.stage.text import Line, Span, Style, center, cut, fit, line, width_of, wrap

LEAST_WIDTH, LEAST_HEIGHT = 80, 24
MOST_WIDTH, MOST_HEIGHT = 132, 36
"""larger, and what belongs together would stand too far apart"""
_TRUTH_HEIGHT = 4
_WORDS_HEIGHT = 2
_CARD_WIDTH = 66
_WIDEST_PHONE = 64
TOLD_WIDTH = 116
"""of what is told off the stage"""


@frozen
class View:
    """What the player wants to be seen: a cue, how far its passage is (0 to 1), and its mood."""

    cue: int
    passed: float
    paused: bool = False
    speed: str = "×1"


def frame(show: Show, view: View, width: int, height: int) -> list[Line]:
    """The lines of a view, each exactly `width` cells; pure: the same in gives the same out."""
    if not has_room(width, height):
        lines = _too_small(show, width, height)
    else:
        stage = _stage(show, view, min(width, MOST_WIDTH), min(height, MOST_HEIGHT))
        above = (height - len(stage)) // 2
        lines = [()] * above + [center(one, width) for one in stage]
    filled = (lines + [()] * height)[:height]
    return [fit(one, width) for one in filled]


def has_room(width: int, height: int) -> bool:
    """Whether a stage fits; where it does not, a show waits."""
    return width >= LEAST_WIDTH and height >= LEAST_HEIGHT


def _stage(show: Show, view: View, width: int, height: int) -> list[Line]:
    cue = show.cues[view.cue]
    foot = line(Span(f" {cut(_keys(show, view), width - 8)}  {view.speed}", Style.DIM))
    body = _BODIES[cue.kind](show, cue, view, width, height - 1)
    return [fit(one, width) for one in (*body, foot)]


def _keys(show: Show, view: View) -> str:
    return show.words.labels["keys_paused" if view.paused else "keys"]


def _too_small(show: Show, width: int, height: int) -> list[Line]:
    said = show.words.label("too_small", width=width, height=height)
    return [line(part) for part in wrap(said, max(width, 1))]


# A scene.


def _scene(show: Show, cue: Cue, view: View, width: int, height: int) -> list[Line]:
    beat = cue.beat
    assert beat is not None, "a beat's cue has its beat"
    passing = view.passed < 1
    now = beat.since + round((beat.at - beat.since) * view.passed)
    there = _scene_of(show, view.cue, before=passing)
    left = min(max(36, width * 2 // 5), _WIDEST_PHONE)
    rows = height - 2 - _TRUTH_HEIGHT - _WORDS_HEIGHT
    left_panel = phone(show, cue.act, there, left, rows)
    right_panel = record(show, cue.act, there, now, width - left, rows)
    length = show.words.length(beat.at - beat.since)
    words = show.words.label("passing", length=length) if passing else cue.words
    return [
        _header(show, cue, now, width),
        *((*one, *other) for one, other in zip(left_panel, right_panel, strict=True)),
        *truth(show, there, width, _TRUTH_HEIGHT),
        _time(view.passed, passing, width),
        *_narration(words, width),
    ]


def _scene_of(show: Show, index: int, *, before: bool) -> Scene:
    """The scene of a cue; while its time still passes, that of the cue before it."""
    cue = show.cues[index]
    assert cue.beat is not None, "a beat's cue has its beat"
    until = cue.beat.until
    if before:
        previous = show.cues[index - 1].beat
        until = previous.until if previous else show.acts[cue.act].marks[0].until
    return show.scene(cue.act, until, cue.beat.guardian)


def _header(show: Show, cue: Cue, now: Instant, width: int) -> Line:
    when = f"{show.day(cue.act, now)} · {format_instant(now)[:16].replace('T', ' ')}"
    title = f" {act_line(show, cue.act)}"
    room = width - width_of(line(when)) - 2
    return (*fit(line(Span(title, Style.TITLE)), room), Span(f" {when} ", Style.STRONG))


def act_line(show: Show, act: int) -> str:
    """`Act 2 of 5 · Silence`, or the title alone of an only act."""
    number = show.words.label("act", number=act + 1, count=len(show.acts))
    return f"{number} · {show.title(act)}" if len(show.acts) > 1 else show.title(act)


def _time(passed: float, passing: bool, width: int) -> Line:
    """A bar that fills while time passes."""
    if not passing:
        return ()
    full = round((width - 2) * passed)
    return line(" ", Span("━" * full, Style.WAITING), Span("─" * (width - 2 - full), Style.DIM))


def _narration(words: str, width: int) -> list[Line]:
    lines = wrap(words, width - 4)
    shown = [*lines[: _WORDS_HEIGHT - 1], " ".join(lines[_WORDS_HEIGHT - 1 :])]
    marks = ("▸", " ")
    return [
        line(Span(f" {mark} ", Style.TITLE), Span(cut(part, width - 4), Style.STRONG))
        for mark, part in zip(marks, shown, strict=True)
    ]


# Cards.


def _opening(show: Show, _cue: Cue, _view: View, width: int, height: int) -> list[Line]:
    return _card(show.words.opening.title, show.words.opening.lines, width, height)


def _title(show: Show, cue: Cue, _view: View, width: int, height: int) -> list[Line]:
    number = show.words.label("act", number=cue.act + 1, count=len(show.acts))
    above = line(Span(number, Style.DIM)) if len(show.acts) > 1 else ()
    return _card(show.title(cue.act), (cue.words,), width, height, above)


def _card(
    title: str, paragraphs: tuple[str, ...], width: int, height: int, above: Line = ()
) -> list[Line]:
    inner = min(_CARD_WIDTH, width - 8)
    lines: list[Line] = [center(above, width), ()]
    lines += [center(line(Span(part, Style.TITLE)), width) for part in wrap(title, inner)]
    indent = " " * ((width - inner) // 2)
    for paragraph in paragraphs:
        lines.append(())
        lines += [line(indent, part) for part in wrap(paragraph, inner)]
    top = max((height - len(lines)) // 2, 0)
    return (([()] * top) + lines + [()] * height)[:height]


def _closing(show: Show, _cue: Cue, _view: View, width: int, height: int) -> list[Line]:
    card = show.words.closing
    lines: list[Line] = [(), center(line(Span(card.title, Style.TITLE)), width), ()]
    lines += closing_table(show, width - 4)
    lines.append(())
    if show.tour:
        for paragraph in card.lines:
            lines += [line("  ", Span(part, Style.STRONG)) for part in wrap(paragraph, width - 4)]
    return (lines + [()] * height)[:height]


def closing_table(show: Show, width: int, shown: Collection[int] | None = None) -> list[Line]:
    """Each act's guardian: the record beside the truth, and whether they agree.

    With the cues that were `shown`, only of those.
    """
    words = show.words
    lines: list[Line] = []
    for outcome in show.outcomes(shown):
        who = show.name(outcome.act, outcome.guardian)
        number = f"{outcome.act + 1}  " if len(show.acts) > 1 else ""
        title = cut(f"{number}{show.title(outcome.act)} · {who}", width)
        lines.append(line("  ", Span(title, Style.STRONG)))
        style = CONSENT_STYLES.get(Consent(outcome.scene.consent), Style.PLAIN)
        state = words.consent[outcome.scene.consent].upper()
        said = f"{words.labels['short_record']}: "
        beside = f" · {words.labels['short_truth']}: {told_truth(words, outcome.scene)}"
        row = line("     ", Span(said, Style.DIM), Span(state, style), beside)
        verdict = line(*_verdict(show, outcome))
        if width_of(row) + width_of(verdict) + 2 <= width:
            lines.append((*row, Span("  "), *verdict))
        else:
            lines += [fit(row, width), line("     ", *verdict)]
    return lines


def closing_lines(show: Show, shown: Collection[int] | None = None) -> Iterator[str]:
    """The same as plain text, to be left on the terminal; a tour's last word always ends it."""
    for spans in closing_table(show, TOLD_WIDTH, shown):
        yield "".join(span.text for span in spans).strip()
    if show.tour:
        yield from show.words.closing.lines


def most_telling(show: Show) -> int:
    """The last cue that points at a difference of record and truth; the last of all without."""
    for number in reversed(range(len(show.cues))):
        beat = show.cues[number].beat
        if beat and beat.key in WRONGFUL:
            return number
    return len(show.cues) - 1


def _verdict(show: Show, outcome: Outcome) -> Iterator[Span]:
    labels, wrong = show.words.labels, outcome.scene.difference
    if wrong:
        yield Span(f" ✗ {labels[wrong.kind]} ", Style.ALARM)
    elif outcome.was_wrong:
        yield Span(f"✓ {labels['put_right']}", Style.WAITING)
    elif outcome.scene.consent in DECIDED:
        yield Span(f"✓ {labels['agree']}", Style.GOOD)
    else:
        yield Span(labels["open"], Style.DIM)


_BODIES = {
    CueKind.OPENING: _opening,
    CueKind.TITLE: _title,
    CueKind.BEAT: _scene,
    CueKind.CLOSING: _closing,
}
