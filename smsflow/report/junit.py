"""JUnit XML, as Jenkins, GitLab and most CI read it: a suite a file, a case a scenario.

Elements and attributes are those of the schema that the Jenkins xUnit plugin holds files to
(junit-10.xsd), no more. A scenario that fails is a `failure`, a file that cannot be read an
`error`; their texts are the console's. What was found in one that holds is its `system-out`.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath
from typing import BinaryIO
from xml.etree import ElementTree as ET

from smsflow.report.details import text_of_details
from smsflow.report.screen import Screen
from smsflow.scenario.result import Outcome, Result

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""what XML 1.0 §2.2 lets no document hold, not even escaped"""


class Junit:
    """Gathers results by file, and writes the document once all are told."""

    def __init__(self, *, reveal: bool = False) -> None:
        self._reveal = reveal
        self._screen = Screen(reveal=reveal, plain=True)
        self._root = ET.Element("testsuites", name="smsflow")
        self._suites: dict[str, ET.Element] = {}
        self._sums: dict[ET.Element, _Sum] = {self._root: _Sum()}

    def tell(self, result: Result) -> None:
        """One result."""
        suite = self._suite(self._shown(result.path))
        for element in (self._root, suite):
            self._sums[element].add(result)
        suite.append(self._case(result, suite.attrib["name"]))

    def write(self, stream: BinaryIO) -> None:
        """The whole document, in UTF-8."""
        for element, total in self._sums.items():
            element.attrib.update(total.attributes())
        del self._root.attrib["skipped"]  # counted in each suite; the schema has no sum of it
        ET.indent(self._root)
        ET.ElementTree(self._root).write(stream, encoding="utf-8", xml_declaration=True)
        stream.write(b"\n")

    def _suite(self, path: str) -> ET.Element:
        if path not in self._suites:
            self._suites[path] = ET.SubElement(self._root, "testsuite", name=path, file=path)
            self._sums[self._suites[path]] = _Sum()
        return self._suites[path]

    def _case(self, result: Result, path: str) -> ET.Element:
        file = PurePosixPath(path)
        case = ET.Element(
            "testcase",
            name=self._shown(result.name) or file.name,
            classname=".".join(part for part in file.with_suffix("").parts if part != "/"),
            time=f"{result.seconds:.6f}",
        )
        if result.outcome is Outcome.SKIPPED:
            ET.SubElement(case, "skipped", message=self._shown(result.reason))
            return case
        text = _NOT_XML.sub("�", text_of_details(result, reveal=self._reveal))
        if result.failures:
            first = result.failures[0]
            kind = "error" if result.outcome is Outcome.ERROR else "failure"
            said = self._shown(f"{first.code} {first.message}")
            ET.SubElement(case, kind, message=said, type=first.code).text = text
        elif text:
            ET.SubElement(case, "system-out").text = text
        return case

    def _shown(self, text: str) -> str:
        return _NOT_XML.sub("�", self._screen.shown(text))


class _Sum:
    """How many there are of each kind, and how long they took."""

    def __init__(self) -> None:
        self._outcomes: Counter[Outcome] = Counter()
        self._seconds = 0.0

    def add(self, result: Result) -> None:
        self._outcomes[result.outcome] += 1
        self._seconds += result.seconds

    def attributes(self) -> dict[str, str]:
        return {
            "tests": str(self._outcomes.total()),
            "failures": str(self._outcomes[Outcome.FAILED]),
            "errors": str(self._outcomes[Outcome.ERROR]),
            "skipped": str(self._outcomes[Outcome.SKIPPED]),
            "time": f"{self._seconds:.6f}",
        }
