"""A frame as an SVG picture: the same cells and styles, with nothing fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from smsflow.stage.text import Line, Style, cell_len, cells, width_of

_CELL, _ROW, _EDGE = 8, 16, 14
"""pixels: a cell's width, a line's height, the room around"""
_BACK, _FORE = "#16181d", "#d6d9de"
_FILLS = {
    Style.PLAIN: _FORE,
    Style.DIM: "#8b929c",
    Style.STRONG: "#ffffff",
    Style.TITLE: "#5fd7e0",
    Style.FRAME: "#59616b",
    Style.SMS: "#5fd7e0",
    Style.REPLY: "#d79be8",
    Style.GOOD: "#7bd88f",
    Style.WAITING: "#e5c07b",
    Style.BAD: "#ff8080",
    Style.ALARM: "#ffffff",
}
_ALARM_BACK = "#b3261e"
_BOLD = (Style.STRONG, Style.TITLE, Style.GOOD, Style.BAD, Style.ALARM)


def picture(frame: Sequence[Line], title: str) -> str:
    """An SVG 1.1 document of a frame; `title` is what a screen reader says of it."""
    width = max(map(width_of, frame)) * _CELL + 2 * _EDGE
    height = len(frame) * _ROW + 2 * _EDGE
    rules = "".join(
        f".{style.value}{{fill:{fill}{';font-weight:bold' if style in _BOLD else ''}}}"
        for style, fill in _FILLS.items()
    )
    body = "\n".join(part for row, line in enumerate(frame) for part in _row(row, line))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img">\n<title>{escape(title)}</title>\n'
        f"<style>text{{font:13.3px 'DejaVu Sans Mono',Menlo,Consolas,monospace;"
        f"white-space:pre}}{rules}</style>\n"
        f'<rect width="{width}" height="{height}" rx="8" fill="{_BACK}"/>\n{body}\n</svg>\n'
    )


def _row(row: int, line: Line) -> Iterator[str]:
    y = _EDGE + row * _ROW
    for column, text, style, length in _runs(line):
        x = _EDGE + column * _CELL
        if style is Style.ALARM:
            yield (
                f'<rect x="{x}" y="{y}" width="{length * _CELL}" height="{_ROW}" '
                f'fill="{_ALARM_BACK}"/>'
            )
        yield (
            f'<text class="{style.value}" x="{x}" y="{y + 12}" '
            f'textLength="{length * _CELL}">{escape(text)}</text>'
        )


def _runs(line: Line) -> Iterator[tuple[int, str, Style, int]]:
    """Where text of one style begins, the text, and how many cells it takes; no blank ends."""
    column = 0
    for style, run in groupby(cells(line), key=lambda cell: cell.style):
        texts = [cell.text for cell in run]
        there = [number for number, text in enumerate(texts) if text.strip()]
        if there and style is not Style.ALARM:
            end = there[-1] + cell_len(texts[there[-1]])
            yield column + there[0], "".join(texts[there[0] : end]), style, end - there[0]
        elif there:
            yield column, "".join(texts), style, len(texts)
        column += len(texts)
