"""`smsflow list`: what scenarios there are."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from smsflow.commands.options import Clauses, Json, Paths, Tags, Words

NAMES = 44
"""how wide the column of file names is, where a terminal has room for one"""


def list_(
    paths: Paths = None,
    words: Words = None,
    tags: Tags = None,
    clauses: Clauses = None,
    as_json: Json = False,
    copy_to: Annotated[
        Optional[Path],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option(
            "--copy-to", metavar="FOLDER", help="Copy those that come with smsflow there, to edit."
        ),
    ] = None,
) -> None:
    """List scenarios: name, tags, and the clauses they claim."""
    from smsflow.commands.selection import (
        nothing_selected,
        read_selection,
        scenarios_named,
        scenarios_to_copy,
    )
    from smsflow.errors import DocumentError
    from smsflow.report.failure import show_problems
    from smsflow.report.json import dump
    from smsflow.report.screen import Screen
    from smsflow.scenario import shipped

    selection = read_selection(words, tags, clauses)
    screen, complaints = Screen(), Screen(sys.stderr)
    column = NAMES if screen.width > 2 * NAMES else 0
    files: dict[Path, None] = {}
    listed, folder, unreadable = [], "", 0
    for path, read in (scenarios_to_copy if copy_to else scenarios_named)(paths):
        if isinstance(read, DocumentError):
            show_problems(complaints, read.path, read.source, read.problems)
            unreadable += 1
            continue
        for scenario in read:
            if not selection.wants(scenario):
                continue
            files.update(dict.fromkeys(map(Path, scenario.files)))
            listed.append(
                {
                    "path": scenario.path,
                    "name": scenario.name,
                    "tags": list(scenario.tags),
                    "covers": list(scenario.covers),
                    "skip": scenario.skip,
                }
            )
            if as_json or copy_to:
                continue
            if path.parent.as_posix() != folder:
                folder = path.parent.as_posix()
                screen.line((f"{folder}/", "bold"))
            tags_text = "".join(f" #{tag}" for tag in scenario.tags)
            screen.line(
                f"  {path.name:<{column}} ", scenario.name, (tags_text, "cyan"),
                (f"  {' '.join(scenario.covers)}", "dim"),
            )  # fmt: skip
    if not listed and not unreadable:
        raise nothing_selected(paths, chosen=bool(words or tags or clauses))
    if as_json:
        dump(sys.stdout, {"scenarios": listed})
    else:
        screen.line(f"{len(listed)} scenario{'s' * (len(listed) != 1)}")
    if copy_to:
        files.update(dict.fromkeys(() if words or tags or clauses else shipped.tables()))
        count = shipped.copy(files, copy_to)
        noun = "file" if count == 1 else "files"
        complaints.line(f"{count} {noun} copied to {copy_to.as_posix()}/")
    raise typer.Exit(2 if unreadable else 0)
