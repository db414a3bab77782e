"""The JSON Schema of a file of phones, written from the shapes that read one."""

from __future__ import annotations

from smsflow.document.schema import Schema, Writer, schema_of
from smsflow.gateway.phones import PHONES_FILE
from smsflow.scenario.language.schema import DRAFT


def phones_schema() -> Schema:
    """What a file of phones may hold, typed by YAML or as text."""
    definitions: dict[str, Schema] = {}
    schema = schema_of(PHONES_FILE, Writer(definitions, filled=False))
    return {
        "$schema": DRAFT,
        "title": "Simulated phones of smsflow",
        **schema,
        "$defs": dict(sorted(definitions.items())),
    }
