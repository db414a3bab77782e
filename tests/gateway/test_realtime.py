from __future__ import annotations

import asyncio

import pytest

from smsflow.clock import Due, Timer
from smsflow.gateway import realtime
from smsflow.gateway.realtime import LiveClock, RealTime
from smsflow.moments import DAY, HOUR
from smsflow.sms.messages import Receipt, Reply, Sms, Status

START = 1_000_000
FAST = 3_600_000.0
"""an hour a millisecond"""


def clock() -> LiveClock:
    """A clock of which nothing is posted."""
    return LiveClock(START, lambda *_: pytest.fail("nothing is posted here"))


@pytest.mark.asyncio
async def test_timers_fire_in_order_at_their_own_moments() -> None:
    """Three days take 72 ms of real time, and each timer sees the clock where it was set for."""
    live, fired = clock(), asyncio.Queue[tuple[int, Timer]]()
    time = RealTime(live, FAST, lambda timer: fired.put_nowait((live.now, timer)))
    for days, name in ((3, "third"), (1, "first"), (2, "second")):
        live.set(START + days * DAY, Due.REPLY, name, days)
    time.advance()
    async with asyncio.timeout(30):
        seen = [await fired.get() for _ in range(3)]
    assert [(at, timer.subject) for at, timer in seen] == [
        (START + DAY, "first"),
        (START + 2 * DAY, "second"),
        (START + 3 * DAY, "third"),
    ]
    assert time.now() >= START + 3 * DAY


@pytest.mark.asyncio
async def test_nothing_fires_once_it_is_stopped() -> None:
    """Whatever is due then."""
    live, fired = clock(), []
    time = RealTime(live, FAST, fired.append)
    live.set(START + HOUR, Due.REPLY, "never", 1)
    time.advance()
    time.stop()
    other = RealTime(live, FAST, fired.append)
    done = asyncio.Event()
    asyncio.get_running_loop().call_later(0.005, done.set)
    await done.wait()
    assert fired == []
    other.advance()
    assert [timer.subject for timer in fired] == ["never"]


@pytest.mark.asyncio
async def test_time_never_goes_back() -> None:
    """A clock that was ahead stays so."""
    live = clock()
    time = RealTime(live, 1, lambda _: None)
    live.now = START + DAY
    assert time.now() == START + DAY


@pytest.mark.asyncio
async def test_a_flood_of_timers_lets_others_have_their_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So many fire, then the event loop goes round, then the others."""
    monkeypatch.setattr(realtime, "MOST_AT_ONCE", 2)
    live, order, done = clock(), [], asyncio.Event()

    def fire(timer: Timer) -> None:
        order.append(timer.subject)
        if len(order) == 6:
            done.set()

    time = RealTime(live, 1, fire)
    for number in range(5):
        live.set(START, Due.REPLY, str(number), number)
    time.advance()
    asyncio.get_running_loop().call_soon(order.append, "another")
    async with asyncio.timeout(30):
        await done.wait()
    assert order[:2] == ["0", "1"]
    assert "another" in order[2:5]
    assert [one for one in order if one != "another"] == ["0", "1", "2", "3", "4"]


@pytest.mark.asyncio
async def test_a_wait_is_no_longer_than_a_day() -> None:
    """The event loop waits no longer at once."""
    time = RealTime(clock(), 1, lambda _: None)
    assert time.seconds_until(START + 300 * DAY) == 86_400
    assert time.seconds_until(START - DAY) == 0
    assert time.after(1000) - time.now() in range(990, 1001)


def test_what_comes_back_from_a_phone_is_posted() -> None:
    """A receipt and a reply are no timers of the clock; what lies in the past is due now."""
    posted: list[tuple[int, Receipt | Reply]] = []
    live = LiveClock(START, lambda at, content: posted.append((at, content)))
    receipt, reply = Receipt("sms-1", Status.DELIVERED, START), Reply("reply-1", "+7701", "2*1")
    live.set(START + HOUR, Due.RECEIPT, "+7701", receipt)
    live.set(START - HOUR, Due.REPLY, "+7701", reply)
    live.set(START, Due.ARRIVAL, "+7701", Sms("sms-1", "+7701", "text", START, HOUR))
    assert posted == [(START + HOUR, receipt), (START, reply)]
    assert [timer.due for timer in live.timers] == [Due.ARRIVAL]
