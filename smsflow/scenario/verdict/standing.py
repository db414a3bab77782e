"""Where every guardian stands in the end: a row each, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from smsflow.scenario.verdict.judge import Judge


class Standing(NamedTuple):
    """Record and truth, why they differ where that is wrong, and how much was sent."""

    guardian: str
    record: str
    truth: str
    cause: str
    sms: int
    segments: int


def standings(judge: Judge) -> Iterator[Standing]:
    """Everybody, in the order of the roster."""
    truths = judge.truths
    differences = (*truths.wrongful_refusals(), *truths.wrongful_consents())
    causes = {one.guardian: one.cause for one in differences}
    for name in truths.guardians():
        record, truth = str(truths.record(name)), str(truths.truth(name))
        yield Standing(name, record, truth, causes.get(name, ""), *judge.inbox.sums(name))
