"""A show where there is no stage: the transcript of each act, and how each ended."""

from __future__ import annotations

from collections.abc import Iterator

from smsflow.report.transcript import transcript
from smsflow.stage.frame import TOLD_WIDTH, act_line, closing_lines
from smsflow.stage.show import Show
from smsflow.stage.text import cell_len, wrap


def told(show: Show) -> Iterator[str]:
    """The lines: messages as in a `messages:` block, everything else as comments."""
    for number, act in enumerate(show.acts):
        yield f"# {act_line(show, number)}"
        if watch := show.watch(number):
            yield f"# {watch}"
        yield from map(show.shown, transcript(act.events))
        yield ""
    for line in closing_lines(show):
        parts = [line] if cell_len(line) <= TOLD_WIDTH else wrap(line, TOLD_WIDTH)
        yield from (f"# {part}" for part in parts)
