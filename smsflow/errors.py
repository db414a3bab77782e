"""Everything that can be wrong with what a user gives us, and with what a run shows.

    SmsflowError
    ├── DocumentError    a file that cannot be read, with every problem in it   exit 2
    ├── UsageError       a command line that cannot be followed                 exit 2
    │   └── NothingSelected   a command line that leaves nothing to do          exit 5
    └── StepError        a step that cannot be taken as things stand            exit 1

A `WorkerFault` is none of these: a fault of the program (exit 3), as another process tells it.
A `Problem` is a place, a stable code and a sentence; `codes.py` says more of each code.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Place(NamedTuple):
    """A line and a column of a file, both from 1."""

    line: int
    column: int


START = Place(1, 1)


class Origin(NamedTuple):
    """Another file than the one that was read first, and its line where something stands."""

    path: str
    line: str


class Problem(NamedTuple):
    """One thing wrong, where it stands, and what to do next; `origin` if in another file."""

    code: str
    message: str
    place: Place
    origin: Origin | None = None


MAX_PROBLEMS = 200
"""after so many problems the rest of a file is not looked at"""


class EnoughProblems(Exception):
    """There is no use in reading on; caught where a file is read."""


def note(problems: list[Problem], problem: Problem) -> None:
    """Add a problem to a file's; `EnoughProblems` once there are too many to read."""
    problems.append(problem)
    if len(problems) >= MAX_PROBLEMS:
        message = f"more than {MAX_PROBLEMS} problems; the rest of the file is not looked at"
        problems.append(Problem("SF114", message, problem.place, problem.origin))
        raise EnoughProblems


MAX_SHOWN = 60
"""how many characters of a user's text a message quotes"""


def shorten(text: str) -> str:
    """A user's text as a message quotes it."""
    if len(text) <= MAX_SHOWN:
        return repr(text)
    return repr(_CUT_NUMBER.sub("", text[:MAX_SHOWN]) + "…")


_CUT_NUMBER = re.compile(r"[\d\s().+-]{1,20}$")
"""half a number would not be known for one, and so not be masked"""


class SmsflowError(Exception):
    """A user's mistake; never a fault of the program."""

    exit_code = 2


class DocumentError(SmsflowError):
    """A file with problems; `source` is its text, where it has any."""

    def __init__(self, path: str, source: str, problems: list[Problem]) -> None:
        first = f"{path}: {problems[0].code} {problems[0].message}"
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(first + more)
        self.path = path
        self.source = source
        self.problems = problems


class UsageError(SmsflowError):
    """A command line that cannot be followed."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class StepError(SmsflowError):
    """A verb that makes no sense as things stand; a scenario fails there."""

    exit_code = 1

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class NothingSelected(UsageError):
    """Nothing to do after every selection was made."""

    exit_code = 5


class WorkerFault(Exception):
    """A fault of the program in a process of `--jobs`: its kind, and where it happened there."""

    def __init__(self, kind: str, traceback: str = "") -> None:
        super().__init__(f"{kind}\n{traceback}".strip())
        self.kind = kind
