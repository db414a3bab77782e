"""`smsflow show FILE`: one scenario as a transcript."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from smsflow.commands.options import Json, Reveal, Seed, WordingFile


def show(
    file: Annotated[str, typer.Argument(help="A scenario file.")],
    seed: Seed = None,
    as_json: Json = False,
    wording: WordingFile = None,
    reveal: Reveal = False,
) -> None:
    """Replay one scenario and print it as a conversation.

    Whose record is not the truth, and why, stands at its end.
    """
    from smsflow.commands.settings import read_wording
    from smsflow.errors import UsageError
    from smsflow.report.details import show_differences
    from smsflow.report.json import dump, event_record
    from smsflow.report.screen import Screen
    from smsflow.report.transcript import transcript
    from smsflow.scenario.collect import find_files, read_file
    from smsflow.scenario.run import run_scenario

    files = find_files([file])
    if len(files) != 1:
        raise UsageError("SF401", f"{file} is a folder; show takes one file")
    texts = read_wording(wording)
    results = [run_scenario(one, wording=texts, seed=seed) for one in read_file(files[0])]
    code = 1 if any(result.failures for result in results) else 0
    if as_json:
        shown = [
            {"name": one.name, "events": [event_record(event) for event in one.events]}
            for one in results
        ]
        dump(sys.stdout, {"scenarios": shown}, reveal=reveal)
        raise typer.Exit(code)
    screen = Screen(reveal=reveal)
    for number, result in enumerate(results):
        if number:
            screen.line()
        screen.line("# ", (result.name, "bold"))
        if result.reason:
            screen.line(f"# skipped: {result.reason}")
        for line in transcript(result.events):
            screen.line((line, "dim" if line.startswith("#") else ""))
        show_differences(screen, result, "# ")
        for failure in result.failures:
            place = f"{result.path}:{failure.place.line}:{failure.place.column}"
            screen.line(
                ("# does not hold: ", "bold red"), f"{place} {failure.code} {failure.message}"
            )
    raise typer.Exit(code)
