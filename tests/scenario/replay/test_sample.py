from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from smsflow.commands.replay import DEFAULT_GUARDIANS
from smsflow.scenario.replay import sample
from smsflow.sms.identity import iin_problem
from tests.command_line import smsflow

SHIPPED = Path(__file__).parents[3] / "scenarios" / "replay"


def rows_of(table: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))


def test_what_is_shipped_is_what_the_generator_makes(tmp_path: Path) -> None:
    """`smsflow replay --sample FOLDER`, byte for byte."""
    ran = smsflow("replay", "--sample", str(tmp_path / "new"))
    assert ran.code == 0
    for name in (sample.ROSTER, sample.MESSAGES):
        assert (tmp_path / "new" / name).read_bytes() == (SHIPPED / name).read_bytes()
    assert {one.name for one in SHIPPED.iterdir()} == {sample.ROSTER, sample.MESSAGES}


@pytest.mark.parametrize("name", [sample.ROSTER, sample.MESSAGES])
def test_a_sample_never_replaces_a_table(tmp_path: Path, name: str) -> None:
    """Nothing is written unless both can be."""
    (tmp_path / name).write_text("somebody's work\n", encoding="utf-8")
    ran = smsflow("replay", "--sample", str(tmp_path))
    assert (ran.code, ran.out) == (2, "")
    path = (tmp_path / name).as_posix()
    assert ran.err.startswith(f"SF405 {path} is there already; nothing was written\n")
    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "somebody's work\n"


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """Another seed gives others."""
    made = {}
    for name, seed in (("one", 7), ("same", 7), ("other", 8)):
        files = sample.write_sample(tmp_path / name, 200, seed)
        made[name] = [file.read_bytes() for file in files]
    assert made["one"] == made["same"]
    assert all(one != other for one, other in zip(made["one"], made["other"], strict=True))


def test_every_iin_is_dated_in_the_2090s_and_nobodys_else() -> None:
    """So it belongs to nobody; the check digit is right, and no two people share one."""
    rows = rows_of(SHIPPED / sample.ROSTER)
    children = [row["child_iin"] for row in rows]
    guardians = {row["guardian_iin"] for row in rows}
    for iin in (*children, *guardians):
        assert iin_problem(iin) is None
        assert re.match("9[0-9]", iin)
        assert iin[6] in "56", "born in the 2000s"
    assert len(guardians) == DEFAULT_GUARDIANS
    assert len({*children, *guardians}) == len(children) + len(guardians)


@pytest.mark.parametrize(("guardians", "seed"), [(1, 0), (3, 1), (60, 2), (400, 3)])
def test_any_sample_can_be_replayed_and_holds(tmp_path: Path, guardians: int, seed: int) -> None:
    """What it expects of the service comes true, whoever is in it."""
    roster, messages = sample.write_sample(tmp_path, guardians, seed)
    ran = smsflow("replay", str(messages), "--roster", str(roster))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("every row holds\n")


def test_the_shipped_sample_shows_every_kind_of_ending(tmp_path: Path) -> None:
    """All records that a log can end with, and each cause that nobody at 1414 can see."""
    table = tmp_path / "out.csv"
    ran = smsflow(
        "replay", str(SHIPPED / sample.MESSAGES), "--roster", str(SHIPPED / sample.ROSTER),
        "--csv", str(table),
    )  # fmt: skip
    rows = rows_of(table)
    assert ran.code == 0
    assert {row["record"] for row in rows} == {
        "consented", "refused", "lapsed", "unreached", "no_number"
    }  # fmt: skip
    assert {(row["truth"], row["cause"]) for row in rows if row["cause"]} == {
        ("never_saw_request", "blacklisted"),
        ("never_saw_request", "mab_number"),
        ("reply_lost", "no_balance"),
        ("misspelt", "R07"),
    }
    assert {"ignored", "refused", "consented", "not_asked"} <= {row["truth"] for row in rows}
