"""The SMS of a store, as somebody looks for them from another process."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from smsflow.frozen import frozen
from smsflow.gateway import reading, tables
from smsflow.gateway.opening import connect
from smsflow.gateway.reading import Sent, Stored
from smsflow.sms.messages import Kind
from smsflow.sms.wording import Wording

LOOK_SECONDS = 0.02
"""between two looks whether somebody has committed: SQLite tells nobody by itself"""


@frozen
class Wanted:
    """Which SMS are meant: all that every field, where it says something, fits."""

    number: str | None = None
    kind: Kind | None = None
    text: str = ""
    """a part of the text"""
    after: int = 0
    """only SMS with a greater id"""


class Inbox:
    """A store seen from outside, whether its gateway runs or not."""

    def __init__(self, path: Path, wording: Wording) -> None:
        """`UsageError` where the file is no store."""
        self._connection = connect(path, create=False)
        self._wording = wording

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def kind_of(self, sms: Stored) -> Kind | None:
        """What an SMS is for, by its text: the wire does not carry it."""
        return self._wording.kind_of(sms.text.strip())  # mail may end in blank lines

    def find(self, wanted: Wanted) -> Iterator[Stored]:
        """The SMS that are meant, the oldest first."""
        found = reading.messages(self._connection, after=wanted.after, number=wanted.number)
        return (sms for sms in found if self._fits(sms, wanted))

    def _fits(self, sms: Stored, wanted: Wanted) -> bool:
        return wanted.text in sms.text and (wanted.kind is None or self.kind_of(sms) is wanted.kind)

    def get(self, sms: int) -> Stored | None:
        """One SMS."""
        return reading.message(self._connection, sms)

    def mails_of(self, sms: int) -> list[Sent]:
        """The receipts and replies to one."""
        return reading.mails_of(self._connection, sms)

    def wait_for(self, wanted: Wanted, seconds: float) -> Stored | None:
        """The first SMS that is meant, there already or to come; None when time is up."""
        end, looked_at = time.monotonic() + seconds, -1
        while True:
            version = reading.data_version(self._connection)
            if version != looked_at:
                looked_at = version
                if found := next(self.find(wanted), None):
                    return found
            left = end - time.monotonic()
            if left <= 0:
                return None
            time.sleep(min(LOOK_SECONDS, left))

    def clear(self) -> int:
        """Forget every SMS, and what was still to come of it; how many there were."""
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        try:
            count = int(reading.one(self._connection, "SELECT count(*) FROM messages"))
            for change in tables.CLEAR:
                run(change.sql, change.values)
            run("COMMIT")
        except sqlite3.Error:
            run("ROLLBACK")
            raise
        return count
