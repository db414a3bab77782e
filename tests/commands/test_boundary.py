from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from smsflow import __version__
from tests.command_line import smsflow
from tests.writing import family

ROOT = Path(__file__).parents[2]
COMMANDS = ["run", "list", "show", "policy", "explain", "schema"]


def process(*arguments: str, code: str = "", cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """`smsflow` in a process of its own; `code` is Python that runs before it."""
    start = f"import sys; sys.argv = ['smsflow', *sys.argv[1:]]\n{code}\n"
    return subprocess.run(
        [
            sys.executable,
            "-c",
            f"{start}from smsflow.commands.main import main; main()",
            *arguments,
        ],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


FAULT = "import smsflow.scenario.run as run; del run.run_scenario"
"""a fault of ours without a mock: a part of the program is not there"""


def test_the_version_is_one_line() -> None:
    """Name and number."""
    assert smsflow("--version") == (0, f"smsflow {__version__}\n", "")


def test_help_names_every_command() -> None:
    """-h too, and for each command."""
    ran = smsflow("-h")
    assert ran.code == 0
    assert all(command in ran.out for command in COMMANDS)
    assert "..." not in ran.out.partition("Commands:")[2]  # each in one line, whole
    for command in COMMANDS:
        assert smsflow(command, "--help").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["rnu"],
        ["run", "--no-such-option"],
        ["run", "--seed", "x"],
        ["show"],
        ["explain", "one", "two"],
        ["run", "-k"],
    ],
)
def test_a_command_line_that_cannot_be_followed_exits_with_2(arguments: list[str]) -> None:
    """Typer says why, on stderr; nothing else happens."""
    ran = smsflow(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err
    assert "Traceback" not in ran.err


def test_no_command_at_all_shows_the_help() -> None:
    """And is a usage error."""
    ran = smsflow()
    assert ran.code == 2
    assert all(command in ran.out + ran.err for command in COMMANDS)


def test_a_fault_of_our_own_exits_with_3(tmp_path: Path) -> None:
    """Without a traceback, with what to do next."""
    (tmp_path / "a.yaml").write_text(family("- start_campaign"), "utf-8")
    ran = process("run", "a.yaml", code=FAULT, cwd=tmp_path)
    assert ran.returncode == 3
    assert ran.stdout == ""
    assert ran.stderr.splitlines() == [
        "SF900 a fault of smsflow itself: ImportError",
        "Please report it with the scenario; `smsflow --debug …` shows where it happened.",
    ]


def test_debug_shows_where_a_fault_happened(tmp_path: Path) -> None:
    """The traceback, without the values of locals."""
    (tmp_path / "a.yaml").write_text(family("- start_campaign"), "utf-8")
    ran = process("--debug", "run", "a.yaml", code=FAULT, cwd=tmp_path)
    assert ran.returncode != 0
    assert "Traceback (most recent call last)" in ran.stderr
    assert "ImportError" in ran.stderr


def test_debug_leaves_a_users_mistake_as_it_is(tmp_path: Path) -> None:
    """A scenario that cannot be read is no fault of ours."""
    (tmp_path / "a.yaml").write_text("name: x\n", "utf-8")
    ran = process("--debug", "run", "a.yaml", cwd=tmp_path)
    assert ran.returncode == 2
    assert "Traceback" not in ran.stdout + ran.stderr


def test_debug_in_one_run_does_not_stay_for_the_next() -> None:
    """Within one process, each command line is its own."""
    smsflow("--debug", "--version")
    smsflow("--debug", "explain", "R07")
    assert "SMSFLOW_DEBUG" not in os.environ


def test_a_reader_who_leaves_is_no_error(tmp_path: Path) -> None:
    """`smsflow run | head -1`: quiet, whatever was still to be written."""
    rows = "".join(f"- {{text: '{number}'}}\n" for number in range(3_000))
    (tmp_path / "many.yaml").write_text(
        family("- start_campaign\n- reply: {from: aigul, text: <text>}") + f"cases:\n{rows}",
        "utf-8",
    )
    writer = subprocess.Popen(
        [sys.executable, "-m", "smsflow.commands.main", "run", "many.yaml"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.readline()
    writer.stdout.close()
    assert writer.stderr.read() == ""
    writer.stderr.close()
    assert writer.wait(60) == 0


def test_a_console_of_another_encoding_gets_utf_8(tmp_path: Path) -> None:
    """Names and wordings are Cyrillic wherever it runs."""
    ran = subprocess.run(
        [sys.executable, "-m", "smsflow.commands.main", "explain", "R44"],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0
    assert "МАБ" in ran.stdout.decode("utf-8")


def test_the_checkout_starts_without_being_installed() -> None:
    """`python cli.py --version`."""
    ran = subprocess.run(
        [sys.executable, "cli.py", "--version"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (0, f"smsflow {__version__}\n")


# The same within this process, where a stream can be made to misbehave.


class Interrupted(io.StringIO):
    """A stream during whose first line somebody presses the interrupt key."""

    def write(self, text: str, /) -> int:
        """Press it."""
        raise KeyboardInterrupt


class Full(io.StringIO):
    """A stream to a device without space."""

    def write(self, text: str, /) -> int:
        """There is no space left."""
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_the_interrupt_key_is_answered_with_one_word() -> None:
    """On stderr, and 130."""
    assert smsflow("policy", to=Interrupted()) == (130, "", "interrupted\n")


def test_a_full_disk_is_no_fault_of_ours() -> None:
    """It is told, and the output cannot be relied on: exit 2."""
    message = "the output cannot be written: no space left on the device\n"
    assert smsflow("policy", to=Full()) == (2, "", message)


def test_a_closed_pipe_is_left_in_silence() -> None:
    """The reader of a real pipe has gone: exit 0 without a word."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as pipe:
        assert smsflow("policy", "--json", to=pipe) == (0, "", "")


def test_a_fault_in_this_process_is_told_or_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part of the program is not there: SF900, or with --debug the exception itself."""
    path = tmp_path / "a.yaml"
    path.write_text(family("- start_campaign"), "utf-8")
    monkeypatch.delattr("smsflow.commands.orders.run_scenario")
    ran = smsflow("run", str(path))
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("SF900 a fault of smsflow itself: NameError\n")
    with pytest.raises(NameError):
        smsflow("--debug", "run", str(path))


def test_the_package_starts_as_a_module() -> None:
    """`python -m smsflow --version`."""
    ran = subprocess.run(
        [sys.executable, "-m", "smsflow", "--version"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (0, f"smsflow {__version__}\n")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_stream_that_is_closed_takes_no_verdict_away(tmp_path: Path, closed: str) -> None:
    """What would go there is lost, and the exit code says what held."""
    (tmp_path / "a.yaml").write_text(family("- look: aigul"), "utf-8")
    (tmp_path / "b.yaml").write_text(family("- rply"), "utf-8")
    for name, code in (("a.yaml", 0), ("b.yaml", 2)):
        command = f'"$0" -m smsflow run {name} {closed}'
        done = subprocess.run(
            ["sh", "-c", command, sys.executable],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=False,
        )
        assert done.returncode == code
