from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from smsflow.carrier.smtp.client import Client
from smsflow.carrier.smtp.handler import Recipient
from smsflow.carrier.smtp.limits import Limits
from smsflow.carrier.smtp.refusal import Refusal, busy
from smsflow.carrier.smtp.server import WireServer
from tests.carrier.smtp.talking import PATIENCE, Keeper

pytestmark = pytest.mark.asyncio

SENDER, NUMBER = "1414@sms.example", "+77015550101@sms.example"
SOON = 0.05


@asynccontextmanager
async def gateway(keeper: Keeper) -> AsyncIterator[Client]:
    """A client of our own server."""
    async with (
        WireServer(keeper) as server,
        await Client.connect("127.0.0.1", server.port, seconds=PATIENCE) as client,
    ):
        yield client


class Peer:
    """A server of somebody else's making: it answers each line as it was told to."""

    def __init__(self, *replies: str) -> None:
        self._replies = replies
        self.heard: list[str] = []
        self.done = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Greet, then a reply to each line, and one to a subject and the dot behind it."""
        with suppress(OSError):
            for reply in self._replies:
                writer.write(f"{reply}\r\n".encode())
                await self._listen(reader)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        self.done.set()

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        if line := (await reader.readline()).decode().rstrip():
            self.heard.append(line)
        if line.startswith("Subject:"):
            await self._listen(reader)


@asynccontextmanager
async def talking_to(*replies: str) -> AsyncIterator[tuple[Peer, int]]:
    """A peer and its port."""
    peer = Peer(*replies)
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0)
    async with server, asyncio.timeout(PATIENCE):
        yield peer, server.sockets[0].getsockname()[1]
        await peer.done.wait()


async def test_mails_go_over_one_connection() -> None:
    """Each content arrives as it was, dots at its lines' beginnings and all."""
    keeper = Keeper()
    contents = [b"A: b\r\n\r\n.\r\n..x\r\n", b".", b"", b"no line end", b"\r\n.\r\n.\r\n"]
    async with gateway(keeper) as client:
        for content in contents:
            await client.send(SENDER, NUMBER, content)
    ended = [one if one.endswith(b"\r\n") else one + b"\r\n" for one in contents]
    assert [mail.content for mail in keeper.mails] == ended
    assert {mail.sender for mail in keeper.mails} == {SENDER}


async def test_an_envelope_id_asks_for_reports() -> None:
    """It arrives decoded; without one nothing is asked for. An empty sender is nobody."""
    keeper = Keeper()
    async with gateway(keeper) as client:
        await client.send(SENDER, NUMBER, b"", envelope_id="sms+1=2")
        await client.send("", NUMBER, b"")
    asked, plain = keeper.mails
    assert asked.envelope_id == "sms+1=2"
    every = frozenset({"SUCCESS", "FAILURE", "DELAY"})
    assert asked.recipients == (Recipient(NUMBER, "+77015550101", every),)
    assert (plain.sender, plain.envelope_id, plain.recipients[0].notify) == ("", "", frozenset())


async def test_a_refusal_leaves_the_connection_usable() -> None:
    """Of the recipient, or of the content: the next mail is sent over the same one."""
    keeper = Keeper()
    async with gateway(keeper) as client:
        with pytest.raises(Refusal) as told:
            await client.send(SENDER, "aigul@sms.example", b"")
        assert str(told.value) == "550 5.1.3 the local part is no Kazakh mobile number"
        keeper.error = busy()
        with pytest.raises(Refusal) as told:
            await client.send(SENDER, NUMBER, b"")
        assert str(told.value) == "451 4.3.2 busy; try again later"
        keeper.error = None
        await client.send(SENDER, NUMBER, b"2*1")
    assert [mail.content for mail in keeper.mails] == [b"2*1\r\n"]


async def test_a_server_that_can_nothing_is_asked_step_by_step() -> None:
    """No command comes before the answer to the last, and none asks for reports."""
    answers = ("220 there", "250 there", "250 ok", "250 ok", "354 go on", "250 kept", "221 bye")
    async with (
        talking_to(*answers) as (peer, port),
        await Client.connect("127.0.0.1", port, seconds=PATIENCE) as client,
    ):
        await client.send(SENDER, NUMBER, b"Subject: x", envelope_id="1")
    assert peer.heard == [
        "EHLO localhost",
        f"MAIL FROM:<{SENDER}>",
        f"RCPT TO:<{NUMBER}>",
        "DATA",
        "Subject: x",
        ".",
        "QUIT",
    ]


async def test_a_content_nobody_wants_is_not_sent() -> None:
    """Some servers say 354 though they have refused the recipient: they get an empty one."""
    answers = (
        *("220 there", "250 there", "250 ok", "550 no", "354 go on", "554 nobody", "250 ok"),
        *("221 bye",),
    )
    async with (
        talking_to(*answers) as (peer, port),
        await Client.connect("127.0.0.1", port, seconds=PATIENCE) as client,
    ):
        with pytest.raises(Refusal) as told:
            await client.send(SENDER, NUMBER, b"Subject: x")
        assert str(told.value) == "550 no"
    assert "Subject: x" not in peer.heard
    assert "RSET" in peer.heard


@pytest.mark.parametrize(
    ("greeting", "words"),
    [
        ("421 4.3.2 too many connections", "the server hangs up: 4.3.2 too many connections"),
        ("HTTP/1.1 400 Bad Request", "what the server answers is no SMTP"),
        ("220-" + "\r\n220-".join(["more"] * 200), "what the server answers is no SMTP"),
        ("2" * 100_000, "the server has hung up"),
    ],
)
async def test_a_server_that_is_none_is_a_connection_error(greeting: str, words: str) -> None:
    """As is one that has no room."""
    async with talking_to(greeting) as (_, port):
        with pytest.raises(ConnectionError) as told:
            await Client.connect("127.0.0.1", port, seconds=PATIENCE)
    assert str(told.value) == words


async def test_a_server_that_does_not_want_us_is_a_refusal() -> None:
    """At the greeting (RFC 5321 §3.1) or at EHLO."""
    for answers in (("554 5.7.1 go away",), ("220 there", "554 5.7.1 go away")):
        async with talking_to(*answers, "221 bye") as (_, port):
            with pytest.raises(Refusal) as told:
                await Client.connect("127.0.0.1", port, seconds=PATIENCE)
        assert str(told.value) == "554 5.7.1 go away"


async def test_a_server_that_says_nothing_is_a_timeout() -> None:
    """Of the patience that was asked for."""
    keeper = Keeper()
    keeper.open.clear()
    async with WireServer(keeper) as server:
        client = await Client.connect("127.0.0.1", server.port, seconds=1)
        with pytest.raises(TimeoutError):
            await client.send(SENDER, NUMBER, b"")
        keeper.open.set()
        await client.close()


async def test_a_server_that_has_gone_is_a_connection_error() -> None:
    """And closing says goodbye to nobody, without an error."""
    server = WireServer(Keeper(), limits=Limits(linger_seconds=SOON))
    async with server:
        client = await Client.connect("127.0.0.1", server.port, seconds=PATIENCE)
    with pytest.raises(ConnectionError, match="going down"):
        await client.send(SENDER, NUMBER, b"")
    with pytest.raises(ConnectionError):
        await client.send(SENDER, NUMBER, b"")
    await client.close()
    with pytest.raises(OSError, match=r"refused|Connect call failed"):
        await Client.connect("127.0.0.1", server.port, seconds=PATIENCE)
