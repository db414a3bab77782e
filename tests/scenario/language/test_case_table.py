from __future__ import annotations

import json
from pathlib import Path

import pytest

from smsflow.document.tree import MAX_BYTES
from smsflow.errors import DocumentError, Origin, Place, Problem
from smsflow.scenario.language.load import load
from smsflow.scenario.model import Scenario
from tests.command_line import smsflow
from tests.writing import FIRST_STEP, family

STEPS = "- reply: {from: <who>, text: '<text>'}"
TABLE = "who,text\naigul,2*1\nmarat,2*5\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, so that paths are short."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def loaded(table: str | bytes, steps: str = STEPS, name: str = "a.csv") -> list[Scenario]:
    """The scenarios of a file `s.yaml` whose cases are this table."""
    data = table.encode() if isinstance(table, str) else table
    Path("a.csv").write_bytes(data)
    return load("s.yaml", (family(steps) + f"cases: {name}\n").encode())


def problems(table: str | bytes, steps: str = STEPS, name: str = "a.csv") -> list[Problem]:
    """Everything wrong with them, in the order in which it is told."""
    with pytest.raises(DocumentError) as caught:
        loaded(table, steps, name)
    assert caught.value.path == "s.yaml"
    return caught.value.problems


def in_table(code: str, message: str, line: int, column: int, text: str) -> Problem:
    """A problem in the table."""
    return Problem(code, message, Place(line, column), Origin("a.csv", text))


@pytest.mark.usefixtures("folder")
def test_each_row_of_the_file_is_a_scenario() -> None:
    """Just like a row in the scenario; separators and a byte order mark make no difference."""
    names = ["A family [who=aigul, text=2*1]", "A family [who=marat, text=2*5]"]
    assert [one.name for one in loaded(TABLE)] == names
    excel = "\ufeff" + TABLE.replace(",", ";").replace("\n", "\r\n")
    assert [one.name for one in loaded(excel)] == names
    assert [one.path for one in loaded(TABLE)] == ["s.yaml", "s.yaml"]


def test_the_file_stands_beside_the_scenario_or_below_it(folder: Path) -> None:
    """Wherever the program is called from."""
    below = folder / "one" / "tables"
    below.mkdir(parents=True)
    (below / "a.csv").write_text(TABLE, encoding="utf-8")
    text = family(STEPS) + "cases: tables/a.csv\n"
    assert len(load("one/s.yaml", text.encode())) == 2
    assert len(load((folder / "one" / "s.yaml").as_posix(), text.encode())) == 2


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "name", ["../a.csv", "/a.csv", "x/../a.csv", "C:a.csv", "\\\\host\\a.csv", "..\\a.csv", ".."]
)
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    """A scenario and what it needs can be moved together, on any system."""
    message = f"cases names a file in the scenario's own folder or below it, not {name!r}"
    assert problems(TABLE, name=f"'{name}'") == [Problem("SF108", message, Place(10, 8))]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("b.csv", "; did you mean 'a.csv'?"),
        ("completely_different", ""),
        ("x/a.csv", ""),
        (".", ""),
        ('"a\\0.csv"', "; did you mean 'a.csv'?"),
    ],
)
def test_a_file_that_is_not_there_is_told_where_it_is_named(name: str, hint: str) -> None:
    """With the nearest name in the folder; a folder is no file either."""
    (problem,) = problems(TABLE, name=name)
    assert problem.code == "SF100"
    assert problem.place == Place(10, 8)
    assert problem.message.startswith("no such file beside the scenario: ")
    assert problem.message.endswith(hint or "'")


@pytest.mark.usefixtures("folder")
def test_a_file_that_cannot_be_opened_says_why() -> None:
    """The system's words, where it is named."""
    (problem,) = problems(TABLE, name="a" * 300)
    assert problem.code == "SF100"
    assert problem.message.endswith("…' cannot be opened: File name too long")


@pytest.mark.usefixtures("folder")
def test_what_is_wrong_with_the_table_stands_in_the_table() -> None:
    """All of it at once, after what is wrong with the scenario."""
    table = 'who,text,a b,late\naigul,2*1,x,1h\nmarat,2*5\naigul,2*1,"x"y,1h\n'
    steps = f"{STEPS}\n- look: <whom>\n- rply: x"
    assert problems(table, steps) == [
        Problem(
            "SF117",
            "<whom> is no column of cases; did you mean 'who'?",
            Place(FIRST_STEP + 1, 11),
        ),
        Problem("SF103", "unknown step 'rply'; did you mean 'reply'?", Place(FIRST_STEP + 2, 5)),
        in_table(
            "SF117",
            "'a b' is no name for a column: letters, digits and _",
            1,
            10,
            "who,text,a b,late",
        ),
        in_table("SF117", "the column 'a b' is used nowhere", 1, 10, "who,text,a b,late"),
        in_table("SF117", "the column 'late' is used nowhere", 1, 14, "who,text,a b,late"),
        in_table("SF122", "this row has 2 cells, the first 4", 3, 1, "marat,2*5"),
        in_table(
            "SF122",
            "the quoted cell ends before this; inside of it, write a quotation mark twice",
            4,
            14,
            'aigul,2*1,"x"y,1h',
        ),
    ]


@pytest.mark.usefixtures("folder")
def test_a_wrong_cell_is_told_where_it_is_filled_in_with_the_row_it_came_from() -> None:
    """The first such row by its line; a row may begin after lines of another."""
    table = 'who,text\naigul,"2\n*1"\naigl,2*1\naigl,2*1\n'
    assert problems(table) == [
        Problem(
            "SF109",
            "unknown guardian 'aigl'; did you mean 'aigul'? [who=aigl, text=2*1] at a.csv:4"
            " and 1 more cases",
            Place(FIRST_STEP, 19),
        )
    ]


@pytest.mark.usefixtures("folder")
def test_a_table_has_rows() -> None:
    """An empty file and one of names alone are told apart."""
    assert problems("who,text\n") == [in_table("SF117", "cases has no row", 1, 1, "who,text")]
    assert problems("") == [
        in_table("SF122", "the table is empty; its first row names the columns", 1, 1, "")
    ]


@pytest.mark.usefixtures("folder")
def test_the_limits_are_those_of_a_scenario() -> None:
    """10,000 rows, 8 MiB, 400,000 values, rows × steps: each told in the table."""
    rows = "who,text\n" + "aigul,2*1\n" * 10_000
    assert len(loaded(rows)) == 10_000
    assert problems(rows + "aigul,2*1\n") == [
        in_table("SF114", "more than 10,000 rows of cases", 10_002, 1, "aigul,2*1")
    ]
    long = ("who,text\n" + f"aigul,{'x' * 100_000}\n" * 84)[:MAX_BYTES]
    assert len(loaded(long)) == 84
    assert problems(long + "x") == [
        in_table("SF114", "the file is larger than 8 MiB; split it", 1, 1, "")
    ]
    wide = ",".join(f"c{number}" for number in range(1_000)) + "\n"
    (*_, last) = problems(wide + ("," * 999 + "\n") * 402)
    assert (last.code, last.message) == ("SF114", "more than 400,000 values in one file; split it")
    assert last.place == Place(403, 1)
    (problem,) = problems(rows[: 9 + 10 * 1_000], STEPS + "\n- look: aigul" * 1_000)
    assert problem.message == "rows × steps come to more than 1,000,000"
    assert (problem.place, problem.origin) == (Place(2, 1), Origin("a.csv", "aigul,2*1"))


@pytest.mark.usefixtures("folder")
def test_a_file_of_another_encoding_is_told() -> None:
    """What a program under Windows may have saved."""
    assert problems("who,text\nайгуль,2*1\n".encode("cp1251")) == [
        in_table(
            "SF102",
            "byte 0xe0 is not UTF-8; save the file as UTF-8",
            2,
            1,
            "\ufffd" * 6 + ",2*1",
        )
    ]


BROKEN = 'who,text\n"+7 701 555 01 01",2*1,x\n'


def test_people_are_shown_the_line_of_the_table(folder: Path) -> None:
    """Path, place, the line with its caret; `run`, `list` and `show` alike, numbers masked."""
    (folder / "a.csv").write_text(BROKEN, encoding="utf-8")
    (folder / "s.yaml").write_text(family(STEPS) + "cases: a.csv\n", encoding="utf-8")
    said = [
        "a.csv:2:24 SF122 this row has 3 cells, the first 2; a cell that holds ',' has to be "
        "quoted",
        '    2 | "+7 701 ••• •• 01",2*1,x',
        "      |                        ^",
    ]
    for command in ("run", "list", "show"):
        ran = smsflow(command, "s.yaml")
        assert ran.code == 2
        lines = (ran.out + ran.err).splitlines()
        start = lines.index(said[0])
        assert lines[start : start + 3] == said


def test_programs_are_told_the_path_of_the_table(folder: Path) -> None:
    """`failures` name the file that has to be mended."""
    (folder / "a.csv").write_text("who,text\naigul\n", encoding="utf-8")
    (folder / "s.yaml").write_text(
        family(STEPS + "\n- rply: x") + "cases: a.csv\n", encoding="utf-8"
    )
    ran = smsflow("run", "s.yaml", "--json")
    (scenario,) = json.loads(ran.out)["scenarios"]
    assert scenario["path"] == "s.yaml"
    assert [(one["path"], one["line"], one["column"]) for one in scenario["failures"]] == [
        ("a.csv", 2, 1)
    ]


def test_a_case_that_does_not_hold_names_its_cells(folder: Path) -> None:
    """At the expectation, in the scenario."""
    (folder / "a.csv").write_text("who,then\naigul,refused\naigul,lapsed\n", encoding="utf-8")
    steps = "- start_campaign\n- wait: 7d\n- expect: {consent: {<who>: <then>}}"
    (folder / "s.yaml").write_text(family(steps) + "cases: a.csv\n", encoding="utf-8")
    ran = smsflow("run", "s.yaml")
    assert ran.code == 1
    assert "  FAIL  s.yaml  A family [who=aigul, then=refused]" in ran.out
    assert "  ok    s.yaml  A family [who=aigul, then=lapsed]" in ran.out
    assert "s.yaml:11:31 SF201 consent of aigul" in ran.out
