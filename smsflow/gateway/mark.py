"""How far a gateway's clock has come, in a file that `kill -9` finds up to date.

A commit for each fact would cost a synchronised write each; the few bytes here are the system's at
once, so they outlive the process. A power cut may lose them: then the store's own moments count.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from smsflow.gateway.private import make_private
from smsflow.moments import Instant


class Mark:
    """A moment beside a store, which is that store's alone (`uid`); 0 where there is none yet."""

    def __init__(self, path: Path, uid: str) -> None:
        make_private(path)
        self._file = path.open("r+b", buffering=0)
        self._uid = uid
        self.at: Instant = self._read()

    def _read(self) -> Instant:
        uid, _, moment = self._file.read(64).decode("ascii", "replace").partition(" ")
        known = uid == self._uid and moment.strip().isdecimal()
        return int(moment) if known else 0

    def reach(self, now: Instant) -> None:
        """The clock has come so far; it never goes back."""
        if now <= self.at:
            return
        self.at = now
        with suppress(OSError):  # without it a restart begins a little earlier
            self._file.seek(0)
            self._file.write(f"{self._uid} {now:>16}\n".encode("ascii"))

    def close(self) -> None:
        """Keep it through a power cut too."""
        with suppress(OSError):
            os.fsync(self._file.fileno())
        self._file.close()
