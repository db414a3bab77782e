"""`smsflow demo [SCENARIO]`: the flow on stage, for an audience."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from smsflow.commands.options import Reveal, Seed, WordingFile, a_number

if TYPE_CHECKING:
    from smsflow.stage.show import Show


def demo(
    file: Annotated[
        Optional[str],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Argument(
            metavar="[SCENARIO]", help="A scenario file (default: a tour of five acts)."
        ),
    ] = None,
    language: Annotated[
        str, typer.Option(metavar="CODE", help="What the stage speaks: en, kk, ru.")
    ] = "en",
    speed: Annotated[
        float,
        typer.Option(
            min=0.1, max=1000, callback=a_number, metavar="TIMES", help="2 is twice as fast."
        ),
    ] = 1.0,
    picture: Annotated[
        Optional[Path],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option(
            metavar="FILE",
            help="Only write the view where record and truth differ (else the last) as SVG.",
        ),
    ] = None,
    seed: Seed = None,
    wording: WordingFile = None,
    reveal: Reveal = False,
) -> None:
    """Perform the flow in the terminal, for an audience.

    Off a terminal it is printed as a transcript. Space pauses, the arrows step and go back, + and
    - change the speed, n goes on to the next act, q quits.
    """
    from smsflow.commands.performing import failures_of, perform, play, show_of
    from smsflow.commands.settings import read_wording

    played = play(file, language, read_wording(wording), seed)
    show = show_of(played, language, tour=file is None, reveal=reveal)
    if picture:
        _write(picture, picture_of(show))
    else:
        perform(show, speed)
    raise typer.Exit(failures_of(played, sys.stderr, reveal=reveal))


def picture_of(show: Show) -> str:
    """The most telling view of a show, without its last line of keys, as SVG."""
    from smsflow.stage.frame import LEAST_HEIGHT, LEAST_WIDTH, View, frame, most_telling
    from smsflow.stage.picture import picture

    cue = most_telling(show)
    lines = frame(show, View(cue, 1.0), LEAST_WIDTH, LEAST_HEIGHT)
    return picture(lines[:-1], show.cues[cue].words)


def _write(path: Path, text: str) -> None:
    from smsflow.errors import UsageError

    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        message = f"{path.as_posix()} cannot be written: {error.strerror}"
        raise UsageError("SF410", message) from None
