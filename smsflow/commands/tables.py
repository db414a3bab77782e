"""What `replay` and `export` do alike: read a roster and messages, and play them to the end."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from smsflow.errors import START, DocumentError, EnoughProblems, Problem, UsageError
from smsflow.memo.policy import Policy
from smsflow.moments import Duration, Instant, parse_duration, parse_instant
from smsflow.report.progress import Progress
from smsflow.scenario.replay.roster import Roster, read_roster
from smsflow.scenario.replay.sequence import Messages
from smsflow.scenario.replay.whole import Survey, WholeReplay
from smsflow.scenario.result import Result
from smsflow.scenario.verdict.standing import Standing
from smsflow.sms.wording import Wording

_ROWS_BETWEEN_LOOKS = 2_000
"""how often the progress is shown"""


class Source(NamedTuple):
    """Where the tables are, and how they are written."""

    messages: Path
    roster: Path
    encoding: str


class Sums(NamedTuple):
    """How much was replayed."""

    rows: int
    guardians: int
    children: int
    failed: int


class Played(NamedTuple):
    """A message sequence that has been replayed."""

    source: Source
    roster: Roster
    replay: WholeReplay

    def result(self) -> Result:
        """The verdict."""
        path = self.source.messages.as_posix()
        return self.replay.result(path, self.source.messages.name)

    def standings(self) -> Iterator[Standing]:
        """Where every guardian stands."""
        return self.replay.standings()

    def sums(self) -> Sums:
        """How much was replayed."""
        people = self.roster
        return Sums(
            self.replay.rows, len(people.guardians), len(people.children), self.replay.failed
        )


def needed(path: Path | None, name: str) -> Path:
    """A path that has to be given."""
    if path is None:
        raise UsageError(
            "SF407", f"{name} is missing: `smsflow replay messages.csv --roster roster.csv`"
        )
    return path


def played(
    source: Source,
    policy: Policy,
    until: str | None = None,
    trace: Collection[str] = (),
    seed: int = 0,
    wording: Wording | None = None,
) -> Played:
    """Play a sequence; `DocumentError` with everything wrong in either table."""
    _check_encoding(source.encoding)
    end = _end(until)
    problems: list[Problem] = []
    roster = Roster()
    with suppress(EnoughProblems), _open(source.roster) as lines:
        roster = read_roster(str(source.roster), lines, problems, source.encoding)
    with _open(source.messages) as lines:
        survey = Survey(lines)
        lines.seek(0)
        progress = Progress(sys.stderr, source.messages.stat().st_size)
        with suppress(EnoughProblems):
            messages = Messages(str(source.messages), lines, roster, problems, source.encoding)
            replay = WholeReplay(
                messages,
                roster,
                policy,
                survey,
                seed=seed,
                wording=wording,
                trace=[name for one in trace for name in _whom(roster, one)],
            )
            for row in replay.play():
                if row % _ROWS_BETWEEN_LOOKS == 0:
                    progress.show(lines.tell(), f"{row:,} rows")
        progress.clear()
    if problems:
        raise DocumentError(str(source.messages), "", problems)
    replay.play_on(*end)
    return Played(source, roster, replay)


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        problem = Problem("SF100", f"it cannot be opened: {error.strerror}", START)
        raise DocumentError(path.as_posix(), "", [problem]) from None


def _check_encoding(name: str) -> None:
    try:
        fits = codecs.lookup(name) is not None and "2*1\n".encode(name) == b"2*1\n"
    except (LookupError, UnicodeError):
        fits = False
    if not fits:
        raise UsageError("SF407", f"--encoding {name}: unknown, or not one in which ASCII is ASCII")


def _end(until: str | None) -> tuple[Duration | None, Instant | None]:
    """How long to play on, or until when."""
    if until is None:
        return None, None
    length, moment = parse_duration(until), parse_instant(until)
    if length is None and moment is None:
        raise UsageError("SF112", f"--until {until}: write a duration such as 8d, or a moment")
    return length, moment


def _whom(roster: Roster, name: str) -> Iterator[str]:
    """A guardian, and their children, by name or number."""
    guardian = roster.named(name)
    if guardian is None:
        raise UsageError("SF109", f"--trace {name}: nobody of this name or number in the roster")
    yield guardian
    yield from (child.name for child in roster.children if guardian in child.guardians)
