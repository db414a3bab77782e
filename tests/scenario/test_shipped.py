from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from smsflow.scenario import shipped

ROOT = Path(__file__).parents[2]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """An installed package, beside it a folder of the same name as ours."""
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "smsflow").mkdir()
    return tmp_path / "smsflow"


def test_in_a_checkout_the_scenarios_are_its_own() -> None:
    """The folder beside the package, never a copy."""
    assert shipped.home() == ROOT


def test_a_folder_beside_an_installed_package_is_somebody_elses(package: Path) -> None:
    """Also where it belongs to another project."""
    assert shipped.home(package) is None
    (package.parent / "pyproject.toml").write_text('[project]\nname = "smsflower"\n', "utf-8")
    shipped.home.cache_clear()
    assert shipped.home(package) is None


def test_a_wheel_holds_them_within_the_package(package: Path) -> None:
    """They come before a folder beside it."""
    (package / "shipped" / "scenarios").mkdir(parents=True)
    (package.parent / "pyproject.toml").write_text('[project]\nname = "smsflow"\n', "utf-8")
    assert shipped.home(package) == package / "shipped"


def test_without_any_nothing_is_taken_in_their_place(tmp_path: Path) -> None:
    """A missing `scenarios/` is then missing, and there is nothing to copy."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "smsflow").symlink_to(ROOT / "smsflow")
    for arguments, complaint in (
        (["run"], "SF401 no such file or folder: scenarios\n"),
        (["list", "--copy-to", "mine"], "SF405 this smsflow came without scenarios; install it"),
    ):
        ran = subprocess.run(
            [sys.executable, "-m", "smsflow", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert ran.returncode == 2
        assert ran.stderr.startswith(complaint)
