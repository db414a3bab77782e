"""Programs that are not ours, which some tests need."""

from __future__ import annotations

import os
import shutil

import pytest


def needs(command: str, name: str) -> pytest.MarkDecorator:
    """Skips a test where the program is missing; in CI, which installs it, the test fails then."""
    missing = shutil.which(command) is None and "CI" not in os.environ
    return pytest.mark.skipif(missing, reason=f"{name} is not installed")
