from __future__ import annotations

from xml.etree import ElementTree

from smsflow.stage.frame import View, frame
from smsflow.stage.picture import picture
from smsflow.stage.text import Span, Style, fit, line
from tests.docs.documentation import ROOT
from tests.stage.shows import cue_of, tour

SVG = "{http://www.w3.org/2000/svg}"


def test_a_picture_has_every_word_of_the_frame_where_it_stands() -> None:
    """One text element a run of style, its column and row in pixels; well-formed."""
    lines = [fit(line("a<b ", Span("bad", Style.BAD)), 12), fit(line("  中 x"), 12)]
    root = ElementTree.fromstring(picture(lines, "a title"))
    found = [
        (one.text, one.get("class"), one.get("x"), one.get("y"), one.get("textLength"))
        for one in root.iter(f"{SVG}text")
    ]
    assert found == [
        ("a<b", "plain", "14", "26", "24"),
        ("bad", "bad", "46", "26", "24"),
        ("中 x", "plain", "30", "42", "32"),
    ]
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == "a title"


def test_an_alarm_has_a_ground() -> None:
    """White on red, as in the terminal."""
    root = ElementTree.fromstring(picture([fit(line(Span(" NO ", Style.ALARM)), 10)], ""))
    assert [one.get("fill") for one in root.iter(f"{SVG}rect")] == ["#16181d", "#b3261e"]


def test_a_picture_fetches_nothing() -> None:
    """No link, no font, no script; small enough for a README."""
    cue = cue_of(tour(), "blocked", "wrongful_refusal")
    text = picture(frame(tour(), View(cue, 1.0), 80, 24), "")
    assert len(text) < 12_000
    assert text.count("http") == 1  # the namespace
    assert "url(" not in text
    assert "<script" not in text


def test_the_picture_in_the_readme_is_what_the_stage_shows() -> None:
    """As `make pictures` draws it."""
    from smsflow.commands.demo import picture_of

    assert (ROOT / "docs" / "demo.svg").read_text(encoding="utf-8") == picture_of(tour())
