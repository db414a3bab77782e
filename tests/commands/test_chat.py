from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.command_line import Ran, smsflow
from tests.writing import family


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> object:
    """Run `smsflow chat` with lines piped into it."""

    def chat(text: str, *arguments: str) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        return smsflow("chat", *arguments)

    return chat


def test_piped_lines_come_out_as_a_transcript(say) -> None:  # type: ignore[no-untyped-def]
    """Messages as lines, all else as comments; commands are shown; the end of the pipe ends it."""
    assert say("/fault no_balance\n2*1\n/wait 7d\n") == Ran(
        0,
        "#   start_campaign (R06)\n"
        "#   aigul: not_asked → requested, consent.asked (R06, R56)\n"
        "1414 > aigul: consent_request\n"
        "#   aigul: requested → awaiting_reply, consent.delivered (R06, R09)\n"
        "#   on the phone: Тегін ыстық тамақ ваучері үшін жеке деректерді өңдеуге келісу: 2*1, "
        "бас тарту: 2*5 деп 1414-ке жауап беріңіз.\n"
        "# /fault no_balance\n"
        "#   fault on aigul: no_balance (R54)\n"
        "aigul > 1414: 2*1\n"
        "#   the reply never leaves: no_balance (R54)\n"
        "# /wait 7d\n"
        "# at 7d: aigul: awaiting_reply → lapsed, consent.lapsed (R09)\n"
        "#   wrongful refusal: aigul is recorded lapsed, truly reply_lost (no_balance)\n",
        "",
    )


def test_a_mistake_is_told_the_chat_goes_on_and_ends_with_1(say) -> None:  # type: ignore[no-untyped-def]
    """In the transcript and on standard error, with its code and what may have been meant."""
    ran = say("/actvate dana\n2*1\n")
    assert ran.code == 1
    mistake = "SF420 unknown command '/actvate'; did you mean '/activate'?\n"
    assert ran.err == mistake
    assert f"# /actvate dana\n#   {mistake}aigul > 1414: 2*1\n" in ran.out
    assert "voucher_link" in ran.out


def test_the_main_story_is_played_with_a_fault_from_the_start(say) -> None:  # type: ignore[no-untyped-def]
    """A phone that blocks 1414, a week, a refusal that was none; saved, it replays."""
    told = say("/wait 7d\n/state\n", "--fault", "blacklisted", "--fault", "receipt_late=2h").out
    assert told.startswith(
        "#   fault on aigul: blacklisted (R51)\n#   fault on aigul: receipt_late\n"
    )
    assert "on the phone" not in told
    assert told.endswith(
        "#   ✗ wrongful refusal: aigul is recorded lapsed, truly never_saw_request (blacklisted)\n"
    )


def test_quit_ends_it_before_the_pipe_does(say) -> None:  # type: ignore[no-untyped-def]
    """What follows is not read."""
    assert "2*1" not in say("/quit\n2*1\n").out.rpartition("# /quit")[2]


def test_numbers_are_masked_unless_revealed(say) -> None:  # type: ignore[no-untyped-def]
    """Also those that were typed."""
    text = "call +7 701 555 01 77\n"
    assert "555 01 77" not in say(text).out
    assert "555 01 77" in say(text, "--reveal").out


def test_a_chat_begins_with_a_scenario_and_other_settings(say, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Its people, its policy with what the command line changes, and whom one names."""
    file = tmp_path / "one.yaml"
    file.write_text("policy: {late_reply: ignore}\n" + family("- start_campaign"), "utf-8")
    saved = tmp_path / "saved.yaml"
    options = ("--scenario", str(file), "--guardian", "aigul", "--policy", "reply_timeout=2d")
    ran = say(f"/wait 3d\n2*1\n/save {saved}\n", *options)
    assert "#   aigul: stays lapsed, consent.late_ignored (R09)" in ran.out
    assert "policy: {reply_timeout: 2d, late_reply: ignore}" in saved.read_text("utf-8")
    assert smsflow("run", str(saved)).code == 0


def test_options_that_do_not_fit_end_with_2(say) -> None:  # type: ignore[no-untyped-def]
    """And say what to do."""
    assert say("", "--children", "dana") == Ran(
        2,
        "",
        "SF421 --children: 'dana' is not of the form name=grade\n"
        "`smsflow explain SF421` tells more.\n",
    )
