"""No 250 before the disk has it: by order, since no `kill -9` shows a missing fsync."""

from __future__ import annotations

import asyncio
import smtplib
import threading
from pathlib import Path

import pytest

from smsflow.gateway import reading
from smsflow.gateway.store import Store
from tests.gateway.planted import plant
from tests.gateway.town import QUIET, Town, town


async def is_told_before_the_commit(there: Town, seconds: float = 0) -> bool:
    """Whether a client hears 250 while the commit of its SMS has not returned.

    One that may be expected to hear it is waited for so long at most.
    """
    began, go_on = threading.Event(), threading.Event()

    def trace(statement: str) -> None:
        if statement == "COMMIT":
            began.set()
            go_on.wait(30)

    there.serving.store.writer.set_trace_callback(trace)
    sending = asyncio.create_task(there.send(QUIET))
    assert await asyncio.to_thread(began.wait, 30)
    for _ in range(5):  # the server is alive, and has had every occasion to answer
        await asyncio.to_thread(ask, there)
    await asyncio.wait({sending}, timeout=seconds)
    told = sending.done()
    assert not list(reading.messages(there.serving.store.reader))
    go_on.set()
    assert await sending == {}
    return told


def ask(there: Town) -> None:
    """A round trip of another client."""
    with smtplib.SMTP(*there.serving.address, timeout=30) as client:
        assert client.noop()[0] == 250


@pytest.mark.asyncio
async def test_no_250_before_the_commit_has_returned(tmp_path: Path) -> None:
    """The server answers others meanwhile; this client waits."""
    async with town(tmp_path / "gateway.db") as there:
        assert not await is_told_before_the_commit(there)
        assert [one.number for one in reading.messages(there.serving.store.reader)] == [QUIET]


@pytest.mark.asyncio
async def test_an_early_250_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test before this one would fail if a 250 came early."""
    monkeypatch.setattr(Store, "add", Store.add)  # put back at the end
    late = plant()
    async with town(tmp_path / "gateway.db") as there:
        assert await is_told_before_the_commit(there, seconds=30)
        await asyncio.gather(*late)
