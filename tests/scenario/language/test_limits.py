"""How much a scenario may hold."""

from __future__ import annotations

from tests.writing import FIRST_STEP, HEAD, cases, family, loaded, problems


def test_ten_thousand_rows_are_read_and_the_next_is_refused() -> None:
    """The row too many is named."""
    rows = "".join(f"- {{text: '{number}'}}\n" for number in range(10_000))
    assert len(loaded(cases(rows))) == 10_000
    assert problems(cases(rows + "- {text: x}\n")) == [
        ("SF114", "more than 10,000 rows of cases", (10_011, 3))
    ]


def test_a_million_steps_are_read_and_more_are_refused() -> None:
    """Rows × steps is limited, so that no small file takes hours."""
    rows = "".join(f"- {{text: '{number}'}}\n" for number in range(1_000))
    first = "- reply: {from: aigul, text: <text>}\n"
    assert len(loaded(cases(rows, first + "- start_campaign\n" * 999))) == 1_000
    message = "rows × steps come to more than 1,000,000"
    assert problems(cases(rows, first + "- start_campaign\n" * 1_000)) == [
        ("SF114", message, (FIRST_STEP + 1_002, 3))
    ]


def test_waits_come_to_ten_years_at_most() -> None:
    """The wait that goes beyond is named, in message lines too."""
    assert problems(family("- wait: 3650d\n- wait: 3d")) == []
    assert problems(family("- wait: 3650d\n- wait: 3d\n- wait: 1ms\n- wait: 1d")) == [
        ("SF114", "the waits come to more than ten years", (11, 5))
    ]
    lines = "- messages: |\n    +3650d aigul > 1414: x\n    +4d aigul > 1414: x"
    assert problems(family(lines)) == [("SF114", "the waits come to more than ten years", (11, 7))]


def test_ten_reminders_are_read_and_eleven_refused() -> None:
    """A policy cannot send hundreds."""
    assert problems(HEAD + "- start_campaign\npolicy: {reminders: 10}\n") == []
    assert problems(HEAD + "- start_campaign\npolicy: {reminders: 11}\n") == [
        ("SF108", "expected a whole number from 0 to 10, found '11'", (10, 21))
    ]


def test_what_the_cases_come_to_is_limited() -> None:
    """A small file cannot fill the memory by repeating a cell: told where it grows too much."""
    text = f"cases: [{{a: '{'y' * 400_000}'}}]\nsteps: [start_campaign]\nname: '{'<a>' * 100}'\n"
    assert problems(text) == [
        ("SF114", "the filled-in cases come to more than 32 MiB of text", (3, 7))
    ]
