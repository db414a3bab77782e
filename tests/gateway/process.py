"""`smsflow serve` as a process of its own: started, read line by line, and ended in many ways."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from smsflow.gateway.address import Address, parse_address

ROOT = Path(__file__).parents[2]
SMSFLOW = ("-m", "smsflow")
ANY_PORT = "127.0.0.1:0"


class Process:
    """A gateway that runs; its first fact has been read."""

    def __init__(self, running: subprocess.Popen[str]) -> None:
        self.running = running
        self.started = self.fact()
        address = parse_address(self.started["subject"])
        assert address
        self.address: Address = address

    def fact(self) -> dict[str, Any]:
        """The next line of its output."""
        assert self.running.stdout
        line = self.running.stdout.readline()
        assert line, f"it ended: {self.running.wait()} {self.errors()}"
        fact: dict[str, Any] = json.loads(line)
        return fact

    def until(self, kind: str) -> dict[str, Any]:
        """The next fact of a type."""
        while (fact := self.fact())["type"] != kind:
            pass
        return fact

    def errors(self) -> str:
        """What it said on standard error, once it has ended."""
        assert self.running.stderr
        return self.running.stderr.read()

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Its exit code after a signal."""
        self.running.send_signal(by)
        return self.running.wait(30)


@contextmanager
def serving(
    folder: Path, *options: str, program: Sequence[str] = SMSFLOW, replies_to: str = "127.0.0.1:9"
) -> Iterator[Process]:
    """`smsflow serve` with these options, in a folder; killed at the end if it still runs."""
    command = [*program, "serve", "--listen", ANY_PORT, "--replies-to", replies_to, *options]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    running = subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    with running:
        try:
            yield Process(running)
        finally:
            running.kill()
