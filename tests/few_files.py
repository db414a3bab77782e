"""A process that may open hardly any more files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def few_files(more: int) -> Iterator[None]:
    """Meanwhile only so many more can be opened; skips the test where no limit can be set."""
    resource = pytest.importorskip("resource", reason="this system knows no limit of open files")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = os.dup(0)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free + more, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
