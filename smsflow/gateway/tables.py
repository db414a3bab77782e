"""The store's tables, and every statement that changes them.

`messages` is one row an SMS, `mails` one row a receipt or a reply that goes back, sent or not, and
`digests` what the duplicate rule remembers. Moments are the gateway's, in milliseconds since 1970.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from smsflow.moments import DAY, Duration, Instant
from smsflow.sms.messages import Status
from smsflow.words import Word

APPLICATION = 0x736D7366
"""SQLite's `application_id` of a store of ours: `smsf`"""
VERSION = 2
"""its `user_version`; raised whenever a table changes"""
DUPLICATE_WITHIN: Duration = 7 * DAY
UNSENT = "sent_at IS NULL AND refused = '' AND lost = ''"
"""of mails: those that the peer is still to get"""

SCHEMA = f"""
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
CREATE TABLE IF NOT EXISTS gateway (
    uid TEXT NOT NULL,                  -- makes the Message-IDs of this store's mails its own
    replies INTEGER NOT NULL DEFAULT 0  -- how many replies its phones have written
);
INSERT INTO gateway (uid) SELECT lower(hex(randomblob(4))) WHERE NOT EXISTS (SELECT 1 FROM gateway);
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice, so `--after` can be trusted
    accepted_at INTEGER NOT NULL,
    sender TEXT NOT NULL,                 -- the envelope's; empty for <>
    number TEXT NOT NULL,
    text TEXT NOT NULL,
    message_id TEXT NOT NULL,
    envelope_id TEXT NOT NULL,            -- ENVID (RFC 3461 §4.4)
    notify TEXT NOT NULL,                 -- NOTIFY (RFC 3461 §4.1); empty where nothing was asked
    validity INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'accepted',
    state_at INTEGER,
    seen INTEGER NOT NULL DEFAULT 0,
    cause TEXT NOT NULL DEFAULT '',
    answered INTEGER NOT NULL DEFAULT 0,  -- how many replies its phone has written
    next_answer_at INTEGER,               -- when the next is due
    next_answer TEXT NOT NULL DEFAULT ''  -- and what it will say
);
CREATE TABLE IF NOT EXISTS mails (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    status TEXT NOT NULL,                 -- of a receipt; empty: a reply
    status_at INTEGER NOT NULL,
    text TEXT NOT NULL,                   -- of a reply
    tries INTEGER NOT NULL DEFAULT 0,
    sent_at INTEGER,                      -- when its peer said 250
    refused TEXT NOT NULL DEFAULT '',     -- what its peer said instead, for good
    put_off TEXT NOT NULL DEFAULT '',     -- what its peer said last, if that was: later
    lost TEXT NOT NULL DEFAULT ''         -- the fault that keeps it from its peer
);
CREATE INDEX IF NOT EXISTS mails_due ON mails (due_at, id) WHERE {UNSENT};
CREATE INDEX IF NOT EXISTS mails_of ON mails (message);
CREATE TABLE IF NOT EXISTS digests (digest BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS digests_at ON digests (at);
"""


class State(Word):
    """How far an SMS is."""

    ACCEPTED = "accepted"
    HELD = "held"
    DELIVERED = Status.DELIVERED
    EXPIRED = Status.EXPIRED
    UNDELIVERABLE = Status.UNDELIVERABLE
    REJECTED = Status.REJECTED


class Arrival(NamedTuple):
    """An SMS that came in as mail; `digest` is what makes another the same."""

    digest: bytes
    accepted_at: Instant
    sender: str
    number: str
    text: str
    message_id: str
    envelope_id: str
    notify: str
    validity: Duration


class Change(NamedTuple):
    """A statement with its values."""

    sql: str
    values: tuple[Any, ...]  # what SQLite takes


REMEMBER = (
    "INSERT INTO digests VALUES (?, ?) ON CONFLICT (digest)"
    " DO UPDATE SET at = excluded.at WHERE at <= excluded.at - ?"
)
"""changes no row where the digest is known and not too old: a duplicate"""
ADD = (
    "INSERT INTO messages"
    " (accepted_at, sender, number, text, message_id, envelope_id, notify, validity)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


def standing(sms: int, state: State, at: Instant, *, seen: bool, cause: str) -> Change:
    """What has become of an SMS."""
    sql = "UPDATE messages SET state = ?, state_at = ?, seen = ?, cause = ? WHERE id = ?"
    return Change(sql, (state.value, at, seen, cause, sms))


def answering(sms: int, answered: int, next_at: Instant | None, text: str = "") -> Change:
    """How many replies its phone has written, when the next is due, and what it will say."""
    sql = "UPDATE messages SET answered = ?, next_answer_at = ?, next_answer = ? WHERE id = ?"
    return Change(sql, (answered, next_at, text, sms))


def receipt_due(sms: int, at: Instant, status: str, status_at: Instant) -> Change:
    """A receipt is to be sent; none where the SMS was cleared meanwhile."""
    return _mail_due(sms, at, status, status_at, "", "")


def receipt_lost(sms: int, at: Instant, status: str, cause: str) -> Change:
    """A receipt that never gets to its peer."""
    return _mail_due(sms, at, status, at, "", cause)


def reply_due(sms: int, at: Instant, text: str) -> Change:
    """A reply is to be sent; none where the SMS was cleared meanwhile."""
    return _mail_due(sms, at, "", at, text, "")


def reply_lost(sms: int, at: Instant, text: str, cause: str) -> Change:
    """A reply that never gets to its peer."""
    return _mail_due(sms, at, "", at, text, cause)


def _mail_due(
    sms: int, at: Instant, status: str, status_at: Instant, text: str, lost: str
) -> Change:
    sql = (
        "INSERT INTO mails (message, due_at, status, status_at, text, lost)"
        " SELECT id, ?, ?, ?, ?, ? FROM messages WHERE id = ?"
    )
    return Change(sql, (at, status, status_at, text, lost, sms))


def replies_written(count: int) -> Change:
    """How many replies all phones have written."""
    return Change("UPDATE gateway SET replies = ?", (count,))


def sent(mail: int, at: Instant) -> Change:
    """The peer has a mail."""
    return Change("UPDATE mails SET sent_at = ?, tries = tries + 1 WHERE id = ?", (at, mail))


def refused(mail: int, said: str) -> Change:
    """The peer will never take a mail."""
    return Change("UPDATE mails SET refused = ?, tries = tries + 1 WHERE id = ?", (said, mail))


def put_off(mail: int, until: Instant, said: str) -> Change:
    """The peer wants to be asked again later."""
    sql = "UPDATE mails SET due_at = ?, put_off = ?, tries = tries + 1 WHERE id = ?"
    return Change(sql, (until, said, mail))


_CLOSED = (
    f"state NOT IN ('accepted', 'held') AND next_answer_at IS NULL AND NOT EXISTS"
    f" (SELECT 1 FROM mails WHERE message = messages.id AND {UNSENT})"
)
_SOME = 512
"""how many rows one pruning takes at most: it delays the mails that wait for its commit"""
CLEAR = (
    Change("DELETE FROM mails", ()),
    Change("DELETE FROM messages", ()),
    Change("DELETE FROM digests", ()),
)


def prune(now: Instant, most: int, age: Duration) -> tuple[Change, ...]:
    """Let go of what is older than `age`, and of finished SMS beyond the `most` newest.

    The duplicate rule remembers its seven days all the same.
    """
    oldest = "SELECT * FROM messages ORDER BY id LIMIT"
    old = f"SELECT id FROM ({oldest} {_SOME}) WHERE accepted_at < ?"
    beyond = (
        f"SELECT id FROM ({oldest} {_SOME}) AS messages"
        f" WHERE id <= (SELECT max(id) FROM main.messages) - ? AND {_CLOSED}"
    )
    forgotten = f"SELECT digest FROM digests WHERE at < ? ORDER BY at LIMIT {2 * _SOME}"
    mails = "DELETE FROM mails WHERE message IN"
    messages = "DELETE FROM messages WHERE id IN"
    return (
        Change(f"{mails} ({old})", (now - age,)),
        Change(f"{messages} ({old})", (now - age,)),
        Change(f"{mails} ({beyond})", (most,)),
        Change(f"{messages} ({beyond})", (most,)),
        Change(f"DELETE FROM digests WHERE digest IN ({forgotten})", (now - DUPLICATE_WITHIN,)),
    )
