from __future__ import annotations

import asyncio
import gc
import socket
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress

import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st

from smsflow.carrier.smtp.handler import Mail, Recipient
from smsflow.carrier.smtp.limits import Limits
from smsflow.carrier.smtp.refusal import Refusal, busy
from smsflow.carrier.smtp.server import WireServer
from smsflow.errors import UsageError
from tests.carrier.smtp.talking import CONTENT, MAIL, PATIENCE, RCPT, Keeper, Talk
from tests.few_files import few_files

pytestmark = pytest.mark.asyncio

SOON = 0.05
LATER = 0.5  # a busy machine may stand still for longer than SOON in the middle of a command
"""seconds: a limit that a test lets pass"""


@pytest_asyncio.fixture
async def keeper() -> Keeper:
    """Who keeps the mails."""
    return Keeper()


Serve = Callable[..., Awaitable[WireServer]]


@pytest_asyncio.fixture
async def serve(keeper: Keeper) -> AsyncIterator[Serve]:
    """Starts servers with limits of the test's own, and stops them."""
    async with AsyncExitStack() as servers:

        async def start(**limits: float) -> WireServer:
            settings = {"linger_seconds": SOON, "drain_seconds": SOON, **limits}
            server = WireServer(keeper, limits=Limits(**settings))  # type: ignore[arg-type]
            return await servers.enter_async_context(server)

        yield start


@asynccontextmanager
async def no_longer_than(seconds: float) -> AsyncIterator[None]:
    """The test fails where this takes longer."""
    async with asyncio.timeout(seconds):
        yield


@contextmanager
def memory_below(limit: int) -> Iterator[None]:
    """At no moment does Python hold so many bytes more than at the beginning."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak - before < limit


# A mail.


async def test_a_mail_reaches_the_handler(serve: Serve, keeper: Keeper) -> None:
    """Its envelope, and its content without the dots of the wire."""
    async with await Talk.with_(await serve()) as talk:
        assert await talk.send("A: b\r\n\r\n..2*1\r\n.x\r\n.") == "250 2.6.0 OK"
        assert await talk.ask("QUIT") == "221 Bye"
    number = Recipient("+77015550101@sms.example", "+77015550101")
    assert keeper.mails == [Mail("1414@sms.example", (number,), b"A: b\r\n\r\n.2*1\r\nx\r\n")]


async def test_what_the_server_can_do_is_announced(serve: Serve) -> None:
    """Its name, the greatest size, and that commands may come together and reports be asked for."""
    async with await Talk.begin(await serve()) as talk:
        assert await talk.hear() == "220 sms.example smsflow"
        assert await talk.ask("EHLO client.example") == (
            "250-sms.example\n250-SIZE 16384\n250-8BITMIME\n250-PIPELINING\n250-DSN\n250 HELP"
        )


async def test_the_handler_keeps_a_mail_before_it_is_answered(serve: Serve, keeper: Keeper) -> None:
    """250 is not sent before the handler has returned."""
    keeper.open.clear()
    async with await Talk.with_(await serve()) as talk:
        await talk.ask(MAIL, RCPT, "DATA")
        talk.say(CONTENT)
        await keeper.begun.wait()
        reply = asyncio.create_task(talk.hear())
        await asyncio.wait([reply], timeout=SOON)
        assert not reply.done()
        keeper.open.set()
        assert await reply == "250 2.6.0 OK"


async def test_an_empty_content_is_a_content(serve: Serve, keeper: Keeper) -> None:
    """A dot alone ends it, whether it comes with the command or later, byte by byte."""
    async with await Talk.with_(await serve()) as talk:
        assert await talk.ask(MAIL, RCPT, "DATA", ".") == "250 2.6.0 OK"
        await talk.ask(MAIL, RCPT, "DATA")
        for byte in b"a\r\n.b\r\n.\r\n":
            talk.writer.write(bytes([byte]))
            await talk.writer.drain()
        assert await talk.hear() == "250 2.6.0 OK"
    assert [mail.content for mail in keeper.mails] == [b"", b"a\r\nb\r\n"]


async def test_commands_may_come_together(serve: Serve, keeper: Keeper) -> None:
    """Two mails in one piece are answered in order."""
    async with await Talk.with_(await serve()) as talk:
        talk.say(MAIL, RCPT, "DATA", CONTENT, MAIL, RCPT, RCPT, "DATA", CONTENT, "QUIT")
        replies = [reply[:3] for reply in await talk.rest()]
    assert replies == ["250", "250", "354", "250", "250", "250", "250", "354", "250", "221"]
    assert [len(mail.recipients) for mail in keeper.mails] == [1, 2]


async def test_one_command_after_the_other(serve: Serve, keeper: Keeper) -> None:
    """Out of their order, or of no sense, they are refused and change nothing."""
    async with await Talk.with_(await serve()) as talk:
        assert (await talk.ask(RCPT))[:3] == "503"
        assert (await talk.ask("DATA"))[:3] == "503"
        assert (await talk.ask(MAIL))[:3] == "250"
        assert (await talk.ask(MAIL))[:3] == "503"
        assert await talk.ask("DATA") == "503 5.5.1 need RCPT first"
        assert (await talk.ask("RCPT TO:+77015550101@sms.example"))[:3] == "553"
        assert (await talk.ask("RCPT TO:<+77015550101@sms.example"))[:3] == "553"
        assert (await talk.ask(RCPT + " COLOUR=RED"))[:3] == "555"
        assert (await talk.ask("RSET"))[:3] == "250"
        assert (await talk.ask(RCPT))[:3] == "503"
        assert (await talk.ask("DATA now"))[:3] == "501"
        assert await talk.send() == "250 2.6.0 OK"
    async with await Talk.begin(await serve()) as talk:
        await talk.hear()
        assert (await talk.ask("DATA"))[:3] == "503"
    assert len(keeper.mails) == 1


async def test_a_refusal_is_answered_with_its_code(serve: Serve, keeper: Keeper) -> None:
    """At RCPT, where the others are taken all the same, and after the content."""
    async with await Talk.with_(await serve()) as talk:
        await talk.ask(MAIL, RCPT)
        assert await talk.ask("RCPT TO:<aigul@sms.example>") == (
            "550 5.1.3 the local part is no Kazakh mobile number"
        )
        assert await talk.ask("RCPT TO:<+77015550101@example.kz>") == (
            "550 5.7.1 no mail for this domain here"
        )
        assert await talk.ask("DATA", CONTENT) == "250 2.6.0 OK"
        keeper.error = Refusal(452, "4.3.1", "диск толы\r\n250")
        assert await talk.send() == (
            r"452 4.3.1 \u0434\u0438\u0441\u043a \u0442\u043e\u043b\u044b\r\n250"
        )
        keeper.error = busy()
        assert await talk.send() == "451 4.3.2 busy; try again later"
        keeper.error = None
        assert await talk.send() == "250 2.6.0 OK"
    assert [len(mail.recipients) for mail in keeper.mails] == [1, 1]


async def test_an_error_of_the_handler_is_451(
    serve: Serve, keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing of it reaches the client, all of it the log; the next mail is taken."""
    async with await Talk.with_(await serve()) as talk:
        keeper.error = ValueError("+77015550101 нет")
        assert await talk.send() == "451 4.3.0 a local error; try again later"
        keeper.error = None
        assert await talk.send() == "250 2.6.0 OK"
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "a mail could not be taken"
    ]
    assert "ValueError" in caplog.text


# Reports asked for, and where they come from.


async def test_parameters_that_ask_for_reports_are_passed_on(serve: Serve, keeper: Keeper) -> None:
    """ENVID without its encoding, NOTIFY in capitals; ORCPT and RET are read and left aside."""
    async with await Talk.with_(await serve()) as talk:
        assert (await talk.ask(f"{MAIL} RET=HDRS ENVID=a+2Bb SIZE=100 BODY=8BITMIME"))[:3] == "250"
        await talk.ask(f"{RCPT} NOTIFY=success,delay ORCPT=rfc822;a@b", RCPT, "DATA", CONTENT)
        await talk.send()
    asked, plain = keeper.mails
    assert asked.envelope_id == "a+b"
    assert [one.notify for one in asked.recipients] == [{"SUCCESS", "DELAY"}, set()]
    assert (plain.envelope_id, plain.recipients[0].notify) == ("", set())


async def test_parameters_that_make_no_sense_are_501(serve: Serve) -> None:
    """And where the client said HELO, there are none."""
    async with await Talk.with_(await serve()) as talk:
        assert await talk.ask(f"{MAIL} ENVID=a=b") == "501 5.5.4 ENVID cannot be read"
        await talk.ask(MAIL)
        assert await talk.ask(f"{RCPT} NOTIFY=NO") == "501 5.5.4 NOTIFY cannot be read"
        await talk.ask("HELO client.example")
        assert (await talk.ask(f"{MAIL} RET=HDRS"))[:3] == "501"


async def test_the_null_sender_is_nobody(serve: Serve, keeper: Keeper) -> None:
    """Reports come from it."""
    async with await Talk.with_(await serve()) as talk:
        assert await talk.ask("MAIL FROM:<>", RCPT, "DATA", CONTENT) == "250 2.6.0 OK"
        assert await talk.ask("MAIL FROM:<> ENVID=1", RCPT, "DATA", CONTENT) == "250 2.6.0 OK"
    assert [(mail.sender, mail.envelope_id) for mail in keeper.mails] == [("", ""), ("", "1")]


async def test_other_alphabets_in_an_address_are_refused(serve: Serve, keeper: Keeper) -> None:
    """SMTPUTF8 is not offered; asked for all the same it is refused, and the session goes on."""
    async with await Talk.with_(await serve()) as talk:
        assert (await talk.ask(f"{MAIL} SMTPUTF8"))[:3] == "501"
        assert (await talk.ask("MAIL FROM:<әлия@sms.example>"))[:3] == "500"
        await talk.ask(MAIL)
        assert (await talk.ask("RCPT TO:<әлия@sms.example>"))[:3] == "500"
        await talk.ask("RSET")
        assert await talk.send() == "250 2.6.0 OK"


# Too much of something.


async def test_a_mail_that_is_too_large_is_552(serve: Serve, keeper: Keeper) -> None:
    """Announced by SIZE at once, else after its content; the next one is taken."""
    async with await Talk.with_(await serve(mail_bytes=100)) as talk:
        assert (await talk.ask(f"{MAIL} SIZE=101"))[:3] == "552"
        assert await talk.send("a" * 99 + "\r\n.") == "552 5.3.4 the mail is too large"
        assert await talk.send("a" * 98 + "\r\n.") == "250 2.6.0 OK"
    assert len(keeper.mails) == 1


@pytest.mark.parametrize(
    ("before", "reply"),
    [
        ([], "500 5.5.2 the line is too long; goodbye"),
        ([MAIL, RCPT, "DATA"], "552 5.3.4 the mail is too large; goodbye"),
    ],
)
async def test_a_line_without_end_ends_the_session(
    serve: Serve, keeper: Keeper, before: list[str], reply: str
) -> None:
    """However much is sent, memory stays as it was, and the client can read why it is over."""
    piece = b"a" * 100_000
    async with await Talk.with_(await serve(linger_seconds=PATIENCE)) as talk:
        if before:
            await talk.ask(*before)
        with memory_below(2_000_000), suppress(ConnectionError):
            for _ in range(200):
                talk.writer.write(piece)
                await talk.writer.drain()
        assert await talk.rest() == [reply]
    assert keeper.mails == []


async def test_more_lines_than_anybody_reads_end_the_session(serve: Serve) -> None:
    """A client that says more and more and reads nothing is cut off, and memory stays as it was."""
    server = await serve()
    loop = asyncio.get_running_loop()
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.setblocking(False)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        with memory_below(2_000_000), suppress(ConnectionError):
            async with no_longer_than(PATIENCE):
                while True:
                    await loop.sock_sendall(client, b"NOOP\r\n" * 10_000)
    assert all(session.transport is None for session in server.sessions)


async def test_one_command_too_long_is_500(serve: Serve) -> None:
    """A thousand octets are enough for one, with all its parameters; the session goes on."""
    async with await Talk.with_(await serve()) as talk:
        assert (await talk.ask("NOOP " + "a" * 995))[:3] == "250"
        assert (await talk.ask("NOOP " + "a" * 996))[:3] == "500"
        assert (await talk.ask("NOOP " + "a" * 5000))[:3] == "500"
        assert await talk.send() == "250 2.6.0 OK"


async def test_too_many_recipients_are_452(serve: Serve, keeper: Keeper) -> None:
    """Of two hundred the first hundred are taken, and the client told to send the rest again."""
    async with await Talk.with_(await serve()) as talk:
        await talk.ask(MAIL)
        replies = [await talk.ask(f"RCPT TO:<+7701555{i:04}@sms.example>") for i in range(200)]
        assert replies == ["250 2.1.5 OK"] * 100 + ["452 4.5.3 too many recipients"] * 100
        assert await talk.ask("DATA", CONTENT) == "250 2.6.0 OK"
    assert [len(mail.recipients) for mail in keeper.mails] == [100]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([f"{MAIL} SIZE=101"], [("1414@sms.example", "552 Error: message size exceeds")]),
        ([f"{MAIL} SMTPUTF8"], [("1414@sms.example", "501 Error: SMTPUTF8 disabled")]),
        ([f"{MAIL} RET=ALL"], [("1414@sms.example", "501 5.5.4 RET cannot be read")]),
        (["MAIL FROM:<a@b@c>"], [("a@b@c", "553 5.1.3 Error: malformed address")]),
        (["MAIL"], [("", "501 Syntax: MAIL FROM: <address>")]),
        (
            [MAIL, "RCPT TO:<aigul@sms.example>"],
            [("aigul@sms.example", "550 5.1.3 the local part")],
        ),
        ([MAIL, "RCPT TO:aigul"], [("aigul", "553 5.1.3 Error: malformed address")]),
        (
            [MAIL, f"{RCPT} FOO=1", "DATA"],
            [("+77015550101@sms.example", "555 RCPT TO parameters not recognized")],
        ),
        ([MAIL, RCPT, RCPT], [("+77015550101@sms.example", "452 4.5.3 too many recipients")]),
        ([MAIL, RCPT, "DATA", "a" * 99 + "\r\n."], [("1414@sms.example", "552 5.3.4 the mail")]),
        ([MAIL, RCPT, "DATA", "a\nb\r\n."], [("1414@sms.example", "554 5.6.0 a bare CR or LF")]),
        (
            ["MAIL FROM:<>", RCPT, "DATA", "a" * 99 + "\r\n."],
            [("", "552 5.3.4 the mail is too large")],
        ),
        ([MAIL, RCPT, "DATA", CONTENT, "NONSENSE", "DATA", "RSET"], []),
    ],
)
async def test_every_refusal_of_a_mail_is_told(
    keeper: Keeper, said: list[str], told: list[tuple[str, str]]
) -> None:
    """Once, with whom it is of, as the client hears it; that another command comes first is not."""
    refused: list[tuple[str, str]] = []
    server = WireServer(
        keeper,
        limits=Limits(recipients=1, mail_bytes=100, linger_seconds=SOON),
        refused=lambda whom, answer: refused.append((whom, answer)),
    )
    async with server, await Talk.with_(server) as talk:
        await talk.ask(*said)
    assert [whom for whom, _ in refused] == [whom for whom, _ in told]
    assert all(is_.startswith(begins) for (_, is_), (_, begins) in zip(refused, told, strict=True))


async def test_a_content_without_end_is_told_too(keeper: Keeper) -> None:
    """Its client is hung up on, and may not have read why."""
    refused: list[tuple[str, str]] = []
    server = WireServer(
        keeper,
        limits=Limits(unread_bytes=1000, linger_seconds=SOON),
        refused=lambda whom, answer: refused.append((whom, answer)),
    )
    async with server, await Talk.with_(server) as talk:
        await talk.ask(MAIL, RCPT, "DATA")
        await talk.ask("a" * 5000)
    assert refused == [("1414@sms.example", "552 5.3.4 the mail is too large; goodbye")]


async def test_an_error_of_the_handler_is_told_too(keeper: Keeper) -> None:
    """As the client hears it, which is not what it was."""
    refused: list[tuple[str, str]] = []
    keeper.error = ValueError("ours")
    server = WireServer(keeper, refused=lambda whom, answer: refused.append((whom, answer)))
    async with server, await Talk.with_(server) as talk:
        assert (await talk.send())[:3] == "451"
    assert refused == [("1414@sms.example", "451 4.3.0 a local error; try again later")]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])
async def test_loopback_alone_is_listened_on(host: str) -> None:
    """Another address is refused before anybody can connect, unless that is meant."""
    with pytest.raises(UsageError) as caught:
        await WireServer(Keeper(), host=host).start()
    assert (caught.value.code, str(caught.value)) == (
        "SF441",
        f"{host!r} can be reached from other machines; a WireServer listens on loopback, "
        "unless `expose=True` says that the network is a closed one",
    )
    async with WireServer(Keeper(), host=host, expose=True) as server:
        assert server.port


async def test_too_many_connections_are_421(serve: Serve) -> None:
    """The others are not disturbed; once one has left there is room."""
    server = await serve(connections=2)
    async with await Talk.with_(server) as first, await Talk.with_(server) as second:
        async with await Talk.begin(server) as third:
            assert await third.rest() == ["421 4.3.2 too many connections; try again later"]
        assert await second.send() == "250 2.6.0 OK"
        first.say("QUIT")
        assert await first.rest() == ["221 Bye"]
        async with await Talk.with_(server) as fourth:
            assert await fourth.send() == "250 2.6.0 OK"


async def test_a_crowd_is_turned_away_in_silence(serve: Serve) -> None:
    """Of those over the limit only so many are told why."""
    server = await serve(connections=1, linger_seconds=PATIENCE)
    async with await Talk.with_(server), AsyncExitStack() as crowd:
        heard = []
        for _ in range(3):
            talk = await crowd.enter_async_context(await Talk.begin(server))
            with suppress(ConnectionError):
                heard.append(await talk.hear())
    assert [reply[:9] for reply in heard if reply] == ["421 4.3.2"]


async def test_a_thousand_mails_leave_nothing_behind(serve: Serve, keeper: Keeper) -> None:
    """On one connection, memory does not grow with the mails that went by."""

    async def send(count: int) -> None:
        for _ in range(count):
            await talk.send()
            keeper.mails.clear()

    async with await Talk.with_(await serve()) as talk:
        tracemalloc.start()
        try:
            held = []
            for _ in range(3):
                await send(300)
                gc.collect()
                held.append(tracemalloc.get_traced_memory()[0])
        finally:
            tracemalloc.stop()
    assert held[2] - held[1] < 20_000


# Too slow.


async def test_silence_is_told_421(serve: Serve) -> None:
    """At the greeting, and in the middle of a mail."""
    server = await serve(idle_seconds=LATER)
    for before in ([], [MAIL], [MAIL, RCPT, "DATA"]):
        async with await Talk.with_(server) as talk:
            if before:
                await talk.ask(*before)
            assert await talk.rest() == ["421 4.4.2 idle for too long; goodbye"]


@pytest.mark.parametrize("before", [[], [MAIL, RCPT, "DATA"]])
async def test_a_drip_is_told_421(serve: Serve, before: list[str]) -> None:
    """A byte now and then is silence: what counts is a whole command or content."""
    async with await Talk.with_(await serve(idle_seconds=LATER)) as talk:
        if before:
            await talk.ask(*before)
        heard = asyncio.create_task(talk.rest())
        while not heard.done():
            talk.writer.write(b"N")
            await asyncio.wait([heard], timeout=SOON)
        assert await heard == ["421 4.4.2 idle for too long; goodbye"]


async def test_doing_nothing_useful_is_told_421(serve: Serve, keeper: Keeper) -> None:
    """NOOP for ever is no silence, and no mail either; a mail that is taken buys time."""
    async with await Talk.with_(await serve(fruitless_seconds=LATER)) as talk:
        began = asyncio.get_running_loop().time()
        while asyncio.get_running_loop().time() < began + 2 * LATER:
            assert await talk.send() == "250 2.6.0 OK"
        while (reply := await talk.ask("NOOP")) == "250 OK":
            pass
        assert reply == "421 4.4.2 no mail for too long; goodbye"


async def test_no_time_counts_while_a_mail_is_kept(serve: Serve, keeper: Keeper) -> None:
    """A handler may be slower than any time-out; the client waits for us."""
    keeper.open.clear()
    async with await Talk.with_(await serve(idle_seconds=LATER, fruitless_seconds=LATER)) as talk:
        await talk.ask(MAIL, RCPT, "DATA")
        talk.say(CONTENT)
        asyncio.get_running_loop().call_later(2 * LATER, keeper.open.set)
        assert await talk.hear() == "250 2.6.0 OK"


# Gone in the middle.


async def test_what_came_before_a_half_close_is_answered(serve: Serve, keeper: Keeper) -> None:
    """A client that has said all and closes its side still gets every answer."""
    async with await Talk.begin(await serve()) as talk:
        talk.say("EHLO client.example", MAIL, RCPT, "DATA", CONTENT)
        talk.writer.write_eof()
        assert [reply[:3] for reply in await talk.rest()] == [
            *("220", "250", "250"),
            *("250",),
            *("354", "250"),
        ]
    assert len(keeper.mails) == 1


@pytest.mark.parametrize("last", ["", "NOO", f"{MAIL}\r\n{RCPT}\r\nDATA\r\n2*1\r\n"])
async def test_what_is_cut_off_is_not_taken(serve: Serve, keeper: Keeper, last: str) -> None:
    """Half a command or half a mail is nothing."""
    server = await serve()
    async with await Talk.with_(server) as talk:
        talk.writer.write(last.encode())
        talk.writer.write_eof()
        await talk.rest()
    assert keeper.mails == []


async def test_a_mail_is_kept_though_its_client_is_gone(serve: Serve, keeper: Keeper) -> None:
    """Once its content was complete, it does not depend on who waits for the answer."""
    keeper.open.clear()
    server = await serve()
    async with await Talk.with_(server) as talk:
        await talk.ask(MAIL, RCPT, "DATA")
        talk.say(CONTENT)
        await keeper.begun.wait()
        talk.reset()
    async with await Talk.with_(server):  # the server hears of what was before this
        assert [one.transport is None for one in server.sessions].count(True) == 1
    keeper.open.set()
    async with no_longer_than(PATIENCE):
        await keeper.ended.wait()
    assert len(keeper.mails) == 1


# Lines.


@pytest.mark.parametrize(
    "content", ["a\nb", "a\rb", "\n", "\n.\nQUIT", "\r\n.\nMAIL", "\n.\r\nMAIL"]
)
async def test_a_bare_line_end_in_a_content_is_refused(
    serve: Serve, keeper: Keeper, content: str
) -> None:
    """Nor does it end the content: nothing can be smuggled in behind it."""
    async with await Talk.with_(await serve()) as talk:
        reply = await talk.send(f"A: b\r\n\r\n{content}\r\n.")
        assert reply == "554 5.6.0 a bare CR or LF in the content"
        assert await talk.send() == "250 2.6.0 OK"
    assert len(keeper.mails) == 1


async def test_a_person_may_end_commands_as_they_like(serve: Serve) -> None:
    """A line feed alone ends a command."""
    async with await Talk.begin(await serve()) as talk:
        talk.writer.write(b"EHLO client.example\nNOOP\nQUIT\n")
        assert [reply[:3] for reply in await talk.rest()] == ["220", "250", "250", "221"]


async def test_nonsense_is_told_so_and_then_no_longer_heard(serve: Serve) -> None:
    """After five commands that do not exist, the session is over."""
    async with await Talk.with_(await serve()) as talk:
        talk.say(*["GET / HTTP/1.1"] * 9)
        assert [reply[:3] for reply in await talk.rest()] == ["500"] * 4 + ["502"]


_words = st.sampled_from(
    [
        *("MAIL FROM:", "RCPT TO:", "DATA", "RSET", "NOOP", "HELP", "VRFY", "EXPN", "HELO x"),
        *("<", ">", "<>", "<a@b>", "@", '"', "\\", '<"a\\', " ", "SIZE=", "9", "=", "BODY=x"),
        *("RET=", "ENVID=+", "NOTIFY=", "AUTH", "STARTTLS", "\t", "\0", "ә", "<@a,@b:c@d>", "()"),
    ]
)


@given(lines=st.lists(st.lists(_words, max_size=6).map("".join), max_size=4))
@settings(max_examples=100)
async def test_any_command_is_answered_and_none_is_an_error(lines: list[str]) -> None:
    """Never 451: whatever is said, aiosmtpd or the standard library's parser do not stumble."""
    async with WireServer(Keeper()) as server, await Talk.with_(server) as talk:
        talk.say(*lines, ".", "RSET", "QUIT")
        replies = await talk.rest()
    assert replies
    assert not [reply for reply in replies if reply.startswith("451")]


# The end.


async def test_the_idle_are_told_421_when_it_stops(serve: Serve) -> None:
    """At once, and then nobody listens any more."""
    server = await serve()
    async with await Talk.with_(server) as talk:
        await server.stop()
        assert await talk.rest() == ["421 4.3.2 going down; goodbye"]
    with pytest.raises(OSError, match=r"refused|Connect call failed"):
        await Talk.begin(server)


@pytest.mark.parametrize("said", [[MAIL], [MAIL, RCPT], [MAIL, RCPT, "DATA"]])
async def test_a_mail_in_flight_is_finished(serve: Serve, keeper: Keeper, said: list[str]) -> None:
    """Whoever has begun one may end it, and is then told 421."""
    server = await serve(drain_seconds=PATIENCE)
    async with await Talk.with_(server) as talk, await Talk.with_(server) as idle:
        await talk.ask(*said)
        stopping = asyncio.create_task(server.stop())
        assert await idle.rest() == ["421 4.3.2 going down; goodbye"]
        talk.say(*[MAIL, RCPT, "DATA", CONTENT][len(said) :])
        *_, last, over = await talk.rest()
        assert (last, over) == ("250 2.6.0 OK", "421 4.3.2 going down; goodbye")
        await stopping
    assert len(keeper.mails) == 1


async def test_a_mail_with_the_handler_is_finished(serve: Serve, keeper: Keeper) -> None:
    """Also one whose client is gone."""
    keeper.open.clear()
    server = await serve(drain_seconds=PATIENCE)
    async with await Talk.with_(server) as there, await Talk.with_(server) as gone:
        for talk in (there, gone):
            keeper.begun.clear()
            await talk.ask(MAIL, RCPT, "DATA")
            talk.say(CONTENT)
            await keeper.begun.wait()
        gone.reset()
        stopping = asyncio.create_task(server.stop())
        await asyncio.wait([stopping], timeout=SOON)
        assert not stopping.done()
        keeper.open.set()
        await stopping
        assert await there.rest() == ["250 2.6.0 OK", "421 4.3.2 going down; goodbye"]
    assert len(keeper.mails) == 2


async def test_it_stops_though_nobody_finishes(serve: Serve, keeper: Keeper) -> None:
    """Half a mail, a handler that hangs, and a client that reads nothing: time is up for each."""
    keeper.open.clear()
    server = await serve()
    async with await Talk.with_(server) as half, await Talk.with_(server) as hanging:
        await half.ask(MAIL, RCPT, "DATA")
        await hanging.ask(MAIL, RCPT, "DATA")
        hanging.say(CONTENT)
        await keeper.begun.wait()
        with socket.create_connection(("127.0.0.1", server.port)) as deaf:
            deaf.setblocking(False)
            with suppress(BlockingIOError):
                while True:
                    deaf.send(b"HELP\r\n" * 100)
            async with no_longer_than(5):
                await server.stop()
        assert await half.rest() == ["421 4.3.2 going down; goodbye"]
    assert server.sessions == set()
    assert keeper.mails == []


async def test_stopping_twice_is_stopping_once(serve: Serve) -> None:
    """And one that was never started has nothing to stop."""
    server = await serve()
    await server.stop()
    await server.stop()
    await WireServer(Keeper()).stop()


async def test_an_address_that_is_taken_is_an_error(serve: Serve) -> None:
    """The operating system says why."""
    server = await serve()
    with pytest.raises(OSError, match="in use"):
        await WireServer(Keeper(), port=server.port).start()


async def test_no_file_left_to_open_is_an_error() -> None:
    """As any other reason why nobody can listen."""
    with few_files(0), pytest.raises(OSError, match=r"Too many open files|could not bind"):
        await WireServer(Keeper()).start()
