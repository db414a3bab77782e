"""Times the SMTP wire: a run over it beside one in memory, and our server beside aiosmtpd's own.

Both comparisons are paired: the two take turns, round by round, so that what else the machine does
meets both. What counts is the ratio. The server is driven by Postfix's `smtp-source` (Debian's
package `postfix`), on one kept connection and on fifty.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import shutil
import statistics
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

from smsflow.carrier.memory import MemoryCarrier
from smsflow.carrier.smtp.address import DEFAULT_DOMAIN, number_of
from smsflow.carrier.smtp.handler import Mail
from smsflow.carrier.smtp.mail import read_text
from smsflow.carrier.smtp.server import LOOPBACK, WireServer
from smsflow.carrier.smtp.wire import SmtpCarrier
from smsflow.scenario.collect import find_files, read_file
from smsflow.scenario.model import Scenario
from smsflow.scenario.run import run_scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"
ROUNDS = 7
MAILS = 2_000
"""a round, and a connection count"""


# ── a run over SMTP, and one in memory ───────────────────────────────────────────────────────────


class Counting(SmtpCarrier):
    """The carrier, with a count of what it has sent."""

    mails = 0

    def _hop(self, sending: Coroutine[Any, Any, None]) -> None:
        self.mails += 1
        super()._hop(sending)


def seconds_of(scenarios: list[Scenario], carrier: MemoryCarrier | SmtpCarrier) -> float:
    """All of them, one after the other."""
    began = time.perf_counter()
    for scenario in scenarios:
        run_scenario(scenario, carrier=carrier)
    return time.perf_counter() - began


def compare_runs() -> None:
    """The shipped scenarios on both carriers, start-up and reading left aside."""
    files = find_files([str(SCENARIOS)])
    scenarios = [one for file in files for one in read_file(file)]
    gc.set_threshold(20_000)  # as `smsflow run` has it
    memory, smtp = MemoryCarrier(), []
    with Counting() as wire:
        seconds_of(scenarios, wire)  # what is cached for good is so now
        mails, in_memory = wire.mails, []
        for _ in range(ROUNDS):
            in_memory.append(seconds_of(scenarios, memory))
            smtp.append(seconds_of(scenarios, wire))
    ratio = statistics.median(b / a for a, b in zip(in_memory, smtp, strict=True))
    a_mail = statistics.median(b - a for a, b in zip(in_memory, smtp, strict=True)) / mails
    print("| scenarios | mails | in memory, s | over SMTP, s | SMTP : memory | ms a mail |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    print(
        f"| {len(scenarios)} | {mails:,} | {statistics.median(in_memory):.2f} "
        f"| {statistics.median(smtp):.2f} | {ratio:.1f} | {a_mail * 1000:.2f} |\n"
    )


# ── our server, and aiosmtpd's own ───────────────────────────────────────────────────────────────


class Sink:
    """Drops everything, as aiosmtpd asks its handlers."""

    async def handle_DATA(self, *_: object) -> str:  # noqa: N802  # aiosmtpd's name for it
        """Nothing is done."""
        return "250 OK"


class Drop:
    """Drops everything, as our server asks its handlers."""

    async def recipient(self, address: str) -> str:
        """The number, which has to be one."""
        return number_of(address, DEFAULT_DOMAIN)

    async def accept(self, mail: Mail) -> None:
        """Nothing is done."""


class Read(Drop):
    """Reads the SMS of a mail before it is dropped."""

    async def accept(self, mail: Mail) -> None:
        """Read it."""
        read_text(mail.content)


async def drive(port: int, connections: int) -> float:
    """Mails a second that `smtp-source` gets rid of over so many kept connections."""
    command = ["smtp-source", "-d", "-s", str(connections), "-m", str(MAILS), "-l", "300"]
    addresses = ["-f", "1414@sms.example", "-t", "+77015550101@sms.example"]
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(*command, *addresses, f"{LOOPBACK}:{port}")
    if await process.wait():
        raise SystemExit("smtp-source could not send")
    return MAILS / (time.perf_counter() - began)


async def compare_servers() -> None:
    """All on one loop, in turns."""
    loop = asyncio.get_running_loop()
    stock = await loop.create_server(
        lambda: SMTP(Sink(), loop=loop, hostname=DEFAULT_DOMAIN), LOOPBACK, 0
    )
    print("| connections | aiosmtpd, mails/s | ours | ours, the SMS read | ours : aiosmtpd |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    async with stock, WireServer(Drop()) as drop, WireServer(Read()) as read:
        ports = (stock.sockets[0].getsockname()[1], drop.port, read.port)
        for connections in (1, 50):
            rates = [[await drive(port, connections) for port in ports] for _ in range(ROUNDS)]
            theirs, ours, reading = (statistics.median(one) for one in zip(*rates, strict=True))
            ratio = statistics.median(two / one for one, two, _ in rates)
            print(
                f"| {connections} | {theirs:,.0f} | {ours:,.0f} | {reading:,.0f} | {ratio:.2f} |",
                flush=True,
            )


def main() -> None:
    """Both tables."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    compare_runs()
    if shutil.which("smtp-source") is None:
        raise SystemExit("smtp-source is missing: on Debian and Ubuntu, apt-get install postfix")
    asyncio.run(compare_servers())


if __name__ == "__main__":
    main()
