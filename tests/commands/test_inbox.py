from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from smsflow.gateway import tables
from smsflow.gateway.store import Store
from smsflow.gateway.tables import Arrival, State
from smsflow.moments import HOUR, parse_instant
from smsflow.sms.messages import Kind
from smsflow.sms.wording import default_wording
from tests.command_line import smsflow
from tests.gateway.process import serving
from tests.gateway.town import AIGUL, QUIET, SERVICE, send

AT = parse_instant("2030-09-01T09:00") or 0
REQUEST = default_wording().template("ru", Kind.CONSENT_REQUEST).text


async def fill(path: Path) -> None:
    """Two SMS: one seen and answered, one rejected."""
    store = Store(path)
    sent = [(AIGUL, REQUEST), (QUIET, "тест\nтест")]
    await store.add(
        [
            Arrival(number.encode(), AT, SERVICE, number, text, "id@there", "", "", HOUR)
            for number, text in sent
        ]
    )
    store.note(
        tables.standing(1, State.DELIVERED, AT, seen=True, cause=""),
        tables.standing(2, State.REJECTED, AT, seen=False, cause="spam_blocking"),
        tables.receipt_due(1, AT, "delivered", AT),
        tables.reply_due(1, AT + 1000, "2*1"),
        tables.receipt_due(2, AT, "rejected", AT),
        tables.sent(1, AT + 1),
        tables.refused(3, "554 5.7.1 no"),
    )
    await store.close()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a store where it is looked for."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".smsflow").mkdir()
    asyncio.run(fill(tmp_path / ".smsflow" / "gateway.db"))
    return tmp_path


MOMENT = "2030-09-01T09:00:00+05:00"
FIRST = f"sms-1  {MOMENT}  +7 701 ••• •• 01  delivered, seen  consent_request  {REQUEST}"
SECOND = f"sms-2  {MOMENT}  +7 701 ••• •• 05  rejected (spam_blocking)  -  тест⏎тест"


def test_every_sms_is_a_line() -> None:
    """When, to whom, what became of it, its kind where the text tells, and the text."""
    ran = smsflow("inbox")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [FIRST, SECOND, "2 SMS"]
    assert "+7 701 555 01 05" in smsflow("inbox", "list", "--reveal").out


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        (["--to", "8 701 555 01 05"], [SECOND, "1 SMS"]),
        (["--kind", "consent_request"], [FIRST, "1 SMS"]),
        (["--text", "тест"], [SECOND, "1 SMS"]),
        (["--after", "sms-1"], [SECOND, "1 SMS"]),
        (["--after", "2"], ["0 SMS"]),
    ],
)
def test_options_say_which(options: list[str], lines: list[str]) -> None:
    """However a number is written."""
    ran = smsflow("inbox", *options)
    assert (ran.code, ran.out.splitlines()) == (0, lines)


def test_one_is_shown_with_what_came_of_it() -> None:
    """Receipts and replies: taken by the peer, still due, or refused."""
    assert smsflow("inbox", "show", "sms-1").out.splitlines() == [
        FIRST,
        "  receipt delivered  taken 2030-09-01T09:00:00.001+05:00",
        "  reply 2*1  not taken yet, due 2030-09-01T09:00:01+05:00",
    ]
    assert smsflow("inbox", "show", "2").out.splitlines() == [
        SECOND,
        "  receipt rejected  refused: 554 5.7.1 no",
    ]


def test_what_was_delivered_and_not_seen_says_so(folder: Path) -> None:
    """To a service it looks like silence."""

    async def change() -> None:
        store = Store(folder / ".smsflow" / "gateway.db")
        store.note(tables.standing(2, State.DELIVERED, AT, seen=False, cause="blacklisted"))
        await store.close()

    asyncio.run(change())
    assert "  delivered, not seen (blacklisted)  " in smsflow("inbox", "show", "2").out


def test_what_was_lost_put_off_or_is_to_come_is_shown(folder: Path) -> None:
    """A fault that keeps a reply or a receipt back is what the double is for."""

    async def more() -> None:
        store = Store(folder / ".smsflow" / "gateway.db")
        store.note(
            tables.put_off(2, AT + 2000, "451 4.3.0 later"),
            tables.receipt_lost(2, AT, "rejected", "receipt_lost"),
            tables.reply_lost(2, AT + 1, "2*1", "no_balance"),
            tables.answering(2, 1, AT + HOUR, "2*5"),
        )
        await store.close()

    asyncio.run(more())
    assert smsflow("inbox", "show", "sms-1").out.splitlines()[2] == (
        "  reply 2*1  put off: 451 4.3.0 later, again at 2030-09-01T09:00:02+05:00"
    )
    assert smsflow("inbox", "show", "sms-2").out.splitlines()[1:] == [
        "  receipt rejected  refused: 554 5.7.1 no",
        "  receipt rejected  lost: receipt_lost",
        "  reply 2*1  lost: no_balance",
        "  reply 2*5  to come at 2030-09-01T10:00:00+05:00",
    ]
    mails = json.loads(smsflow("inbox", "show", "sms-2", "--json").out)["mails"]
    assert [one["lost"] for one in mails] == ["", "receipt_lost", "no_balance", ""]
    assert [one["written"] for one in mails] == [True, True, True, False]
    assert mails[-1] == {
        "reply": "2*5",
        "due": "2030-09-01T10:00:00+05:00",
        "taken": None,
        "refused": "",
        "put_off": "",
        "lost": "",
        "written": False,
    }


def test_programs_get_json() -> None:
    """One object; numbers masked here too."""
    listed = json.loads(smsflow("inbox", "--json").out)
    assert [one["sms"] for one in listed["sms"]] == ["sms-1", "sms-2"]
    assert json.loads(smsflow("inbox", "show", "1", "--json").out) == {
        "sms": "sms-1",
        "at": "2030-09-01T09:00:00+05:00",
        "from": "1414@service.example",
        "to": "+7701•••••01",
        "kind": "consent_request",
        "text": REQUEST,
        "message_id": "id@there",
        "state": "delivered",
        "seen": True,
        "cause": "",
        "mails": [
            {
                "receipt": "delivered",
                "due": "2030-09-01T09:00:00+05:00",
                "taken": "2030-09-01T09:00:00.001+05:00",
                "refused": "",
                "put_off": "",
                "lost": "",
                "written": True,
            },
            {
                "reply": "2*1",
                "due": "2030-09-01T09:00:01+05:00",
                "taken": None,
                "refused": "",
                "put_off": "",
                "lost": "",
                "written": True,
            },
        ],
    }


def test_waiting_shows_the_sms_or_exits_with_1() -> None:
    """Nothing on standard output where none comes."""
    ran = smsflow("inbox", "--wait-for", "--to", AIGUL, "--kind", "consent_request")
    assert (ran.code, ran.out.splitlines()[0]) == (0, FIRST)
    ran = smsflow("inbox", "--wait-for", "--kind", "voucher_link", "--timeout", "10ms")
    assert ran == (1, "", "no such SMS within 10ms\n")


def test_a_script_sends_waits_and_asserts(folder: Path) -> None:
    """The gateway runs; the SMS is there as soon as its mail was answered 250."""
    with serving(folder, "--store", "own.db") as process:
        send(process.address, AIGUL, text=REQUEST)
        options = ("--store", "own.db", "--to", AIGUL, "--kind", "consent_request", "--json")
        found = json.loads(smsflow("inbox", "--wait-for", *options).out)
        assert (found["sms"], found["from"]) == ("sms-1", SERVICE)
        assert smsflow("inbox", "clear", "--store", "own.db").err == "1 SMS cleared\n"
        assert json.loads(smsflow("inbox", *options).out) == {"sms": []}


def test_clearing_says_how_many() -> None:
    """And nothing is left."""
    assert smsflow("inbox", "clear") == (0, "", "2 SMS cleared\n")
    assert json.loads(smsflow("inbox", "clear", "--json").out) == {"cleared": 0}
    assert smsflow("inbox").out == "0 SMS\n"


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--to", AIGUL),
        ("--kind", "consent_request"),
        ("--text", ""),
        ("--after", "sms-1"),
        ("--timeout", "10s"),
    ],
)
def test_clearing_some_is_refused_and_clears_none(option: str, value: str) -> None:
    """It forgets all: an option that seems to spare some must not be passed over."""
    ran = smsflow("inbox", "clear", option, value)
    said = f"SF444 clear forgets all SMS and takes no {option}; nothing was cleared"
    assert ran == (2, "", f"{said}\n`smsflow explain SF444` tells more.\n")
    assert smsflow("inbox").out.splitlines() == [FIRST, SECOND, "2 SMS"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["show", "1", "--to", AIGUL], "SF444 show names its SMS and takes no --to"),
        (["--timeout", "1s"], "SF444 --timeout is how long --wait-for waits; say both"),
        (["show"], "SF444 `smsflow inbox show sms-17` names one"),
        (["sms-1"], "SF444 did you mean `smsflow inbox show sms-1`?"),
        (["shw"], "SF444 unknown action 'shw'; did you mean 'show'?"),
        (["--wait-for", "--timeout", "5"], "SF112 --timeout: '5' is no duration; did you mean 5s?"),
        (["show", "first"], "SF444 'first' is no SMS such as sms-17"),
        (["show", "99"], "SF444 no sms-99 here; `smsflow inbox` lists what there is"),
        (["clear", "sms-1"], "SF444 clear takes no SMS"),
        (["clear", "--wait-for"], "SF444 --wait-for goes with no `clear`"),
        (
            ["--kind", "voucher"],
            "SF108 --kind: unknown kind of SMS 'voucher'; did you mean 'voucher_link'?",
        ),
        (["--to", "1414"], "SF110 --to: '1414' is no Kazakh mobile number"),
        (
            ["--wait-for", "--timeout", "soon"],
            "SF112 --timeout: 'soon' is no duration such as 10s or 30d",
        ),
        (["--store", "none.db"], "SF442 no store here: none.db; `smsflow serve` makes one"),
    ],
)
def test_a_wrong_option_says_what_is_right(options: list[str], said: str) -> None:
    """With a code that explains more."""
    ran = smsflow("inbox", *options)
    code = said.partition(" ")[0]
    assert ran == (2, "", f"{said}\n`smsflow explain {code}` tells more.\n")


def test_a_store_that_is_busy_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By SQLite's own word."""
    monkeypatch.setattr("smsflow.gateway.opening.BUSY_SECONDS", 0.0)
    store = Store(folder / ".smsflow" / "gateway.db")
    store.writer.execute("BEGIN IMMEDIATE")
    ran = smsflow("inbox", "clear")
    store.writer.execute("ROLLBACK")
    asyncio.run(store.close())
    assert ran.code == 2
    assert ran.err.splitlines()[0] == "SF442 the store cannot be used: database is locked"
