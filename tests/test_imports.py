from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.writing import family

ROOT = Path(__file__).parents[1]


def imported_by(*arguments: str) -> set[str]:
    """The top names of every module that a command line has imported by its end."""
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "smsflow.commands.main", *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        env={key: value for key, value in os.environ.items() if not key.startswith("COV")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    names = [line.rpartition("|")[2].strip() for line in ran.stderr.splitlines() if "|" in line]
    return {name.partition(".")[0] for name in names} | set(names)


def test_the_version_imports_nothing_of_the_program() -> None:
    """Neither a parser, nor a machine, nor a screen: it has to be there at once."""
    modules = imported_by("--version")
    assert "typer" in modules
    heavy = {"yaml", "rich", "transitions", "phonenumbers", "pydantic", "asyncio", "smsflow.memo"}
    assert not modules & (heavy | {"prompt_toolkit", "smsflow.stage", "smsflow.chat"})


def test_the_chat_on_a_pipe_imports_no_prompt() -> None:
    """What a terminal needs, a pipe does not wait for; nor does the demo off its stage."""
    for command, needed in (("chat", "smsflow.chat"), ("demo", "smsflow.stage")):
        modules = imported_by(command)
        assert needed in modules
        assert not modules & {"prompt_toolkit", "termios", "asyncio", "smsflow.stage.terminal"}


def test_a_run_off_a_terminal_imports_no_screen(tmp_path: Path) -> None:
    """No rich, no pydantic, no asyncio; the parser and the machines are needed."""
    path = tmp_path / "one.yaml"
    path.write_text(family("- start_campaign\n- reply: {from: aigul, text: '2*1'}"), "utf-8")
    modules = imported_by("run", str(path))
    assert {"yaml", "transitions"} <= modules
    assert not modules & {"rich", "pydantic", "asyncio", "hypothesis", "pytest", "jinja2"}
