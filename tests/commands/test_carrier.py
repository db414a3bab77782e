from __future__ import annotations

import gc
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from smsflow.scenario.replay.sample import write_sample
from tests.command_line import smsflow
from tests.few_files import few_files
from tests.writing import family

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "scenarios"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One that holds, one that does not, one that cannot be read, and one with cases."""
    monkeypatch.chdir(tmp_path)
    blocked = "- fault: {on: aigul, cause: spam_blocking}\n- start_campaign\n"
    files = {
        "a": family("- start_campaign\n- reply: {from: aigul, text: '2*1'}"),
        "b": family(blocked + "- expect: {consent: {aigul: lapsed}}"),
        "c": "name: no steps\n",
        "d": family("- start_campaign\n- reply: {from: aigul, text: <text>}\n- wait: 8d")
        + "cases: [{text: '2*5'}, {text: иә}, {text: ''}]\n",
    }
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("options", [[], ["--reveal"], ["--quiet"], ["--jobs", "2"]])
def test_a_run_over_smtp_prints_what_one_in_memory_prints(options: list[str]) -> None:
    """The verdicts, the failures, the differences, and the exit code."""
    in_memory = smsflow("run", ".", *options)
    assert in_memory.code == 2
    assert "1 failed" in in_memory.out
    assert smsflow("run", ".", "--carrier", "smtp", *options) == in_memory
    assert smsflow("run", ".", "--carrier", "memory", *options) == in_memory


@pytest.mark.usefixtures("folder")
def test_the_events_of_a_run_over_smtp_hold_nothing_of_the_wire() -> None:
    """No port, no id of a mail, no code: the JSON is the same but for the seconds."""

    def records(*options: str) -> object:
        return json.loads(smsflow("run", ".", "--json", *options).out)["scenarios"]

    assert records("--carrier", "smtp") == records()


@pytest.mark.parametrize("more", [[], ["--until", "9d"], ["--policy", "block_reach=incoming"]])
def test_a_replay_over_smtp_prints_what_one_in_memory_prints(more: list[str]) -> None:
    """Also who stands where, in the table of --csv."""
    tables = [str(SHIPPED / "replay" / "messages.csv"), "--roster"]
    command = ["replay", *tables, str(SHIPPED / "replay" / "roster.csv"), "--reveal", *more]
    in_memory = smsflow(*command)
    assert in_memory.out
    assert smsflow(*command, "--carrier", "smtp") == in_memory


def test_everybody_of_a_replay_is_on_the_wire(tmp_path: Path) -> None:
    """Households by themselves too, which in memory share what has happened to others alike."""
    roster, messages = write_sample(tmp_path, 150, 5)
    command = ["replay", str(messages), "--roster", str(roster)]
    tables = {}
    for carrier in ("memory", "smtp"):
        table = tmp_path / f"{carrier}.csv"
        ran = smsflow(*command, "--carrier", carrier, "--csv", str(table))
        assert (ran.code, ran.err) == (0, "")
        tables[carrier] = table.read_bytes()
    assert tables["memory"] == tables["smtp"]


def test_another_carrier_is_a_mistake_of_the_command_line() -> None:
    """The message names those that there are."""
    ran = smsflow("run", "--carrier", "pigeon")
    assert (ran.code, ran.out) == (2, "")
    assert "'pigeon' is not one of 'memory', 'smtp'" in " ".join(ran.err.split())


def test_a_wire_that_cannot_be_opened_is_told_with_its_code() -> None:
    """Here for want of open files, which the loop takes three of; nothing is run."""
    with few_files(3):
        ran = smsflow("run", str(SHIPPED / "faq"), "--carrier", "smtp")
    why = "could not bind on any address out of [('127.0.0.1', 0)]"  # from Python 3.13 on
    if sys.version_info < (3, 13):
        why = "Too many open files"
    told = f"SF430 --carrier smtp: {why}\n`smsflow explain SF430` tells more.\n"
    assert ran == (2, "", told)
    gc.collect()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_interrupt_key_ends_a_run_over_smtp(tmp_path: Path, jobs: str) -> None:
    """In one word, with nothing left open."""
    rows = "".join(f"- {{text: '{number}'}}\n" for number in range(2_000))
    text = family("- start_campaign\n- reply: {from: aigul, text: <text>}")
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(f"{text}cases:\n{rows}", encoding="utf-8")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "smsflow.commands.main", "run", str(tmp_path)),
            *("--carrier", "smtp", "--jobs", jobs),
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    assert re.search("a.yaml|/", process.stdout.readline())
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "interrupted\n")
