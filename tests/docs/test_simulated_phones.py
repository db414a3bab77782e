"""The README's section on simulated phones, done as a reader would, with clients not of ours."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from smsflow.gateway.phones import load_phones
from smsflow.moments import HOUR
from smsflow.world.faults import Fault
from tests.docs.documentation import ROOT, write_files

README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = README[README.index("## Your service against simulated phones") :].partition("\n## ")[0]
CARRIER, SERVICE = "2525", "2526"
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_COMMAND = re.compile(r"\$ ([^\n]*)\n((?:(?!\$ )[^\n]*\n)*)")

pytestmark = pytest.mark.skipif(
    shutil.which("swaks") is None and "CI" not in os.environ, reason="swaks is not installed"
)


class Terminal:
    """A folder, its environment, and two ports in place of those that the README names."""

    def __init__(self, folder: Path, ports: dict[str, str]) -> None:
        self.folder = folder
        self.ports = ports

    def started(self, command: str) -> subprocess.Popen[str]:
        """A command of the README, running."""
        words = shlex.split(self.here(command))
        if words[0] in ("smsflow", "python"):
            own = ["-m", "smsflow"] if words[0] == "smsflow" else []
            words[:1] = [sys.executable, "-u", *own]
        return subprocess.Popen(
            words,
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    @contextmanager
    def running(self, command: str) -> Iterator[subprocess.Popen[str]]:
        """A command that runs until the end of this."""
        with self.started(command) as process:
            try:
                yield process
            finally:
                process.terminate()

    def output(self, command: str) -> str:
        """What a command prints."""
        with self.started(command) as process:
            return process.communicate(timeout=60)[0]

    def here(self, text: str) -> str:
        """A text with the ports that are free here."""
        for port, free in self.ports.items():
            text = text.replace(port, free)
        return text

    def shows(self, shown: str, actual: str) -> None:
        """Whether an output is as the README shows it; `…` stands for anything."""
        parts = map(re.escape, re.split("…", self.here(shown)))
        assert re.fullmatch(r".*?".join(parts), actual, re.DOTALL), f"{shown}\n---\n{actual}"


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """With the section's files, and two ports that were free a moment ago."""
    write_files(SECTION, tmp_path)
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(2)]
        free = [str(one.getsockname()[1]) for one in sockets]
    there = Terminal(tmp_path, {"2525": free[0], "2526": free[1]})
    send = tmp_path / "send.py"
    send.write_text(there.here(send.read_text(encoding="utf-8")), encoding="utf-8")
    return there


def commands() -> list[list[tuple[str, str]]]:
    """The section's commands with the outputs shown, block by block."""
    return [_COMMAND.findall(block) for block in _BLOCK.findall(SECTION)]


def test_a_service_gets_its_answers(terminal: Terminal) -> None:
    """`smtplib` and swaks send; the phones' answers and the receipts arrive at an SMTP server."""
    ((inbox, _), (serve, first_fact)), sent, ((show, shown),) = commands()
    with terminal.running(inbox) as service, terminal.running(serve) as gateway:
        assert gateway.stdout
        terminal.shows(first_fact, gateway.stdout.readline())
        for command, output in sent:
            terminal.shows(output, terminal.output(command))
        got = answers(service, "From: <+77015550104@sms.example>", 2)
        assert got.count("From: <+77015550101@sms.example>") == 1
        assert re.findall(r"^Status: (.*)$", got, re.MULTILINE) == ["2.0.0", "2.0.0", "5.7.1"]
        terminal.shows(shown, settled(terminal, show))


def answers(service: subprocess.Popen[str], last: str, count: int) -> str:
    """What the service's server has printed, once a line was there so many times."""
    assert service.stdout
    lines: list[str] = []
    for line in service.stdout:
        lines.append(line)
        count -= line.startswith(last)
        if not count:
            break
    return "".join(lines)


def settled(terminal: Terminal, show: str) -> str:
    """What `inbox show` prints once nothing of it is due any more; the gateway notes it soon."""
    end = time.monotonic() + 30
    while re.search("  (due|to come) ", output := terminal.output(show)):
        assert time.monotonic() < end, output
    return output


def test_how_late_a_receipt_is_can_be_written_so(tmp_path: Path) -> None:
    """As the table of the phones' keys has it."""
    (late,) = re.findall(r"`(\{cause: [^`]*\})`", SECTION)
    path = tmp_path / "phones.yaml"
    path.write_text(f'phones: {{"+7 701 555 01 01": {{faults: [{late}]}}}}\n', encoding="utf-8")
    assert load_phones(path)["+77015550101"].ailments() == {Fault.RECEIPT_LATE: 2 * HOUR}
