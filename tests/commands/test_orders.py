from __future__ import annotations

from pathlib import Path

from smsflow.commands.orders import Orders, Work, play
from tests.writing import family

FAILING = family("- start_campaign\n- expect: {consent: {aigul: <state>}}") + (
    "cases:\n- {state: awaiting_reply}\n- {state: refused}\n- {state: lapsed}\n"
)


def written(folder: Path) -> Path:
    """A file of one case that holds and two that do not."""
    path = folder / "cases.yaml"
    path.write_text(FAILING, "utf-8")
    return path


def test_what_nobody_will_read_does_not_travel(tmp_path: Path) -> None:
    """Events only of what fails; the source once a file, with the first failure."""
    held, first, second = (told.result for told in Work(Orders())(written(tmp_path)))
    assert (held.source, held.events, held.passed) == ("", [], [])
    assert first.source == FAILING
    assert first.events
    assert second.source == ""
    assert second.events


def test_every_failure_gets_its_source_back(tmp_path: Path) -> None:
    """Whoever tells of it finds the line."""
    ((_, told),) = play([written(tmp_path)], Orders(), jobs=1)
    assert [one.result.source for one in told] == ["", FAILING, FAILING]


def test_a_record_is_written_only_for_a_program(tmp_path: Path) -> None:
    """Its events are many, and nobody else reads them."""
    path = written(tmp_path)
    assert not any(told.record for told in Work(Orders())(path))
    assert all('"events": [' in told.record for told in Work(Orders(as_json=True))(path))


def test_how_long_each_took_is_known(tmp_path: Path) -> None:
    """By the clock on the wall."""
    assert all(0 < told.result.seconds < 60 for told in Work(Orders())(written(tmp_path)))
