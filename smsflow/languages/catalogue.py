"""What the stage says and the report too, one file a language: all that a translator touches."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from smsflow.document.containers import Field, ListOf, MapOf, Record
from smsflow.document.files import read_document
from smsflow.document.shapes import Choice, Text
from smsflow.document.suggestions import suggest
from smsflow.errors import UsageError, shorten
from smsflow.frozen import frozen
from smsflow.memo.consent import Consent
from smsflow.memo.voucher import Voucher
from smsflow.moments import DAY, HOUR, MINUTE, SECOND, Duration
from smsflow.scenario.verdict.story import Truth
from smsflow.sms.messages import Kind
from smsflow.words import Word

LANGUAGES = ("en", "kk", "ru")
"""English, the default, Kazakh and Russian."""

_UNITS = {"d": DAY, "h": HOUR, "m": MINUTE, "s": SECOND}


@frozen
class Card:
    """A title and paragraphs."""

    title: str
    lines: tuple[str, ...]


@frozen
class ActWords:
    """What an act of the tour is called, what to watch for, and how its people are called.

    `also` is what else is said where its record turns out to be wrong.
    """

    title: str
    watch: str
    names: dict[str, str]
    also: tuple[str, ...] = ()


@frozen
class Catalogue:
    """Everything the stage says in one language; words are looked up by the program's own names."""

    language: str
    units: dict[str, str]
    labels: dict[str, str]
    opening: Card
    closing: Card
    consent: dict[str, str]
    truth: dict[str, str]
    voucher: dict[str, str]
    kinds: dict[str, str]
    causes: dict[str, str]
    noted: dict[str, str]
    said: dict[str, str]
    acts: dict[str, ActWords]

    def label(self, name: str, **values: object) -> str:
        """A label of the stage, filled in."""
        return fill(self.labels[name], values)

    def cause(self, cause: str) -> str:
        """Why something went wrong; a policy setting is its own name."""
        return self.causes.get(cause, cause)

    def length(self, length: Duration) -> str:
        """A duration in its two largest units: `6d 23h`."""
        parts, rest = [], length
        for name, unit in _UNITS.items():
            count, rest = divmod(rest, unit)
            if count:
                parts.append(f"{count} {self.units[name]}")
        return " ".join(parts[:2]) or f"0 {self.units['s']}"


def fill(text: str, values: dict[str, object]) -> str:
    """A text with its {words} filled in, and nothing else of it understood."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


@cache
def catalogue(language: str) -> Catalogue:
    """What the stage says in a language; `UsageError` for one it does not speak."""
    if language not in LANGUAGES:
        hint = suggest(language, LANGUAGES) or f"; it can be {', '.join(LANGUAGES)}"
        raise UsageError("SF422", f"--language: the stage does not speak {shorten(language)}{hint}")
    name = f"{language}.yaml"
    data = (files("smsflow.languages") / name).read_bytes()
    return _catalogue(read_document(name, data, _SHAPE))


# (`Any`: the shape below says of what type each part is.)
def _catalogue(read: dict[str, Any]) -> Catalogue:
    cards = {name: Card(**read[name]) for name in ("opening", "closing")}
    acts = {name: ActWords(**words) for name, words in read["acts"].items()}
    return Catalogue(**{**read, **cards, "acts": acts})


def _words(kind: type[Word]) -> Field:
    return Field(Record(kind.__name__, {str(one): Field(Text(), True) for one in kind}), True)


_TEXTS = MapOf(Text(), Text(), "texts by name")
_CARD = Record(
    "a card", {"title": Field(Text(), True), "lines": Field(ListOf(Text(), "paragraphs"), True)}
)
_ACT = Record(
    "an act",
    {
        "title": Field(Text(), True),
        "watch": Field(Text(), True),
        "names": Field(_TEXTS, True),
        "also": Field(ListOf(Text(), "sentences")),
    },
)
_SHAPE = Record(
    "a language of the stage",
    {
        "language": Field(Choice({name: name for name in LANGUAGES}, "language"), True),
        "units": Field(Record("the units", {name: Field(Text(), True) for name in _UNITS}), True),
        "labels": Field(_TEXTS, True),
        "opening": Field(_CARD, True),
        "closing": Field(_CARD, True),
        "consent": _words(Consent),
        "truth": _words(Truth),
        "voucher": _words(Voucher),
        "kinds": _words(Kind),
        "causes": Field(_TEXTS, True),
        "noted": Field(_TEXTS, True),
        "said": Field(_TEXTS, True),
        "acts": Field(MapOf(Text(), _ACT, "acts by name"), True),
    },
)
