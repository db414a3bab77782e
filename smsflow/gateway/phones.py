"""Simulated phones: what each does with an SMS, and the YAML file that says so."""

from __future__ import annotations

from collections.abc import Mapping as Map
from pathlib import Path
from typing import Any

from smsflow.document.containers import Field, ListOf, MapOf, Record
from smsflow.document.files import read_document
from smsflow.document.shapes import YES_OR_NO, Invalid, Length, Reader, Text
from smsflow.document.tree import Mapping, Node
from smsflow.frozen import frozen
from smsflow.moments import Duration
from smsflow.scenario.language.roster import FAULTS
from smsflow.scenario.language.values import MOBILE, TEN_YEARS
from smsflow.scenario.people import FaultSetup
from smsflow.sms.numbers import format_mobile, parse_mobile
from smsflow.world.faults import Fault


@frozen
class Answer:
    """A reply, so long after the SMS was seen, or after the answer before it."""

    text: str
    after: Duration = 0


@frozen
class Phone:
    """A phone: what ails its line, and what its holder answers to each SMS they see."""

    answers: tuple[Answer, ...] = ()
    faults: tuple[FaultSetup, ...] = ()

    @property
    def is_unknown(self) -> bool:
        """Whether nobody holds the number, which a carrier's mail gateway knows at once."""
        return any(fault.cause is Fault.UNKNOWN_NUMBER for fault in self.faults)

    def ailments(self) -> dict[Fault, Duration | None]:
        """The faults as the world's network takes them."""
        return {fault.cause: fault.by for fault in self.faults}


_TEXT = Text("the reply's text", empty=True)
_AFTER = Length(0, TEN_YEARS)
_ANSWER = Record(
    "a reply",
    {
        "text": Field(_TEXT, True, "what is answered"),
        "after": Field(_AFTER, about="how long after the SMS, or the reply before; 0s unless said"),
    },
)


class _Phone:
    """`{reply, after}`, `{replies}` or `{ignore}`, each with or without `{faults}`."""

    looks_like = Record(
        "a phone",
        {
            "reply": Field(_TEXT, about="what is answered to each SMS"),
            "after": Field(_AFTER, about="how long after the SMS was seen; 0s unless said"),
            "replies": Field(ListOf(_ANSWER, "a list of replies"), about="several, in order"),
            "ignore": Field(YES_OR_NO, about="yes: nothing is answered"),
            "faults": Field(FAULTS, about="what ails the line"),
        },
    )

    def read(self, node: Node, reader: Reader) -> Phone | Invalid:
        values = self.looks_like.read(node, reader)
        if isinstance(values, Invalid):
            return values
        if problem := _conflict(values):
            return reader.report("SF104", problem, node.place)
        return Phone(_answers(values), values.get("faults", ()))


def _conflict(values: Map[str, Any]) -> str | None:
    """What cannot be said of one phone together."""
    if "reply" in values and "replies" in values:
        return "a phone takes 'reply' or 'replies', not both"
    for key in ("reply", "replies"):
        if key in values and values.get("ignore"):
            return f"a phone that ignores every SMS takes no {key!r}"
    if "after" in values and "reply" not in values:
        return "'after' goes with 'reply'; in 'replies' each has its own"
    return None


def _answers(values: Map[str, Any]) -> tuple[Answer, ...]:
    if "reply" in values:
        return (Answer(values["reply"], values.get("after", 0)),)
    return tuple(Answer(one["text"], one.get("after", 0)) for one in values.get("replies", ()))


class _Phones:
    """Phones by number, each number once, however it is written."""

    looks_like = MapOf(MOBILE, _Phone(), "phones by number", '{NUMBER: {reply: "2*1"}}')

    def read(self, node: Node, reader: Reader) -> dict[str, Phone] | Invalid:
        phones = self.looks_like.read(node, reader)
        numbers: set[str] = set()
        for name, _ in node.entries if isinstance(node, Mapping) else ():
            number = parse_mobile(name.value)
            if number in numbers:
                message = f"{format_mobile(number)} stands here twice"
                reader.report("SF115", message, name.place)
            elif number:
                numbers.add(number)
        return phones


PHONES_FILE = Record("a file of phones", {"phones": Field(_Phones(), True)})


def load_phones(path: Path) -> dict[str, Phone]:
    """The phones of a file, by number in E.164; `DocumentError` with everything wrong in it."""
    phones: dict[str, Phone] = read_document(str(path), path.read_bytes(), PHONES_FILE)["phones"]
    return phones
