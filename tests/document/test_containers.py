from __future__ import annotations

from typing import Any

import pytest

from smsflow.document.containers import ByKind, Field, ListOf, MapOf, Record
from smsflow.document.shapes import (
    INVALID,
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
from tests.reading import invalid, read


def test_a_list_reports_every_item_that_is_wrong() -> None:
    """All errors at their places; the sound items are kept."""
    shape = ListOf(Whole(1, 9), "a list of grades")
    assert read(shape, "[1, 2]") == ((1, 2), [])
    assert read(shape, "[]") == ((), [])
    assert read(shape, "- 0\n- 5\n- x\n") == (
        (5,),
        [
            ("SF108", "expected a whole number from 1 to 9, found '0'", (1, 3)),
            ("SF108", "expected a whole number from 1 to 9, found 'x'", (3, 3)),
        ],
    )
    assert read(shape, "5") == invalid(
        "SF107", "expected a list of grades such as [one, two], not a single value"
    )


def test_a_list_of_different_values_names_the_second() -> None:
    """A value that stands there twice is reported where it stands again."""
    assert read(ListOf(Text(), unique=True), "[a, b, a]")[1] == [
        ("SF115", "a stands in this list twice", (1, 8))
    ]


def test_a_mapping_of_names_reports_keys_and_values() -> None:
    """What is wrong with either is reported; sound pairs are kept."""
    letters = Converted(lambda text: text if text.isalpha() else None, "SF108", "a name")
    shape = MapOf(letters, Whole(1, 9), "grades by name")
    assert read(shape, "{a: 1, b: 2}") == ({"a": 1, "b": 2}, [])
    assert read(shape, "a: 0\n1: 2\nb: 3\n") == (
        {"b": 3},
        [
            ("SF108", "expected a whole number from 1 to 9, found '0'", (1, 4)),
            ("SF108", "expected a name, found '1'", (2, 1)),
        ],
    )
    assert read(shape, "[a]") == invalid(
        "SF107", "expected grades by name such as {name: …}, not a list"
    )


def test_different_kinds_of_value_may_have_different_shapes() -> None:
    """A scalar, a list and a mapping each by its own shape; a kind without one is an error."""
    both: ByKind[Any] = ByKind(scalar=Text(), sequence=ListOf(Text()), expected="one or several")
    assert read(both, "a") == ("a", [])
    assert read(both, "[a, b]") == (("a", "b"), [])
    assert read(both, "{a: b}") == invalid("SF107", "expected one or several, not a mapping")
    mapping: ByKind[Any] = ByKind(mapping=MapOf(Text(), Text()), expected="names")
    assert read(mapping, "{a: b}") == ({"a": "b"}, [])
    assert read(mapping, "a") == invalid("SF107", "expected names, not a single value")
    assert read(mapping, "[a]") == invalid("SF107", "expected names, not a list")


PERSON = Record("a person", {"name": Field(Text(), True), "age": Field(Whole(0, 99))})


def test_a_record_gives_the_keys_that_are_there() -> None:
    """Required keys must stand, others may."""
    assert read(PERSON, "{name: a, age: 5}") == ({"name": "a", "age": 5}, [])
    assert read(PERSON, "{name: a}") == ({"name": "a"}, [])


def test_a_record_reports_everything_at_once() -> None:
    """Unknown keys with the nearest, missing ones by name, and values, each at its place."""
    assert read(PERSON, "nmae: a\nage: x\n") == (
        INVALID,
        [
            ("SF104", "a person has no key 'nmae'; did you mean 'name'?", (1, 1)),
            ("SF106", "a person needs 'name'", (1, 1)),
            ("SF108", "expected a whole number from 0 to 99, found 'x'", (2, 6)),
        ],
    )
    assert read(PERSON, "{name: a, z: 1}") == invalid(
        "SF104", "a person has no key 'z'; it takes name, age", 1, 11
    )
    assert read(PERSON, "[]") == invalid(
        "SF107", "a person takes a mapping {name: …, age: …}, not a list"
    )


@pytest.mark.parametrize(
    "shape",
    [
        Text(),
        Whole(0, 1),
        YES_OR_NO,
        Length(),
        Choice({"a": 1}),
        Checked("x", "SF111", lambda _: "is wrong"),
        ListOf(Text()),
        MapOf(Text(), Text()),
        ByKind[Any](scalar=Text()),
        ByKind[Any](mapping=Text()),
        PERSON,
        WithPlace(Text()),
    ],
    ids=lambda shape: type(shape).__name__,
)
def test_what_is_reported_already_is_passed_over_in_silence(shape: Shape[Any]) -> None:
    """An alias was an error of the tree; no shape adds another."""
    assert read(shape, "*x") == (INVALID, [])
