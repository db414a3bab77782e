from __future__ import annotations

import re
from pathlib import Path

import pytest

from smsflow.codes import CODES
from smsflow.memo.clauses import CLAUSES
from smsflow.memo.policy import SETTINGS
from smsflow.memo.tables import TABLES
from smsflow.world.faults import Fault
from tests.command_line import smsflow

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
ROWS = [table.id_of(row) for table in TABLES for row in table.rows]


@pytest.mark.parametrize("name", [*CODES, *CLAUSES, *SETTINGS, *Fault, "P1", "P10", *ROWS])
def test_every_name_that_the_program_uses_is_explained(name: str) -> None:
    """A title and at least a sentence."""
    ran = smsflow("explain", name)
    assert ran.code == 0
    assert ran.err == ""
    title, *lines = ran.out.splitlines()
    assert title
    assert lines
    assert all(line.startswith("  ") for line in lines)


def readme_words() -> list[str]:
    """Every word in the README's table of words and keys that is no example."""
    table = README.partition("### Words and keys")[2].partition("`smsflow explain` lists")[0]
    return sorted({*re.findall(r"`(\w+)`", table)} - {"no"})


@pytest.mark.parametrize("word", [*readme_words(), "МАБ", "МИО", "IIN", "BIN", "1414"])
def test_every_word_of_the_readme_is_explained(word: str) -> None:
    """As it says itself."""
    assert smsflow("explain", word).code == 0


def test_a_word_of_several_meanings_is_told_in_all() -> None:
    """A state and a truth; a setting and a kind of SMS."""
    assert smsflow("explain", "consented").out.splitlines() == [
        "consented",
        "  A state of consent: `2*1` was read (R07).",
        "  A truth: the guardian answered `2*1`.",
    ]
    told = smsflow("explain", "missing_link_notice").out
    assert "  missing_link_notice: outside unless said\n" in told
    assert "  An SMS from 1414: that a child is not linked" in told


def test_codes_clauses_and_properties_are_known_in_lower_case() -> None:
    """A code typed in haste."""
    assert smsflow("explain", "sf103") == smsflow("explain", "SF103")
    assert smsflow("explain", "r07") == smsflow("explain", "R07")
    assert smsflow("explain", "p5") == smsflow("explain", "SF305")


def test_a_row_tells_what_the_table_says() -> None:
    """States, trigger, guards, policy, target, effects and clauses."""
    lines = [line.strip() for line in smsflow("explain", "consent.late_reopened").out.splitlines()]
    assert lines[:6] == [
        "consent.late_reopened",
        "in lapsed",
        "when consent_read, if eligible and not reopened",
        "under the policy late_reply: reopen",
        "goes to awaiting_reply",
        "and does mark_reopened, start_clock",
    ]
    assert lines[6].startswith("R09: ")


def test_a_row_that_stays_or_rejects_says_so() -> None:
    """And an effect of one policy option names it."""
    assert "  stays\n" in smsflow("explain", "consent.late_ignored").out
    assert "  is rejected by R36\n" in smsflow("explain", "voucher.nothing_to_activate").out
    assert "(under timeout_starts: submission)" in smsflow("explain", "consent.asked").out


def test_a_screen_too_early_is_rejected_by_what_is_missing() -> None:
    """By which clause depends on the screens done."""
    assert smsflow("explain", "registration.screen_too_early").out.splitlines()[:4] == [
        "registration.screen_too_early",
        "  in absent, in_progress, stalled",
        "  when screen_passed, if not slide_reached",
        "  is rejected by the clause of what is missing first",
    ]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("unlinked", "A state of linking: the civil records name no guardian of the child."),
        ("documented", "A state of linking: the application is complete (R16–R18)."),
        ("stalled", "A state of registration: a screen was not passed: no code, or a failed check"),
        ("registered", "A state of registration: МАБ holds a number of the guardian (R45)."),
        ("update_link", "The civil records are corrected, and the child is linked (R19, R20)."),
        ("register_number", "The guardian registers in eGov mobile (R21–R34, R45), on all screens"),
        ("missing_link_notice", "Values: outside, sms."),
        ("missing_link_notice", "Rows: linking.notified, linking.notified_by_sms, "),
        ("R26", "Rows: registration.resumed_with_new_code."),
    ],
)
def test_the_words_of_linking_and_registration_are_explained(word: str, said: str) -> None:
    """States, steps, the setting and the clauses."""
    assert f"  {said}" in smsflow("explain", word).out


def test_a_clause_tells_its_policy_and_its_rows() -> None:
    """What completes it, and what carries it out."""
    out = smsflow("explain", "R09").out
    assert "Completed by the policy: reply_timeout, timeout_starts" in out
    assert "consent.lapsed" in out


def test_a_fault_tells_what_it_does_both_ways() -> None:
    """To an SMS, and to a reply."""
    assert smsflow("explain", "no_balance").out.splitlines() == [
        "no_balance (R54)",
        "  the balance is negative or zero.",
        "  An SMS to the guardian is seen.",
        "  A reply leaves: no.",
    ]


def test_an_unknown_name_gets_the_nearest() -> None:
    """Exit 2, on stderr."""
    ran = smsflow("explain", "no_ballance")
    assert ran.code == 2
    assert ran.out == ""
    assert (
        "SF404 nothing to explain by the name 'no_ballance'; did you mean 'no_balance'?" in ran.err
    )
    assert "SF404 nothing to explain by the name '日本'" in smsflow("explain", "日本").err
