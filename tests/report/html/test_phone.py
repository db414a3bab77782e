from __future__ import annotations

from smsflow.report.html.people import events_of
from smsflow.report.html.phone import bubbles_of
from smsflow.scenario.result import Result
from tests.writing import family, played

Told = tuple[str, str, bool, str]
"""a bubble: the side it stands on, what it is, whether it was never seen, and what became of it"""


def bubbles(result: Result) -> list[Told]:
    """The bubbles on aigul's phone."""
    return [
        ("left" if one.from_service else "right", one.what, one.unseen, one.fate)
        for one in bubbles_of(events_of(result.events, "aigul"), "aigul")
    ]


def faulty(cause: str, steps: str = "") -> Result:
    """A campaign on a line with a fault."""
    return played(family(f"- fault: {{on: aigul, cause: {cause}}}\n- start_campaign\n{steps}"))


def test_what_arrives_stands_left_and_what_is_answered_right() -> None:
    """With nothing to say of what was seen at once."""
    result = played(family("- start_campaign\n- reply: {from: aigul, text: ' 2*1'}"))
    assert bubbles(result) == [
        ("left", "request", False, ""),
        ("right", "reply", False, ""),
        ("left", "link", False, ""),
    ]
    shown = bubbles_of(result.events, "aigul")
    assert [(one.text[:15], one.language) for one in shown] == [
        ("Тегін ыстық там", "kk"),
        (" 2*1", ""),
        ("Келісім қабылда", "kk"),
    ]


def test_a_request_is_explained_in_english() -> None:
    """As on the English stage; nothing else needs it."""
    result = played(family("- start_campaign\n- reply: {from: aigul, text: '2*1'}"))
    assert [one.gloss for one in bubbles_of(result.events, "aigul")] == [
        "(consent: 2*1, refuse: 2*5)", "", "",
    ]  # fmt: skip


def test_what_was_never_seen_says_why() -> None:
    """On the handset, by the carrier, on the way, or at somebody else's."""
    assert bubbles(faulty("blacklisted")) == [
        ("left", "request", True, "never seen: the phone blocks 1414 (blacklisted)")
    ]
    assert bubbles(faulty("spam_blocking")) == [
        (
            "left",
            "request",
            True,
            "never seen: rejected, spam blocking is on (spam_blocking)",
        )
    ]
    assert bubbles(faulty("switched_off")) == [
        ("left", "request", True, "not seen so far: the phone is off (switched_off)")
    ]
    assert bubbles(played(family("- start_campaign") + "latency: 1h\n")) == [
        ("left", "request", True, "never seen: still under way")
    ]


def test_what_was_seen_later_says_how_much() -> None:
    """After the phone was on again."""
    result = faulty("switched_off", "- wait: 26h\n- repair: {on: aigul}")
    assert bubbles(result) == [("left", "request", False, "seen 1d 2h later")]


def test_an_answer_that_never_left_says_why() -> None:
    """It is hatched as what was never seen is."""
    result = faulty("no_balance", "- reply: {from: aigul, text: '2*1'}")
    assert bubbles(result)[-1] == (
        "right",
        "reply",
        True,
        "never left the phone: no money on the phone (no_balance)",
    )


def test_a_mistaken_answer_says_what_was_meant() -> None:
    """The text alone would not."""
    result = played(family("- start_campaign\n- reply: {from: aigul, text: '2*5', meant: consent}"))
    assert bubbles(result)[-1] == ("right", "reply", False, "aigul means consent")


def test_what_somebody_else_read_or_wrote_is_not_the_guardians() -> None:
    """A stranger on a number that МАБ still holds."""
    text = family(
        "- start_campaign\n- reply: {from_number: '+7 701 555 01 77', text: '2*1'}"
    ).replace('"+7 701 555 01 01"', '"+7 701 555 01 01", mab_number: "+7 701 555 01 77"')
    assert bubbles(played(text)) == [
        ("left", "request", True, "never seen: it reached another's phone"),
        ("right", "reply", True, "written by a stranger, not by aigul"),
        ("left", "link", True, "never seen: it reached another's phone"),
    ]


def test_what_another_guardian_reads_or_writes_is_not_the_guardians() -> None:
    """МАБ holds each one's number for the other."""
    text = family("- start_campaign\n- reply: {from: marat, text: '2*1'}")
    swapped = text.replace('01 01"}', '01 01", mab_number: "+7 701 555 01 02"}').replace(
        '01 02"}\nchildren', '01 02", mab_number: "+7 701 555 01 01"}\nchildren'
    )
    assert bubbles(played(swapped)) == [
        ("left", "request", True, "never seen: it reached another's phone"),
        ("right", "reply", True, "written by marat, not by aigul"),
        ("left", "link", True, "never seen: it reached another's phone"),
    ]


def test_a_reminder_is_told_from_the_first_request() -> None:
    """Their texts are the same."""
    text = family("- start_campaign\n- wait: 4d") + "policy: {reminders: 1}\n"
    assert [what for _, what, *_ in bubbles(played(text))] == [
        "request",
        "request (a reminder)",
    ]
