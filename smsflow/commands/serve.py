"""`smsflow serve`: a carrier's double with simulated phones, for whoever sends real mail at it."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Optional, TextIO

import typer

from smsflow.commands.options import Reveal, StoreFile, a_number

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterator

    from smsflow.events import Event
    from smsflow.gateway.serving import Settings


def serve(
    listen: Annotated[
        str, typer.Option("--listen", metavar="HOST:PORT", help="Where mail is taken; port 0: any.")
    ] = "127.0.0.1:2525",
    replies_to: Annotated[
        Optional[str],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option(
            "--replies-to", metavar="HOST:PORT", help="The SMTP server that gets the answers."
        ),
    ] = None,
    phones: Annotated[
        Optional[Path],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option("--phones", metavar="FILE", help="What phones do, by number (YAML)."),
    ] = None,
    endings: Annotated[
        bool, typer.Option("--endings", help="Show what the other phones do, and leave.")
    ] = False,
    domain: Annotated[
        str, typer.Option("--domain", metavar="NAME", help="Phones are NUMBER@NAME.")
    ] = "sms.example",
    store: StoreFile = None,
    receipts: Annotated[
        Literal["always", "failures", "on-request"],
        typer.Option(
            "--receipts",
            help="Which go back; on-request: those that NOTIFY asks for, without it the failures.",
        ),
    ] = "always",
    scale: Annotated[
        float,
        typer.Option(
            "--time-scale",
            metavar="N",
            min=0.001,
            max=1e7,
            callback=a_number,
            help="Time goes N times.",
        ),
    ] = 1,
    keep: Annotated[
        int, typer.Option("--keep", metavar="N", min=1, help="Keep the N newest SMS.")
    ] = 100_000,
    keep_for: Annotated[
        str, typer.Option("--keep-for", metavar="30d", help="Keep no SMS for longer.")
    ] = "30d",
    expose: Annotated[
        bool,
        typer.Option(
            "--expose",
            help="Allow addresses of other machines. This is a double, for closed test networks.",
        ),
    ] = False,
    reveal: Reveal = False,
) -> None:
    """Stand in for a carrier, with simulated phones behind it."""
    if endings:
        _show_endings()
        return
    import asyncio
    import logging

    from smsflow.commands.gateways import (
        check_apart,
        read_domain,
        read_length,
        read_listen,
        read_phones,
        read_replies_to,
        store_to_serve,
        usable_store,
    )
    from smsflow.gateway.receipts import Receipts
    from smsflow.gateway.serving import Settings
    from smsflow.gateway.store import Keep
    from smsflow.report.lines import EventLines

    settings = Settings(
        listen=read_listen(listen, expose=expose),
        replies_to=read_replies_to(replies_to, expose=expose),
        phones=read_phones(phones),
        store=store_to_serve(store),
        domain=read_domain(domain),
        receipts=Receipts(receipts),
        scale=scale,
        keep=Keep(keep, read_length("--keep-for", keep_for)),
        expose=expose,
    )
    check_apart(settings.listen, settings.replies_to)
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # aiosmtpd's; we tell ourselves
    lines = EventLines(_written_at_once(sys.stdout), reveal=reveal, lost=_say_reader_is_gone)
    try:
        with usable_store():
            asyncio.run(_serve(settings, lines.tell))
    finally:
        lines.close()


def _show_endings() -> None:
    from smsflow.gateway import endings
    from smsflow.report.screen import Screen

    screen = Screen()
    for digits, meaning in endings.rows():
        screen.line(f"{digits:<5} {meaning}")


def _written_at_once(stream: TextIO) -> Callable[[str], object]:
    """Writes to a stream past its buffer, whose lock a stalled reader would keep to the end."""
    try:
        copy = os.dup(stream.fileno())
    except OSError:  # a stream in memory
        return stream.write

    def write(text: str) -> None:
        rest = memoryview(text.encode())
        while rest:
            rest = rest[os.write(copy, rest) :]

    return write


def _say_reader_is_gone(error: OSError) -> None:
    from smsflow.report.screen import Screen

    why = error.strerror or error
    Screen(sys.stderr).line(f"facts are told no more ({why}); the gateway goes on")


async def _serve(settings: Settings, tell: Callable[[Event], None]) -> None:
    import asyncio

    from smsflow.gateway.serving import Serving

    stop = asyncio.Event()
    with _stopped_by_sigterm(stop):  # before the port is announced: somebody may stop us at once
        async with Serving(settings, tell) as serving:
            await serving.until(stop)


@contextmanager
def _stopped_by_sigterm(stop: asyncio.Event) -> Iterator[None]:
    """SIGTERM ends the gateway in good order. (So does the interrupt key, by asyncio itself.)"""
    import asyncio
    import signal

    loop = asyncio.get_running_loop()
    before = signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(stop.set))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
