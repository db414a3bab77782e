"""Styled text measured in cells of a terminal, where some characters are two cells wide or none."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from rich.cells import get_character_cell_size


class Style(Enum):
    """What a piece of text is; a terminal and a picture each say how that looks."""

    PLAIN = "plain"
    DIM = "dim"
    STRONG = "strong"
    TITLE = "title"
    FRAME = "frame"
    SMS = "sms"
    REPLY = "reply"
    GOOD = "good"
    WAITING = "waiting"
    BAD = "bad"
    ALARM = "alarm"


class Span(NamedTuple):
    """A piece of text of one style."""

    text: str
    style: Style = Style.PLAIN


Line = tuple[Span, ...]


class Cell(NamedTuple):
    """One cell: a character with whatever combines with it; empty beside a wide one."""

    text: str
    style: Style


def line(*parts: str | Span) -> Line:
    """A line of texts and spans."""
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts)


def cell_len(text: str) -> int:
    """Cells of a text, character by character, as terminals count them.

    (`rich.cells.cell_len` counts a whole emoji sequence as one picture, which few terminals do.)
    """
    return sum(map(get_character_cell_size, text))


def width_of(spans: Iterable[Span]) -> int:
    """Cells."""
    return sum(cell_len(span.text) for span in spans)


def cut(text: str, width: int) -> str:
    """The most of a text that fits, with an ellipsis where something is missing."""
    if cell_len(text) <= width:
        return text
    kept, room = "", max(width - 1, 0)
    for character in text:
        room -= cell_len(character)
        if room < 0:
            break
        kept += character
    return kept + "…" if width > 0 else ""


def fit(spans: Line, width: int) -> Line:
    """A line of exactly this width: cut or padded."""
    fitted: list[Span] = []
    left = width
    for span in spans:
        text = cut(span.text, left)
        fitted.append(Span(text, span.style))
        left -= cell_len(text)
        if text != span.text:
            break
    return (*fitted, Span(" " * left)) if left > 0 else tuple(fitted)


def wrap(text: str, width: int) -> list[str]:
    """The lines of a text that are no wider; a word wider than that is cut into pieces."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, width):
            joined = f"{lines[-1]} {piece}" if lines[-1] else piece
            if cell_len(joined) <= width:
                lines[-1] = joined
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, width: int) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and cell_len(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def center(spans: Line, width: int) -> Line:
    """A line with as much room on its left as on its right."""
    return (Span(" " * max((width - width_of(spans)) // 2, 0)), *spans)


def cells(spans: Line) -> list[Cell]:
    """A line cell by cell."""
    found: list[Cell] = []
    for text, style in spans:
        for character in text:
            width = cell_len(character)
            if width:
                found.append(Cell(character, style))
                found.extend([Cell("", style)] * (width - 1))
            elif found:
                _combine(found, character)
    return found


def _combine(found: list[Cell], mark: str) -> None:
    """A mark goes with the character before it, which may be two cells back."""
    index = len(found) - 1
    while index and not found[index].text:
        index -= 1
    found[index] = Cell(found[index].text + mark, found[index].style)
