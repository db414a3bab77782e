from __future__ import annotations

import pytest

from smsflow.frozen import frozen


@frozen
class Point:
    """A place."""

    x: int
    y: int = 0


@frozen
class Dot(Point):
    """A place that is seen."""

    colour: str = "red"


def test_records_are_equal_by_kind_and_value() -> None:
    """Each field counts, and so does the class."""
    assert Point(1) == Point(1, 0)
    assert Point(1) != Point(2)
    assert Point(1) != Point(1, 1)
    assert Dot(1) != Dot(1, 0, "blue")
    assert Point(1) != Dot(1)
    assert Dot(1) != Point(1)
    assert Point(1) != (1, 0)


def test_a_record_shows_its_fields_as_a_dataclass_does() -> None:
    """Inherited ones first."""
    assert repr(Dot(1)) == "Dot(x=1, y=0, colour='red')"


def test_a_record_is_neither_hashed_nor_given_more_fields() -> None:
    """It has slots."""
    with pytest.raises(TypeError, match="unhashable"):
        hash(Point(1))
    with pytest.raises(AttributeError):
        Point(1).z = 3  # type: ignore[attr-defined]
