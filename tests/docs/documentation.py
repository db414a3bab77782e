"""The examples of a Markdown file: files to write, commands to run, and the output they show.

A block after `<!-- file: NAME -->` is a file of that name. In a `console` block every `$ smsflow …`
line is run in a folder with those files, and what follows it is its output; a last line `[exit N]`
is its exit code where that is not 0; `< NAME` gives it a file as its standard input. A block after
`<!-- output of: COMMAND -->` shows what comes of a command at the repository's root, after
`<!-- tail of: COMMAND -->` only what follows its last blank line. A `python` block is run by itself
in that folder, and the plain block after it shows what it prints. Run as a program (`make docs`),
it writes the true outputs in.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

_BLOCK = re.compile(
    r"(?:<!-- (?P<kind>file|output of|tail of): (?P<what>[^>]*?) -->\n)?"
    r"```(?P<language>\w*)\n(?P<body>.*?)```\n",
    re.DOTALL,
)
_PRINTED = re.compile(r"\n```\n(?P<shown>.*?)```\n", re.DOTALL)
_COMMAND = re.compile(r"\$ smsflow (?P<arguments>[^\n]*)\n(?P<output>(?:(?!\$ )[^\n]*\n)*)")


@dataclass(frozen=True)
class Example:
    """One command of a document, what the document shows, and what really comes."""

    command: str
    head: str
    """what stands before the output"""
    shown: str
    actual: str


def smsflow(arguments: str, folder: Path) -> tuple[str, int]:
    """Output and exit code of one command, run as a user would, away from a terminal."""
    arguments, _, name = arguments.partition(" < ")
    typed = (folder / name).read_text(encoding="utf-8") if name else ""
    return python(
        "-m", "smsflow.commands.main", *shlex.split(arguments), folder=folder, typed=typed
    )


def python(*arguments: str, folder: Path, typed: str = "") -> tuple[str, int]:
    """Output and exit code of Python in a folder, with `typed` as its standard input."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        input=typed,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        check=False,
    )
    return done.stdout + done.stderr, done.returncode


def write_files(text: str, folder: Path) -> list[Path]:
    """The files that a document says to save, saved."""
    written = []
    for block in _BLOCK.finditer(text):
        if block["kind"] == "file":
            written.append(folder / block["what"])
            written[-1].write_text(block["body"], encoding="utf-8")
    return written


def examples(text: str) -> Iterator[Example]:
    """Every command of a document, run in the order in which it stands."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for block in _BLOCK.finditer(text):
            if block["kind"] == "file":
                (folder / block["what"]).write_text(block["body"], encoding="utf-8")
            elif block["kind"]:
                yield _output(block)
            elif block["language"] == "console":
                yield from _commands(block["body"], folder)
            elif block["language"] == "python":
                yield _printed(block, text, folder)


def _printed(block: re.Match[str], text: str, folder: Path) -> Example:
    shown = _PRINTED.match(text, block.end())
    assert shown, f"what does this print?\n{block['body']}"
    output, _ = python("-c", block["body"], folder=folder)
    head = block[0] + shown[0].removesuffix(f"{shown['shown']}```\n")
    return Example(block["body"], head, shown["shown"], output)


def _output(block: re.Match[str]) -> Example:
    output, _ = smsflow(block["what"].removeprefix("smsflow "), ROOT)
    if block["kind"] == "tail of":
        output = "…\n" + output.rpartition("\n\n")[2]
    head = block[0].removesuffix(f"{block['body']}```\n")
    return Example(block["what"], head, block["body"], output)


def _commands(body: str, folder: Path) -> Iterator[Example]:
    for command in _COMMAND.finditer(body):
        output, code = smsflow(command["arguments"], folder)
        exit_line = f"[exit {code}]\n" if code else ""
        line = f"$ smsflow {command['arguments']}"
        yield Example(line, f"{line}\n", command["output"], output + exit_line)


def refreshed(text: str) -> str:
    """The document with every output as it really is."""
    for example in examples(text):
        text = text.replace(example.head + example.shown, example.head + example.actual, 1)
    return text


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        path.write_text(refreshed(path.read_text(encoding="utf-8")), encoding="utf-8")
