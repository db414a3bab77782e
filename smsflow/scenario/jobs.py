"""Spreads files over processes, and brings what comes of them back in the order of the files.

A process gets a share of files at a time and sends items as it goes. No process runs far ahead of
the file whose turn it is, so memory does not grow with the number of files. A process that loses us
(its pipe closes) ends by itself.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic
from traceback import format_exception
from typing import Any, Generic, NamedTuple, TypeVar

from smsflow.errors import WorkerFault
from smsflow.interrupts import uninterrupted

T = TypeVar("T")
Work = Callable[[Path], Iterable[T]]
"""what is done with a file; a module's function or a record of plain data, so that it can travel"""

MOST_FILES_A_SHARE = 8
SHARES_AT_ONCE = 2
"""one under way and one waiting, so that a process need not wait for us"""
SHARES_AHEAD = 8
"""how far, a process, the others may be ahead of the file whose turn it is"""
SECONDS_A_MESSAGE = 0.1


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(
    work: Work[T], paths: Sequence[Path], jobs: int
) -> Generator[tuple[Path, Iterator[T]]]:
    """Each file with its items, which are to be exhausted before the next file.

    What `work` raises is raised as a `WorkerFault` where its item would have come.
    """
    team = _Team(work, paths, min(jobs, len(paths)))
    try:
        team.start()
        for index, path in enumerate(paths):
            yield path, team.items_of(index)
    finally:
        team.dismiss()


class _Fault(NamedTuple):
    """An exception of a worker, as it can travel."""

    kind: str
    traceback: str


_Item = tuple[int, T | _Fault | None]
"""a file and one thing that came of it; None is its end"""


class _Worker(NamedTuple):
    process: BaseProcess
    pipe: Connection[Any, Any]
    shares: deque[range]
    """what it has been handed and has not finished"""


class _Team(Generic[T]):
    """The processes, what they have been handed, and what has come of it."""

    def __init__(self, work: Work[T], paths: Sequence[Path], jobs: int) -> None:
        self._work = work
        self._paths = paths
        self._jobs = jobs
        self._workers: dict[Connection[Any, Any], _Worker] = {}
        size = max(1, min(MOST_FILES_A_SHARE, len(paths) // (4 * jobs)))
        self._shares = deque(
            range(first, min(first + size, len(paths))) for first in range(0, len(paths), size)
        )
        self._size = size
        self._reach = size * jobs * SHARES_AHEAD
        self._arrived: defaultdict[int, deque[T | _Fault | None]] = defaultdict(deque)

    def start(self) -> None:
        """Start the processes; the interrupt key stays ours alone."""
        context = _context()
        with uninterrupted():
            for _ in range(self._jobs):
                ours, theirs = context.Pipe()
                # A forked process has our ends of all pipes too, and has to close them: a pipe
                # whose other end it held itself would never tell it that we are gone.
                not_theirs = [*self._workers, ours] if context.get_start_method() == "fork" else []
                process = context.Process(  # type: ignore[attr-defined]
                    target=serve,
                    args=(self._work, self._paths, theirs, not_theirs, gc.get_threshold()),
                    daemon=True,
                )
                process.start()
                theirs.close()
                self._workers[ours] = _Worker(process, ours, deque())

    def items_of(self, index: int) -> Iterator[T]:
        """What comes of a file, as it comes."""
        if index % self._size == 0:
            self._hand_out(index)
        arrived = self._arrived[index]
        while True:
            while not arrived:
                self._receive(index)
            item = arrived.popleft()
            if item is None:
                del self._arrived[index]
                return
            if isinstance(item, _Fault):
                raise WorkerFault(item.kind, item.traceback)
            yield item

    def _hand_out(self, index: int) -> None:
        """Give every process enough to do, up to so far ahead of this file."""
        for most in range(1, SHARES_AT_ONCE + 1):
            for worker in self._workers.values():
                near = self._shares and self._shares[0].start < index + self._reach
                if near and len(worker.shares) < most:
                    share = self._shares.popleft()
                    worker.shares.append(share)
                    with _gone(worker):
                        _write(worker.pipe, share)

    def _receive(self, index: int) -> None:
        for pipe in wait(list(self._workers)):
            worker = self._workers[pipe]  # type: ignore[index]  # `wait` gives back what it got
            with _gone(worker):
                message: list[_Item[T]] = _read(worker.pipe)
            for file, item in message:
                self._arrived[file].append(item)
            if message[-1] == (worker.shares[0][-1], None):
                worker.shares.popleft()
        self._hand_out(index)

    def dismiss(self) -> None:
        """End the processes, whatever they are doing."""
        for worker in self._workers.values():
            worker.process.kill()
        for worker in self._workers.values():
            worker.process.join()
            worker.process.close()
            worker.pipe.close()


@contextmanager
def _gone(worker: _Worker) -> Iterator[None]:
    """A pipe that ends is a process that ended before its work was done."""
    try:
        yield
    except (EOFError, OSError):
        worker.process.join()
        code = worker.process.exitcode or 0
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        raise WorkerFault(f"a process of --jobs ended with {how}") from None


# Not `send` and `recv`: these pickle into a buffer that an exception of theirs goes on holding, and
# Pythons before 3.12.7 may crash when they collect it (python/cpython#77894).


def _write(pipe: Connection[Any, Any], what: object) -> None:
    pipe.send_bytes(pickle.dumps(what))


def _read(pipe: Connection[Any, Any]) -> Any:
    return pickle.loads(pipe.recv_bytes())


def _context() -> BaseContext:
    """How processes start: a fork has everything imported, but is safe in one thread only."""
    alone = sys.platform == "linux" and threading.active_count() == 1
    return get_context("fork" if alone else "spawn")


def serve(
    work: Work[T],
    paths: Sequence[Path],
    pipe: Connection[Any, Any],
    not_ours: Iterable[Connection[Any, Any]],
    collections: tuple[int, int, int],
) -> None:
    """What a process does: take shares of files and send their items, until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*collections)
    for other in not_ours:
        other.close()
    with suppress(EOFError, OSError):
        while True:
            for message in _messages(work, paths, _read(pipe)):
                _write(pipe, message)


def _messages(work: Work[T], paths: Sequence[Path], share: range) -> Iterator[list[_Item[T]]]:
    """What comes of a share: one message, or where it takes long one every so often."""
    message: list[_Item[T]] = []
    due = monotonic() + SECONDS_A_MESSAGE
    for index in share:
        for item in _guarded(work, paths[index]):
            message.append((index, item))
            if monotonic() > due:
                yield message
                message, due = [], monotonic() + SECONDS_A_MESSAGE
    if message:
        yield message


def _guarded(work: Work[T], path: Path) -> Iterator[T | _Fault | None]:
    try:
        yield from work(path)
    except Exception as error:
        yield _Fault(type(error).__name__, "".join(format_exception(error)))
    yield None
