from __future__ import annotations

import csv
import time
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsflow.document.table import MAX_COLUMNS, Row, Table
from smsflow.errors import MAX_PROBLEMS, EnoughProblems, Origin, Place, Problem

Told = tuple[str, str, tuple[int, int], str]
"""a problem: its code, its message, its line and column, and the line it is in"""


def table(data: bytes | str, encoding: str = "utf-8") -> tuple[Table, list[Row], list[Problem]]:
    """A table of these bytes, its rows, and what is wrong with it."""
    problems: list[Problem] = []
    stream = BytesIO(data.encode() if isinstance(data, str) else data)
    read = Table("a.csv", stream, problems, encoding)
    return read, list(read), problems


def cells(data: bytes | str, encoding: str = "utf-8") -> list[list[str]]:
    """The columns and rows of a table with nothing wrong in it."""
    read, rows, problems = table(data, encoding)
    assert problems == []
    return [read.columns, *(row.cells for row in rows)]


def told(data: bytes | str, encoding: str = "utf-8") -> list[Told]:
    """What is wrong with a table, in the order of its rows."""
    said = []
    for code, message, place, origin in table(data, encoding)[2]:
        assert origin is not None
        assert origin.path == "a.csv"
        said.append((code, message, (place.line, place.column), origin.line))
    return said


# What is read.


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_commas_semicolons_or_tabs_separate_and_any_line_end_ends(separator: str, end: str) -> None:
    """The first row says which; another separator is text."""
    other = ",;".replace(separator, "")[0]
    text = end.join(["a|b|c", f"1|2{other}2|", '|"x|y"|" z "', ""]).replace("|", separator)
    assert cells(text) == [
        ["a", "b", "c"],
        ["1", f"2{other}2", ""],
        ["", f"x{separator}y", " z "],
    ]


@pytest.mark.parametrize("said", ["sep=;", "SEP=;", '"sep=;"'])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_excels_own_first_line_says_the_separator(said: str, end: str) -> None:
    """Whatever the names of the columns hold; it is no row, and moves none."""
    lines = [f"\ufeff{said}", "a, b, c;d", "1;2", "3", ""]
    read, rows, problems = table(end.join(lines))
    assert read.columns == ["a, b, c", "d"]
    assert [(row.cells, row.line) for row in rows] == [(["1", "2"], 3)]
    assert [(problem.message, problem.place) for problem in problems] == [
        ("this row has 1 cell, the first 2", Place(4, 1))
    ]


def test_a_quoted_cell_may_hold_anything() -> None:
    """Separators, line breaks as they are, and a quotation mark written twice."""
    assert cells('a,b\r\n"1,\r\n2\n3","""x"" y"\r\n') == [["a", "b"], ["1,\r\n2\n3", '"x" y']]


def test_a_quoted_separator_does_not_decide_which_one_it_is() -> None:
    """Only what separates is counted."""
    assert cells('"a;b;c",d\n1,2\n') == [["a;b;c", "d"], ["1", "2"]]


def test_a_quotation_mark_within_a_plain_cell_is_plain() -> None:
    """Only one that begins a cell quotes it."""
    assert cells('a,b\n5" pipe,x"y"\n') == [["a", "b"], ['5" pipe', 'x"y"']]


def test_blank_lines_are_no_rows() -> None:
    """Before the first row, between rows and at the end."""
    read, rows, problems = table("\n\na,b\n\n1,2\n\n")
    assert (read.columns, [row.cells for row in rows], problems) == (["a", "b"], [["1", "2"]], [])
    assert [row.line for row in rows] == [5]


BLANK = st.sampled_from(["\n", "\r\n", "\r"])


@given(
    st.lists(st.sampled_from(["1,2\n", "3,4\r\n", '"5\n\n\r\r6",7\n', '8,"9\r\n\n"\r\n']) | BLANK),
    st.lists(st.integers(1, 3_000), max_size=2),
    BLANK,
)
def test_blank_lines_move_no_row_and_belong_to_a_quotation(
    pieces: list[str], runs: list[int], blank: str
) -> None:
    """Rows are those of Python's reader, each on its line, however many blank lines there are."""
    text = "".join([*(blank * count for count in runs), "a,b\n", *pieces])
    for count in runs:
        text += blank * count + "x,y\n"
    read, rows, problems = table(text)
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    expected, line = [], 1
    for row in reader:
        expected.append((row, line))
        line = reader.line_num + 1
    assert problems == []
    assert read.header is not None
    assert [(row.cells, row.line) for row in (read.header, *rows)] == [
        (row, line) for row, line in expected if row
    ]


def test_a_quotation_may_hold_thousands_of_blank_lines() -> None:
    """More than are read at once."""
    long = "5" + "\n" * 5_000 + "6"
    _, rows, problems = table(f'a,b\n"{long}",7\n\n8,9\n')
    assert problems == []
    assert [(row.cells, row.line) for row in rows] == [([long, "7"], 2), (["8", "9"], 5_004)]


@pytest.mark.parametrize("blank", [b"\n", b"\r\n"])
def test_a_large_file_of_blank_lines_is_soon_read(blank: bytes) -> None:
    """8 MiB of them take less than a second."""
    began = time.process_time()
    _, rows, problems = table(b"a,b\n" + blank * ((8 << 20) // len(blank)) + b"1,2,3\n")
    assert rows == []
    assert [problem.place.line for problem in problems] == [2 + (8 << 20) // len(blank)]
    assert time.process_time() - began < 4  # on a busy machine


def test_names_of_columns_lose_the_blanks_around_them() -> None:
    """Cells keep theirs."""
    assert cells("a , b\n 1, 2 \n") == [["a", "b"], [" 1", " 2 "]]


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    """Excel writes one; columns are counted without it."""
    read, _, problems = table("\ufeffa;b\n1;2\n")
    assert problems == []
    assert read.columns == ["a", "b"]
    assert read.header is not None
    assert read.place(read.header, 1) == (1, 3)


def test_a_byte_order_mark_says_utf_8_whatever_is_said() -> None:
    """One of two tables may be saved so."""
    text = "аты;сынып\nАйгүл;6\n"
    assert cells("\ufeff" + text, "cp1251") == [["аты", "сынып"], ["Айгүл", "6"]]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00", "a workbook, not a table as text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\n\x00", "a workbook, not a table as text"),
        ("a\tb\n1\t2\n".encode("utf-16"), "UTF-16, Excel's “Unicode text”"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_a_file_of_another_kind_is_told_so(data: bytes, kind: str, encoding: str) -> None:
    """Once, with what to do; nothing of it is shown."""
    message = f"the file is {kind}; save the sheet as CSV UTF-8"
    assert told(data, encoding) == [("SF122", message, (1, 1), "")]


def test_another_encoding_is_read_when_it_is_named() -> None:
    """What Windows programs write in Kazakhstan and Russia, say."""
    text = "аты;сынып\nАйгүл;6\n".replace("ү", "у")
    assert cells(text.encode("cp1251"), "cp1251") == [["аты", "сынып"], ["Айгул", "6"]]


# Where it stands.


def test_a_cell_knows_its_line_and_column() -> None:
    """Also behind quoted cells, line breaks and letters of two bytes."""
    read, rows, _ = table('a,b,c\nы,"x, ""y""",z\n1,"2\r\n3\n4",5\n6,7,8\n')
    assert [[(*read.place(row, number),) for number in range(3)] for row in rows] == [
        [(2, 1), (2, 3), (2, 14)],
        [(3, 1), (3, 3), (5, 4)],
        [(6, 1), (6, 3), (6, 5)],
    ]
    assert read.origin(rows[1]) == Origin("a.csv", '1,"2')
    assert read.origin(rows[1], Place(5, 4)) == Origin("a.csv", '4",5')


_CELL = st.text(st.sampled_from('ab",;\n\r \u2028ы'), max_size=6)


@given(
    st.sampled_from(",;"),
    st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(_CELL, min_size=width, max_size=width), max_size=5)
    ),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_python_writes_is_read_back_with_every_cell_at_its_place(
    separator: str, rows: list[list[str]], quoting: int
) -> None:
    """Whatever the cells are; the text at a cell's place is the cell, quoted or not."""
    names = [f"c{number}" for number in range(len(rows[0]) if rows else 2)]
    stream = StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, quoting=quoting)
    writer.writerows([names, *rows])
    text = stream.getvalue()
    read, found, problems = table(text)
    if len(names) > 1:  # else nothing shows the separator, and an empty row is a blank line
        assert problems == []
        assert [row.cells for row in found] == rows
    for row in found:
        for number, cell in enumerate(row.cells):
            rest = _text_from(text, read.place(row, number))
            quoted = '"' + cell.replace('"', '""') + '"'
            assert rest.startswith((quoted, cell))


def _text_from(text: str, place: Place) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    skipped = sum(len(line) + 1 for line in lines[: place.line - 1]) + place.column - 1
    flat = text.replace("\r\n", "\x00\n")
    index = 0
    while skipped:
        index += 2 if flat[index] == "\x00" else 1
        skipped -= 1
    return flat[index:].replace("\x00\n", "\r\n")


# What is wrong.


def test_an_empty_table_is_told() -> None:
    """Also one of blank lines."""
    message = "the table is empty; its first row names the columns"
    for data in (b"", b"\xef\xbb\xbf", b"\n\r\n"):
        assert told(data) == [("SF122", message, (1, 1), "")]


def test_columns_have_names_and_each_its_own() -> None:
    """Told at the cell of the first row."""
    assert told("a,,b, a,\n") == [("SF122", "'a' names a column already", (1, 6), "a,,b, a,")]
    wide = ",".join(f"c{number}" for number in range(MAX_COLUMNS + 1))
    assert [one[:2] for one in told(wide)] == [("SF114", "more than 1,000 columns")]
    assert table(f"{wide}\n{wide}\n")[1] == []
    assert told(wide.rpartition(",")[0]) == []


NAMELESS = "this column has no name in the first row; write one there, or empty it"


@pytest.mark.parametrize("first", ["a;;b;;", ";;;;\r\n ;\r\n\r\na;;b;;"])
def test_a_column_without_a_name_is_passed_over_where_it_is_empty(first: str) -> None:
    """Excel writes `;;` at the end of every line where columns were once used, or of some lines."""
    data = f"{first}\r\n1;;2;;\r\n3; ;4\r\n5;;6;; ;;\r\n;;;;\r\n"
    read, rows, problems = table(data)
    assert problems == []
    assert read.columns == ["a", "", "b"]
    assert [row.cells for row in rows] == [
        ["1", "", "2"],
        ["3", " ", "4"],
        ["5", "", "6"],
        ["", "", ""],
    ]


def test_what_stands_in_a_column_without_a_name_is_told_once() -> None:
    """At its first cell; beyond the first row it is a separator that was not quoted."""
    assert told("a;;b;;\n1;;2;;\n3;;4;;x\n5;;6;;y\n7;z;8;;\n") == [
        ("SF122", NAMELESS, (3, 7), "3;;4;;x"),
        ("SF122", NAMELESS, (5, 3), "7;z;8;;"),
    ]
    message = "this row has 6 cells, the first 3; a cell that holds ';' has to be quoted"
    assert told("a;;b;;\n1;;2;;;x\n") == [("SF122", message, (2, 6), "1;;2;;;x")]


def test_a_row_may_leave_out_cells_at_its_end_where_that_is_said() -> None:
    """Excel does, in every sixteen rows whose last columns are empty."""
    problems: list[Problem] = []
    read = Table("a.csv", BytesIO(b"a;b;c;d\n1;2;3;4\n5;6\n7;8;9\n0\n"), problems)
    read.may_end_after(2)
    rows = [row.cells for row in read]
    assert rows == [["1", "2", "3", "4"], ["5", "6", "", ""], ["7", "8", "9", ""]]
    assert [one.message for one in problems] == ["this row has 1 cell, the first 4"]


def test_every_row_of_another_width_is_told_and_the_others_are_read() -> None:
    """At the first cell too many, or where the row begins."""
    data = 'a,b\n1\n1,2\n"x\ny",2,3\n5,6\n'
    assert told(data) == [
        ("SF122", "this row has 1 cell, the first 2", (2, 1), "1"),
        (
            "SF122",
            "this row has 3 cells, the first 2; a cell that holds ',' has to be quoted",
            (5, 6),
            'y",2,3',
        ),
    ]
    assert [row.cells for row in table(data)[1]] == [["1", "2"], ["5", "6"]]


def test_text_after_a_closing_quotation_mark_is_told_where_it_stands() -> None:
    """The rows after it are read."""
    message = "the quoted cell ends before this; inside of it, write a quotation mark twice"
    data = 'a,b\n1,"2"1"\n"x\ny" ,2\n5,6\n'
    assert told(data) == [
        ("SF122", message, (2, 6), '1,"2"1"'),
        ("SF122", message, (4, 3), 'y" ,2'),
    ]
    assert [row.cells for row in table(data)[1]] == [["5", "6"]]


def test_a_quotation_without_an_end_is_told_where_it_begins() -> None:
    """Whatever lines it swallows; nothing is read after it."""
    message = "the quotation that begins here is not closed"
    assert told('a,b\n1,2\n3,"4\n5,6\n') == [("SF122", message, (3, 3), '3,"4')]
    assert told('"a,b\n1,2\n') == [("SF122", message, (1, 1), '"a,b')]


def test_a_cell_longer_than_python_reads_is_told() -> None:
    """Most often its quotation is not closed."""
    most = csv.field_size_limit()
    assert told(f'a,b\n1,"{"x" * most}\n"\n2,3\n') == [
        ("SF114", f"a cell of more than {most:,} characters", (2, 3), f'1,"{"x" * most}')
    ]


@pytest.mark.parametrize("before", [b"", b"1,2\n" * 30_000, b"1,2\r" * 30_000])
def test_a_byte_of_another_encoding_is_told_once(before: bytes) -> None:
    """Where it stands, however far in; the rows before it are read."""
    data = b"a,b\n" + before + "ы,".encode() + b"\xe4\n1,\xe4\n"
    line = before.count(b",") + 2
    assert told(data) == [
        ("SF102", "byte 0xe4 is not UTF-8; save the file as UTF-8", (line, 3), "ы,\ufffd")
    ]
    assert len(table(data)[1]) == before.count(b",")


def test_a_byte_of_another_encoding_within_a_quotation_is_told_alone() -> None:
    """That the quotation has no end then is no mistake of its own."""
    assert told(b'a,b\n1,"2\n3\xe4') == [
        ("SF102", "byte 0xe4 is not UTF-8; save the file as UTF-8", (3, 2), "3\ufffd")
    ]
    assert told(b"a\n\x98\n", "cp1251") == [
        ("SF102", "byte 0x98 is not CP1251; save the file as CP1251", (2, 1), "\ufffd")
    ]


def test_too_many_problems_end_the_reading() -> None:
    """The last of them says so, in the same file."""
    problems: list[Problem] = []
    read = Table("a.csv", BytesIO(b"a,b\n" + b"1\n" * 1_000), problems)
    with pytest.raises(EnoughProblems):
        list(read)
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1].origin == problems[-2].origin == Origin("a.csv", "1")


def test_a_problem_of_ones_own_stands_at_a_cell() -> None:
    """Who reads the cells reports what is wrong with one."""
    problems: list[Problem] = []
    read = Table("a.csv", BytesIO(b'a;b\n"x;\ny";z\n'), problems)
    (row,) = read
    read.report("SF108", "no good", row, 1)
    assert problems == [Problem("SF108", "no good", Place(3, 4), Origin("a.csv", 'y";z'))]


def test_what_one_remedy_mends_in_a_column_is_told_once_with_its_rows() -> None:
    """Another remedy, or another column, is another problem."""
    problems: list[Problem] = []
    read = Table("a.csv", BytesIO(b"a,b\n1,2\n3,4\n5,6\n"), problems)
    for row in read:
        read.report_alike("SF111", f"{row.cells[0]} is none", "; mend it", row, 0)
        if row.cells[1] != "6":
            read.report_alike("SF111", f"{row.cells[1]} is none", "; mend it", row, 1)
    assert [(one.message, one.place) for one in problems] == [
        ("1 is none; mend it; so it is in 2 more rows", Place(2, 1)),
        ("2 is none; mend it; so it is in 1 more row", Place(2, 3)),
    ]


@given(st.binary(max_size=60) | st.text('a,;"\n\r \ufeffы', max_size=40).map(str.encode))
def test_no_bytes_whatever_break_it(data: bytes) -> None:
    """Rows have a cell for every column, problems a place in the file."""
    read, rows, problems = table(data)
    lines = len(data.splitlines()) + 1
    assert all(len(row.cells) == len(read.columns) for row in rows)
    assert all(one.place.line <= lines and one.origin for one in problems)
    assert read.header or problems
