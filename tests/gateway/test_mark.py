from __future__ import annotations

from pathlib import Path

import pytest

from smsflow.gateway.mark import Mark

START = 1_900_000_000_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the mark is."""
    return tmp_path / "gateway.db-clock"


def test_a_moment_is_there_at_once(path: Path) -> None:
    """For whoever comes after a kill: the first mark was never closed."""
    first = Mark(path, "cafe0123")
    assert first.at == 0
    first.reach(START)
    second = Mark(path, "cafe0123")
    assert second.at == START
    second.close()
    first.close()


def test_it_never_goes_back(path: Path) -> None:
    """An earlier moment changes nothing."""
    mark = Mark(path, "cafe0123")
    mark.reach(START)
    mark.reach(START - 1)
    mark.close()
    mark = Mark(path, "cafe0123")
    assert mark.at == START
    mark.close()


def test_another_store_has_a_clock_of_its_own(path: Path) -> None:
    """The store was deleted and the mark was not: it says nothing of the new one."""
    mark = Mark(path, "cafe0123")
    mark.reach(START)
    mark.close()
    mark = Mark(path, "beef4567")
    assert mark.at == 0
    mark.reach(1)
    mark.close()
    mark = Mark(path, "beef4567")
    assert mark.at == 1
    mark.close()


@pytest.mark.parametrize("content", [b"", b"cafe0123 soon", b"cafe0123", b"\xff\xfe\x00"])
def test_what_cannot_be_read_is_no_moment(path: Path, content: bytes) -> None:
    """The store's own moments count then."""
    path.write_bytes(content)
    mark = Mark(path, "cafe0123")
    assert mark.at == 0
    mark.close()


def test_a_disk_that_takes_nothing_stops_nobody(path: Path) -> None:
    """A restart begins a little earlier then."""
    path.touch()
    mark = Mark(path, "cafe0123")
    mark._file.close()
    mark._file = path.open("rb", buffering=0)
    mark.reach(START)
    assert mark.at == START
    mark.close()
    assert path.read_bytes() == b""
