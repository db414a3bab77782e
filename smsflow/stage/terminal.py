"""The stage on a POSIX terminal: raw keys, the alternate screen, its size, and a way back always.

Whatever ends the show (its end, `q`, Ctrl-C, an exception, SIGTERM or SIGHUP), the terminal is then
as it was.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic
from types import FrameType

from smsflow.stage.frame import frame, has_room
from smsflow.stage.keys import keys
from smsflow.stage.painter import ENTER, LEAVE, Painter
from smsflow.stage.player import Key, Playing, press, seconds_to_change, tick, view
from smsflow.stage.show import Show

_ESCAPE_SECONDS = 0.05
"""how long the rest of a key's sequence may take"""
_ENDING = (signal.SIGTERM, signal.SIGHUP)


def perform(show: Show, speed: float, *, colour: bool) -> frozenset[int]:
    """Play a show until it is over; the cues that were shown.

    Real time and real keys touch nothing but this loop. In a window too small to show anything
    the show waits, and no key but `q` does anything.
    """
    with ExitStack() as way_back:
        resized = way_back.enter_context(_resizes())
        way_back.enter_context(_on_stage())
        stage = _Stage(Painter(colour=colour), resized)
        playing, before = Playing(speed=speed), monotonic()
        while not playing.over:
            seen = stage.show(show, playing)
            pressed = stage.wait(seconds_to_change(playing, show) if seen else None)
            now = monotonic()
            playing, before = tick(playing, show, now - before if seen else 0.0), now
            for key in pressed:
                if seen or key is Key.QUIT:
                    playing = press(playing, show, key)
    return playing.shown


class _Stage:
    """What goes to the terminal, and what comes from it."""

    def __init__(self, painter: Painter, resized: int) -> None:
        self._painter = painter
        self._resized = resized
        self._keyboard = sys.stdin.fileno()
        self._begun = b""

    def show(self, show: Show, playing: Playing) -> bool:
        """Paint the view; whether there is room for it."""
        size = os.get_terminal_size(sys.stdout.fileno())
        lines = frame(show, view(playing, show), size.columns, size.lines)
        _write(self._painter.paint(lines))
        return has_room(size.columns, size.lines)

    def wait(self, seconds: float | None) -> list[Key]:
        """The keys pressed until then; none if only the size has changed, or time is up."""
        if self._begun:
            seconds = _ESCAPE_SECONDS
        ready, _, _ = select.select([self._keyboard, self._resized], [], [], seconds)
        if self._resized in ready:
            os.read(self._resized, 1024)
            self._painter.forget()
        if self._keyboard not in ready:
            self._begun = b"" if not ready else self._begun
            return []
        read = os.read(self._keyboard, 1024)
        pressed, self._begun = keys(self._begun + (read or b"q"))
        return pressed


def _write(text: str) -> None:
    if text:
        sys.stdout.write(text)
        sys.stdout.flush()


@contextmanager
def _on_stage() -> Iterator[None]:
    """Keys come one by one and unseen, Ctrl-Z is off, and the show has a screen of its own."""
    keyboard = sys.stdin.fileno()
    found = termios.tcgetattr(keyboard)
    mode = termios.tcgetattr(keyboard)
    mode[3] &= ~(termios.ICANON | termios.ECHO)
    mode[6][termios.VSUSP] = b"\x00"
    mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
    before = {number: signal.signal(number, _end) for number in _ENDING}
    try:
        termios.tcsetattr(keyboard, termios.TCSADRAIN, mode)
        _write(ENTER)
        yield
    finally:
        _write(LEAVE)
        termios.tcsetattr(keyboard, termios.TCSADRAIN, found)
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _frame: FrameType | None) -> None:
    """A signal ends the program through all its `finally`s, with a shell's exit code."""
    raise SystemExit(128 + number)


@contextmanager
def _resizes() -> Iterator[int]:
    """A file to wait on, which can be read when the terminal's size has changed."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)

    def note(_number: int, _frame: FrameType | None) -> None:
        os.write(writing, b"s")

    before = signal.signal(signal.SIGWINCH, note)
    try:
        yield reading
    finally:
        signal.signal(signal.SIGWINCH, before)
        os.close(reading)
        os.close(writing)
