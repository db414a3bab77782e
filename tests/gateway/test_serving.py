from __future__ import annotations

import asyncio
import smtplib
import socket
from pathlib import Path
from shutil import rmtree

import pytest

from smsflow.errors import UsageError
from smsflow.gateway.address import Address
from smsflow.gateway.facts import GatewayStarted
from smsflow.gateway.serving import Serving, Settings
from tests.gateway.town import NOBODY, QUIET, Facts, town


@pytest.mark.asyncio
async def test_a_port_that_is_taken_is_told_and_the_store_let_go(tmp_path: Path) -> None:
    """Nothing was started: the same store can be opened at once."""
    path = tmp_path / "gateway.db"
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        settings = Settings(Address("127.0.0.1", port), NOBODY, path, {}, "sms.example")
        facts = Facts()
        with pytest.raises(UsageError) as caught:
            async with Serving(settings, facts.tell):
                pass
        assert caught.value.code == "SF440"
        assert str(caught.value) == (
            f"127.0.0.1:{port} is in use by another program; stop it or take a free port: "
            "--listen 127.0.0.1:0"
        )
        assert facts.events == []
    async with town(path) as there:
        assert await there.send(QUIET) == {}


@pytest.mark.asyncio
async def test_the_address_is_told_before_anything_else(tmp_path: Path) -> None:
    """With the port that was free."""
    path = tmp_path / "gateway.db"
    async with town(path) as there:
        (started,) = there.events
        assert isinstance(started, GatewayStarted)
        assert started.subject == str(there.serving.address)
        assert there.serving.address.port
        assert started.store == path.as_posix()


@pytest.mark.asyncio
async def test_a_delivery_that_breaks_ends_the_gateway(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours is raised, and not sat out."""
    from smsflow.gateway import delivery

    monkeypatch.delattr(delivery, "address_of")  # a part of the program is not there
    with pytest.raises(NameError):
        await serve_for_ever(tmp_path / "gateway.db")


async def serve_for_ever(path: Path) -> None:
    """Nobody stops it."""
    async with town(path) as there:
        await there.send(QUIET)
        await there.serving.until(asyncio.Event())


@pytest.mark.asyncio
async def test_a_store_that_was_taken_away_ends_the_gateway(tmp_path: Path) -> None:
    """No mail is answered 250 that nobody could find: 451, and the end says why."""
    path = tmp_path / "store" / "gateway.db"
    path.parent.mkdir()
    async with town(path) as there:
        served = asyncio.create_task(there.serving.until(asyncio.Event()))
        assert await there.send(QUIET) == {}
        rmtree(path.parent)
        with pytest.raises(smtplib.SMTPDataError) as told:
            await there.send(QUIET)
        assert told.value.smtp_code == 451
        with pytest.raises(UsageError) as caught:
            await served
    assert (caught.value.code, str(caught.value)) == (
        "SF442",
        f"{path.as_posix()} is of no use any more: it was removed or replaced; "
        "start again, or name another by --store",
    )
