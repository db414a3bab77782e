"""Finds scenario files and chooses among what is in them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from smsflow.document.suggestions import suggest
from smsflow.document.tree import MAX_BYTES
from smsflow.errors import START, DocumentError, Problem, UsageError
from smsflow.frozen import frozen
from smsflow.scenario import shipped
from smsflow.scenario.language.load import load
from smsflow.scenario.model import Scenario

SUFFIXES = (".yaml", ".yml")
DEFAULT_FOLDER = shipped.FOLDER
_HERE = Path()
_USUAL_BYTES = 64 * 1024
"""read first: room for the largest file would be made anew for each small one"""

Matches = Callable[[str], bool]


def find_files(paths: Iterable[str], home: Path = _HERE) -> list[Path]:
    """The scenario files of paths, folders searched through, each once, in order of path.

    `home` is the folder that paths, those given and those returned, count from.
    """
    found: dict[Path, None] = {}
    for text in paths:
        try:
            found.update(dict.fromkeys(_files_of(text, home)))
        except OSError as error:
            raise UsageError("SF401", f"{text} cannot be read: {error.strerror}") from None
    return list(found)


def _files_of(text: str, home: Path) -> list[Path]:
    path = Path(text)
    there = home / path
    if not text:
        raise UsageError("SF401", "a path is empty; name a file or a folder")
    if there.is_dir():
        return [path.joinpath(*parts) for parts in sorted(_inside(there))]
    if not there.exists():
        hint = shipped.way_to_get(path) or _near(there)
        raise UsageError("SF401", f"no such file or folder: {text}{hint}")
    return [path]


def _inside(folder: Path) -> Iterator[tuple[str, ...]]:
    """The scenario files in a folder and below it, as the parts of their paths from there."""
    # Not `rglob`, which looks at each of 2,000 files three times.
    left: list[tuple[str, ...]] = [()]
    while left:
        above = left.pop()
        with suppress(PermissionError), os.scandir(folder.joinpath(*above)) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    left.append((*above, entry.name))
                elif entry.name.lower().endswith(SUFFIXES) and entry.is_file():
                    yield (*above, entry.name)


def _near(path: Path) -> str:
    if path.parent.is_dir():
        return suggest(path.name, sorted(one.name for one in path.parent.iterdir()))
    return ""


def read_file(path: Path, home: Path = _HERE) -> list[Scenario]:
    """The scenarios of a file; `DocumentError` if it cannot be read."""
    name = path.as_posix()
    try:
        with (home / path).open("rb") as file:
            data = file.read(_USUAL_BYTES)
            if len(data) == _USUAL_BYTES:
                data += file.read(MAX_BYTES + 1 - _USUAL_BYTES)
    except OSError as error:
        problem = Problem("SF100", f"it cannot be opened: {error.strerror}", START)
        raise DocumentError(name, "", [problem]) from None
    return load(name, data, home)


@frozen
class Selection:
    """Which scenarios are wanted: by words, by tags and by claimed clauses (any of each)."""

    words: Matches
    tags: frozenset[str]
    clauses: frozenset[str]

    def wants(self, scenario: Scenario) -> bool:
        """Whether a scenario is among them."""
        return (
            (not self.tags or not self.tags.isdisjoint(scenario.tags))
            and (not self.clauses or not self.clauses.isdisjoint(scenario.covers))
            and self.words(f"{scenario.path} {scenario.name}".casefold())
        )


def word_filter(expression: str | None) -> Matches:
    """A `-k` expression: words joined by `and`, `or`, `not` and brackets, upper case or lower."""
    if expression is None:
        return lambda _text: True
    tokens = re.findall(r"[()]|[^\s()]+", expression.casefold())
    parser = _Expression(expression, tokens)
    matches = parser.either()
    parser.end()
    return matches


class _Expression:
    def __init__(self, text: str, tokens: list[str]) -> None:
        self._text = text
        self._tokens = tokens[::-1]

    def either(self) -> Matches:
        left = self._both()
        while self._next() == "or":
            self._tokens.pop()
            left = _or(left, self._both())
        return left

    def end(self) -> None:
        if self._tokens:
            self._fail()

    def _both(self) -> Matches:
        left = self._one()
        while self._next() == "and":
            self._tokens.pop()
            left = _and(left, self._one())
        return left

    def _one(self) -> Matches:
        word = self._tokens.pop() if self._tokens else ""
        if word == "not":
            inner = self._one()
            return lambda text: not inner(text)
        if word == "(":
            inside = self.either()
            if self._next() != ")":
                self._fail()
            self._tokens.pop()
            return inside
        if word in ("", ")", "and", "or"):
            self._fail()
        return lambda text: word in text

    def _next(self) -> str:
        return self._tokens[-1] if self._tokens else ""

    def _fail(self) -> None:
        raise UsageError(
            "SF403", f"-k {self._text!r} cannot be read; write words, and, or, not, brackets"
        )


def _or(left: Matches, right: Matches) -> Matches:
    return lambda text: left(text) or right(text)


def _and(left: Matches, right: Matches) -> Matches:
    return lambda text: left(text) and right(text)


Collected = Iterator[tuple[Path, list[Scenario] | DocumentError]]


def scenarios_of(paths: Iterable[str], home: Path = _HERE) -> Collected:
    """Every file with its scenarios, or with what is wrong with it."""
    for path in find_files(paths, home):
        try:
            yield path, read_file(path, home)
        except DocumentError as error:
            yield path, error
