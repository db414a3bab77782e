"""All verbs by name, and how a step is read."""

from __future__ import annotations

from smsflow.document.shapes import Invalid, Reader
from smsflow.document.suggestions import suggest
from smsflow.document.tree import Mapping, Node, Scalar, kind_of
from smsflow.errors import shorten
from smsflow.scenario.language.verbs import desk, expect, expect_sms, people
from smsflow.scenario.language.verbs.messages import read_messages
from smsflow.scenario.language.verbs.verb import ExpectingVerb, Verb
from smsflow.scenario.model import Step
from smsflow.scenario.simulation import Simulation

VERBS: dict[str, Verb | ExpectingVerb] = {
    verb.name: verb for verb in (*desk.VERBS, *people.VERBS, *expect.VERBS, *expect_sms.VERBS)
}
MESSAGES = "messages"
"""not a verb of its own: a block that stands for several steps"""


_EXPECTING = {
    "expect": expect.StateExpected,
    "expect_sms": expect_sms.SmsExpected,
    "expect_no_sms": expect_sms.NoSmsExpected,
}


def meaning_of(name: str) -> str:
    """A verb in one sentence: that of the method it calls, or of what it expects."""
    told = getattr(Simulation, name, _EXPECTING.get(name))
    return str(told.__doc__).strip().partition("\n")[0]


def read_step(node: Node, reader: Reader) -> tuple[Step, ...]:
    """The step that a list item is; several for a block of messages, none if it is wrong."""
    if isinstance(node, Scalar):
        return () if node.broken else _step(node, None, reader)
    if not isinstance(node, Mapping) or not node.entries:
        message = f"a step is one verb, as `- verb` or `- verb: argument`, not {kind_of(node)}"
        reader.report("SF107", message, node.place)
        return ()
    if len(node.entries) > 1:
        first, second = (shorten(name.value) for name, _ in node.entries[:2])
        message = f"{second} stands in the step of {first}; a step of its own begins with `- `"
        reader.report("SF107", message, node.entries[1][0].place)
        return ()
    name, argument = node.entries[0]
    if name.value == MESSAGES:
        return read_messages(argument, reader)
    empty = isinstance(argument, Scalar) and not (
        argument.value or argument.style or argument.broken
    )
    return _step(name, None if empty else argument, reader)


def _step(name: Scalar, argument: Node | None, reader: Reader) -> tuple[Step, ...]:
    verb = VERBS.get(name.value)
    if name.value == MESSAGES:
        reader.report("SF106", "messages needs an argument: `messages: |`", name.place)
        return ()
    if verb is None:
        first, _, rest = name.value.partition(" ")
        hint = suggest(name.value, [*VERBS, MESSAGES])
        if first in VERBS:
            hint = f"; did you mean {shorten(f'{first}: {rest}')}?"
        hint = hint or "; `smsflow explain` lists the steps"
        reader.report("SF103", f"unknown step {shorten(name.value)}{hint}", name.place)
        return ()
    if argument is None and not verb.bare:
        reader.report("SF106", f"{verb.name} needs an argument: `{verb.name}: …`", name.place)
        return ()
    value = verb.shape.read(argument, reader) if argument else None
    if isinstance(value, Invalid):
        return ()
    if isinstance(verb, ExpectingVerb):
        return (Step(verb.name, name.place, expectation=verb.build(value, name.place)),)
    return (Step(verb.name, name.place, action=verb.build(value, name.place)),)
