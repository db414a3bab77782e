from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import smsflow
from tests.writing import family


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A scenario of two cases, the second of which does not hold."""
    monkeypatch.chdir(tmp_path)
    text = family(
        """
        - start_campaign
        - reply: {from_number: "+7 705 555 01 77", text: x}
        - reply: {from: aigul, text: <text>}
        - expect: {consent: {aigul: consented}}
        """
    )
    rows = 'cases:\n- {text: "2*1"}\n- {text: "2*5"}\n'
    (tmp_path / "two.yaml").write_text(text + rows, "utf-8")
    return "two.yaml"


def test_each_case_is_a_conversation(scenario: str) -> None:
    """Its name, its messages, what they changed, and what does not hold."""
    ran = smsflow("show", scenario)
    assert ran.code == 1  # one of them does not hold
    assert ran.err == ""
    lines = ran.out.splitlines()
    assert lines[0] == "# A family [text=2*1]"
    assert "aigul > 1414: 2*1" in lines
    second = lines[lines.index("# A family [text=2*5]") :]
    assert "aigul > 1414: 2*5" in second
    assert second[-1].startswith("# does not hold: ")
    assert second[-1].endswith(" SF201 consent of aigul: expected consented, actually refused")


def test_it_ends_with_who_is_wronged_and_why(tmp_path: Path) -> None:
    """As `run` says it, a comment each; findings too."""
    path = tmp_path / "wronged.yaml"
    steps = """
        - start_campaign
        - reply: {from: aigul, text: "2*1"}
        - reply: {from: aigul, text: "2*5"}
        - fault: {on: marat, cause: blacklisted}
        - reply: {from: marat, text: "2*1"}
        - wait: 7d
        """
    text = family(steps).replace("9, guardians: [aigul]", "9, guardians: [marat]")
    path.write_text(text, "utf-8")
    assert smsflow("show", str(path)).out.splitlines()[-3:] == [
        "# at 7d: marat: awaiting_reply → lapsed, consent.lapsed (R09)",
        "# wrongful refusal: marat is recorded lapsed, truly reply_lost (blacklisted)",
        "# wrongful consent: aigul is recorded consented, truly refused (second_reply: first)",
    ]
    steps = """
        - start_campaign: [aigul]
        - fault: {on: aigul, cause: spam_blocking}
        - reply: {from: aigul, text: "2*1"}
        """
    path.write_text("policy: {block_reach: incoming}\n" + family(steps), "utf-8")
    assert smsflow("show", str(path)).out.splitlines()[-1] == (
        "# finding: aigul: link_not_seen (spam_blocking)"
    )


def test_numbers_are_masked_unless_revealed(scenario: str) -> None:
    """As everywhere."""
    assert "+7 705 ••• •• 77 > 1414: x" in smsflow("show", scenario).out
    assert "+7 705 555 01 77 > 1414: x" in smsflow("show", scenario, "--reveal").out


def test_json_shows_every_event(scenario: str) -> None:
    """By case."""
    document = json.loads(smsflow("show", scenario, "--json").out)
    assert [one["name"] for one in document["scenarios"]] == [
        "A family [text=2*1]",
        "A family [text=2*5]",
    ]
    assert document["scenarios"][0]["events"][0]["type"] == "GuardianKnown"


def test_text_and_json_exit_alike(scenario: str) -> None:
    """1 where something does not hold."""
    assert smsflow("show", scenario).code == smsflow("show", scenario, "--json").code == 1


def test_a_folder_or_a_missing_file_is_a_usage_error(scenario: str, tmp_path: Path) -> None:
    """`show` takes one file."""
    (tmp_path / "three.yaml").write_text(family("- start_campaign"), "utf-8")
    ran = smsflow("show", str(tmp_path))
    assert ran.code == 2
    assert f"SF401 {tmp_path} is a folder; show takes one file" in ran.err
    assert smsflow("show", "missing.yaml").code == 2


def test_an_unreadable_file_is_told_on_stderr(tmp_path: Path) -> None:
    """With place and caret, and what to read next."""
    path = tmp_path / "bad.yaml"
    path.write_text(family("- rply"), "utf-8")
    ran = smsflow("show", str(path))
    assert ran.code == 2
    assert ran.out == ""
    assert ":9:5 SF103 unknown step 'rply'; did you mean 'reply'?" in ran.err
    assert "`smsflow explain SF103` tells more" in ran.err


def test_a_skipped_scenario_has_nothing_to_show_but_its_name(tmp_path: Path) -> None:
    """It is not run."""
    path = tmp_path / "skipped.yaml"
    path.write_text(family("- start_campaign") + 'skip: "later"\n', "utf-8")
    ran = smsflow("show", str(path))
    assert ran.code == 0
    assert ran.out.splitlines()[0] == "# A family"
    assert "1414" not in ran.out
