from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsflow.moments import DAY, HOUR, SECOND, format_instant
from smsflow.scenario.people import FaultSetup
from smsflow.scenario.replay.sequence import Way
from smsflow.scenario.simulation import FIRST_MOMENT as FIRST
from smsflow.world.faults import Fault
from tests.tables import BEGINS, HEAD, ROSTER, lines_of

FULL = "at,from,to,text,fault,expect_consent\n"
ROW = "a row is from 1414, to 1414, or from desk"
FORMAT = "; in the spreadsheet, give the column the format yyyy-mm-dd hh:mm:ss"
SWAPPED = "is a kind of SMS, and this row goes to 1414, as a reply does; are from and to swapped?"
MOMENT = "expected a moment such as 2026-09-01T09:00"


def test_a_row_is_a_reply_an_expectation_or_a_step() -> None:
    """To 1414, from 1414, from desk; whose it is says a name or a number."""
    lines, problems = lines_of(
        HEAD
        + f"{BEGINS},1414,Aigul,consent_request\n"
        + "+0s,87015550102,1414,2*1\n"
        + "+0s,+7 705 555 01 01,1414,2*1\n"
        + "+0s,desk,,start_campaign\n"
    )
    assert problems == []
    assert [(one.way, one.guardian, one.number, one.text) for one in lines] == [
        (Way.EXPECTED, "Aigul", "", "consent_request"),
        (Way.REPLY, "Marat Serik", "+77015550102", "2*1"),
        (Way.REPLY, "", "+77055550101", "2*1"),
        (Way.DESK, "", "", "start_campaign"),
    ]
    assert [step.verb for step in lines[3].steps] == ["start_campaign"]


def test_a_moment_is_iso_8601_or_counts_from_the_row_before() -> None:
    """UTC+5 unless it says; a blank in place of the T, seconds or none, another zone."""
    moments = [
        "2026-09-01T09:00",
        "+2h",
        "2026-09-01 11:00:30",
        "2026-09-01T06:01:00Z",
        " 2026-09-01T11:02:05.250+05:00 ",
        "+0s",
        "2026-09-02",
    ]
    lines, problems = lines_of(HEAD + "".join(f"{at},Aigul,1414,x\n" for at in moments))
    assert problems == []
    assert [format_instant(one.at).removesuffix("+05:00") for one in lines] == [
        "2026-09-01T09:00:00",
        "2026-09-01T11:00:00",
        "2026-09-01T11:00:30",
        "2026-09-01T11:01:00",
        "2026-09-01T11:02:05.250",
        "2026-09-01T11:02:05.250",
        "2026-09-02T00:00:00",
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-09-01 09:05", "2026-09-01T09:05:00"),
        ("2026-09-01 9:05", "2026-09-01T09:05:00"),
        ("2026-09-01 09:05:07", "2026-09-01T09:05:07"),
        ("2026-09-01  9:05:07", "2026-09-01T09:05:07"),
        ("01.09.2026 09:05", "2026-09-01T09:05:00"),
        ("01.09.2026 9:05:07", "2026-09-01T09:05:07"),
        ("01.09.2026,\u00a09:05", "2026-09-01T09:05:00"),
        ("1.9.2026 09:05:07", "2026-09-01T09:05:07"),
        ("31.12.2026 23:59:59", "2026-12-31T23:59:59"),
    ],
)
def test_a_moment_may_be_written_as_a_spreadsheet_does(written: str, meant: str) -> None:
    """Where that means one moment alone; with dots the day comes first."""
    (line,), problems = lines_of(f'{HEAD}"{written}",Aigul,1414,x\n')
    assert problems == []
    assert format_instant(line.at) == f"{meant}+05:00"


@pytest.mark.parametrize(
    "written",
    [
        "9/1/2026 9:00",
        "01/09/2026 09:00",
        "9/1/2026 9:00 AM",
        "01.09.26 9:00",
        "09:00",
        "09:00:05",
        "32.01.2026 9:00",
        "01.13.2026 9:00",
        "2026-09-01 24:01",
    ],
)
def test_a_moment_that_a_spreadsheet_left_unclear_is_told_with_the_remedy(written: str) -> None:
    """Month or day first, two digits of a year, days since 1900, a time alone: never guessed."""
    problem = ("SF112", f"{MOMENT}, found {written!r}{FORMAT}", 2, 1)
    assert lines_of(f'{HEAD}"{written}",Aigul,1414,x\n') == ([], [problem])


@pytest.mark.parametrize("written", ["46266.375", "46266,375", "46266"])
def test_days_since_1900_are_told_to_be_a_date(written: str) -> None:
    """As a spreadsheet writes a moment once its cell has lost its format."""
    problem = ("SF112", f"{MOMENT}, found {written!r}, a date as a number{FORMAT}", 2, 1)
    assert lines_of(f'{HEAD}"{written}",Aigul,1414,x\n') == ([], [problem])


def test_how_to_format_a_column_is_told_once() -> None:
    """Each row that is wrong has its place all the same."""
    rows = "9/1/2026 9:00,Aigul,1414,x\n9/2/2026 9:00,Aigul,1414,x\n"
    assert lines_of(HEAD + rows)[1] == [
        ("SF112", f"{MOMENT}, found '9/1/2026 9:00'{FORMAT}", 2, 1),
        ("SF112", f"{MOMENT}, found '9/2/2026 9:00'", 3, 1),
    ]


SECOND_OF = st.integers(0, 200)
ROW_OF = st.tuples(
    SECOND_OF,
    st.sampled_from(["Aigul", "+77015550101", "87015550102", "+77055550101", "nobody", "1414"]),
    st.booleans(),
    st.sampled_from(["2*1", "consent_request", "voucher_lnk", ""]),
    st.sampled_from(["", "", "no_balance", "none"]),
)


@given(st.lists(ROW_OF, max_size=8))
def test_blanks_around_cells_change_nothing(
    rows: list[tuple[int, str, bool, str, str]],
) -> None:
    """What a look-up finds in plain cells is what reading them at length does."""

    def lines(blank: str) -> list[object]:
        written = [FULL]
        for second, other, to_them, text, fault in rows:
            at = format_instant(FIRST + second * SECOND).removesuffix("+05:00")
            pair = ("1414", other) if to_them else (other, "1414")
            plain = (at, *pair, text, fault, "")
            written.append(",".join(f"{blank}{cell}" for cell in plain) + "\n")
        sound, problems = lines_of("".join(written))
        told = [(code, message, line) for code, message, line, _ in problems]
        read = [(o.at, o.way, o.guardian, o.number, o.text.strip(), o.faults) for o in sound]
        return [read, told]

    assert lines("") == lines("  ")


def test_a_guardian_called_by_another_ones_number_is_meant_by_it() -> None:
    """A name goes before a number, also where the cell could be either."""
    roster = (
        "child,grade,guardian,number\nDana,6,Aigul,+77015550101\nAli,7,+77015550101,+77015550102\n"
    )
    lines, problems = lines_of(f"{HEAD}{BEGINS},+77015550101,1414,x\n", roster)
    assert problems == []
    assert [(line.guardian, line.number) for line in lines] == [("+77015550101", "+77015550101")]


def test_a_row_that_waits_ends_later_than_it_begins() -> None:
    """So `+1h` in the next counts from the end of the wait, and nothing may come before it."""
    lines, problems = lines_of(
        HEAD + f"{BEGINS},desk,,wait: 2d\n+1h,Aigul,1414,x\n{BEGINS},Aigul,1414,x\n"
    )
    assert lines[1].at - lines[0].at == 2 * DAY + HOUR
    assert [problem[0] for problem in problems] == ["SF123"]


def test_faults_and_the_record_stand_beside_a_message() -> None:
    """Several faults with blanks between them, taken off again by a hyphen."""
    (line,), problems = lines_of(
        FULL + f"{BEGINS},Aigul,1414,2*1,receipt_late=2h -no_balance,consented\n"
    )
    assert problems == []
    assert line.faults == (
        (FaultSetup(Fault.RECEIPT_LATE, 2 * HOUR), True),
        (FaultSetup(Fault.NO_BALANCE), False),
    )
    assert line.consent == "consented"


def test_columns_are_in_any_order_and_empty_rows_are_passed_over() -> None:
    """As a spreadsheet leaves them at the end of a table."""
    lines, problems = lines_of(f"text;to;from;at\n2*1;1414;Aigul;{BEGINS}\n;;;\n ; ;;\n\n")
    assert problems == []
    assert [(line.guardian, line.text) for line in lines] == [("Aigul", "2*1")]


def test_a_child_that_the_desk_adds_can_be_named_from_then_on() -> None:
    """By later rows only, and it takes its name once."""
    lines, problems = lines_of(
        HEAD
        + f"{BEGINS},desk,,activate: Ali\n"
        + '+0s,desk,,"add_child: {name: Ali, grade: 5, guardians: [Aigul]}"\n'
        + "+0s,desk,,look: Aigul\n"
        + "+0s,desk,,send_qr: Ali\n"
        + '+0s,desk,,"add_child: {name: Ali, grade: 5, guardians: [Aigul]}"\n'
    )
    assert [line.steps[0].verb for line in lines] == ["add_child", "look", "send_qr"]
    assert problems == [
        ("SF109", "unknown child 'Ali'", 2, 24),
        ("SF115", "'Ali' is the name of a child already", 6, 11),
    ]


def test_who_is_not_told_apart_is_not_guessed() -> None:
    """A message names them by the number; the desk, which knows names alone, by none."""
    roster = (
        "child,grade,guardian,guardian_iin,number\n"
        "Dana,6,Aigul,901205500127,+77015550101\nAli,7,Aigul,901205500226,+77015550102\n"
    )
    lines, problems = lines_of(
        HEAD
        + f"{BEGINS},Aigul,1414,x\n+0s,87015550102,1414,x\n"
        + "+0s,desk,,look: Aigul\n+0s,desk,,look: Aigul (2)\n",
        roster,
    )
    assert [line.guardian for line in lines] == ["Aigul (2)", ""]
    assert problems == [
        ("SF109", "several guardians are called 'Aigul'; name this one by the number", 2, 18),
        (
            "SF109",
            "several guardians are called 'Aigul'; the desk needs names that differ: "
            "change them in the roster",
            4,
            11,
        ),
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",Aigul,1414,x,,", ("SF112", f"{MOMENT}, found ''", 2, 1)),
        (
            "9/1/2026 9:00,Aigul,1414,x,,",
            ("SF112", f"{MOMENT}, found '9/1/2026 9:00'{FORMAT}", 2, 1),
        ),
        ("+2h,Aigul,1414,x,,", ("SF112", f"{MOMENT}, found '+2h'", 2, 1)),
        (
            "2026-09-01T09:00:60,Aigul,1414,x,,",
            ("SF112", f"{MOMENT}, found '2026-09-01T09:00:60'", 2, 1),
        ),
        (f"{BEGINS},Aigul,Marat Serik,x,,", ("SF118", f"{ROW}, not 'Marat Serik'", 2, 24)),
        (f"{BEGINS},Aigul,,x,,", ("SF118", f"{ROW}, and this cell is empty", 2, 24)),
        (f"{BEGINS},,1414,x,,", ("SF118", f"{ROW}, and this cell is empty", 2, 18)),
        (
            f"{BEGINS},Aigul,1414,consent_request,,",
            ("SF118", f"'consent_request' {SWAPPED}", 2, 29),
        ),
        (
            f"{BEGINS},+77055550101,1414, Voucher_link ,,",
            ("SF118", f"'Voucher_link' {SWAPPED}", 2, 36),
        ),
        (f"{BEGINS},1414,1414,x,,", ("SF118", f"{ROW}, not '1414'", 2, 23)),
        (f"{BEGINS},1414,desk,x,,", ("SF118", f"{ROW}, not 'desk'", 2, 23)),
        (
            f"{BEGINS},Aigl,1414,x,,",
            ("SF109", "unknown guardian 'Aigl'; did you mean 'Aigul'?", 2, 18),
        ),
        (
            f"{BEGINS},Zhanar,1414,x,,",
            (
                "SF109",
                "unknown guardian 'Zhanar'; it is neither in the roster nor a Kazakh mobile number",
                2,
                18,
            ),
        ),
        (
            f"{BEGINS},7.70156E+10,1414,x,,",
            (
                "SF109",
                "unknown guardian '7.70156E+10'; a spreadsheet shows it rounded: give the column "
                "the number format 0 there, and save it again",
                2,
                18,
            ),
        ),
        (
            f"{BEGINS},1414,Aigul,voucher_lnk,,",
            ("SF108", "unknown kind of SMS 'voucher_lnk'; did you mean 'voucher_link'?", 2, 29),
        ),
        (
            f"{BEGINS},1414,Aigul, ,,",
            ("SF106", "a row from 1414 needs the kind of the SMS, or a part of its text", 2, 29),
        ),
        (
            f"{BEGINS},desk,,resnd,,",
            ("SF103", "unknown step 'resnd'; did you mean 'resend'?", 2, 24),
        ),
        (
            f"{BEGINS},desk,,resend: [Aigl],,",
            ("SF109", "unknown guardian 'Aigl'; did you mean 'Aigul'?", 2, 24),
        ),
        (f'{BEGINS},desk,,"resend\n- resend",,', ("SF103", "a row of the desk is one step", 2, 24)),
        (
            f'{BEGINS},desk,,"messages: |\n    Aigul > 1414: 2*1\n    Aigul > 1414: 2*5",,',
            ("SF103", "a row of the desk is one step", 2, 24),
        ),
        (f"{BEGINS},desk,,resend: [,,", ("SF101", "here YAML expects node content", 2, 24)),
        (
            f"{BEGINS},desk,,wait: 9y,,",
            ("SF112", "expected a duration such as 2h or 3d 4h, found '9y'", 2, 24),
        ),
        (
            f"{BEGINS},desk,,resend,no_balance,",
            ("SF104", "a fault is put on the row's guardian, and this row has none", 2, 31),
        ),
        (
            f"{BEGINS},+77055550101,1414,x,,lapsed",
            ("SF104", "expect_consent looks at the row's guardian, and this row has none", 2, 39),
        ),
        (
            f"{BEGINS},Aigul,1414,x,,lapse",
            ("SF108", "unknown state of consent 'lapse'; did you mean 'lapsed'?", 2, 32),
        ),
        (
            f"{BEGINS},Aigul,1414,x,no_balnce,",
            ("SF108", "unknown cause 'no_balnce'; did you mean 'no_balance'?", 2, 31),
        ),
    ],
)
def test_a_wrong_cell_is_told_where_it_stands(row: str, problem: tuple[object, ...]) -> None:
    """By line and column of the table; the row is left out."""
    assert lines_of(f"{FULL}{row}\n") == ([], [problem])


def test_rows_out_of_order_are_told_and_those_after_them_looked_at() -> None:
    """The first of them: one remedy puts all right."""
    lines, problems = lines_of(
        HEAD
        + "2026-09-02T09:00,Aigul,1414,x\n2026-09-01T09:00,Aigl,1414,x\n"
        + "2026-09-02T08:59,Aigul,1414,x\n2026-09-02T09:00,Aigul,1414,x\n"
    )
    early = "this row is earlier than the one before; sort the table by time"
    assert len(lines) == 2
    assert problems == [
        ("SF123", early, 3, 1),
        ("SF109", "unknown guardian 'Aigl'; did you mean 'Aigul'?", 3, 18),
    ]


def test_what_counts_from_an_unreadable_moment_is_not_told_again() -> None:
    """It has one cause, and that is told."""
    _, problems = lines_of(HEAD + "x,Aigul,1414,x\n+2h,Aigul,1414,x\n+1x,Aigul,1414,x\n")
    assert [(code, line) for code, _, line, _ in problems] == [("SF112", 2), ("SF112", 4)]


def test_more_than_ten_years_are_a_mistake() -> None:
    """In one leap, or in waiting."""
    for row in ("+9999999999d,Aigul,1414,x", "2036-10-01T09:00,Aigul,1414,x"):
        _, problems = lines_of(f"{HEAD}{BEGINS},Aigul,1414,x\n{row}\n")
        assert problems == [("SF114", "this is more than 10 years after the first row", 3, 1)]
    _, problems = lines_of(f"{HEAD}{BEGINS},desk,,wait: 3000d\n+0s,desk,,wait: 3000d\n")
    assert problems == [("SF114", "this is more than 10 years after the first row", 3, 11)]


def test_wrong_columns_are_told_all_at_once() -> None:
    """Unknown ones with what was meant, and each that is missing."""
    assert lines_of("at,form,To,text\nx,Aigul,1414,x\n")[1] == [
        (
            "SF106",
            "missing: from; unknown: 'form' (did you mean 'from'?); the columns of messages are "
            "at, from, to, text, fault, expect_consent",
            1,
            4,
        ),
    ]
    assert lines_of("at,from,to,text,faults\nx,Aigul,1414,x,\n")[1][0] == (
        "SF104",
        "unknown: 'faults' (did you mean 'fault'?); the columns of messages are at, from, to, "
        "text, fault, expect_consent",
        1,
        17,
    )


def test_messages_without_a_row_are_none() -> None:
    """Else the verdict would be on nothing."""
    told = [("SF122", "no row follows the names of the columns", 1, 1)]
    assert lines_of(HEAD) == ([], told)
    assert lines_of(HEAD + ",,,\n") == ([], told)


def test_where_rows_of_the_roster_were_lost_nobody_is_called_unknown() -> None:
    """What is wrong is wrong in the roster, and is told there."""
    roster = ROSTER + "Ali,5,Bolat\n"
    rows = f"{HEAD}{BEGINS},Bolat,1414,2*1\n+0s,desk,,resend: [Bolat]\n+x,Bolat,1414,2*1\n"
    _, problems = lines_of(rows, roster)
    assert [problem[0] for problem in problems] == ["SF112"]
