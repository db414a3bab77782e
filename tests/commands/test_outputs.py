"""Nothing that a command reads is lost to what it writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from smsflow.scenario.replay.sample import write_sample
from tests.command_line import smsflow
from tests.writing import family

INPUTS = ("a.yaml", "kk.yaml", "messages.csv", "roster.csv")
TABLES = ("messages.csv", "--roster", "roster.csv")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a scenario, a wording and two tables, and another name for the scenario."""
    monkeypatch.chdir(tmp_path)
    write_sample(tmp_path, 3, 0)
    (tmp_path / "a.yaml").write_text(family("- start_campaign"), "utf-8")
    (tmp_path / "kk.yaml").write_text("language: kk\n", "utf-8")
    (tmp_path / "b.csv").symlink_to("a.yaml")
    return tmp_path


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        (("run", "a.yaml", "--csv", "a.yaml"), "--csv a.yaml"),
        (("run", ".", "--junit", "./a.yaml"), "--junit a.yaml"),
        (("run", "a.yaml", "--csv", "b.csv"), "--csv b.csv"),
        (("replay", *TABLES, "--csv", "roster.csv"), "--csv roster.csv"),
        (("replay", *TABLES, "--csv", "messages.csv"), "--csv messages.csv"),
        (("export", "--refused", *TABLES, "--out", "messages.csv"), "--out messages.csv"),
        (("export", "--refused", *TABLES, "--out", "roster.csv"), "--out roster.csv"),
    ],
)
def test_what_is_read_is_not_written_over(
    folder: Path, command: tuple[str, ...], complaint: str
) -> None:
    """Told before anything is run; by whichever name it goes."""
    before = [(folder / name).read_bytes() for name in INPUTS]
    ran = smsflow(*command)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"SF411 {complaint} would replace a file that is read\n")
    assert [(folder / name).read_bytes() for name in INPUTS] == before


def test_a_wording_is_read_too(folder: Path) -> None:
    """It may be the one thing of a folder that nobody has twice."""
    wording = Path(__file__).parents[2] / "smsflow/sms/wordings/kk.yaml"
    (folder / "kk.yaml").write_bytes(wording.read_bytes())
    ran = smsflow("run", "a.yaml", "--wording", "kk.yaml", "--csv", "kk.yaml")
    assert ran.err.startswith("SF411 --csv kk.yaml would replace")
    assert (folder / "kk.yaml").read_bytes() == wording.read_bytes()


def test_two_outputs_are_two_files(folder: Path) -> None:
    """Else one would be lost to the other."""
    ran = smsflow("run", "a.yaml", "--csv", "out", "--junit", "./out")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("SF411 --junit and --csv name one file, out\n")
    assert not (folder / "out").exists()


def test_an_earlier_output_is_replaced(folder: Path) -> None:
    """That is what a second run is for."""
    (folder / "out.csv").write_text("old", "utf-8")
    assert smsflow("run", "a.yaml", "--csv", "out.csv").code == 0
    assert (folder / "out.csv").read_text("utf-8").startswith("path,scenario,")


@pytest.mark.parametrize(
    ("option", "command"),
    [
        ("--csv", ("replay", *TABLES, "--csv", "-")),
        ("--csv", ("run", "a.yaml", "--csv", "-")),
        ("--junit", ("run", "a.yaml", "--junit", "-")),
    ],
)
def test_what_has_standard_output_already_is_not_mixed(
    folder: Path, option: str, command: tuple[str, ...]
) -> None:
    """Nor is a file called `-` written."""
    ran = smsflow(*command)
    assert (ran.code, ran.out) == (2, "")
    said = f"SF410 {option} -: standard output has the verdict already; name a file\n"
    assert ran.err.startswith(said)
    assert not (folder / "-").exists()


def test_a_hyphen_is_standard_output_where_nothing_else_goes(folder: Path) -> None:
    """As without the option."""
    plain = smsflow("export", "--refused", *TABLES)
    assert smsflow("export", "--refused", *TABLES, "--out", "-") == plain
    assert not (folder / "-").exists()
