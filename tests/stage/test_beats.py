from __future__ import annotations

from smsflow.moments import DAY, HOUR
from tests.stage.shows import act_of, beats_of
from tests.writing import family


def keys(steps: str) -> list[str]:
    """What is said of a family's steps, in order."""
    return [beat.key for beat in beats_of(family(steps))]


def test_a_conversation_is_told_thing_by_thing() -> None:
    """The campaign, the SMS, its arrival, its receipt, the reply, what it decides, the link."""
    assert keys("- start_campaign: [aigul]\n- wait: 2h\n- reply: {from: aigul, text: '2*1'}") == [
        "campaign_started",
        "consent_request",
        "seen_request",
        "awaiting_reply",
        "reply",
        "consented",
        "seen_link",
    ]


def test_silence_is_one_beat_a_week_long() -> None:
    """From the receipt to the deadline nothing is told, and the time between is known."""
    last = beats_of(family("- start_campaign: [aigul]\n- wait: 7d"))[-1]
    assert (last.key, last.guardian, last.at - last.since) == ("lapsed", "aigul", 7 * DAY)


def test_time_that_passes_belongs_to_what_comes_after_it() -> None:
    """Several waits before a reply are one; at the end the wait is a beat of its own."""
    steps = "- start_campaign: [aigul]\n- wait: 5h\n- wait: 1d\n"
    last = beats_of(family(steps))[-1]
    assert (last.key, last.at - last.since) == ("time_passed", DAY + 5 * HOUR)
    reply = beats_of(family(f"{steps}- reply: {{from: aigul, text: hm}}"))[-2]
    assert (reply.key, reply.at - reply.since) == ("reply", DAY + 5 * HOUR)


def test_what_follows_from_a_beat_is_shown_with_it() -> None:
    """Vouchers are formed, and the clock starts, in the beat that made them; no event is left."""
    text = family("- start_campaign: [aigul]\n- reply: {from: aigul, text: '2*1'}")
    events = act_of(text).events
    beats = {beat.key: beat for beat in beats_of(text)}
    consented = [type(one).__name__ for one in events[: beats["consented"].until]]
    assert consented[-3:] == ["RowTaken", "RowTaken", "RowTaken"]
    assert type(events[beats["awaiting_reply"].until - 1]).__name__ == "ClockStarted"
    assert beats["seen_link"].until == len(events)


def test_a_deadline_is_shown_with_the_receipt_that_starts_it() -> None:
    """Also where another guardian's SMS comes next."""
    text = family("- start_campaign").replace("[aigul]}\nsteps", "[marat]}\nsteps")
    events = act_of(text).events
    waiting = [beat for beat in beats_of(text) if beat.key == "awaiting_reply"]
    assert [beat.guardian for beat in waiting] == ["aigul", "marat"]
    for beat in waiting:
        assert type(events[beat.until - 1]).__name__ == "ClockStarted"


def test_a_request_is_not_known_before_it_is_sent() -> None:
    """With the campaign's beat the record still says that nobody was asked."""
    text = family("- start_campaign: [aigul]")
    first = beats_of(text)[0]
    assert [type(one).__name__ for one in act_of(text).events[: first.until]][-1] == (
        "CampaignStarted"
    )


def test_troubles_are_told_with_their_causes() -> None:
    """Unseen, failed, lost: each says what made it so."""
    told = [
        (beat.key, beat.about.get("cause"))
        for beat in beats_of(
            family(
                """
                - fault: {on: aigul, cause: blacklisted}
                - start_campaign
                - fault: {on: marat, cause: no_balance}
                - repair: {on: aigul}
                - fault: {on: aigul, cause: switched_off}
                - reply: {from: aigul, text: "2*1"}
                """
            )
        )
    ]
    assert ("fault_put_on", "blacklisted") in told
    assert ("unseen", "blacklisted") in told
    assert ("fault_lifted", "blacklisted") in told
    assert ("reply_lost", "switched_off") in told


def test_a_beat_is_about_the_guardian_concerned() -> None:
    """A child's beat is its guardian's; the stage turns to whoever acts."""
    steps = "- start_campaign: [aigul]\n- reply: {from: aigul, text: '2*1'}\n- activate: dana"
    last = beats_of(family(steps))[-1]
    assert (last.key, last.guardian, last.about) == ("activated_first", "aigul", {"child": "dana"})


def test_a_mistake_an_unclear_reply_and_a_stranger_are_told_apart() -> None:
    """Each has a sentence of its own."""
    told = keys(
        """
        - start_campaign: [aigul]
        - reply: {from: aigul, text: "yes"}
        - reply: {from_number: "+7 705 555 01 01", text: "2*1"}
        - reply: {from: aigul, text: "2*5", meant: consent}
        - resend: [aigul]
        """
    )
    assert told[4:] == [
        "reply",
        "reply_unclear",
        "stranger",
        "stranger_unknown",
        "reply_mistaken",
        "refused",
        "consent_request_again",
        "seen_request",
        "awaiting_reply",
    ]


def test_only_where_others_are_left_can_they_wait() -> None:
    """Of two children the first, and not the second."""
    steps = (
        "- start_campaign\n- reply: {from: aigul, text: '2*1'}\n- activate: dana\n- activate: arman"
    )
    assert keys(steps)[-2:] == ["activated_first", "activated"]


def test_what_changes_at_school_is_said() -> None:
    """Who comes, who goes, and who is in another grade now."""
    text = family(
        "- list_child: dana\n- change_grade: {child: dana, grade: 7}\n- remove_child: dana"
    )
    told = [
        (beat.key, beat.about) for beat in beats_of(text.replace("dana: {", "dana: {listed: no, "))
    ]
    assert told == [
        ("child_listed", {"child": "dana"}),
        ("grade_changed", {"child": "dana", "grade": "7"}),
        ("child_removed", {"child": "dana"}),
    ]


def test_a_rejected_step_is_told_with_its_clause() -> None:
    """What the rules turn down happens on stage too."""
    steps = "- start_campaign: [aigul]\n- resend: [aigul]\n- expect: {rejected: {clause: R42}}"
    last = beats_of(family(steps))[-1]
    assert (last.key, last.about) == ("turned_down", {"what": "R42"})
