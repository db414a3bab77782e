"""`smsflow run --last-failed`, and the record it goes by."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.command_line import Ran, smsflow
from tests.writing import family

GOOD = family("- start_campaign")
BAD = family("- start_campaign\n- expect: {consent: {aigul: refused}}")
UNREADABLE = family("- rply: {from: aigul}")
CASES = (
    family(
        "- start_campaign\n- reply: {from: aigul, text: <text>}\n"
        "- expect: {consent: {aigul: consented}}"
    )
    + 'cases:\n- {text: "2*1"}\n- {text: "2*5"}\n- {text: "x"}\n'
)
RECORD = Path(".smsflow/last-failed.json")
ALL_RUN = "--last-failed: nothing here failed when it was last run; all are run\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with one of each outcome, and a file of three cases of which one holds."""
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "bad": BAD, "cases": CASES, "good": GOOD, "unreadable": UNREADABLE,
    }.items():  # fmt: skip
        write(name, text)
    return tmp_path


def write(name: str, text: str) -> None:
    """Write a scenario file."""
    Path(f"{name}.yaml").write_text(text, "utf-8")


def run(*arguments: str) -> list[str]:
    """What a run told of: each file with what tells its case from the others."""
    return ran_by(smsflow("run", "--json", *arguments))


def ran_by(ran: Ran) -> list[str]:
    """The same, of a run that has been made."""
    return [
        one["path"].removesuffix(".yaml") + one["name"].removeprefix("A family")
        for one in json.loads(ran.out)["scenarios"]
    ]


def record() -> dict[str, list[str]]:
    """What is on record."""
    kept: dict[str, list[str]] = json.loads(RECORD.read_text("utf-8"))["did not hold"]
    return kept


FAILED = ["bad", "cases [text=2*5]", "cases [text=x]", "unreadable"]


def test_only_what_did_not_hold_is_run_again(folder: Path) -> None:
    """Cases by their name, a file that could not be read as a whole; the verdict is theirs."""
    smsflow("run", ".")
    again = smsflow("run", ".", "--last-failed", "--json")
    assert ran_by(again) == FAILED
    assert (again.code, again.err) == (2, "")
    assert run(".", "--last-failed") == FAILED


def test_what_holds_now_is_left_out_the_next_time(folder: Path) -> None:
    """Until nothing is left, and everything is run."""
    smsflow("run", ".")
    write("bad", GOOD)
    write("unreadable", CASES)
    assert run(".", "--last-failed") == [
        "bad", "cases [text=2*5]", "cases [text=x]",
        "unreadable [text=2*1]", "unreadable [text=2*5]", "unreadable [text=x]",
    ]  # fmt: skip
    assert run(".", "--last-failed") == [
        "cases [text=2*5]", "cases [text=x]", "unreadable [text=2*5]", "unreadable [text=x]",
    ]  # fmt: skip
    write("cases", GOOD)
    write("unreadable", GOOD)
    assert run(".", "--last-failed") == ["cases", "unreadable"]
    last = smsflow("run", ".", "--last-failed", "--json")
    assert ran_by(last) == ["bad", "cases", "good", "unreadable"]
    assert last.err == ALL_RUN


def test_without_a_record_everything_is_run(folder: Path) -> None:
    """And that is said, on standard error."""
    ran = smsflow("run", "good.yaml", "--last-failed")
    assert (ran.code, ran.err) == (0, ALL_RUN)
    assert ran.out.splitlines()[-1] == "1 passed"


def test_a_run_that_holds_leaves_no_folder_behind(folder: Path) -> None:
    """There is nothing to remember."""
    smsflow("run", "good.yaml")
    assert not Path(".smsflow").exists()


def test_what_was_not_selected_stays_as_it_was(folder: Path) -> None:
    """By path, by -k and by --fail-fast: what was not run is still on record."""
    smsflow("run", ".")
    before = record()
    smsflow("run", "good.yaml")
    assert record() == before
    smsflow("run", ".", "-k", "text=x")
    assert record() == before
    write("bad", GOOD)
    smsflow("run", "bad.yaml", "cases.yaml", "--fail-fast")
    assert record() == {key: names for key, names in before.items() if key != "bad.yaml"}
    write("cases", CASES.replace('- {text: "x"}\n', ""))
    smsflow("run", "cases.yaml", "-k", "2*5")
    assert record()["cases.yaml"] == ["A family [text=2*5]", "A family [text=x]"]


def test_a_case_that_holds_now_leaves_the_others_on_record(folder: Path) -> None:
    """Where it alone was chosen."""
    smsflow("run", "cases.yaml")
    write("cases", CASES.replace("consented", "refused"))
    smsflow("run", "cases.yaml", "-k", "2*5")
    assert record() == {"cases.yaml": ["A family [text=x]"]}


def test_a_file_read_in_part_is_still_to_be_run_whole(folder: Path) -> None:
    """It could not be read; now it can, and only some of it was run."""
    smsflow("run", "unreadable.yaml")
    assert record() == {"unreadable.yaml": []}
    write("unreadable", CASES)
    smsflow("run", ".", "-k", "unreadable and 2*1")
    assert record() == {"unreadable.yaml": []}
    smsflow("run", "unreadable.yaml")
    assert record() == {"unreadable.yaml": ["A family [text=2*5]", "A family [text=x]"]}


def test_a_case_that_goes_by_another_name_is_found(folder: Path) -> None:
    """Its whole file is run then, and the old name is forgotten."""
    smsflow("run", ".")
    write("bad", BAD.replace("A family", "A family that consents"))
    assert run("bad.yaml", "good.yaml", "--last-failed") == ["bad that consents"]
    assert record()["bad.yaml"] == ["A family that consents"]


def test_a_file_that_is_gone_is_forgotten(folder: Path) -> None:
    """It is neither run nor missed."""
    smsflow("run", ".")
    Path("bad.yaml").unlink()
    assert run(".", "--last-failed") == FAILED[1:]
    assert "bad.yaml" not in record()


def test_what_failed_elsewhere_is_not_run_here(folder: Path) -> None:
    """The paths decide first; where nothing of them failed, all of them are run."""
    smsflow("run", ".")
    ran = smsflow("run", "good.yaml", "--last-failed", "--json")
    assert ran_by(ran) == ["good"]
    assert ran.err == ALL_RUN
    assert run("bad.yaml", "good.yaml", "--last-failed") == ["bad"]


def test_selections_narrow_what_is_run_again(folder: Path) -> None:
    """Down to nothing, which is exit 5 as ever."""
    smsflow("run", ".")
    assert run(".", "--last-failed", "-k", "x]") == ["cases [text=x]", "unreadable"]
    none = smsflow("run", "bad.yaml", "--last-failed", "-k", "zzz")
    assert none.code == 5
    assert none.err.splitlines()[0] == (
        "SF402 no scenario in bad.yaml that did not hold when it was last run fits -k, --tag and "
        "--clause"
    )


def test_a_path_has_one_name_however_it_is_written(folder: Path) -> None:
    """Absolute, or by way of a folder above."""
    smsflow("run", str(folder / "bad.yaml"), f"../{folder.name}/cases.yaml")
    assert list(record()) == ["bad.yaml", "cases.yaml"]
    ran = smsflow("run", "bad.yaml", "good.yaml", "--last-failed")
    assert ran.out.splitlines()[-1] == "1 failed"


def test_the_folder_is_kept_out_of_repositories(folder: Path) -> None:
    """It ignores itself, as pytest's cache does."""
    smsflow("run", "bad.yaml")
    assert Path(".smsflow/.gitignore").read_text("utf-8").splitlines()[-1] == "*"
    assert sorted(path.name for path in Path(".smsflow").iterdir()) == [
        ".gitignore",
        "last-failed.json",
    ]


def test_names_on_record_are_masked(folder: Path) -> None:
    """Numbers of a case, even where they are revealed on the console; it is found all the same."""
    number = "+7 705 555 01 77"
    write("bad", BAD.replace("A family", f"A family of {number}"))
    smsflow("run", "bad.yaml", "--reveal")
    assert record() == {"bad.yaml": ["A family of +7 705 ••• •• 77"]}
    assert len(run("bad.yaml", "good.yaml", "--last-failed")) == 1


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"did not hold": 5}', '{"did not hold": {"a": 1}}']
)
def test_a_record_that_is_none_counts_for_nothing(folder: Path, text: str) -> None:
    """Whatever somebody wrote there; it is replaced."""
    RECORD.parent.mkdir()
    RECORD.write_text(text, "utf-8")
    ran = smsflow("run", "bad.yaml", "--last-failed")
    assert (ran.code, ran.err) == (1, ALL_RUN)
    assert list(record()) == ["bad.yaml"]


def test_a_place_that_cannot_be_written_to_is_no_failure(folder: Path) -> None:
    """The verdict counts, not the record; here a file is in the way of the folder."""
    Path(".smsflow").write_text("in the way", "utf-8")
    ran = smsflow("run", "bad.yaml")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines()[-1] == "1 failed"


def test_what_was_run_before_an_interruption_is_on_record(folder: Path) -> None:
    """A reader who leaves, or the interrupt key, takes nothing away."""

    class Interrupted(io.StringIO):
        """A stream on which somebody presses the interrupt key at the second file."""

        def write(self, text: str, /) -> int:
            """Press it."""
            if "cases.yaml" in text:
                raise KeyboardInterrupt
            return super().write(text)

    ran = smsflow("run", "bad.yaml", "cases.yaml", to=Interrupted())
    assert ran.code == 130
    assert list(record()) == ["bad.yaml"]
