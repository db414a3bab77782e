from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.command_line import Ran, smsflow
from tests.hostile import HUGE, mutated, random_bytes, yamlish

SHIPPED = sorted(Path(__file__).parents[3].joinpath("scenarios").rglob("*.yaml"))
SMALL = 64 * 1024
LARGE = 8 * 1024 * 1024
COMPLAINT = re.compile(r"^.*hostile\.yaml:(\d+):(\d+) (SF\d\d\d) .+", re.MULTILINE)
SECONDS = 1.0
"""of work, not of waiting; asked for in the soak alone, where nothing else runs"""
MEGABYTES = 200


def changed_scenario(random: Random) -> bytes:
    """A shipped scenario with some bytes changed."""
    return mutated(random.choice(SHIPPED).read_bytes(), random, random.choice((1, 2, 5, 20)))


def changed_yamlish(random: Random) -> bytes:
    """A tree of our words, some bytes changed."""
    return mutated(yamlish(random), random, random.choice((0, 1, 3)))


KINDS: list[Callable[[Random], bytes]] = [
    random_bytes,
    changed_scenario,
    changed_scenario,
    yamlish,
    changed_yamlish,
]


def check(ran: Ran, what: str) -> None:
    """Held, failed or unreadable; the last two with a code and a place; never a fault of ours."""
    assert ran.code in (0, 1, 2), f"{what}: exit {ran.code}\n{ran.err}"
    assert "Traceback" not in ran.out + ran.err, what
    if ran.code:
        found = COMPLAINT.search(ran.out)
        assert found is not None, f"{what}: no place\n{ran.out}"
        assert int(found[1]) >= 1
        assert int(found[2]) >= 1


def run_hostile(folder: Path, seed: int) -> float:
    """One hostile file through the command line: the seconds of work it took."""
    random = Random(seed)
    data = random.choice(KINDS)(random)
    path = folder / "hostile.yaml"
    path.write_bytes(data)
    began = time.process_time()
    ran = smsflow("run", str(path))
    took = time.process_time() - began
    check(ran, f"seed {seed}: {data!r}")
    return took


@pytest.mark.parametrize("seed", range(0, 300, 20))
def test_a_sample_of_hostile_files_is_told_wrong(tmp_path: Path, seed: int) -> None:
    """Twenty files from each seed: exit 2 with code and place, or a verdict."""
    for one in range(seed, seed + 20):
        run_hostile(tmp_path, one)


@pytest.mark.parametrize("shape", HUGE)
def test_a_large_file_of_one_shape_is_told_wrong(tmp_path: Path, shape: str) -> None:
    """Whatever is repeated, 64 KiB of it are judged."""
    path = tmp_path / "hostile.yaml"
    path.write_bytes(HUGE[shape](SMALL))
    check(smsflow("run", str(path)), shape)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1_000_000, 1_100_000, 1_000))
def test_a_hundred_thousand_hostile_files_are_told_wrong(tmp_path: Path, seed: int) -> None:
    """A thousand files from each seed: exit 2 with code and place, or a verdict, under a second."""
    for one in range(seed, seed + 1_000):
        assert run_hostile(tmp_path, one) < SECONDS, f"seed {one}"


def in_a_process_of_its_own(path: Path) -> tuple[Ran, float, int]:
    """A file run by itself: what was printed, the seconds of work, the most megabytes held."""
    out = path.with_suffix(".out")
    with out.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "smsflow.commands.main", "run", str(path)],
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    ran = Ran(process.returncode, out.read_text("utf-8"), "")
    return ran, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


@pytest.mark.soak
@pytest.mark.parametrize("shape", HUGE)
def test_eight_mebibytes_of_one_shape_are_told_wrong_in_time(tmp_path: Path, shape: str) -> None:
    """Under a second and 200 MB beside what an empty run takes."""
    path = tmp_path / "hostile.yaml"
    path.write_bytes(b"")
    _, idle_seconds, idle_megabytes = in_a_process_of_its_own(path)
    path.write_bytes(HUGE[shape](LARGE))
    ran, seconds, megabytes = in_a_process_of_its_own(path)
    check(ran, shape)
    assert seconds - idle_seconds < SECONDS
    assert megabytes - idle_megabytes < MEGABYTES
