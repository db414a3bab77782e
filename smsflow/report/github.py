"""Annotations for GitHub: what does not hold is shown at its line in a pull request.

The form is that of the workflow commands (docs.github.com, "Workflow commands for GitHub Actions"):
`::error file=…,line=…,col=…,title=…::message`, each in a line of its own.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TextIO

from smsflow.report.screen import Screen
from smsflow.report.summary import Summary
from smsflow.scenario.result import Result

_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = {**_IN_MESSAGE, **str.maketrans({":": "%3A", ",": "%2C"})}


class Github:
    """An error for each thing that does not hold, and a notice that sums wrongful records up."""

    def __init__(self, stream: TextIO, *, reveal: bool = False) -> None:
        self._stream = stream
        self._screen = Screen(stream, reveal=reveal, plain=True)

    def tell(self, result: Result) -> None:
        """One result; what holds is not worth an annotation."""
        for failure in result.failures:
            self._write(
                "error",
                failure.message,
                file=_in_repository(failure.origin.path if failure.origin else result.path),
                line=str(failure.place.line),
                col=str(failure.place.column),
                title=f"{failure.code} {result.name}".rstrip(),
            )

    def end(self, summary: Summary) -> None:
        """They are no failures, but what the run was made for: one notice a kind."""
        self._sum("wrongful refusals", summary.refusals)
        self._sum("wrongful consents", summary.consents)

    def _sum(self, what: str, causes: Counter[tuple[str, str]]) -> None:
        if causes:
            said = [
                f"{count} {truth} ({cause})"
                for (truth, cause), count in sorted(
                    causes.items(), key=lambda item: (-item[1], item[0])
                )
            ]
            self._write("notice", *said, title=f"{what}: {causes.total()}")

    def _write(self, kind: str, *message: str, **properties: str) -> None:
        named = ",".join(
            f"{name}={self._screen.shown(value).translate(_IN_PROPERTY)}"
            for name, value in properties.items()
        )
        said = "\n".join(map(self._screen.shown, message)).translate(_IN_MESSAGE)
        self._stream.write(f"::{kind} {named}::{said}\n")


def _in_repository(path: str) -> str:
    """A path as GitHub looks for it: from the root of the checkout, wherever the run began."""
    root = os.environ.get("GITHUB_WORKSPACE")
    whole = Path(path).absolute()
    if root and whole.is_relative_to(root):
        return whole.relative_to(root).as_posix()
    return path
