from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from smsflow.gateway.endings import rows
from tests.command_line import Ran, smsflow
from tests.gateway.damage import damage
from tests.gateway.process import ANY_PORT, Process, serving
from tests.gateway.town import AIGUL, QUIET, send

HERE = ("--listen", ANY_PORT, "--replies-to", "127.0.0.1:9")
WITHIN_SECONDS = 6


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Client:
    """One that speaks SMTP by hand."""

    def __init__(self, process: Process) -> None:
        self.socket = socket.create_connection(process.address, timeout=30)
        self.file = self.socket.makefile("rwb")
        self.answer()

    def answer(self) -> str:
        """The next reply, its last line."""
        while (line := self.file.readline())[3:4] == b"-":
            pass
        return line.decode().strip()

    def say(self, *lines: str) -> str:
        """Send commands one by one; the answer to the last."""
        answer = ""
        for line in lines:
            self.file.write(f"{line}\r\n".encode())
            self.file.flush()
            answer = self.answer()
        return answer


@contextmanager
def client(process: Process) -> Iterator[Client]:
    """A client, gone at the end."""
    one = Client(process)
    with one.socket, one.file:
        yield one


MAIL = ("EHLO here", "MAIL FROM:<1414@service.example>", f"RCPT TO:<{QUIET}@sms.example>", "DATA")


def test_what_is_in_flight_finishes_before_the_end(folder: Path) -> None:
    """SIGTERM: the mail under way is taken and stored, others hear 421, exit 0 within 6 s."""
    with serving(folder) as process, client(process) as busy, client(process) as idle:
        assert busy.say(*MAIL).startswith("354")
        began = time.monotonic()
        process.running.send_signal(signal.SIGTERM)
        assert idle.answer() == "421 4.3.2 going down; goodbye"
        assert busy.say("Subject: x\r\n\r\nthe last one\r\n.") == "250 2.6.0 OK"
        assert process.running.wait(30) == 0
        assert time.monotonic() - began < WITHIN_SECONDS
        assert process.until("SmsAccepted")["text"] == "the last one"
        assert process.until("GatewayStopped")
        assert process.errors() == ""
    listed = json.loads(smsflow("inbox", "--json").out)
    assert [one["text"] for one in listed["sms"]] == ["the last one"]


def test_who_never_finishes_is_not_waited_for(folder: Path) -> None:
    """A mail that stops in the middle: exit 0 within 6 s all the same."""
    with serving(folder) as process, client(process) as slow:
        assert slow.say(*MAIL).startswith("354")
        began = time.monotonic()
        assert process.end() == 0
        assert time.monotonic() - began < WITHIN_SECONDS


def test_the_interrupt_key_ends_it_in_good_order(folder: Path) -> None:
    """130, as for every command; what was stored stays stored."""
    with serving(folder) as process:
        send(process.address, QUIET, text="one")
        assert process.end(signal.SIGINT) == 130
        assert process.errors() == "interrupted\n"
        assert process.until("GatewayStopped")


def test_a_restart_after_a_kill_goes_on(folder: Path) -> None:
    """The same store, in the working folder: `kill -9` has lost neither the SMS nor its answer."""
    with serving(folder) as process:
        send(process.address, AIGUL, text="one")
        process.until("SmsAccepted")
        process.end(signal.SIGKILL)
    with serving(folder, "--time-scale", "1000") as process:
        assert process.until("ReplySent")["text"] == "2*1"
    assert (folder / ".smsflow" / "gateway.db").exists()
    assert (folder / ".smsflow" / ".gitignore").read_text("utf-8").endswith("*\n")


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
def test_the_clock_goes_on_after_a_restart(folder: Path, by: signal.Signals) -> None:
    """Never earlier than the last fact, which here nothing but a refused recipient made."""
    with serving(folder, "--time-scale", "1e7") as process:
        with client(process) as one:
            one.say("EHLO here", "MAIL FROM:<a@b.example>", "RCPT TO:<nobody@sms.example>")
        last = process.until("MailRefused")
        process.end(by)
    with serving(folder) as process:
        assert process.started["at"] >= last["at"]


def test_a_message_id_can_be_found_in_a_log(folder: Path) -> None:
    """As Python makes them: the time in it is no IIN."""
    made = "176407350012.4711.90120550012312345@service.example"
    with serving(folder) as process:
        send(process.address, QUIET, text="one", message_id=made)
        assert process.until("SmsAccepted")["message_id"] == made
        process.end()
    assert json.loads(smsflow("inbox", "show", "1", "--json").out)["message_id"] == made


def test_numbers_are_masked_unless_revealed(folder: Path) -> None:
    """In every fact."""
    for options, shown in (((), "+7701•••••05"), (("--reveal",), QUIET)):
        with serving(folder, *options) as process:
            send(process.address, QUIET, text=QUIET)
            fact = process.until("SmsAccepted")
            assert (fact["subject"], fact["text"]) == (shown, shown)
            process.end()


def test_a_second_gateway_on_a_store_is_refused(folder: Path) -> None:
    """While the first runs, and not a moment longer."""
    with serving(folder, "--store", "a.db") as process:
        ran = smsflow("serve", *HERE, "--store", "a.db")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == (
            "SF443 another gateway has a.db open; stop it, or name another file by --store\n"
            "`smsflow explain SF443` tells more.\n"
        )
        process.end()
    with serving(folder, "--store", "a.db") as process:
        assert process.end() == 0


def test_a_damaged_store_is_told_plainly(folder: Path) -> None:
    """It is no fault of the program."""
    with serving(folder, "--store", "a.db") as process:
        assert process.end() == 0
    damage(folder / "a.db")
    ran = smsflow("serve", *HERE, "--store", "a.db")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "SF442 the store cannot be used: database disk image is malformed\n"
        "`smsflow explain SF442` tells more.\n"
    )


def test_a_reader_who_leaves_does_not_end_it(folder: Path) -> None:
    """`smsflow serve | head -1` serves on."""
    with serving(folder) as process:
        assert process.running.stdout
        process.running.stdout.close()
        for number in range(3):
            assert send(process.address, QUIET, text=f"{number}") == {}
        assert process.end() == 0
        assert process.errors() == "facts are told no more (Broken pipe); the gateway goes on\n"
    assert len(json.loads(smsflow("inbox", "--json").out)["sms"]) == 3


def wrong(*options: str) -> Ran:
    """A command line that cannot be followed."""
    ran = smsflow("serve", *options)
    assert ran.code == 2
    assert ran.out == ""
    return ran


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ["--listen", ANY_PORT],
            "SF440 --replies-to is missing: the SMTP server that gets the answers, as HOST:PORT",
        ),
        (["--listen", "2525"], "SF440 --listen: '2525' is not of the form HOST:PORT"),
        (
            ["--listen", "0.0.0.0:2525"],
            "SF441 --listen: 0.0.0.0:2525 can be reached from other machines; use 127.0.0.1, "
            "or --expose in a closed test network",
        ),
        (
            ["--replies-to", "192.0.2.1:25"],
            "SF441 --replies-to: 192.0.2.1:25 is on another machine; use 127.0.0.1, "
            "or --expose in a closed test network",
        ),
        (["--listen", "127.0.0.1:99999"], "SF440 --listen: port 99999 is above 65535"),
        (["--listen", "a b:99999"], "SF440 --listen: 'a b:99999' is not of the form HOST:PORT"),
        (
            ["--listen", "127.0.0.1:2525", "--replies-to", "localhost:2525"],
            "SF440 --replies-to: localhost:2525 is this gateway itself",
        ),
        ([*HERE, "--domain", ""], "SF440 --domain: '' is no name such as sms.example"),
        ([*HERE, "--domain", "a@b"], "SF440 --domain: 'a@b' is no name such as sms.example"),
        (
            [*HERE, "--domain", "sms example"],
            "SF440 --domain: 'sms example' is no name such as sms.example",
        ),
        ([*HERE, "--keep-for", "5"], "SF112 --keep-for: '5' is no duration; did you mean 5s?"),
        (["--replies-to", "127.0.0.1:0"], "SF440 --replies-to: nobody listens on port 0"),
        (
            [*HERE, "--keep-for", "never"],
            "SF112 --keep-for: 'never' is no duration such as 10s or 30d",
        ),
        (
            [*HERE, "--store", "no/such.db"],
            "SF442 the folder no does not exist",
        ),
    ],
)
def test_a_wrong_option_says_what_is_right(options: list[str], said: str) -> None:
    """With a code that explains more."""
    code = said.partition(" ")[0]
    assert wrong(*options).err == f"{said}\n`smsflow explain {code}` tells more.\n"


def test_nan_is_no_speed_of_time() -> None:
    """Though no range excludes it."""
    assert "nan is not a number" in wrong(*HERE, "--time-scale", "nan").err


def test_nonsense_from_a_client_is_nobodys_message(folder: Path) -> None:
    """It is answered; standard error is for whoever runs the gateway."""
    with serving(folder) as process:
        with client(process) as one:
            assert one.say("GET / HTTP/1.1").startswith("500 ")
        assert process.end() == 0
        assert process.errors() == ""


def test_a_file_of_phones_is_told_all_its_errors(folder: Path) -> None:
    """With their places, as for scenarios; one that is missing too."""
    (folder / "phones.yaml").write_text('phones:\n  "+7 701 555 01 01": {rply: "2*1"}\n', "utf-8")
    assert wrong(*HERE, "--phones", "phones.yaml").err == (
        "phones.yaml:2:24 SF104 a phone has no key 'rply'; did you mean 'reply'?\n"
        '    2 |   "+7 701 ••• •• 01": {rply: "2*1"}\n'
        "      |                        ^\n"
        "`smsflow explain SF104` tells more.\n"
    )
    (folder / "phones.yaml").write_text("phones: [one]\n", "utf-8")
    said = wrong(*HERE, "--phones", "phones.yaml").err.splitlines()[0]
    assert said.endswith('such as {NUMBER: {reply: "2*1"}}, not a list')
    assert wrong(*HERE, "--phones", "none.yaml").err.startswith(
        "none.yaml:1:1 SF100 it cannot be opened: No such file or directory\n"
    )


def test_another_address_is_allowed_in_a_closed_network(folder: Path) -> None:
    """`--expose`, which the help calls what it is for."""
    with serving(folder, "--expose", replies_to="192.0.2.1:25") as process:
        assert process.end() == 0
    assert "closed test networks" in " ".join(smsflow("serve", "--help").out.split())


def test_the_endings_are_shown_on_demand() -> None:
    """The table, and nothing is started; `explain` has it as well."""
    ran = smsflow("serve", "--endings")
    assert ran.code == 0
    assert ran.out.splitlines() == [f"{digits:<5} {meaning}" for digits, meaning in rows()]
    explained = smsflow("explain", "endings").out
    assert all(f"  {digits}: {meaning}." in explained.splitlines() for digits, meaning in rows())


def test_it_serves_within_this_process_too(folder: Path) -> None:
    """Until SIGTERM; its facts go to whatever standard output is."""
    path = folder / "facts"

    def stop_once_it_runs() -> None:
        with path.open(encoding="utf-8") as facts:
            while not facts.readline():
                time.sleep(0)
        os.kill(os.getpid(), signal.SIGTERM)

    with path.open("w", encoding="utf-8") as output:
        stopper = threading.Thread(target=stop_once_it_runs)
        stopper.start()
        ran = smsflow("serve", *HERE, to=output)
        stopper.join()
    assert (ran.code, ran.err) == (0, "")
    facts = [json.loads(line)["type"] for line in path.read_text("utf-8").splitlines()]
    assert facts == ["GatewayStarted", "GatewayStopped"]
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
