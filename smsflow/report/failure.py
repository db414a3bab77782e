"""How a failure and an unreadable file are shown: place, code, source line, caret, next step."""

from __future__ import annotations

from smsflow.codes import CODES
from smsflow.document.tree import lines_of
from smsflow.errors import MAX_PROBLEMS as AT_MOST
from smsflow.errors import Place, Problem
from smsflow.events import Event
from smsflow.report.screen import Screen
from smsflow.report.transcript import transcript

MAX_PROBLEMS = 50
MAX_TRANSCRIPT = 40
_LONGEST_NUMBER = 100
"""characters a number may take, however it is written"""


def show_place(screen: Screen, path: str, place: Place, code: str, message: str) -> None:
    """The first line of every complaint."""
    screen.line(
        (f"{path}:{place.line}:{place.column}", "bold"), " ", (code, "bold red"), f" {message}"
    )


def show_source(screen: Screen, source: str, place: Place) -> None:
    """The source line with a caret under the place."""
    lines = lines_of(source)
    if place.line <= len(lines):
        show_line(screen, lines[place.line - 1], place)


def show_line(screen: Screen, line: str, place: Place) -> None:
    """One line with a caret under the place."""
    column = place.column - 1
    gutter = f"{place.line:>5} | "
    room = screen.width - len(gutter)
    start = max(0, column - room + 20)
    # Masked before it is cut: half a number would not be known for one.
    ahead = max(0, start - _LONGEST_NUMBER)
    shown = screen.shown(line[ahead : start + room + _LONGEST_NUMBER])
    excerpt = shown[start - ahead : start - ahead + room]
    screen.line((gutter, "dim"), excerpt)
    screen.line((" " * (len(gutter) - 2) + "| ", "dim"), " " * (column - start), ("^", "bold red"))


def show_problems(screen: Screen, path: str, source: str, problems: list[Problem]) -> None:
    """Everything wrong with a file."""
    for problem in problems[:MAX_PROBLEMS]:
        origin = problem.origin
        where = origin.path if origin else path
        show_place(screen, where, problem.place, problem.code, problem.message)
        if origin and origin.line:
            show_line(screen, origin.line, problem.place)
        elif source and not origin:
            show_source(screen, source, problem.place)
    if len(problems) > MAX_PROBLEMS:
        more = f"{len(problems) - MAX_PROBLEMS} more"
        if len(problems) >= AT_MOST:
            more = f"more than {AT_MOST - MAX_PROBLEMS} more"
        screen.line(f"… and {more} problems")


def show_transcript(screen: Screen, events: list[Event]) -> None:
    """What happened so far, its end where it is long."""
    lines = transcript(events)
    if len(lines) > MAX_TRANSCRIPT:
        screen.line((f"      … {len(lines) - MAX_TRANSCRIPT} lines before this", "dim"))
    for line in lines[-MAX_TRANSCRIPT:]:
        screen.line("      ", (line, "dim" if line.startswith("#") else ""))


def show_hint(screen: Screen, codes: list[str]) -> None:
    """Where to read more."""
    known = [code for code in dict.fromkeys(codes) if code in CODES]
    if known:
        screen.line((f"`smsflow explain {known[0]}` tells more.", "dim"))
