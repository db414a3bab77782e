from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsflow.errors import Place, Problem
from smsflow.scenario.people import FaultSetup
from smsflow.scenario.replay.roster_table import read_roster
from smsflow.sms.identity import draw_iin
from smsflow.world.faults import Fault
from tests.tables import ROSTER, roster_of

IIN, OTHER_IIN = "901205500127", "901205500226"
FULL = "child,child_iin,grade,listed,guardian,guardian_iin,number,mab_number,faults,language\n"
MOBILE = "expected a Kazakh mobile number such as +7 7xx xxx xx xx, found "
DROPPED = (
    "; a spreadsheet has dropped the zero at its beginning: give the column a number format of 12 "
    "zeros there, and save it again"
)
ROUNDED = (
    "; a spreadsheet shows it rounded: give the column the number format 0 there, and save it again"
)


def test_a_row_is_a_child_and_a_guardian() -> None:
    """A guardian stands in as many rows as there are children, a child in one for each guardian."""
    roster, problems = roster_of(ROSTER + "Dana,6,Marat Serik,\n")
    assert problems == []
    assert [(one.name, one.number) for one in roster.guardians.values()] == [
        ("Aigul", "+77015550101"),
        ("Marat Serik", "+77015550102"),
    ]
    assert [(one.name, one.grade, one.guardians) for one in roster.children] == [
        ("Dana", 6, ("Aigul", "Marat Serik")),
        ("Arman", 9, ("Aigul",)),
        ("Timur", 7, ("Marat Serik",)),
    ]


def test_every_column_says_what_it_says_in_a_scenario() -> None:
    """`mab_number` is МАБ's own, `-` none; `listed` is yes unless said; faults stand in a row."""
    roster, problems = roster_of(
        FULL
        + f"Dana,,6,No,Aigul,{IIN},87015550101,+7 701 555 01 09,no_balance receipt_late=2h,ru\n"
        + "Timur,,7,,Marat,,+77015550102,-,,\n"
    )
    aigul, marat = roster.guardians.values()
    assert problems == []
    assert (aigul.iin, aigul.number, aigul.mab_number) == (IIN, "+77015550101", "+77015550109")
    assert aigul.language == "ru"
    assert aigul.faults == (
        FaultSetup(Fault.NO_BALANCE),
        FaultSetup(Fault.RECEIPT_LATE, 2 * 3_600_000),
    )
    assert (marat.number, marat.mab_number, marat.language) == ("+77015550102", None, "kk")
    assert [child.listed for child in roster.children] == [False, True]


def test_a_guardian_without_a_child_and_a_child_without_a_guardian() -> None:
    """Either half of a row may be empty; a row that is empty throughout is passed over."""
    roster, problems = roster_of(
        "child,grade,guardian,number\nDana,6,,\n,,Aigul,+77015550101\n,,,\n\n , ,,\n"
    )
    assert problems == []
    assert [child.guardians for child in roster.children] == [()]
    assert list(roster.guardians) == ["Aigul"]


def test_a_row_that_names_nobody_is_told() -> None:
    """Something stands in it, and it is about nobody."""
    _, problems = roster_of("child,grade,guardian,number\nDana,6,,\n,7,,\n")
    assert problems == [("SF106", "this row names neither a child nor a guardian", 3, 1)]


def test_people_of_one_name_are_told_apart_by_their_iin() -> None:
    """In the run the second has a number behind the name; by the name alone neither is meant."""
    roster, problems = roster_of(
        "child,child_iin,grade,guardian,guardian_iin,number\n"
        f"Dana,,6,Aigul,{IIN},+77015550101\n"
        f"Arman,,9,Aigul,{OTHER_IIN},+77015550102\n"
    )
    assert problems == []
    assert list(roster.guardians) == ["Aigul", "Aigul (2)"]
    assert roster.named("Aigul") is None
    assert roster.is_shared("Aigul")
    assert roster.named("8 701 555 01 02") == "Aigul (2)"
    assert roster.named("Aigul (2)") == "Aigul (2)"


def test_a_child_may_have_a_guardians_name() -> None:
    """Nobody in a run shares a name, so the child has a number behind it; `desk` is nobody's."""
    roster, problems = roster_of("child,grade,guardian,number\nAigul,6,Aigul,\nDana,7,desk,\n")
    assert problems == []
    assert list(roster.guardians) == ["Aigul", "desk (2)"]
    assert [child.name for child in roster.children] == ["Aigul (2)", "Dana"]


def test_blanks_and_accents_make_no_other_name() -> None:
    """A no-break space, two blanks, or letters composed otherwise: the same guardian."""
    roster, _ = roster_of("child,grade,guardian,number\nDana,6,Айгүль  Ким,\nAli,7,Айгу\u0308ль,\n")
    assert roster.named("Айгүль\u00a0Ким") == "Айгүль Ким"
    assert roster.named("Айгӱль") == "Айгӱль"


def test_the_encoding_is_the_one_that_is_said() -> None:
    """Spreadsheets of the region write cp1251 with semicolons."""
    text = "child;grade;guardian;number\r\nДана;6;Айгуль;+77015550101\r\n"
    roster, problems = roster_of(text.encode("cp1251"), "cp1251")
    assert (problems, list(roster.guardians)) == ([], ["Айгуль"])
    roster, problems = roster_of(b"\xef\xbb\xbf" + text.encode())
    assert (problems, list(roster.guardians)) == ([], ["Айгуль"])
    _, problems = roster_of(text.encode("cp1251"))
    remedy = "save it as CSV UTF-8, or say `--encoding cp1251`, as an older Excel writes"
    assert problems == [("SF102", f"byte 0xc4 is not UTF-8; {remedy}", 2, 1)]
    _, problems = roster_of("child;grade;guardian;number\nИ;6;Айгуль;\n".encode(), "cp1251")
    remedy = "save it as CSV UTF-8, and leave out --encoding"
    assert problems == [("SF102", f"byte 0x98 is not CP1251; {remedy}", 2, 2)]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("Dana,,12,,,,,,,\n", ("SF108", "grade can be 1 to 11, not '12'", 2, 7)),
        ("Dana,,,,,,,,,\n", ("SF108", "grade can be 1 to 11, not ''", 2, 7)),
        (
            "Dana,,6,maybe,,,,,,\n",
            ("SF108", "listed can be yes, true, 1, no, false, 0, not 'maybe'", 2, 9),
        ),
        (",,,,Aigul,,7.70156E+10,,,\n", ("SF110", f"{MOBILE}'7.70156E+10'{ROUNDED}", 2, 12)),
        (
            ',,,,Aigul,,"7,70156E+10",,,\n',
            ("SF110", f"{MOBILE}'7,70156E+10'{ROUNDED}", 2, 12),
        ),
        (",,,,Aigul,,,12,,\n", ("SF110", f"{MOBILE}'12'", 2, 13)),
        (
            ",,,,Aigul,901205500128,,,,\n",
            ("SF111", "'901205500128' is no IIN: its check digit should be 7", 2, 11),
        ),
        (
            ",,,,Aigul,9.01206E+11,,,,\n",
            (
                "SF111",
                "'9.01206E+11' is no IIN: it has something else than the digits 0 to 9"
                + ROUNDED.replace("the number format 0", "a number format of 12 zeros"),
                2,
                11,
            ),
        ),
        (
            ",,,,Aigul,10230000003,,,,\n",  # of 30 February
            ("SF111", f"'10230000003' is no IIN: it has 11 digits, not 12{DROPPED}", 2, 11),
        ),
        (
            ",,,,Aigul,10230000004,,,,\n",
            ("SF111", "'10230000004' is no IIN: it has 11 digits, not 12", 2, 11),
        ),
        (
            "Dana,232600010,6,,,,,,,\n",  # of 32 February
            (
                "SF111",
                f"'232600010' is no IIN: it has 9 digits, not 12"
                f"{DROPPED.replace('the zero', 'the 3 zeros')}",
                2,
                6,
            ),
        ),
        (
            ",,,,Aigul,,,,nobalance,\n",
            ("SF108", "unknown cause 'nobalance'; did you mean 'no_balance'?", 2, 14),
        ),
        (
            ",,,,Aigul,,,,no_balance=2h,\n",
            (
                "SF108",
                "'no_balance=2h': only receipt_late takes a time, as receipt_late=2h",
                2,
                14,
            ),
        ),
        (",,,,Aigul,,,,,en\n", ("SF108", "language can be kk, ru, not 'en'", 2, 15)),
        (
            ",,,,Aigul,,+77015550101,,,\n,,,,Marat,,87015550101,,,\n",
            ("SF115", "+7 701 555 01 01 is the number of 'Aigul' already", 3, 12),
        ),
        (
            ",,,,Aigul,,+77015550101,,,\n,,,,Marat,,+77015550102,+77015550101,,\n",
            ("SF115", "+7 701 555 01 01 is the number of 'Aigul' already", 3, 25),
        ),
        (
            ",,,,Aigul,,,,,\n,,,,Aigul,,+77015550101,,,\n",
            ("SF119", "row 2 has no number for 'Aigul'; write it there too", 3, 12),
        ),
        (
            ",,,,Aigul,,87015550101,,,\nAli,,6,,,,,,,\n,,,,Aigul,,87015550102,,,\n",
            ("SF119", "row 2 says number '+77015550101' of 'Aigul'", 4, 12),
        ),
        (
            "Dana,,6,,,,87015550101,,,\n",
            ("SF106", "this row says a number and names no guardian whose it is", 2, 12),
        ),
        (
            "Dana,,6,,,,,,,\nDana,,7,,,,,,,\n",
            ("SF119", "row 2 says grade '6' of 'Dana'", 3, 7),
        ),
        (
            "Dana,,6,,,,,,,\nDana,,6,no,,,,,,\n",
            ("SF119", "row 2 says listed 'yes' of 'Dana'", 3, 9),
        ),
        (
            f",,,,Aigul,{IIN},87015550101,,,\n,,,,Aigul,,87015550101,,,\n",
            (
                "SF119",
                "row 2 gives this name an IIN; give it here too, or they are two people",
                3,
                11,
            ),
        ),
        (
            f"Ali,,6,,,,,,,\nDana,,6,,,,,,,\nDana,{IIN},6,,,,,,,\n",
            ("SF119", "row 3 gives this name no IIN; give it there too", 4, 6),
        ),
    ],
)
def test_a_wrong_cell_is_told_where_it_stands(rows: str, problem: tuple[object, ...]) -> None:
    """By line and column of the table, with what may stand there."""
    assert roster_of(FULL + rows)[1] == [problem]


def test_a_number_in_another_spelling_says_nothing_else() -> None:
    """Nor does an empty cell in a later row."""
    row = ",,,,Aigul,,{},,,\n"
    rows = "".join(row.format(number) for number in ("87015550101", "+7 701 555 01 01", ""))
    assert roster_of(FULL + rows)[1] == []


OURS = (
    "; the columns of a roster are child, child_iin, grade, listed, guardian, guardian_iin, "
    "number, mab_number, faults, language"
)


@pytest.mark.parametrize(
    ("header", "problems"),
    [
        (
            "child,grad,child,number",
            [
                ("SF122", "'child' names a column already", 1, 12),
                (
                    "SF106",
                    f"missing: grade, guardian; unknown: 'grad' (did you mean 'grade'?){OURS}",
                    1,
                    7,
                ),
            ],
        ),
        (
            "Ребёнок;Класс;ФИО;number",
            [
                (
                    "SF106",
                    "missing: child, grade, guardian; unknown: 'Ребёнок', 'Класс', 'ФИО'" + OURS,
                    1,
                    1,
                )
            ],
        ),
        (
            "Список детей;;;",
            [
                (
                    "SF106",
                    "missing: child, grade, guardian, number; unknown: 'Список детей'; rename "
                    "them, or remove a title above the names of the columns" + OURS,
                    1,
                    1,
                )
            ],
        ),
        (
            "child,grade,guardian,number,note,langage",
            [("SF104", f"unknown: 'langage' (did you mean 'language'?){OURS}", 1, 34)],
        ),
        (
            "child,grade,guardian,number,Number ",
            [("SF122", "'Number' names a column already", 1, 29)],
        ),
    ],
)
def test_wrong_columns_are_told_all_at_once(
    header: str, problems: list[tuple[object, ...]]
) -> None:
    """One that is unknown, one that stands twice, and each that is missing: one problem."""
    separator = ";" if ";" in header else ","
    row = separator.join(
        ["Dana", "6", *"?" * header.count(separator)][: header.count(separator) + 1]
    )
    found = [one for one in roster_of(f"{header}\n{row}\n")[1] if one[2] == 1]
    assert found == problems


def test_columns_of_ones_own_are_ignored() -> None:
    """Case and blanks tell no names apart; what is none of ours is kept to be told."""
    roster, problems = roster_of(
        " Child ;GRADE;Guardian;Number;MAB number;Комментарий;class\n"
        "Dana;6;Aigul;87015550101;-;звонить вечером;Б\n"
    )
    assert problems == []
    assert (roster.guardians["Aigul"].mab_number, roster.children[0].grade) == (None, 6)
    assert roster.ignored_columns == ["Комментарий", "class"]


def test_cells_at_the_end_of_a_row_may_be_missing_but_those_of_needed_columns() -> None:
    """Excel leaves them out in some rows; a row that was cut is told."""
    head = "child;grade;guardian;number;mab_number;Школа;;\n"
    roster, problems = roster_of(head + "Дана;6;Айгүль;87015550101;-;№1;;\nАли;7;Болат;\n")
    assert problems == []
    assert [one.mab_number for one in roster.guardians.values()] == [None, None]
    assert roster.ignored_columns == ["Школа"]
    _, problems = roster_of(head + "Дана;6;Айгүль\n")
    assert problems == [("SF122", "this row has 3 cells, the first 6", 2, 1)]


@pytest.mark.parametrize(
    ("written", "grade"),
    [
        ("6А", 6),
        ("9 Б", 9),
        ("6 «А»", 6),
        ('11 "В"', 11),
        ("10-a", 10),
        (" 1ә ", 1),
        ("5 'Б'", 5),
        ("6 класс", 6),
        ("7 «А» сынып", 7),
    ]
    + [(wrong, None) for wrong in ("12А", "0А", "6АБ", "6 1", "А6", "6²", "123", "٦А", "класс")],
)
def test_a_grade_may_have_the_letter_of_its_class(written: str, grade: int | None) -> None:
    """As schools write it; there are eleven grades all the same."""
    cell = '"' + written.replace('"', '""') + '"'
    roster, problems = roster_of(f"child,grade,guardian,number\nDana,{cell},Aigul,\n")
    if grade is None:
        told = f"grade can be 1 to 11, not {written.strip()!r}"
        assert [problem[:2] for problem in problems] == [("SF108", told)]
    else:
        assert (problems, [child.grade for child in roster.children]) == ([], [grade])


def test_a_roster_of_nobody_is_none() -> None:
    """Else the verdict would be on nothing."""
    told = ("SF122", "no row follows the names of the columns", 1, 1)
    assert roster_of("child,grade,guardian,number\n")[1] == [told]
    assert roster_of("child,grade,guardian,number\n,,,\n")[1] == [told]


def test_any_number_of_people_may_have_one_name() -> None:
    """They are counted, not tried one after another."""
    people = (f",,Kim,{draw_iin(0, number)},\n" for number in range(20_000))
    roster, problems = roster_of("child,grade,guardian,guardian_iin,number\n" + "".join(people))
    assert problems == []
    assert list(roster.guardians)[-1] == "Kim (20000)"


def rows() -> st.SearchStrategy[list[str]]:
    """Rows of few people, so that many are of one, or contradict another."""
    return st.lists(
        st.tuples(
            st.sampled_from(["Dana", "Ali", "", " Dana "]),
            st.sampled_from(["", "", OTHER_IIN, "901205500227"]),
            st.sampled_from(["6", "9", " 6", "x"]),
            st.sampled_from(["", "no", "Yes"]),
            st.sampled_from(["Aigul", "Marat", "", "Aigul "]),
            st.sampled_from(["", "", IIN, f" {IIN}"]),
            st.sampled_from(["", "+77015550101", "87015550101", "12"]),
            st.sampled_from(["", "", "-", "+77015550102"]),
            st.sampled_from(["", "no_balance", "none"]),
            st.sampled_from(["", "ru"]),
        ).map(",".join),
        min_size=1,
        max_size=6,
    )


@given(rows())
def test_a_guardian_named_in_several_rows_running_is_read_as_if_each_were_the_first(
    written: list[str],
) -> None:
    """Once anything is wrong, every row is read at length: the same roster, the same problems."""
    before = Problem("SF100", "something is wrong already", Place(1, 1))
    read = []
    for problems in ([], [before]):
        lines = [FULL.encode(), *(f"{row}\n".encode() for row in written)]
        roster = read_roster("roster.csv", lines, problems)
        read.append((roster, [one for one in problems if one != before]))
    assert read[0] == read[1]
