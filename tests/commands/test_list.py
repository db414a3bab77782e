from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import smsflow
from tests.writing import family

ROOT = Path(__file__).parents[2]


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


@pytest.mark.parametrize("target", ["mine", "new/deep/", "late"])
def test_what_comes_with_smsflow_is_copied_out_to_be_edited(folder: Path, target: str) -> None:
    """The files that a selection leaves, as they are, in the folders of their kind."""
    (folder / "scenarios").mkdir()  # what the user has does not matter
    ran = smsflow("list", "-k", "faq_1_ or faq_3_", "--json", "--copy-to", target)
    path = Path(target).as_posix()
    assert (ran.code, ran.err) == (0, f"2 files copied to {path}/\n")
    listed = {one["path"] for one in json.loads(ran.out)["scenarios"]}
    assert len(listed) == 2
    for name in listed:
        copied = folder / path / name.removeprefix("scenarios/")
        assert copied.read_bytes() == (ROOT / name).read_bytes()


def test_a_table_of_cases_is_copied_with_its_scenario(folder: Path) -> None:
    """So the copy can be run."""
    ran = smsflow("list", "-k", "cases_from_a_file", "--copy-to", "mine")
    assert (ran.code, ran.err) == (0, "2 files copied to mine/\n")
    assert ran.out == "6 scenarios\n"
    assert {file.name for file in (folder / "mine" / "language").iterdir()} == {
        "cases_from_a_file.csv",
        "cases_from_a_file.yaml",
    }
    assert smsflow("run", "mine").code == 0


def test_the_tables_of_replay_are_copied_with_everything(folder: Path) -> None:
    """They belong to no scenario, so a selection leaves them out; the copy can be replayed."""
    assert smsflow("list", "--copy-to", "all").code == 0
    copied, theirs = folder / "all" / "replay", ROOT / "scenarios" / "replay"
    assert {file.name for file in copied.iterdir()} == {"messages.csv", "roster.csv"}
    for file in copied.iterdir():
        assert file.read_bytes() == (theirs / file.name).read_bytes()
    ran = smsflow("replay", "all/replay/messages.csv", "--roster", "all/replay/roster.csv")
    assert ran.code == 0
    assert smsflow("list", "-k", "faq", "--copy-to", "some").code == 0
    assert not (folder / "some" / "replay").exists()


def test_copying_replaces_nothing(folder: Path) -> None:
    """One file that is there already, and none is written."""
    (folder / "mine" / "faq").mkdir(parents=True)
    (folder / "mine" / "faq" / "faq_2_no_number.yaml").write_text("mine", "utf-8")
    ran = smsflow("list", "-k", "faq", "--copy-to", "mine")
    assert ran.code == 2
    assert "SF405 mine/faq/faq_2_no_number.yaml is there already; nothing was copied" in ran.err
    assert [file.name for file in (folder / "mine").rglob("*.yaml")] == ["faq_2_no_number.yaml"]
    assert (folder / "mine" / "faq" / "faq_2_no_number.yaml").read_text("utf-8") == "mine"


def test_copying_to_what_is_no_folder_is_a_mistake(folder: Path) -> None:
    """A file in the way is named."""
    ran = smsflow("list", "-k", "faq", "--copy-to", "two.yaml")
    assert ran.code == 2
    assert "SF405 two.yaml" in ran.err
    assert "cannot be written: " in ran.err


def test_copying_takes_no_path(folder: Path) -> None:
    """It is of what comes with smsflow, never of the user's own files."""
    ran = smsflow("list", "late", "--copy-to", "mine")
    assert ran.code == 2
    assert ran.err.startswith(
        "SF405 --copy-to takes what comes with smsflow: "
        "choose with -k, --tag and --clause, not by a path\n"
    )
    assert not (folder / "mine").exists()
