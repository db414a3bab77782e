"""Steps that are likely to matter as a household stands, for runs that go deep.

A uniform draw spends most steps on what the rules reject at once. Here the campaign, replies, waits
up to a deadline, offers made again, faults put on and taken off, number changes and what carries a
registration or a link on are drawn often, every other verb now and then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from smsflow.memo.linking import Linking
from smsflow.memo.registration import Registration
from tests.random_households import CAUSES, DOCUMENTS, NUMBERS, SCREENS, Play

Draw = Callable[[st.SearchStrategy[Any]], Any]
Likely = tuple[str, Any]

MOMENT = 1
"""the shortest time there is: a millisecond"""
KINDS_OF_REPLY = {
    "consent": ["2*1", "2 * 1.", "２＊１", "2∗1", "«2*1»", "2*1\n\n> 2*5"],
    "refusal": ["2*5", "2*5!", "2 * 5"],
    "unclear": ["да", "", "2*15", "2*1 2*5", "2", "😀"],
}


def likely_step(draw: Draw, play: Play) -> Likely:
    """A verb and its argument."""
    return draw(_WEIGHTED)(draw, play)


def _who(draw: Draw, play: Play) -> str:
    return str(draw(st.sampled_from(play.guardians)))


def _child(draw: Draw, play: Play) -> str:
    return str(draw(st.sampled_from(play.children)))


def _number(draw: Draw, play: Play) -> str:
    number = str(draw(st.sampled_from(NUMBERS)))
    play.handsets.add(number)
    return number


def _campaign(draw: Draw, play: Play) -> Likely:
    return "start_campaign", draw(st.sampled_from([None, None, [_who(draw, play)]]))


def _reply(draw: Draw, play: Play) -> Likely:
    kind = draw(st.sampled_from(["consent", "consent", "refusal", "unclear"]))
    text = draw(st.sampled_from(KINDS_OF_REPLY[kind]))
    erring = kind == "refusal" and draw(st.booleans())
    meant = {"meant": "consent"} if erring else {}
    return "reply", {"from": _who(draw, play), "text": text, **meant}


def _stranger(draw: Draw, play: Play) -> Likely:
    free = [number for number in NUMBERS if number not in play.handsets]
    if not free:
        return _reply(draw, play)
    text = draw(st.sampled_from(["2*1", "2*5", "кім бұл?"]))
    return "reply", {"from_number": draw(st.sampled_from(free)), "text": text}


def _wait_to_the_edge(draw: Draw, play: Play) -> Likely:
    """To just before, upon or just after something due: a deadline, a receipt, a reminder."""
    clock = play.simulation.clock
    due = sorted({timer.at - clock.now for timer in clock.timers})
    if not due:
        return "wait", draw(st.sampled_from(["1h", "3d"]))
    length = draw(st.sampled_from(due[:6])) + draw(st.sampled_from([-MOMENT, 0, MOMENT]))
    return "wait", f"{max(length, 0)}ms"


def _wait_long(draw: Draw, play: Play) -> Likely:
    return "wait", draw(st.sampled_from(["0", "30m", "1d", "3d", "9d"]))


def _resend(draw: Draw, play: Play) -> Likely:
    return "resend", draw(st.sampled_from([None, [_who(draw, play)]]))


def _fault(draw: Draw, play: Play) -> Likely:
    cause = draw(st.sampled_from(CAUSES))
    by = {"by": draw(st.sampled_from(["1m", "2h", "3d"]))} if cause == "receipt_late" else {}
    return "fault", {"on": _who(draw, play), "cause": cause, **by}


def _repair(draw: Draw, play: Play) -> Likely:
    """All of somebody's faults, or one that is there."""
    who = _who(draw, play)
    there = [str(cause) for cause in play.simulation.network.people[who].faults]
    cause = draw(st.sampled_from([None, *(there or CAUSES)]))
    return "repair", {"on": who} | ({"cause": cause} if cause else {})


def _change_number(draw: Draw, play: Play) -> Likely:
    return "change_number", {"guardian": _who(draw, play), "number": _number(draw, play)}


def _remove_number(draw: Draw, play: Play) -> Likely:
    return "remove_number", _who(draw, play)


def _register(draw: Draw, play: Play) -> Likely:
    """The next screens of whoever has no number, or all; now and then one is not passed."""
    states = play.judge.states
    absent = [who for who in play.guardians if states["registration", who] != REGISTERED]
    who = draw(st.sampled_from(absent or play.guardians))
    argument: dict[str, Any] = {"guardian": who}
    if draw(st.booleans()):
        argument["number"] = _number(draw, play)
    if draw(st.booleans()):
        begin = draw(st.sampled_from([0, 0, 5, 10]))
        argument["screens"] = SCREENS[begin : begin + draw(st.sampled_from([5, 6, 10, 14]))]
        if draw(st.integers(0, 2)) == 0:
            argument["fail"] = draw(st.sampled_from(argument["screens"]))
    return "register_number", argument


REGISTERED = Registration.REGISTERED


def _link(draw: Draw, play: Play) -> Likely:
    """The next stage of a child whom nobody is linked to, or a stage out of turn."""
    states = play.judge.states
    open_ = [child for child in play.children if states["linking", child] != Linking.LINKED]
    child, who = draw(st.sampled_from(open_ or play.children)), _who(draw, play)
    pair = {"child": child, "guardian": who}
    return draw(
        st.sampled_from(
            [
                ("notify_missing_link", pair),
                ("apply_for_link", {**pair, "through": "app"}),
                ("submit_documents", {"child": child, "documents": DOCUMENTS[:2]}),
                (
                    "submit_documents",
                    {"child": child, "documents": DOCUMENTS[2:], "representative": "yes"},
                ),
                ("update_link", pair),
                ("add_guardian", pair),
            ]
        )
    )


def _children(draw: Draw, play: Play) -> Likely:
    child = _child(draw, play)
    name = f"late_{len(play.children)}"
    new = {"name": name, "grade": draw(st.sampled_from(["4", "5", "9"]))}
    verb, argument = draw(
        st.sampled_from(
            [
                ("add_child", {**new, "guardians": [_who(draw, play)]}),
                ("add_child", {**new, "guardians": [], "listed": "no"}),
                ("remove_child", child),
                ("change_grade", {"child": child, "grade": "4"}),
                ("change_grade", {"child": child, "grade": "5"}),
                ("add_guardian", {"child": child, "guardian": _who(draw, play)}),
                ("list_child", child),
            ]
        )
    )
    if verb == "add_child":
        play.children.append(name)
    return verb, argument


def _voucher(draw: Draw, play: Play) -> Likely:
    child = _child(draw, play)
    by = {"child": child, "by": _who(draw, play)}
    verbs = ["activate", "activate", "activation_error", "send_qr", "repair_voucher"]
    reason = {"child": child, "reason": "eats at home"}
    report = {
        "child": child,
        "organisation_bin": "900140000010",
        "child_iin": "901205500127",
        "system": "eGov",
        "screenshot": "a.png",
    }
    return draw(
        st.sampled_from(
            [
                *((verb, child) for verb in verbs),
                ("activate", by),
                ("decline_voucher", reason),
                ("report_error", report),
                ("report_error", {"child": child}),
            ]
        )
    )


def _look(draw: Draw, play: Play) -> Likely:
    return "look", _who(draw, play)


WEIGHTS: dict[Callable[[Draw, Play], Likely], int] = {
    _campaign: 4,
    _reply: 12,
    _wait_to_the_edge: 12,
    _wait_long: 4,
    _resend: 6,
    _fault: 5,
    _repair: 5,
    _change_number: 4,
    _remove_number: 1,
    _register: 5,
    _stranger: 2,
    _link: 5,
    _children: 6,
    _voucher: 6,
    _look: 1,
}
"""how often each kind of step is drawn"""

_WEIGHTED = st.sampled_from([kind for kind, weight in WEIGHTS.items() for _ in range(weight)])
