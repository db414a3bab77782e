"""Times `smsflow serve`, which stores each SMS before its 250, beside a server that drops them all.

Postfix's `smtp-source` sends, on connections that are kept. Both servers take turns within a round,
so that what else the machine does meets both; a ratio is of one round, never of two. The time of an
answer under load is taken by a probe of its own, one mail after the other on one connection.
"""

import argparse
import json
import shutil
import smtplib
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

HERE = Path(__file__).parent
WORK = HERE / "work"
SMSFLOW = str(Path(sys.executable).parent / "smsflow")
SENDER, PHONE = "1414@service.example", "77015550105@sms.example"  # who answers nothing
CONNECTIONS = 50
COMMITS = 300


@contextmanager
def stock() -> Iterator[tuple[int, int]]:
    """Port and process id of the server that drops."""
    command = [sys.executable, str(HERE / "stock_sink.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield int(server.stdout.readline()), server.pid
        finally:
            server.terminate()


@contextmanager
def gateway(folder: Path, *options: str) -> Iterator[tuple[int, int]]:
    """Port and process id of a gateway with a store of its own; its facts are read and dropped."""
    store = folder / f"{time.monotonic_ns()}.db"
    command = [SMSFLOW, "serve", "--listen", "127.0.0.1:0", "--replies-to", "127.0.0.1:9"]
    command += ["--receipts", "on-request", "--store", str(store), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        started = json.loads(server.stdout.readline())
        reader = threading.Thread(target=lambda: all(server.stdout))
        reader.start()
        try:
            yield int(started["subject"].rpartition(":")[2]), server.pid
        finally:
            server.terminate()
            reader.join()


def rate(port: int, mails: int, connections: int) -> float:
    """Mails a second."""
    command = ["smtp-source", "-d", "-s", str(connections), "-m", str(mails), "-l", "300"]
    command += ["-f", SENDER, "-t", PHONE, f"127.0.0.1:{port}"]
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return mails / (time.perf_counter() - started)


class Probe:
    """Mails one after the other, and how long each waits for its 250."""

    def __init__(self, port: int) -> None:
        self.milliseconds: list[float] = []
        self._port = port
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Probe":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        with smtplib.SMTP("127.0.0.1", self._port) as client:
            client.ehlo()
            while not self._stop.is_set():
                client.mail(SENDER)
                client.rcpt(PHONE)
                started = time.perf_counter()
                client.data(f"Message-ID: <{time.monotonic_ns()}@probe>\r\n\r\n2*1\r\n")
                self.milliseconds.append((time.perf_counter() - started) * 1000)


def commits(folder: Path) -> list[float]:
    """How many seconds one row takes until it is on this disk, each time."""
    seconds = []
    path = folder / f"{time.monotonic_ns()}.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE one (text TEXT)")
        for _ in range(COMMITS):
            started = time.perf_counter()
            connection.execute("INSERT INTO one VALUES (?)", ("x" * 300,))
            seconds.append(time.perf_counter() - started)
    return seconds


def percentile_99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100)[98]


def round_of(folder: Path, mails: int) -> dict[str, float]:
    """One round: both servers on one connection and on fifty, and a commit."""
    found: dict[str, float] = {}
    with stock() as (bare, _), gateway(folder) as (ours, _):
        for connections in (1, CONNECTIONS):
            count = mails // 4 if connections == 1 else mails
            found[f"bare {connections}"] = rate(bare, count, connections)
            found[f"ours {connections}"] = rate(ours, count, connections)
        alone = commits(folder)
        found["commit"], found["commit p99"] = statistics.median(alone), percentile_99(alone)
        with Probe(ours) as probe:
            rate(ours, mails, CONNECTIONS - 1)
        found["p99"] = percentile_99(probe.milliseconds)
    return found


def tell(found: dict[str, float]) -> None:
    """A round's figures in one line."""
    share = found[f"ours {CONNECTIONS}"] / found[f"bare {CONNECTIONS}"]
    bound = 1 / (1 / found["bare 1"] + found["commit"])
    print(
        f"50 connections: {found[f'ours {CONNECTIONS}']:6,.0f} of "
        f"{found[f'bare {CONNECTIONS}']:6,.0f} mails/s ({share:.0%}), p99 {found['p99']:.1f} ms "
        f"(of a commit alone {found['commit p99'] * 1000:.1f} ms) | "
        f"1 connection: {found['ours 1']:6,.0f} of {found['bare 1']:6,.0f}, with a commit of "
        f"{found['commit'] * 1000:.2f} ms {bound:,.0f} at best ({found['ours 1'] / bound:.0%})"
    )


def resident(pid: int) -> float:
    """Megabytes that a process holds."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def memory(folder: Path, first: int, last: int) -> None:
    """What a gateway that prunes holds after so many SMS, and after many more."""
    with gateway(folder, "--keep", "10000") as (port, pid):
        rate(port, first, CONNECTIONS)
        before = resident(pid)
        rate(port, last - first, CONNECTIONS)
        after = resident(pid)
    print(
        f"memory: {before:.1f} MB after {first:,} SMS, {after:.1f} MB after {last:,} "
        f"({after - before:+.1f} MB)"
    )


def main() -> None:
    """Rounds, their median, and the memory if asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--mails", type=int, default=4000, help="on fifty connections; one: a quarter"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", action="store_true", help="also 300,000 SMS, for some minutes")
    options = parser.parse_args()
    if shutil.which("smtp-source") is None:
        print("smtp-source is missing (Debian: postfix); the gateway is not timed")
        return
    WORK.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as name:
        folder = Path(name)
        rounds = [round_of(folder, options.mails) for _ in range(options.rounds)]
        for found in rounds:
            tell(found)
        if options.memory:
            memory(folder, 30_000, 300_000)


if __name__ == "__main__":
    main()
