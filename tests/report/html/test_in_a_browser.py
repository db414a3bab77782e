"""The page as people meet it: in a real browser, on a phone, in the dark, by keyboard, on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser import Visit, browser
from tests.report.html.pages import FILES, HOSTILE, hostile_files, hostile_wording, page

OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true })"


@pytest.fixture(scope="module")
def started() -> Iterator[Browser]:
    """One browser for all tests of this file."""
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page with every outcome."""
    folder = tmp_path_factory.mktemp("page")
    page(folder, FILES)
    return (folder / "page.html").as_uri()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page of texts that would like to be markup."""
    folder = tmp_path_factory.mktemp("hostile")
    page(folder, hostile_files(), "--wording", str(hostile_wording(folder)))
    return (folder / "page.html").as_uri()


Visiting = Callable[..., Visit]


@pytest.fixture
def visit(started: Browser) -> Iterator[Visiting]:
    """Goes to a page, and leaves it after the test: nothing was asked for, nothing went wrong."""
    visits: list[Visit] = []

    def go(address: str, **how: int) -> Visit:
        visits.append(Visit(started, address, **how))
        return visits[-1]

    yield go
    for one in visits:
        one.close()
        assert (one.asked, one.said) == ([], [])


@pytest.mark.parametrize(
    ("which", "width", "dark"),
    [
        ("address", 390, True),
        ("address", 1280, False),
        ("hostile", 390, False),
        ("hostile", 1280, True),
    ],
)
def test_no_barrier_is_found(
    visit: Visiting, request: pytest.FixtureRequest, which: str, width: int, dark: bool
) -> None:
    """By axe, with everything open: contrast, names, order, structure."""
    found = visit(request.getfixturevalue(which), width=width, dark=dark).page
    found.evaluate(OPEN_ALL)
    results = Axe().run(found)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(visit: Visiting, address: str, width: int) -> None:
    """What is wide scrolls by itself."""
    found = visit(address, width=width).page
    found.evaluate(OPEN_ALL)
    assert found.evaluate("document.documentElement.scrollWidth") == width


def test_on_a_phone_a_row_is_a_card_with_the_verdict_first(visit: Visiting, address: str) -> None:
    """Nothing of the table is cut off, and a drawing that is wider says so."""
    found = visit(address, width=390).page
    row = found.locator("#s1 .rt tr.d")
    tops = row.locator("th, td").evaluate_all(
        "(cells) => cells.map((one) => one.getBoundingClientRect().top)"
    )
    name, record, truth, wrongful, sms = tops
    assert name < wrongful < record < truth < sms
    wide = "(one) => [one.scrollWidth, one.clientWidth]"
    scrolls, shows = found.locator("#s1 [aria-label='Record and truth']").evaluate(wide)
    assert scrolls == shows
    expect(found.locator("#s1 .hint").first).to_be_visible()


def test_on_a_desk_there_is_no_hint(visit: Visiting, address: str) -> None:
    """The drawing is whole."""
    expect(visit(address, width=1280).page.locator("#s1 .hint").first).to_be_hidden()


def test_hostile_texts_do_nothing(visit: Visiting, hostile: str) -> None:
    """No element of theirs is there, and no script but ours is heard of."""
    found = visit(hostile).page
    found.evaluate(OPEN_ALL)
    assert found.evaluate("document.querySelectorAll('img, iframe, script').length") == 1
    assert found.evaluate("typeof pwned") == "undefined"
    found.get_by_label("Tag").select_option(HOSTILE)
    expect(found.locator("output")).to_have_text("4 of 6 shown")


def test_search_goes_through_everything_that_is_said(visit: Visiting, address: str) -> None:
    """All words have to be there, in any order, whatever their case."""
    found = visit(address).page
    expect(found.locator("output")).to_have_text("all 10 shown")
    found.get_by_label("Search").fill("BLACKLISTED aigul")
    expect(found.locator("output")).to_have_text("1 of 10 shown")
    assert found.locator("article:visible h3").all_inner_texts() == ["A family"]
    found.get_by_role("button", name="Clear").click()
    expect(found.locator("output")).to_have_text("all 10 shown")


@pytest.mark.parametrize(
    ("field", "value", "paths"),
    [
        ("Outcome", "failed", ["blocked", "cases", "cases"]),
        ("Outcome", "skipped", ["skipped"]),
        ("Cause", "late_reply: ignore", ["late"]),
        ("Cause", "*", ["blocked", "late", "many"]),
        ("Clause", "R54", ["many"]),
        ("Tag", "5-11", ["many"]),
    ],
)
def test_each_filter_narrows_the_list(
    visit: Visiting, address: str, field: str, value: str, paths: list[str]
) -> None:
    """To those that fit, in their order."""
    found = visit(address).page
    found.get_by_label(field, exact=True).select_option(value)
    shown = found.locator("article:visible summary > .at").all_inner_texts()
    assert [Path(path).stem for path in shown] == paths


def test_filters_add_up(visit: Visiting, address: str) -> None:
    """Nothing may be left, and that is said."""
    found = visit(address).page
    found.get_by_label("Outcome").select_option("passed")
    found.get_by_label("Cause").select_option("blacklisted")
    expect(found.locator("output")).to_have_text("0 of 10 shown")


def test_a_cause_and_a_clause_show_their_scenarios(visit: Visiting, address: str) -> None:
    """A button beside each sets the filter, and leads to the list."""
    found = visit(address).page
    found.get_by_text("never_saw_request, because of blacklisted").click()
    found.get_by_role("button", name="Show only the scenarios of blacklisted").click()
    expect(found.locator("output")).to_have_text("1 of 10 shown")
    expect(found.locator("#list")).to_be_focused()
    found.get_by_text("The matrix: a row a clause").click()
    found.get_by_role("button", name="Show only the scenarios of R10").click()
    assert found.get_by_label("Cause").input_value() == ""
    expect(found.locator("output")).to_have_text("2 of 10 shown")


def test_a_link_opens_the_scenario_even_where_a_filter_hides_it(
    visit: Visiting, address: str
) -> None:
    """Of two things one wants, the newer one counts."""
    found = visit(address).page
    found.get_by_label("Outcome").select_option("skipped")
    found.evaluate("location.hash = 's3'")
    expect(found.locator("#s3")).to_be_visible()
    expect(found.locator("output")).to_have_text("all 10 shown")


def test_everything_can_be_done_by_keyboard(visit: Visiting, address: str) -> None:
    """Skip to the list, search, and open what was found."""
    found = visit(address).page
    found.keyboard.press("Tab")
    expect(found.get_by_role("link", name="Skip to the scenarios")).to_be_focused()
    found.keyboard.press("Enter")
    found.keyboard.press("Tab")
    expect(found.get_by_label("Search")).to_be_focused()
    found.keyboard.type("seventh")
    expect(found.locator("output")).to_have_text("1 of 10 shown")
    for _ in range(7):
        found.keyboard.press("Tab")
    expect(found.locator("article:visible > details > summary")).to_be_focused()
    found.keyboard.press("Enter")
    expect(found.get_by_text("Wrongful refusal: g7")).to_be_visible()


def test_all_shown_open_and_close_together(visit: Visiting, address: str) -> None:
    """Those that a filter hides stay as they are."""
    found = visit(address).page
    found.get_by_label("Outcome").select_option("passed")
    found.get_by_role("button", name="Open all shown").click()
    assert found.locator("article > details[open]").count() == 9
    found.get_by_role("button", name="Close all shown").click()
    assert found.locator("article > details[open]").count() == 4


def test_without_scripts_all_is_there_but_the_filters(visit: Visiting, address: str) -> None:
    """Every scenario opens by itself, and links open what they lead to."""
    found = visit(address, scripts=False).page
    expect(found.locator("form")).to_be_hidden()
    assert found.locator("article:visible").count() == 10
    expect(found.locator("#s6")).to_be_hidden()
    found.goto(f"{address}#s6")
    expect(found.locator("#s6")).to_be_visible()
    expect(found.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
def test_on_paper_everything_is_open_and_no_control_is_left(
    visit: Visiting, address: str, scripts: bool
) -> None:
    """Where there are few scenarios; in black on white, whatever the screen's colours."""
    found = visit(address, dark=True, scripts=scripts).page
    found.emulate_media(media="print")
    for number in range(1, 11):
        expect(found.locator(f"#s{number}")).to_be_visible()
    expect(found.locator("form")).to_be_hidden()
    assert found.locator("body").evaluate("(one) => getComputedStyle(one).color") == "rgb(0, 0, 0)"


def test_the_drawings_are_drawn(visit: Visiting, address: str) -> None:
    """A cross where the message is lost, in the right place, and boxes as wide as their texts."""
    found = visit(address).page
    found.evaluate(OPEN_ALL)
    too_wide = """
        [...document.querySelectorAll('svg.seq rect.n, svg .bx rect')].filter((box) => {
          const text = box.nextElementSibling.getBBox(), room = box.getBBox();
          return text.width > room.width || text.x < room.x - 1;
        }).map((box) => box.nextElementSibling.textContent)"""
    assert found.evaluate(too_wide) == []
    outside = """
        [...document.querySelectorAll('svg.seq text, svg.st text')].filter((text) => {
          const box = text.getBBox(), room = text.ownerSVGElement.viewBox.baseVal;
          return box.x < 0 || box.y < 0 || box.x + box.width > room.width
            || box.y + box.height > room.height;
        }).map((text) => text.textContent)"""
    assert found.evaluate(outside) == []
    crosses = "getComputedStyle(document.querySelector('#s1 .x')).markerEnd"
    assert found.evaluate(crosses) == 'url("#k")'


def test_on_paper_a_name_stays_with_its_drawing(visit: Visiting, address: str) -> None:
    """Neither it nor the line below it may be the last on a sheet."""
    found = visit(address).page
    found.emulate_media(media="print")
    style = "(one) => [getComputedStyle(one).display, getComputedStyle(one).breakAfter]"
    for part in ("h4", ".line"):
        assert found.locator(f"#s1 .who > {part}").first.evaluate(style) == ["block", "avoid"]


def test_causes_are_chosen_in_words(visit: Visiting, address: str) -> None:
    """Each with its name, for those who know it from elsewhere."""
    options = visit(address).page.get_by_label("Cause", exact=True).locator("option")
    assert "the phone blocks 1414 (blacklisted)" in options.all_inner_texts()
