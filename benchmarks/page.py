"""Times `smsflow run` with and without `--html`, in turn, on files that all differ.

The figure is the difference: what the page costs beyond the run. It is time on the processor, all
of it in one process, start-up included: what else the machine does counts little then, and in the
ratio, measured in the same minutes, even less.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from pathlib import Path

import flows
from spending import spent

WORK = Path(__file__).parent / "work" / "page"
PAGE = WORK / "page.html"


def written(count: int) -> Path:
    """A folder with so many scenarios."""
    folder = WORK / str(count)
    if not folder.exists():
        folder.mkdir(parents=True)
        for number, family in enumerate(flows.families(count)):
            (folder / f"{number:05}.yaml").write_text(flows.scenario(family), encoding="utf-8")
    return folder


def timed(*arguments: str) -> tuple[float, int]:
    """Processor seconds and peak memory in MB of one run."""
    return spent([sys.executable, "-m", "smsflow", "run", "-q", *arguments], folder=WORK)


def main() -> None:
    """The table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000])
    parser.add_argument("--core", type=int, default=1, help="the core to run on")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {options.core})
    print("| scenarios | run, s | with --html, s | the page, s | ratio | page, MB | peak MB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for size in options.sizes:
        folder = written(size).name
        plain, page, memory = [], [], 0
        for _ in range(options.rounds):
            plain.append(timed(folder)[0])
            seconds, memory = timed(folder, "--html", PAGE.name)
            page.append(seconds)
        costs = [with_page - without for with_page, without in zip(page, plain, strict=True)]
        ratio = statistics.median(b / a for a, b in zip(plain, page, strict=True))
        print(
            f"| {size:,} | {statistics.median(plain):.2f} | {statistics.median(page):.2f} "
            f"| {statistics.median(costs):.2f} | {ratio:.2f} "
            f"| {PAGE.stat().st_size / 1e6:.1f} | {memory} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
