"""A store is opened: refused where it is somebody's file, kept from a second gateway, private."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

from smsflow.errors import UsageError
from smsflow.gateway import reading, tables
from smsflow.gateway.mark import Mark
from smsflow.gateway.private import make_private

BUSY_SECONDS = 5.0
"""how long `inbox clear` may keep the store busy"""


class Opened(NamedTuple):
    """A store that one gateway has."""

    reader: sqlite3.Connection
    writer: sqlite3.Connection
    owner: sqlite3.Connection
    """what keeps a second gateway out"""
    mark: Mark


def open_store(path: Path) -> Opened:
    """A store with its tables; `UsageError` where it cannot be had."""
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
        return Opened(reader, writer, owner, Mark(_beside(path, "clock"), reading.uid(reader)))
    except BaseException as error:
        for connection in (reader, writer, owner):
            if connection:
                connection.close()
        if isinstance(error, sqlite3.Error | OSError):
            raise _unusable(path, error) from None
        raise


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
    todo = "name another by --store"
    if application == tables.APPLICATION:
        age = "an older" if version < tables.VERSION else "a newer"
        what = f"the store of {age} gateway (version {version}, not {tables.VERSION})"
        todo += ", or remove it"
    raise UsageError("SF442", f"{path} is {what}; {todo}")


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
        raise _unusable(path, error) from None
    try:
        owner.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        owner.close()
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:  # a full disk, say
            raise _unusable(path, error) from None
        message = f"another gateway has {path} open; stop it, or name another file by --store"
        raise UsageError("SF443", message) from None
    return owner


def _unusable(path: Path, error: sqlite3.Error | OSError) -> UsageError:
    why = getattr(error, "strerror", None) or error
    return UsageError("SF442", f"{path} cannot be used as a store: {why}")
