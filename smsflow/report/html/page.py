"""The page of `smsflow run --html`: what matters on top, then every scenario.

One file that asks for nothing else. Sections go to temporary files as they come, what does not hold
to one that stands first; what stands above them is known only at the end. Same results, same bytes:
no time of the day, no duration.
"""

from __future__ import annotations

import shutil
from base64 import b64encode
from hashlib import sha256
from tempfile import TemporaryFile
from typing import BinaryIO

from smsflow.memo.consent import Consent
from smsflow.report.causes import plainly, words
from smsflow.report.html.matrix import Matrix
from smsflow.report.html.overview import Overview
from smsflow.report.html.section import Section
from smsflow.report.html.states import BOX_HEIGHT, BOX_WIDTH, PLACES, background, rows_of
from smsflow.report.html.templates import template, text_of
from smsflow.report.summary import Summary
from smsflow.scenario.result import Outcome, Result

ROOM = 16_000_000
"""bytes of sections that are taken in full"""
SPARE = 0.15
"""so much more of it is kept for where something is wrong: a page stays below 20 MB"""
MAX_OPEN = 10
"""sections that stand open, of what does not hold"""
FEW = 40
"""so many scenarios are printed in full; of more, those that stand open"""


class Page:
    """Takes results one by one, and writes the page once all are told."""

    def __init__(self, *, reveal: bool = False, room: int = ROOM) -> None:
        self._reveal = reveal
        self._room = room
        self._overview = Overview()
        self._matrix = Matrix()
        self._failed, self._others = TemporaryFile(), TemporaryFile()  # noqa: SIM115 - by `close`
        self._number = self._size = self._left_out = self._open = 0
        self._first = "", 0
        """the newest file, and the number of its first scenario"""

    def tell(self, result: Result, section: Section) -> None:
        """One result, and its section."""
        self._number += 1
        if self._first[0] != result.path:
            self._first = result.path, self._number
        self._overview.add(self._number, result)
        self._matrix.add(self._number, result, section.exercised)
        data = self._entry(result, section).encode()
        self._size += len(data)
        failed = result.outcome in (Outcome.FAILED, Outcome.ERROR)
        (self._failed if failed else self._others).write(data)

    def _entry(self, result: Result, section: Section) -> str:
        wrongs = [*result.wrongful_refusals, *result.wrongful_consents]
        failed = result.outcome in (Outcome.FAILED, Outcome.ERROR)
        room = self._room * (1 + SPARE) if failed or wrongs else self._room
        full = self._size + len(section.markup.encode()) <= room
        self._left_out += not full
        self._open += failed
        return template("entry.html", reveal=self._reveal).render(
            number=self._number,
            first=self._first[1],
            result=result,
            wrongs=wrongs,
            clauses=dict.fromkeys((*section.exercised, *result.covers)),
            opened=failed and self._open <= MAX_OPEN,
            markup=section.markup if full else "",
        )

    def write(self, stream: BinaryIO, summary: Summary) -> None:
        """The whole page, in UTF-8."""
        style, script = text_of("page.css"), text_of("page.js")
        top = template("top.html", reveal=self._reveal).render(
            style=style,
            style_hash=_hash(style),
            script_hash=_hash(script),
            summary=summary,
            outcomes={str(outcome): summary.outcomes[outcome] for outcome in Outcome},
            overview=self._overview,
            matrix=self._matrix,
            words=words(),
            few=FEW,
            total=self._number,
            left_out=self._left_out,
            plainly=plainly,
            states=[(state, rows_of(words().consent[state]), *PLACES[state]) for state in Consent],
            box=(BOX_WIDTH, BOX_HEIGHT),
            arrows=background(),
        )
        stream.write(top.encode())
        for sections in (self._failed, self._others):
            sections.seek(0)
            shutil.copyfileobj(sections, stream)
        bottom = template("bottom.html", reveal=self._reveal).render(script=script)
        stream.write(bottom.encode())

    def close(self) -> None:
        """Let go of what was kept."""
        self._failed.close()
        self._others.close()


def _hash(text: str) -> str:
    """How a Content-Security-Policy names a script or a style that may stand in the page."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
