from __future__ import annotations

from smsflow.document.suggestions import suggest


def test_only_a_near_word_is_suggested() -> None:
    """Nothing is suggested for a word like no other, however long."""
    assert suggest("rply", ["reply", "wait"]) == "; did you mean 'reply'?"
    assert suggest("zzzz", ["reply", "wait"]) == ""
    assert suggest("r" * 1_000_000, ["reply"]) == ""
