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

from smsflow.errors import UsageError
from smsflow.gateway import reading, tables
from smsflow.gateway.mark import Mark
from smsflow.gateway.private import make_private
from smsflow.gateway.tables import Arrival, Change
from smsflow.moments import DAY, Duration

SOON_SECONDS = 0.05
"""how long a note may wait for company"""
RETRY_SECONDS = 1.0
"""after a commit that failed, until what was noted is tried again"""
PRUNE_EVERY = 250
"""after so many SMS; each pruning takes a few more away than came in"""
BUSY_SECONDS = 5.0
"""how long `inbox clear` may keep the store busy"""


class Keep(NamedTuple):
    """What the store keeps: the newest SMS, and none that is older."""

    most: int = 100_000
    age: Duration = 30 * DAY


class StoreFailed(Exception):
    """A commit failed; what was to be stored is not."""


class StoreFull(StoreFailed):
    """There is no room on the disk."""


class _Waiting(NamedTuple):
    """SMS to be stored, and who waits for their ids."""

    arrivals: Sequence[Arrival]
    done: asyncio.Future[list[int | None]]


class Store:
    """A store that one gateway has opened; everything but the commits is the event loop's."""

    def __init__(self, path: Path, keep: Keep = Keep()) -> None:  # noqa: B008 - a frozen record
        self.reader, self.writer, self._owner, self.mark = _open(path)
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
            if not isinstance(error, sqlite3.Error):
                raise
            return False
        for one in waiting:
            stored = [next(ids) for _ in one.arrivals]
            if not one.done.done():  # its client may have left meanwhile
                one.done.set_result(stored)
        return True

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
        if moments and self._since_pruning >= PRUNE_EVERY:
            self._since_pruning = 0
            for sql, values in tables.prune(moments[-1], *self._keep):
                self.writer.execute(sql, values)


def _fail(waiting: Iterable[_Waiting], error: Exception) -> None:
    full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    for one in waiting:
        if not one.done.done():
            one.done.set_exception((StoreFull if full else StoreFailed)(str(error)))


# Opening.


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """A connection to a store; `UsageError` where the file is none."""
    mode = "rwc" if create else "rw"
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=BUSY_SECONDS,
            check_same_thread=False,  # the writer is used by one thread, which is not this one
        )
    except sqlite3.Error as error:
        raise UsageError("SF442", f"{path} cannot be opened as a store: {error}") from None
    try:
        _check(connection, path, create=create)
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, path: Path, *, create: bool) -> None:
    """Refuse what is no store of ours: it might be somebody's database."""
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (objects,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        message = f"{path} is no store of a gateway ({error}); name another by --store"
        raise UsageError("SF442", message) from None
    if (application, version) == (tables.APPLICATION, tables.VERSION) or (create and not objects):
        return
    what = "an SQLite file, but no store of a gateway" if objects else "an empty file, and no store"
    if application == tables.APPLICATION:
        what = "the store of another version's gateway"
    raise UsageError("SF442", f"{path} is {what}; name another by --store")


def _open(
    path: Path,
) -> tuple[sqlite3.Connection, sqlite3.Connection, sqlite3.Connection, Mark]:
    """A reader, a writer, what keeps a second gateway out, and the clock; the tables are there."""
    _check_place(path)
    owner = _claim(path)
    writer: sqlite3.Connection | None = None
    reader: sqlite3.Connection | None = None
    try:
        make_private(path)  # and so are the files that SQLite puts beside it
        writer = connect(path, create=True)
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("PRAGMA synchronous = FULL")
        writer.executescript(f"BEGIN IMMEDIATE; {tables.SCHEMA} COMMIT;")
        reader = connect(path, create=False)
        return reader, writer, owner, Mark(_beside(path, "clock"), reading.uid(reader))
    except BaseException as error:
        for connection in (reader, writer, owner):
            if connection:
                connection.close()
        if isinstance(error, sqlite3.Error | OSError):
            raise UsageError("SF442", f"{path} cannot be used as a store: {error}") from None
        raise


def _check_place(path: Path) -> None:
    """Nothing is written beside a file that is not ours, nor a folder made that nobody meant."""
    if path.is_dir():
        raise UsageError("SF442", f"{path} is a folder, and a store is a file")
    if not path.parent.is_dir():
        raise UsageError("SF442", f"the folder {path.parent.as_posix()} does not exist")
    if path.exists():
        connect(path, create=True).close()


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.name}-{what}")


def _claim(path: Path) -> sqlite3.Connection:
    """Hold a lock beside the store for as long as this process lives, on every system."""
    lock = _beside(path, "lock")
    try:
        make_private(lock)
        owner = sqlite3.connect(lock, isolation_level=None, timeout=0)
    except (sqlite3.Error, OSError) as error:
        raise UsageError("SF442", f"{path} cannot be used as a store: {error}") from None
    try:
        owner.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        owner.close()
        message = f"another gateway has {path} open; stop it, or name another file by --store"
        raise UsageError("SF443", message) from None
    return owner
