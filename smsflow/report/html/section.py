"""What the page says of one scenario, below its name.

A text, so that each process of `--jobs` can write its own, and none of it stays in memory.
"""

from __future__ import annotations

from typing import NamedTuple

from smsflow.explore.coverage import exercised_by
from smsflow.report.causes import sentence_of, words
from smsflow.report.html import people, source, states
from smsflow.report.html.drawing import CLAUSES as CLAUSES_X
from smsflow.report.html.drawing import LIFELINES, LONGEST, TIMES, WIDTH, X
from smsflow.report.html.phone import LONGEST as LONGEST_SMS
from smsflow.report.html.templates import template
from smsflow.report.transcript import transcript
from smsflow.scenario.result import Outcome, Result

MAX_FAILURES = 50
MAX_TOLD = 10
"""differences, or findings, that are told in a sentence each"""
MAX_TRANSCRIPT = 150
LONGEST_LINE = 300
"""characters of a line of the transcript, or of a message"""

_DRAWING = {
    "lifelines": [(X[lifeline], name) for lifeline, name in LIFELINES.items()],
    "width": WIDTH,
    "times": TIMES,
    "clauses_x": CLAUSES_X,
    "longest": LONGEST,
    "most_told": MAX_TOLD,
    "states_size": (states.WIDTH, states.HEIGHT),
    "longest_sms": LONGEST_SMS,
    "longest_line": LONGEST_LINE,
}


class Section(NamedTuple):
    """The markup of one result, and the clauses that it exercises."""

    markup: str
    exercised: tuple[str, ...]


def section_of(result: Result, *, first: bool, reveal: bool) -> Section:
    """What the page says; of a file's results the first has the source whole."""
    exercised = exercised_by(result)
    standings = people.in_order(result)
    names = [one.guardian for one in standings[: people.MAX_DRAWN]]
    lines = transcript(result.events)
    markup = template("section.html", reveal=reveal).render(
        _DRAWING,
        result=result,
        failed=result.outcome is Outcome.FAILED,
        failures=result.failures[:MAX_FAILURES],
        failures_left_out=max(0, len(result.failures) - MAX_FAILURES),
        wrongs=[("refusal", one) for one in result.wrongful_refusals]
        + [("consent", one) for one in result.wrongful_consents],
        standings=standings[: people.MAX_NAMED],
        standings_left_out=max(0, len(standings) - people.MAX_NAMED),
        people=list(people.people_of(result, names)),
        undrawn=max(0, len(standings) - people.MAX_DRAWN),
        vouchers=list(people.vouchers_of(result.events).items()),
        most_vouchers=people.MAX_NAMED,
        words=words(),
        sentence_of=sentence_of,
        first=first,
        source=source.shown_of(result.source, result.failures, whole=first),
        transcript=lines[:MAX_TRANSCRIPT],
        transcript_left_out=max(0, len(lines) - MAX_TRANSCRIPT),
        exercised=exercised,
    )
    return Section(markup, exercised)
