"""A store that is damaged where its SMS are."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def damage(path: Path) -> None:
    """Its tables are there; what holds the SMS is no table any more. Nobody has it open."""
    with closing(sqlite3.connect(path)) as store:
        (root,) = store.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'messages'"
        ).fetchone()
        (size,) = store.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
