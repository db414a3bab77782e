from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import smsflow
from tests.writing import family


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of scenarios."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "late").mkdir()
    (tmp_path / "late" / "one.yaml").write_text(
        family("- start_campaign") + "tags: [happy, short]\ncovers: [R06, R07]\n", "utf-8"
    )
    (tmp_path / "two.yaml").write_text(family("- start_campaign") + 'skip: "later"\n', "utf-8")
    return tmp_path


def test_scenarios_are_listed_by_folder(folder: Path) -> None:
    """Name, tags and clauses, and how many there are."""
    ran = smsflow("list", ".")
    assert ran.code == 0
    assert [" ".join(line.split()) for line in ran.out.splitlines()] == [
        "late/",
        "one.yaml A family #happy #short R06 R07",
        "./",
        "two.yaml A family",
        "2 scenarios",
    ]


def test_a_folder_is_named_once(folder: Path) -> None:
    """Above the first of its scenarios."""
    (folder / "late" / "three.yaml").write_text(family("- start_campaign"), "utf-8")
    lines = smsflow("list", "late").out.splitlines()
    assert [line for line in lines if line == "late/"] == ["late/"]
    assert lines[-1] == "2 scenarios"


def test_json_lists_the_same(folder: Path) -> None:
    """With the reason of what is skipped."""
    assert json.loads(smsflow("list", ".", "--json").out) == {
        "scenarios": [
            {
                "path": "late/one.yaml",
                "name": "A family",
                "tags": ["happy", "short"],
                "covers": ["R06", "R07"],
                "skip": None,
            },
            {"path": "two.yaml", "name": "A family", "tags": [], "covers": [], "skip": "later"},
        ]
    }


def test_a_selection_narrows_the_list(folder: Path) -> None:
    """By words, tags and clauses, as in `run`."""
    chosen = json.loads(smsflow("list", ".", "-k", "late", "--json").out)
    assert [one["path"] for one in chosen["scenarios"]] == ["late/one.yaml"]
    assert smsflow("list", ".", "--tag", "zzz").code == 5
    assert smsflow("list", ".", "--clause", "R99").code == 2


def test_an_unreadable_file_is_told_and_the_others_listed(folder: Path) -> None:
    """The list on stdout, the complaint on stderr, exit 2."""
    (folder / "bad.yaml").write_text("name: x\n", "utf-8")
    ran = smsflow("list", ".")
    assert ran.code == 2
    assert "two.yaml" in ran.out
    assert "bad.yaml:1:1 SF106 a scenario needs 'steps'" in ran.err
