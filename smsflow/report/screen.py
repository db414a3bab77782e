"""The one place where text meets a terminal: cleaned, masked, and coloured where that helps."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, TextIO

from smsflow.sms.masking import mask

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

Part = str | tuple[str, str]
"""a text, or a text with a style of rich's"""

MAX_WIDTH = 120
CONTINUED = 4
"""how far the rest of a long line is indented"""

_CONTROL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069"
    "\ufeff\ud800-\udfff]"
)
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def clean(text: str) -> str:
    """One line without anything that could steer a terminal; line ends show as ⏎."""
    if text.isprintable():
        return text
    return _CONTROL.sub("�", _LINE_END.sub("⏎", text).replace("\t", " "))


class Screen:
    """Lines to a stream: styled on a terminal, plain elsewhere, masked unless `reveal`.

    `FORCE_COLOR` (https://force-color.org) asks for styles elsewhere too, though for no wrapping
    and no status; a `plain` screen never has any of these.
    """

    def __init__(
        self, stream: TextIO | None = None, *, reveal: bool = False, plain: bool = False
    ) -> None:
        self._stream = stream or sys.stdout
        self._reveal = reveal
        forced = bool(os.environ.get("FORCE_COLOR"))
        terminal = self._stream.isatty() and os.environ.get("TERM") != "dumb"
        self.live = terminal and not plain
        styled = (terminal or forced) and not plain
        self._rich = _rich_console(self._stream, forced=forced) if styled else None

    @property
    def width(self) -> int:
        """How many characters a line of source may take."""
        return min(self._rich.width, MAX_WIDTH) if self._rich and self.live else MAX_WIDTH

    def shown(self, text: str) -> str:
        """A text as it may be shown."""
        return clean(text if self._reveal else mask(text))

    def line(self, *parts: Part) -> None:
        """Write one line."""
        if self._rich is None:
            texts = (part if isinstance(part, str) else part[0] for part in parts)
            self._stream.write(self.shown("".join(texts)).rstrip() + "\n")
            return
        pieces = [(part, "") if isinstance(part, str) else part for part in parts]
        shown = [(self.shown(text), style) for text, style in pieces]
        from rich.text import Text

        whole = Text.assemble(*shown)
        lines = _wrapped(whole, self._rich) if self.live else [whole]
        for line in lines:
            self._rich.print(line, soft_wrap=True)

    def status(self, text: str) -> None:
        """Say what is under way, on a terminal only; the next line replaces it."""
        if self._rich is not None and self.live:
            shown = self.shown(text)[: max(self._rich.width - 1, 1)]
            self._stream.write(f"\r\x1b[2K{shown}\r")
            self._stream.flush()

    def clear_status(self) -> None:
        """Take the status away."""
        if self.live:
            self._stream.write("\x1b[2K")


def _wrapped(whole: Text, console: Console) -> list[Text]:
    """The lines of a text, all but the first indented."""
    if whole.cell_len <= console.width:
        return [whole]
    first = whole.wrap(console, console.width)[0]
    begins = len(whole.plain) - len(whole.plain[len(first) :].lstrip())
    _, rest = whole.divide([begins])
    indent = len(whole.plain) - len(whole.plain.lstrip()) + CONTINUED
    others = rest.wrap(console, max(console.width - indent, 1))
    for line in others:
        line.pad_left(indent)
    return [first, *others]


def _rich_console(stream: TextIO, *, forced: bool) -> Console:
    from rich.console import Console

    return Console(
        file=stream,
        highlight=False,
        markup=False,
        emoji=False,
        force_terminal=True if forced else None,
        color_system="standard" if forced else "auto",
    )
