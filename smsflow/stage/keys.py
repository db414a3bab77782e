"""What the keys of a terminal ask for, from the bytes that they send."""

from __future__ import annotations

import re

from smsflow.stage.player import Key

_KEYS = {
    b" ": Key.PAUSE,
    b"\x1b[C": Key.FORWARD,
    b"\x1bOC": Key.FORWARD,
    b"\x1b[D": Key.BACK,
    b"\x1bOD": Key.BACK,
    b"+": Key.FASTER,
    b"=": Key.FASTER,
    b"-": Key.SLOWER,
    b"n": Key.NEXT_ACT,
    b"N": Key.NEXT_ACT,
    b"q": Key.QUIT,
    b"Q": Key.QUIT,
    b"\x04": Key.QUIT,
    "т".encode(): Key.NEXT_ACT,
    "й".encode(): Key.QUIT,
}
"""the last two: where `n` and `q` are on a Cyrillic keyboard"""
_ONE = re.compile(
    rb"\x1bO.|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[^\[O]"  # escape sequences, and Alt with a key
    rb"|[\xc0-\xff](?:[\x80-\xbf]+|(?=[^\x80-\xbf]))|[^\x1b\xc0-\xff]",  # UTF-8, broken or not
    re.DOTALL,
)
_BEGUN = re.compile(rb"\x1b(O|\[[0-?]*[ -/]*)?|[\xc0-\xff]")
MAX_BEGUN = 32
"""no sequence is longer; what is, is no sequence"""


def keys(data: bytes) -> tuple[list[Key], bytes]:
    """The keys in what was read, and the rest: a sequence whose end has not come yet."""
    found: list[Key] = []
    end = 0
    while end < len(data):
        one = _ONE.match(data, end)
        if not one:
            rest = data[end:]
            begun = _BEGUN.fullmatch(rest) and len(rest) <= MAX_BEGUN
            return found, rest if begun else b""
        if one[0] in _KEYS:
            found.append(_KEYS[one[0]])
        end = one.end()
    return found, b""
