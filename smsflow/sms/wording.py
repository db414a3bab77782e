"""What 1414 writes: one catalogue file a language, each replaceable by `--wording FILE`."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from smsflow.document.containers import Field, Record
from smsflow.document.files import read_document
from smsflow.document.shapes import Choice, Converted, Shape, Text, Whole
from smsflow.frozen import frozen
from smsflow.sms.messages import Kind
from smsflow.sms.segments import segment

CODE = "{code}"
"""where a text has the registration's code"""

LANGUAGES = ("kk", "ru")
"""Kazakh, the default, and Russian."""


@frozen
class Template:
    """The text of one kind of SMS, how it is encoded, and how many segments it may take."""

    text: str
    encoding: str
    segments: int
    budget: int

    def filled(self, number: int) -> str:
        """The text of the `number`-th SMS of a run: `{code}` becomes six digits (R26)."""
        if CODE not in self.text:
            return self.text
        return self.text.replace(CODE, str(100_000 + number * 7_919 % 900_000))

    def fits(self, text: str) -> bool:
        """Whether a text is this one, with any six digits for `{code}`."""
        if CODE not in self.text:
            return text == self.text
        pattern = r"\d{6}".join(map(re.escape, self.text.split(CODE)))
        return re.fullmatch(pattern, text, re.ASCII) is not None


@frozen
class Wording:
    """Every text by language and kind."""

    templates: dict[tuple[str, Kind], Template]

    def template(self, language: str, kind: Kind) -> Template:
        """The text of a kind in a language."""
        return self.templates[language, kind]

    def kind_of(self, text: str) -> Kind | None:
        """What an SMS with this text is for; None if no text of ours is like it."""
        for (_, kind), template in self.templates.items():
            if template.fits(text):
                return kind
        return None

    def replaced_by(self, path: Path) -> Wording:
        """This wording with one language taken from a file; `DocumentError` if it is unfit."""
        return Wording({**self.templates, **_load(str(path), path.read_bytes())})


def _entry(text: Shape[str]) -> Record:
    return Record("an SMS", {"text": Field(text, True), "budget": Field(Whole(1, 10), True)})


_TEXTS: dict[Kind, Shape[str]] = {
    Kind.REGISTRATION_CODE: Converted(
        lambda text: text if CODE in text else None, "SF108", f"a text that has the code as {CODE}"
    )
}
"""What is more than the SMS's text: without its code nobody gets past R26."""

_CATALOGUE = Record(
    "a wording",
    {
        "language": Field(Choice({name: name for name in LANGUAGES}, "language"), True),
        "sms": Field(
            Record(
                "the list of SMS",
                {
                    str(kind): Field(_entry(_TEXTS.get(kind, Text("the SMS's text"))), True)
                    for kind in Kind
                },
            ),
            True,
        ),
    },
)


def _load(path: str, data: bytes) -> dict[tuple[str, Kind], Template]:
    catalogue = read_document(path, data, _CATALOGUE)
    return {
        (catalogue["language"], Kind(name)): _template(entry["text"], entry["budget"])
        for name, entry in catalogue["sms"].items()
    }


def _template(text: str, budget: int) -> Template:
    segmentation = segment(text.replace(CODE, "0" * 6))
    return Template(text, segmentation.encoding.value, segmentation.segments, budget)


@cache
def default_wording() -> Wording:
    """The wording that comes with the program."""
    folder = files("smsflow.sms") / "wordings"
    templates: dict[tuple[str, Kind], Template] = {}
    for language in LANGUAGES:
        name = f"{language}.yaml"
        templates |= _load(name, (folder / name).read_bytes())
    return Wording(templates)
