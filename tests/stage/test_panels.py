from __future__ import annotations

from collections.abc import Sequence

import pytest

from smsflow.commands.performing import played
from smsflow.events import Event, OfferOpened, SmsDelivered, SmsSubmitted
from smsflow.languages.catalogue import catalogue
from smsflow.scenario.collect import find_files, read_file
from smsflow.sms.messages import Kind
from smsflow.stage.panels import truth
from smsflow.stage.show import Show
from tests.docs.documentation import ROOT
from tests.stage.shows import act_of, cue_of, plain, seen, tour
from tests.writing import family

MAY_ANSWER = catalogue("en").labels["may_answer"]
FILES = find_files([str(ROOT / "scenarios")])


def has_seen_a_request(events: Sequence[Event], guardian: str) -> bool:
    """Whether the guardian saw a request since the latest offer that was no silent one opened."""
    opened = [
        number
        for number, one in enumerate(events)
        if isinstance(one, OfferOpened) and one.subject == guardian and not one.silent
    ]
    offer = events[opened[-1] :] if opened else ()
    asked = {
        one.sms
        for one in offer
        if isinstance(one, SmsSubmitted) and one.kind is Kind.CONSENT_REQUEST
    }
    return any(
        isinstance(one, SmsDelivered) and one.seen and one.subject == guardian and one.sms in asked
        for one in offer
    )


@pytest.mark.parametrize("part", range(4))
def test_who_may_answer_has_seen_a_request_of_the_latest_offer(part: int) -> None:
    """In every frame of every shipped scenario: an earlier SMS, or one of another kind, is none."""
    for file in FILES[part::4]:
        for scenario in (one for one in read_file(file) if one.skip is None):
            act = played(scenario).act
            show = Show([act], catalogue("en"), str, tour=False)
            for cue in show.cues:
                if not cue.beat or not cue.beat.guardian:
                    continue
                there = show.scene(0, cue.beat.until, cue.beat.guardian)
                panel = "\n".join(plain(truth(show, there, 80, 4)))
                if MAY_ANSWER in panel:
                    events = act.events[: cue.beat.until]
                    assert has_seen_a_request(events, cue.beat.guardian), (file, cue.words)


def test_a_request_on_its_way_has_not_been_seen() -> None:
    """Neither the one before it (act 3) nor the registration's code (act 5) counts."""
    for act, key, said in (
        ("mistaken_refusal", "consent_request_again", "has not seen the new request so far"),
        ("no_number", "seen_code", "has not seen the request: there is nothing to answer"),
    ):
        number = cue_of(tour(), act, key)
        while "an SMS is on its way" not in seen(tour(), number):
            number += 1
        assert said in seen(tour(), number)
        assert MAY_ANSWER not in seen(tour(), number)


ONCE_MORE = """
        - start_campaign: [aigul]
        - reply: {from: aigul, text: "2*5"}
        - fault: {on: aigul, cause: blacklisted}
        - resend: [aigul]
        - wait: """


def test_who_answered_once_and_then_blocks_1414_has_not_got_the_new_request() -> None:
    """For the whole week of waiting the truth says so."""
    show = Show([act_of(family(f"{ONCE_MORE}6d"))], catalogue("en"), str, tour=False)
    last = seen(show, -2)
    assert "Nothing happens for 6 d." in last
    assert "has not seen the new request so far" in last


def test_who_saw_the_first_request_never_saw_the_new_one() -> None:
    """Beneath the record, in what is said of it, and on the last card."""
    show = Show([act_of(family(f"{ONCE_MORE}8d"))], catalogue("en"), str, tour=False)
    number = next(
        number
        for number, cue in enumerate(show.cues)
        if cue.beat and cue.beat.key == "wrongful_refusal"
    )
    assert "Look beneath: Aigul never saw the new request." in seen(show, number)
    assert "│ never saw the new request " in seen(show, number)
    assert "truth: never saw the new request" in seen(show, -1)
