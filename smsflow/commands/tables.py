"""What `replay` and `export` do alike: read a roster and messages, and play them to the end."""

from __future__ import annotations

import codecs
import gc
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from smsflow.carrier import Carrier
from smsflow.document.suggestions import suggest
from smsflow.errors import (
    START,
    DocumentError,
    EnoughProblems,
    Origin,
    Problem,
    UsageError,
    shorten,
)
from smsflow.memo.policy import Policy
from smsflow.moments import Duration, Instant, format_instant, parse_duration
from smsflow.report.progress import Progress
from smsflow.report.screen import Screen
from smsflow.scenario.language.values import TEN_YEARS
from smsflow.scenario.replay.endings import Ending
from smsflow.scenario.replay.header import listed
from smsflow.scenario.replay.roster import Roster
from smsflow.scenario.replay.roster_table import read_roster
from smsflow.scenario.replay.sequence import Messages
from smsflow.scenario.replay.strays import AllStrays
from smsflow.scenario.replay.timeline import read_moment
from smsflow.scenario.replay.whole import Survey, WholeReplay
from smsflow.scenario.result import Result
from smsflow.scenario.verdict.standing import Standing
from smsflow.sms.numbers import parse_mobile
from smsflow.sms.wording import Wording

_ROWS_BETWEEN_LOOKS = 2_000
"""how often the progress is shown"""


class Source(NamedTuple):
    """Where the tables are, and how they are written."""

    messages: Path
    roster: Path
    encoding: str


class Sums(NamedTuple):
    """How much was replayed, and what came of it in sum."""

    rows: int
    guardians: int
    children: int
    failed: int
    longest_wait: Duration
    records: Counter[str]
    """how many guardians each record has"""
    without_a_meal: int
    """how many children miss their meal by wrongful refusals"""
    names: Mapping[str, str]
    """of those traced whom the run calls otherwise than people do"""
    strays: AllStrays


class Played(NamedTuple):
    """A message sequence that has been replayed."""

    source: Source
    roster: Roster
    replay: WholeReplay
    policy: Policy
    traced: Collection[str]

    def result(self) -> Result:
        """The verdict."""
        path = self.source.messages.as_posix()
        return self.replay.result(path, self.source.messages.name)

    def standings(self) -> Iterator[Standing]:
        """Where every guardian stands."""
        return self.replay.standings()

    def endings(self) -> Iterator[Ending]:
        """Likewise, with what the roster says of everybody."""
        return self.replay.endings()

    @property
    def longest_wait(self) -> Duration:
        """How long an answer may take after the last row."""
        return self.policy.delivery_validity + self.policy.reply_timeout

    def sums(self) -> Sums:
        """How much was replayed."""
        people = self.roster
        return Sums(
            self.replay.rows,
            len(people.guardians),
            len(people.children),
            self.replay.failed,
            self.longest_wait,
            self.replay.records(),
            self.replay.without_a_meal(),
            {name: people.shown(name) for name in self.traced if name in people.numbered},
            self.replay.strays,
        )


def source_of(messages: Path | None, roster: Path | None, encoding: str, command: str) -> Source:
    """The two tables; `UsageError` where one is not named, or the encoding is none."""
    if messages is None or roster is None:
        missing = "the table of messages" if messages is None else "--roster"
        example = f"`smsflow {command} messages.csv --roster roster.csv`"
        raise UsageError("SF409", f"{missing} is missing: {example}")
    _check_encoding(encoding)
    return Source(messages, roster, encoding)


def played(
    source: Source,
    policy: Policy,
    until: str | None = None,
    trace: Collection[str] = (),
    seed: int = 0,
    wording: Wording | None = None,
    carrier: Carrier | None = None,
) -> Played:
    """Play a sequence; `DocumentError` with everything wrong in either table."""
    end = _end(until)
    problems: list[Problem] = []
    roster_lines, lines = _opened(source)
    roster = Roster()
    progress = Progress(sys.stderr, source.messages.stat().st_size)
    progress.show(0, "reading the roster")
    with suppress(EnoughProblems), roster_lines:
        roster = read_roster(source.roster.as_posix(), roster_lines, problems, source.encoding)
    with lines:
        survey = Survey(lines)
        lines.seek(0)
        with suppress(EnoughProblems):
            path = source.messages.as_posix()
            messages = Messages(path, lines, roster, problems, source.encoding)
            traced = {name for one in trace for name in _whom(roster, one, problems)}
            replay = WholeReplay(
                messages,
                roster,
                policy,
                survey,
                seed=seed,
                wording=wording,
                trace=traced,
                carrier=carrier,
            )
            for row in replay.play():
                if row % _ROWS_BETWEEN_LOOKS == 0:
                    progress.show(lines.tell(), f"{row:,} rows")
        progress.clear()
    if problems:
        raise _unreadable(source, problems)
    _remark(source, roster, messages)
    _check_end(until, end[1], replay.last)
    replay.play_on(*end)
    return Played(source, roster, replay, policy, traced)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Python looks for garbage in cycles less often meanwhile.

    Else it looks through all guardians again and again, who are no garbage: a fifth of the time.
    """
    before = gc.get_threshold()
    gc.set_threshold(_MANY, _MANY)
    try:
        yield
    finally:
        gc.set_threshold(*before)


_MANY = 50_000


def _opened(source: Source) -> tuple[BinaryIO, BinaryIO]:
    """The roster and the messages, open; both are told where neither can be."""
    problems: list[Problem] = []
    files = [
        one
        for path in (source.roster, source.messages)
        if (one := _open(path, problems)) is not None
    ]
    if problems:
        for file in files:
            file.close()
        raise _unreadable(source, problems)
    return files[0], files[1]


def _open(path: Path, problems: list[Problem]) -> BinaryIO | None:
    try:
        return path.open("rb")
    except OSError as error:
        message = f"it cannot be opened: {error.strerror}"
        problems.append(Problem("SF100", message, START, Origin(path.as_posix(), "")))
        return None


def _unreadable(source: Source, problems: list[Problem]) -> DocumentError:
    """Everything wrong with both: the roster first, each from its top."""
    roster, messages = source.roster.as_posix(), source.messages.as_posix()
    in_order = sorted(
        problems, key=lambda one: (one.origin is None or one.origin.path != roster, one.place)
    )
    return DocumentError(f"{roster} and {messages}", "", in_order)


def _check_encoding(name: str) -> None:
    try:
        fits = codecs.lookup(name) is not None and "2*1\n".encode(name) == b"2*1\n"
    except (LookupError, UnicodeError):
        fits = False
    if not fits:
        message = f"--encoding {name}: it can be utf-8, cp1251 or another that extends ASCII"
        raise UsageError("SF409", message)


def _end(until: str | None) -> tuple[Duration | None, Instant | None]:
    """How long to play on, or until when."""
    if until is None:
        return None, None
    length, moment = parse_duration(until), read_moment(until)
    if length is None and moment is None:
        message = (
            f"--until {until}: write a duration such as 8d, or a moment such as 2026-09-09T09:00"
        )
        raise UsageError("SF112", message)
    if length is not None and length > TEN_YEARS:
        raise UsageError("SF114", f"--until {until}: more than 10 years")
    return length, moment


def _remark(source: Source, roster: Roster, messages: Messages) -> None:
    """What is no error, and yet may not be meant."""
    screen = Screen(sys.stderr)
    for path, names in (
        (source.roster, roster.ignored_columns),
        (source.messages, messages.ignored_columns),
    ):
        if names:
            told = listed(map(shorten, names))
            screen.line(f"{path.as_posix()}: columns ignored: {told}")
    if roster.with_lost_letters:
        screen.line(
            f"{source.roster.as_posix()}: the name {shorten(roster.with_lost_letters)} holds '?': "
            "the export lost letters that cp1251 does not have (ә ғ қ ң ө ұ ү һ); export as UTF-8"
        )


def _check_end(until: str | None, end: Instant | None, last: Instant) -> None:
    """A moment to play on to is not before the last row's."""
    if end is not None and end < last:
        message = f"--until {until}: the last row is later, of {format_instant(last)}"
        raise UsageError("SF108", message)


def _whom(roster: Roster, name: str, problems: list[Problem]) -> Iterator[str]:
    """A guardian with their children and numbers, by name or number; or a number alone."""
    guardian = roster.named(name)
    number = parse_mobile(name)
    if guardian:
        setup = roster.guardians[guardian]
        yield from filter(None, (guardian, setup.number, setup.mab_number))
        yield from (child.name for child in roster.children if guardian in child.guardians)
    elif number:
        yield number
    elif not problems:  # else what is wrong with the roster is told instead
        if roster.is_shared(name):
            raise UsageError("SF109", f"--trace {name}: several are called so; give the number")
        hint = suggest(name, roster.names) or "; nobody in the roster has this name or number"
        raise UsageError("SF109", f"--trace: unknown guardian {shorten(name)}{hint}")
