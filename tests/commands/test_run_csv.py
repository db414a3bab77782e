from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import smsflow
from tests.writing import family


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a scenario that holds, one that does not, and one put aside."""
    monkeypatch.chdir(tmp_path)
    silence = "- start_campaign\n- wait: 8d"
    (tmp_path / "a.yaml").write_text(family(f"{silence}\n- look: aigul"), "utf-8")
    failing = f"{silence}\n- expect: {{consent: {{aigul: refused}}}}"
    (tmp_path / "b.yaml").write_text(family(failing), "utf-8")
    (tmp_path / "c.yaml").write_text("skip: later\n" + family(silence), "utf-8")
    return tmp_path


def test_a_run_writes_a_row_for_each_guardian_of_each_scenario(folder: Path) -> None:
    """Where they stand when it ends; one put aside has no row."""
    ran = smsflow("run", ".", "--csv", "out.csv")
    assert ran.code == 1
    assert (folder / "out.csv").read_text("utf-8") == (
        "path,scenario,guardian,record,truth,cause,sms,segments\n"
        "a.yaml,A family,aigul,lapsed,ignored,,1,2\n"
        "a.yaml,A family,marat,not_needed,not_asked,,0,0\n"
        "b.yaml,A family,aigul,lapsed,ignored,,1,2\n"
        "b.yaml,A family,marat,not_needed,not_asked,,0,0\n"
    )


def test_a_table_that_cannot_be_written_takes_no_verdict_away(folder: Path) -> None:
    """It is told after it, and exits with 2."""
    ran = smsflow("run", str(folder / "a.yaml"), "--csv", "no/out.csv")
    assert ran.code == 2
    assert ran.out.endswith("1 passed\n")
    assert ran.err.startswith("SF410 no/out.csv cannot be written: ")
