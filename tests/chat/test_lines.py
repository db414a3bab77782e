from __future__ import annotations

import io

from smsflow.chat.lines import piped
from tests.chat.chats import talk_of


def test_a_pipe_gives_lines_of_any_ending_and_shows_commands() -> None:
    """Empty lines are none, and bytes that are no UTF-8 come through as marks."""
    shown: list[str] = []
    stream = io.BytesIO(b"2*1\r\n\n  \n  /State \n\xff\xfe\nlast")
    assert list(piped(talk_of(), stream, shown.append)) == ["2*1", "  /State ", "��", "last"]
    assert shown == ["# /State"]
