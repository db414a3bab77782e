from __future__ import annotations

import json
from csv import DictReader
from pathlib import Path

import pytest

from smsflow.codes import CODES
from tests.command_line import smsflow
from tests.tables import ROSTER

ASKED = """\
at,from,to,text
2026-09-01T09:00,1414,Aigul,consent_request
+2h,Aigul,1414,2*15
+9d,desk,,look: Aigul
"""
TABLES = ("messages.csv", "--roster", "roster.csv")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two tables: Aigul misspells her answer, Marat keeps silent."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "roster.csv").write_text(ROSTER, "utf-8")
    (tmp_path / "messages.csv").write_text(ASKED, "utf-8")
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_the_verdict_says_whose_refusal_was_none() -> None:
    """The records, then everybody whose record is not the truth, then the sum."""
    ran = smsflow("replay", *TABLES)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "3 rows, 2 guardians, 3 children\n"
        "       2  lapsed          the deadline passed in silence, which refuses too (R09)\n"
        "\n"
        "wrongful refusal: Aigul is recorded lapsed, truly misspelt (R07)\n"
        "\n"
        "wrongful refusals: 1\n"
        "     1  misspelt  (R07)\n"
        "by wrongful refusals 2 children miss their meals\n"
        "every row holds\n"
    )


def test_a_row_that_does_not_hold_is_shown_with_its_line(folder: Path) -> None:
    """Expected beside actual, exit 1; the deadlines still to come are named."""
    rows = ASKED.replace("+9d,desk,,look: Aigul", "+0s,1414,Aigul,voucher_link")
    (folder / "messages.csv").write_text(rows, "utf-8")
    ran = smsflow("replay", *TABLES)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith(
        "messages.csv:4:16 SF210 SMS to Aigul\n"
        "    4 | +0s,1414,Aigul,voucher_link\n"
        "      |                ^\n"
        "      expected  voucher_link\n"
        "      actual    none\n"
        "`smsflow explain SF210` tells more.\n\n"
        "3 rows, 2 guardians, 3 children\n"
    )
    assert "\n2 may still answer: `--until 9d` lets the deadlines pass\n" in ran.out
    assert ran.out.endswith("\n1 thing does not hold\n")


def test_many_failures_are_cut_and_counted(folder: Path) -> None:
    """Fifty are shown, with how many more there are."""
    (folder / "messages.csv").write_text(ASKED + "+0s,1414,Aigul,voucher_link\n" * 60, "utf-8")
    ran = smsflow("replay", *TABLES)
    assert ran.out.count(" SF210 ") == 50
    assert "\n… and 10 more\n" in ran.out
    assert ran.out.endswith("\n60 things do not hold\n")


def test_both_tables_are_told_wrong_at_once(folder: Path) -> None:
    """The roster first; a problem at the end of the messages stops the verdict as well."""
    (folder / "roster.csv").write_text(ROSTER + "Ali,12,Bolat,7.7E+10\n", "utf-8")
    (folder / "messages.csv").write_text(ASKED + "+0s,Bolat,1414,2*1\n+0s,Bolt,1414,x\n", "utf-8")
    ran = smsflow("replay", *TABLES)
    assert (ran.code, ran.out) == (2, "")
    lines = [line for line in ran.err.splitlines() if ".csv:" in line]
    assert [line[: line.index("SF") + 5] for line in lines] == [
        "roster.csv:5:5 SF108",
        "roster.csv:5:14 SF110",
        "messages.csv:6:5 SF109",
    ]
    assert "    6 | +0s,Bolt,1414,x\n      |     ^\n" in ran.err
    assert ran.err.endswith("`smsflow explain SF108` tells more.\n")


@pytest.mark.usefixtures("folder")
def test_as_json_what_cannot_be_read_is_an_error_of_the_object(folder: Path) -> None:
    """Each failure with its own path; exit 2."""
    (folder / "messages.csv").write_text(ASKED + "+0s,Bolt,1414,x\n", "utf-8")
    ran = smsflow("replay", *TABLES, "--json")
    (scenario,) = json.loads(ran.out)["scenarios"]
    assert (ran.code, ran.err) == (2, "")
    assert (scenario["path"], scenario["outcome"]) == ("messages.csv", "error")
    assert scenario["failures"] == [
        {
            "code": "SF109",
            "message": "unknown guardian 'Bolt'; it is neither in the roster nor a Kazakh mobile "
            "number",
            "path": "messages.csv",
            "line": 5,
            "column": 5,
        }
    ]


@pytest.mark.usefixtures("folder")
def test_as_json_the_verdict_is_that_of_one_scenario() -> None:
    """With the differences, and the events of whom `--trace` names."""
    ran = smsflow("replay", *TABLES, "--json", "--trace", "87015550102")
    document = json.loads(ran.out)
    (scenario,) = document["scenarios"]
    assert ran.code == 0
    assert document["summary"]["passed"] == 1
    assert scenario["wrongful_refusals"] == [
        {"guardian": "Aigul", "record": "lapsed", "truth": "misspelt", "cause": "R07"}
    ]
    assert {event["subject"] for event in scenario["events"]} == {"", "Marat Serik", "Timur"}


def test_as_json_the_sums_and_every_guardian_stand_beside_it(folder: Path) -> None:
    """Records, children, replies that answer nothing; a row a guardian, as `--csv` has it."""
    (folder / "messages.csv").write_text(ASKED + "+0s,87055550101,1414,2*1\n", "utf-8")
    ran = smsflow("replay", *TABLES, "--json", "--csv", "out.csv")
    (scenario,) = json.loads(ran.out)["scenarios"]
    assert {key: scenario[key] for key in [*scenario][9:-1]} == {
        "rows": 4,
        "children": 3,
        "children_without_a_meal": 2,
        "records": {"lapsed": 2},
        "strays": {
            "unknown_number": {
                "replies": 1,
                "senders": [
                    {"number": "+7705•••••01", "guardian": "", "replies": 1, "rows": [5]},
                ],
            },
            "not_asked": {"replies": 0, "senders": []},
        },
    }
    assert scenario["events"] == []
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(DictReader(file))
    assert [
        {key: str(value) for key, value in one.items()} for one in scenario["guardians"]
    ] == rows


@pytest.mark.usefixtures("folder")
def test_a_trace_tells_one_story() -> None:
    """A conversation, as `show` prints it, and nobody else's."""
    ran = smsflow("replay", *TABLES, "--trace", "Aigul")
    assert ran.code == 0
    assert "what happened:\n" in ran.out
    assert "      +2h Aigul > 1414: 2*15\n" in ran.out
    assert "> Marat" not in ran.out


def test_replies_that_answer_nothing_are_told(folder: Path) -> None:
    """Those of numbers that МАБ does not hold, and of guardians who were never asked."""
    (folder / "roster.csv").write_text(
        "child,grade,guardian,number,mab_number\n"
        "Dana,6,Aigul,87015550101,\nAli,3,Ann,87015550103,\nMadi,5,Bo,87015550104,87015550199\n",
        "utf-8",
    )
    strangers = "".join(f"+1h,8705555{row:04},1414,2*1\n" for row in (1, 2, 1, 1, 1, 1, 1))
    rows = "+0s,Ann,1414,2*1\n+0s,87015550104,1414,2*1\n"
    (folder / "messages.csv").write_text(ASKED + strangers + rows, "utf-8")
    ran = smsflow("replay", *TABLES)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith(
        "8 replies came from numbers that МАБ does not hold:\n"
        "     6  +7 705 ••• •• 01  rows 5, 7, 8, 9, 10, …\n"
        "     1  +7 705 ••• •• 02  row 6\n"
        "     1  +7 701 ••• •• 04 (Bo)  row 13\n"
        "such a number may be a guardian's, and МАБ's out of date\n"
        "1 reply came from guardians who were never asked:\n"
        "     1  +7 701 ••• •• 03 (Ann)  row 12\n"
        "every row holds\n"
    )
    ran = smsflow("replay", *TABLES, "--trace", "87055550002", "--reveal")
    assert "      +9d 4h +7 705 555 00 02 > 1414: 2*1\n" in ran.out
    assert "\n      #   1414 knows nobody by this number\n" in ran.out


def test_namesakes_are_called_as_they_are_written(folder: Path) -> None:
    """In a verdict the number says which; in a table it stands in a column of its own."""
    (folder / "roster.csv").write_text(
        "child,grade,guardian,guardian_iin,number,faults\n"
        "Dana,6,Kim,901205500127,87015550101,no_balance\n"
        "Ali,7,Kim,901205500226,87015550102,blacklisted\n",
        "utf-8",
    )
    (folder / "messages.csv").write_text(
        "at,from,to,text,expect_consent\n2026-09-01T09:00,87015550101,1414,2*1,\n"
        "+0s,1414,87015550102,consent_request,consented\n",
        "utf-8",
    )
    options = ("--until", "8d", "--reveal", "--csv", "out.csv", "--trace", "87015550102")
    ran = smsflow("replay", *TABLES, *options)
    assert "(2)" not in ran.out
    assert "messages.csv:3:38 SF201 consent of Kim (+7 701 555 01 02)\n" in ran.out
    assert "      1414 > Kim (+7 701 555 01 02): consent_request\n" in ran.out
    assert (
        "\nwrongful refusal: Kim (+7 701 555 01 01) is recorded lapsed, truly reply_lost "
        "(no_balance)\n"
        "wrongful refusal: Kim (+7 701 555 01 02) is recorded lapsed, truly never_saw_request "
        "(blacklisted)\n"
    ) in ran.out
    rows = (folder / "out.csv").read_text("utf-8").splitlines()[1:]
    assert [row.partition(",")[0] for row in rows] == ["Kim", "Kim"]
    assert "8 701 555 01 02,901205500226,Ali,7,2026-09-08 09:00:00" in rows[1]


def test_where_nobody_is_wronged_it_is_said(folder: Path) -> None:
    """And what else was found has a name."""
    (folder / "roster.csv").write_text(
        "child,grade,guardian,number,mab_number\nDana,6,Aigul,87015550101,87015550199\n", "utf-8"
    )
    (folder / "messages.csv").write_text(
        "at,from,to,text\n2026-09-01T09:00,87015550199,1414,2*1\n", "utf-8"
    )
    ran = smsflow("replay", *TABLES)
    assert ran.out.endswith(
        "\nwrongful consent: Aigul is recorded consented, truly never_saw_request (mab_number)\n"
        "finding: Aigul: link_not_seen (mab_number)\n"
        "\n"
        "wrongful refusals: 0\n"
        "wrongful consents: 1\n"
        "     1  never_saw_request  (mab_number)\n"
        "findings: 1\n"
        "     1  link_not_seen  (mab_number)\n"
        "every row holds\n"
    )


@pytest.mark.parametrize("command", [("replay",), ("export", "--refused")])
def test_columns_of_ones_own_are_told(folder: Path, command: tuple[str, ...]) -> None:
    """Once a table, on standard error; a failure is still shown with its place."""
    numbered = (folder / "roster.csv").read_text("utf-8").replace("\n", ",x\n")
    (folder / "roster.csv").write_text(numbered.replace("number,x", "number,Note"), "utf-8")
    rows = ASKED.replace("\n", ",,\n").replace("text,,", "Text,id,operator")
    (folder / "messages.csv").write_text(rows + "+0s,1414,Aigul,voucher_link,,\n", "utf-8")
    ran = smsflow(*command, *TABLES, "--reveal")
    assert ran.code == 1
    assert ran.err.startswith(
        "roster.csv: columns ignored: 'Note'\nmessages.csv: columns ignored: 'id', 'operator'\n"
    )
    assert command != ("replay",) or ran.out.startswith("messages.csv:5:16 SF210")


def test_letters_that_an_encoding_does_not_have_are_told_once(folder: Path) -> None:
    """The verdict stands: a name with a question mark is a name."""
    roster = ROSTER.replace("Aigul", "Айг?л").replace("Dana", "?лия")
    (folder / "roster.csv").write_text(roster, "utf-8")
    (folder / "messages.csv").write_text(ASKED.replace("Aigul", "Айг?л"), "utf-8")
    ran = smsflow("replay", *TABLES)
    assert (ran.code, ran.err) == (
        0,
        "roster.csv: the name 'Айг?л' holds '?': the export lost letters that cp1251 does not have "
        "(ә ғ қ ң ө ұ ү һ); export as UTF-8\n",
    )


def test_what_1414_really_sent_is_no_text_of_ours(folder: Path) -> None:
    """A row that says it says what to write instead."""
    rows = ASKED.replace("consent_request", "Құрметті ата-ана")
    (folder / "messages.csv").write_text(rows, "utf-8")
    ran = smsflow("replay", *TABLES)
    assert ran.code == 1
    assert (
        "`smsflow explain SF211` tells more.\n"
        "the texts of 1414 here are ours: in a row from 1414 write the kind of SMS, such as "
        "consent_request, or leave such rows out, or give the real texts by `--wording FILE`\n\n"
    ) in ran.out


def test_a_trace_has_all_that_concerns_a_guardians_numbers(folder: Path) -> None:
    """As `show` tells it: a stranger on the number in МАБ, and what 1414 knows nobody for."""
    (folder / "roster.csv").write_text(
        "child,grade,guardian,number,mab_number\nMadi,5,Bo,87015550104,87015550199\n", "utf-8"
    )
    rows = (
        "at,from,to,text\n2026-09-01T09:00,1414,Bo,consent_request\n"
        "+1h,87015550104,1414,2*5\n+1h,87015550199,1414,2*1\n+1h,87055550001,1414,2*1\n"
    )
    (folder / "messages.csv").write_text(rows, "utf-8")
    ran = smsflow("replay", *TABLES, "--trace", "Bo", "--reveal")
    assert ran.out.startswith(
        "what happened:\n"
        "      #   start_campaign (R06)\n"
        "      #   Bo: not_asked → requested, consent.asked (R06, R56)\n"
        "      1414 > Bo: consent_request\n"
        "      #   consent_request delivered, not seen: stranger\n"
        "      #   Bo: requested → awaiting_reply, consent.delivered (R06, R09)\n"
        "      +1h Bo > 1414: 2*5\n"
        "      #   1414 knows nobody by this number\n"
        "      +1h +7 701 555 01 99 > 1414: 2*1\n"
        "      #   Bo: awaiting_reply → consented, consent.consented (R07, R10, R11, R57)\n"
        "      #   Madi: none → awaiting_activation, voucher.formed (R11, R57, R58)\n"
        "      1414 > Bo: voucher_link\n"
        "      #   voucher_link delivered, not seen: stranger\n"
        "\n"
    )


def test_a_row_for_each_guardian_goes_to_a_table(folder: Path) -> None:
    """In the order of the roster; a name is never a formula, a number is masked."""
    roster = ROSTER.replace("Marat Serik", "=Marat 87015550102")
    (folder / "roster.csv").write_text(roster, "utf-8")
    ran = smsflow("replay", *TABLES, "--csv", "out.csv")
    assert ran.code == 0
    assert (folder / "out.csv").read_text("utf-8") == (
        "guardian,record,truth,cause,sms,segments,number,guardian_iin,children,grades,decided_at\n"
        "Aigul,lapsed,misspelt,R07,1,2,8 701 ••• •• 01,,Dana; Arman,6; 9,2026-09-08 09:00:00\n"
        "'=Marat 8701•••••02,lapsed,ignored,,1,2,8 701 ••• •• 02,,Timur,7,2026-09-08 09:00:00\n"
    )
    smsflow("replay", *TABLES, "--csv", "out.csv", "--reveal")
    assert "\n'=Marat 87015550102,lapsed" in (folder / "out.csv").read_text("utf-8")


@pytest.mark.usefixtures("folder")
def test_a_table_that_cannot_be_written_takes_no_verdict_away() -> None:
    """It is told after it, and exits with 2."""
    ran = smsflow("replay", *TABLES, "--csv", "no/such/folder.csv")
    assert ran.code == 2
    assert ran.out.endswith("every row holds\n")
    assert ran.err.startswith("SF410 no/such/folder.csv cannot be written: No such file or dir")


@pytest.mark.usefixtures("folder")
def test_another_policy_gives_another_verdict() -> None:
    """A list is written with commas."""
    ran = smsflow(
        "replay", *TABLES, "--policy", "reply_timeout=30d", "--policy", "reoffer_covers=refused"
    )
    assert ran.code == 0
    assert "       2  awaiting_reply" in ran.out
    assert "`--until 32d` lets the deadlines pass" in ran.out
    for until in ("32d", "2026-12-01"):
        later = smsflow("replay", *TABLES, "--policy", "reply_timeout=30d", "--until", until)
        assert "       2  lapsed" in later.out


def test_tables_of_another_encoding_are_read_when_it_is_said(folder: Path) -> None:
    """cp1251 with semicolons, as a spreadsheet here writes it."""
    for name in ("roster.csv", "messages.csv"):
        text = (folder / name).read_text("utf-8").replace(",", ";").replace("Aigul", "Айгуль")
        (folder / name).write_bytes(text.encode("cp1251"))
    ran = smsflow("replay", *TABLES, "--encoding", "cp1251")
    assert ran.code == 0
    assert "wrongful refusal: Айгуль is recorded lapsed" in ran.out
    assert smsflow("replay", *TABLES).err.count("or say `--encoding cp1251`") == 2
    (folder / "roster.csv").write_bytes(b"PK\x03\x04\x14\x00\x06\x00\x08\x00")
    assert smsflow("replay", *TABLES, "--encoding", "cp1251").err == (
        "roster.csv:1:1 SF122 the file is a workbook, not a table as text; save the sheet as CSV "
        "UTF-8\n`smsflow explain SF122` tells more.\n"
    )


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "SF409 the table of messages is missing: `smsflow replay messages.csv --roster"),
        (("messages.csv",), "SF409 --roster is missing: `smsflow replay messages.csv --roster"),
        ((*TABLES, "--encoding", "utf-16"), "SF409 --encoding utf-16: it can be utf-8, cp1251"),
        ((*TABLES, "--encoding", "cp9999"), "SF409 --encoding cp9999: it can be utf-8, cp1251"),
        ((*TABLES, "--until", "soon"), "SF112 --until soon: write a duration such as 8d"),
        ((*TABLES, "--until", "9999d"), "SF114 --until 9999d: more than 10 years"),
        ((*TABLES, "--excel"), "SF409 --excel is for the table that --csv writes: `--csv FILE"),
        (("--sample", "new", "--excel"), "SF409 --excel is for the table that --csv writes: "),
        (
            (*TABLES, "--until", "10.09.2026 10:59"),
            "SF108 --until 10.09.2026 10:59: the last row is later, of 2026-09-10T11:00:00+05:00\n",
        ),
        ((*TABLES, "--trace", "Aigl"), "SF109 --trace: unknown guardian 'Aigl'; did you mean"),
        ((*TABLES, "--trace", "Z"), "SF109 --trace: unknown guardian 'Z'; nobody in the roster"),
        ((*TABLES, "--policy", "late_reply"), "SF406 --policy late_reply: is not of the form"),
        (("no.csv", "--roster", "."), ".:1:1 SF100 it cannot be opened: Is a directory"),
        (("--sample", "roster.csv"), "SF410 roster.csv cannot be written to: File exists"),
    ],
)
def test_a_wrong_command_line_exits_with_2(arguments: tuple[str, ...], said: str) -> None:
    """It says what is missing, and `explain` knows the code."""
    ran = smsflow("replay", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(said)
    assert "` tells more." in ran.err


@pytest.mark.usefixtures("folder")
def test_files_that_are_missing_are_told_together() -> None:
    """The roster's path and the messages'."""
    ran = smsflow("replay", "no.csv", "--roster", "none.csv")
    assert ran.code == 2
    assert [line.split(" ")[0] for line in ran.err.splitlines()[:2]] == [
        "none.csv:1:1",
        "no.csv:1:1",
    ]


def test_a_sample_says_how_to_go_on(folder: Path) -> None:
    """The paths to standard output, the command to standard error."""
    ran = smsflow("replay", "--sample", "try", "--guardians", "3")
    assert (ran.code, ran.out) == (0, "try/roster.csv\ntry/messages.csv\n")
    command = "smsflow replay try/messages.csv --roster try/roster.csv"
    assert ran.err == f"`{command}` replays them\n"
    assert smsflow(*command.split()[1:]).code == 0
    assert (folder / "try" / "roster.csv").is_file()


def test_on_a_terminal_a_long_log_shows_how_far_it_is(folder: Path) -> None:
    """A bar on standard error, none elsewhere; the verdict has none of it."""
    (folder / "messages.csv").write_text(ASKED + "+0s,desk,,look: Aigul\n" * 4_000, "utf-8")
    ran = smsflow("replay", *TABLES, terminal=True)
    assert "reading the roster" in ran.err
    assert "2,000 rows" in ran.err
    assert "█" not in ran.out
    assert smsflow("replay", *TABLES).err == ""


def test_nobodys_number_is_shown(folder: Path) -> None:
    """Neither in a verdict nor in a complaint, unless `--reveal` asks for it."""
    number = "87015550101"
    (folder / "messages.csv").write_text(
        ASKED + f"+0s,1414,{number},voucher_link\n+0s,87055550199,1414,x\n", "utf-8"
    )
    ran = smsflow("replay", *TABLES, "--trace", number)
    assert number not in ran.out
    assert "8701•••••01" in ran.out
    assert number in smsflow("replay", *TABLES, "--reveal").out
    (folder / "roster.csv").write_text(
        f"child,child_iin,grade,guardian,number\nDana,901205500128,6,Ann,{number}\n"
        f",,,Bo {number},{number}\n",
        "utf-8",
    )
    ran = smsflow("replay", *TABLES)
    assert ran.code == 2
    assert number not in ran.err
    assert "901205500128" not in ran.err


@pytest.mark.parametrize("code", ["SF119", "SF123", "SF409", "SF410"])
def test_what_is_told_of_tables_alone_can_be_explained(code: str) -> None:
    """Each has an entry of its own."""
    ran = smsflow("explain", code)
    assert ran.code == 0
    assert ran.out.startswith(f"{code} {CODES[code][0]}\n")


def test_the_mask_leaves_the_remedy_to_be_read(folder: Path) -> None:
    """Twelve zeros in figures would be masked as an IIN."""
    row = "Ali,10230000003,6,Aigul,\n"
    (folder / "roster.csv").write_text(f"child,child_iin,grade,guardian,number\n{row}", "utf-8")
    assert smsflow("replay", *TABLES).err.splitlines()[0] == (
        "roster.csv:2:5 SF111 '•••••••••03' is no IIN: it has 11 digits, not 12; a spreadsheet has "
        "dropped the zero at its beginning: give the column a number format of 12 zeros there, and "
        "save it again"
    )
