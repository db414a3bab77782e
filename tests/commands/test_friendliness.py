"""What a newcomer meets: headings, hints, the quiet run, and names that can be explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import smsflow

GOOD = """name: Good
guardians: {aigul: {number: "+7 701 555 01 01"}}
children: {dana: {grade: 6, guardians: [aigul]}}
steps: [start_campaign]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one scenario that holds and two that do not."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text(GOOD, "utf-8")
    for name in ("bad", "worse"):
        steps = "steps: [start_campaign, {expect: {consent: {aigul: refused}}}]\n"
        (tmp_path / f"{name}.yaml").write_text(
            GOOD.replace("Good", name).replace("steps: [start_campaign]\n", steps), "utf-8"
        )
    return tmp_path


def test_the_current_folder_has_a_heading_of_its_own(folder: Path) -> None:
    """`./`, not the root of the disk."""
    assert smsflow("run", "good.yaml").out.splitlines()[0] == "./"
    assert smsflow("run", str(folder / "good.yaml")).out.splitlines()[0] == f"{folder}/"


def test_a_quiet_run_tells_only_what_does_not_hold(folder: Path) -> None:
    """And ends, as any run with several failures, with their names."""
    ran = smsflow("run", "-q", ".")
    assert ran.code == 1
    assert "good.yaml" not in ran.out
    assert ran.out.splitlines()[-4:] == [
        "did not hold:",
        "  bad.yaml  bad",
        "  worse.yaml  worse",
        "1 passed, 2 failed",
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("goood.yaml", "SF401 no such file or folder: goood.yaml; did you mean 'good.yaml'?"),
        ("nowhere/x.yaml", "SF401 no such file or folder: nowhere/x.yaml"),
        ("", "SF401 a path is empty; name a file or a folder"),
    ],
)
def test_a_wrong_path_says_what_was_meant(folder: Path, path: str, said: str) -> None:
    """The nearest name of the same folder, if there is one."""
    ran = smsflow("run", path)
    assert (ran.code, ran.err.splitlines()[0]) == (2, said)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("- resend [aigul]", "unknown step 'resend [aigul]'; did you mean 'resend: [aigul]'?"),
        ("- zzz", "unknown step 'zzz'; `smsflow explain` lists the steps"),
        ("- messages", "messages needs an argument: `messages: |`"),
        ("- messages: |\n      aigul -> 1414: 2*1", "with `+2h ` before it to wait"),
        ("- messages: |\n      2h aigul > 1414: 2*1", "with `+2h ` before it to wait"),
    ],
)
def test_a_step_written_wrong_says_how_it_is_written(folder: Path, step: str, said: str) -> None:
    """A forgotten colon, a word that is no step, a message line that is none."""
    text = GOOD.replace("steps: [start_campaign]\n", f"steps:\n  {step}\n")
    (folder / "step.yaml").write_text(text, "utf-8")
    ran = smsflow("run", "step.yaml")
    assert ran.code == 2
    assert said in ran.out


@pytest.mark.parametrize(
    ("name", "title", "line"),
    [
        ("resend", "resend (a step)", "Offer again (R42, R43)."),
        ("lapsed", "lapsed", "A state of consent: the deadline passed in silence"),
        ("misspelt", "misspelt", "A truth: the guardian answered something"),
        ("link_not_seen", "link_not_seen", "A finding: the guardian consented"),
        ("mab_number", "mab_number", "A cause: МАБ holds a number"),
        ("second_reply: first", "second_reply: first unless said", "R07: a contradictory"),
        ("SF110", "SF110 not a Kazakh mobile number", "Write it as +7 701 555 01 01"),
        ("no_balance", "no_balance (R54)", "the balance is negative or zero."),
        ("p5", "SF305 P5: no voucher without consent", "A grade 5–11 voucher exists"),
        ("", "What can be explained", "codes: SF100"),
    ],
)
def test_every_word_of_a_report_can_be_explained(name: str, title: str, line: str) -> None:
    """Steps, states, truths, findings, causes, codes with their examples unmasked."""
    ran = smsflow("explain", *([name] if name else []))
    first, second, *_ = ran.out.splitlines()
    assert ran.code == 0
    assert first == title
    assert second.strip().startswith(line)
