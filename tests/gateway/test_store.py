from __future__ import annotations

import asyncio
import gc
import os
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from itertools import count
from pathlib import Path

import pytest

from smsflow.errors import UsageError
from smsflow.gateway import reading, tables
from smsflow.gateway.store import PRUNE_EVERY, Keep, Store, StoreFailed, StoreFull
from smsflow.gateway.tables import DUPLICATE_WITHIN, Arrival, State
from smsflow.moments import DAY, HOUR
from tests.gateway.damage import damage

START = 1_900_000_000_000
NUMBER = "+77015550101"
_numbers = count(1)


def arrival(*, at: int = START, digest: bytes | None = None, text: str = "text") -> Arrival:
    """An SMS like no other, unless its digest says so."""
    own = digest or next(_numbers).to_bytes(16, "big")
    return Arrival(own, at, "1414@service.example", NUMBER, text, "id@there", "", "", HOUR)


@asynccontextmanager
async def opened(path: Path, keep: Keep = Keep()) -> AsyncIterator[Store]:  # noqa: B008 - frozen
    """A store, closed at the end."""
    store = Store(path, keep)
    try:
        yield store
    finally:
        await store.close()


def texts(store: Store) -> list[str]:
    """What is on the disk, for a connection of its own."""
    return [one.text for one in reading.messages(store.reader)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a store may be."""
    return tmp_path / "gateway.db"


@pytest.mark.asyncio
async def test_an_sms_gets_its_number_once_it_is_committed(path: Path) -> None:
    """In order, never twice; another connection sees it at once."""
    async with opened(path) as store:
        assert await store.add([arrival(text="one"), arrival(text="two")]) == [1, 2]
        assert texts(store) == ["one", "two"]
    async with opened(path) as store:
        assert await store.add([arrival(text="three")]) == [3]
        assert texts(store) == ["one", "two", "three"]


@pytest.mark.asyncio
async def test_the_store_is_as_durable_as_sqlite_can_be(path: Path) -> None:
    """A write-ahead log, and every commit synchronised: so it outlives a power cut."""
    async with opened(path) as store:
        assert reading.one(store.writer, "PRAGMA journal_mode") == "wal"
        assert reading.one(store.writer, "PRAGMA synchronous") == 2  # FULL


@pytest.mark.asyncio
async def test_what_comes_in_during_a_commit_is_the_next_batch(path: Path) -> None:
    """Fifty SMS that wait share one commit; the first waited for nobody."""
    async with opened(path) as store:
        commits: list[str] = []
        began, go_on = held_commits(store, commits)
        first = asyncio.create_task(store.add([arrival()]))
        await asyncio.to_thread(began.wait, 30)
        others = [asyncio.create_task(store.add([arrival()])) for _ in range(50)]
        await asyncio.sleep(0)  # each has said what it wants
        go_on.set()
        assert await first == [1]
        assert sorted((await asyncio.gather(*others)), key=str) == sorted(
            ([number] for number in range(2, 52)), key=str
        )
        assert len(commits) == 2


def held_commits(store: Store, commits: list[str]) -> tuple[threading.Event, threading.Event]:
    """Whether a commit has begun, and what lets it (and all later ones) be done."""
    began, go_on = threading.Event(), threading.Event()

    def trace(statement: str) -> None:
        if statement == "COMMIT":
            commits.append(statement)
            began.set()
            go_on.wait(30)

    store.writer.set_trace_callback(trace)
    return began, go_on


@pytest.mark.asyncio
async def test_nobody_is_told_before_the_commit_has_returned(path: Path) -> None:
    """While it is held, the event loop runs on and the one who waits still waits."""
    async with opened(path) as store:
        began, go_on = held_commits(store, [])
        waiting = asyncio.create_task(store.add([arrival()]))
        await asyncio.to_thread(began.wait, 30)
        for _ in range(100):
            await asyncio.sleep(0)
        assert not waiting.done()
        assert texts(store) == []
        go_on.set()
        assert await waiting == [1]


@pytest.mark.asyncio
async def test_who_leaves_meanwhile_breaks_nobody_elses_batch(path: Path) -> None:
    """The SMS of a client that left is stored, and the others hear of theirs."""
    async with opened(path) as store:
        began, go_on = held_commits(store, [])
        leaving = asyncio.create_task(store.add([arrival(text="leaving")]))
        staying = asyncio.create_task(store.add([arrival(text="staying")]))
        await asyncio.to_thread(began.wait, 30)
        leaving.cancel()
        go_on.set()
        assert await staying == [2]
        assert texts(store) == ["leaving", "staying"]
        assert leaving.cancelled()


@pytest.mark.asyncio
async def test_a_full_disk_is_told_and_leaves_nothing_behind(path: Path) -> None:
    """`StoreFull`; with room again it goes on, and what was only noted has not been lost."""
    async with opened(path) as store:
        (first,) = await store.add([arrival()])
        assert first == 1
        pages = reading.one(store.writer, "PRAGMA page_count")
        store.writer.execute(f"PRAGMA max_page_count = {pages}")
        store.note(tables.standing(1, State.DELIVERED, START, seen=True, cause=""))
        with pytest.raises(StoreFull):
            await store.add([arrival(text="x" * 9000)])
        assert texts(store) == ["text"]
        store.writer.execute("PRAGMA max_page_count = 1000000")
        assert await store.add([arrival(text="room")]) == [2]
        one = reading.message(store.reader, 1)
        assert one is not None
        assert one.seen


@pytest.mark.asyncio
async def test_a_store_that_is_gone_fails_and_says_so(path: Path) -> None:
    """Not as full, and for everybody who waits."""
    async with opened(path) as store:
        store.writer.execute("DROP TABLE digests")
        both = await asyncio.gather(
            store.add([arrival()]), store.add([arrival()]), return_exceptions=True
        )
        assert [type(error) for error in both] == [StoreFailed, StoreFailed]
        assert str(both[0]) == "no such table: digests"
        with pytest.raises(StoreFailed):
            await store.add([arrival()])


@pytest.mark.asyncio
async def test_a_file_that_was_taken_away_is_written_no_more(path: Path) -> None:
    """Nobody would find what is in it: no SMS is taken, and the store says that it is lost."""
    async with opened(path) as store:
        assert await store.add([arrival()]) == [1]
        for one in path.parent.iterdir():
            one.unlink()
        with pytest.raises(StoreFailed):
            await store.add([arrival()])
        assert store.lost.is_set()
        assert store.why_lost == "it was removed or replaced"


@pytest.mark.asyncio
async def test_a_file_that_is_another_by_now_is_written_no_more(path: Path) -> None:
    """As when somebody puts an older store back."""
    async with opened(path) as store:
        other = path.with_name("other.db")
        other.write_bytes(path.read_bytes())
        other.replace(path)
        with pytest.raises(StoreFailed):
            await store.add([arrival()])
        assert store.lost.is_set()


@pytest.mark.asyncio
async def test_a_damaged_file_is_of_no_use(path: Path) -> None:
    """Trying again would not mend it."""
    async with opened(path) as store:
        await store.add([arrival()])
    damage(path)
    async with opened(path) as store:
        with pytest.raises(StoreFailed):
            await store.add([arrival()])
        assert store.lost.is_set()
        assert store.why_lost == "database disk image is malformed"


@pytest.mark.asyncio
async def test_a_fault_of_ours_leaves_nobody_waiting(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What SQLite cannot take at all is told as well, and the store goes on."""
    async with opened(path) as store:
        with pytest.raises(StoreFailed):
            await store.add([arrival(text="\ud800")])
        assert await store.add([arrival(text="good")]) == [1]
        gc.collect()  # the task's error is told when nobody has looked at it
        assert "UnicodeEncodeError" in caplog.text


@pytest.mark.asyncio
async def test_a_note_is_committed_by_itself_soon(path: Path) -> None:
    """Nobody has to wait for it, or to send another SMS."""
    async with opened(path) as store:
        await store.add([arrival()])
        done = asyncio.Event()
        loop = asyncio.get_running_loop()
        store.writer.set_trace_callback(
            lambda said: loop.call_soon_threadsafe(done.set) if said == "COMMIT" else None
        )
        store.note(tables.standing(1, State.HELD, START, seen=False, cause="switched_off"))
        async with asyncio.timeout(30):
            await done.wait()
        await store.settled()
        one = reading.message(store.reader, 1)
        assert one is not None
        assert (one.state, one.cause) == ("held", "switched_off")


@pytest.mark.asyncio
async def test_closing_commits_what_was_noted(path: Path) -> None:
    """At once."""
    async with opened(path) as store:
        await store.add([arrival()])
        store.note(tables.receipt_due(1, START, "delivered", START))
    async with opened(path) as store:
        assert reading.next_due(store.reader) == START


@pytest.mark.asyncio
async def test_the_same_within_seven_days_is_a_duplicate(path: Path) -> None:
    """Also within one batch, and after a restart; seven days later it is an SMS again."""
    week = DUPLICATE_WITHIN
    assert week == 7 * DAY
    async with opened(path) as store:
        assert await store.add([arrival(digest=b"a"), arrival(digest=b"a")]) == [1, None]
        assert await store.add([arrival(digest=b"b")]) == [2]
    async with opened(path) as store:
        assert await store.add([arrival(digest=b"a", at=START + week - 1)]) == [None]
        assert await store.add([arrival(digest=b"a", at=START + week)]) == [3]
        assert await store.add([arrival(digest=b"a", at=START + week + 1)]) == [None]


@pytest.mark.asyncio
async def test_only_the_newest_are_kept(path: Path) -> None:
    """Finished ones beyond the number go, with their mails; what something is to come of stays."""
    async with opened(path, Keep(most=300)) as store:
        for batch in range(20):
            await store.add([arrival() for _ in range(50)])
            for number in range(50 * batch + 1, 50 * batch + 51):
                store.note(tables.standing(number, State.DELIVERED, START, seen=True, cause=""))
        store.note(tables.standing(805, State.HELD, START, seen=False, cause="switched_off"))
        store.note(tables.reply_due(806, START, "2*1"), tables.answering(807, 0, START))
        for _ in range(10):
            await store.add([arrival() for _ in range(50)])
        ids = [one.id for one in reading.messages(store.reader)]
        assert ids[:3] == [805, 806, 807]
        assert ids[3:] == list(range(ids[3], 1501))
        assert 300 <= len(ids) <= 300 + 3 + PRUNE_EVERY


@pytest.mark.asyncio
async def test_where_few_are_kept_few_are_there(path: Path) -> None:
    """`--keep 5` means about five, and not hundreds."""
    async with opened(path, Keep(most=5)) as store:
        for _ in range(60):
            (sms,) = await store.add([arrival()])
            assert sms
            store.note(tables.standing(sms, State.DELIVERED, START, seen=True, cause=""))
        await store.settled()
        assert 5 <= len(texts(store)) <= 10


@pytest.mark.asyncio
async def test_nothing_is_kept_for_longer_than_said(path: Path) -> None:
    """Whatever was still to come of it; its digest goes as well, once seven days are over."""
    async with opened(path, Keep(age=DAY)) as store:
        await store.add([arrival(digest=b"old", text="old")])
        store.note(tables.reply_due(1, START, "2*1"))
        await store.add([arrival(at=START + DAY + 1, text="new") for _ in range(300)])
        await store.add([arrival(at=START + DAY + 1, text="new")])
        assert set(texts(store)) == {"new"}
        assert reading.next_due(store.reader) is None
        assert await store.add([arrival(digest=b"old", at=START + DAY + 2)]) == [None]
        week = START + 8 * DAY + 1
        await store.add([arrival(at=week) for _ in range(300)])
        await store.add([arrival(at=week)])
        assert reading.one(store.reader, "SELECT count(*) FROM digests WHERE at <= ?", START) == 0


@pytest.mark.asyncio
async def test_a_store_has_one_gateway(path: Path) -> None:
    """A second is told; once the first is gone it is free."""
    async with opened(path):
        with pytest.raises(UsageError) as caught:
            Store(path)
        assert (caught.value.code, str(caught.value)) == (
            "SF443",
            f"another gateway has {path} open; stop it, or name another file by --store",
        )
    async with opened(path):
        pass


@pytest.mark.parametrize("text", ["not a database at all, and long enough to be looked at" * 30])
def test_a_file_of_something_else_is_left_alone(path: Path, text: str) -> None:
    """To the byte."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        Store(path)
    assert caught.value.code == "SF442"
    assert str(caught.value) == (
        f"{path} is no store of a gateway (file is not a database); name another by --store"
    )
    assert list(path.parent.iterdir()) == [path]  # nor is anything put beside it
    assert path.read_text(encoding="utf-8") == text


def test_somebody_elses_database_is_left_alone(path: Path) -> None:
    """No table is added to it."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (a)")
    with pytest.raises(UsageError) as caught:
        Store(path)
    assert str(caught.value) == (
        f"{path} is an SQLite file, but no store of a gateway; name another by --store"
    )
    assert list(path.parent.iterdir()) == [path]
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]
        assert other.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_store_of_another_version_is_left_alone(path: Path) -> None:
    """Its tables are others."""
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA application_id = {tables.APPLICATION}")
        other.execute(f"PRAGMA user_version = {tables.VERSION - 1}")
        other.execute("CREATE TABLE messages (id)")
    with pytest.raises(UsageError) as caught:
        Store(path)
    assert str(caught.value) == (
        f"{path} is the store of an older gateway (version {tables.VERSION - 1}, not "
        f"{tables.VERSION}); name another by --store, or remove it"
    )


@pytest.mark.skipif(os.name != "posix", reason="nothing limits the size of a file here")
def test_a_disk_that_is_full_from_the_start_is_told(path: Path) -> None:
    """And not taken for another gateway."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        with pytest.raises(UsageError) as caught:
            Store(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caught.value.code == "SF442"
    assert str(caught.value).startswith(f"{path} cannot be used as a store: ")


@pytest.mark.skipif(os.name != "posix", reason="files have no such modes here")
@pytest.mark.asyncio
async def test_a_store_is_its_owners_alone(path: Path) -> None:
    """It holds numbers and texts; so do the files beside it."""
    before = os.umask(0)
    try:
        async with opened(path) as store:
            await store.add([arrival()])
            modes = {one.name: one.stat().st_mode & 0o777 for one in path.parent.iterdir()}
            assert {"gateway.db", "gateway.db-clock", "gateway.db-wal"} <= modes.keys()
    finally:
        os.umask(before)
    assert set(modes.values()) == {0o600}


def test_a_place_where_no_file_can_be_is_told(tmp_path: Path) -> None:
    """A folder, and a folder that is missing."""
    missing = tmp_path / "no" / "gateway.db"
    for path, said in (
        (tmp_path, f"{tmp_path} is a folder, and a store is a file"),
        (missing, f"the folder {missing.parent.as_posix()} does not exist"),
    ):
        with pytest.raises(UsageError) as caught:
            Store(path)
        assert (caught.value.code, str(caught.value)) == ("SF442", said)
