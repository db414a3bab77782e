from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from smsflow.errors import Place
from smsflow.report.html.page import Page
from smsflow.report.html.section import Section
from smsflow.report.summary import Summary
from smsflow.scenario.result import Failure, Outcome, Result
from tests.report.html.pages import FILES, HOSTILE, Seen, hostile_files, hostile_wording, page


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page with every outcome."""
    return page(tmp_path_factory.mktemp("page"), FILES)[1]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page of texts that would like to be markup."""
    folder = tmp_path_factory.mktemp("hostile")
    return page(folder, hostile_files(), "--wording", str(hostile_wording(folder)))[1]


def test_the_page_is_well_formed(text: str) -> None:
    """Every element ends where it should, every id is there once, every link leads somewhere."""
    seen = Seen(text)
    assert (seen.open, seen.wrongly_closed) == ([], [])
    assert len(seen.ids) == len(set(seen.ids))
    local = [target.removeprefix("#") for target in seen.targets if target.startswith("#")]
    assert set(local) <= set(seen.ids)


def test_the_page_asks_for_nothing_and_allows_nothing(text: str) -> None:
    """No address but its own, and a policy that lets only its own style and script be."""
    seen = Seen(text)
    assert {target for target in seen.targets if not target.startswith("#")} == {"data:,"}
    assert seen.acting == []
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    named = [b64encode(sha256(one.encode()).digest()).decode() for one in (style, script)]
    assert (
        f"default-src 'none'; style-src 'sha256-{named[0]}'; script-src 'sha256-{named[1]}'" in text
    )


def test_the_headline_counts_wrongful_refusals_among_all(text: str) -> None:
    """Before anything else; failures and causes follow, each linked."""
    plain = re.sub(r"\s+", " ", re.sub("<[^>]*>", "", text.partition("<h1>")[2]))
    assert plain.startswith(
        "In 8 scenarios played through, 3 of 13 recorded refusals were never refusals "
        "This counts guardians of scenarios, not real people. "
    )
    headings = re.findall(r"<h2 id=\w+>(.*?)</h2>", text)
    assert headings == [
        "What does not hold",
        "Why they are recorded as refusing",
        "What the scenarios exercise of the memo",
        "10 scenarios",
    ]


def test_each_outcome_is_said_in_words(text: str) -> None:
    """Colour alone would not do; what does not hold stands before what does."""
    marks = re.findall(r"<span class=o>(\w+)</span>", text)
    assert marks == [
        *("FAILED", "FAILED", "FAILED", "UNREADABLE"),
        *("held", "held", "held", "held", "held", "skipped"),
    ]


def article(text: str, number: int) -> str:
    """What the page says of one scenario."""
    (found,) = [
        one
        for one in text.split("<article ")[1:]
        if f"id=s{number}>" in one.partition(">\n")[0] or f" id=s{number}>" in one
    ]
    return found


def test_a_failed_line_is_marked_and_its_message_stands_there(text: str) -> None:
    """The scenario is open, as is its source."""
    found = article(text, 1)
    assert "<details open><summary><span class=o>FAILED" in found
    assert (
        '<span class="n bad">12</span><mark>  - expect: {truth: {aigul: ignored}}</mark>\n'
        "<span class=n>▲</span><em>SF202 truth of aigul: expected ignored, "
        "actually never_saw_request</em>" in found
    )
    plain = re.sub(r"\s+", " ", re.sub("<[^>]*>", "", found))
    assert (
        "Wrongful refusal: aigul is recorded: refused by silence lapsed; in truth: never saw the "
        "request never_saw_request. The guardian never saw the request: the phone blocks 1414. "
        "blacklisted" in plain
    )
    assert "<span class=badge>wrongful refusal</span>" in found


def test_a_later_case_refers_to_the_source_of_the_first(text: str) -> None:
    """And shows the lines about what does not hold in it."""
    first, second, third = (article(text, number) for number in (2, 3, 4))
    assert "<details class=part><summary>Source</summary>" in first
    assert "Source, about what does not hold" in second
    assert 'stands with <a href="#s2">the first case of the file</a>' in second
    assert "<summary>Source" not in third
    assert 'stands with <a href="#s2">' in third


def test_of_many_guardians_those_who_differ_are_drawn_and_the_others_named(text: str) -> None:
    """What is left out is counted, with how to see it."""
    found = article(text, 8)
    assert re.findall("<h4>(.*?)</h4>", found) == ["g7", "g0", "g1", "g2"]
    assert found.count("<th scope=row>") == 10
    assert "6 more guardians are not drawn: <code>smsflow show" in found


def test_everything_is_masked_unless_revealed(tmp_path: Path, text: str) -> None:
    """In sources, bubbles, diagrams and transcripts."""
    assert not re.search(r"555[ ]?0\d", text)
    assert "+7 701 ••• •• 01" in text
    _, shown = page(tmp_path, FILES, "--reveal")
    assert "+7 701 555 01 01" in shown


def test_the_same_results_are_the_same_bytes_from_any_number_of_processes(
    tmp_path: Path, text: str
) -> None:
    """There is no time of the day in it, and no duration."""
    first, again, jobs = (page(tmp_path, FILES, *more)[1] for more in ((), (), ("--jobs", "3")))
    assert first == again == jobs


def test_no_text_becomes_markup(hostile: str) -> None:
    """Of scenarios, file names, tables, replies, reasons or messages."""
    seen = Seen(hostile)
    assert (seen.open, seen.wrongly_closed, seen.acting) == ([], [], [])
    assert {"img", "iframe", "object", "embed", "base", "b>"} & set(seen.elements) == set()
    assert (seen.elements["script"], seen.elements["style"], seen.elements["title"]) == (1, 1, 1)
    assert "{{7*7}}" in hostile  # a template is never made of a text
    assert "".join(seen.text).count(HOSTILE) > 20


def test_every_tag_can_be_filtered_by_once(text: str) -> None:
    """In the order of their letters."""
    (options,) = re.findall(r"<select id=ft>(.*?)</select>", text)
    assert re.findall(r'<option value="([^"]*)">', options) == ["", "5-11", "many"]


def told(outcome: Outcome, size: int, room: int) -> tuple[str, list[bool]]:
    """A page of ten scenarios whose sections are so long, and which of them stand there in full."""
    summary, stream = Summary(), BytesIO()
    written = Page(room=room)
    for number in range(10):
        result = Result(f"{number}.yaml", f"Number {number}", outcome)
        if outcome is Outcome.FAILED:
            result.failures = [Failure("SF201", "no", Place(1, 1))]
        summary.add(result)
        written.tell(result, Section("x" * size, ()))
    written.write(stream, summary)
    written.close()
    found = stream.getvalue().decode()
    return found, [
        f"Number {number}</h3>" in found and f"id=s{number + 1}>\n{'x' * size}" in found
        for number in range(10)
    ]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (["blocked"], "In 1 scenario played through, the one recorded refusal was never a refusal"),
        (
            ["cases"],
            "In 4 scenarios played through, the one recorded refusal is a refusal in truth",
        ),
        (["many"], "In 1 scenario played through, 1 of 10 recorded refusals was never a refusal"),
        (["consent"], "In 1 scenario played through, nobody is recorded as refusing"),
    ],
)
def test_one_is_one_and_more_are_more(tmp_path: Path, files: list[str], said: str) -> None:
    """The headline is a sentence, however few there are."""
    of_these = {path: text for path, text in FILES.items() if Path(path).stem in files}
    found = re.sub(r"\s+", " ", re.sub("<[^>]*>", "", page(tmp_path, of_these)[1]))
    assert said in found


def test_a_newcomer_is_told_what_it_is_about_first(text: str) -> None:
    """The meal, the SMS, the three answers; and four words of the page, folded away."""
    intro = text.partition("<div class=intro>")[2].partition("</div>")[0]
    assert "school children through vouchers" in intro
    assert [one[:3] for one in re.findall(r"<li>(.*)", intro)] == ["2*1", "2*5", "not"]
    assert re.findall("<dt>(.*?)</dt>", intro) == ["МАБ", "offer", "clause", "memo"]
    assert text.index(intro) < text.index("<h1>")


def test_a_matrix_of_few_files_is_folded_away(text: str) -> None:
    """It would be sixty rows of nothing."""
    assert "<details><summary>The matrix: a row a clause, a column a file" in text


def test_a_page_that_grows_too_long_names_the_rest_and_says_so() -> None:
    """Every scenario is in the list, in full or by its name."""
    found, full = told(Outcome.PASSED, 1_000, 5_000)
    assert full == [True] * 4 + [False] * 6
    assert all(f"<h3>Number {number}</h3>" in found for number in range(10))
    assert "To keep this page small, 6 of them stand here by name only." in found
    assert "by name only" not in told(Outcome.PASSED, 1_000, 50_000)[0]


def test_where_something_does_not_hold_there_is_room_when_there_is_none_left() -> None:
    """What held gives way to it."""
    held, failed = (told(one, 1_000, 8_000)[1] for one in (Outcome.PASSED, Outcome.FAILED))
    assert (sum(held), sum(failed)) == (6, 7)
