"""The way of a number into МАБ: fourteen screens of eGov mobile in three slides (R21–R34, R45).

The order of the screens within a slide is not certain, the order of the slides is. So a record
keeps the set of screens done, and the machine has few states.
"""

from __future__ import annotations

from typing import NamedTuple

from smsflow.memo.policy import SharedNumber
from smsflow.memo.table import BY_MODEL, Effect, Guard, Row, Table
from smsflow.words import Word


class Registration(Word):
    """How far a guardian is on the way to a number in МАБ."""

    ABSENT = "absent"
    IN_PROGRESS = "in_progress"
    STALLED = "stalled"
    REGISTERED = "registered"


STATES: dict[Registration, str] = {
    Registration.ABSENT: "МАБ holds no number of the guardian (R44)",
    Registration.IN_PROGRESS: "some of the fourteen screens are done (R21–R34)",
    Registration.STALLED: "a screen was not passed: no code, or a failed check",
    Registration.REGISTERED: "МАБ holds a number of the guardian (R45)",
}
"""What each state says of a guardian."""


class Screen(Word):
    """The screens of eGov mobile, in the order of the slides."""

    OPEN_APP = "open_app"
    CONTINUE_START = "continue_start"
    SIGN_IN = "sign_in"
    ISSUE_NEW = "issue_new"
    ENTER_NUMBER = "enter_number"
    SMS_CODE = "sms_code"
    ALLOW = "allow"
    BEGIN = "begin"
    VIDEO_CHECK = "video_check"
    ENTER_IIN = "enter_iin"
    EMAIL_PASSWORD = "email_password"
    CHOOSE_SOCIAL_WALLET = "choose_social_wallet"
    SIGNATURE_ISSUED = "signature_issued"
    QUICK_ACCESS_CODE = "quick_access_code"


class Place(NamedTuple):
    """Where a screen stands: its slide (1–3), and its clause."""

    slide: int
    clause: str


SCREENS: dict[Screen, Place] = {
    screen: Place(1 if number < 5 else 2 if number < 10 else 3, f"R{21 + number}")
    for number, screen in enumerate(Screen)
}
"""Every screen's place: five on slide 4.1, five on 4.2, four on 4.3."""


def first_missing(done: tuple[str, ...], *, before: Screen) -> Screen | None:
    """The first screen of an earlier slide than `before`'s that is not done."""
    slide = SCREENS[before].slide
    return next(
        (one for one in Screen if SCREENS[one].slide < slide and one not in done),
        None,
    )


class RegistrationTrigger(Word):
    """What can happen on a guardian's way into МАБ."""

    NUMBER_CLAIMED = "number_claimed"
    STARTED = "started"
    NUMBER_TYPED = "number_typed"
    SCREEN_PASSED = "screen_passed"
    SCREEN_FAILED = "screen_failed"
    NUMBER_ENTERED = "number_entered"
    NUMBER_REMOVED = "number_removed"


class RegistrationGuard(Guard):
    """What a registration row may ask."""

    NUMBER_HELD = "number_held"
    """МАБ holds the number at hand for somebody else"""
    NUMBER_GIVEN = "number_given"
    """there is a number to type"""
    SLIDE_REACHED = "slide_reached"
    """every screen of the earlier slides is done"""
    LAST_SCREEN = "last_screen"
    """with this screen all fourteen are done"""
    CODE_DUE = "code_due"
    """a number was typed, and none other is given: going on there begins with a new code"""


class RegistrationEffect(Effect):
    """What the service does for a registration once a row is taken."""

    NOTE_SCREEN = "note_screen"
    NOTE_STALL = "note_stall"
    SEND_CODE = "send_code"
    FINISH = "finish"
    FREE_NUMBER = "free_number"
    ENTER_NUMBER = "enter_number"
    FORGET_SCREENS = "forget_screens"


_S, _T, _G, _E = Registration, RegistrationTrigger, RegistrationGuard, RegistrationEffect

_ANY = tuple(_S)
_ON_THE_WAY = (_S.ABSENT, _S.IN_PROGRESS, _S.STALLED)

# A row reads as what may happen, in its first line, and what follows, in its second.
# `BY_MODEL` is the clause of the first screen that is missing.
# fmt: off

REGISTRATION = Table(
    name="registration",
    states=Registration,
    triggers=RegistrationTrigger,
    guards=RegistrationGuard,
    effects=RegistrationEffect,
    rows=(
        Row("number_free", _ANY, _T.NUMBER_CLAIMED, (~_G.NUMBER_HELD,),
            clauses=("R45",)),
        Row("number_refused", _ANY, _T.NUMBER_CLAIMED, (_G.NUMBER_HELD,),
            when=(SharedNumber.REJECT,), rejects="R45", clauses=("R45",)),
        Row("number_shared", _ANY, _T.NUMBER_CLAIMED, (_G.NUMBER_HELD,),
            when=(SharedNumber.MOVE,), clauses=("R45",)),
        Row("begun", (_S.ABSENT, _S.IN_PROGRESS), _T.STARTED,
            clauses=("R45",)),
        Row("resumed_with_new_code", (_S.STALLED,), _T.STARTED, (_G.CODE_DUE,),
            target=_S.IN_PROGRESS, effects=(_E.SEND_CODE,), clauses=("R26",)),
        Row("resumed", (_S.STALLED,), _T.STARTED, (~_G.CODE_DUE,),
            target=_S.IN_PROGRESS, clauses=("R45",)),
        Row("registered_before", (_S.REGISTERED,), _T.STARTED,
            clauses=("R45",)),
        Row("number_typed", _ON_THE_WAY, _T.NUMBER_TYPED, (_G.NUMBER_GIVEN,),
            target=_S.IN_PROGRESS, effects=(_E.NOTE_SCREEN, _E.SEND_CODE), clauses=("R25",)),
        Row("no_number_to_type", _ON_THE_WAY, _T.NUMBER_TYPED, (~_G.NUMBER_GIVEN,),
            rejects="R25", clauses=("R25",)),
        Row("screen_passed", _ON_THE_WAY, _T.SCREEN_PASSED, (_G.SLIDE_REACHED, ~_G.LAST_SCREEN),
            target=_S.IN_PROGRESS, effects=(_E.NOTE_SCREEN,), clauses=("R45",)),
        Row("last_screen_passed", _ON_THE_WAY, _T.SCREEN_PASSED, (_G.SLIDE_REACHED, _G.LAST_SCREEN),
            target=_S.IN_PROGRESS, effects=(_E.NOTE_SCREEN, _E.FINISH), clauses=("R45",)),
        Row("screen_failed", _ON_THE_WAY, _T.SCREEN_FAILED, (_G.SLIDE_REACHED,),
            target=_S.STALLED, effects=(_E.NOTE_STALL,), clauses=("R45",)),
        Row("screen_too_early", _ON_THE_WAY, _T.SCREEN_PASSED, (~_G.SLIDE_REACHED,),
            rejects=BY_MODEL, clauses=("R45",)),
        Row("failed_too_early", _ON_THE_WAY, _T.SCREEN_FAILED, (~_G.SLIDE_REACHED,),
            rejects=BY_MODEL, clauses=("R45",)),
        Row("number_typed_again", (_S.REGISTERED,), _T.NUMBER_TYPED,
            clauses=("R45",)),
        Row("screen_passed_again", (_S.REGISTERED,), _T.SCREEN_PASSED,
            clauses=("R45",)),
        Row("screen_failed_again", (_S.REGISTERED,), _T.SCREEN_FAILED,
            clauses=("R45",)),
        Row("entered", _ANY, _T.NUMBER_ENTERED, (~_G.NUMBER_HELD,),
            target=_S.REGISTERED, effects=(_E.ENTER_NUMBER, _E.FORGET_SCREENS), clauses=("R45",)),
        Row("entry_refused", _ANY, _T.NUMBER_ENTERED, (_G.NUMBER_HELD,),
            when=(SharedNumber.REJECT,), rejects="R45", clauses=("R45",)),
        Row("entry_moved", _ANY, _T.NUMBER_ENTERED, (_G.NUMBER_HELD,),
            when=(SharedNumber.MOVE,), target=_S.REGISTERED,
            effects=(_E.FREE_NUMBER, _E.ENTER_NUMBER, _E.FORGET_SCREENS), clauses=("R45",)),
        Row("removed", _ANY, _T.NUMBER_REMOVED,
            target=_S.ABSENT, clauses=("R44",)),
    ),
)
