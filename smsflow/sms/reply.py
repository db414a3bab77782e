"""What a guardian's SMS answers: consent (R07), refusal (R08), or nothing clear.

The rule is never to consent by guess. Which spellings pass is data: the rows below, and nothing
else. A text that is not one of them is unclear, however likely its meaning seems.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from io import StringIO

from smsflow.frozen import frozen
from smsflow.words import Word


class Answer(Word):
    """What a reply says."""

    CONSENT = "consent"
    REFUSE = "refuse"
    UNCLEAR = "unclear"


class Spelling(Word):
    """How much latitude a reply has (policy `reply_spelling`)."""

    TOLERANT = "tolerant"
    STRICT = "strict"


class Unclear(Word):
    """Why a reply is unclear, for people."""

    EMPTY = "empty"
    NO_CODE = "not one of 2*1 and 2*5"
    MORE = "another word or mark beside the code"
    SEVERAL = "more than one answer"
    QUOTE_FIRST = "begins with a quoted text"
    NOT_EXACT = "not exactly 2*1 or 2*5"


@frozen
class Reading:
    """An answer, and why it is unclear ('' when it is clear; else one of `Unclear`)."""

    answer: Answer
    reason: str


CODES = {
    "2*1": Answer.CONSENT,  # R07
    "2*5": Answer.REFUSE,  # R08
}

# --- The tolerant spelling, row by row ---

BLANKS = (  # anywhere on the line: `2 * 1`
    " ",  # space
    "\t",  # tab
    "\u00a0",  # no-break space
    "\u2002",  # en space
    "\u2003",  # em space
    "\u2007",  # figure space
    "\u2009",  # thin space
    "\u200a",  # hair space
    "\u202f",  # narrow no-break space
    "\u3000",  # ideographic space: the blank of full-width keyboards
)
ZERO_WIDTH = (  # anywhere. Marks that may show `1*2` as `2*1` (right to left) are not among them
    "\u00ad",  # soft hyphen
    "\u200b",  # zero-width space
    "\u200c",  # zero-width non-joiner
    "\u200d",  # zero-width joiner
    "\u200e",  # left-to-right mark
    "\u202a",  # left-to-right embedding: what iOS puts around a copied number
    "\u202c",  # its end
    "\u2060",  # word joiner
    "\u2066",  # left-to-right isolate
    "\u2068",  # first strong isolate
    "\u2069",  # its end
    "\ufeff",  # byte order mark, zero-width no-break space
)
STARS = (
    "＊",  # full-width asterisk
    "﹡",  # small asterisk
    "∗",  # asterisk operator
    "⁎",  # low asterisk
    "×",  # multiplication sign
    "x",  # Latin
    "X",
    "х",  # Cyrillic
    "Х",
)
ZEROS = (  # the zero of each style of digits that looks like 0–9; digits of other scripts do not
    "０",  # full-width
    "𝟎",  # mathematical bold, and so on: the "fonts" of messenger keyboards
    "𝟘",  # double-struck
    "𝟢",  # sans-serif
    "𝟬",  # sans-serif bold
    "𝟶",  # monospace
)
FINAL_MARKS = (  # one, at the end, inside the quotes or after them
    ".",  # full stop
    ",",  # comma
    "!",  # exclamation mark
    "．",  # their full-width forms
    "，",
    "！",
    "。",  # ideographic full stop: the full stop of full-width keyboards
)
QUOTES = (  # one pair around the code
    ('"', '"'),
    ("'", "'"),
    ("`", "`"),
    ("«", "»"),  # Russian, Kazakh
    ("‹", "›"),
    ("“", "”"),  # English
    ("‘", "’"),
    ("„", "“"),  # German, and handwritten Russian
    ("‚", "‘"),
    ("„", "”"),  # Polish
    ("”", "”"),  # Swedish: keyboards that know one curly quote
    ("’", "’"),
    ("＂", "＂"),  # full-width
)
LINE_ENDS = (
    "\r",  # CR alone
    "\u2028",  # line separator: notes pasted on iOS
    "\u2029",  # paragraph separator
)
ORIGINALS = (  # where the quoted original begins, below the answer; blanks are gone by then
    "\n\n",  # a blank line: anything may follow
    "\n>",  # a line beginning with >: so does each that follows, up to a blank line
)

_FOLD: Mapping[int, str] = {
    **dict.fromkeys(map(ord, (*BLANKS, *ZERO_WIDTH)), ""),
    **dict.fromkeys(map(ord, STARS), "*"),
    **{ord(zero) + digit: str(digit) for zero in ZEROS for digit in range(10)},
    **dict.fromkeys(map(ord, FINAL_MARKS), "."),
    **dict.fromkeys(map(ord, LINE_ENDS), "\n"),
}
_PLAIN = {code: Reading(answer, "") for code, answer in CODES.items()}
_FOLDED = {
    f"{opening}{code}{inside}{closing}{after}": reading
    for code, reading in _PLAIN.items()
    for opening, closing in (("", ""), *QUOTES)
    for inside, after in (("", ""), (".", ""), ("", "."))
}


def parse_reply(text: str, spelling: Spelling = Spelling.TOLERANT) -> Reading:
    """What `text` answers (R07, R08; policy `reply_spelling`), for any string whatever.

    Linear in the text: every step is one pass of a `str` method or of a line iterator.

    >>> parse_reply("«2 х 1».").answer
    <Answer.CONSENT: 'consent'>
    >>> parse_reply("2*1?").reason
    'another word or mark beside the code'
    """
    return _read_short(text, spelling) if len(text) <= 64 else _read_long(text, spelling)


@lru_cache(1024)
def _read_short(text: str, spelling: Spelling) -> Reading:
    return _read(text, spelling)


@lru_cache(1)  # the record and the truth read the same reply, one after the other
def _read_long(text: str, spelling: Spelling) -> Reading:
    return _read(text, spelling)


def _read(text: str, spelling: Spelling) -> Reading:
    plain = _PLAIN.get(text)
    if plain is not None:
        return plain
    if spelling is Spelling.STRICT:
        return _unclear(Unclear.NOT_EXACT)
    folded = text.replace("\r\n", "\n").translate(_FOLD).strip("\n")
    if folded.startswith(">"):
        return _unclear(Unclear.QUOTE_FIRST)
    end = _end_of_answer(folded)
    reading = _FOLDED.get(folded[:end])
    if reading is None:
        return _unclear(_why(folded[:end]))
    below = folded[end:]
    if _FOLDED.get(_first_own_line(StringIO(below)), reading) is not reading:
        return _unclear(Unclear.SEVERAL)
    return _unclear(Unclear.MORE) if _goes_on(below) else reading


def _unclear(reason: Unclear) -> Reading:
    return Reading(Answer.UNCLEAR, reason.value)


def _end_of_answer(folded: str) -> int:
    starts = (folded.find(marker) for marker in ORIGINALS)
    return min((start for start in starts if start >= 0), default=len(folded))


def _goes_on(below: str) -> bool:
    """Whether a line of one's own stands right below quoted ones, without a blank line between."""
    quoted = below.partition("\n\n")[0]
    return any(line and line[0] != ">" for line in quoted.split("\n"))


def _first_own_line(below: Iterable[str]) -> str:
    """The first line below the answer that is not quoted: the other code there contradicts it."""
    lines = (line.rstrip("\n") for line in below)
    return next((line for line in lines if line and not line.startswith(">")), "")


def _why(answer: str) -> Unclear:
    if not answer:
        return Unclear.EMPTY
    codes = sum(answer.count(code) for code in CODES)
    if codes > 1:
        return Unclear.SEVERAL
    return Unclear.MORE if codes and answer.strip("0123456789*") else Unclear.NO_CODE
