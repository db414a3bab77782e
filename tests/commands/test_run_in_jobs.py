"""`smsflow run --jobs`: the same output from several processes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import smsflow
from tests.writing import family

ROOT = Path(__file__).parents[2]
GOOD = family("- start_campaign\n- reply: {from: aigul, text: '2*1'}")
BAD = family("- start_campaign\n- wait: 8d\n- expect: {consent: {aigul: refused}}")
CASES = (
    family(
        "- start_campaign\n- reply: {from: aigul, text: <text>}\n"
        "- expect: {consent: {aigul: consented}}"
    )
    + "cases:\n"
    + "".join(
        f'- {{text: "{text}"}}\n' for text in ("2*1", "2*5", "2 * 1", "x", "+7 705 555 01 77")
    )
)
TEXTS = (GOOD, CASES, BAD, GOOD + 'skip: "not yet"\n', family("- rply: {from: aigul}"), GOOD)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with 30 files in two folders, of every outcome."""
    monkeypatch.chdir(tmp_path)
    for number in range(30):
        path = tmp_path / "ab"[number % 2] / f"{number:02}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(TEXTS[number % len(TEXTS)], "utf-8")
    return tmp_path


def without_seconds(text: str) -> str:
    """An output in which all times are the same."""
    return re.sub(r'("seconds": |time=")[\d.]+', r"\g<1>0", text)


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--quiet", "--github"],
        ["--json"],
        ["--json", "--reveal"],
        ["--reveal", "--seed", "7"],
        ["-k", "2*5 or 07", "--json"],
        ["--fail-fast"],
        ["--fail-fast", "--json"],
        ["-k", "x]", "--fail-fast"],
    ],
    ids=" ".join,
)
def test_the_output_is_that_of_one_job(folder: Path, options: list[str]) -> None:
    """Byte for byte, the seconds aside, and the exit code; --fail-fast stops at the same place."""
    one = smsflow("run", ".", *options)
    assert one.code in (1, 2)
    for jobs in ("2", "3", "auto"):
        several = smsflow("run", ".", *options, "--jobs", jobs)
        assert without_seconds(several.out) == without_seconds(one.out)
        assert (several.code, several.err) == (one.code, one.err)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_every_failure_of_a_file_shows_its_line(folder: Path, jobs: str) -> None:
    """The second and the third case that fail, too."""
    ran = smsflow("run", "a/02.yaml", "b/01.yaml", "--jobs", jobs)
    shown = [line for line in ran.out.splitlines() if line.startswith("   11 | ")]
    assert shown == [
        "   11 |   - expect: {consent: {aigul: refused}}",
        *["   11 |   - expect: {consent: {aigul: consented}}"] * 3,
    ]


def test_reports_and_record_are_those_of_one_job(folder: Path) -> None:
    """JUnit's cases, the table of guardians, and what is run again."""
    smsflow("run", ".", "--junit", "one.xml", "--csv", "one.csv")
    record = Path(".smsflow/last-failed.json")
    kept = record.read_text("utf-8")
    record.unlink()
    smsflow("run", ".", "--junit", "two.xml", "--csv", "two.csv", "-j", "2")
    one, two = (Path(name).read_text("utf-8") for name in ("one.xml", "two.xml"))
    assert without_seconds(one) == without_seconds(two)
    assert Path("one.csv").read_bytes() == Path("two.csv").read_bytes()
    assert record.read_text("utf-8") == kept
    again = [smsflow("run", ".", "--last-failed", "-j", jobs) for jobs in ("1", "2")]
    assert again[0] == again[1]
    assert "20 failed, 5 unreadable" in again[0].out


def test_a_wording_reaches_every_process(folder: Path) -> None:
    """As does the seed."""
    Path("kk.yaml").write_text(
        "language: kk\nsms:\n  consent_request: {text: Yes?, budget: 1}\n"
        "  voucher_link: {text: Link, budget: 1}\n  reply_hint: {text: Hint, budget: 1}\n"
        "  missing_link_notice: {text: Missing, budget: 1}\n"
        "  registration_code: {text: 'Code {code}', budget: 1}\n",
        "utf-8",
    )
    one, two = (
        smsflow("run", "a", "b", "--wording", "kk.yaml", "--json", "-j", jobs) for jobs in "12"
    )
    assert without_seconds(one.out) == without_seconds(two.out)
    assert one.out.count('"text": "Yes?"') > 1


@pytest.mark.parametrize("wrong", ["0", "-1", "two", "1.5", "", "²"])
def test_jobs_takes_a_number_or_auto(folder: Path, wrong: str) -> None:
    """Anything else is told with what may be said."""
    ran = smsflow("run", ".", "--jobs", wrong)
    assert (ran.code, ran.out) == (2, "")
    assert "is neither `auto` nor a whole number from 1." in " ".join(ran.err.split())


# Processes of their own.


@pytest.fixture
def running(tmp_path: Path) -> subprocess.Popen[str]:
    """`smsflow run --jobs 2` in a group of its own, in the middle of two long files."""
    rows = "".join(f"- {{text: '{number}'}}\n" for number in range(10_000))
    text = family("- start_campaign\n- reply: {from: aigul, text: <text>}\n" + "- wait: 1d\n" * 60)
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(f"{text}cases:\n{rows}", "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "smsflow.commands.main", "run", ".", "--jobs", "2"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def group_is_gone(leader: int) -> bool:
    """Whether no process of a group is left."""
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return True
    return False


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The processes it has started."""
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(child) for child in path.read_text().split()]


def test_the_interrupt_key_ends_all_processes(running: subprocess.Popen[str]) -> None:
    """A terminal sends it to each of them: one word, 130, and nobody is left."""
    os.killpg(running.pid, signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (130, "interrupted\n")
    assert group_is_gone(running.pid)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks the system for processes")
def test_a_process_that_dies_exits_with_3(running: subprocess.Popen[str]) -> None:
    """It is told as a fault, and nobody is left."""
    first, _ = workers_of(running)
    os.kill(first, signal.SIGKILL)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 3
    assert err.splitlines() == [
        "SF900 a fault of smsflow itself: a process of --jobs ended with signal 9",
        "Please report it with the scenario; `smsflow --debug …` shows where it happened.",
    ]
    assert group_is_gone(running.pid)


def test_processes_do_not_outlive_the_one_that_started_them(
    running: subprocess.Popen[str],
) -> None:
    """Killed without a chance to say so: their pipes end, so do they, and so does its output."""
    running.kill()
    running.communicate(timeout=60)
    assert running.returncode == -signal.SIGKILL


def test_a_fault_in_a_process_is_told_as_a_fault_here(folder: Path) -> None:
    """Its kind, and with --debug where it happened."""
    start = (
        "import smsflow.scenario.run as run, smsflow.commands.orders; del run.Simulation\n"
        "import sys; sys.argv = ['smsflow', *sys.argv[1:]]\n"
        "from smsflow.commands.main import main; main()"
    )
    for debug in ([], ["--debug"]):
        ran = subprocess.run(
            [sys.executable, "-c", start, *debug, "run", ".", "-j", "2"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )
        if debug:
            assert "NameError: name 'Simulation' is not defined" in ran.stderr
            assert "in run_scenario" in ran.stderr
        else:
            assert ran.returncode == 3
            assert ran.stderr.splitlines()[0] == "SF900 a fault of smsflow itself: NameError"


def test_json_is_one_object_from_several_processes(folder: Path) -> None:
    """With the events of each scenario."""
    scenarios = json.loads(smsflow("run", "a", "--json", "-j", "2").out)["scenarios"]
    assert all(one["events"] for one in scenarios if one["outcome"] in ("passed", "failed"))
