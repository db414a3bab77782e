from __future__ import annotations

import pytest
from wcwidth import wcswidth

from smsflow.commands.performing import show_of
from smsflow.languages.catalogue import catalogue
from smsflow.report.screen import clean
from smsflow.scenario.collect import find_files, read_file
from smsflow.sms.masking import mask
from smsflow.stage.frame import View, closing_lines, frame, most_telling
from smsflow.stage.show import Show
from tests.docs.documentation import ROOT
from tests.stage.shows import LANGUAGES, act_of, cue_of, plain, seen, tour
from tests.writing import HEAD, family

SIZES = [(80, 24), (120, 40), (200, 60)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_frame_fills_the_terminal_exactly(language: str, size: tuple[int, int]) -> None:
    """As many lines as it has, each as wide (by `wcwidth`), also while time passes."""
    width, height = size
    show = tour(language)
    for number, cue in enumerate(show.cues):
        for passed in (0.3, 1.0) if cue.passage else (1.0,):
            lines = plain(frame(show, View(number, passed), width, height))
            assert [wcswidth(line) for line in lines] == [width] * height


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_is_never_cut(language: str) -> None:
    """On the smallest stage each sentence, truth and cause of the tour stands there whole."""
    show = tour(language)
    for number, cue in enumerate(show.cues):
        screen = " ".join(seen(show, number).split())
        for bar in "│╭╮╰╯─":
            screen = screen.replace(bar, "")
        assert " ".join(cue.words.split()) in " ".join(screen.split())
        rows = seen(show, number).splitlines()
        # Of the phone alone the oldest messages may be gone.
        assert not [row for row in rows if "…" in row and not row.startswith("│ …  ")]


def test_a_blocked_phone_and_silence_look_the_same_to_the_service() -> None:
    """The right-hand panel of both acts is the same at the end, but for the names."""

    def record(act: str) -> list[str]:
        lines = seen(tour(), cue_of(tour(), act, "lapsed"), width=120).splitlines()
        panel = [line[48:] for line in lines if "╮╭" in line or "││" in line]
        return [line for line in panel if "grade" not in line]

    assert record("silence") == record("blocked")
    assert any("REFUSED BY SILENCE" in line for line in record("blocked"))


def test_what_a_blocked_phone_makes_is_flagged_where_it_shows() -> None:
    """The record on the right, the truth beneath, the flag and the cause; in act 2 none of it."""
    blocked = seen(tour(), cue_of(tour(), "blocked", "wrongful_refusal"))
    for said in (
        "REFUSED BY SILENCE",
        "never saw the request",
        " WRONGFUL REFUSAL   The difference: the phone blocks 1414.",
        "an SMS came, and nobody",
        "It is a wrongful one.",
    ):
        assert said in " ".join(blocked.splitlines())
    silent = seen(tour(), cue_of(tour(), "silence", "rightful_silence"))
    assert "✓ record and truth agree" in silent
    assert "WRONGFUL" not in silent


def test_time_passes_visibly() -> None:
    """Half-way through the week: the date, what is left till the deadline, and a bar."""
    show = tour()
    half = seen(show, cue_of(show, "silence", "lapsed"), passed=0.5)
    for said in ("day 4 · 2026-09-04 21:00", "silence becomes a refusal in 3 d 12 h", "by: 7 d"):
        assert said in half
    bar = next(line for line in half.splitlines() if "━" in line)
    assert bar.count("━") == pytest.approx(bar.count("─"), abs=1)


def test_time_that_passes_first_passes_over_the_whole_roster() -> None:
    """A scenario may begin with a wait: who takes part stands there all the same."""
    show = show_for(family("- wait: 2d\n- start_campaign: [aigul]"))
    half = seen(show, 1, passed=0.5)
    assert "day 2 · 2026-09-02 09:00" in half
    assert "Dana, grade 6   no voucher" in half


def test_a_scenario_without_people_is_an_empty_stage() -> None:
    """Nobody's phone, nothing recorded, and time passes all the same."""
    show = show_for("name: Nobody\nsteps: [wait: 1h]")
    assert "╭─ –'s phone" in seen(show, 1)
    assert "day 1 · 2026-09-01 10:00" in seen(show, 1)
    assert list(closing_lines(show)) == []


def test_the_last_card_compares_the_acts() -> None:
    """Each act's record beside its truth, and the verdict."""
    lines = list(closing_lines(tour()))
    assert len(lines) == 11
    assert lines[-1] == (
        "2*1 consents: a voucher for every child. 2*5 refuses, and so does a week of silence. "
        "A blocked 1414 looks exactly like silence – but whoever was never asked has not refused."
    )
    assert lines[6:8] == [
        "4  A blocked 1414 that looks like a refusal · Erlan",
        "record: REFUSED BY SILENCE · truth: never saw the request   ✗ WRONGFUL REFUSAL",
    ]
    assert lines[5].endswith("✓ wrong for a while, then put right")


def test_of_a_show_cut_short_only_what_was_shown_is_compared() -> None:
    """An act as far as it came, none that was skipped; the last sentence all the same."""
    first = cue_of(tour(), "one_sms_three_children", "reply")
    third = cue_of(tour(), "mistaken_refusal", "refused")
    said = list(closing_lines(tour()))[-1:]
    assert list(closing_lines(tour(), {0})) == said
    assert list(closing_lines(tour(), {0, 1, 2, first, third, third + 1})) == [
        "1  One SMS for three children · Aigul",
        "record: WAITING · truth: answered 2*1: consents  the record is still open",
        "3  The mistaken 2*5 · Gulnar",
        "record: REFUSED · truth: pressed 2*5 by mistake and meant yes   ✗ WRONGFUL REFUSAL",
        *said,
    ]
    last = len(tour().cues) - 1
    assert list(closing_lines(tour(), {0, last})) == list(closing_lines(tour()))


@pytest.mark.parametrize("size", [(79, 24), (80, 23), (10, 3), (1, 1)])
def test_a_terminal_too_small_is_told_so(size: tuple[int, int]) -> None:
    """In its own frame, whatever its size."""
    lines = plain(frame(tour(), View(5, 1.0), *size))
    assert [len(line) for line in lines] == [size[0]] * size[1]
    if size[0] > 70:
        said = f"The stage needs 80×24; this terminal has {size[0]}×{size[1]}."
        waits = "The show waits: enlarge the window, or press q to leave."
        assert " ".join(" ".join(lines).split()) == f"{said} {waits}"


def test_messages_that_have_no_room_are_known_to_be_there() -> None:
    """The phone begins with an ellipsis where its oldest lines are gone, and only there."""

    def first_row(height: int) -> str:
        screen = seen(tour(), cue_of(tour(), "one_sms_three_children", "seen_link"), height=height)
        panel = screen.splitlines()
        top = next(number for number, row in enumerate(panel) if "Aigul's phone" in row)
        return panel[top + 1][2:34].strip()

    assert first_row(24) == "…"
    assert first_row(36).startswith("╭ 1414 · request ")


def test_the_english_stage_explains_the_request() -> None:
    """Beneath its bubble, which is Kazakh; in Kazakh and Russian the SMS says it itself."""
    gloss = "(consent: 2*1, refuse: 2*5)"
    screen = seen(tour(), cue_of(tour(), "silence", "reached")).splitlines()
    row = next(number for number, one in enumerate(screen) if gloss in one)
    assert screen[row - 1].startswith("│ ╰──")
    for language in ("kk", "ru"):
        assert gloss not in seen(tour(language), cue_of(tour(language), "silence", "reached"))
    assert (
        sum(gloss in seen(tour(), number) for number, one in enumerate(tour().cues) if one.act == 3)
        == 0
    )


def test_a_large_terminal_keeps_together_what_belongs_together() -> None:
    """The stage stands in its middle, no wider or higher than an eye takes in."""
    lines = seen(tour(), 5, width=200, height=60).splitlines()
    there = [number for number, line in enumerate(lines) if line.strip()]
    assert there[0] >= 12
    assert there[-1] <= 48
    assert all(line[:33].strip() == "" for line in lines)


def show_for(text: str, *, reveal: bool = False) -> Show:
    """A show of one scenario."""
    shown = clean if reveal else lambda one: clean(mask(one))
    return Show([act_of(text)], catalogue("en"), shown, tour=False)


def whole(show: Show) -> str:
    """Everything that ever stands on the screen."""
    return "\n".join(seen(show, number) for number in range(len(show.cues)))


def test_numbers_are_masked_and_controls_are_taken_out() -> None:
    """A reply with a phone number and an escape sequence shows neither."""
    text = family(
        """
        - start_campaign: [aigul]
        - reply: {from: aigul, text: "\\e[2Jcall +7 701 555 01 77"}
        """
    )
    assert "\x1b" not in whole(show_for(text))
    assert "555 01 77" not in whole(show_for(text))
    assert "555 01 77" in whole(show_for(text, reveal=True))


def test_wide_characters_of_a_reply_stay_in_their_bubble() -> None:
    """The right border stands where it stands without them."""
    steps = '- start_campaign: [aigul]\n- reply: {{from: aigul, text: "{}"}}'
    for text in ("謝謝 您 😀 2*1", "Рақмет! Иә, келісемін", "x" * 90):
        lines = seen(show_for(family(steps.format(text))), -2).splitlines()
        assert {wcswidth(line) for line in lines} == {80}
        rows = [line for line in lines if line.startswith("│ ") and "││" in line]
        assert {wcswidth(line[: line.index("││")]) for line in rows} == {35}


def test_many_children_leave_room_for_what_was_seen() -> None:
    """The rest of them is a number."""
    children = "".join(f"  child{n}: {{grade: 7, guardians: [aigul]}}\n" for n in range(20))
    text = HEAD.replace("steps:\n", f"{children}steps:\n  - start_campaign: [aigul]\n")
    screen = seen(show_for(text), -2)
    assert "… and 18 more" in screen
    assert "It has seen" in screen


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_scenario_can_be_performed(language: str) -> None:
    """A sample of those that are shipped, in every language, from the first card to the last."""
    from smsflow.commands.performing import played

    for file in find_files([str(ROOT / "scenarios")])[LANGUAGES.index(language) :: 9]:
        scenarios = [one for one in read_file(file) if one.skip is None][:1]
        show = show_of([played(one) for one in scenarios], language, tour=False, reveal=False)
        for number in range(len(show.cues)):
            assert {wcswidth(line) for line in seen(show, number).splitlines()} == {80}, file


def test_the_most_telling_view_is_where_record_and_truth_differ() -> None:
    """For a picture; without any difference, the last card."""
    assert (
        tour().cues[most_telling(tour())].beat
        == tour().cues[cue_of(tour(), "blocked", "wrongful_refusal")].beat
    )
    plain_show = show_for(family("- start_campaign: [aigul]"))
    assert most_telling(plain_show) == len(plain_show.cues) - 1
