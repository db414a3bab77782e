"""Lines from a pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from smsflow.chat.orders import Talk, is_command


def piped(talk: Talk, stream: BinaryIO, show: Callable[[str], None]) -> Iterator[str]:
    """Lines from a pipe, empty ones left out; commands are shown, as a reply shows itself."""
    for data in stream:
        line = data.decode("utf-8", "replace").rstrip("\r\n")
        if line.strip():
            if is_command(line):
                show(f"# {line.strip()}")
            yield line
        if talk.over:
            return
