"""What a step may not be: all of its errors, each with its place."""

from __future__ import annotations

import pytest

from tests.writing import Told, failures, family, problems

STEPS: dict[str, list[Told]] = {
    "- rply: {from: aigul}": [("SF103", "unknown step 'rply'; did you mean 'reply'?", (9, 5))],
    "- 5": [("SF103", "unknown step '5'; `smsflow explain` lists the steps", (9, 5))],
    "- messages": [("SF106", "messages needs an argument: `messages: |`", (9, 5))],
    "- [wait]": [
        ("SF107", "a step is one verb, as `- verb` or `- verb: argument`, not a list", (9, 5))
    ],
    "- {wait: 1h, look: aigul}": [
        (
            "SF107",
            "'look' stands in the step of 'wait'; a step of its own begins with `- `",
            (9, 16),
        )
    ],
    "- wait": [("SF106", "wait needs an argument: `wait: …`", (9, 5))],
    "- wait:": [("SF106", "wait needs an argument: `wait: …`", (9, 5))],
    "- expect": [("SF106", "expect needs an argument: `expect: …`", (9, 5))],
    "- expect: {}": [
        (
            "SF106",
            "expect needs at least one of consent, truth, vouchers, linking, registration, "
            "sms_count, wrongful_refusals, wrongful_consents, findings, rejected",
            (9, 13),
        )
    ],
    "- expect: {consent: {}, sms_count: {aigul: {}}, wrongful_refusals: {aigul: {}}}": [
        (
            "SF106",
            "expected guardians by name such as {aigul: consented}, and nothing stands here",
            (9, 23),
        ),
        (
            "SF106",
            "expected numbers by kind such as {consent_request: 1}, and nothing stands here",
            (9, 46),
        ),
        ("SF106", "a difference needs at least one of truth, cause", (9, 78)),
    ],
    "- expect: {wrongful_refusals: {aigul: no_balance}}": [
        ("SF108", "no_balance is no truth but a cause: write {cause: no_balance}", (9, 41))
    ],
    "- expect: {wrongful_refusals: {aigul: {cause: no_balanc}}}": [
        ("SF108", "unknown cause 'no_balanc'; did you mean 'no_balance'?", (9, 49))
    ],
    "- wait: -3d": [("SF112", "expected a duration such as 2h or 3d 4h, found '-3d'", (9, 11))],
    "- wait: 3654d": [("SF114", "the duration is longer than 3653d", (9, 11))],
    "- start_campaign: aigul": [
        ("SF107", "expected a list of guardians such as [one, two], not a single value", (9, 21))
    ],
    "- resend: [aigul, aigull]": [
        ("SF109", "unknown guardian 'aigull'; did you mean 'aigul'?", (9, 21))
    ],
    "- reply: {form: aigul, text: x}": [
        ("SF104", "reply has no key 'form'; did you mean 'from'?", (9, 13))
    ],
    "- reply: {from: dana}": [
        ("SF106", "reply needs 'text'", (9, 12)),
        ("SF109", "unknown guardian 'dana'; 'dana' is a child", (9, 19)),
    ],
    "- reply: {text: x}": [("SF106", "reply needs 'from' or 'from_number'", (9, 12))],
    "- reply: {from: aigul, from_number: '+7 705 555 01 01', text: x}": [
        ("SF104", "reply takes only one of 'from' or 'from_number'", (9, 12))
    ],
    "- reply: {from_number: '+7 705 555 01 01', text: x, meant: consent}": [
        ("SF104", "a stranger's reply has no 'meant'", (9, 12))
    ],
    "- reply: {from_number: '1414', text: x}": [
        ("SF110", "expected a Kazakh mobile number such as +7 7xx xxx xx xx, found '1414'", (9, 26))
    ],
    "- reply: {from_number: '87015550101', text: x}": [
        ("SF108", "+7 701 555 01 01 is aigul's own handset; use `from: aigul`", (9, 5))
    ],
    "- reply: {from: aigul, text: '2*5', meant: refusal}": [
        ("SF108", "unknown meaning 'refusal'; it can be consent", (9, 46))
    ],
    "- reply: {from: aigul, text: *5}": [
        ("SF113", 'YAML reads *5 as an alias; to mean the text, quote it: "*5"', (9, 32))
    ],
    "- fault: {on: aigul, cause: no_ballance}": [
        ("SF108", "unknown cause 'no_ballance'; did you mean 'no_balance'?", (9, 31))
    ],
    "- fault: {on: aigul, cause: no_balance, by: 2h}": [
        ("SF104", "only receipt_late takes 'by'", (9, 12))
    ],
    "- fault: {on: aigul, cause: receipt_late, by: 0s}": [
        ("SF108", "the duration has to be longer than nothing", (9, 49))
    ],
    "- repair: {cause: no_balance}": [("SF106", "repair needs 'on'", (9, 13))],
    "- change_grade: {child: dana, grade: 12}": [
        ("SF108", "expected a whole number from 1 to 11, found '12'", (9, 40))
    ],
    "- add_child: {name: dana, grade: 5, guardians: []}": [
        ("SF115", "'dana' is the name of a child already", (9, 23))
    ],
    "- add_child: {name: aigul, grade: 5, guardians: [dana]}": [
        ("SF115", "'aigul' is the name of a guardian already", (9, 23)),
        ("SF109", "unknown guardian 'dana'; 'dana' is a child", (9, 52)),
    ],
    "- activate: aigul": [("SF109", "unknown child 'aigul'; 'aigul' is a guardian", (9, 15))],
    "- activate: {by: aigul}": [("SF106", "activate needs 'child'", (9, 15))],
    "- activate: [dana]": [("SF107", "expected a child or a mapping, not a list", (9, 15))],
    "- change_number: {guardian: aigul, number: 8701555010}": [
        (
            "SF110",
            "expected a Kazakh mobile number such as +7 7xx xxx xx xx, found '8701555010'",
            (9, 46),
        )
    ],
    "- register_number: {guardian: aigul, screens: [sms_cod], fail: video}": [
        ("SF108", "unknown screen 'sms_cod'; did you mean 'sms_code'?", (9, 50)),
        ("SF108", "unknown screen 'video'; did you mean 'video_check'?", (9, 66)),
    ],
    "- register_number: {guardian: aigul, screens: []}": [
        ("SF106", "screens needs at least one screen", (9, 22))
    ],
    "- register_number: {guardian: aigul, screens: [allow, allow]}": [
        ("SF115", "allow stands in this list twice", (9, 57))
    ],
    "- register_number: {guardian: aigul, screens: [allow], fail: begin}": [
        ("SF108", "fail: begin is not one of the screens", (9, 22))
    ],
    "- register_number: {number: '+7 701 555 01 09'}": [
        ("SF106", "register_number needs 'guardian'", (9, 22))
    ],
    "- apply_for_link: {child: dana, guardian: aigul, through: post}": [
        ("SF108", "unknown way 'post'; it can be app, centre", (9, 61))
    ],
    "- submit_documents: {child: dana, documents: [passport], representative: perhaps}": [
        (
            "SF108",
            "unknown document 'passport'; it can be identity, civil_status_certificate, "
            "power_of_attorney",
            (9, 49),
        ),
        ("SF108", "expected yes or no, found 'perhaps'", (9, 76)),
    ],
    "- submit_documents: {child: dana}": [("SF106", "submit_documents needs 'documents'", (9, 23))],
    "- notify_missing_link: {child: aigul}": [
        ("SF106", "notify_missing_link needs 'guardian'", (9, 26)),
        ("SF109", "unknown child 'aigul'; 'aigul' is a guardian", (9, 34)),
    ],
    "- expect: {linking: {dana: link}, registration: {dana: registered}}": [
        ("SF108", "unknown state of linking 'link'; did you mean 'linked'?", (9, 30)),
        ("SF109", "unknown guardian 'dana'; 'dana' is a child", (9, 52)),
    ],
    "- decline_voucher: {child: dana, reason: }": [
        ("SF107", "expected a reason (R41), found nothing", (9, 44))
    ],
    "- report_error: {child: dana, organisation_bin: '900140000011', child_iin: '9'}": [
        ("SF111", "'900140000011' is no BIN: its check digit should be 0", (9, 51)),
        ("SF111", "'9' is no IIN: it has 1 digit, not 12", (9, 78)),
    ],
    "- expect: {consent: {aigul: consent}, truth: {dana: ignored}}": [
        ("SF108", "unknown state of consent 'consent'; did you mean 'consented'?", (9, 31)),
        ("SF109", "unknown guardian 'dana'; 'dana' is a child", (9, 49)),
    ],
    "- expect: {vouchers: {dana: activ}, sms_count: {aigul: {consent_request: -1}}}": [
        ("SF108", "unknown voucher status 'activ'; did you mean 'active'?", (9, 31)),
        ("SF108", "expected a whole number from 0 to 1000000, found '-1'", (9, 76)),
    ],
    "- expect: {findings: [aigul], rejected: {clause: R61}, wrongful_refusals: aigul}": [
        ("SF107", "expected findings by guardian, not a list", (9, 24)),
        ("SF116", "unknown clause 'R61'; the memo has R01 to R60", (9, 52)),
        (
            "SF107",
            "expected a list of guardians, or their truths by name, not a single value",
            (9, 77),
        ),
    ],
    "- expect: {wrongful_consents: {aigul: refuse}, findings: {aigul: [lost]}}": [
        ("SF108", "unknown truth 'refuse'; did you mean 'refused'?", (9, 41)),
        (
            "SF108",
            "unknown finding 'lost'; it can be link_not_seen, qr_of_declined_voucher, "
            "sms_over_budget",
            (9, 69),
        ),
    ],
    "- expect_sms: {kind: consent}": [
        ("SF106", "expect_sms needs 'to'", (9, 17)),
        ("SF108", "unknown kind of SMS 'consent'; did you mean 'consent_request'?", (9, 24)),
    ],
    "- expect_sms: {to: '+7 701', segments: 0, count: x, seen: maybe, within: soon}": [
        (
            "SF110",
            "expected a Kazakh mobile number such as +7 7xx xxx xx xx, found '+7 701'",
            (9, 22),
        ),
        ("SF108", "expected a whole number from 1 to 255, found '0'", (9, 42)),
        ("SF108", "expected a whole number from 0 to 1000000, found 'x'", (9, 52)),
        ("SF108", "expected yes or no, found 'maybe'", (9, 61)),
        ("SF112", "expected a duration such as 2h or 3d 4h, found 'soon'", (9, 76)),
    ],
    "- expect_no_sms: {to: xyz}": [("SF109", "unknown guardian 'xyz'", (9, 25))],
}


@pytest.mark.parametrize(("step", "expected"), STEPS.items(), ids=STEPS)
def test_a_step_tells_all_its_errors(step: str, expected: list[Told]) -> None:
    """Each with its code, its place, and the nearest right spelling where there is one."""
    assert problems(family(step)) == expected


def test_all_errors_of_a_file_come_at_once() -> None:
    """Duplicate keys, unknown keys, clashing numbers and bad steps, sorted by place."""
    text = (
        'name: x\ntgas: []\nguardians:\n  a: {number: "+7 701 555 01 01"}\n'
        '  b: {number: "+7 701 555 01 01"}\n  a: {}\nsteps:\n  - wait: 2000d\n  - rply\n'
        "  - wait: 2000d\n"
    )
    assert problems(text) == [
        ("SF104", "a scenario has no key 'tgas'; did you mean 'tags'?", (2, 1)),
        ("SF115", "+7 701 555 01 01 is the handset of 'a' already", (5, 15)),
        ("SF105", "'a' stands here a second time, first in line 4", (6, 3)),
        ("SF103", "unknown step 'rply'; did you mean 'reply'?", (9, 5)),
        ("SF114", "the waits come to more than ten years", (10, 5)),
    ]


def test_a_child_is_known_from_its_add_child_on() -> None:
    """A step may name a child only once it is there."""
    known = """
    - add_child: {name: late, grade: 5, guardians: [aigul]}
    - activate: late
    """
    assert problems(family(known)) == []
    unknown = """
    - activate: late
    - add_child: {name: late, grade: 5, guardians: [aigul]}
    """
    assert problems(family(unknown)) == [("SF109", "unknown child 'late'", (9, 15))]


def test_a_number_that_a_guardian_gave_up_is_a_strangers() -> None:
    """Once numbers change, the run tells who holds one when the reply is sent."""
    changed = "- change_number: {guardian: aigul, number: '+7 701 555 01 09'}\n"
    old = "- reply: {from_number: '+7 701 555 01 01', text: x}\n"
    new = "- reply: {from_number: '+7 701 555 01 09', text: x}\n"
    assert failures(family(new + "- start_campaign")) == []
    assert failures(family(changed + old)) == []
    assert failures(family(changed + new)) == [
        ("SF108", "+7 701 555 01 09 is aigul's own handset; use `from: aigul`", (10, 5))
    ]


def test_a_change_turned_down_leaves_the_number_where_it_was() -> None:
    """The handset that aigul keeps is no stranger's, and the one she never got is not hers."""
    taken = """
    - change_number: {guardian: aigul, number: '+7 701 555 01 02'}
    - expect: {rejected: {clause: R45}}
    - reply: {from_number: '+7 701 555 01 01', text: x}
    """
    assert failures(family(taken)) == [
        ("SF108", "+7 701 555 01 01 is aigul's own handset; use `from: aigul`", (11, 5))
    ]
