from __future__ import annotations

from pathlib import Path

import pytest

from smsflow.scenario.run import run_file
from tests.chat.chats import heard, talk_of


def test_the_state_tells_record_truth_deadline_and_vouchers() -> None:
    """In the program's words, each with what it means."""
    talk = talk_of("/wait 2d", "/fault no_balance")
    assert heard(talk, "/state") == [
        "#   now: 2026-09-03T09:00:00+05:00",
        "#   record: awaiting_reply – the SMS was delivered, and the deadline runs (R09)",
        "#   truth: undecided – the guardian may still answer, or need not any more",
        "#   deadline: in 5d",
        "#   vouchers: dana (grade 6) none, arman (grade 9) none",
        "#   trouble: no_balance",
    ]


def test_the_state_ends_with_who_is_wronged() -> None:
    """With the cause; nothing where record and truth agree."""
    told = heard(talk_of("/fault no_balance", "2*1", "/wait 7d"), "/state")
    assert told[-1] == (
        "#   ✗ wrongful refusal: aigul is recorded lapsed, truly reply_lost (no_balance)"
    )
    assert "✗" not in "".join(heard(talk_of("2*1"), "/state"))


def test_a_block_that_comes_too_late_for_the_request_is_told_so() -> None:
    """While an answer is awaited; not of a fault that keeps no SMS away, nor of an unseen one."""
    too_late = "#   the request was already seen; /resend asks anew once it lapsed"
    assert heard(talk_of(), "/fault blacklisted") == [
        "#   fault on aigul: blacklisted (R51)",
        too_late,
    ]
    assert too_late not in heard(talk_of(), "/fault no_balance")
    assert too_late not in heard(talk_of("2*5"), "/fault blacklisted")
    again = talk_of("2*5", "/fault spam_blocking", "/resend")
    assert too_late not in heard(again, "/fault blacklisted")


def test_what_came_of_nothing_is_told() -> None:
    """A wait, a repair; and what `/undo` took back."""
    talk = talk_of("2*1")
    assert heard(talk, "/repair") == ["#   there is nothing to repair"]
    assert heard(talk, "/wait 1d 2h") == ["#   nothing happens in 1d 2h"]
    assert heard(talk, "/undo") == [
        "#   taken back: /wait 1d 2h",
        "#   it is 2026-09-01T09:00:00+05:00 again",
    ]
    heard(talk, "/undo")
    assert heard(talk, "/undo")[0] == "#   taken back: 2*1"


def test_a_command_may_be_written_in_capitals_and_after_blanks() -> None:
    """What it takes is left as it is."""
    talk = talk_of("2*1")
    assert heard(talk, "  /Activate dana") == heard(talk_of("2*1"), "/activate dana")
    assert heard(talk, "/WIAT") == ["SF420 unknown command '/WIAT'; did you mean '/wait'?"]


def test_an_unknown_command_is_told_with_the_nearest() -> None:
    """Or with where they are listed."""
    talk = talk_of()
    assert heard(talk, "/wiat 3d") == ["SF420 unknown command '/wiat'; did you mean '/wait'?"]
    assert heard(talk, "/") == ["SF420 unknown command '/'; /help lists them all"]
    assert heard(talk, "/xyzzy") == ["SF420 unknown command '/xyzzy'; /help lists them all"]


def test_a_mistaken_refusal_can_be_played() -> None:
    """`/mistake` is a `2*5` that means consent, and makes a wrongful refusal."""
    told = heard(talk_of(), "/mistake")
    assert told[:2] == ["aigul > 1414: 2*5", "#   aigul means consent"]
    assert told[-1] == (
        "#   wrongful refusal: aigul is recorded refused, truly refused_by_mistake (R42)"
    )


def test_a_voucher_is_activated_declined_and_taken_to_school() -> None:
    """Child by child, and the wallet shows it."""
    talk = talk_of("2*1")
    assert heard(talk, "/activate dana")[-1] == "#   aigul activates dana (R37, R59)"
    assert heard(talk, "/qr dana")[-1] == "#   the QR code of dana goes to school (R38)"
    assert "arman is declined: eats at home" in heard(talk, "/decline arman eats at home")[-1]
    assert heard(talk, "/look") == ["#   aigul sees dana: active, arman: declined (R05, R11)"]


def test_a_chat_is_saved_and_saved_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own file it replaces, and the file passes."""
    monkeypatch.chdir(tmp_path)
    talk = talk_of("/fault blacklisted")
    assert heard(talk, "/save my.yaml") == ["#   saved; `smsflow run my.yaml` replays it"]
    heard(talk, "/wait 7d")
    assert heard(talk, "/save my.yaml") == ["#   saved; `smsflow run my.yaml` replays it"]
    (result,) = run_file("my.yaml")
    assert result.failures == []
    assert result.events == talk.chat.flow.events


def test_a_name_with_a_blank_is_told_as_a_shell_takes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the line can be copied."""
    monkeypatch.chdir(tmp_path)
    assert heard(talk_of(), "/save my own.yaml") == [
        "#   saved; `smsflow run 'my own.yaml'` replays it"
    ]


def test_no_file_of_somebody_else_is_replaced(tmp_path: Path) -> None:
    """Nor is a folder written to that is not there; both are told, and the chat goes on."""
    other = tmp_path / "other.yaml"
    other.write_text("mine", "utf-8")
    talk = talk_of()
    assert heard(talk, f"/save {other}") == [f"SF410 {other} is there already; name another file"]
    assert other.read_text("utf-8") == "mine"
    missing = tmp_path / "missing" / "x.yaml"
    assert heard(talk, f"/save {missing}") == [
        f"SF410 {missing} cannot be written: No such file or directory"
    ]
    assert heard(talk, "2*1")


def test_quit_ends_the_chat() -> None:
    """Nothing more is said."""
    talk = talk_of()
    assert heard(talk, "/quit") == []
    assert talk.over
