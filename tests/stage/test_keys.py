from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsflow.stage.keys import MAX_BEGUN, keys
from smsflow.stage.player import Key


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b" ", Key.PAUSE),
        (b"\x1b[C", Key.FORWARD),
        (b"\x1bOC", Key.FORWARD),
        (b"\x1b[D", Key.BACK),
        (b"\x1bOD", Key.BACK),
        (b"+", Key.FASTER),
        (b"=", Key.FASTER),
        (b"-", Key.SLOWER),
        (b"n", Key.NEXT_ACT),
        ("т".encode(), Key.NEXT_ACT),
        (b"q", Key.QUIT),
        ("й".encode(), Key.QUIT),
        (b"\x04", Key.QUIT),
    ],
)
def test_a_key_asks_for_something(data: bytes, key: Key) -> None:
    """Arrows in both of their spellings, letters on a Cyrillic keyboard too."""
    assert keys(data) == ([key], b"")


@pytest.mark.parametrize("data", [b"x", b"\x1b[A", b"\x1b[1;5H", b"\x1bn", "ш中".encode(), b"\x00"])
def test_other_keys_ask_for_nothing(data: bytes) -> None:
    """Nor do parts of their sequences: Alt-n is no n."""
    assert keys(data) == ([], b"")


ONES = st.sampled_from([b" ", b"\x1b[C", b"\x1bOD", b"+", "й".encode(), b"\x1b[1;5H", b"x"])


@given(st.lists(ONES, max_size=8), st.data())
def test_it_makes_no_difference_how_keys_arrive(pressed: list[bytes], data: st.DataObject) -> None:
    """Cut anywhere, the rest of a sequence is waited for."""
    whole = b"".join(pressed)
    cut = data.draw(st.integers(0, len(whole)))
    first, rest = keys(whole[:cut])
    second, left = keys(rest + whole[cut:])
    assert (first + second, left) == keys(whole)


@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    """Whatever comes, no more than the beginning of one sequence is kept."""
    assert len(keys(data)[1]) <= MAX_BEGUN
