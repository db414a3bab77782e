from __future__ import annotations

import ast
import doctest
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smsflow.sms import reply
from smsflow.sms.reply import Answer, Reading, Spelling, Unclear, parse_reply

CONSENT = Reading(Answer.CONSENT, "")
REFUSE = Reading(Answer.REFUSE, "")

# Written by hand from "Reply spelling" of the design: never read off the module's own rows.
VARIANTS = {
    "plain": "2*1",
    "white space around": " \t2*1\n ",
    "blank lines before": "\r\n\r\n2*1",
    "blanks around the star": "2 * 1",
    "many blanks": "2   *\u00a01",
    "every blank": "\u20022\u2003*\u20071\u2009\u200a\u202f\u3000",
    "full stop": "2*1.",
    "comma": "2*1,",
    "exclamation mark": "2*1!",
    "mark after a blank": "2*1 !",
    "ideographic full stop": "2*1。",
    "straight quotes": '"2*1"',
    "apostrophes": "'2*1'",
    "grave accents": "`2*1`",
    "guillemets": "«2*1»",
    "guillemets with blanks": "« 2*1 »",
    "single guillemets": "‹2*1›",
    "English quotes": "“2*1”",
    "English single quotes": "‘2*1’",
    "German quotes": "„2*1“",
    "German single quotes": "‚2*1‘",
    "Polish quotes": "„2*1”",
    "Swedish quotes": "”2*1”",
    "Swedish single quotes": "’2*1’",
    "full-width quotes": "＂2*1＂",
    "mark inside the quotes": "«2*1.»",
    "mark after the quotes": "«2*1».",
    "full-width": "２＊１．",
    "full-width comma": "２＊１，",
    "full-width exclamation mark": "２＊１！",
    "small asterisk": "2﹡1",
    "asterisk operator": "2∗1",
    "low asterisk": "2⁎1",
    "multiplication sign": "2×1",
    "Latin x": "2x1",
    "Latin X": "2X1",
    "Cyrillic х": "2х1",
    "Cyrillic Х": "2Х1",
    "bold digits": "𝟐*𝟏",
    "double-struck digits": "𝟚*𝟙",
    "sans-serif digits": "𝟤*𝟣",
    "sans-serif bold digits": "𝟮*𝟭",
    "monospace digits": "𝟸*𝟷",
    "byte order mark": "\ufeff2*1",
    "zero-width characters": "2\u200b*\u200c\u200d1\u2060\u00ad",
    "direction marks of iOS": "\u200e\u202a2*1\u202c\u2066\u2068\u2069",
    "blank line, then the original": "2*1\n\nSMS 1414: 2*1 – иә, 2*5 – жоқ",
    "blank line of CRLF": "2*1\r\n\r\nРазрешаете?",
    "blank line of CR": "2*1\r\rРазрешаете?",
    "line separators of iOS": "2*1\u2028\u2029Разрешаете?",
    "line of blanks": "2*1\n \u200b\nРазрешаете?",
    "quoted lines": "2*1\n> Разрешаете?\n> 2*5",
    "quoted lines, indented": "2*1\n  > Разрешаете?",
    "quoted lines after a blank line": "2*1\n\n> 2*5",
    "a quotation, a blank line and a signature": "2*1\n> 2*5\n\nSent from my phone",
    "everything at once": " « ２ х １ ! »\r\n\r\n> 2*5",
}

UNCLEAR = {
    "": Unclear.EMPTY,
    " \n\t\u200b\r\n": Unclear.EMPTY,
    "1": Unclear.NO_CODE,
    "21": Unclear.NO_CODE,
    "2*2": Unclear.NO_CODE,
    "2*15": Unclear.NO_CODE,
    "2*1 5": Unclear.NO_CODE,
    "12*1": Unclear.NO_CODE,
    "1 2*1": Unclear.NO_CODE,
    "2**1": Unclear.NO_CODE,
    "2*": Unclear.NO_CODE,
    "2*\n1": Unclear.NO_CODE,
    "2#1": Unclear.NO_CODE,
    "2*l": Unclear.NO_CODE,
    "2\\*1": Unclear.NO_CODE,
    "иә": Unclear.NO_CODE,
    "жоқ": Unclear.NO_CODE,
    "да, согласна": Unclear.NO_CODE,
    "👍": Unclear.NO_CODE,
    "2\ufe0f\u20e3*\ufe0f\u20e31\ufe0f\u20e3": Unclear.NO_CODE,  # keycap emoji
    "٢*١": Unclear.NO_CODE,  # Arabic-Indic
    "२*१": Unclear.NO_CODE,  # Devanagari
    "²*¹": Unclear.NO_CODE,
    "②*①": Unclear.NO_CODE,
    "2*\u202e1": Unclear.NO_CODE,  # right-to-left override: another text is seen
    "2*1?": Unclear.MORE,
    "2*1 рахмет": Unclear.MORE,
    "не 2*1": Unclear.MORE,
    "2*1\nрахмет": Unclear.MORE,
    "2*1\r\nрахмет": Unclear.MORE,  # CR LF is one line end, no blank line
    "2*1\x00": Unclear.MORE,
    "2*1;": Unclear.MORE,
    "2*1…": Unclear.MORE,
    "2*1!!": Unclear.MORE,
    "2*1.,": Unclear.MORE,
    "«2*1.».": Unclear.MORE,
    "«“2*1”»": Unclear.MORE,
    "«2*1": Unclear.MORE,
    "2*1»": Unclear.MORE,
    "»2*1«": Unclear.MORE,
    '"2*1»': Unclear.MORE,
    "(2*1)": Unclear.MORE,
    "\u200f2*1": Unclear.MORE,  # right-to-left mark
    "2*1\u0301": Unclear.MORE,
    "Разрешаете?\n\n2*1": Unclear.NO_CODE,  # the original above the answer
    "Ответьте 2*1 или 2*5\n\n2*1": Unclear.SEVERAL,
    "2*1 2*5": Unclear.SEVERAL,
    "2*1 2*1": Unclear.SEVERAL,
    "2*1\n2*5": Unclear.SEVERAL,
    "2*1\n\n2*5": Unclear.SEVERAL,
    "2*1\n> Разрешаете?\n2*5.": Unclear.SEVERAL,
    "2*1\n> 2*5\nжоқ": Unclear.MORE,
    "2*1\n> Разрешаете?\nне знаю\n\nx": Unclear.MORE,
    "> 2*1": Unclear.QUOTE_FIRST,
    "\n  > 2*1": Unclear.QUOTE_FIRST,
    "> Разрешаете?\n\n2*1": Unclear.QUOTE_FIRST,
    "> 2*5\n2*1": Unclear.QUOTE_FIRST,
}


def named(variants: dict[str, str]) -> list[object]:
    """The variants as test parameters, each called by its name."""
    return [pytest.param(text, id=name) for name, text in variants.items()]


@pytest.mark.parametrize("text", named(VARIANTS))
def test_each_accepted_variant_of_2_1_consents(text: str) -> None:
    """Each spelling of `2*1` that the design accepts is a consent (R07)."""
    assert parse_reply(text) == CONSENT


@pytest.mark.parametrize("text", named(VARIANTS))
def test_each_accepted_variant_of_2_5_refuses(text: str) -> None:
    """The same spellings of `2*5` refuse (R08), and their quoted originals decide nothing."""
    swapped = text.translate(str.maketrans("1１𝟏𝟙𝟣𝟭𝟷5", "5５𝟓𝟝𝟧𝟱𝟻1"))
    assert parse_reply(swapped) == REFUSE


@pytest.mark.parametrize(("text", "reason"), UNCLEAR.items(), ids=map(ascii, UNCLEAR))
def test_anything_else_is_unclear_and_says_why(text: str, reason: Unclear) -> None:
    """A text outside the accepted spellings is unclear, with the reason that fits it."""
    assert parse_reply(text) == Reading(Answer.UNCLEAR, reason)


@pytest.mark.parametrize("text", [*VARIANTS.values(), *UNCLEAR])
def test_strict_reads_the_two_codes_and_nothing_else(text: str) -> None:
    """Under the strict policy every other character makes the reply unclear."""
    expected = CONSENT if text == "2*1" else Reading(Answer.UNCLEAR, "not exactly 2*1 or 2*5")
    assert parse_reply(text, Spelling.STRICT) == expected
    assert parse_reply("2*5", Spelling.STRICT) == REFUSE


def test_every_row_of_data_has_a_variant_here() -> None:
    """No character is accepted that the table of variants above does not show."""
    shown = set("".join(VARIANTS.values()))
    rows = (reply.BLANKS, reply.ZERO_WIDTH, reply.STARS, reply.FINAL_MARKS, reply.LINE_ENDS)
    assert {character for row in rows for character in row} <= shown
    assert {chr(ord(zero) + 1) for zero in reply.ZEROS} <= shown
    assert {f"{opening}2*1{closing}" for opening, closing in reply.QUOTES} <= set(VARIANTS.values())


def test_every_reason_occurs_in_the_table() -> None:
    """Each reason a person may read has an example above, but the strict one, tested apart."""
    assert set(UNCLEAR.values()) == set(Unclear) - {Unclear.NOT_EXACT}


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)  # lone surrogates too
NEAR_MISSES = st.text(st.sampled_from('２125*＊хx .!«»"> \n\r\u200b\u202e٢١'), max_size=12)


@given(ANY_TEXT | NEAR_MISSES, st.sampled_from(Spelling))
@example("\ud800", Spelling.TOLERANT)
@example("\x00", Spelling.TOLERANT)
def test_any_string_has_a_reading(text: str, spelling: Spelling) -> None:
    """Parsing is total: a clear answer without a reason, or an unclear one with a known one."""
    reading = parse_reply(text, spelling)
    assert (reading.reason == "") == (reading.answer is not Answer.UNCLEAR)
    assert reading.reason in {"", *Unclear}


TWO, STAR, ONE = set("2２𝟐𝟚𝟤𝟮𝟸"), set("*＊﹡∗⁎×xXхХ"), set("1１𝟏𝟙𝟣𝟭𝟷")


@given(ANY_TEXT | NEAR_MISSES)
@example("«２ х １!»")
def test_consent_needs_a_two_a_star_and_a_one_first(text: str) -> None:
    """In every text that consents, the first letters, digits or stars are one `2*1` (R07)."""
    if parse_reply(text).answer is Answer.CONSENT:
        two, star, one = [char for char in text if char.isalnum() or char in STAR][:3]
        assert (two in TWO, star in STAR, one in ONE) == (True, True, True)


@given(ANY_TEXT)
def test_a_quoted_text_alone_is_never_an_answer(text: str) -> None:
    """Whatever a text quotes, beginning with a quoted line makes it unclear."""
    assert parse_reply(f"\n > {text}").answer is Answer.UNCLEAR


@given(ANY_TEXT.filter(lambda text: parse_reply(text).answer is not Answer.REFUSE))
def test_what_stands_below_a_blank_line_does_not_matter(text: str) -> None:
    """A blank line ends the answer, whatever follows, unless it is the other answer."""
    assert parse_reply(f"2*1\n\n\\{text}") == CONSENT


@given(st.sampled_from(["2*1", "2*5"]), st.characters(categories=["L", "N", "So", "Sc"]))
def test_a_letter_digit_or_emoji_beside_the_code_makes_it_unclear(code: str, more: str) -> None:
    """Nothing that could carry meaning passes beside a code, before or after it."""
    assert parse_reply(code + more).answer is Answer.UNCLEAR
    assert parse_reply(more + code).answer is Answer.UNCLEAR


class CountedFold(dict[int, str]):
    """A fold table that counts how often a character is looked up in it."""

    lookups = 0

    def __getitem__(self, key: int) -> str:
        type(self).lookups += 1
        return super().__getitem__(key)


class CountedLines(StringIO):
    """A text that counts the characters handed out line by line."""

    handed_out = 0

    def __next__(self) -> str:
        line = super().__next__()
        type(self).handed_out += len(line)
        return line


ADVERSARIAL = {  # what begins the text, what then repeats
    "codes": ("", "2*1"),
    "codes in lines below": ("2*1\n\n", "2*1\n"),
    "quoted lines below": ("2*1", "\n>"),
    "quoted and blank lines below": ("2*1", "\n> \n"),
    "blanks": ("2", " \u00a0"),
    "stars": ("2*1", "*х"),
    "quotes": ("", "«»"),
    "surrogates": ("2*1\n>", "\ud800"),
    "line ends": ("2*1\n> x", "\r\n"),
}


@pytest.mark.parametrize(("start", "unit"), ADVERSARIAL.values(), ids=ADVERSARIAL)
def test_a_megabyte_is_visited_once(monkeypatch: pytest.MonkeyPatch, start: str, unit: str) -> None:
    """Each character is folded once at most and read as a line below once at most.

    CPython looks an ASCII character up once more where its fast path for ASCII ends.
    """
    monkeypatch.setattr(CountedFold, "lookups", 0)
    monkeypatch.setattr(CountedLines, "handed_out", 0)
    monkeypatch.setattr(reply, "_FOLD", CountedFold(reply._FOLD))
    monkeypatch.setattr(reply, "StringIO", CountedLines)
    text = start + unit * (1_000_000 // len(unit))
    parse_reply(text)
    assert 0 < CountedFold.lookups <= len(text) + 128
    assert CountedLines.handed_out <= len(text)


def test_the_parser_has_no_regular_expression_and_no_loop_within_a_loop() -> None:
    """What the counts cannot see stays linear by its form: single passes, no backtracking."""
    tree = ast.parse(Path(reply.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for n in ast.walk(tree) if isinstance(n, ast.Import) for name in n.names}
    assert imported.isdisjoint({"re", "regex"})
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        loops = [n for n in ast.walk(function) if isinstance(n, ast.For | ast.While | ast.AsyncFor)]
        assert not loops, f"{function.name} loops: show that it stays linear"
        nested = [n for n in ast.walk(function) if isinstance(n, ast.GeneratorExp)]
        assert all(len(generator.generators) == 1 for generator in nested)


def test_eight_mebibytes_are_read() -> None:
    """A text far beyond any SMS still has a reading."""
    assert parse_reply("2*1\n\n" + "х" * (8 << 20)) == CONSENT
    assert parse_reply("2" * (8 << 20)).reason == Unclear.NO_CODE


def test_the_docstring_examples_hold() -> None:
    """The examples in the module's docstrings give what they show."""
    assert doctest.testmod(reply).failed == 0
