"""`smsflow inbox`: what a gateway has got, for people and for scripts that wait for an SMS."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from smsflow.commands.options import Json, Reveal, StoreFile, WordingFile

if TYPE_CHECKING:
    from smsflow.gateway.inbox import Inbox, Wanted
    from smsflow.gateway.reading import Sent, Stored


def inbox(
    action: Annotated[
        str,
        typer.Argument(
            metavar="[list|show|clear]",
            help="list · show one · clear: forget all, and what was to come of them.",
        ),
    ] = "list",
    name: Annotated[
        Optional[str],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Argument(metavar="[SMS]", help="Which to show: sms-17.", show_default=False),
    ] = None,
    to: Annotated[
        Optional[str],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option("--to", metavar="NUMBER", help="Only SMS to this number."),
    ] = None,
    kind: Annotated[
        Optional[str],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option("--kind", help="Only SMS whose text is of this kind: consent_request …"),
    ] = None,
    text: Annotated[
        Optional[str],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option("--text", metavar="PART", help="Only SMS with this in their text."),
    ] = None,
    after: Annotated[
        Optional[str],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option("--after", metavar="SMS", help="Only SMS that came after this one."),
    ] = None,
    wait_for: Annotated[
        bool, typer.Option("--wait-for", help="Wait until there is one; exit 1 if none comes.")
    ] = False,
    timeout: Annotated[
        Optional[str],  # noqa: UP045 - Typer reads the annotation at run time
        typer.Option("--timeout", metavar="10s", help="How long --wait-for waits; 10s."),
    ] = None,
    store: StoreFile = None,
    as_json: Json = False,
    wording: WordingFile = None,
    reveal: Reveal = False,
) -> None:
    """List, show, await or clear the SMS that a gateway has got."""
    from smsflow.commands.gateways import (
        WAIT,
        check_options,
        read_action,
        read_kind,
        read_length,
        read_number,
        read_sms,
        sms_to_show,
        store_to_read,
        usable_store,
    )
    from smsflow.commands.settings import read_wording
    from smsflow.gateway.inbox import Inbox, Wanted
    from smsflow.sms.wording import default_wording

    options = {"--to": to, "--kind": kind, "--text": text, "--after": after, "--timeout": timeout}
    given = [option for option, value in options.items() if value is not None]
    check_options(read_action(action), given, waiting=wait_for)
    number, sms_kind = read_number(to), read_kind(kind)
    wanted = Wanted(number, sms_kind, text or "", 0 if after is None else read_sms(after))
    shown = sms_to_show(name, action)
    texts = read_wording(wording) or default_wording()
    with usable_store(), closing(Inbox(store_to_read(store), texts)) as opened:
        teller = _Teller(opened, as_json=as_json, reveal=reveal)
        if wait_for:
            teller.await_one(wanted, read_length("--timeout", timeout or WAIT))
        elif action == "show":
            teller.show(shown)
        elif action == "clear":
            teller.clear()
        else:
            teller.list(wanted)


class _Teller:
    """Tells what is in an inbox, as lines or as one JSON object."""

    def __init__(self, opened: Inbox, *, as_json: bool, reveal: bool) -> None:
        from smsflow.report.screen import Screen

        self._inbox = opened
        self._as_json = as_json
        self._reveal = reveal
        self._screen = Screen(reveal=reveal)
        self._messages = Screen(sys.stderr, reveal=reveal)

    def list(self, wanted: Wanted) -> None:
        """A line an SMS."""
        if self._as_json:
            self._dump({"sms": [self._record(one) for one in self._inbox.find(wanted)]})
            return
        count = 0
        for count, one in enumerate(self._inbox.find(wanted), 1):  # noqa: B007 - the sum
            self._line(one)
        self._screen.line(f"{count} SMS")

    def await_one(self, wanted: Wanted, timeout: int) -> None:
        """The first that is meant; exit 1 where none comes."""
        from smsflow.moments import SECOND, format_duration

        found = self._inbox.wait_for(wanted, timeout / SECOND)
        if found is None:
            self._messages.line(f"no such SMS within {format_duration(timeout)}")
            raise typer.Exit(1)
        self._whole(found)

    def show(self, sms: int) -> None:
        """One SMS, and what came of it."""
        from smsflow.errors import UsageError

        found = self._inbox.get(sms)
        if found is None:
            raise UsageError("SF444", f"no sms-{sms} here; `smsflow inbox` lists what there is")
        self._whole(found)

    def clear(self) -> None:
        """Forget them all."""
        count = self._inbox.clear()
        if self._as_json:
            self._dump({"cleared": count})
        else:
            self._messages.line(f"{count} SMS cleared")

    def _whole(self, sms: Stored) -> None:
        from smsflow.moments import format_instant

        if self._as_json:
            self._dump(self._record(sms))
            return
        self._line(sms)
        for mail in self._inbox.mails_of(sms.id):
            self._screen.line(f"  {_what(mail)}  ", (_whether_sent(mail), "dim"))
        if sms.next_answer_at is not None:
            coming = f"to come at {format_instant(sms.next_answer_at)}"
            self._screen.line(f"  reply {sms.next_answer}  ", (coming, "dim"))

    def _line(self, sms: Stored) -> None:
        from smsflow.moments import format_instant
        from smsflow.sms.numbers import format_mobile

        self._screen.line(
            (f"sms-{sms.id}", "bold"),
            f"  {format_instant(sms.accepted_at)}  {format_mobile(sms.number)}  ",
            (_state(sms), "green" if sms.seen else "yellow"),
            f"  {self._inbox.kind_of(sms) or '-'}  ",
            sms.text.rstrip(),  # some clients end a mail in blank lines
        )

    def _record(self, sms: Stored) -> dict[str, Any]:
        from smsflow.moments import format_instant

        kind = self._inbox.kind_of(sms)
        return {
            "sms": f"sms-{sms.id}",
            "at": format_instant(sms.accepted_at),
            "from": sms.sender,
            "to": sms.number,
            "kind": None if kind is None else str(kind),
            "text": sms.text,
            "message_id": sms.message_id,
            "state": sms.state,
            "seen": sms.seen,
            "cause": sms.cause,
            "mails": [
                *(_mail_record(one) for one in self._inbox.mails_of(sms.id)),
                *_to_come(sms),
            ],
        }

    def _dump(self, document: dict[str, Any]) -> None:
        from smsflow.report.json import dump

        dump(sys.stdout, document, reveal=self._reveal)


def _state(sms: Stored) -> str:
    """`delivered, seen`, or why not: what was delivered and not seen looks like silence."""
    from smsflow.sms.messages import Status

    if sms.seen:
        return f"{sms.state}, seen"
    state = f"{sms.state}, not seen" if sms.state == Status.DELIVERED else sms.state
    return f"{state} ({sms.cause})" if sms.cause else state


def _what(mail: Sent) -> str:
    return f"receipt {mail.status}" if mail.status else f"reply {mail.text}"


def _whether_sent(mail: Sent) -> str:
    from smsflow.moments import format_instant

    if mail.lost:
        return f"lost: {mail.lost}"
    if mail.refused:
        return f"refused: {mail.refused}"
    if mail.sent_at is not None:
        return f"taken {format_instant(mail.sent_at)}"
    due = format_instant(mail.due_at)
    return (
        f"put off: {mail.put_off}, again at {due}" if mail.put_off else f"not taken yet, due {due}"
    )


def _mail_record(mail: Sent) -> dict[str, Any]:
    from smsflow.moments import format_instant

    sent = None if mail.sent_at is None else format_instant(mail.sent_at)
    what = {"receipt": mail.status} if mail.status else {"reply": mail.text}
    put_off = mail.put_off if sent is None and not mail.refused else ""
    return {
        **what,
        "due": format_instant(mail.due_at),
        "taken": sent,
        "refused": mail.refused,
        "put_off": put_off,
        "lost": mail.lost,
        "written": True,
    }


def _to_come(sms: Stored) -> list[dict[str, Any]]:
    """The next reply, which its phone has not written yet."""
    from smsflow.gateway.reading import Sent

    if sms.next_answer_at is None:
        return []
    mail = Sent("", sms.next_answer, sms.next_answer_at, None, "", "", "")
    return [{**_mail_record(mail), "written": False}]
