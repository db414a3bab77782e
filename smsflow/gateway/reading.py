"""What a store says: to its gateway, and to whoever looks in from another process."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from smsflow.gateway.tables import UNSENT, State
from smsflow.moments import Duration, Instant


def one(connection: sqlite3.Connection, sql: str, *values: object) -> Any:
    """The first value of the first row; None where there is none. (`Any`: what SQLite gives.)"""
    row = connection.execute(sql, values).fetchone()
    return row[0] if row else None


class Unfinished(NamedTuple):
    """An SMS of which something is still to come."""

    id: int
    sender: str
    number: str
    text: str
    accepted_at: Instant
    validity: Duration
    notify: str
    state: State
    answered: int
    next_answer_at: Instant | None


def unfinished(connection: sqlite3.Connection) -> Iterator[Unfinished]:
    """Every one, in the order of their coming."""
    rows = connection.execute(
        "SELECT id, sender, number, text, accepted_at, validity, notify, state, answered,"
        " next_answer_at FROM messages"
        " WHERE state IN ('accepted', 'held') OR next_answer_at IS NOT NULL ORDER BY id"
    ).fetchall()
    return (Unfinished(*row)._replace(state=State(row[7])) for row in rows)


def latest(connection: sqlite3.Connection) -> Instant:
    """The newest moment that anything has happened at; 0 where nothing has."""
    messages = "SELECT max(max(accepted_at, coalesce(state_at, 0))) FROM messages"
    mails = "SELECT max(max(status_at, coalesce(sent_at, 0))) FROM mails"
    return max(one(connection, messages) or 0, one(connection, mails) or 0)


def replies_written(connection: sqlite3.Connection) -> int:
    """How many replies the phones have written."""
    return int(one(connection, "SELECT replies FROM gateway"))


def uid(connection: sqlite3.Connection) -> str:
    """What makes this store's Message-IDs its own."""
    return str(one(connection, "SELECT uid FROM gateway"))


def has(connection: sqlite3.Connection, sms: int) -> bool:
    """Whether an SMS is still there; `inbox clear` may have taken it."""
    return one(connection, "SELECT 1 FROM messages WHERE id = ?", sms) is not None


class DueMail(NamedTuple):
    """A receipt or a reply to be sent, with what it needs of its SMS."""

    id: int
    sms: int
    status: str
    """empty: a reply"""
    status_at: Instant
    text: str
    tries: int
    number: str
    sender: str
    message_id: str
    envelope_id: str
    cause: str


_DUE_MAILS = f"FROM mails JOIN messages ON messages.id = message WHERE {UNSENT}"


def due_mails(connection: sqlite3.Connection, now: Instant, most: int) -> list[DueMail]:
    """The mails due by now that nobody has taken or refused yet, the oldest first."""
    rows = connection.execute(
        "SELECT mails.id, message, status, status_at, mails.text, tries, number, sender,"
        f" message_id, envelope_id, cause {_DUE_MAILS} AND due_at <= ?"
        " ORDER BY due_at, mails.id LIMIT ?",
        (now, most),
    )
    return [DueMail(*row) for row in rows]


def next_due(connection: sqlite3.Connection) -> Instant | None:
    """When the next mail is due, of those to be sent."""
    at: Instant | None = one(connection, f"SELECT due_at {_DUE_MAILS} ORDER BY due_at LIMIT 1")
    return at


class Stored(NamedTuple):
    """An SMS as `inbox` shows it."""

    id: int
    accepted_at: Instant
    sender: str
    number: str
    text: str
    message_id: str
    state: str
    state_at: Instant | None
    seen: bool
    cause: str
    next_answer_at: Instant | None
    """when its phone is to write the next reply"""
    next_answer: str


class Sent(NamedTuple):
    """A receipt or a reply to an SMS; `sent_at` is None until its peer has it."""

    status: str
    """empty: a reply"""
    text: str
    due_at: Instant
    sent_at: Instant | None
    refused: str
    """what its peer said, for good"""
    put_off: str
    """what its peer said last, if it was to be asked later"""
    lost: str
    """the fault that keeps it from its peer"""


_STORED = (
    "SELECT id, accepted_at, sender, number, text, message_id, state, state_at, seen, cause,"
    " next_answer_at, next_answer"
)


def messages(
    connection: sqlite3.Connection, *, after: int = 0, number: str | None = None
) -> Iterator[Stored]:
    """The SMS that came after another, to one number or to any, the oldest first."""
    where, values = "id > ?", [after, *([number] if number else [])]
    if number:
        where += " AND number = ?"
    for row in connection.execute(f"{_STORED} FROM messages WHERE {where} ORDER BY id", values):
        stored = Stored(*row)
        yield stored._replace(seen=bool(stored.seen))


def message(connection: sqlite3.Connection, sms: int) -> Stored | None:
    """One SMS."""
    row = connection.execute(f"{_STORED} FROM messages WHERE id = ?", (sms,)).fetchone()
    return Stored(*row)._replace(seen=bool(row[8])) if row else None


def mails_of(connection: sqlite3.Connection, sms: int) -> list[Sent]:
    """What went back, or will, in order."""
    rows = connection.execute(
        "SELECT status, text, due_at, sent_at, refused, put_off, lost FROM mails WHERE message = ?"
        " ORDER BY due_at, id",
        (sms,),
    )
    return [Sent(*row) for row in rows]


def data_version(connection: sqlite3.Connection) -> int:
    """Another number whenever somebody else has committed (SQLite's `data_version`)."""
    return int(one(connection, "PRAGMA data_version"))
