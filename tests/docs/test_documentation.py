"""The documents tell the truth: their examples are run, their lists compared with the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from smsflow.memo.consent import Consent
from smsflow.memo.linking import Document, Linking
from smsflow.memo.policy import SETTINGS
from smsflow.memo.registration import Registration, Screen
from smsflow.memo.voucher import Voucher
from smsflow.scenario.language.verbs.catalogue import VERBS
from smsflow.scenario.verdict.story import Truth
from smsflow.sms.messages import Kind
from smsflow.world.faults import Fault
from tests.docs.documentation import ROOT, examples, python, write_files

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_what_really_comes() -> None:
    """Every command of the README prints what the README shows, to the letter."""
    shown, actual = [], []
    for example in examples(README):
        shown.append((example.command, example.shown))
        actual.append((example.command, example.actual))
    assert len(shown) >= 7
    assert shown == actual


def test_the_tests_that_the_readme_shows_pass(tmp_path: Path) -> None:
    """Saved and run by pytest as a reader would."""
    tests = [path.name for path in write_files(README, tmp_path) if path.name.startswith("test_")]
    assert tests  # named below: the README has wrong scenarios as well
    output, code = python("-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, folder=tmp_path)
    assert code == 0, output


STATES = (*Consent, *Voucher, *Linking, *Registration)


@pytest.mark.parametrize(
    "word", [*VERBS, *Fault, *Truth, *SETTINGS, *STATES, *Screen, *Document, *Kind]
)
def test_the_readme_names_every_word_of_the_language(word: str) -> None:
    """Each verb, fault, truth, setting and state stands there, in code or in shown output.

    So does each screen, each document and each kind of SMS.
    """
    assert re.search(rf"(?:`|  |{{){re.escape(str(word))}\b", README)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_path_a_document_names_is_there(name: str) -> None:
    """A file or folder that a document names in code exists."""
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"`((?:smsflow|tests|scenarios|benchmarks|\.ci)/[\w./]*)`", text)
    missing = [path for path in named if not (ROOT / path).exists()]
    assert missing == []


def test_every_make_target_a_document_names_is_there() -> None:
    """A `make` target that a document names stands in the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md"):
        text = Path(ROOT / name).read_text(encoding="utf-8")
        named = set(re.findall(r"`make ([a-z-]+)`", text))
        assert named
        assert named <= targets
