"""What the options of a command line come to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from smsflow.document.shapes import suggest
from smsflow.errors import START, DocumentError, Problem, UsageError
from smsflow.memo.clauses import CLAUSES
from smsflow.scenario.collect import Selection, word_filter
from smsflow.sms.wording import Wording, default_wording


def read_selection(
    words: str | None, tags: Sequence[str] | None, clauses: Sequence[str] | None
) -> Selection:
    """Which scenarios are wanted; `UsageError` for a clause the memo does not have."""
    for clause in clauses or ():
        if clause not in CLAUSES:
            hint = suggest(clause, CLAUSES)
            raise UsageError("SF116", f"--clause: unknown clause {clause!r}{hint}")
    return Selection(word_filter(words), frozenset(tags or ()), frozenset(clauses or ()))


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
