"""`.smsflow/`: what commands leave in the folder they are used in, and no repository takes in."""

from __future__ import annotations

from pathlib import Path

FOLDER = ".smsflow"


def make(folder: Path) -> Path:
    """The folder, made where it is missing; `OSError` where that cannot be."""
    folder.mkdir(0o700, exist_ok=True)  # a store in it holds numbers and texts
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("# Made by smsflow, for this folder alone.\n*\n", "utf-8")
    return folder
