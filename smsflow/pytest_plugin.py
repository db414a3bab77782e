"""A pytest plugin: `pytest scenarios/` collects scenario files, one test for each case.

Which files are scenarios: those named on the command line, those below a folder that the setting
`smsflow_scenarios` names, and any other YAML file pytest meets whose top level has `steps` and
`guardians` or `children`, as no other program's has. Only the first two kinds can be wrong in a way
that stops a run: a YAML file of somebody else's is left alone.

Loaded into every pytest run where smsflow is installed, so it imports nothing else of ours until a
scenario is met.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from smsflow.scenario.model import Scenario
    from smsflow.scenario.result import Result

SETTING = "smsflow_scenarios"
SUFFIXES = (".yaml", ".yml")
MAX_BYTES = 8 * 1024 * 1024
"""a longer file is no scenario"""

_STEPS = re.compile(rb"""^(?:\xef\xbb\xbf)?["']?steps["']?[ \t]*:""", re.MULTILINE)
_PEOPLE = re.compile(
    rb"""^(?:\xef\xbb\xbf)?["']?(?:guardians|children)["']?[ \t]*:""", re.MULTILINE
)
_PYTEST_OWN = (
    *("skip", "skipif", "xfail", "parametrize", "usefixtures", "filterwarnings"),
    *("tryfirst", "trylast", "and", "or", "not"),
)
"""marks and words that mean something to pytest, and as a scenario's tag must not"""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Make the setting known."""
    parser.addini(SETTING, "folders in which every YAML file is an smsflow scenario", "paths", [])


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScenarioFile | None:
    """Take a file that is a scenario."""
    if file_path.suffix.lower() not in SUFFIXES:
        return None
    if _is_named(file_path, parent) or _looks_like_one(file_path):
        file: ScenarioFile = ScenarioFile.from_parent(parent, path=file_path)
        return file
    return None


def _is_named(path: Path, parent: pytest.Collector) -> bool:
    folders: Iterable[Path] = parent.config.getini(SETTING)
    return parent.session.isinitpath(path) or any(path.is_relative_to(one) for one in folders)


def _looks_like_one(path: Path) -> bool:
    try:
        if path.stat().st_size > MAX_BYTES:
            return False
        data = path.read_bytes()
    except OSError:
        return False
    return bool(_STEPS.search(data) and _PEOPLE.search(data))


class ScenarioFile(pytest.File):
    """A scenario file; its scenarios are its tests."""

    def collect(self) -> Iterator[ScenarioItem]:
        """The scenarios; an error with all that is wrong where the file cannot be read."""
        from smsflow.errors import DocumentError
        from smsflow.scenario.collect import read_file
        from smsflow.scenario.run import unreadable

        try:
            scenarios = read_file(_from_here(self.path))
        except DocumentError as error:
            raise self.CollectError(_text(unreadable(error))) from None
        seen: Counter[str] = Counter()
        for scenario in scenarios:
            name = _shown(scenario.name)
            seen[name] += 1
            if seen[name] > 1:
                name = f"{name} #{seen[name]}"  # reports go by name
            item: ScenarioItem = ScenarioItem.from_parent(self, name=name, scenario=scenario)
            yield item


class ScenarioItem(pytest.Item):
    """One scenario as a test: its tags are marks, its clauses and tags words for `-k`."""

    def __init__(self, *, scenario: Scenario, **others: Any) -> None:
        super().__init__(**others)
        self._scenario = scenario
        self.extra_keyword_matches.update(scenario.covers, scenario.tags)
        for tag in scenario.tags:
            self.add_marker(_mark(tag, self.config))
        if scenario.skip is not None:
            self.add_marker(pytest.mark.skip(reason=_shown(scenario.skip)))

    def runtest(self) -> None:
        """Replay it; what does not hold is raised."""
        from smsflow.scenario.run import run_scenario

        result = run_scenario(self._scenario)
        if result.failures:
            raise DoesNotHoldError(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The text of `smsflow run`; a fault of the program is shown as pytest does.

        Its first line is what pytest's summary shows of it.
        """
        if isinstance(excinfo.value, DoesNotHoldError):
            result = excinfo.value.result
            return f"{_headline(result)}\n{_text(result)}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands: its file, from the top."""
        return self.path, 0, self.name


class DoesNotHoldError(AssertionError):
    """A scenario that does not hold, with what came of it."""

    def __init__(self, result: Result) -> None:
        super().__init__("the scenario does not hold")
        self.result = result


def _from_here(path: Path) -> Path:
    """A path as reports show it: from the working folder, if it is on the same drive."""
    try:
        return Path(os.path.relpath(path))
    except ValueError:
        return path


def _headline(result: Result) -> str:
    """The first thing that does not hold, and how many others do not."""
    first, more = result.failures[0], len(result.failures) - 1
    return _shown(f"{first.code} {first.message}") + (f" (and {more} more)" if more else "")


def _text(result: Result) -> str:
    from smsflow.report.details import text_of_details

    return text_of_details(result).rstrip("\n")


def _shown(text: str) -> str:
    """A name in one line, with numbers and IINs masked."""
    from smsflow.report.screen import clean
    from smsflow.sms.masking import mask

    return clean(mask(text))


def _mark(tag: str, config: pytest.Config) -> str:
    """A tag as a mark, which `--strict-markers` then knows."""
    name = re.sub(r"\W+", "_", _shown(tag)).strip("_")
    if not name or name[0].isdigit() or name in _PYTEST_OWN:
        name = f"tag_{name}"
    line = f"{name}: a tag of smsflow scenarios"
    if line not in config.getini("markers"):
        config.addinivalue_line("markers", line)
    return name
