"""`smsflow run --html`: the file, beside what else a run says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.command_line import smsflow
from tests.writing import family

GOOD = family("- start_campaign\n- reply: {from: aigul, text: '2*1'}")
BAD = family("- start_campaign\n- wait: 8d\n- expect: {consent: {aigul: refused}}")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a scenario that holds and one that does not."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "bad.yaml").write_text(BAD, "utf-8")
    return tmp_path


@pytest.mark.parametrize("options", [[], ["--json"], ["--csv", "out.csv"], ["-q", "-j", "2"]])
def test_the_page_changes_nothing_of_what_else_is_said(folder: Path, options: list[str]) -> None:
    """Neither the output, the seconds aside, nor the exit code, nor the table."""
    seconds = re.compile(r'("seconds": )[\d.]+')
    plain = smsflow("run", ".", *options)
    table = Path("out.csv").read_bytes() if "--csv" in options else b""
    paged = smsflow("run", ".", *options, "--html", "page.html")
    assert seconds.sub("", plain.out) == seconds.sub("", paged.out)
    assert (plain.code, plain.err) == (paged.code, paged.err)
    assert (Path("out.csv").read_bytes() if table else b"") == table
    assert Path("page.html").read_text("utf-8").endswith("</html>\n")


def test_folders_on_the_way_are_made(folder: Path) -> None:
    """As they are for --junit."""
    assert smsflow("run", "good.yaml", "--html", "reports/today/page.html").code == 0
    assert Path("reports/today/page.html").exists()


def test_a_page_that_cannot_be_written_is_told_before_anything_is_run(folder: Path) -> None:
    """With the reason and what to do."""
    ran = smsflow("run", "good.yaml", "--html", ".")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "SF410 . cannot be written: Is a directory\n`smsflow explain SF410` tells more.\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
def test_a_page_on_a_full_disk_is_no_success(folder: Path) -> None:
    """The verdict is told, and that the page is missing: exit 2."""
    ran = smsflow("run", "good.yaml", "--html", "/dev/full")
    assert (ran.code, ran.out.splitlines()[-1]) == (2, "1 passed")
    assert "SF410 /dev/full cannot be written: No space left on device" in ran.err


def test_a_run_of_nothing_leaves_no_old_page_behind(folder: Path) -> None:
    """Yesterday's page must not be taken for today's."""
    Path("page.html").write_text("yesterday", "utf-8")
    assert smsflow("run", "good.yaml", "-k", "zzz", "--html", "page.html").code == 5
    assert Path("page.html").read_text("utf-8") == ""


def test_a_run_that_stops_early_has_a_page_of_what_was_run(folder: Path) -> None:
    """With --fail-fast, bad.yaml comes first."""
    smsflow("run", ".", "--fail-fast", "--html", "page.html")
    page = Path("page.html").read_text("utf-8")
    assert "bad.yaml" in page
    assert "good.yaml" not in page
