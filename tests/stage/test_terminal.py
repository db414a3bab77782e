"""The demo in a pseudo-terminal, as an audience has it."""

from __future__ import annotations

import os
import re
import signal
import termios
from pathlib import Path

import pytest

from smsflow.stage.painter import ENTER, LEAVE
from tests.pseudo_terminal import Terminal, terminal
from tests.stage.shows import cue_of, seen, tour

SIZES = [(80, 24), (120, 40), (200, 60)]
TELLING = cue_of(tour(), "blocked", "wrongful_refusal")
TITLE = next(number for number, cue in enumerate(tour().cues) if cue.act == 3)


def to_the_wrongful_refusal(screen: Terminal) -> None:
    """From the opening: pause, four acts on, and step by step to where record and truth part."""
    screen.wait_for("One SMS from 1414")
    screen.press(b" nnnn")
    screen.wait_for("Act 4 of 5")
    screen.press(b"\x1b[C" * (TELLING - TITLE))
    screen.wait_for("It is a wrongful one.")


@pytest.mark.parametrize("size", SIZES)
def test_the_screen_shows_the_frames(size: tuple[int, int]) -> None:
    """At three sizes, by real keys, to the letter what the frame says; then `q` ends it well."""
    with terminal("demo", width=size[0], height=size[1]) as screen:
        to_the_wrongful_refusal(screen)
        frame = seen(tour(), TELLING, 1.0, *size, paused=True)
        assert screen.lines == [line.rstrip() for line in frame.splitlines()]
        screen.press(b"q")
        assert screen.wait_for_end() == 0


@pytest.mark.parametrize(
    ("language", "said"), [("kk", "Бұл – қате бас тарту."), ("ru", "Это неверный отказ.")]
)
def test_every_language_stands_aligned_on_a_real_screen(language: str, said: str) -> None:
    """Both borders of the panels are in their columns in each line."""
    with terminal("demo", "--language", language) as screen:
        screen.wait_for("2*1")
        screen.press(b" nnnn")
        screen.wait_for("1414")
        screen.press(b"\x1b[C" * (TELLING - TITLE))
        screen.wait_for(lambda lines: said in " ".join(" ".join(lines).split()))
        for line in screen.screen.display[2:14]:
            assert (line[0], line[35:37], line[79]) == ("│", "││", "│")


def test_untouched_it_plays_to_the_end_and_leaves_its_last_word() -> None:
    """The real clock drives it; after the show the comparison stands on the normal screen."""
    with terminal("demo", "--speed", "1000") as screen:
        assert screen.wait_for_end() == 0
        shown = screen.written.decode()
    assert shown.count(ENTER) == 1
    after = shown[shown.index(LEAVE) :]
    assert "4  A blocked 1414 that looks like a refusal · Erlan" in after
    assert "WRONGFUL REFUSAL" in after


def test_who_leaves_early_is_told_of_what_was_shown() -> None:
    """`q` in act 1: no other act, and the last sentence."""
    with terminal("demo", width=120) as screen:
        screen.wait_for("One SMS from 1414")
        screen.press(b" n\x1b[C")
        screen.wait_for("The local authority")
        screen.press(b"q")
        assert screen.wait_for_end() == 0
        after = screen.written.decode().rpartition(LEAVE)[2]
    assert "1  One SMS for three children · Aigul" in after
    assert "WRONGFUL" not in after
    assert after.count("truth:") == 1
    assert "whoever was never asked has not refused." in after


def test_it_can_be_paused_stepped_and_sped_up() -> None:
    """Space, arrows, plus and minus show what they do."""
    with terminal("demo") as screen:
        screen.wait_for("One SMS from 1414")
        screen.press(b" ")
        screen.wait_for("PAUSED")
        screen.press(b"+")
        screen.wait_for("×2")
        screen.press(b"--")
        screen.wait_for("×0.5")
        screen.press(b"\x1b[C")
        screen.wait_for("Watch how many SMS she")
        screen.press(b"\x1b[D")
        screen.wait_for("One SMS from 1414")
        screen.press(b" ")
        screen.wait_for(lambda lines: "PAUSED" not in "\n".join(lines))


def test_it_is_laid_out_anew_when_the_window_changes() -> None:
    """Larger, too small, and right again."""
    with terminal("demo") as screen:
        to_the_wrongful_refusal(screen)
        for size in ((120, 40), (100, 30)):
            screen.resize(*size)
            frame = seen(tour(), TELLING, 1.0, *size, paused=True)
            wanted = [line.rstrip() for line in frame.splitlines()]
            screen.wait_for(wanted.__eq__)
        screen.resize(100, 24)
        screen.wait_for(lambda lines: lines[1].endswith("╮") and len(lines[1]) == 100)
        screen.resize(79, 24)
        screen.wait_for("The stage needs 80×24; this terminal has 79×24.")
        screen.resize(80, 24)
        screen.wait_for("It is a wrongful one.")


def test_a_show_that_nobody_can_see_waits() -> None:
    """At a speed at which it would be over in a moment; no key moves it on, and `q` leaves."""
    with terminal("demo", "--speed", "1000", width=60, height=20) as screen:
        screen.wait_for("waits: enlarge the window, or press q")
        screen.press(b"n \x1b[C")
        screen.resize(50, 20)
        screen.wait_for("50×20.")
        screen.press(b"q")
        screen.wait_for_end()
        shown = [line for line in screen.lines if line.startswith("record:")]
    assert shown == []


def test_stepping_writes_only_what_changed() -> None:
    """A step from a request on its way to one that arrived: far less than a screen."""
    with terminal("demo") as screen:
        screen.wait_for("One SMS from 1414")
        screen.press(b" n\x1b[C")
        screen.wait_for("The local authority")
        screen.press(b"\x1b[C")
        screen.wait_for("an SMS is on its way")
        begun = len(screen.written)
        screen.press(b"\x1b[C")
        screen.wait_for("The SMS arrives. Aigul can read it.")
        written = screen.written[begun:]
    assert b"\x1b[2J" not in written
    assert len(written) < 1500


def test_without_colour_nothing_is_coloured() -> None:
    """`NO_COLOR`: bold, faint and reverse alone."""
    with terminal("demo", environment={"NO_COLOR": "1"}) as screen:
        to_the_wrongful_refusal(screen)
        rows = screen.screen.buffer.values()
        colours = {cell.fg for row in rows for cell in row.values()}
        assert colours == {"default"}


def test_colours_are_there_otherwise() -> None:
    """The flag stands on red."""
    with terminal("demo") as screen:
        to_the_wrongful_refusal(screen)
        rows = screen.screen.buffer.values()
        flag = "".join(cell.data for row in rows for cell in row.values() if cell.bg == "red")
        assert flag.strip() == "WRONGFUL REFUSAL"


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_the_terminal_is_as_before_however_it_ends(number: int, code: int) -> None:
    """Ctrl-C, SIGTERM, SIGHUP: the screen is left, keys are seen again, the exit code says it."""
    with terminal("demo") as screen:
        before = termios.tcgetattr(screen.master)
        screen.wait_for("One SMS from 1414")
        during = termios.tcgetattr(screen.master)
        assert not during[3] & (termios.ICANON | termios.ECHO)
        assert during[6][termios.VSUSP] == b"\x00"  # Ctrl-Z would leave the shell on our screen
        if number == signal.SIGINT:
            screen.press(b"\x03")
        else:
            os.kill(screen.process.pid, number)
        screen.wait_for_bytes(LEAVE.encode())
        assert screen.wait_for_end() == code
        assert termios.tcgetattr(screen.master) == before
        assert b"Traceback" not in screen.written


def test_a_terminal_that_can_do_nothing_gets_the_transcript() -> None:
    """TERM=dumb."""
    with terminal("demo", environment={"TERM": "dumb"}) as screen:
        assert screen.wait_for_end() == 0
        assert ENTER.encode() not in screen.written
        assert "1414 > marat: consent_request" in screen.written.decode()


def test_what_does_not_hold_is_told_after_the_show(tmp_path: Path) -> None:
    """On the normal screen, with its place, and exit code 1."""
    file = tmp_path / "wrong.yaml"
    text = (
        'name: Wrong\nguardians: {aigul: {number: "+7 701 555 01 01"}}\n'
        "children: {dana: {grade: 6, guardians: [aigul]}}\n"
        "steps:\n  - start_campaign\n  - expect: {consent: {aigul: consented}}\n"
    )
    file.write_text(text, encoding="utf-8")
    with terminal("demo", str(file), "--speed", "1000", width=120) as screen:
        assert screen.wait_for_end() == 1
        after = screen.written.decode().rpartition(LEAVE)[2]
    told = " ".join(re.sub(r"\x1b\[[\d;]*m", "", after).split())
    assert "wrong.yaml:6:31 SF201 consent of aigul: expected consented, actually" in told
