from __future__ import annotations

from itertools import pairwise

import pytest

from smsflow.moments import DAY, HOUR, MINUTE
from smsflow.stage.show import CueKind, passage_time, reading_time
from tests.stage.shows import tour

VERDICTS = {
    "wrongful_refusal",
    "wrongful_consent",
    "reopened",
    "put_right",
    "rightful_silence",
}


def test_the_tour_has_a_card_before_each_act_and_at_both_ends() -> None:
    """Opening, five titles, closing; everything between is a beat."""
    kinds = [cue.kind for cue in tour().cues if cue.kind is not CueKind.BEAT]
    assert kinds == [CueKind.OPENING, *[CueKind.TITLE] * 5, CueKind.CLOSING]


def test_record_and_truth_are_pointed_out_when_they_part_and_meet() -> None:
    """The mistake parts them, the new request reopens, the consent puts right; the block parts."""
    told = [
        [
            cue.beat.key
            for cue in tour().cues
            if cue.act == act and cue.beat and cue.beat.key in VERDICTS
        ]
        for act in range(5)
    ]
    assert told == [
        [],
        ["rightful_silence"],
        ["wrongful_refusal", "reopened", "put_right"],
        ["wrongful_refusal"],
        [],
    ]


def test_a_second_look_takes_no_virtual_time() -> None:
    """It stands where the beat before it stands."""
    cues = tour().cues
    for before, cue in pairwise(cues):
        if cue.beat and before.beat and cue.beat.key in VERDICTS:
            assert (cue.beat.until, cue.beat.at, cue.passage) == (
                before.beat.until,
                before.beat.at,
                0,
            )


def test_what_is_known_already_stays_for_a_shorter_time() -> None:
    """The second campaign is read faster than the first."""
    first, second = [cue for cue in tour().cues if cue.beat and cue.beat.key == "campaign_started"][
        :2
    ]
    assert first.words == second.words
    assert second.rest == pytest.approx(first.rest * 0.6)


def test_longer_waits_pass_longer_but_never_for_more_than_two_seconds() -> None:
    """Minutes, hours, and a week."""
    assert [passage_time(length) for length in (0, MINUTE, 2 * HOUR, DAY, 700 * DAY)] == [
        0.0,
        0.5,
        1.0,
        2.0,
        2.0,
    ]
    assert reading_time("x" * 100) > reading_time("x")


def test_the_tour_takes_three_to_five_minutes() -> None:
    """As long as an audience listens."""
    for language in ("en", "kk", "ru"):
        seconds = sum(cue.passage + cue.rest for cue in tour(language).cues)
        assert 180 < seconds < 300


def test_people_have_their_names_in_each_language() -> None:
    """Those of the tour; anybody else keeps the scenario's, with a capital; nobody is a dash."""
    assert tour("kk").name(0, "aigul") == "Айгүл"
    assert tour("en").name(0, "some_body") == "Some body"
    assert tour("en").name(0, "") == "–"
