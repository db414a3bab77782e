from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smsflow.carrier.smtp.refusal import MAX_TEXT, Refusal, busy, unknown_number


def test_a_refusal_is_a_reply_line() -> None:
    """Code, enhanced code, words; without an enhanced code there is no gap."""
    assert str(unknown_number()) == "550 5.1.1 nobody has this number"
    assert str(Refusal(503, "", "need MAIL")) == "503 need MAIL"


@given(st.text())
def test_no_text_can_break_out_of_its_line(text: str) -> None:
    """Whatever the words are, the line is printable ASCII and short."""
    line = str(Refusal(550, "5.1.1", text))
    assert line.isascii()
    assert line.isprintable()
    assert len(line) <= len("550 5.1.1 ") + MAX_TEXT


def test_a_line_end_in_the_words_is_escaped() -> None:
    """Nobody can be made to read a second reply."""
    assert str(Refusal(554, "5.6.0", "a\r\n250 OK")) == r"554 5.6.0 a\r\n250 OK"


def test_five_hundreds_are_for_good() -> None:
    """The others may be tried again."""
    assert unknown_number().for_good
    assert not busy().for_good
