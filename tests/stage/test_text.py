from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcwidth

from smsflow.report.screen import clean
from smsflow.stage.text import Span, Style, cell_len, cells, center, cut, fit, line, wrap

CHARACTERS = "abc 2*1 Қазақша Ёлка 中文 かな 😀 👍 é́ ー ・｡"
TEXTS = st.text(st.sampled_from(CHARACTERS), max_size=60).map(clean)


def measured(text: str) -> int:
    """Cells by another measure than ours."""
    return sum(max(wcwidth(character), 0) for character in text)


@given(TEXTS)
def test_cells_are_counted_as_terminals_count_them(text: str) -> None:
    """As `wcwidth` has it: two for a wide character, none for a combining mark."""
    assert cell_len(text) == measured(text)
    assert len(cells(line(f"x{text}"))) == measured(text) + 1


@given(TEXTS, TEXTS, st.integers(0, 40))
def test_a_fitted_line_is_exactly_as_wide_as_said(one: str, other: str, width: int) -> None:
    """Cut or padded, whatever stands at the edge."""
    fitted = fit(line(one, Span(other, Style.BAD)), width)
    assert measured("".join(span.text for span in fitted)) == width


@given(TEXTS, st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    """No line is wider, and every character but blanks is kept in order."""
    lines = wrap(text, width)
    assert all(measured(one) <= width for one in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_what_is_cut_ends_with_an_ellipsis() -> None:
    """Within the width, also before a wide character that has no room."""
    assert cut("consented", 5) == "cons…"
    assert cut("中文字", 4) == "中…"
    assert cut("fits", 4) == "fits"
    assert cut("no room", 0) == ""


def test_a_wide_character_takes_a_cell_and_leaves_one_empty() -> None:
    """So every cell has a column, and a mark stands with its letter."""
    assert [cell.text for cell in cells(line("é中́x"))] == ["é", "中́", "", "x"]


def test_a_line_is_centered() -> None:
    """By cells, not by characters."""
    assert "".join(span.text for span in center(line("中"), 6)) == "  中"
