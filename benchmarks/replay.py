"""Times `smsflow replay` on logs of 10⁴, 10⁵ and 10⁶ rows, beside plain `transitions`.

The peer does the least that a replay needs: one trigger of a flyweight a row, from a loop, without
reading a table. What `replay` does beside it: it reads and checks both tables, runs both halves
with receipts, faults and deadlines, and compares record and truth.

All seconds are of the processor, so that another process on the same core does not count. Between
the two it still tells, in the caches: the ratio of one run is to be trusted, its rates are not.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from time import process_time

from spending import spent
from transitions import Machine

from smsflow.scenario.replay.sample import write_sample

WORK = Path(__file__).parent / "work" / "replay"
ROWS_A_GUARDIAN = 3.27
"""of the sample"""
SIZES = (10_000, 100_000, 1_000_000)


class Model:
    """A guardian of the peer."""

    __slots__ = ("state",)


def bare_rate(count: int = 200_000) -> float:
    """Triggers a second of a flyweight, two states, no conditions."""
    machine = Machine(
        model=None, states=["a", "b"], initial=None, auto_transitions=False, send_event=True
    )
    machine.add_transition("go", "a", "b")
    machine.add_transition("go", "b", "a")
    model, event = Model(), machine.events["go"]
    model.state = "a"
    began = process_time()
    for _ in range(count):
        event.trigger(model)
    return count / (process_time() - began)


def sample(rows: int) -> tuple[Path, Path, int]:
    """A roster and a log of about so many rows; the rows there really are."""
    folder = WORK / str(rows)
    roster, messages = folder / "roster.csv", folder / "messages.csv"
    if not messages.exists():
        write_sample(folder, round(rows / ROWS_A_GUARDIAN), seed=1)
    with messages.open("rb") as file:
        return roster, messages, sum(1 for _ in file) - 1


def chatty(messages: Path) -> tuple[Path, int]:
    """The same log with every reply four times: the same guardians, twice the rows."""
    path, count = messages.with_name("chatty.csv"), 0
    with messages.open("rb") as log, path.open("wb") as longer:
        for line in log:
            times = 4 if b",1414,2" in line else 1
            longer.write(line * times)
            count += times
    return path, count - 1


def timed(roster: Path, messages: Path) -> tuple[float, int]:
    """Seconds and peak memory in MB of the whole command, start-up included."""
    command = [sys.executable, "-m", "smsflow", "replay", str(messages), "--roster", str(roster)]
    return spent([*command, "--until", "8d"])


def main() -> None:
    """The table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--core", type=int, default=1, help="the core to run on")
    parser.add_argument("--rows", type=int, nargs="*", default=SIZES, help="how long the logs are")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {options.core})
    print("| rows | s | rows/s | bare transitions/s | rows : triggers | peak MB | kB a guardian |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for size in options.rows:
        roster, messages, rows = sample(size)
        guardians = rows / ROWS_A_GUARDIAN
        tell(roster, messages, rows, guardians)
        tell(roster, *chatty(messages), guardians)


def tell(roster: Path, messages: Path, rows: int, guardians: float) -> None:
    """One row of the table."""
    before = bare_rate()
    seconds, memory = timed(roster, messages)
    bare = (before + bare_rate()) / 2
    print(
        f"| {rows:,} | {seconds:.1f} | {rows / seconds:,.0f} | {bare:,.0f} "
        f"| {rows / seconds / bare:.2f} | {memory} | {memory * 1000 / guardians:.1f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
