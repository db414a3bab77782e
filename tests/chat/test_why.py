from __future__ import annotations

import pytest

from tests.chat.chats import heard, talk_of


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((), "#   aigul: consent.delivered"),
        (("2*1",), "#   aigul: consent.consented"),
        (("2*5",), "#   aigul: consent.refused"),
        (("yes",), "#   aigul: consent.unclear"),
        (("/wait 7d",), "#   aigul: consent.lapsed"),
        (("/wait 1h",), "#   aigul: consent.delivered"),
        (("2*1", "/activate dana"), "#   dana: voucher.activated"),
        (("/resend",), "#   aigul: consent.resend_uncalled_for"),
        (("/activate dana",), "#   dana: voucher.nothing_to_activate"),
        (("/fault no_balance", "2*1"), "#   aigul: no_balance (R54)"),
        (("2*1", "/undo"), "#   aigul: consent.delivered"),
    ],
)
def test_the_row_or_the_fault_that_decided_the_last_line_is_named(
    lines: tuple[str, ...], said: str
) -> None:
    """Of a move the consent's comes first; a line that decided nothing leaves the one before."""
    assert heard(talk_of(*lines), "/why")[1] == said


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            ("2*1",),
            "aigul is now consented: `2*1` was read (R07)",
        ),
        (
            ("yes",),
            "1414 could not read 'yes' (not one of 2*1 and 2*5), so aigul stays awaiting_reply",
        ),
        (
            ("yes", "Да"),
            "1414 could not read 'Да' (not one of 2*1 and 2*5), so aigul stays awaiting_reply",
        ),
        (
            ("2*1", "2*1"),
            "aigul stays consented: `2*1` was read (R07)",
        ),
        (
            ("2*1", "2*1 2*5"),
            "1414 could not read '2*1 2*5' (more than one answer), so aigul stays consented",
        ),
        (("/resend",), "the rules turn down resend of aigul, so nothing has changed"),
        (
            ("/fault no_balance", "2*1"),
            "the reply never left the phone, because of no money on the phone (no_balance)",
        ),
        (
            ("/fault no_balance", "2*1", "/wait 7d"),
            "aigul is recorded lapsed, and wrongly so (no_balance): the guardian answered, and "
            "the reply never left the phone: no money on the phone",
        ),
        (
            ("/mistake",),
            "aigul is recorded refused, and wrongly so (R42): the guardian meant to consent and "
            "answered `2*5`, by a slip of the finger",
        ),
        (
            ("/mistake", "/fault blacklisted", "/resend", "/wait 7d"),
            "aigul is recorded lapsed, and wrongly so (blacklisted): the guardian never saw the "
            "request: the phone blocks 1414",
        ),
    ],
)
def test_it_begins_with_a_sentence_for_people(lines: tuple[str, ...], said: str) -> None:
    """What is so now, and why; where record and truth differ that, with the fault."""
    assert heard(talk_of(*lines), "/why")[0] == f"#   {said}"


def test_it_cites_the_clauses() -> None:
    """The row's own words, and each clause's text."""
    told = heard(talk_of("/wait 7d"), "/why")
    assert "#     when deadline_passed" in told
    assert told[-1] == "#     R09: Ignoring the SMS also refuses."
