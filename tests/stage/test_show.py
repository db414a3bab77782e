from __future__ import annotations

from itertools import pairwise

import pytest

from smsflow.languages.catalogue import catalogue
from smsflow.moments import DAY, HOUR, MINUTE
from smsflow.stage.show import CueKind, Show, passage_time, reading_time
from tests.stage.shows import act_of, cue_of, seen, tour
from tests.writing import family

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


def test_what_an_act_has_told_is_told_by_the_next_in_a_sentence_or_two() -> None:
    """Campaign, SMS, arrival, receipt: four beats in act 1, two from then on."""
    keys = [
        [cue.beat.key for cue in tour().cues if cue.act == act and cue.beat] for act in range(5)
    ]
    four = ["campaign_started", "consent_request", "seen_request", "awaiting_reply"]
    assert keys[0][:4] == four
    assert keys[1] == ["asked", "reached", "lapsed", "rightful_silence"]
    assert keys[2][:3] == ["asked", "reached", "reply_mistaken"]
    # An SMS that nobody sees is news.
    assert keys[3][1:4] == ["asked", "unseen", "awaiting_reply"]
    assert keys[4][-5:-2] == ["consent_request", "reached", "reply"]
    one = Show([act_of(family("- start_campaign: [aigul]"))], catalogue("en"), str, tour=False)
    assert [cue.beat.key for cue in one.cues if cue.beat][:4] == four


def test_a_sentence_for_two_beats_has_the_scene_of_the_second() -> None:
    """Nothing that the two would have shown is left out."""
    asked, reached = (cue_of(tour(), "silence", key) for key in ("asked", "reached"))
    assert "an SMS is on its way" in seen(tour(), asked)
    assert "silence becomes a refusal in 7 d" in seen(tour(), reached)


def test_cards_stand_as_long_as_a_speaker_needs() -> None:
    """Ten seconds the first, five an act's."""
    for language in ("en", "kk", "ru"):
        cards = [cue for cue in tour(language).cues if cue.kind is not CueKind.BEAT]
        assert [cue.rest for cue in cards[:6]] == [10.0, *[5.0] * 5]


def test_the_blocked_act_ends_with_the_same_record_and_two_truths() -> None:
    """Marat's of act 2 beside Erlan's, in words that are the scenes'; and what follows from it."""
    silent, blocked = (
        tour().scene(act, len(tour().acts[act].events), who)
        for act, who in ((1, "marat"), (3, "erlan"))
    )
    assert (silent.path, silent.notes) == (blocked.path, blocked.notes)
    assert (silent.truth, blocked.truth) == ("ignored", "never_saw_request")
    said = [cue.words for cue in tour().cues if cue.act == 3 and cue.beat]
    assert said[-2:] == [
        "The same record, two truths. Marat in act 2: refused by silence, and he saw the request. "
        "Erlan: refused by silence, and he never saw it.",
        "He was never asked, so there is nothing he refused.",
    ]
    assert tour().words.consent[silent.consent] == "refused by silence"


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
