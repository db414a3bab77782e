"""In which line of a roster everybody stands first, for a message about a later row.

Eight bytes each: who it is, is found by the order in which they came, and only where it is told.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator


class Lines:
    """The lines of the guardians, or of the children, in their order."""

    def __init__(self) -> None:
        self._lines = array("l")
        self.add = self._lines.append

    def of(self, one: str, people: Iterable[str]) -> int:
        """The line of somebody who is there."""
        return next(line for name, line in self.by_name(people) if name == one)

    def by_name(self, people: Iterable[str]) -> Iterator[tuple[str, int]]:
        """Everybody with the line."""
        return zip(people, self._lines, strict=True)
