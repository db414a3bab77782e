"""The JSON Schema (draft 2020-12) of a shape, for editors: what they offer, explain and underline.

A schema accepts whatever its shape does, typed by YAML or as text. It may accept more: who is known
and whether a check digit is right, only the shape can tell.
"""

from __future__ import annotations

from functools import singledispatch
from typing import Any, Final

from smsflow.document.containers import ByKind, Field, ListOf, MapOf, Record
from smsflow.document.shapes import (
    TRUTH_VALUES,
    YES_OR_NO,
    Checked,
    Choice,
    Converted,
    Length,
    Shape,
    Text,
    Whole,
    WithPlace,
)
from smsflow.frozen import frozen

Schema = dict[str, Any]
"""JSON, hence `Any`"""

PLACEHOLDER: Final = "<[^\\s<>]+>"
_SCALAR: Final = ["string", "number", "boolean"]
_MAX_SPELT_OUT = 100
"""so many whole numbers are spelt out where they stand as text"""


@frozen
class Writer:
    """What schemas share: definitions by name, and whether `<column>` may stand in them."""

    definitions: dict[str, Schema]
    filled: bool

    def define(self, name: str, schema: Schema) -> Schema:
        """A reference to a definition that is written once."""
        self.definitions[name] = schema
        return {"$ref": f"#/$defs/{name}"}

    def any_of(self, *schemas: Schema) -> Schema:
        """One of several, or a placeholder where there may be one."""
        if self.filled:
            text = {
                "type": "string",
                "pattern": PLACEHOLDER,
                "description": "A column of `cases`, filled in from each row.",
            }
            schemas = (*schemas, self.define("placeholder", text))
        return {"anyOf": list(schemas)} if len(schemas) > 1 else schemas[0]

    def keys(self) -> Schema:
        """What a mapping with fixed keys takes beside them."""
        others: Schema = {"patternProperties": {PLACEHOLDER: {}}} if self.filled else {}
        return {**others, "additionalProperties": False}


@singledispatch
def schema_of(shape: Any, writer: Writer) -> Schema:
    """The schema of a shape; one that is none of ours says which it `looks_like`."""
    looks_like: Shape[Any] | None = getattr(shape, "looks_like", None)
    if looks_like is None:
        raise TypeError(f"{type(shape).__name__} has no schema: let it name a `looks_like`")
    return schema_of(looks_like, writer)


def described(schema: Schema, *sentences: str) -> Schema:
    """A schema that begins with these sentences, before what it said of itself."""
    parts = [*sentences, schema.get("description", "")]
    said = " ".join(dict.fromkeys(_sentence(part) for part in parts if part))
    return {"description": said, **{k: v for k, v in schema.items() if k != "description"}}


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + ("" if text[-1] in ".?!" else ".")


def field_schema(field: Field, writer: Writer) -> Schema:
    """The schema of one key's value, with what there is to say of the key."""
    schema = schema_of(field.shape, writer)
    return described(schema, field.about) if field.about else schema


@schema_of.register(Text)
def _text(shape: Text, _writer: Writer) -> Schema:
    kinds = [*_SCALAR, "null"] if shape.empty else _SCALAR
    return described({"type": kinds}, shape.expected)


@schema_of.register(Converted)
def _converted(shape: Converted[Any], writer: Writer) -> Schema:
    if shape is YES_OR_NO:
        words = "|".join(_in_any_case(word) for word in TRUTH_VALUES)
        text = {"type": "string", "pattern": f"^(?:{words})$"}
        return described(writer.any_of({"type": "boolean"}, text), shape.expected)
    return described({"type": _SCALAR}, shape.expected)


def _in_any_case(word: str) -> str:
    return "".join(f"[{letter.upper()}{letter}]" for letter in word)


@schema_of.register(Checked)
def _checked(shape: Checked, _writer: Writer) -> Schema:
    return described({"type": _SCALAR}, shape.what)


@schema_of.register(Length)
def _length(shape: Length, writer: Writer) -> Schema:
    nothing = () if shape.least > 0 else ({"const": 0},)
    return described(writer.any_of({"type": "string"}, *nothing), "a duration such as 2h or 3d 4h")


@schema_of.register(Whole)
def _whole(shape: Whole, writer: Writer) -> Schema:
    number = {"type": "integer", "minimum": shape.least, "maximum": shape.most}
    digits = "-?[0-9]{1,18}"
    if shape.least >= 0 and shape.most - shape.least < _MAX_SPELT_OUT:
        digits = f"0*(?:{'|'.join(map(str, range(shape.least, shape.most + 1)))})"
    text = {"type": "string", "pattern": f"^{digits}$"}
    said = f"a whole number from {shape.least:,} to {shape.most:,}"
    return described(writer.any_of(number, text), said)


@schema_of.register(Choice)
def _choice(shape: Choice[Any], writer: Writer) -> Schema:
    if not shape.meanings:
        return writer.any_of({"enum": list(shape.words)})
    words = [described({"const": word}, shape.meanings[word]) for word in shape.words]
    words_once = writer.define(shape.what.replace(" ", "_"), {"anyOf": words})
    return described(writer.any_of(words_once), f"a {shape.what}")


@schema_of.register(ListOf)
def _list(shape: ListOf[Any], writer: Writer) -> Schema:
    unique = {"uniqueItems": True} if shape.unique else {}
    schema = {"type": "array", "items": schema_of(shape.item, writer), **unique}
    return described(schema, shape.what)


@schema_of.register(MapOf)
def _map(shape: MapOf[Any], writer: Writer) -> Schema:
    names = {}
    if isinstance(shape.key, Choice):
        names = {"propertyNames": writer.any_of({"enum": list(shape.key.words)})}
    schema = {
        "type": "object",
        **names,
        "additionalProperties": schema_of(shape.value, writer),
        **_least(may_be_empty=shape.may_be_empty),
    }
    return described(schema, shape.what)


def _least(*, may_be_empty: bool) -> Schema:
    return {} if may_be_empty else {"minProperties": 1}


@schema_of.register(ByKind)
def _by_kind(shape: ByKind[Any], writer: Writer) -> Schema:
    kinds = [one for one in (shape.scalar, shape.sequence, shape.mapping) if one is not None]
    schemas = [schema_of(one, writer) for one in kinds]
    return {"anyOf": schemas} if len(schemas) > 1 else schemas[0]


@schema_of.register(WithPlace)
def _with_place(shape: WithPlace[Any], writer: Writer) -> Schema:
    return schema_of(shape.shape, writer)


@schema_of.register(Record)
def _record(shape: Record, writer: Writer) -> Schema:
    required = [name for name, field in shape.fields.items() if field.required]
    return {
        "type": "object",
        "properties": {name: field_schema(field, writer) for name, field in shape.fields.items()},
        **({"required": required} if required else {}),
        **_least(may_be_empty=shape.may_be_empty),
        **writer.keys(),
    }
