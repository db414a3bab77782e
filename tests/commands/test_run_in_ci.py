"""The friends of `smsflow run` in CI: --junit, --github, --durations."""

from __future__ import annotations

import json
import os
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.command_line import smsflow
from tests.writing import family

GOOD = family("- start_campaign")
BAD = family("- start_campaign\n- expect: {consent: {aigul: refused}}")
UNREADABLE = family("- rply: {from: aigul}")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with one that holds, one that does not, and one that cannot be read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    for name, text in {"good": GOOD, "bad": BAD, "unreadable": UNREADABLE}.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    return tmp_path


# --junit


def test_junit_is_written_beside_the_usual_output(folder: Path) -> None:
    """In a folder that is made for it; the output and the exit code stay as they are."""
    usual = smsflow("run", "good.yaml", "bad.yaml", "unreadable.yaml")
    ran = smsflow("run", "good.yaml", "bad.yaml", "unreadable.yaml", "--junit", "out/junit.xml")
    assert ran == usual
    root = ET.parse(folder / "out" / "junit.xml").getroot()
    assert [suite.get("name") for suite in root] == ["good.yaml", "bad.yaml", "unreadable.yaml"]
    assert [root.get(key) for key in ("tests", "failures", "errors")] == ["3", "1", "1"]
    (failure,) = root.iter("failure")
    assert (failure.text or "") in ran.out
    good = root[0][0]
    assert 0 < float(good.get("time", "0")) < 10


def test_junit_and_json_go_together(folder: Path) -> None:
    """Each has its own place; masked both, unless revealed."""
    text = family("- reply: {from_number: '+7 705 555 01 77', text: x}\n- activate: dana")
    (folder / "bad.yaml").write_text(text, "utf-8")
    ran = smsflow("run", "bad.yaml", "--json", "--junit", "junit.xml")
    assert json.loads(ran.out)["summary"]["failed"] == 1
    assert "+7 705 ••• •• 77" in Path("junit.xml").read_text("utf-8")
    smsflow("run", "bad.yaml", "--junit", "junit.xml", "--reveal")
    assert "+7 705 555 01 77" in Path("junit.xml").read_text("utf-8")


def test_junit_that_cannot_be_written_is_told_before_the_run(folder: Path) -> None:
    """A folder, and a file in the way of one: exit 2, and nothing is run."""
    for path, reason in ((".", "Is a directory"), ("good.yaml/x.xml", "File exists")):
        ran = smsflow("run", "good.yaml", "--junit", path)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == (
            f"SF410 {path} cannot be written: {reason}\n`smsflow explain SF410` tells more.\n"
        )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
def test_junit_on_a_full_disk_is_no_success(folder: Path) -> None:
    """The verdict is told, and that the report is missing: exit 2."""
    ran = smsflow("run", "good.yaml", "--junit", "/dev/full")
    assert ran.code == 2
    assert ran.out.splitlines()[-1] == "1 passed"
    assert "SF410 /dev/full cannot be written: No space left on device" in ran.err


def test_a_run_of_nothing_leaves_no_old_junit_behind(folder: Path) -> None:
    """Yesterday's verdict must not be read as today's."""
    Path("junit.xml").write_text("yesterday", "utf-8")
    assert smsflow("run", "good.yaml", "-k", "zzz", "--junit", "junit.xml").code == 5
    assert Path("junit.xml").read_text("utf-8") == ""


# --github


def test_github_adds_annotations_to_the_usual_output(folder: Path) -> None:
    """Each below what it is about; all other lines, the last too, stay as they are."""
    usual = smsflow("run", "bad.yaml", "unreadable.yaml")
    ran = smsflow("run", "bad.yaml", "unreadable.yaml", "--github")
    lines = ran.out.splitlines()
    added = [line for line in lines if line.startswith("::")]
    assert [line for line in lines if line not in added] == usual.out.splitlines()
    assert (ran.code, ran.err) == (usual.code, usual.err)
    assert added == [
        "::error file=bad.yaml,line=10,col=31,title=SF201 A family"
        "::consent of aigul: expected refused, actually awaiting_reply",
        "::error file=unreadable.yaml,line=9,col=5,title=SF103"
        "::unknown step 'rply'; did you mean 'reply'?",
    ]


def test_github_leaves_the_object_of_json_alone(folder: Path) -> None:
    """Annotations then go to standard error, which GitHub reads as well."""
    ran = smsflow("run", "bad.yaml", "--json", "--github")
    assert json.loads(ran.out)["summary"]["failed"] == 1
    assert ran.err.startswith("::error file=bad.yaml,line=10,")


# --durations


def test_durations_names_the_slowest_above_the_sum(folder: Path) -> None:
    """As many as asked for, with milliseconds."""
    (folder / "long.yaml").write_text(family("- start_campaign\n" + "- wait: 1d\n" * 300), "utf-8")
    lines = smsflow("run", "good.yaml", "long.yaml", "--durations", "1").out.splitlines()
    assert lines[-3] == "slowest:"
    milliseconds, unit, name = lines[-2].split(maxsplit=2)
    assert (unit, name) == ("ms", "long.yaml  A family")
    assert float(milliseconds) > 0
    assert lines[-1] == "2 passed"


def test_durations_are_for_the_console_alone(folder: Path) -> None:
    """--json keeps its keys."""
    document = json.loads(smsflow("run", "good.yaml", "--json", "--durations", "1").out)
    assert list(document) == ["summary", "scenarios"]


def test_durations_takes_a_number(folder: Path) -> None:
    """None below zero, and no word."""
    for wrong in ("-1", "all"):
        ran = smsflow("run", "good.yaml", "--durations", wrong)
        assert (ran.code, ran.out) == (2, "")


# Streams.


def test_an_error_of_the_command_line_leaves_no_json(folder: Path) -> None:
    """It goes to standard error, whatever is to go to standard output."""
    ran = smsflow("run", "missing.yaml", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("SF401 no such file or folder: missing.yaml")


def test_force_color_colours_the_verdict_of_a_ci(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words stay; JUnit and annotations have no colour."""
    plain = smsflow("run", "bad.yaml")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    ran = smsflow("run", "bad.yaml", "--junit", "junit.xml", "--github")
    assert "\x1b[1;31m  FAIL  \x1b[0m" in ran.out
    assert "\n::error file=bad.yaml," in ran.out
    assert "\x1b[" not in Path("junit.xml").read_text("utf-8")
    coloured = [line for line in ran.out.splitlines() if not line.startswith("::")]
    assert len(coloured) == len(plain.out.splitlines())
    assert os.environ["FORCE_COLOR"]
