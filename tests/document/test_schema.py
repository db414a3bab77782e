from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from smsflow.document.containers import ByKind, Field, ListOf, MapOf, Record
from smsflow.document.schema import Schema, Writer, described, field_schema, schema_of
from smsflow.document.shapes import (
    INSTANT,
    YES_OR_NO,
    Checked,
    Choice,
    Length,
    Shape,
    Text,
    Whole,
    WithPlace,
    choice_of,
)

UNSPELT = Checked("PIN", "SF111", lambda _: None)
PERSON = Record("a person", {"name": Field(Text(), True), "age": Field(Whole(0, 99))})


def accepts(shape: Shape[Any], value: object, *, filled: bool = False) -> bool:
    """Whether a value typed by YAML fits the schema of a shape."""
    definitions: dict[str, Schema] = {}
    schema = schema_of(shape, Writer(definitions, filled))
    whole = {**schema, "$defs": definitions}
    Draft202012Validator.check_schema(whole)
    return Draft202012Validator(whole).is_valid(value)


RIGHT: list[tuple[Shape[Any], list[object]]] = [
    (Text(), ["a", "", 5, 1.5, True]),
    (Text(empty=True), ["", None]),
    (YES_OR_NO, [True, False, "yes", "No", "TRUE"]),
    (INSTANT, ["2026-09-01T09:00", 20260901]),
    (UNSPELT, ["1234", 1234]),
    (Length(), ["2h", "3d 4h", 0]),
    (Length(1), ["2h"]),
    (Whole(1, 11), [1, 11, "1", "11", "06"]),
    (Whole(-5, 5), [-5, 5, "-5"]),
    (Whole(0, 1_000_000), [0, 1_000_000, "70000"]),
    (Choice({"a": 1, "b": 2}), ["a", "b"]),
    (ListOf(Whole(1, 2)), [[], [1, "2"], [1, 1]]),
    (MapOf(Text(), Whole(1, 2)), [{}, {"a": 1, "b c": "2"}]),
    (MapOf(Choice({"a": 1}), Whole(1, 2)), [{}, {"a": 1}]),
    (ByKind(scalar=Text(), sequence=ListOf(Text())), ["a", ["a"]]),
    (ByKind(mapping=MapOf(Text(), Text())), [{"a": "b"}]),
    (WithPlace(Whole(1, 2)), [1]),
    (PERSON, [{"name": "a"}, {"name": "a", "age": 5}]),
]
WRONG: list[tuple[Shape[Any], list[object]]] = [
    (Text(), [None, [], {}]),
    (YES_OR_NO, ["y", "on", 1, 0, None, "yes!", "noo"]),
    (INSTANT, [[], None]),
    (UNSPELT, [[], None]),
    (Length(), [90, 1.5, [], None]),
    (Length(1), [0]),
    (Whole(1, 11), [0, 12, 1.5, "0", "12", "1.0", "six", True, None, [1]]),
    (Whole(0, 1_000_000), [-1, 1_000_001, "x", ""]),
    (Choice({"a": 1, "b": 2}), ["c", "A", 1, None, ["a"]]),
    (ListOf(Whole(1, 2)), [1, [3], {}, None]),
    (ListOf(Text(), unique=True), [["a", "a"]]),
    (MapOf(Text(), Whole(1, 2)), [{"a": 3}, [], "a"]),
    (MapOf(Choice({"a": 1}), Whole(1, 2)), [{"b": 1}]),
    (ByKind(scalar=Text(), sequence=ListOf(Text())), [{}]),
    (ByKind(mapping=MapOf(Text(), Text())), ["a", []]),
    (WithPlace(Whole(1, 2)), [3]),
    (PERSON, [{}, {"age": 5}, {"name": "a", "nmae": "b"}, {"name": "a", "age": 100}, [], "a"]),
]


def _named(pairs: list[tuple[Shape[Any], list[object]]]) -> list[Any]:
    return [
        pytest.param(shape, value, id=f"{type(shape).__name__}-{value!r}")
        for shape, values in pairs
        for value in values
    ]


@pytest.mark.parametrize(("shape", "value"), _named(RIGHT))
def test_what_a_shape_reads_fits_its_schema(shape: Shape[Any], value: object) -> None:
    """Typed by YAML or as text."""
    assert accepts(shape, value)


@pytest.mark.parametrize(("shape", "value"), _named(WRONG))
def test_what_a_shape_refuses_by_its_form_does_not_fit(shape: Shape[Any], value: object) -> None:
    """Kinds, bounds, words, keys."""
    assert not accepts(shape, value)


SCALARS: list[Shape[Any]] = [
    Text(),
    YES_OR_NO,
    INSTANT,
    UNSPELT,
    Length(1),
    Whole(1, 11),
    Choice({"a": 1}),
    Choice({"a": 1}, "letter", meanings={"a": "the first"}),
]


@pytest.mark.parametrize("shape", SCALARS, ids=lambda shape: type(shape).__name__)
def test_a_placeholder_may_stand_for_any_single_value_where_cases_fill_it_in(
    shape: Shape[Any],
) -> None:
    """Alone or as a part of a text; elsewhere it is a text like others."""
    for text in ("<column>", "x <баған_2> y"):
        assert accepts(shape, text, filled=True)
    spelt = isinstance(shape, (Whole, Choice)) or shape is YES_OR_NO
    assert accepts(shape, "<column>") is not spelt
    assert accepts(shape, "< column>", filled=True) is not spelt


def test_a_placeholder_may_stand_for_a_key() -> None:
    """Of a mapping with fixed keys, or with a choice of them."""
    assert accepts(PERSON, {"name": "a", "<key>": 5}, filled=True)
    assert not accepts(PERSON, {"name": "a", "<key>": 5})
    counts = MapOf(Choice({"a": 1}), Whole(1, 2))
    assert accepts(counts, {"<kind>": 1}, filled=True)
    assert not accepts(counts, {"<kind>": 1})


def test_a_placeholder_stands_for_no_list_and_no_mapping() -> None:
    """What is filled in is a single value."""
    assert not accepts(ListOf(Text()), "<column>", filled=True)
    assert not accepts(PERSON, "<column>", filled=True)


class Colour(StrEnum):
    """Something to choose from."""

    RED = "red"
    BLUE = "blue"


def test_words_with_meanings_are_defined_once_each_with_its_own() -> None:
    """So an editor says what each word means."""
    shape = choice_of(Colour, "kind of colour", {Colour.RED: "like blood", Colour.BLUE: "Like it?"})
    writer = Writer({}, filled=False)
    assert schema_of(ListOf(shape, "a list of colours"), writer) == {
        "description": "A list of colours.",
        "type": "array",
        "items": {"description": "A kind of colour.", "$ref": "#/$defs/kind_of_colour"},
    }
    assert writer.definitions == {
        "kind_of_colour": {
            "anyOf": [
                {"description": "Like blood.", "const": "red"},
                {"description": "Like it?", "const": "blue"},
            ]
        }
    }


def test_a_key_is_described_before_its_value() -> None:
    """In sentences; nothing is said twice."""
    field = Field(Text("a name"), about="how they are called")
    schema = field_schema(field, Writer({}, filled=False))
    assert schema["description"] == "How they are called. A name."
    assert described(schema, "a name")["description"] == "A name. How they are called. A name."
    assert described(schema_of(Text("a name"), Writer({}, filled=False)), "a name") == {
        "description": "A name.",
        "type": ["string", "number", "boolean"],
    }


class _Even:
    """A shape of its own class."""

    looks_like = Whole(0, 10)


def test_a_shape_of_another_class_is_like_the_one_it_names() -> None:
    """One that names none is a fault, said at once."""
    shape: Any = _Even()
    assert accepts(shape, 4)
    assert not accepts(shape, 12)
    with pytest.raises(TypeError, match="object has no schema: let it name a `looks_like`"):
        schema_of(object(), Writer({}, filled=False))
