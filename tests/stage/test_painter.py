from __future__ import annotations

import re

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsflow.report.screen import clean
from smsflow.stage.frame import View, frame
from smsflow.stage.painter import Painter
from smsflow.stage.text import Line, Span, Style, cells, fit, line
from tests.stage.shows import LANGUAGES, cue_of, plain, tour

WIDTH, HEIGHT = 12, 4
WRITTEN = st.text(st.sampled_from("ab 中文😀é│─"), max_size=14).map(clean)
LINES = st.lists(st.tuples(WRITTEN, st.sampled_from(Style)), max_size=3)
FRAMES = st.lists(st.lists(LINES, min_size=HEIGHT, max_size=HEIGHT), min_size=1, max_size=6)


def frame_of(rows: list[list[tuple[str, Style]]]) -> list[Line]:
    """Lines of exactly the width."""
    return [fit(tuple(Span(*part) for part in row), WIDTH) for row in rows]


@given(FRAMES)
def test_the_screen_shows_the_newest_frame(frames: list[list[list[tuple[str, Style]]]]) -> None:
    """However one frame differs from the next, wide characters and all, and style by style."""
    painter, screen = Painter(colour=True), pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    for rows in frames:
        wanted = frame_of(rows)
        stream.feed(painter.paint(wanted))
        assert list(screen.display) == plain(wanted)
        for row, spans in enumerate(wanted):
            for column, cell in enumerate(cells(spans)):
                there = screen.buffer[row][column]
                bold = cell.style in (Style.STRONG, Style.TITLE, Style.GOOD, Style.BAD, Style.ALARM)
                if cell.text:
                    assert there.bold is bold


def test_a_wide_character_is_written_whole() -> None:
    """In place of another, of two narrow ones, and the other way round."""
    painter, screen = Painter(colour=True), pyte.Screen(WIDTH, 1)
    stream = pyte.Stream(screen)
    for text in ("a中b", "a文b", "axyb", "x中b", "xx中", "中中b", "x中x中"):
        wanted = [fit(line(text), WIDTH)]
        stream.feed(painter.paint(wanted))
        assert list(screen.display) == plain(wanted)


def test_what_stands_there_is_not_written_again() -> None:
    """The same frame costs nothing."""
    painter = Painter(colour=True)
    wanted = frame(tour(), View(5, 1.0), 80, 24)
    assert painter.paint(wanted)
    assert painter.paint(wanted) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_of_passing_time_writes_a_few_cells(language: str) -> None:
    """The clock, what is left, and the bar's edge: under 250 bytes, of a screen of 2,000 cells."""
    show = tour(language)
    cue = cue_of(show, "silence", "lapsed")
    painter = Painter(colour=True)
    painter.paint(frame(show, View(cue, 0.0), 80, 24))
    sizes = [
        len(painter.paint(frame(show, View(cue, step / 30), 80, 24)).encode())
        for step in range(1, 30)
    ]
    assert min(sizes) > 0
    assert max(sizes) < 250


def test_an_update_is_one_synchronized_piece_that_leaves_no_style_behind() -> None:
    """A terminal that knows mode 2026 shows it whole; nothing is cleared."""
    painter = Painter(colour=True)
    painter.paint([fit(line("one"), WIDTH)])
    written = painter.paint([fit(line(Span("two", Style.BAD)), WIDTH)])
    assert written == "\x1b[?2026h\x1b[1;1H\x1b[0;1;31mtwo\x1b[0m\x1b[?2026l"


def test_another_size_begins_anew() -> None:
    """After `forget`, or with more lines, everything is written on an empty screen."""
    painter = Painter(colour=True)
    wanted = [fit(line("one"), WIDTH)]
    first = painter.paint(wanted)
    assert "\x1b[2J" in first
    painter.forget()
    assert painter.paint(wanted) == first


def test_without_colour_there_is_none() -> None:
    """Bold, faint and reverse are left; every style writes only those."""
    painter = Painter(colour=False)
    written = painter.paint([fit(line(Span("x", style)), WIDTH) for style in Style])
    codes = set(re.findall(r"\x1b\[([\d;]*)m", written))
    assert codes == {"0", "0;1", "0;2", "0;1;7"}
