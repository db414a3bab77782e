"""A hundred times `kill -9` under load: what was answered 250 is there, and goes on.

A kill shows an SMS that was answered before it was written; that it was written to the disk as well
shows `test_durable.py`, since what a killed process wrote outlives it in any case.
"""

from __future__ import annotations

import asyncio
import signal
import smtplib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from smsflow.gateway.facts import ReceiptTaken
from smsflow.gateway.receipts import Receipts
from tests.gateway.process import SMSFLOW, Process, serving
from tests.gateway.town import DOMAIN, SERVICE, town

KILLS = 100
CLIENTS = 10
ENDINGS = ("01", "05", "12", "13", "14", "16")
FAILING = ("12", "13", "14")
"""of which a receipt goes back at once"""
PLANTED = ("-m", "tests.gateway.planted")
MOST_KILLS_TO_FIND_IT = 20


class Load:
    """Clients that send as fast as they are answered, until their connection breaks."""

    def __init__(self, process: Process, name: str) -> None:
        self.sent: set[str] = set()
        """the ids of mails whose content was sent, wholly or in part"""
        self.taken: set[str] = set()
        """those answered 250"""
        self._enough = threading.Condition()
        self._threads = [
            threading.Thread(target=self._send_all, args=(process, f"{name}.{number}"))
            for number in range(CLIENTS)
        ]
        for thread in self._threads:
            thread.start()

    def until_taken(self, count: int) -> None:
        """Wait for so many answers."""
        with self._enough:
            assert self._enough.wait_for(lambda: len(self.taken) >= count, 60)

    def join(self) -> None:
        """Wait until every connection has broken."""
        for thread in self._threads:
            thread.join(60)

    def _send_all(self, process: Process, name: str) -> None:
        try:
            with smtplib.SMTP(*process.address, timeout=30) as client:
                for number in range(10_000):
                    self._send(client, f"{name}.{number}@service.example", number)
        except (smtplib.SMTPException, OSError):
            return

    def _send(self, client: smtplib.SMTP, message_id: str, number: int) -> None:
        content = f"Message-ID: <{message_id}>\r\n\r\n{number}\r\n".encode()
        self.sent.add(message_id)
        client.sendmail(SERVICE, [f"+770155501{ENDINGS[number % len(ENDINGS)]}@{DOMAIN}"], content)
        with self._enough:
            self.taken.add(message_id)
            self._enough.notify()


def stored(store: Path) -> dict[str, str]:
    """What is in a store: numbers by message id."""
    with closing(sqlite3.connect(store)) as connection:
        return dict(connection.execute("SELECT message_id, number FROM messages"))


def kills(store: Path, random: Random, program: tuple[str, ...]) -> Iterator[set[str]]:
    """For each kill the mails that were answered 250 and are not in the store."""
    options = ("--store", store.name, "--receipts", "failures")
    for kill in range(1, KILLS + 1):
        with serving(store.parent, *options, program=program) as process:
            assert process.running.stdout
            reader = threading.Thread(target=process.running.stdout.read)
            reader.start()
            load = Load(process, f"{kill}")
            load.until_taken(random.randint(1, 120))
            process.running.send_signal(signal.SIGKILL)
            load.join()
            reader.join(60)
        there = stored(store).keys()
        in_flight = load.sent - load.taken
        print(
            f"kill {kill}: {len(load.taken)} taken, {len(in_flight)} in flight, "
            f"{len(in_flight & there)} of these stored, {len(load.taken - there)} lost"
        )
        yield load.taken - there


@pytest.fixture
def random(request: pytest.FixtureRequest) -> Random:
    """By the seed of `make soak`, which names it."""
    seed = request.config.getoption("--hypothesis-seed") or 0
    return Random(int(seed))


@pytest.mark.soak
def test_no_kill_loses_what_was_answered_250(tmp_path: Path, random: Random) -> None:
    """Of all kills; mails in flight may be there or not. And each SMS is carried on with."""
    store = tmp_path / "a.db"
    assert all(lost == set() for lost in kills(store, random, SMSFLOW))
    failed = {one for one, number in stored(store).items() if number[-2:] in FAILING}
    assert failed
    assert asyncio.run(reported(store, len(failed))) == failed


async def reported(store: Path, count: int) -> set[str]:
    """The mails of which a service hears, when it is there at last."""
    async with town(store, change=lambda one: one._replace(receipts=Receipts.FAILURES)) as there:
        await there.until(ReceiptTaken, count, seconds=600)
        return {report.original.message_id for report in there.service.reports}


@pytest.mark.soak
def test_the_kills_find_an_early_250(tmp_path: Path, random: Random) -> None:
    """With the fault planted some kill loses SMS: the test before this one can fail."""
    found = islice(kills(tmp_path / "a.db", random, PLANTED), MOST_KILLS_TO_FIND_IT)
    assert any(found)
