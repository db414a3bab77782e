from __future__ import annotations

from io import StringIO

from smsflow.report.progress import Progress
from tests.command_line import Terminal


def test_a_bar_shows_how_much_is_done() -> None:
    """Never more than all of it, whatever the file has grown to."""
    stream = Terminal()
    progress = Progress(stream, 200)
    progress.show(50, "1,000 rows")
    progress.show(300, "2,000 rows")
    progress.clear()
    first, second = (one for one in stream.getvalue().split("\r") if "rows" in one)
    assert first.endswith(f"{'█' * 8}{'░' * 22}  25% 1,000 rows")
    assert second.endswith(f"{'█' * 30} 100% 2,000 rows")
    assert stream.getvalue().endswith("\x1b[2K")


def test_nothing_is_shown_where_nobody_looks() -> None:
    """Off a terminal not a byte; an empty file is no division by zero."""
    stream = StringIO()
    progress = Progress(stream, 0)
    progress.show(0, "0 rows")
    progress.clear()
    assert stream.getvalue() == ""
