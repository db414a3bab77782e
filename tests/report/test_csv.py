from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from smsflow.report.csv import write_rows


def written(rows: list[list[object]], *, reveal: bool = False) -> str:
    """Rows as a table of the columns a and b."""
    stream = io.StringIO()
    write_rows(stream, ("a", "b"), rows, reveal=reveal)
    return stream.getvalue()


def test_a_cell_with_a_separator_or_a_quotation_mark_is_quoted() -> None:
    """RFC 4180; numbers are numbers."""
    assert written([['x, "y"', 3]]) == 'a,b\n"x, ""y""",3\n'


def test_numbers_and_iins_are_masked_unless_revealed() -> None:
    """Wherever they stand in a cell."""
    row: list[object] = ["ЖСН 901205500127", "8 701 555 01 01"]
    assert written([row]) == "a,b\nЖСН ••••••••••27,8 701 ••• •• 01\n"
    assert written([row], reveal=True) == "a,b\nЖСН 901205500127,8 701 555 01 01\n"


def test_no_spreadsheet_takes_a_cell_for_a_formula() -> None:
    """What begins like one has an apostrophe before it, revealed or not."""
    for text in ("=1+1", "+77015550101", "-1", "@x", "\tx"):
        for reveal in (False, True):
            (_, (cell, _)) = csv.reader(
                io.StringIO(written([[text, ""]], reveal=reveal), newline="")
            )
            assert cell.startswith("'")


def test_no_cell_ends_a_row() -> None:
    """A line break is quoted, a lone carriage return is a blank."""
    assert written([["a\nb", "c\rd"]]) == 'a,b\n"a\nb",c d\n'


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=2, max_size=2))
def test_a_table_is_read_as_it_was_written(row: list[str]) -> None:
    """By any reader of CSV, but for the apostrophe."""
    (_, found) = csv.reader(io.StringIO(written([[*row]], reveal=True), newline=""))
    assert [cell.removeprefix("'") for cell in found] == [cell.removeprefix("'") for cell in row]
