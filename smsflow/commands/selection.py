"""What the options of a command line come to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from smsflow.document.shapes import suggest
from smsflow.errors import START, DocumentError, NothingSelected, Problem, UsageError
from smsflow.memo.clauses import CLAUSES
from smsflow.scenario.collect import DEFAULT_FOLDER, Selection, word_filter
from smsflow.sms.wording import Wording, default_wording


def read_selection(
    words: str | None, tags: Sequence[str] | None, clauses: Sequence[str] | None
) -> Selection:
    """Which scenarios are wanted; `UsageError` for a clause the memo does not have."""
    clauses = [clause.upper() for clause in clauses or ()]
    for clause in clauses:
        if clause not in CLAUSES:
            hint = suggest(clause, CLAUSES)
            raise UsageError("SF116", f"--clause: unknown clause {clause!r}{hint}")
    return Selection(word_filter(words), frozenset(tags or ()), frozenset(clauses))


def nothing_selected(paths: Sequence[str] | None, *, chosen: bool) -> NothingSelected:
    """Why there is nothing to do: no option fits, or no file is there."""
    where = ", ".join(paths or [DEFAULT_FOLDER])
    if chosen:
        return NothingSelected("SF402", f"no scenario in {where} fits -k, --tag and --clause")
    return NothingSelected("SF402", f"no scenario file (.yaml, .yml) in {where}")


def read_wording(paths: Sequence[Path] | None) -> Wording | None:
    """The wording with languages replaced by files; None where it is ours."""
    if not paths:
        return None
    wording = default_wording()
    for path in paths:
        try:
            wording = wording.replaced_by(path)
        except OSError as error:
            problem = Problem("SF100", f"it cannot be opened: {error.strerror}", START)
            raise DocumentError(path.as_posix(), "", [problem]) from None
    return wording
