"""Who is told the results of `smsflow run`: a person or a program, and their friends in CI."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from smsflow.errors import UsageError
from smsflow.report import json
from smsflow.report.console import Console
from smsflow.report.github import Github
from smsflow.report.screen import Screen
from smsflow.report.summary import Summary

if TYPE_CHECKING:
    from smsflow.commands.orders import Told
    from smsflow.report.html.section import Section
    from smsflow.scenario.result import Result


class Reports:
    """Passes each result on to whom the options name."""

    def __init__(
        self,
        *,
        as_json: bool = False,
        junit: Path | None = None,
        csv: Path | None = None,
        html: Path | None = None,
        github: bool = False,
        quiet: bool = False,
        slowest: int = 0,
        reveal: bool = False,
    ) -> None:
        self.summary = Summary()
        self._began = perf_counter()
        self._done = 0
        self._records: list[str] = []
        self._table = _Table(csv, reveal=reveal) if csv else None
        self._console = (
            None if as_json else Console(Screen(reveal=reveal), quiet=quiet, slowest=slowest)
        )
        # GitHub reads both streams, and the object of --json has standard output for itself.
        self._github = (
            Github(sys.stderr if as_json else sys.stdout, reveal=reveal) if github else None
        )
        self._junit = _JunitFile(junit, reveal=reveal) if junit else None
        self._page = _PageFile(html, reveal=reveal) if html else None

    def __enter__(self) -> Reports:
        return self

    def __exit__(self, *_: object) -> None:
        for file in (self._junit, self._page):
            if file:
                file.close()

    def begin(self, path: Path) -> None:
        """The results of a file come next."""
        if self._console:
            self._console.begin(path.as_posix(), self._done)

    def tell(self, told: Told) -> None:
        """One result."""
        self._done += 1
        self.summary.add(told.result)
        if self._console:
            self._console.tell(told.result)
        else:
            self._records.append(told.record)
        if self._github:
            self._github.tell(told.result)
        if self._junit:
            self._junit.report.tell(told.result)
        if self._table:
            self._table.tell(told.result)
        if self._page and told.section:
            self._page.tell(told.result, told.section)

    def end(self) -> None:
        """All results are told."""
        if self._github:
            self._github.end(self.summary)
        if self._console:
            self._console.end(self.summary)
        else:
            seconds = perf_counter() - self._began
            json.write(sys.stdout, self._records, self.summary, seconds)
        if self._junit:
            self._junit.write()
        if self._page:
            self._page.write(self.summary)
        if self._table:
            self._table.write()


class _File:
    """A file that is opened at once: that it cannot be written is told before the run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._complaining():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = path.open("wb")

    def close(self) -> None:
        with self._complaining():
            self._stream.close()

    @contextmanager
    def _complaining(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UsageError("SF410", f"{self._path} cannot be written: {error.strerror}") from None


class _JunitFile(_File):
    """The file of --junit."""

    def __init__(self, path: Path, *, reveal: bool) -> None:
        from smsflow.report.junit import Junit

        super().__init__(path)
        self.report = Junit(reveal=reveal)

    def write(self) -> None:
        with self._complaining():
            self.report.write(self._stream)
            self._stream.flush()


class _PageFile(_File):
    """The file of --html."""

    def __init__(self, path: Path, *, reveal: bool) -> None:
        from smsflow.report.html.page import Page

        super().__init__(path)
        self._page = Page(reveal=reveal)

    def tell(self, result: Result, section: Section) -> None:
        with self._complaining():
            self._page.tell(result, section)

    def write(self, summary: Summary) -> None:
        with self._complaining():
            self._page.write(self._stream, summary)
            self._stream.flush()

    def close(self) -> None:
        self._page.close()
        super().close()


class _Table:
    """The file of --csv: a row for each guardian of each scenario."""

    def __init__(self, path: Path, *, reveal: bool) -> None:
        self._path = path
        self._reveal = reveal
        self._rows: list[tuple[object, ...]] = []

    def tell(self, result: Result) -> None:
        self._rows.extend((result.path, result.name, *one) for one in result.standings)

    def write(self) -> None:
        from smsflow.report.csv import write_rows, written
        from smsflow.scenario.verdict.standing import Standing

        columns = ("path", "scenario", *Standing._fields)
        with written(self._path) as file:
            write_rows(file, columns, self._rows, reveal=self._reveal)
