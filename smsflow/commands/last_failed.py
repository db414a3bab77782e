"""What did not hold when it was last run, kept in the working folder for `--last-failed`.

`.smsflow/last-failed.json` names, by path, the scenarios that failed; a file without names could
not be read. Names are masked. In a folder that cannot be written to nothing is kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from smsflow.commands import working_folder
from smsflow.commands.working_folder import FOLDER
from smsflow.scenario.result import Outcome, Result
from smsflow.sms.masking import mask

FILE = "last-failed.json"
KEY = "did not hold"

Names = frozenset[str]
ALL: Names = frozenset()
"""no names: the file could not be read, so all of it did not hold"""


class LastFailed:
    """The record: read at the start, told of each file and its results, saved at the end."""

    def __init__(self, folder: Path = Path()) -> None:
        self._file = folder / FOLDER / FILE
        self._record = _read(self._file)
        self._before = dict(self._record)
        self._path: Path | None = None
        self._failed: set[str] = set()
        self._held: set[str] = set()
        self._unreadable = False

    def among(self, paths: Iterable[Path]) -> dict[Path, Names]:
        """The files of these in which something did not hold, each with the names of what."""
        keys = {path: _key(path) for path in paths} if self._record else {}
        return {path: self._record[key] for path, key in keys.items() if key in self._record}

    def begin(self, path: Path) -> None:
        """The results of this file come next."""
        self._path = path
        self._failed, self._held, self._unreadable = set(), set(), False

    def tell(self, result: Result) -> None:
        """One result of the file."""
        if result.outcome is Outcome.ERROR:
            self._unreadable = True
        elif result.outcome is Outcome.FAILED:
            self._failed.add(mask(result.name))
        elif self._record:
            self._held.add(mask(result.name))

    def end(self, *, whole: bool) -> None:
        """The file is done. Unless it was run `whole`, the rest of it stays as it was."""
        path, self._path = self._path, None
        news = self._record or self._failed or self._unreadable
        if path is None or not news:
            return
        key = _key(path)
        before = self._record.pop(key, None)
        if self._unreadable or (before == ALL and not whole):
            self._record[key] = ALL
            return
        left = Names() if whole or before is None else before - self._held
        if left or self._failed:
            self._record[key] = left | self._failed

    def save(self) -> None:
        """Write the record, if it changed; a file that is gone is forgotten."""
        self.end(whole=False)
        kept = {
            path: sorted(names)
            for path, names in sorted(self._record.items())
            if path not in self._before or Path(path).exists()
        }
        if kept == {path: sorted(names) for path, names in self._before.items()}:
            return
        with suppress(OSError):
            _write(self._file, json.dumps({KEY: kept}, ensure_ascii=False, indent=2) + "\n")


def _key(path: Path) -> str:
    """One name for a path, however it is written: from the working folder, if it lies in it."""
    if path.is_absolute() or ".." in path.parts:
        whole = Path(os.path.abspath(path))  # noqa: PTH100 - not resolved: a link is a file of its own
        here = Path.cwd()
        path = whole.relative_to(here) if whole.is_relative_to(here) else whole
    return path.as_posix()


def _read(file: Path) -> dict[str, Names]:
    """The record as it was kept; none where there is none, or where somebody wrote into it."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        kept = json.loads(file.read_text("utf-8"))[KEY]
        return {str(path): frozenset(map(str, names)) for path, names in kept.items()}
    return {}


def _write(file: Path, text: str) -> None:
    """Put a file there in one piece, in a folder that no repository takes in."""
    written = working_folder.make(file.parent) / f"{FILE}.{os.getpid()}"
    written.write_text(text, "utf-8")
    written.replace(file)
