"""The command line, within this process: what it prints and its exit code."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple, TextIO
from unittest.mock import patch

from smsflow.commands.main import main


class Ran(NamedTuple):
    """What came of a command line."""

    code: int
    out: str
    err: str


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


def smsflow(*arguments: str, terminal: bool = False, to: TextIO | None = None) -> Ran:
    """Run `smsflow` with these arguments, its output captured (as a terminal's, if it is one).

    `to` is a stream of the caller's own in place of standard output.
    """
    out, err = (Terminal(), Terminal()) if terminal else (io.StringIO(), io.StringIO())
    code: object = 0
    with (
        patch.object(sys, "argv", ["smsflow", *arguments]),
        redirect_stdout(to or out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as leaving:
            code = leaving.code
    assert isinstance(code, int)
    return Ran(code, out.getvalue(), err.getvalue())
