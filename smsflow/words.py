"""Names as data: states, triggers, kinds, causes."""

from __future__ import annotations

from enum import StrEnum


class Word(StrEnum):
    """A member of a fixed vocabulary; it is its text, and found by its text in a dict or a set.

    An `Enum` would hash by the member's name, in Python: a dict keyed by members would not find a
    member's own text, and look-ups would cost ten times as much.
    """

    __hash__ = str.__hash__
