"""What a misspelt word may have meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

from smsflow.errors import MAX_SHOWN

MAX_CONSIDERED = 5_000
MAX_COMPARED = 100
"""names that a misspelt one is compared with: each comparison costs"""


def suggest(word: str, known: Iterable[str], most: int = MAX_COMPARED) -> str:
    """`; did you mean 'reply'?`, or nothing where nothing is near."""
    names = list(islice(known, MAX_CONSIDERED))
    if len(names) > most:
        names = [name for name in names if name[:1] == word[:1]][:most]
    near = get_close_matches(word[:MAX_SHOWN], names, 1, 0.6)
    return f"; did you mean {near[0]!r}?{_other_script(word, near[0])}" if near else ""


def looks_like(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words is the same but for letters of another script."""
    return any(_other_script(text, one) for one in get_close_matches(text[:MAX_SHOWN], words, 1))


def _other_script(word: str, near: str) -> str:
    """What two words that look the same differ in: Latin and Cyrillic have letters alike."""
    for here, there in zip(word, near, strict=False):
        scripts = [unicodedata.name(one, "").partition(" ")[0] for one in (here, there)]
        if set(scripts) == {"LATIN", "CYRILLIC"}:
            return f" Its {here!r} is {scripts[0].title()} here, and {scripts[1].title()} there"
    return ""
