from __future__ import annotations

from smsflow.moments import DAY, HOUR
from smsflow.stage.scene import Fate, Scene, scene
from tests.stage.shows import act_of
from tests.writing import family


def after(steps: str, guardian: str = "aigul") -> Scene:
    """The scene of a guardian once a family's steps are done."""
    act = act_of(family(steps))
    return scene(act.events, guardian, act.policy)


def test_the_phone_shows_what_came_and_what_was_written() -> None:
    """In order: the request, the reply, the link; each with what became of it."""
    there = after("- start_campaign: [aigul]\n- reply: {from: aigul, text: '2*1'}")
    assert [(one.kind, one.fate) for one in there.bubbles] == [
        ("consent_request", Fate.SEEN),
        ("", Fate.SENT),
        ("voucher_link", Fate.SEEN),
    ]


def test_the_record_has_its_state_its_path_and_the_vouchers() -> None:
    """Everything the service knows of the guardian, and of nobody else."""
    there = after("- start_campaign\n- reply: {from: aigul, text: '2*1'}\n- activate: dana")
    assert there.consent == "consented"
    assert there.path == ("not_asked", "requested", "awaiting_reply", "consented")
    assert [(one.name, one.grade, one.voucher) for one in there.pupils] == [
        ("dana", 6, "active"),
        ("arman", 9, "awaiting_activation"),
    ]
    assert after("- start_campaign", "marat").pupils == ()


def test_the_notes_are_what_the_service_has_seen() -> None:
    """That nobody saw an SMS is none of them."""
    there = after("- fault: {on: aigul, cause: blacklisted}\n- start_campaign: [aigul]\n- wait: 7d")
    assert [note.key for note in there.notes] == [
        "campaign_started",
        "consent_request",
        "delivered",
        "deadline_passed",
    ]
    assert there.bubbles[0].fate is Fate.UNSEEN
    assert there.faults == ("blacklisted",)


def test_a_difference_is_there_as_soon_as_it_is_one() -> None:
    """Truth and record, with the cause."""
    there = after("- fault: {on: aigul, cause: blacklisted}\n- start_campaign: [aigul]\n- wait: 7d")
    assert there.truth == "never_saw_request"
    assert there.difference is not None
    assert there.difference.cause == "blacklisted"
    assert after("- start_campaign: [aigul]\n- wait: 7d").difference is None


def test_the_deadline_is_there_while_it_runs() -> None:
    """Seven days from the receipt; none once a new request is on its way, or all is decided."""
    waiting = after("- start_campaign: [aigul]")
    assert waiting.deadline == waiting.bubbles[0].at + 7 * DAY
    again = """
        - start_campaign: [aigul]
        - reply: {from: aigul, text: "2*5"}
        - fault: {on: aigul, cause: receipt_lost}
        - wait: 1h
        - resend: [aigul]
        """
    assert after(again).consent == "requested"
    assert after(again).deadline is None
    assert after("- start_campaign: [aigul]\n- wait: 7d").deadline is None


def test_a_request_on_a_new_number_has_a_deadline_of_its_own() -> None:
    """Until its receipt there is none; under `timeout_starts: submission` the first one runs on."""
    steps = """
        - start_campaign: [aigul]
        - fault: {on: aigul, cause: receipt_lost}
        - change_number: {guardian: aigul, number: "+7 701 555 01 09"}
        """
    assert after(steps).deadline is None
    act = act_of("policy: {timeout_starts: submission}\n" + family(steps))
    assert scene(act.events, "aigul", act.policy).deadline == act.events[0].at + 7 * DAY


def test_a_registration_shows_how_many_screens_are_done() -> None:
    """From the first to the last but one; a finished one is under way no more."""
    begin = "- remove_number: aigul\n- start_campaign: [aigul]\n- register_number: "
    some = "{guardian: aigul, number: '+7 701 555 01 09', screens: [open_app, continue_start]}"
    assert after(begin + some).screens == 2
    assert after(begin + "{guardian: aigul, number: '+7 701 555 01 09'}").screens == 0


def test_troubles_of_an_sms_have_their_fates() -> None:
    """Held back, failed for good, gone to a stranger, lost on the way out."""
    off = "- fault: {on: aigul, cause: switched_off}\n- start_campaign: [aigul]"
    assert after(off).bubbles[0].fate is Fate.HELD
    assert after(f"{off}\n- wait: 3d").bubbles[0].fate is Fate.FAILED
    lost = "- start_campaign: [aigul]\n- fault: {on: aigul, cause: no_balance}\n"
    assert after(lost + "- reply: {from: aigul, text: '2*1'}").bubbles[1].fate is Fate.LOST


def test_a_stale_number_is_somebody_elses_phone() -> None:
    """The SMS is delivered, and the guardian's phone stays empty."""
    text = family("- start_campaign: [aigul]").replace(
        'aigul: {number: "+7 701 555 01 01"}',
        'aigul: {number: "+7 701 555 01 01", mab_number: "+7 701 555 01 88"}',
    )
    act = act_of(text)
    assert scene(act.events, "aigul", act.policy).bubbles[0].fate is Fate.ELSEWHERE


def test_children_come_go_and_grow() -> None:
    """The vouchers shown are those of the guardian's children of the moment."""
    there = after(
        """
        - add_child: {name: ali, grade: 5, guardians: []}
        - add_guardian: {child: ali, guardian: aigul}
        - remove_child: arman
        - change_grade: {child: dana, grade: 7}
        - wait: 1h
        """
    )
    assert [(one.name, one.grade) for one in there.pupils] == [("dana", 7), ("ali", 5)]


def test_later_events_do_not_change_an_earlier_scene() -> None:
    """The scene after n events is read off those n alone: going back is another number."""
    act = act_of(family("- start_campaign: [aigul]\n- wait: 5h\n- reply: {from: aigul, text: hm}"))
    scenes = [scene(act.events[:n], "aigul", act.policy) for n in range(3, len(act.events))]
    assert [scene(act.events[:n], "aigul", act.policy) for n in range(3, len(act.events))] == scenes
    assert scenes[-1].bubbles[0].at + 5 * HOUR == scenes[-1].bubbles[1].at
