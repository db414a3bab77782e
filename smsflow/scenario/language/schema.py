"""The JSON Schema of a scenario file, written from the shapes and the verbs that read one."""

from __future__ import annotations

from smsflow.document.schema import Schema, Writer, described, field_schema, schema_of
from smsflow.scenario.language.cases import FILLED_KEYS
from smsflow.scenario.language.keys import SCENARIO, Steps
from smsflow.scenario.language.verbs import messages
from smsflow.scenario.language.verbs.catalogue import MESSAGES, VERBS, meaning_of
from smsflow.scenario.language.verbs.verb import ExpectingVerb, Verb

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def scenario_schema() -> Schema:
    """What a scenario file may hold, typed by YAML or as text."""
    definitions: dict[str, Schema] = {}
    properties = {
        key: field_schema(field, Writer(definitions, key in FILLED_KEYS))
        for key, field in SCENARIO.fields.items()
    }
    return {
        "$schema": DRAFT,
        "title": "A scenario of smsflow",
        "type": "object",
        "properties": properties,
        "required": [key for key, field in SCENARIO.fields.items() if field.required],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


@schema_of.register(Steps)
def _steps(_shape: Steps, writer: Writer) -> Schema:
    return {"type": "array", "minItems": 1, "items": writer.define("step", _step(writer))}


def _step(writer: Writer) -> Schema:
    """One verb alone, or a mapping from one verb to its argument."""
    bare = [
        described({"const": name}, meaning_of(name)) for name, verb in VERBS.items() if verb.bare
    ]
    block = described({"type": "string"}, str(messages.__doc__), "The block begins with `|`.")
    verbs = {name: _argument(verb, writer) for name, verb in VERBS.items()}
    mapping = {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "properties": {**verbs, MESSAGES: block},
        **writer.keys(),
    }
    return writer.any_of({"anyOf": bare}, mapping)


def _argument(verb: Verb | ExpectingVerb, writer: Writer) -> Schema:
    schema = schema_of(verb.shape, writer)
    if verb.bare:
        schema = {"anyOf": [schema, {"type": "null"}]}
    return described(schema, meaning_of(verb.name))
