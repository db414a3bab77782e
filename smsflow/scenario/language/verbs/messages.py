"""The conversation as a message sequence: one line an SMS, in a `|` block."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smsflow.document.shapes import Invalid, Reader
from smsflow.document.suggestions import suggest
from smsflow.document.tree import Node, Scalar
from smsflow.errors import Place, shorten
from smsflow.moments import parse_duration
from smsflow.scenario.language.values import GuardianOrNumber, ScenarioReader
from smsflow.scenario.language.verbs.expect_sms import SmsExpected
from smsflow.scenario.language.verbs.verb import Do
from smsflow.scenario.model import Step
from smsflow.scenario.simulation import Simulation
from smsflow.sms.messages import Kind
from smsflow.sms.numbers import SHORT_CODE

_WAIT = re.compile(
    r"\+(\d+[ \t]*[A-Za-z]+(?:[ \t]+\d+[ \t]*[A-Za-z]+){0,5}|P\w{1,60})[ \t]+", re.ASCII
)
_NO_WAIT = re.compile(r"[+＋]\s*\d+\s*[^\W\d_]\w*\s")
"""meant for a wait, and none: `+3ч `"""
_FORGOTTEN_PLUS = re.compile(r"\d{1,9}[ \t]?[a-z]{1,2}[ \t]", re.ASCII)
_KINDS = {str(kind): kind for kind in Kind}
_FORM = (
    'a line is `1414 > name: kind`, `1414 > name: "text"` or `name > 1414: text`, '
    "with `+2h ` before it to wait"
)


def read_messages(node: Node, reader: Reader) -> tuple[Step, ...]:
    """The steps of a block of message lines."""
    if not isinstance(node, Scalar) or (node.style != "|" and not node.broken):
        reader.report("SF118", "messages take a block that begins with `messages: |`", node.place)
        return ()
    assert isinstance(reader, ScenarioReader)
    steps: list[Step] = []
    for offset, line in enumerate(node.value.split("\n"), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            place = reader.place_in_block(node.place.line + offset, line)
            steps.extend(_line(line, place, reader))
    return tuple(steps)


def _line(line: str, place: Place, reader: ScenarioReader) -> Iterator[Step]:
    body = line.lstrip()
    wait = _WAIT.match(body)
    if wait:
        length = parse_duration(wait[1])
        if length is None:
            reader.report("SF112", f"{shorten(wait[1])} is no duration such as 2h 30m", place)
            return
        yield Step("wait", place, action=Do(Simulation.wait, (length,)))
        body = body[wait.end() :]
    elif unread := _NO_WAIT.match(body):
        message = f"{shorten(unread[0].strip())} is no wait such as `+3h ` or `+2d 4h `"
        reader.report("SF112", message, place)
        return
    header, colon, text = body.partition(":")
    sender, arrow, receiver = header.partition(">")
    ends = (sender.strip(), receiver.strip())
    sound = colon and arrow and SHORT_CODE in ends and ends[0] != ends[1]
    if not sound or ends[0].endswith("-") or _FORGOTTEN_PLUS.match(ends[0]):
        reader.report("SF118", f"{shorten(line.strip())}: {_FORM}", place)
        return

    def within(part: str, start: int) -> Scalar:
        indent = len(part) - len(part.lstrip())
        column = place.column + (wait.end() if wait else 0) + start + indent
        return Scalar(Place(place.line, column), part.strip())

    to_code = ends[1] == SHORT_CODE
    other = within(sender, 0) if to_code else within(receiver, len(sender) + 1)
    name = GuardianOrNumber().read(other, reader)
    if isinstance(name, Invalid):
        return
    if to_code:
        yield _reply(name, text.removeprefix(" "), place)
    else:
        step = _expected(name, within(text, len(header) + 1), place, reader)
        if step:
            yield step


def _reply(sender: str, text: str, place: Place) -> Step:
    if sender.startswith("+"):
        return Step("reply", place, action=Do(Simulation.reply_from_number, (sender, text)))
    return Step("reply", place, action=Do(Simulation.reply, (sender, text)))


def _expected(to: str, said: Scalar, place: Place, reader: ScenarioReader) -> Step | None:
    text = said.value
    if len(text) > 1 and text[0] == text[-1] == '"':
        return Step("expect_sms", place, expectation=SmsExpected(to, place, contains=text[1:-1]))
    if text in _KINDS:
        return Step("expect_sms", place, expectation=SmsExpected(to, place, kind=_KINDS[text]))
    hint = suggest(text, _KINDS) or f"; it can be {', '.join(_KINDS)}, or a text in quotes"
    reader.report("SF118", f"unknown kind of SMS {shorten(text)}{hint}", said.place)
    return None
