"""The README's pictures: there, small, and named with what they show."""

from __future__ import annotations

import re

from tests.docs.documentation import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURES = re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", README)


def test_every_picture_is_there_and_small() -> None:
    """A PNG or SVG of at most 200 kB, so that the README loads on a phone."""
    assert PICTURES
    for _, path in PICTURES:
        data = (ROOT / path).read_bytes()
        assert data.startswith((b"\x89PNG", b"<svg "))
        assert len(data) <= 200_000


def test_every_picture_says_in_words_what_it_shows() -> None:
    """To those who do not see it."""
    assert all(len(words) > 20 for words, _ in PICTURES)
