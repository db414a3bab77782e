"""Events as JSON lines while they happen, for whoever reads along."""

from __future__ import annotations

import json
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread

from smsflow.events import Event
from smsflow.gateway.facts import FactsSkipped
from smsflow.report.json import event_record, masked

MOST_WAITING = 10_000
"""events that a slow reader may be behind; what comes beyond is counted, not told"""
AT_ONCE = 200
"""lines in one write"""
LAST_SECONDS = 1.0
"""for a slow reader to take the rest, at the end"""


class EventLines:
    """Writes events in a thread of its own: a reader who stalls must not stall the teller.

    `write` gets whole lines. Once it fails, since the reader has gone, no more is told, and `lost`
    hears why.
    """

    def __init__(
        self,
        write: Callable[[str], object],
        *,
        reveal: bool,
        lost: Callable[[OSError], object] = lambda _error: None,
    ) -> None:
        self._write = write
        self._lost = lost
        self._reveal = reveal
        self._waiting: SimpleQueue[Event | None] = SimpleQueue()
        self._skipped = 0
        self._thread = Thread(target=self._tell_all, name="event lines", daemon=True)
        self._thread.start()

    def tell(self, event: Event) -> None:
        """An event has happened."""
        if self._waiting.qsize() >= MOST_WAITING:
            self._skipped += 1
            return
        if self._skipped:
            self._waiting.put(FactsSkipped(event.at, "", (), self._skipped))
            self._skipped = 0
        self._waiting.put(event)

    def close(self) -> None:
        """Tell what is left, if somebody reads it."""
        self._waiting.put(None)
        self._thread.join(LAST_SECONDS)

    def _tell_all(self) -> None:
        try:
            while events := self._some():
                self._write("".join(map(self._line, events)))
        except OSError as error:
            self._lost(error)

    def _some(self) -> list[Event]:
        """At least one, in the order told; none at the end."""
        events: list[Event] = []
        while not events or (len(events) < AT_ONCE and not self._waiting.empty()):
            event = self._waiting.get()
            if event is None:
                self._waiting.put(None)  # for the next time, where some came before it
                break
            events.append(event)
        return events

    def _line(self, event: Event) -> str:
        record = event_record(event)
        shown = record if self._reveal else masked(record)
        return json.dumps(shown, ensure_ascii=False) + "\n"
