"""What `smsflow run` is to run and how, and the doing of it: in this process or in several."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from smsflow.carrier import Carrier
from smsflow.commands.last_failed import Names
from smsflow.commands.selection import read_selection
from smsflow.commands.wires import Wire, opened
from smsflow.errors import DocumentError
from smsflow.frozen import frozen
from smsflow.report.json import record_of
from smsflow.scenario.collect import Selection, read_file
from smsflow.scenario.model import Scenario
from smsflow.scenario.result import Outcome, Result
from smsflow.scenario.run import run_scenario, unreadable
from smsflow.sms.masking import mask
from smsflow.sms.wording import Wording

if TYPE_CHECKING:
    from smsflow.report.html.section import Section


class Told(NamedTuple):
    """A result, and of it what was asked for: its record for a program, its section of the page."""

    result: Result
    record: str
    section: Section | None = None


HERE = Path()

Played = Generator[tuple[Path, Iterator[Told]]]


@frozen
class Orders:
    """What to run of each file, and how: plain data, so that another process can be told."""

    words: str | None = None
    tags: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    rerun: Mapping[Path, Names] | None = None
    """the masked names that alone are run of a file; a file without names is run whole"""
    home: Path = HERE
    """the folder that the paths of files count from"""
    wording: Wording | None = None
    seed: int | None = None
    wire: Wire = Wire.MEMORY
    as_json: bool = False
    as_html: bool = False
    with_standings: bool = False
    reveal: bool = False

    @property
    def partial(self) -> bool:
        """Whether a file may be run in part, other than by `rerun`."""
        return bool(self.words or self.tags or self.clauses)


def play(paths: Sequence[Path], orders: Orders, jobs: int) -> Played:
    """Each file with its results, both as they come. Exhaust the results before the next file."""
    if min(jobs, len(paths)) < 2:
        with opened(orders.wire) as carrier:
            for path in paths:
                yield path, _with_source(_told(path, orders, carrier))
        return
    from smsflow.scenario.jobs import in_order

    with closing(in_order(Work(orders), paths, jobs)) as done:
        for path, told in done:
            yield path, _with_source(told)


@frozen
class Work:
    """The work on one file, in a process that does nothing else."""

    orders: Orders

    def __call__(self, path: Path) -> Iterator[Told]:
        """The results of a file, one by one."""
        return _told(path, self.orders, _kept(self.orders.wire))


@cache
def _kept(wire: Wire) -> Carrier | None:
    """The carrier of this process."""
    return _TO_THE_END.enter_context(opened(wire))


_TO_THE_END = ExitStack()
"""never closed: the processes of `--jobs` are killed"""


def _told(path: Path, orders: Orders, carrier: Carrier | None) -> Iterator[Told]:
    """The results of a file. What is large goes along only where somebody will read it."""
    source_went = False
    for number, result in enumerate(_results(path, orders, carrier)):
        record = record_of(result, reveal=orders.reveal) if orders.as_json else ""
        section = _section(result, number, orders) if orders.as_html else None
        result.passed = []
        if result.outcome is not Outcome.FAILED:
            result.events = []
        if not result.failures or source_went:
            result.source = ""
        source_went = source_went or bool(result.source)
        yield Told(result, record, section)


def _section(result: Result, number: int, orders: Orders) -> Section:
    from smsflow.report.html.section import section_of

    return section_of(result, first=number == 0, reveal=orders.reveal)


def _with_source(told: Iterator[Told]) -> Iterator[Told]:
    """The source of a file, which came with its first failure, given to its other failures."""
    source = ""
    for one in told:
        source = one.result.source or source
        if one.result.failures:
            one.result.source = source
        yield one


def _results(path: Path, orders: Orders, carrier: Carrier | None) -> Iterator[Result]:
    try:
        scenarios = read_file(path, orders.home)
    except DocumentError as error:
        yield unreadable(error)
        return
    selection = _selection(orders.words, orders.tags, orders.clauses)
    for scenario in _to_rerun(path, scenarios, orders):
        if selection.wants(scenario):
            began = perf_counter()
            result = run_scenario(
                scenario,
                wording=orders.wording,
                seed=orders.seed,
                with_standings=orders.with_standings or orders.as_html,
                carrier=carrier,
            )
            result.seconds = perf_counter() - began
            yield result


def _to_rerun(path: Path, scenarios: list[Scenario], orders: Orders) -> list[Scenario]:
    """Those that are to be run again; all of a file where one of them goes by another name now."""
    wanted = orders.rerun.get(path) if orders.rerun else None
    if not wanted or not wanted <= {mask(scenario.name) for scenario in scenarios}:
        return scenarios
    return [scenario for scenario in scenarios if mask(scenario.name) in wanted]


@cache
def _selection(words: str | None, tags: tuple[str, ...], clauses: tuple[str, ...]) -> Selection:
    return read_selection(words, tags, clauses)
