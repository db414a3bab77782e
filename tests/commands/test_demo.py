from __future__ import annotations

from pathlib import Path

import pytest

from smsflow.scenario import shipped
from tests.command_line import smsflow
from tests.writing import family


def test_off_a_terminal_it_prints_the_transcript() -> None:
    """Five acts and their ends, without a control character."""
    ran = smsflow("demo")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("# Act ") == 5
    assert "\x1b" not in ran.out
    assert ran.out.endswith("# like silence – but whoever was never asked has not refused.\n")


def test_any_scenario_can_be_performed(tmp_path: Path) -> None:
    """By its own name, each case an act."""
    file = tmp_path / "one.yaml"
    rows = 'cases:\n- {text: "2*1"}\n- {text: "2*5"}\n'
    file.write_text(
        family("- start_campaign\n- reply: {from: aigul, text: <text>}") + rows, "utf-8"
    )
    ran = smsflow("demo", str(file))
    assert ran.code == 0
    assert "# Act 1 of 2 · A family [text=2*1]\n" in ran.out
    assert "# Act 2 of 2 · A family [text=2*5]\n" in ran.out
    assert (
        "# record: REFUSED · truth: answered 2*5 and meant it  ✓ record and truth agree" in ran.out
    )


def test_the_tour_speaks_one_language(tmp_path: Path) -> None:
    """In Russian the SMS are Russian too; in English they are as the state writes them."""
    from tests.stage.shows import cue_of, seen, tour

    russian = seen(tour("ru"), cue_of(tour("ru"), "silence", "reached"))
    assert "Согласие на обработку" in russian
    assert "Тегін" in seen(tour("en"), cue_of(tour("en"), "silence", "reached"))


def test_what_does_not_hold_is_told_and_ends_with_1(tmp_path: Path) -> None:
    """On standard error, with its place; what was played is shown all the same."""
    file = tmp_path / "wrong.yaml"
    file.write_text(family("- start_campaign\n- expect: {consent: {aigul: refused}}"), "utf-8")
    ran = smsflow("demo", str(file))
    assert ran.code == 1
    assert "1414 > aigul: consent_request" in ran.out
    assert ran.err == (
        f"{file.as_posix()}:10:31 SF201 consent of aigul: expected refused, "
        "actually awaiting_reply\n"
    )


def test_what_cannot_be_performed_is_told(tmp_path: Path) -> None:
    """A folder, a missing file, a scenario put aside: each with its code."""
    aside = tmp_path / "aside.yaml"
    (tmp_path / "another.yaml").write_text(family("- start_campaign"), "utf-8")
    aside.write_text('skip: "later"\n' + family("- start_campaign"), "utf-8")
    ran = smsflow("demo", str(aside))
    assert (ran.code, ran.err.splitlines()[0]) == (5, f"SF402 {aside} is put aside: later")
    ran = smsflow("demo", str(tmp_path))
    assert ran.code == 2
    assert ran.err.startswith(f"SF401 {tmp_path} is a folder; demo takes one file\n")
    assert smsflow("demo", str(tmp_path / "missing.yaml")).code == 2
    ran = smsflow("demo", "--language", "fr")
    assert ran.code == 2
    assert ran.err.startswith(
        "SF422 --language: the stage does not speak 'fr'; it can be en, kk, ru"
    )
    assert smsflow("demo", "--speed", "0").code == 2


def test_a_picture_is_written_and_nothing_else(tmp_path: Path) -> None:
    """An SVG; where it cannot be, that is told."""
    file = tmp_path / "demo.svg"
    ran = smsflow("demo", "--picture", str(file), "--language", "ru")
    assert (ran.code, ran.out) == (0, "")
    assert "НЕВЕРНЫЙ ОТКАЗ" in file.read_text("utf-8")
    ran = smsflow("demo", "--picture", str(tmp_path / "missing" / "x.svg"))
    assert ran.code == 2
    assert ran.err.splitlines()[0].startswith("SF410 ")


def test_the_tour_needs_the_scenarios_that_come_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without them says so."""
    monkeypatch.setattr(shipped, "home", lambda: None)
    ran = smsflow("demo")
    assert ran.code == 2
    assert ran.err.startswith("SF405 this smsflow came without scenarios; install it again\n")
