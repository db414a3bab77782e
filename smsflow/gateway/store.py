"""What a gateway must not forget: SMS, receipts and replies under way, in SQLite.

Durable means: an SMS is committed (write-ahead log, `synchronous=FULL`) before its mail is answered
250. One thread commits, whenever it is idle: what comes in meanwhile is the next batch, so fifty
connections share a commit and a single one waits for nobody. Whatever only notes how far things are
goes along with the next batch, or by itself soon after.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from smsflow.gateway import tables
from smsflow.gateway.opening import open_store
from smsflow.gateway.tables import Arrival, Change
from smsflow.moments import DAY, Duration

SOON_SECONDS = 0.05
"""how long a note may wait for company"""
RETRY_SECONDS = 1.0
"""after a commit that failed, until what was noted is tried again"""
PRUNE_EVERY = 250
"""after so many SMS, or fewer where fewer are kept; more are taken away than came in"""


class Keep(NamedTuple):
    """What the store keeps: the newest SMS, and none that is older."""

    most: int = 100_000
    age: Duration = 30 * DAY


class StoreFailed(Exception):
    """A commit failed; what was to be stored is not."""


class StoreFull(StoreFailed):
    """There is no room on the disk."""


class StoreLost(StoreFailed):
    """The file is another by now, or damaged: trying again is of no use."""


class _Waiting(NamedTuple):
    """SMS to be stored, and who waits for their ids."""

    arrivals: Sequence[Arrival]
    done: asyncio.Future[list[int | None]]


class Store:
    """A store that one gateway has opened; everything but the commits is the event loop's."""

    def __init__(self, path: Path, keep: Keep = Keep()) -> None:  # noqa: B008 - a frozen record
        self.reader, self.writer, self._owner, self.mark = open_store(path)
        self._path, self._identity = path, _identity(path)
        self.lost = asyncio.Event()
        """set once the file is of no use any more; `why_lost` says it"""
        self.why_lost = ""
        self._keep = keep
        self._thread = ThreadPoolExecutor(1, "store")
        self._waiting: list[_Waiting] = []
        self._changes: list[Change] = []
        self._committing: asyncio.Task[None] | None = None
        self._soon: asyncio.TimerHandle | None = None
        self._since_pruning = PRUNE_EVERY  # the first commit prunes as well

    async def add(self, arrivals: Sequence[Arrival]) -> list[int | None]:
        """Store SMS, all or none; once committed, the id of each, None for a duplicate.

        `StoreFull` or `StoreFailed` where they are not stored.
        """
        done: asyncio.Future[list[int | None]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(arrivals, done))
        self._commit()
        return await done

    def note(self, *changes: Change) -> None:
        """Have something committed soon; it is tried again until it is."""
        self._changes += changes
        if self._soon is None and self._committing is None:
            self._later(SOON_SECONDS)

    async def settled(self) -> None:
        """Wait until everything noted so far is committed; `StoreFailed` where it cannot be."""
        await self.add(())

    async def close(self) -> None:
        """Commit what was noted, if that can be, and let go of the file."""
        try:
            while self._changes or self._waiting or self._committing:
                await self.settled()
        except StoreFailed:
            pass
        if self._soon:
            self._soon.cancel()
        self._thread.shutdown()
        for connection in (self.reader, self.writer, self._owner):
            connection.close()
        self.mark.close()

    # Commits.

    def _later(self, seconds: float) -> None:
        if self._soon:
            self._soon.cancel()
        self._soon = asyncio.get_running_loop().call_later(seconds, self._commit)

    def _commit(self) -> None:
        if self._soon:
            self._soon.cancel()
            self._soon = None
        if self._committing is None:
            self._committing = asyncio.get_running_loop().create_task(self._commit_all())

    async def _commit_all(self) -> None:
        healthy = True
        try:
            while self._waiting or (self._changes and healthy):
                healthy = await self._commit_batch()
        finally:
            self._committing = None

    async def _commit_batch(self) -> bool:
        """Whether all that waits is on the disk by now."""
        waiting, self._waiting = self._waiting, []
        changes, self._changes = self._changes, []
        loop = asyncio.get_running_loop()
        try:
            ids = await loop.run_in_executor(self._thread, self._write, waiting, changes)
        except Exception as error:  # whatever it is, nobody must wait for ever
            self._changes = changes + self._changes
            self._later(RETRY_SECONDS)
            _fail(waiting, error)
            if not isinstance(error, sqlite3.Error | StoreLost):
                raise
            self._look_lost(error)
            return False
        for one in waiting:
            stored = [next(ids) for _ in one.arrivals]
            if not one.done.done():  # its client may have left meanwhile
                one.done.set_result(stored)
        return True

    def _look_lost(self, error: sqlite3.Error | StoreLost) -> None:
        if isinstance(error, StoreLost) or error.sqlite_errorcode in _DAMAGED:
            self.why_lost = str(error)
            self.lost.set()

    def _write(
        self, waiting: Iterable[_Waiting], changes: Iterable[Change]
    ) -> Iterator[int | None]:
        """One transaction, in the writing thread; it returns once that is on the disk."""
        run, ids = self.writer.execute, []
        run("BEGIN IMMEDIATE")
        try:
            for sql, values in changes:
                run(sql, values)
            for one in waiting:
                for arrival in one.arrivals:
                    ids.append(self._insert(arrival))
            self._prune(waiting)
            if _identity(self._path) != self._identity:  # nobody would find what we write
                raise StoreLost("it was removed or replaced")
            run("COMMIT")
        except BaseException:
            if self.writer.in_transaction:
                run("ROLLBACK")
            raise
        return iter(ids)

    def _insert(self, arrival: Arrival) -> int | None:
        run, at = self.writer.execute, arrival.accepted_at
        if not run(tables.REMEMBER, (arrival.digest, at, tables.DUPLICATE_WITHIN)).rowcount:
            return None
        return run(tables.ADD, arrival[1:]).lastrowid

    def _prune(self, waiting: Iterable[_Waiting]) -> None:
        moments = [arrival.accepted_at for one in waiting for arrival in one.arrivals]
        self._since_pruning += len(moments)
        if moments and self._since_pruning >= min(PRUNE_EVERY, self._keep.most):
            self._since_pruning = 0
            for sql, values in tables.prune(moments[-1], *self._keep):
                self.writer.execute(sql, values)


_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file a path leads to; None for none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _fail(waiting: Iterable[_Waiting], error: Exception) -> None:
    full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    for one in waiting:
        if not one.done.done():
            one.done.set_exception((StoreFull if full else StoreFailed)(str(error)))
