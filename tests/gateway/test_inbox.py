from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from smsflow.errors import UsageError
from smsflow.gateway import tables
from smsflow.gateway.inbox import Inbox, Wanted
from smsflow.gateway.store import Store
from smsflow.gateway.tables import Arrival
from smsflow.moments import HOUR
from smsflow.sms.messages import Kind
from smsflow.sms.wording import default_wording
from tests.gateway.town import AIGUL, QUIET, SERVICE

START = 1_900_000_000_000
REQUEST = default_wording().template("ru", Kind.CONSENT_REQUEST).text
CODE = default_wording().template("kk", Kind.REGISTRATION_CODE).filled(7)


def arrival(number: str, text: str) -> Arrival:
    """An SMS."""
    digest = f"{number} {text}".encode()
    return Arrival(digest, START, SERVICE, number, text, "id@there", "", "", HOUR)


@asynccontextmanager
async def filled(path: Path) -> AsyncIterator[Store]:
    """A store that a gateway has open, with four SMS."""
    store = Store(path)
    try:
        sent = ((AIGUL, REQUEST), (QUIET, f"{REQUEST}\n"), (AIGUL, CODE), (AIGUL, "2*1"))
        await store.add([arrival(*one) for one in sent])
        yield store
    finally:
        await store.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is."""
    return tmp_path / "gateway.db"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), [1, 2, 3, 4]),
        (Wanted(number=AIGUL), [1, 3, 4]),
        (Wanted(kind=Kind.CONSENT_REQUEST), [1, 2]),
        (Wanted(kind=Kind.REGISTRATION_CODE), [3]),
        (Wanted(kind=Kind.VOUCHER_LINK), []),
        (Wanted(text="2*1"), [1, 2, 4]),
        (Wanted(number=AIGUL, text="2*1", after=1), [4]),
        (Wanted(after=4), []),
    ],
)
@pytest.mark.asyncio
async def test_sms_are_found_by_all_that_is_said(
    path: Path, wanted: Wanted, found: list[int]
) -> None:
    """Number, kind, a part of the text, and those after another; while the gateway runs."""
    async with filled(path):
        with closing(Inbox(path, default_wording())) as inbox:
            assert [one.id for one in inbox.find(wanted)] == found


@pytest.mark.asyncio
async def test_a_store_can_be_read_once_its_gateway_has_gone(path: Path) -> None:
    """The same SMS, and what came of them."""
    async with filled(path) as store:
        store.note(tables.receipt_due(1, START, "delivered", START), tables.sent(1, START + 5))
        store.note(tables.reply_due(1, START + 7, "2*1"))
    with closing(Inbox(path, default_wording())) as inbox:
        one = inbox.get(1)
        assert one is not None
        assert (one.number, one.text, inbox.kind_of(one)) == (AIGUL, REQUEST, Kind.CONSENT_REQUEST)
        receipt, reply = inbox.mails_of(1)
        assert (receipt.status, receipt.sent_at) == ("delivered", START + 5)
        assert (reply.text, reply.due_at, reply.sent_at) == ("2*1", START + 7, None)
        assert inbox.get(5) is None


@pytest.mark.asyncio
async def test_waiting_ends_with_the_sms_that_is_meant(path: Path) -> None:
    """One that is there already, or the first that comes; an SMS of another kind is none."""
    async with filled(path) as store:

        def wait(wanted: Wanted) -> int | None:
            with closing(Inbox(path, default_wording())) as inbox:
                found = inbox.wait_for(wanted, 30)
                return None if found is None else found.id

        assert await asyncio.to_thread(wait, Wanted(number=AIGUL)) == 1
        waiting = asyncio.create_task(asyncio.to_thread(wait, Wanted(number=AIGUL, after=4)))
        await store.add([arrival(QUIET, "not this one")])
        await store.add([arrival(AIGUL, "this one")])
        assert await waiting == 6


@pytest.mark.asyncio
async def test_waiting_ends_when_time_is_up(path: Path) -> None:
    """With nothing."""
    async with filled(path):
        with closing(Inbox(path, default_wording())) as inbox:
            assert inbox.wait_for(Wanted(after=4), 0.01) is None
            assert inbox.wait_for(Wanted(after=3), 0) is not None


@pytest.mark.asyncio
async def test_clearing_forgets_the_sms_and_what_was_to_come_of_them(path: Path) -> None:
    """Also that they were sent once: the same mail is no duplicate; numbers go on."""
    async with filled(path) as store:
        store.note(tables.reply_due(1, START, "2*1"))
        await store.settled()
        with closing(Inbox(path, default_wording())) as inbox:
            assert inbox.clear() == 4
            assert list(inbox.find(Wanted())) == []
            assert inbox.mails_of(1) == []
        store.note(tables.reply_due(2, START, "2*1"))
        assert await store.add([arrival(AIGUL, REQUEST)]) == [5]
        with closing(Inbox(path, default_wording())) as inbox:
            assert inbox.mails_of(2) == []


def test_a_file_that_is_no_store_is_refused(path: Path) -> None:
    """Also an empty one: nothing is made of it."""
    path.write_bytes(b"")
    with pytest.raises(UsageError) as caught:
        Inbox(path, default_wording())
    assert (caught.value.code, str(caught.value)) == (
        "SF442",
        f"{path} is an empty file, and no store; name another by --store",
    )
    assert path.read_bytes() == b""
