from __future__ import annotations

import re

import pytest

from smsflow.memo.consent import CONSENT, Consent
from smsflow.memo.policy import DEFAULTS
from smsflow.memo.table import specialise
from smsflow.report.causes import words
from smsflow.report.diagram import arrows
from smsflow.report.html.states import (
    BADGE_HEIGHT,
    BOX_HEIGHT,
    BOX_WIDTH,
    HEIGHT,
    LONGEST_ROW,
    PLACES,
    SHARES,
    WIDTH,
    Path,
    background,
    line,
    path_of,
    place,
    rows_of,
)
from tests.writing import family, played

EVERY_ARROW = sorted({(str(arrow.source), str(arrow.target)) for arrow in arrows(CONSENT)})


def way(steps: str, policy: str = "{}") -> Path:
    """Aigul's way through some steps."""
    return path_of(played(family(steps) + f"policy: {policy}\n").events, "aigul")


def test_the_way_is_each_state_in_order_with_numbered_arrows() -> None:
    """The arrow taken twice has both numbers."""
    path = way(
        "- start_campaign\n- reply: {from: aigul, text: '2*5'}\n- resend\n- wait: 8d\n- resend"
    )
    assert path.states == [
        "not_asked", "requested", "awaiting_reply", "refused",
        "requested", "awaiting_reply", "lapsed", "requested", "awaiting_reply",
    ]  # fmt: skip
    assert [one.numbers for one in path.ways] == ["1", "2 5 8", "3", "4", "6", "7"]


def test_who_is_never_asked_stays_where_they_began() -> None:
    """No arrow at all."""
    assert way("- wait: 1d") == Path(["not_asked"], [])


def test_the_way_of_a_registration_is_another() -> None:
    """It has states of its own, which have no place here."""
    text = family(
        "- start_campaign\n- register_number: {guardian: marat, number: '+7 701 555 01 02'}"
    )
    result = played(
        text.replace('{number: "+7 701 555 01 02"}', "{}").replace("[aigul]", "[marat]")
    )
    assert path_of(result.events, "marat").states == [
        "not_asked", "no_number", "requested", "awaiting_reply",
    ]  # fmt: skip


def test_an_arrow_taken_often_names_the_first_times() -> None:
    """The numbers must fit their circle."""
    steps = "- start_campaign\n" + "- reply: {from: aigul, text: '2*5'}\n- resend\n" * 4
    numbers = {one.numbers for one in way(steps, "{reoffer_limit: 9}").ways}
    assert "2 5 8 …" in numbers


@pytest.mark.parametrize(
    "steps",
    [
        "- start_campaign\n- reply: {from: aigul, text: '2*5'}\n- resend\n- wait: 8d\n- resend",
        "- start_campaign\n"
        + "- reply: {from: aigul, text: '2*5'}\n- resend\n" * 4
        + "- wait: 8d\n- resend\n- reply: {from: aigul, text: '2*1'}",
        "- start_campaign\n- wait: 8d\n- resend\n- fault: {on: aigul, cause: unknown_number}\n"
        "- wait: 8d\n- resend\n- repair: {on: aigul, cause: unknown_number}\n- resend\n"
        "- reply: {from: aigul, text: '2*1'}",
    ],
)
def test_no_number_of_a_longer_way_covers_another(steps: str) -> None:
    """Each badge stands clear of all others and inside the picture."""
    ways = way(steps, "{reoffer_limit: 9}").ways
    assert len(ways) > 5
    for one in ways:
        assert one.width / 2 <= one.x <= WIDTH - one.width / 2
        for other in ways:
            across = abs(one.x - other.x) >= (one.width + other.width) // 2
            assert one is other or across or abs(one.y - other.y) >= BADGE_HEIGHT


def test_the_background_is_the_tables_own() -> None:
    """An arrow for each that the default policy has, no more."""
    assert len(background()) == len(arrows(specialise(CONSENT, DEFAULTS)))


def test_every_state_has_a_place_inside_and_none_covers_another() -> None:
    """Boxes keep clear of each other."""
    assert set(PLACES) == set(Consent)
    for state, (x, y) in PLACES.items():
        assert BOX_WIDTH / 2 <= x <= WIDTH - BOX_WIDTH / 2
        assert BOX_HEIGHT / 2 <= y <= HEIGHT - BOX_HEIGHT / 2
        for other, (right, below) in PLACES.items():
            apart = abs(x - right) > BOX_WIDTH or abs(y - below) > BOX_HEIGHT
            assert state is other or apart


def test_words_too_long_for_a_box_stand_in_two_rows() -> None:
    """Every state's words fit."""
    said = {state: rows_of(words().consent[state]) for state in Consent}
    assert said[Consent.LAPSED] == ["refused", "by silence"]
    assert all(len(row) <= LONGEST_ROW for rows in said.values() for row in rows)
    assert max(len(rows) for rows in said.values()) * 12 <= BOX_HEIGHT


@pytest.mark.parametrize(("source", "target"), EVERY_ARROW)
def test_every_arrow_of_every_policy_runs_from_box_to_box_inside_the_picture(
    source: str, target: str
) -> None:
    """And its number stands inside too."""
    start, bend, end = (
        (float(x), float(y)) for x, y in re.findall(r"(-?\d+) (-?\d+)", line(source, target))
    )
    for point, state in ((start, source), (end, target)):
        x, y = PLACES[Consent(state)]
        assert abs(point[0] - x) <= BOX_WIDTH / 2 + 1
        assert abs(point[1] - y) <= BOX_HEIGHT / 2 + 1
    highest = [start[axis] / 4 + bend[axis] / 2 + end[axis] / 4 for axis in (0, 1)]
    assert 0 <= highest[0] <= WIDTH
    assert 0 <= highest[1] <= HEIGHT
    x, y = place(source, target, SHARES[0])
    assert 8 <= x <= WIDTH - 8
    assert 8 <= y <= HEIGHT - 8
