"""Programs that are not ours, which some tests need."""

from __future__ import annotations

import os
import shutil

import pytest


def needs(command: str, name: str) -> pytest.MarkDecorator:
    """Skips a test where the program is missing; in CI, which installs it, the test fails then."""
    missing = shutil.which(command) is None and "CI" not in os.environ
    return pytest.mark.skipif(missing, reason=f"{name} is not installed")


def path_of(command: str, name: str) -> str:
    """Where the program is; the running test is skipped where it is not, and fails in CI."""
    path = shutil.which(command)
    if path is None:
        (pytest.fail if "CI" in os.environ else pytest.skip)(f"{name} is not installed")
    return path
