from __future__ import annotations

import io
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsflow.report.screen import MAX_WIDTH, Screen, clean
from tests.command_line import Terminal


def written(*parts: str | tuple[str, str], reveal: bool = False) -> str:
    """A line as it goes to a file."""
    stream = io.StringIO()
    Screen(stream, reveal=reveal).line(*parts)
    return stream.getvalue()


@pytest.mark.parametrize(
    "code",
    [
        0x00, 0x07, 0x08, 0x0B, 0x0C, 0x1B, 0x7F, 0x9B, 0x61C, 0x200B, 0x200E, 0x200F,
        0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0xFEFF, 0xD800,
    ],
    ids=hex,
)  # fmt: skip
def test_what_could_steer_a_terminal_is_replaced(code: int) -> None:
    """Control characters, marks of direction, invisible ones and halves of pairs."""
    assert clean(f"a{chr(code)}b") == "a�b"


def test_line_ends_and_tabs_stay_visible() -> None:
    """One line stays one line."""
    assert clean("a\nb\r\nc\td") == "a⏎b⏎c d"
    assert clean("2*1 әмиян «×» 😀") == "2*1 әмиян «×» 😀"


@given(st.text(st.characters(exclude_categories=())))
def test_a_line_is_one_line_of_printable_text(text: str) -> None:
    """Whatever the text: one line end, at its end, nothing below a blank, and encodable."""
    line = written(text)
    assert line.endswith("\n")
    assert len(line.splitlines()) == 1
    assert all(character >= " " for character in line[:-1])
    line.encode()


def test_numbers_and_iins_are_masked_unless_revealed() -> None:
    """In every part of a line."""
    assert written("a +7 701 555 01 01", (" 901205500127", "bold")) == (
        "a +7 701 ••• •• 01 ••••••••••27\n"
    )
    assert written("+7 701 555 01 01", reveal=True) == "+7 701 555 01 01\n"


def test_a_control_character_inside_a_number_hides_nothing() -> None:
    """Masking sees the text that is shown."""
    assert "555" not in written("+7 701 555\u200b 01 01")
    assert "0120550" not in written("90120550\x000127")


def test_markup_in_a_text_is_text() -> None:
    """Square brackets of an SMS mean nothing, on a terminal either."""
    assert written("[red]2*1[/] [/b] :smile:") == "[red]2*1[/] [/b] :smile:\n"
    stream = Terminal()
    Screen(stream).line("[red]2*1[/] [/b] :smile:")
    assert stream.getvalue() == "[red]2*1[/] [/b] :smile:\n"


def test_styles_are_for_terminals_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file gets the text, a terminal the colour."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert written(("ok", "green")) == "ok\n"
    stream = Terminal()
    Screen(stream).line(("ok", "green"))
    assert stream.getvalue() == "\x1b[32mok\x1b[0m\n"


def test_no_color_leaves_a_terminal_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """https://no-color.org: any value that is not empty."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    Screen(stream).line(("ok", "green"))
    assert "\x1b[3" not in stream.getvalue()
    assert "ok" in stream.getvalue()


def test_force_color_styles_what_goes_to_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """https://force-color.org: any value that is not empty; lines stay whole, status stays away."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = io.StringIO()
    screen = Screen(stream)
    screen.status("3 done")
    screen.line(("x" * 50 + " " + "y" * 50, "green"))
    screen.clear_status()
    assert stream.getvalue() == f"\x1b[32m{'x' * 50} {'y' * 50}\x1b[0m\n"
    assert screen.width == MAX_WIDTH
    monkeypatch.setenv("FORCE_COLOR", "")
    assert written(("ok", "green")) == "ok\n"


def test_no_color_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where both are set, nothing is coloured."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    assert written(("ok", "green")) == "ok\n"


def test_a_plain_screen_is_plain_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """For reports to programs: whatever the stream and the environment."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    screen = Screen(stream, plain=True)
    screen.status("3 done")
    screen.line(("ok", "green"))
    screen.clear_status()
    assert stream.getvalue() == "ok\n"


def test_a_dumb_terminal_gets_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """No colour, and no status that nothing could take away."""
    monkeypatch.setenv("TERM", "dumb")
    stream = Terminal()
    screen = Screen(stream)
    screen.status("3 done")
    screen.clear_status()
    screen.line(("ok", "green"))
    assert stream.getvalue() == "ok\n"


def test_a_status_is_for_terminals_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands on one line that the next one takes away; files see none of it."""
    monkeypatch.setenv("TERM", "xterm")
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        screen = Screen(stream)
        screen.status("3 done · a.yaml")
        screen.clear_status()
    assert terminal.getvalue() == "\r\x1b[2K3 done · a.yaml\r\x1b[2K"
    assert file.getvalue() == ""


def test_a_status_is_no_longer_than_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A longer one would leave its first line behind."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "20")
    terminal = Terminal()
    Screen(terminal).status("x" * 100)
    assert terminal.getvalue().count("x") == 19


def test_a_line_loses_the_blanks_at_its_end() -> None:
    """Comparing outputs should not hang on them."""
    assert written("a", "  ", ("", "bold")) == "a\n"


def test_a_long_line_on_a_terminal_breaks_at_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows is indented further, and no word is lost; a file gets one line."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "30")
    words = [f"word{number}" for number in range(20)]
    stream = Terminal()
    Screen(stream).line("    ", " ".join(words))
    lines = stream.getvalue().splitlines()
    assert len(lines) > 1
    assert " ".join(lines).split() == words
    assert all(len(line) <= 30 for line in lines)
    assert all(line.startswith("     ") for line in lines[1:])
    assert len(written("    ", " ".join(words)).splitlines()) == 1


@pytest.mark.parametrize("width", [20, 33, 60])
def test_each_line_of_a_long_one_takes_the_room_there_is(
    monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """The first word of a line would not have fitted into the one before."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", str(width))
    stream = Terminal()
    Screen(stream).line("  " + " ".join(f"word{number}" for number in range(30)))
    lines = [re.sub("\x1b.*?m", "", line) for line in stream.getvalue().splitlines()]
    assert all(len(line) <= width for line in lines)
    assert all(line.startswith("      word") for line in lines[1:])
    for line, after in pairwise(lines):
        assert len(f"{line.rstrip()} {after.split()[0]}") > width
