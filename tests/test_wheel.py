"""The wheel: installed where nothing else is but what it asks for, and used in an empty folder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution
from pathlib import Path

import pytest

from tests.command_line import Ran

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


def files_below(folder: Path) -> set[str]:
    """The files of a folder, caches left out."""
    found = (
        file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in str(file)
    )
    return {file.relative_to(folder).as_posix() for file in found}


SCENARIOS = sorted(file for file in files_below(ROOT / "scenarios") if file.endswith(".yaml"))
NOTE = f"no scenarios/ here: taking the {len(SCENARIOS)} files that come with smsflow\n"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory"]
    subprocess.run([*build, str(folder)], cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.iterdir()
    return built


def required_by(package: Distribution) -> Iterator[Distribution]:
    """What a distribution requires on this machine, and what that requires; extras left out."""
    for requirement in package.requires or ():
        name = re.split(r"[^\w.-]", requirement)[0]
        if "extra ==" not in requirement and (found := [*Distribution.discover(name=name)]):
            yield found[0]
            yield from required_by(found[0])


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`smsflow`, as pip puts it into an environment of the wheel and what it requires.

    What it requires is linked from the environment of this test: no index is asked.
    """
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, symlinks=True)
    python = environment / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    offline = ["--no-index", "--no-deps", "--no-compile", "--disable-pip-version-check"]
    subprocess.run([*pip, *offline, str(wheel)], check=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    (metadata,) = packages.glob("smsflow-*.dist-info")
    for required in required_by(Distribution.at(metadata)):
        for top in {file.parts[0] for file in required.files or ()} - {".."}:
            if not (packages / top).exists():
                (packages / top).symlink_to(str(required.locate_file(top)))
    return environment / "bin" / "smsflow"


def run(command: Path, folder: Path, *arguments: str) -> Ran:
    """A command line of another process, without what this one's Python knows."""
    names = ("PATH", "HOME", "LANG", "SYSTEMROOT")
    done = subprocess.run(
        [command, *arguments],
        cwd=folder,
        env={name: os.environ[name] for name in names if name in os.environ},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def test_the_wheel_holds_the_package_and_the_scenarios(wheel: Path) -> None:
    """Tables, wordings and `py.typed` among them, and neither tests nor `cli.py`."""
    names = {one for one in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in one}
    package = {f"smsflow/{file}" for file in files_below(ROOT / "smsflow")}
    scenarios = {f"smsflow/shipped/scenarios/{file}" for file in files_below(ROOT / "scenarios")}
    data = {"py.typed", "sms/wordings/kk.yaml", "report/html/templates/page.css"}
    assert {f"smsflow/{name}" for name in data} <= names
    assert names == package | scenarios


def test_a_run_without_scenarios_replays_those_of_the_wheel(command: Path, tmp_path: Path) -> None:
    """And says so; the verdict is the checkout's, path by path."""
    ran = run(command, tmp_path, "run")
    checkout = run(BIN / "smsflow", ROOT, "run")
    assert (ran.code, ran.err) == (0, NOTE)
    assert (checkout.code, checkout.err) == (0, "")
    assert ran.out == checkout.out
    assert "\nscenarios/faq/\n" in ran.out


def test_json_stays_one_object(command: Path, tmp_path: Path) -> None:
    """The note goes to standard error."""
    ran = run(command, tmp_path, "run", "--json", "-k", "scenarios/faq/")
    assert ran.err == NOTE
    paths = [one["path"] for one in json.loads(ran.out)["scenarios"]]
    assert paths
    assert all(path.startswith("scenarios/faq/") for path in paths)


def test_what_is_copied_out_is_taken_from_then_on(command: Path, tmp_path: Path) -> None:
    """A missing path names the option that brings it; then it can be shown, edited and run."""
    (shipped, *_) = sorted((ROOT / "scenarios" / "faq").iterdir())
    path = f"scenarios/faq/{shipped.name}"
    missing = run(command, tmp_path, "show", path)
    assert missing.code == 2
    assert f"no such file or folder: {path}; `smsflow list --copy-to scenarios`" in missing.err
    copied = run(command, tmp_path, "list", "-k", path, "--copy-to", "scenarios")
    assert copied.err == "1 file copied to scenarios/\n"
    assert (tmp_path / path).read_bytes() == shipped.read_bytes()
    assert run(command, tmp_path, "show", path).code == 0
    assert run(command, tmp_path, "list").err == ""
