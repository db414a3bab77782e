"""Files that a command writes: never one that it reads, nor the same twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from smsflow.errors import UsageError

STANDARD_OUTPUT = Path("-")
"""as many programs spell it"""


def check_outputs(outputs: Mapping[str, Path | None], inputs: Iterable[Path | None]) -> None:
    """`UsageError` before anything is lost; `outputs` are files by their option."""
    wanted = {option: path for option, path in outputs.items() if path is not None}
    for option, path in wanted.items():
        if path == STANDARD_OUTPUT:
            message = f"{option} -: standard output has the verdict already; name a file"
            raise UsageError("SF410", message)
    taken: dict[Path, str] = {}
    for option, path in wanted.items():
        first = taken.setdefault(path.resolve(), option)
        if first != option:
            raise UsageError("SF411", f"{first} and {option} name one file, {path}")
    existing = {option: path for option, path in wanted.items() if path.exists()}
    for read in inputs if existing else ():
        for option, path in existing.items():
            if read and read.exists() and read.samefile(path):
                raise UsageError("SF411", f"{option} {path} would replace a file that is read")
