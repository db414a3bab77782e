"""A show: everything that can stand on stage, one cue after another, from first card to last."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from enum import Enum

from smsflow.events import Event
from smsflow.frozen import frozen
from smsflow.languages.catalogue import ActWords, Catalogue, fill
from smsflow.memo.consent import Consent
from smsflow.memo.policy import Policy
from smsflow.moments import ASTANA, DAY, HOUR, SECOND, Duration, Instant, format_instant
from smsflow.scenario.verdict.story import Truth
from smsflow.stage.beats import Beat, Mark, beats
from smsflow.stage.scene import Scene, scene

_UTC5 = int(ASTANA.utcoffset(None).total_seconds()) * SECOND

Shown = Callable[[str], str]
"""a text as it may be shown: cleaned, and masked unless the user said otherwise"""


@frozen
class Act:
    """A scenario that was played: its events, where it began, and where each step ended."""

    name: str
    """the name of its file, by which the catalogue may know it"""
    title: str
    events: Sequence[Event]
    marks: tuple[Mark, ...]
    policy: Policy


_KNOWN = 0.6
"""what has been said before is read so much faster"""
_OPENING_SECONDS, _TITLE_SECONDS = 10.0, 5.0
"""how long a card stands: the first, and an act's at most"""
_TOGETHER = {
    ("campaign_started", "consent_request"): "asked",
    ("seen_request", "awaiting_reply"): "reached",
}
"""what an earlier act has told beat by beat, in one sentence"""


DECIDED = (Consent.CONSENTED, Consent.REFUSED, Consent.LAPSED)
"""records that are an answer, to be compared with the truth"""


WRONGFUL = ("wrongful_refusal", "wrongful_consent")
"""what is pointed at where record and truth part"""


class CueKind(Enum):
    """What a cue shows."""

    OPENING = "opening"
    TITLE = "title"
    BEAT = "beat"
    CLOSING = "closing"


@frozen
class Cue:
    """One thing to look at. `act` counts from 0; `passage` and `rest` are seconds at speed 1.

    During the passage virtual time runs from `since` to `at`; the scene before stays till then.
    """

    kind: CueKind
    act: int
    words: str
    rest: float
    passage: float = 0.0
    beat: Beat | None = None


@frozen
class Outcome:
    """How an act ended for a guardian, for the last card."""

    act: int
    guardian: str
    scene: Scene
    was_wrong: bool
    """whether record and truth differed earlier on"""


class Show:
    """Acts in one language. Scenes are made when they are first looked at, and kept."""

    def __init__(self, acts: Sequence[Act], words: Catalogue, shown: Shown, *, tour: bool) -> None:
        """`tour`: the catalogue's cards stand at both ends."""
        self.acts = acts
        self.words = words
        self.shown = shown
        self.tour = tour
        self._scenes: dict[tuple[int, int, str], Scene] = {}
        self._said: set[str] = set()
        self.cues = tuple(self._cues())

    def _cues(self) -> Iterator[Cue]:
        if self.tour:
            yield Cue(CueKind.OPENING, 0, " ".join(self.words.opening.lines), _OPENING_SECONDS)
        for number, act in enumerate(self.acts):
            watch = self.watch(number)
            rest = min(1.5 + reading_time(watch + self.title(number)), _TITLE_SECONDS)
            yield Cue(CueKind.TITLE, number, watch, rest)
            yield from self._beats(number, act)
        text = " ".join(self.words.closing.lines) if self.tour else ""
        yield Cue(CueKind.CLOSING, len(self.acts) - 1, text, 4 + reading_time(text))

    def _beats(self, number: int, act: Act) -> Iterator[Cue]:
        """Each beat, and a second look where record and truth have just parted or met."""
        last: dict[str, str] = {}
        """what was last said of each guardian's record and truth"""
        known = frozenset(self._said)
        for beat in _together(beats(act.events, act.marks), known):
            passage = passage_time(beat.at - beat.since)
            yield self._cue(number, beat, passage)
            there = self.scene(number, beat.until, beat.guardian)
            verdict = _verdict(there, beat.key, last.get(beat.guardian, ""))
            if verdict:
                last[beat.guardian] = verdict
                about = {"truth": told_truth(self.words, there)}
                pointed = beat._replace(key=verdict, since=beat.at, about=about)
                yield self._cue(number, pointed)
                if there.difference:
                    yield from self._also(number, pointed)

    def _also(self, number: int, beat: Beat) -> Iterator[Cue]:
        """What an act of the tour has to say besides of a record that is wrong."""
        known = self._act_words(number)
        for text in known.also if known else ():
            yield Cue(
                CueKind.BEAT, number, text, reading_time(text), 0.0, beat._replace(key="also")
            )

    def _act_words(self, act: int) -> ActWords | None:
        """The catalogue's words on an act; None for one that it does not know."""
        return self.words.acts.get(self.acts[act].name) if self.tour else None

    def _cue(self, number: int, beat: Beat, passage: float = 0.0) -> Cue:
        words = self.shown(self._words_of(number, beat))
        known = beat.key in self._said
        self._said.add(beat.key)
        rest = reading_time(words) * (_KNOWN if known else 1)
        return Cue(CueKind.BEAT, number, words, rest, passage, beat)

    def _words_of(self, act: int, beat: Beat) -> str:
        about: dict[str, object] = {"who": self.name(act, beat.guardian)}
        about["length"] = self.words.length(beat.at - beat.since)
        for key, value in beat.about.items():
            about[key] = self.words.cause(value) if key == "cause" else value
        if "child" in about:
            about["child"] = self.name(act, beat.about["child"])
        return fill(self.words.said[beat.key], about)

    def title(self, act: int) -> str:
        """What an act is called."""
        known = self._act_words(act)
        return known.title if known else self.shown(self.acts[act].title)

    def watch(self, act: int) -> str:
        """What to watch for in an act; empty where the catalogue does not know it."""
        known = self._act_words(act)
        return known.watch if known else ""

    def name(self, act: int, name: str) -> str:
        """How somebody is called in the stage's language; a dash for nobody."""
        known = self._act_words(act)
        if known and name in known.names:
            return known.names[name]
        return self.shown(name[:1].upper() + name[1:].replace("_", " ")) or "–"

    def scene(self, act: int, until: int, guardian: str) -> Scene:
        """The scene of a guardian after so many events of an act."""
        key = (act, until, guardian)
        if key not in self._scenes:
            played = self.acts[act]
            self._scenes[key] = scene(played.events[:until], guardian, played.policy)
        return self._scenes[key]

    def moment(self, act: int, at: Instant) -> str:
        """A moment as the stage tells it: the day of the act, and the time of day."""
        return f"{self.day(act, at)} {format_instant(at)[11:16]}"

    def day(self, act: int, at: Instant) -> str:
        """The day of an act, which begins on day 1."""
        start = self.acts[act].marks[0].at
        number = (at + _UTC5) // DAY - (start + _UTC5) // DAY + 1
        return self.words.label("day", number=number)

    def outcomes(self, shown: Collection[int] | None = None) -> Iterator[Outcome]:
        """How each act ended for each guardian it was about; of one cut short, how far it came.

        `shown` are the numbers of the cues that were seen. The last card tells of every act.
        """
        last = len(self.cues) - 1
        every = shown is None or last in shown
        seen = range(last) if every or shown is None else sorted(shown)
        for number, act in enumerate(self.acts):
            beats = [cue.beat for cue in map(self.cues.__getitem__, seen) if cue.act == number]
            told = [beat for beat in beats if beat and beat.guardian]
            end = len(act.events) if every else max((beat.until for beat in told), default=0)
            for guardian in dict.fromkeys(beat.guardian for beat in told):
                was_wrong = any(
                    self.scene(number, beat.until, guardian).difference
                    for beat in told
                    if beat.guardian == guardian
                )
                yield Outcome(number, guardian, self.scene(number, end, guardian), was_wrong)


def _together(told: Sequence[Beat], known: Collection[str]) -> Iterator[Beat]:
    """The same beats; two that belong together are one where both are known by now."""
    waiting: Beat | None = None
    for beat in told:
        key = _TOGETHER.get((waiting.key, beat.key)) if waiting else None
        same = waiting and (waiting.at, waiting.guardian) == (beat.at, beat.guardian)
        if waiting and key and same and {waiting.key, beat.key} <= set(known):
            waiting = beat._replace(key=key, since=waiting.since)
            continue
        if waiting:
            yield waiting
        waiting = beat
    if waiting:
        yield waiting


def _verdict(there: Scene, key: str, last: str) -> str:
    """What is to be said of record and truth after a beat, `last` having been said; or nothing."""
    decided = there.consent in DECIDED
    if there.difference:
        return there.difference.kind if last != there.difference.kind else ""
    if last in WRONGFUL and not decided:
        return "reopened"
    if last not in ("", "put_right", "rightful_silence") and decided:
        return "put_right"
    return "rightful_silence" if key == Consent.LAPSED else ""


def told_truth(words: Catalogue, there: Scene) -> str:
    """The truth in words; who saw an earlier request has missed but the new one."""
    if there.truth == Truth.NEVER_SAW_REQUEST and there.asked_before:
        return words.labels["never_saw_again"]
    return words.truth[there.truth] if there.truth else ""


def reading_time(text: str) -> float:
    """Seconds it takes to read a text, at about 25 characters a second."""
    return 1.2 + len(text) / 25


def passage_time(length: Duration) -> float:
    """Seconds on stage for a virtual duration: two for a week's silence, none for none."""
    if length <= 0:
        return 0.0
    if length >= DAY:
        return 2.0
    return 1.0 if length >= HOUR else 0.5
