"""Times smsflow beside behave and pytest-bdd on one core: `make bench`.

Every figure is the wall time of a whole process, start-up and loading included. The runners take
turns within a round, so that what else the machine does meets all of them.
"""

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import flows

HERE = Path(__file__).parent
WORK = HERE / "work"
SMSFLOW = str(Path(sys.executable).parent / "smsflow")
CAMPAIGNS = (100, 1_000, 10_000)
JOBS_OVER = 2_000  # files, for one process and for two
STARTS = 20  # a start takes a tenth of a second, so the best of many is cheap


@dataclass
class Contest:
    """One command over so many flows, and the seconds each of its rounds took."""

    name: str
    command: list[str]
    flows: int
    passed: Callable[[str], int]  # how many flows passed, by the command's own output
    seconds: list[float] = field(default_factory=list)

    @property
    def best(self) -> float:
        return min(self.seconds)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def timed(command: list[str], *, folder: Path = WORK) -> tuple[float, int, str]:
    """Seconds, exit code and standard output of one run."""
    environment = os.environ | {"PYTHONPATH": str(HERE), "NO_COLOR": "1", "PYTHONUTF8": "1"}
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    return time.perf_counter() - started, done.returncode, done.stdout + done.stderr


# ── the runners ──────────────────────────────────────────────────────────────────────────────────


def said(pattern: str) -> Callable[[str], int]:
    """Reads the number of passed flows from a runner's closing lines."""

    def read(output: str) -> int:
        found = re.search(pattern, output)
        return int(found[1]) if found else 0

    return read


def behave(features: Path, count: int) -> Contest:
    """Behave at its lightest: a report of a line a file, no output captured."""
    options = ["--format", "progress", "--no-capture", "--no-timings"]
    command = [sys.executable, "-m", "behave", *options, str(features)]
    return Contest("behave", command, count, said(r"(\d+) scenarios? passed"))


def pytest_bdd(folder: Path, count: int) -> Contest:
    """pytest-bdd with pytest's short report and no cache."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    return Contest("pytest-bdd", command, count, said(r"(\d+) passed"))


def smsflow(name: str, path: Path, count: int, *options: str) -> Contest:
    """Ours, as a person types it."""
    return Contest(name, [SMSFLOW, "run", *options, str(path)], count, said(r"(\d+) passed"))


# ── the files ────────────────────────────────────────────────────────────────────────────────────


def write_peers(count: int, *, label: str, last: str = "awaiting_activation") -> tuple[Path, Path]:
    """Both peers' steps with `count` feature files; the folders for behave and pytest-bdd."""
    folders = WORK / f"behave_{label}", WORK / f"pytest_bdd_{label}"
    for folder, steps in zip(folders, ("behave_peer", "pytest_bdd_peer"), strict=True):
        shutil.copytree(HERE / steps, folder, ignore=shutil.ignore_patterns("__pycache__"))
        for index, family in enumerate(flows.families(count)):
            path = folder / "features" / f"family_{index:05}.feature"
            flows.write(path, flows.feature(family, last=last))
    return folders


def write_scenarios(count: int, *, label: str, last: str = "awaiting_activation") -> Path:
    """`count` different scenario files of ours; their folder."""
    folder = WORK / f"smsflow_{label}"
    for index, family in enumerate(flows.families(count)):
        path = folder / f"family_{index:05}.yaml"
        flows.write(path, flows.scenario(family, last=last))
    return folder


def contests_over_files(count: int, *, ours: bool, peers: bool) -> list[Contest]:
    """The same `count` flows for each runner, a file each."""
    contests = []
    if ours:
        contests.append(smsflow("smsflow", write_scenarios(count, label="files"), count))
    if peers:
        features, folder = write_peers(count, label="files")
        contests += [behave(features, count), pytest_bdd(folder, count)]
    return contests


def contests_of_ours(rows: int) -> list[Contest]:
    """What only we have: one file of many cases, one scenario of many guardians."""
    table = WORK / "cases.yaml"
    flows.write(table, flows.cases(rows))
    contests = [smsflow(f"{rows:,} cases, 8 columns, names too", table, rows)]
    narrow = WORK / "narrow_cases.yaml"
    flows.write(narrow, flows.cases(rows, ("text", "first_grade", "hours")))
    contests.append(smsflow(f"{rows:,} cases, 3 columns", narrow, rows))
    for count in CAMPAIGNS:
        path = WORK / f"campaign_{count}.yaml"
        flows.write(path, flows.campaign(count))
        contests.append(smsflow(f"{count:,} guardians in one scenario", path, 1))
    return contests


def contests_of_jobs() -> list[Contest]:
    """The same files in one process and in two, on two cores."""
    folder = write_scenarios(JOBS_OVER, label="jobs")
    return [
        smsflow("one job", folder, JOBS_OVER),
        smsflow("two jobs", folder, JOBS_OVER, "--jobs", "2"),
    ]


# ── fairness: each runner does the work, and sees a broken flow ──────────────────────────────────


def check(contest: Contest) -> None:
    """One untimed run, which also warms the byte code: by the runner's word, every flow passed."""
    _, code, output = timed(contest.command)
    passed = contest.passed(output)
    if contest.flows and contest.command[0] == SMSFLOW:  # by our data, not by our words
        _, _, report = timed([*contest.command, "--json"])
        passed = json.loads(report)["summary"]["passed"] if code == 0 else 0
    if code != 0 or passed != contest.flows:
        tail = "\n".join(output.splitlines()[-15:])
        sys.exit(f"{contest.name}: exit {code}, {passed} of {contest.flows} passed\n{tail}")


def check_teeth(*, ours: bool, peers: bool) -> None:
    """A flow with a wrong last line must fail in each runner, or its time means nothing."""
    broken: list[Contest] = []
    if ours:
        broken.append(smsflow("smsflow", write_scenarios(1, label="broken", last="active"), 1))
    if peers:
        features, folder = write_peers(1, label="broken", last="active")
        broken += [behave(features, 1), pytest_bdd(folder, 1)]
    for contest in broken:
        _, code, output = timed(contest.command)
        if code != 1:
            sys.exit(f"{contest.name}: a broken flow ended with exit {code}\n{output}")


def race(contests: Iterable[Contest], rounds: int) -> None:
    """`rounds` rounds, in each of which every command runs once."""
    contests = list(contests)
    for contest in contests:
        check(contest)
    for _ in range(rounds):
        for contest in contests:
            seconds, code, output = timed(contest.command)
            if code != 0:
                sys.exit(f"{contest.name}: exit {code}\n{output[-2000:]}")
            contest.seconds.append(seconds)


# ── the tables ───────────────────────────────────────────────────────────────────────────────────


def print_table(head: list[str], rows: list[list[str]]) -> None:
    """A Markdown table: the first column to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rules = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    print()
    for first, *figures in [head, rules, *rows]:
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(figures, widths[1:], strict=True)]
        print("| " + " | ".join(cells) + " |")


def report_files(contests: list[Contest]) -> None:
    """Milliseconds a file, files a second, and each runner's time as a multiple of ours."""
    ours = contests[0] if contests[0].name == "smsflow" else None
    rows = []
    for contest in contests:
        best, median = (1e3 * seconds / contest.flows for seconds in (contest.best, contest.median))
        ratio = f"{contest.best / ours.best:.2f}" if ours else "-"
        rows.append([contest.name, f"{best:.2f}", f"{median:.2f}", f"{1e3 / best:,.0f}", ratio])
    files = f"{contests[0].flows:,} files"
    print_table([files, "best, ms each", "median, ms each", "files/s", "smsflow = 1"], rows)


def report_ours(contests: list[Contest], one_file: float) -> None:
    """Rows a second; milliseconds a guardian once a start with one small file is taken off."""
    rows = []
    counts = [contest.flows for contest in contests if contest.flows > 1]
    for contest, count in zip(contests, (*counts, *CAMPAIGNS), strict=True):
        # Rows are charged with the start, as files are; of guardians the cost of one more is asked.
        start = one_file if count != contest.flows else 0
        each = 1e3 * (contest.best - start) / count
        seconds = [f"{contest.best:.2f}", f"{contest.median:.2f}"]
        rows.append([contest.name, *seconds, f"{each:.3f}", f"{1e3 / each:,.0f}"])
    print_table(["one file", "best, s", "median, s", "ms each", "a second"], rows)


def report_starts(starts: list[Contest]) -> None:
    """Seconds of a start."""
    rows = [[start.name, f"{start.best:.3f}", f"{start.median:.3f}"] for start in starts]
    print_table(["start", "best, s", "median, s"], rows)


def report_jobs(contests: list[Contest]) -> None:
    """Seconds, and how many times as fast as one job."""
    one = contests[0]
    rows = []
    for contest in contests:
        seconds = [f"{contest.best:.2f}", f"{contest.median:.2f}"]
        rows.append([contest.name, *seconds, f"{one.best / contest.best:.2f}"])
    print_table([f"{JOBS_OVER:,} files", "best, s", "median, s", "times as fast"], rows)


def starts_of_ours() -> list[Contest]:
    """`--version`, and one file from start to verdict."""
    one = write_scenarios(1, label="one")
    return [
        Contest("smsflow --version", [SMSFLOW, "--version"], 0, said("(0) flows")),
        smsflow("smsflow run, one file", one, 1),
    ]


# ── the command ──────────────────────────────────────────────────────────────────────────────────


def one_core() -> str:
    """Pin this process, and so all it starts, to one core; in words."""
    if not hasattr(os, "sched_setaffinity"):
        return "not pinned to a core: this system cannot"
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return f"pinned to core {core}"


def two_cores(cores: set[int]) -> bool:
    """Let this process, and so all it starts, have two of these cores; False if there are none."""
    if len(cores) < 2:
        return False
    os.sched_setaffinity(0, sorted(cores)[-2:])
    return True


def versions() -> str:
    """The Python and the packages that are timed."""
    found = [f"Python {platform.python_version()}"]
    for name in ("smsflow", "behave", "pytest-bdd", "pytest", "transitions"):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    return ", ".join(found)


def arguments() -> argparse.Namespace:
    """What the caller asked for."""
    parser = argparse.ArgumentParser(description="Times smsflow beside behave and pytest-bdd.")
    parser.add_argument("--files", type=int, default=1_000, help="files for each runner")
    parser.add_argument("--rows", type=int, default=10_000, help="rows of cases in one file")
    parser.add_argument("--rounds", type=int, default=5)
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--peers", action="store_true", help="the peers alone")
    only.add_argument("--ours", action="store_true", help="smsflow alone")
    return parser.parse_args()


def main() -> None:
    """Write the files, check each runner, race them, print the tables."""
    asked = arguments()
    ours, peers = not asked.peers, not asked.ours
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    print(f"{versions()}; {one_core()}; {asked.rounds} rounds")

    check_teeth(ours=ours, peers=peers)
    contests = contests_over_files(asked.files, ours=ours, peers=peers)
    race(contests, asked.rounds)
    report_files(contests)
    if ours:
        starts = starts_of_ours()
        race(starts, STARTS)
        large = contests_of_ours(asked.rows)
        race(large, asked.rounds)
        report_ours(large, one_file=starts[1].best)
        report_starts(starts)
        if two_cores(cores):
            jobs = contests_of_jobs()
            race(jobs, asked.rounds)
            report_jobs(jobs)


if __name__ == "__main__":
    main()
