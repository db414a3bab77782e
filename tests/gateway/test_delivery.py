from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from smsflow.carrier.smtp.mail import read_text
from smsflow.carrier.smtp.refusal import Refusal
from smsflow.carrier.smtp.server import WireServer
from smsflow.gateway import delivery, peer, reading
from smsflow.gateway.address import Address
from smsflow.gateway.facts import (
    PeerAway,
    PeerBack,
    PeerDeferred,
    PeerRefused,
    ReceiptTaken,
    ReplyTaken,
)
from smsflow.gateway.phones import Answer, Phone
from smsflow.gateway.serving import Settings
from tests.gateway.town import AIGUL, QUIET, Service, town

PROMPT = {AIGUL: Phone((Answer("2*1"),))}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is."""
    return tmp_path / "gateway.db"


@pytest.mark.asyncio
async def test_a_peer_that_is_away_is_tried_until_it_is_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gets all of it, once, in order; the fact names how long until the next try."""
    monkeypatch.setattr(delivery, "FIRST_WAIT", 1)
    service = Service()
    with socket.socket() as reserved:  # bound, so that nobody else gets it, and deaf
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind(("127.0.0.1", 0))
        await come_and_go(path, service, reserved.getsockname()[1])
    assert [bool(mail.sender) for mail in service.mails] == [False, True, False, True]
    ids = [read_text(mail.content).message_id for mail in service.mails if mail.sender]
    assert len(set(ids)) == 2


@pytest.mark.asyncio
async def test_a_peer_that_says_nothing_is_told_so(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes the connection, and that is all."""
    monkeypatch.setattr(peer, "ANSWER_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = Address(*mute.getsockname())
        async with town(path, change=lambda one: one._replace(replies_to=address)) as there:
            await there.send(AIGUL)
            away = await there.until(PeerAway)
    assert away.reason == "no answer within 0.05s"


async def come_and_go(path: Path, service: Service, port: int) -> None:
    """Twice the service is away when a mail is due, and comes back."""

    def there_later(settings: Settings) -> Settings:
        return settings._replace(replies_to=Address("127.0.0.1", port))

    async with town(path, phones=PROMPT, change=there_later) as there:
        await there.send(AIGUL)
        away = await there.until(PeerAway)
        assert (away.subject, away.again_after) == (f"127.0.0.1:{port}", 1)
        assert away.reason == "nobody listens there"
        assert away.reason
        async with WireServer(service, port=port):
            await service.got(2)
            await there.until(ReplyTaken)
            await there.until(ReceiptTaken)
            assert there.of(PeerBack)
            assert len(there.of(PeerAway)) == 1
        await there.send(AIGUL)
        await there.until(PeerAway, 2)
        async with WireServer(service, port=port):
            await service.got(4)


@pytest.mark.asyncio
async def test_a_mail_is_sent_until_its_250_and_not_again(path: Path) -> None:
    """A gateway that starts again has nothing to say of what its peer took."""
    async with town(path, phones=PROMPT) as there:
        await there.send(AIGUL)
        await there.until(ReplyTaken)
    async with town(path, phones=PROMPT) as there:
        await there.send(QUIET)
        await there.until(ReceiptTaken)
        assert len(there.service.mails) == 1


@pytest.mark.asyncio
async def test_who_says_later_is_asked_later_with_the_same_mail(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """4xx: the others do not wait for it, and it keeps its Message-ID."""
    monkeypatch.setattr(delivery, "FIRST_WAIT", 5)
    service = Service(Refusal(451, "4.3.0", "later"), Refusal(452, "4.3.1", "later still"))
    async with town(path, phones=PROMPT, service=service) as there:
        await there.send(AIGUL)
        await there.until(ReplyTaken)
        await there.until(ReceiptTaken)
        assert len(service.mails) == 2
        assert not there.of(PeerRefused)
        peer = there.serving.settings.replies_to
        first, second = there.of(PeerDeferred)
        assert (first.subject, first.sms) == (str(peer), "sms-1")
        assert (first.answer, first.again_after) == ("451 4.3.0 later", 5)
        assert second.answer == "452 4.3.1 later still"
        await there.serving.store.settled()
        tries = there.serving.store.reader.execute("SELECT tries FROM mails ORDER BY id").fetchall()
        assert sum(count for (count,) in tries) == 4


@pytest.mark.asyncio
async def test_who_says_never_is_not_asked_again(path: Path) -> None:
    """5xx: told as a fact, and shown by the inbox."""
    service = Service(Refusal(554, "5.7.1", "no reports here"))
    async with town(path, phones=PROMPT, service=service) as there:
        await there.send(AIGUL)
        refused = await there.until(PeerRefused)
        assert (refused.sms, refused.answer) == ("sms-1", "554 5.7.1 no reports here")
        await there.until(ReplyTaken)
        await there.serving.store.settled()
        receipt, reply = reading.mails_of(there.serving.store.reader, 1)
        assert (receipt.refused, receipt.sent_at) == ("554 5.7.1 no reports here", None)
        assert reply.sent_at


class Greeter:
    """A server that greets with one line and then says nothing."""

    def __init__(self, line: bytes) -> None:
        self.line = line
        self.visits = 0

    async def visit(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Say the line, and hang up."""
        self.visits += 1
        writer.write(self.line)
        await writer.drain()
        writer.close()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"554 5.7.1 no\r\n", "554 5.7.1 no"),
        (b"421 4.3.2 busy\r\n", "the server hangs up: 4.3.2 busy"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "what the server answers is no SMTP"),
        (b"", "the server has hung up"),
    ],
)
@pytest.mark.asyncio
async def test_a_server_that_wants_no_mail_at_all_is_away(
    path: Path, line: bytes, reason: str
) -> None:
    """Whatever it says instead of a greeting: nothing is lost, and it is tried again."""
    greeter = Greeter(line)
    listener = await asyncio.start_server(greeter.visit, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]

    def there(settings: Settings) -> Settings:
        return settings._replace(replies_to=Address("127.0.0.1", port))

    async with listener, town(path, change=there) as gateway:
        await gateway.send(QUIET)
        away = await gateway.until(PeerAway)
        assert away.reason == reason
    assert not gateway.of(ReceiptTaken)


@pytest.mark.asyncio
async def test_stopping_does_not_wait_for_a_peer_that_is_silent(path: Path) -> None:
    """The mail stays in the store."""
    silent, left = asyncio.Event(), asyncio.Event()

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        silent.set()
        await reader.read()
        writer.close()
        left.set()

    listener = await asyncio.start_server(visit, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]

    def there(settings: Settings) -> Settings:
        return settings._replace(replies_to=Address("127.0.0.1", port))

    loop = asyncio.get_running_loop()
    async with listener:
        async with town(path, change=there) as gateway:
            await gateway.send(QUIET)
            async with asyncio.timeout(30):
                await silent.wait()
            began = loop.time()
        assert loop.time() - began < 6
        async with asyncio.timeout(30):
            await left.wait()
    async with town(path) as gateway:
        await gateway.until(ReceiptTaken)
