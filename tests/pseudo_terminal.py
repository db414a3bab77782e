"""The real program in a pseudo-terminal: a screen to look at, keys to press, never a sleep.

The screen is pyte's (a VT100 with xterm's ways). Whoever looks waits for what it shows, and the
program is given long enough; then the failure shows the screen.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import pyte

LONG_ENOUGH = 30.0
"""seconds after which a program that has not shown what it should is taken to be stuck"""
_PRIVATE = re.compile(rb"\x1b\[[?>][\d;]*[a-zA-Z]")
_LEAD = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)
"""begins a session of the terminal, so that its keys and its size send signals"""
Shows = Callable[[list[str]], bool]


class _Screen(pyte.Screen):
    """pyte's screen, which answers questions on the cursor's place as a terminal does."""

    answer: Callable[[str], None]

    def write_process_input(self, data: str) -> None:
        self.answer(data)


class Terminal:
    """A program on a screen of some size."""

    def __init__(self, process: subprocess.Popen[bytes], master: int, width: int, height: int):
        self.process = process
        self.master = master
        """the terminal's own end"""
        self.screen = _Screen(width, height)
        self.screen.answer = lambda data: self.press(data.encode())
        self._stream = pyte.ByteStream(self.screen)
        self.written = b""
        """everything the program has written"""

    @property
    def lines(self) -> list[str]:
        """What the screen shows."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """The same as one text."""
        return "\n".join(self.lines)

    def press(self, keys: bytes) -> None:
        """Keys are pressed."""
        os.write(self.master, keys)

    def resize(self, width: int, height: int) -> None:
        """The window changes its size, and the program is told."""
        self.screen.resize(height, width)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def wait_for(self, shows: Shows | str) -> str:
        """Look until the screen shows something; `AssertionError` if it never does."""
        if isinstance(shows, str):
            wanted = shows

            def shown(lines: list[str]) -> bool:
                return wanted in "\n".join(lines)
        else:
            shown = shows
        end = monotonic() + LONG_ENOUGH
        while not shown(self.lines):
            assert self._read(end - monotonic()), f"it never showed {shows!r}:\n{self.text}"
        return self.text

    def wait_for_end(self) -> int:
        """Look until the program has ended; its exit code."""
        end = monotonic() + LONG_ENOUGH
        while self._read(end - monotonic()):
            pass
        return self.process.wait(max(end - monotonic(), 1))

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.master], [], [], max(seconds, 0))
        if not ready:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:  # Linux: the other end is closed
            return False
        self.written += data
        # pyte takes private sequences (CSI > … m) for colours: they are kept from it.
        self._stream.feed(_PRIVATE.sub(_known, data))
        return bool(data)

    def wait_for_bytes(self, ending: bytes) -> None:
        """Look until this has been written."""
        end = monotonic() + LONG_ENOUGH
        while ending not in self.written:
            assert self._read(end - monotonic()), self.written


def _known(sequence: re.Match[bytes]) -> bytes:
    return b"" if sequence[0][2:3] == b">" else sequence[0]


@contextmanager
def terminal(
    *arguments: str, width: int = 80, height: int = 24, environment: dict[str, str] | None = None
) -> Iterator[Terminal]:
    """`smsflow` with these arguments in a terminal of its own; ended, at the latest, here."""
    master, slave = pty.openpty()
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "LINES")}
    process = subprocess.Popen(
        [sys.executable, "-c", _LEAD, "-m", "smsflow.commands.main", *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**kept, "TERM": "xterm-256color", **(environment or {})},
        start_new_session=True,
    )
    os.close(slave)
    try:
        yield Terminal(process, master, width, height)
    finally:
        process.kill()
        process.wait()
        os.close(master)
