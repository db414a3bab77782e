"""What `serve` and `inbox` are told on the command line, read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from smsflow.commands import working_folder
from smsflow.document.suggestions import suggest
from smsflow.errors import START, DocumentError, Problem, UsageError
from smsflow.gateway.address import LAST_PORT, Address, parse_address
from smsflow.gateway.phones import Phone, load_phones
from smsflow.moments import Duration, parse_duration
from smsflow.sms.messages import Kind
from smsflow.sms.numbers import parse_mobile

STORE = Path(working_folder.FOLDER, "gateway.db")
WAIT = "10s"
"""how long `inbox --wait-for` waits, unless said"""
ACTIONS = ("list", "show", "clear")
LONGEST_DOMAIN = 255
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")


def read_listen(text: str, *, expose: bool) -> Address:
    """Where mail is taken; port 0 stands for any."""
    return _read_address("--listen", text, expose=expose)


def read_replies_to(text: str | None, *, expose: bool) -> Address:
    """Who gets the answers."""
    if text is None:
        message = "--replies-to is missing: the SMTP server that gets the answers, as HOST:PORT"
        raise UsageError("SF440", message)
    address = _read_address("--replies-to", text, expose=expose)
    if address.port == 0:
        raise UsageError("SF440", "--replies-to: nobody listens on port 0")
    return address


def _read_address(option: str, text: str, *, expose: bool) -> Address:
    """`UsageError` for no address, or one beyond this machine unless that is allowed."""
    address = parse_address(text)
    if address is None:
        raise UsageError("SF440", f"{option}: {_why_no_address(text)}")
    if not expose and not address.is_loopback:
        message = f"{option}: {address} can be reached from other machines; use 127.0.0.1"
        if option == "--replies-to":
            message = f"{option}: {address} is on another machine; use 127.0.0.1"
        raise UsageError("SF441", f"{message}, or --expose in a closed test network")
    return address


def _why_no_address(text: str) -> str:
    port = text.strip().rpartition(":")[2]
    if port.isascii() and port.isdigit() and parse_address(text.removesuffix(port) + "0"):
        return f"port {port} is above {LAST_PORT}"
    return f"{text!r} is not of the form HOST:PORT"


def check_apart(listen: Address, replies_to: Address) -> None:
    """`UsageError` where the answers would come back here as SMS."""
    if listen.is_same_as(replies_to):
        raise UsageError("SF440", f"--replies-to: {replies_to} is this gateway itself")


def read_domain(text: str) -> str:
    """The domain of the phones' addresses (RFC 5321 §4.1.2: letters, digits, hyphens, dots)."""
    if len(text) > LONGEST_DOMAIN or not _DOMAIN.fullmatch(text):
        raise UsageError("SF440", f"--domain: {text!r} is no name such as sms.example")
    return text


def read_phones(path: Path | None) -> dict[str, Phone]:
    """The phones of a file; none without one."""
    if path is None:
        return {}
    try:
        return load_phones(path)
    except OSError as error:
        problem = Problem("SF100", f"it cannot be opened: {error.strerror}", START)
        raise DocumentError(path.as_posix(), "", [problem]) from None


def read_length(option: str, text: str) -> Duration:
    """A duration that is longer than nothing."""
    length = parse_duration(text)
    if not length:
        unitless = text.isascii() and text.isdigit() and int(text)
        hint = f"; did you mean {text}s?" if unitless else " such as 10s or 30d"
        raise UsageError("SF112", f"{option}: {text!r} is no duration{hint}")
    return length


def read_number(text: str | None) -> str | None:
    """A number in E.164, however it is written."""
    number = None if text is None else parse_mobile(text)
    if text is not None and number is None:
        raise UsageError("SF110", f"--to: {text!r} is no Kazakh mobile number")
    return number


def read_kind(text: str | None) -> Kind | None:
    """A kind of SMS; `UsageError` with the nearest name for another word."""
    if text is None or text in list(Kind):
        return None if text is None else Kind(text)
    hint = suggest(text, map(str, Kind)) or f"; it can be {', '.join(Kind)}"
    raise UsageError("SF108", f"--kind: unknown kind of SMS {text!r}{hint}")


def read_sms(text: str) -> int:
    """The number of `sms-17`, or of `17`."""
    number = text.removeprefix("sms-")
    if not (number.isascii() and number.isdigit()) or len(number) > 18:
        raise UsageError("SF444", f"{text!r} is no SMS such as sms-17")
    return int(number)


def read_action(text: str) -> str:
    """What `inbox` does; `UsageError` with what was meant for another word."""
    if text in ACTIONS:
        return text
    if re.fullmatch("sms-[0-9]+", text):
        raise UsageError("SF444", f"did you mean `smsflow inbox show {text}`?")
    hint = suggest(text, ACTIONS) or f"; it can be {', '.join(ACTIONS)}"
    raise UsageError("SF444", f"unknown action {text!r}{hint}")


def check_options(action: str, given: Sequence[str], *, waiting: bool) -> None:
    """`UsageError` for an option that the action would pass over in silence."""
    if waiting and action != "list":
        raise UsageError("SF444", f"--wait-for goes with no `{action}`")
    if given and action != "list":
        message = f"show names its SMS and takes no {given[0]}"
        if action == "clear":
            message = f"clear forgets all SMS and takes no {given[0]}; nothing was cleared"
        raise UsageError("SF444", message)
    if "--timeout" in given and not waiting:
        raise UsageError("SF444", "--timeout is how long --wait-for waits; say both")


def sms_to_show(name: str | None, action: str) -> int:
    """Which SMS `show` means; `UsageError` where it says none, or another action one."""
    if (name is None) is (action == "show"):
        said = "`smsflow inbox show sms-17` names one" if name is None else f"{action} takes no SMS"
        raise UsageError("SF444", said)
    return 0 if name is None else read_sms(name)


def store_to_serve(path: Path | None) -> Path:
    """The store of a gateway, which makes it where it is missing."""
    if path is not None:
        return path
    try:
        working_folder.make(STORE.parent)
    except OSError as error:
        message = f"{STORE.parent.as_posix()}/ cannot be made here: {error.strerror}"
        raise UsageError("SF442", f"{message}; name a --store") from None
    return STORE


def store_to_read(path: Path | None) -> Path:
    """A store that is there."""
    path = path or STORE
    if not path.is_file():
        raise UsageError("SF442", f"no store here: {path.as_posix()}; `smsflow serve` makes one")
    return path


@contextmanager
def usable_store() -> Iterator[None]:
    """Whatever SQLite says of the file is told as an error of the command line."""
    import sqlite3

    try:
        yield
    except sqlite3.Error as error:
        raise UsageError("SF442", f"the store cannot be used: {error}") from None
