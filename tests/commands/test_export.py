from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import smsflow

ROSTER = """\
child,child_iin,grade,guardian,guardian_iin,number
Dana,901205500226,6,Aigul,901205500127,87015550101
Timur,,7,Marat,,87015550102
Ali,,8,Marat,,
Ann,,8,Bolat,,87015550103
"""
MESSAGES = """\
at,from,to,text
2026-09-01T09:00,Aigul,1414,2*5
+1h,Bolat,1414,2*1
"""
TABLES = ("messages.csv", "--roster", "roster.csv")
OPEN = "1 may still answer: `--until 9d` lets the deadlines pass; the table is without them\n"
HEAD = "guardian_iin,guardian,record,children_iins,children,truth,cause,number\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two tables: Aigul refuses, Bolat consents, Marat keeps silent."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "roster.csv").write_text(ROSTER, "utf-8")
    (tmp_path / "messages.csv").write_text(MESSAGES, "utf-8")
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_who_refused_is_a_table_on_standard_output() -> None:
    """Masked unless it is asked for, and it says so."""
    ran = smsflow("export", "--refused", *TABLES)
    masked = "IINs and numbers are masked; `--reveal` writes them\n"
    assert (ran.code, ran.err) == (0, masked + OPEN)
    assert ran.out == (
        f"{HEAD}••••••••••27,Aigul,refused,••••••••••26,Dana,refused,,8 701 ••• •• 01\n"
    )
    ran = smsflow("export", "--refused", *TABLES, "--reveal", "--until", "8d")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        f"{HEAD}901205500127,Aigul,refused,901205500226,Dana,refused,,8 701 555 01 01\n"
        ",Marat,lapsed,; ,Timur; Ali,ignored,,8 701 555 01 02\n"
    )


def test_the_table_goes_to_a_file_if_one_is_named(folder: Path) -> None:
    """And nothing to standard output."""
    ran = smsflow(
        "export", "--refused", *TABLES, "--reveal", "--until", "8d", "--out", "refused.csv"
    )
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert (folder / "refused.csv").read_text("utf-8").startswith(f"{HEAD}901205500127,Aigul")
    ran = smsflow("export", "--refused", *TABLES, "--out", "no/refused.csv")
    assert ran.code == 2
    assert ran.err.startswith("SF410 no/refused.csv cannot be written: ")


def test_a_log_that_does_not_hold_is_not_to_be_relied_on(folder: Path) -> None:
    """The table is written all the same; exit 1 says that something differs."""
    (folder / "messages.csv").write_text(MESSAGES + "+0s,1414,Aigul,voucher_link\n", "utf-8")
    ran = smsflow("export", "--refused", *TABLES, "--reveal")
    assert ran.code == 1
    assert ran.out.startswith(HEAD)
    assert ran.err == f"{OPEN}1 thing does not hold; `smsflow replay` shows what\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (TABLES, "SF409 say what to export: `smsflow export --refused messages.csv"),
        (
            ("--refused", *TABLES, "--json", "--excel"),
            "SF409 --json and --excel: a table is of one kind; leave one out",
        ),
        (("--refused",), "SF409 the table of messages is missing: `smsflow export --refused"),
        (("--refused", "x.csv"), "SF409 --roster is missing: `smsflow export --refused"),
    ],
)
def test_a_wrong_command_line_exits_with_2(arguments: tuple[str, ...], said: str) -> None:
    """It says what is missing."""
    ran = smsflow("export", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(said)


def test_tables_that_cannot_be_read_export_nothing(folder: Path) -> None:
    """Everything wrong is told instead."""
    (folder / "messages.csv").write_text(MESSAGES + "+0s,Aigl,1414,2*1\n", "utf-8")
    ran = smsflow("export", "--refused", *TABLES, "--out", "refused.csv")
    assert (ran.code, ran.out) == (2, "")
    assert "messages.csv:4:5 SF109 unknown guardian 'Aigl'" in ran.err
    assert not (folder / "refused.csv").exists()


def test_whose_refusal_was_none_is_to_be_asked_first(folder: Path) -> None:
    """Truth and cause say who; namesakes keep their name, the number says which."""
    (folder / "roster.csv").write_text(
        "child,grade,guardian,guardian_iin,number,faults\n"
        "Dana,6,Kim,901205500127,87015550101,\n"
        "Dana Kim,7,Kim,901205500226,87015550102,blacklisted\n",
        "utf-8",
    )
    (folder / "messages.csv").write_text(
        "at,from,to,text\n2026-09-01T09:00,87015550101,1414,2*5\n", "utf-8"
    )
    ran = smsflow("export", "--refused", *TABLES, "--reveal", "--until", "8d")
    assert ran.out == (
        f"{HEAD}901205500127,Kim,refused,,Dana,refused,,8 701 555 01 01\n"
        "901205500226,Kim,lapsed,,Dana Kim,never_saw_request,blacklisted,8 701 555 01 02\n"
    )


def test_for_excel_the_table_opens_as_it_is(folder: Path) -> None:
    """A byte order mark, semicolons, and IINs that are no amounts."""
    ran = smsflow("export", "--refused", *TABLES, "--excel", "--reveal", "--out", "refused.csv")
    assert ran.code == 0
    assert (folder / "refused.csv").read_text("utf-8") == (
        "\ufeff" + HEAD.replace(",", ";") + '"=""901205500127""";Aigul;refused;'
        '"=""901205500226""";Dana;refused;;8 701 555 01 01\n'
    )


@pytest.mark.usefixtures("folder")
def test_as_json_each_row_is_an_object() -> None:
    """With the same columns, and masked alike."""
    options = ("export", "--refused", *TABLES, "--until", "8d")
    names = HEAD.strip().split(",")
    for how in ((), ("--reveal",)):
        rows = [line.split(",") for line in smsflow(*options, *how).out.splitlines()[1:]]
        ran = smsflow(*options, *how, "--json")
        assert ran.code == 0
        document = json.loads(ran.out)
        assert document == {"refused": [dict(zip(names, row, strict=True)) for row in rows]}
