"""The scenarios that come with smsflow: replayed where a user has none, copied to be edited."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from smsflow.errors import UsageError

FOLDER = "scenarios"
_PACKAGE = Path(__file__).parents[1]


@cache
def home(package: Path = _PACKAGE) -> Path | None:
    """The folder whose `scenarios/` came with the package; None where none did.

    A wheel holds it inside the package. Beside the package it counts in a checkout alone: in
    site-packages a folder of that name would be somebody else's.
    """
    for folder, ours in ((package / "shipped", True), (package.parent, _is_checkout(package))):
        if ours and (folder / FOLDER).is_dir():
            return folder
    return None


def _is_checkout(package: Path) -> bool:
    project = package.parent / "pyproject.toml"
    return project.is_file() and '\nname = "smsflow"\n' in project.read_text("utf-8", "replace")


def way_to_get(path: Path) -> str:
    """`; …` on how to get `scenarios/…` where no such folder is, if it may have come with us."""
    if path.parts[:1] != (FOLDER,) or Path(FOLDER).exists() or home() is None:
        return ""
    return f"; `smsflow list --copy-to {FOLDER}` writes what comes with smsflow there"


def tables() -> list[Path]:
    """The roster and the messages to try `replay` with, as `scenarios/replay/…`."""
    source = home() or Path()
    return sorted(file.relative_to(source) for file in (source / FOLDER / "replay").glob("*.csv"))


def copy(paths: Iterable[Path], to: Path) -> int:
    """Copy shipped files (`scenarios/…`) into a folder, replacing none, and say how many."""
    source = home() or Path()
    targets = {source / path: to / path.relative_to(FOLDER) for path in paths}
    try:
        taken = next((target for target in targets.values() if target.exists()), None)
        if taken is not None:
            raise UsageError("SF405", f"{taken.as_posix()} is there already; nothing was copied")
        for file, target in targets.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    except OSError as error:
        message = f"{error.filename} cannot be written: {error.strerror}"
        raise UsageError("SF405", message) from None
    return len(targets)
