"""Tables that nobody would write by hand: told wrong, or replayed, and never a fault of ours."""

from __future__ import annotations

import re
import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.command_line import Ran, smsflow
from tests.hostile import mutated

SHIPPED = Path(__file__).parents[3] / "scenarios" / "replay"
ROSTER = b"".join((SHIPPED / "roster.csv").read_bytes().splitlines(keepends=True)[:20])
MESSAGES = b"".join((SHIPPED / "messages.csv").read_bytes().splitlines(keepends=True)[:30])
COMPLAINT = re.compile(r"\.csv:\d+:\d+ SF\d\d\d .")
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for the files; each example writes them anew."""
    return tmp_path_factory.mktemp("hostile")


def replayed(folder: Path, roster: bytes, messages: bytes) -> Ran:
    """Two files through the command line."""
    (folder / "roster.csv").write_bytes(roster)
    (folder / "messages.csv").write_bytes(messages)
    return smsflow(
        "replay", str(folder / "messages.csv"), "--roster", str(folder / "roster.csv"),
        "--until", "20d",
    )  # fmt: skip


def check(ran: Ran) -> None:
    """Held, failed or unreadable; the last two with a code and a place."""
    assert ran.code in (0, 1, 2), ran.err
    assert "Traceback" not in ran.out + ran.err
    if ran.code:
        assert COMPLAINT.search(ran.out + ran.err), ran


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32), changes=st.sampled_from([1, 2, 5, 20]))
def test_changed_bytes_are_told_or_replayed(folder: Path, seed: int, changes: int) -> None:
    """Bytes dropped, doubled, moved and flipped in either table."""
    random = Random(seed)
    roster, messages = ROSTER, MESSAGES
    if random.random() < 0.5:
        roster = mutated(roster, random, changes)
    else:
        messages = mutated(messages, random, changes)
    check(replayed(folder, roster, messages))


@settings(max_examples=60)
@given(roster=st.binary(max_size=300), messages=st.binary(max_size=300))
def test_bytes_of_no_meaning_are_told_wrong(folder: Path, roster: bytes, messages: bytes) -> None:
    """Both tables at once, always with exit code 2."""
    ran = replayed(folder, roster, messages)
    check(ran)
    assert ran.code == 2


CELL = st.sampled_from(
    ["", "+2h", "2026-09-01T09:00", "1414", "desk", "Aigul", "87015550101", "2*1", "resend", "x",
     "consent_request", "-no_balance", "receipt_late=2h", "lapsed", "expect: {consent: {}}",
     "wait: 3650d", "+3650d", "activate: Dana", "remove_child: Dana", "add_child: {name: A}",
     "7.7E+10", "\x00", "\u202e", "=1+1", '"', ";", "\n", "[" * 50, "9" * 400]
)  # fmt: skip


@settings(max_examples=100)
@given(rows=st.lists(st.lists(CELL, min_size=6, max_size=6), min_size=1, max_size=8))
def test_cells_in_the_wrong_places_are_told_wrong(folder: Path, rows: list[list[str]]) -> None:
    """What belongs into a table, and what does not, anywhere in it."""
    head = "at,from,to,text,fault,expect_consent\n2026-09-01T09:00,1414,Aigul,consent_request,,\n"
    quoted = ("".join(f'"{cell.replace(chr(34), chr(34) * 2)}",' for cell in row) for row in rows)
    messages = head + "".join(f"{row[:-1]}\n" for row in quoted)
    roster = "child,grade,guardian,number\nDana,6,Aigul,87015550101\n"
    check(replayed(folder, roster.encode(), messages.encode()))


def test_a_large_table_of_nonsense_is_told_wrong_soon(tmp_path: Path) -> None:
    """A megabyte of each kind takes seconds of work, not minutes."""
    first = b"at,from,to,text\n2026-09-01T09:00,1414,Aigul,consent_request\n"
    roster = b"child,grade,guardian,number\nDana,6,Aigul,87015550101\n"
    for piece in (
        b"x,",
        b'"',
        b"\n",
        b",,,\n",
        b"+0s,desk,,resnd\n",
        b"+0s,Aigl,1414,x\n",
        b"\xff",
    ):
        began = time.process_time()
        ran = replayed(tmp_path, roster, first + piece * (MEGABYTE // len(piece)))
        check(ran)
        assert time.process_time() - began < 20, piece
