"""Files that their owner alone may read: a store holds numbers and texts."""

from __future__ import annotations

import os
from pathlib import Path

OWNER_ONLY = 0o600


def make_private(path: Path) -> None:
    """Make a file, where there is none; `OSError` where that cannot be."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY))
