"""Starts smsflow from a checkout, without installing it: `python cli.py run`."""

from __future__ import annotations  # so that an old Python gets as far as the message about itself

import sys
from importlib.util import find_spec

OLDEST_PYTHON = (3, 11)
# What smsflow imports, by import name. Looked for here, since commands import some of it late.
REQUIRED = ("phonenumbers", "rich", "transitions", "typer", "yaml")


def obstacle() -> str | None:
    """What keeps smsflow from starting, in a line that says what to type; None if nothing does."""
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:2])
        return f"smsflow needs Python 3.11 or newer, and this is {found}: type `python3.11 cli.py`"
    missing = [name for name in REQUIRED if find_spec(name) is None]
    if missing:
        return (
            f"smsflow needs {', '.join(missing)}: type `python -m pip install .`"
            " (or `make install`, then `.venv/bin/smsflow`)"
        )
    return None


def main() -> None:
    """Hand over to the command line; if something keeps it from starting, say so and exit 2."""
    found = obstacle()
    if found is not None:
        print(found, file=sys.stderr)
        sys.exit(2)
    from smsflow.commands.main import main as smsflow

    smsflow()


if __name__ == "__main__":
    main()
