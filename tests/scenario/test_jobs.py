from __future__ import annotations

import functools
import gc
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from multiprocessing import Pipe
from pathlib import Path

import pytest

from smsflow.errors import WorkerFault
from smsflow.scenario.jobs import (
    MOST_FILES_A_SHARE,
    SHARES_AHEAD,
    in_order,
    processors,
    serve,
)

ROOT = Path(__file__).parents[2]
FILES = [Path(f"{number}.yaml") for number in range(100)]


def letters(path: Path) -> Iterator[str]:
    """As many items as the file's number has, and none for the first."""
    for number in range(int(path.stem)):
        yield f"{path.stem}:{number}"


def broken(path: Path) -> Iterator[str]:
    """One item, and then a fault in one of the files."""
    yield path.stem
    if path.stem == "41":
        raise KeyError(path.stem)


def deadly(path: Path) -> Iterator[str]:
    """A file that takes its process with it."""
    if path.stem == "41":
        os.kill(os.getpid(), signal.SIGKILL)
    yield path.stem


def leaving(path: Path) -> Iterator[str]:
    """A file that ends its process."""
    yield path.stem
    os._exit(7)


def meeting(last: int, path: Path) -> Iterator[str]:
    """Leaves a file where it was; the first waits until the last one is there as well."""
    path.touch()
    if int(path.name) in (0, last):
        way = os.O_WRONLY if int(path.name) else os.O_RDONLY
        os.close(os.open(path.with_name("meeting"), way))
    yield path.name


def told(work: object, jobs: int, files: list[Path] = FILES) -> list[tuple[str, list[str]]]:
    """Each file with its items, as they came."""
    with closing(in_order(work, files, jobs)) as done:  # type: ignore[arg-type]
        return [(path.stem, list(items)) for path, items in done]


def children() -> list[int]:
    """The processes that this one has started and that are still there."""
    path = Path(f"/proc/self/task/{threading.get_native_id()}/children")
    return [int(child) for child in path.read_text().split()]


IN_ORDER = [(path.stem, list(letters(path))) for path in FILES]


@pytest.mark.parametrize("jobs", [1, 2, 3, 200])
def test_items_come_in_the_order_of_the_files(jobs: int) -> None:
    """Whoever did the work, and whenever: also of more processes than there are files."""
    assert told(letters, jobs) == IN_ORDER


def test_processes_are_spawned_where_a_fork_is_not_safe() -> None:
    """Beside a thread a fork may hang, and Python warns: processes then start from nothing."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert told(letters, 2) == IN_ORDER
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_comes_where_its_item_would_have_come(jobs: int) -> None:
    """With its kind, and with the place where it happened."""
    came: list[str] = []

    def take_all() -> None:
        with closing(in_order(broken, FILES, jobs)) as done:
            for _, items in done:
                came.extend(items)

    with pytest.raises(WorkerFault) as caught:
        take_all()
    assert came == [str(number) for number in range(42)]
    assert caught.value.kind == "KeyError"
    assert "in broken\n    raise KeyError(path.stem)" in str(caught.value)


@pytest.mark.parametrize(
    ("work", "how"), [(deadly, "signal 9"), (leaving, "exit code 7")], ids=["killed", "left"]
)
def test_a_process_that_ends_too_early_is_a_fault(work: object, how: str) -> None:
    """It says how the process ended, and does not wait for it."""
    with pytest.raises(WorkerFault) as caught:
        told(work, 2)
    assert caught.value.kind == f"a process of --jobs ended with {how}"


COLLECTED = """
import gc
from smsflow.errors import WorkerFault
from tests.scenario.test_jobs import deadly, told
for _ in range(20):
    try:
        told(deadly, 2)
    except WorkerFault as fault:
        fault.itself = fault
    gc.collect()
"""


def test_what_such_a_fault_leaves_behind_can_be_collected() -> None:
    """A buffer of a failed `Connection.send` in a reference cycle crashes Python 3.12.1."""
    python = [sys.executable, "-c", COLLECTED]
    ran = subprocess.run(python, cwd=ROOT, capture_output=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks the system for processes")
def test_no_process_is_left() -> None:
    """After the end, after a fault, and where nobody wants the rest."""
    before = children()
    told(letters, 3)
    assert children() == before
    with pytest.raises(WorkerFault):
        told(broken, 3)
    assert children() == before
    with closing(in_order(letters, FILES, 3)) as done:
        next(done)
        assert len(children()) == len(before) + 3
    assert children() == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="two processes meet at a pipe with a name")
def test_nobody_runs_far_ahead(tmp_path: Path) -> None:
    """While the first file is under way, most of a thousand are not even begun."""
    reach = MOST_FILES_A_SHARE * 2 * SHARES_AHEAD
    files = [tmp_path / f"{number:03}" for number in range(1000)]
    os.mkfifo(tmp_path / "meeting")
    with closing(in_order(functools.partial(meeting, reach - 1), files, 2)) as done:
        _, items = next(done)
        next(items)
        assert max(path.name for path in tmp_path.glob("[0-9]*")) == f"{reach - 1:03}"


def test_a_process_takes_shares_until_its_pipe_ends() -> None:
    """What it sends: a message a share, each item with its file, None at a file's end."""
    ours, theirs = Pipe()
    key, thresholds = signal.getsignal(signal.SIGINT), gc.get_threshold()
    ours.send_bytes(pickle.dumps(range(2)))
    ours.send_bytes(pickle.dumps(range(41, 43)))
    with socket.socket(fileno=os.dup(ours.fileno())) as end:
        end.shutdown(socket.SHUT_WR)
        try:
            serve(broken, FILES, theirs, [], thresholds)
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        finally:
            signal.signal(signal.SIGINT, key)
    assert pickle.loads(ours.recv_bytes()) == [(0, "0"), (0, None), (1, "1"), (1, None)]
    first, fault, *others = pickle.loads(ours.recv_bytes())
    assert (first, others) == ((41, "41"), [(41, None), (42, "42"), (42, None)])
    assert (fault[0], fault[1].kind) == (41, "KeyError")
    ours.close()
    theirs.close()


def test_there_is_at_least_one_processor() -> None:
    """For `--jobs auto`: those this process may use, not those the machine has."""
    assert 1 <= processors() <= (os.cpu_count() or 1)
