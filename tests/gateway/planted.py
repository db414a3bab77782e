"""A fault planted on purpose: SMS are answered 250 before they are on the disk.

What looks for lost SMS has to find this one. Run as a program it is `smsflow` with the fault.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import count

from smsflow.gateway.store import Store
from smsflow.gateway.tables import Arrival

TOO_LATE_SECONDS = 0.02
"""how long after its 250 an SMS is stored"""


def plant() -> set[asyncio.Task[None]]:
    """From now on every store of this process answers first and stores later, in these tasks."""
    stored, numbers = Store.add, count(1)
    tasks: set[asyncio.Task[None]] = set()

    async def later(store: Store, arrivals: Sequence[Arrival]) -> None:
        await asyncio.sleep(TOO_LATE_SECONDS)
        await stored(store, arrivals)

    async def add(store: Store, arrivals: Sequence[Arrival]) -> list[int | None]:
        if not arrivals:
            return await stored(store, arrivals)
        task = asyncio.get_running_loop().create_task(later(store, arrivals))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        return [next(numbers) for _ in arrivals]

    Store.add = add  # type: ignore[method-assign]
    return tasks


if __name__ == "__main__":
    from smsflow.commands.main import main

    plant()
    main()
