from __future__ import annotations

from smsflow.report.html.people import in_order, people_of, vouchers_of
from smsflow.scenario.result import Result
from smsflow.scenario.run import run_scenario
from tests.writing import family, loaded


def ran(text: str) -> Result:
    """What comes of a scenario, with where everybody stands."""
    (scenario,) = loaded(text)
    return run_scenario(scenario, with_standings=True)


def test_those_who_differ_come_first() -> None:
    """The others keep the order of the roster."""
    text = """\
name: x
guardians:
  a: {number: "+7 701 555 01 01"}
  b: {number: "+7 701 555 01 02"}
  c: {number: "+7 701 555 01 03", faults: [blacklisted]}
children: {dana: {grade: 6, guardians: [a, b, c]}}
steps: [start_campaign, wait: 8d]
"""
    assert [one.guardian for one in in_order(ran(text))] == ["c", "a", "b"]


def test_a_person_has_a_number_and_children() -> None:
    """Neither is a must."""
    text = family("- start_campaign").replace('marat: {number: "+7 701 555 01 02"}', "marat: {}")
    aigul, marat = people_of(ran(text), ["aigul", "marat"])
    assert (aigul.number, aigul.children) == ("+7 701 555 01 01", "dana (grade 6), arman (grade 9)")
    assert (marat.number, marat.children) == ("no number in МАБ", "")


def test_what_befalls_a_child_concerns_its_guardians() -> None:
    """Also one who was linked later, and nobody else."""
    steps = (
        "- start_campaign\n- add_guardian: {child: dana, guardian: marat}\n"
        "- change_grade: {child: dana, grade: 7}"
    )
    aigul, marat = people_of(ran(family(steps)), ["aigul", "marat"])
    for one in (aigul, marat):
        assert "dana is in grade 7" in [row.label for row in one.sequence.rows]
    steps = "- change_grade: {child: dana, grade: 7}"
    (other,) = people_of(ran(family(steps)), ["marat"])
    assert other.sequence.rows == []


def test_a_lost_answer_is_the_guardians_who_wrote_it() -> None:
    """Though its event names no SMS of theirs."""
    steps = (
        "- fault: {on: aigul, cause: no_balance}\n- start_campaign\n"
        "- reply: {from: aigul, text: '2*1'}"
    )
    aigul, marat = people_of(ran(family(steps)), ["aigul", "marat"])
    assert aigul.bubbles[-1].fate == "never left the phone: no money on the phone (no_balance)"
    assert marat.bubbles == []


def test_many_sms_are_cut_and_counted() -> None:
    """Forty bubbles are enough."""
    replies = "- reply: {from: aigul, text: hm}\n" * 45
    (aigul,) = people_of(ran(family(f"- start_campaign\n{replies}")), ["aigul"])
    assert (len(aigul.bubbles), aigul.bubbles_left_out) == (40, 6)


def test_every_child_has_a_voucher_or_none_in_the_end() -> None:
    """By the grade it is in by then; a child nobody is linked to as well."""
    text = family(
        "- start_campaign\n- reply: {from: aigul, text: '2*1'}\n- activate: dana\n"
        "- change_grade: {child: arman, grade: 10}\n"
        "- add_child: {name: ali, grade: 5, guardians: []}"
    )
    assert vouchers_of(ran(text).events) == {
        "dana (grade 6)": "active",
        "arman (grade 10)": "awaiting_activation",
        "ali (grade 5)": "none",
    }
