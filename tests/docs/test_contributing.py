"""What CONTRIBUTING.md tells to do is enough: each of its lists is followed in a copy."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.documentation import ROOT

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


class Copy:
    """The program in a folder of its own, to be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "smsflow", folder / "smsflow", ignore=ignored)

    def change(self, path: str, old: str, new: str) -> None:
        """Replace a text that stands there once, in a file that the guide names."""
        assert f"`{path}`" in CONTRIBUTING
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1
        file.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, *arguments: str) -> str:
        """What Python prints there."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(self.folder), "PYTHONUTF8": "1"},
            check=False,
        )
        return done.stdout + done.stderr

    def scenario(self, guardian: str, *steps: str, policy: str = "{}") -> str:
        """What `smsflow run` says to a scenario of one family."""
        lines = "".join(f"  - {step}\n" for step in steps)
        (self.folder / "toy.yaml").write_text(
            f"name: A toy\npolicy: {policy}\nguardians: {{aigul: {{{guardian}}}}}\n"
            f"children: {{dana: {{grade: 6, guardians: [aigul]}}}}\nsteps:\n{lines}",
            encoding="utf-8",
        )
        return self.run("-m", "smsflow", "run", "toy.yaml")


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A fresh copy."""
    return Copy(tmp_path)


NUMBER = 'number: "+7 701 555 01 01"'
REFUSE = 'reply: {from: aigul, text: "2*5"}'


def test_a_verb_is_added_by_its_list(copy: Copy) -> None:
    """A method of the engine, an entry of the language, a method for Python: then all know it."""
    greet = '    def greet(self, guardian: str) -> None:\n        """A greeting (R05)."""\n'
    copy.change(
        "smsflow/scenario/simulation.py",
        "    def look(self",
        f"{greet}        self._desk.look(guardian)\n\n    def look(self",
    )
    copy.change(
        "smsflow/scenario/language/verbs/people.py",
        '    one("look"',
        '    one("greet", Simulation.greet, GUARDIAN),\n    one("look"',
    )
    copy.change(
        "smsflow/scenario/verbs.py",
        "    def look(self",
        f'{greet}        self._do("greet", guardian)\n\n    def look(self',
    )
    assert "1 passed" in copy.scenario(NUMBER, "greet: aigul")
    assert '"greet"' in copy.run("-m", "smsflow", "schema")
    python = (
        "from smsflow import Simulation; flow = Simulation(); flow.guardian('aigul'); "
        "flow.greet('aigul'); print(type(flow.events[-1]).__name__)"
    )
    assert copy.run("-c", python) == "WalletOpened\n"


SETTING = '    toy: Toy = _open(Toy.OFF, "R08", "a toy")\n\n    def __post_init__(self) -> None:\n'
ROW = """    Row("refusal_repeated", (_S.REFUSED,), _T.REFUSAL_READ,
        clauses=("R08",)),
"""


def add_setting(copy: Copy) -> None:
    """The first step of its list."""
    path = "smsflow/memo/policy.py"
    values = 'class Toy(Option):\n    OFF = "off"\n    ON = "on"\n\n\n'
    copy.change(path, "def _open(", f"{values}def _open(")
    copy.change(path, "    def __post_init__(self) -> None:\n", SETTING)


def test_a_policy_setting_is_added_by_its_list(copy: Copy) -> None:
    """A class of its values and a field; the command line and the language then know it."""
    add_setting(copy)
    assert "toy                  off  [off · on]" in copy.run("-m", "smsflow", "policy")
    assert "1 passed" in copy.scenario(NUMBER, "start_campaign", policy="{toy: on}")
    assert "unknown toy 'no'; it can be off, on" in copy.scenario(
        NUMBER, "start_campaign", policy="{toy: no}"
    )


def test_a_row_is_added_by_its_list(copy: Copy) -> None:
    """It takes its cases from another by `when`, cites its clause, and decides."""
    add_setting(copy)
    path = "smsflow/memo/consent.py"
    toy = (
        '    Row("toy", (_S.REFUSED,), _T.REFUSAL_READ,\n'
        '        when=(Toy.ON,), target=_S.LAPSED, clauses=("R08",)),\n'
    )
    off = ROW.replace("        clauses", "        when=(Toy.OFF,), clauses")
    copy.change(path, ROW, off + toy)
    copy.change(
        path, "from smsflow.memo.policy import (", "from smsflow.memo.policy import (\n    Toy,"
    )
    steps = ("start_campaign", REFUSE, REFUSE)
    for value, state in (("on", "lapsed"), ("off", "refused")):
        shown = copy.scenario(
            NUMBER, *steps, f"expect: {{consent: {{aigul: {state}}}}}", policy=f"{{toy: {value}}}"
        )
        assert "1 passed" in shown
    assert "R08" in copy.run("-m", "smsflow", "explain", "consent.toy")


def test_two_rows_for_one_case_are_told(copy: Copy) -> None:
    """Exactly one: a row that takes its cases from no other is a fault of the table."""
    copy.change("smsflow/memo/consent.py", ROW, ROW + ROW.replace("repeated", "again"))
    lint = (
        "from smsflow.memo.lint import lint; from smsflow.memo.consent import CONSENT; "
        "print(*lint(CONSENT), sep='\\n')"
    )
    assert "refusal_again" in copy.run("-c", lint)


def test_a_language_is_added_by_its_list(copy: Copy) -> None:
    """A file beside the others and its code: then it can be asked for and expected."""
    wordings = copy.folder / "smsflow/sms/wordings"
    kazakh = (wordings / "kk.yaml").read_text(encoding="utf-8")
    (wordings / "en.yaml").write_text(
        re.sub(r"(?m)^language: kk", "language: en", kazakh), encoding="utf-8"
    )
    copy.change("smsflow/sms/wording.py", '("kk", "ru")', '("kk", "ru", "en")')
    shown = copy.scenario(
        f"{NUMBER}, language: en",
        "start_campaign",
        "expect_sms: {to: aigul, kind: consent_request, language: en}",
    )
    assert "1 passed" in shown


def test_a_language_of_the_stage_is_added_by_its_list(copy: Copy) -> None:
    """A file beside the others and its code: then the stage speaks it."""
    languages = copy.folder / "smsflow/languages"
    english = (languages / "en.yaml").read_text(encoding="utf-8")
    (languages / "de.yaml").write_text(
        english.replace("language: en", "language: de").replace("never saw", "sah nie"), "utf-8"
    )
    copy.change("smsflow/languages/catalogue.py", '("en", "kk", "ru")', '("en", "kk", "ru", "de")')
    copy.scenario(f"{NUMBER}, faults: [blacklisted]", "start_campaign", "wait: 7d")
    assert "sah nie the request" in copy.run("-m", "smsflow", "demo", "toy.yaml", "--language=de")


def test_every_name_that_the_guide_says_is_in_the_code() -> None:
    """A class, a table or a method in backticks stands in some file of the program."""
    code = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("smsflow/**/*.py"))
    named = set(re.findall(r"`([A-Za-z_]+)`", CONTRIBUTING))
    assert {"Policy", "Simulation", "Verbs", "VERBS", "LANGUAGES", "looks_like", "when"} <= named
    assert {name for name in named if not re.search(rf"\b{name}\b", code)} == set()
