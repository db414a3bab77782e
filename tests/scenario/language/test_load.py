from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsflow.errors import CODES, DocumentError
from smsflow.memo.policy import LateReply
from smsflow.moments import DAY, HOUR, parse_instant
from smsflow.scenario.language.load import load
from smsflow.scenario.language.verbs.verb import Do
from smsflow.scenario.model import Scenario
from smsflow.scenario.people import ChildSetup, FaultSetup, GuardianSetup
from smsflow.world.faults import Fault
from tests.writing import FIRST_STEP, HEAD, Told, failures, family, loaded, problems

SHIPPED = sorted(Path(__file__).parents[3].joinpath("scenarios").rglob("*.yaml"))


# What is read.


def test_a_whole_scenario_is_read() -> None:
    """Every key of the top level arrives in the scenario, converted."""
    (scenario,) = loaded(
        """\
name: One sentence,
  over two lines
covers: [R07, R10]
tags: [happy, demo]
description: Some prose.
skip: "not yet"
seed: 7
at: 2026-10-01T12:30
latency: 2m
policy: {late_reply: reopen, reply_timeout: 72h, reoffer_covers: [refused], reminders: 10}
guardians:
  aigul: {number: 8 701 555 01 01, mab_number: "+7 701 555 01 09", iin: "901205500127",
          language: ru, faults: [no_balance, {cause: receipt_late, by: 2h}]}
  marat: {}
children:
  dana: {grade: 6, guardians: [aigul, marat], listed: no, iin: "901206500122", school: 900140000010}
unexpected_sms: fail
steps:
  - start_campaign
  - wait: 2h
""".replace("901206500122", _iin("90120650012"))
    )
    assert scenario.name == "One sentence, over two lines"
    assert scenario.covers == ("R07", "R10")
    assert scenario.tags == ("happy", "demo")
    assert scenario.description == "Some prose."
    assert scenario.skip == "not yet"
    assert scenario.seed == 7
    assert scenario.at == parse_instant("2026-10-01T12:30")
    assert scenario.latency == 2 * 60 * 1000
    assert scenario.policy.late_reply is LateReply.REOPEN
    assert scenario.policy.reply_timeout == 3 * DAY
    assert scenario.policy.reminders == 10
    assert scenario.guardians == (
        GuardianSetup(
            "aigul",
            "+77015550101",
            "+77015550109",
            "901205500127",
            "ru",
            (FaultSetup(Fault.NO_BALANCE), FaultSetup(Fault.RECEIPT_LATE, 2 * HOUR)),
        ),
        GuardianSetup("marat", None, None, None, "kk", ()),
    )
    assert scenario.children == (
        ChildSetup("dana", 6, ("aigul", "marat"), False, _iin("90120650012"), "900140000010"),
    )
    assert scenario.strangers == ("+77015550109",)
    assert scenario.every_sms_expected
    assert [step.verb for step in scenario.steps] == ["start_campaign", "wait"]


def _iin(eleven: str) -> str:
    from smsflow.sms.identity import check_digit

    return f"{eleven}{check_digit(eleven)}"


def test_what_is_not_said_has_a_default() -> None:
    """A name and a step are enough."""
    (scenario,) = loaded("name: x\nsteps: [start_campaign]\n")
    assert (scenario.covers, scenario.tags, scenario.description) == ((), (), "")
    assert (scenario.skip, scenario.seed, scenario.latency) == (None, 0, 0)
    assert scenario.at == parse_instant("2026-09-01T09:00")
    assert not scenario.every_sms_expected
    assert (scenario.guardians, scenario.children) == ((), ())


def test_every_shipped_scenario_is_read() -> None:
    """The folder that comes with the program has no unreadable file."""
    assert SHIPPED
    for path in SHIPPED:
        assert load(path.as_posix(), path.read_bytes())


def test_names_are_cyrillic_too_and_the_same_however_composed() -> None:
    """Names are compared in NFC: й in one code point or in two is one name."""
    composed, decomposed = "а\u0439", "а\u0438\u0306"
    (scenario,) = loaded(
        f"name: x\nguardians: {{{decomposed}: {{}}, сәуле_2: {{}}}}\n"
        f"children: {{d: {{grade: 5, guardians: [{composed}]}}}}\nsteps: [{{look: {decomposed}}}]\n"
    )
    assert [one.name for one in scenario.guardians] == [composed, "сәуле_2"]
    assert scenario.children[0].guardians == (composed,)
    assert problems(
        f"name: x\nguardians:\n  {composed}: {{}}\n  {decomposed}: {{}}\nsteps: [start_campaign]\n"
    ) == [("SF115", f"'{composed}' is the name of a guardian already", (4, 3))]


# What is wrong with the top level.

TOP: dict[str, tuple[str, list[Told]]] = {
    "a list": (
        "[]",
        [("SF107", "a scenario is a mapping that begins with `name: …`, not a list", (1, 1))],
    ),
    "a word": (
        "x",
        [
            (
                "SF107",
                "a scenario is a mapping that begins with `name: …`, not a single value",
                (1, 1),
            )
        ],
    ),
    "no steps": ("name: x\n", [("SF106", "a scenario needs 'steps'", (1, 1))]),
    "no name": ("steps: [start_campaign]\n", [("SF106", "a scenario needs 'name'", (1, 1))]),
    "empty steps": ("name: x\nsteps: []\n", [("SF106", "steps needs at least one verb", (2, 8))]),
    "steps as a mapping": (
        "name:\nsteps: {}\n",
        [
            ("SF107", "expected one sentence, found nothing", (1, 6)),
            ("SF107", "steps is a list of verbs, not a mapping", (2, 8)),
        ],
    ),
    "unknown keys": (
        "name: x\nstesp: [start_campaign]\nsteps: [start_campaign]\nzzz: 1\n",
        [
            ("SF104", "a scenario has no key 'stesp'; did you mean 'steps'?", (2, 1)),
            (
                "SF104",
                "a scenario has no key 'zzz'; it takes name, covers, tags, description, skip, seed,"
                " at, latency, policy, guardians, children, cases, unexpected_sms, steps",
                (4, 1),
            ),
        ],
    ),
    "every value": (
        "name: x\nsteps: [start_campaign]\ncovers: [R07, R99, r07]\ntags: x\nskip:\nseed: -1\n"
        "at: noon\nlatency: 2d\nunexpected_sms: maybe\n",
        [
            ("SF116", "unknown clause 'R99'; did you mean 'R59'?", (3, 15)),
            ("SF116", "unknown clause 'r07'; did you mean 'R07'?", (3, 20)),
            (
                "SF107",
                "expected a list of tags such as [one, two], not a single value",
                (4, 7),
            ),
            ("SF107", "expected a reason in quotes, found nothing", (5, 6)),
            (
                "SF108",
                "expected a whole number from 0 to 9007199254740992, found '-1'",
                (6, 7),
            ),
            (
                "SF112",
                "expected a moment such as 2026-09-01T09:00, between 1970 and 2200, found 'noon'",
                (7, 5),
            ),
            ("SF114", "the duration is longer than 1d", (8, 10)),
            ("SF108", "unknown unexpected_sms 'maybe'; it can be allow, fail", (9, 17)),
        ],
    ),
    "every kind of setting": (
        "name: x\nsteps: [start_campaign]\npolicy:\n  reply_timeout: 0s\n  reminders: 11\n"
        "  late_reply: honor\n  reoffer_limit: x\n  reoffer_covers: [refusd]\n  reply_timout: 1h\n"
        "  delivery_validity: 11000d\n",
        [
            ("SF108", "the duration has to be longer than nothing", (4, 18)),
            ("SF108", "expected a whole number from 0 to 10, found '11'", (5, 14)),
            ("SF108", "unknown late_reply 'honor'; did you mean 'honour'?", (6, 15)),
            ("SF108", "expected a whole number from 0 to 1000, found 'x'", (7, 18)),
            ("SF108", "unknown state of consent 'refusd'; did you mean 'refused'?", (8, 20)),
            ("SF104", "policy has no key 'reply_timout'; did you mean 'reply_timeout'?", (9, 3)),
            ("SF114", "the duration is longer than 3653d", (10, 22)),
        ],
    ),
    "no mappings": (
        "name: x\nguardians: [a]\nchildren: x\npolicy: []\nsteps: [start_campaign]\n",
        [
            ("SF107", "expected guardians by name such as {name: …}, not a list", (2, 12)),
            ("SF107", "expected children by name such as {name: …}, not a single value", (3, 11)),
            (
                "SF107",
                "policy takes a mapping {reply_timeout, timeout_starts, delivery_validity, "
                "reminders, reminder_every, late_reply, second_reply, unclear_reply, "
                "reply_spelling, reoffer, reoffer_limit, reoffer_covers, addressees, consent_of, "
                "new_child, late_eligibility, registered_number, block_reach, unblock, "
                "number_change, shared_number, "
                "missing_link_notice, primary_voucher}, not a list",
                (4, 9),
            ),
        ],
    ),
    "aliases": (
        "name: *5\ncovers: *6\npolicy: *7\nguardians: *8\nsteps: *9\n",
        [
            ("SF113", f'YAML reads *{name} as an alias; to mean the text, quote it: "*{name}"', at)
            for name, at in zip("56789", [(1, 7), (2, 9), (3, 9), (4, 12), (5, 8)], strict=True)
        ],
    ),
    "not YAML": ("name: [\n", [("SF101", "here YAML expects node content", (2, 1))]),
    "not text": (
        "name: \x07\n",
        [("SF102", "the control character 0x07 stands here; remove it", (1, 7))],
    ),
}


@pytest.mark.parametrize(("text", "expected"), TOP.values(), ids=TOP)
def test_the_top_level_tells_all_its_errors(text: str, expected: list[Told]) -> None:
    """Each with its code, its place, and the nearest right spelling where there is one."""
    assert problems(text) == expected


# What is wrong with the roster.

ROSTER: dict[str, tuple[str, list[Told]]] = {
    "names": (
        """\
guardians:
  desk: {}
  1a: {}
  "a b": {}
  _a: {}
  ok: {}
children:
  ok: {grade: 5, guardians: []}
""",
        [
            ("SF115", "the name 'desk' is taken by the desk", (4, 3)),
            ("SF108", "expected a name of letters, digits and _, found '1a'", (5, 3)),
            ("SF108", "expected a name of letters, digits and _, found 'a b'", (6, 3)),
            ("SF108", "expected a name of letters, digits and _, found '_a'", (7, 3)),
            ("SF115", "'ok' is the name of a guardian already", (10, 3)),
        ],
    ),
    "a guardian's values": (
        """\
guardians:
  a: {number: "+7 999 555 01 01", mab_number: "123", iin: "1", language: en}
  b: {faults: [no_ballance, {cause: no_balance, by: 1h}, {by: 1h}, [x]], nmber: 1}
  c: x
""",
        [
            (
                "SF110",
                "expected a Kazakh mobile number such as +7 7xx xxx xx xx, "
                "found '+7 999 555 01 01'",
                (4, 15),
            ),
            (
                "SF110",
                "expected a Kazakh mobile number such as +7 7xx xxx xx xx, found '123'",
                (4, 47),
            ),
            ("SF111", "'1' is no IIN: it has 1 digit, not 12", (4, 59)),
            ("SF108", "unknown language 'en'; it can be kk, ru", (4, 74)),
            ("SF108", "unknown cause 'no_ballance'; did you mean 'no_balance'?", (5, 16)),
            ("SF104", "only receipt_late takes 'by'", (5, 29)),
            ("SF106", "a fault needs 'cause'", (5, 58)),
            ("SF107", "expected a cause, not a list", (5, 68)),
            ("SF104", "a guardian has no key 'nmber'; did you mean 'number'?", (5, 74)),
            (
                "SF107",
                "a guardian takes a mapping {number, mab_number, iin, language, faults}, "
                "not a single value",
                (6, 6),
            ),
        ],
    ),
    "a child's values": (
        """\
guardians: {b: {}}
children:
  c: {grade: 12, guardians: [b, b, q], listed: maybe, iin: "901205500123", school: "1"}
  d: {}
  e: {grade: --5, guardians: b}
  f: {grade: 0, guardians: [d]}
""",
        [
            ("SF108", "expected a whole number from 1 to 11, found '12'", (5, 14)),
            ("SF115", "b stands in this list twice", (5, 33)),
            ("SF109", "unknown guardian 'q'", (5, 36)),
            ("SF108", "expected yes or no, found 'maybe'", (5, 48)),
            ("SF111", "'901205500123' is no IIN: its check digit should be 7", (5, 60)),
            ("SF111", "'1' is no BIN: it has 1 digit, not 12", (5, 84)),
            ("SF106", "a child needs 'grade'", (6, 6)),
            ("SF106", "a child needs 'guardians'", (6, 6)),
            ("SF108", "expected a whole number from 1 to 11, found '--5'", (7, 14)),
            (
                "SF107",
                "expected a list of guardians such as [one, two], not a single value",
                (7, 30),
            ),
            ("SF108", "expected a whole number from 1 to 11, found '0'", (8, 14)),
            ("SF109", "unknown guardian 'd'; 'd' is a child", (8, 29)),
        ],
    ),
    "handsets, entries and IINs of two": (
        """\
guardians:
  a: {number: "+7 701 555 01 01"}
  b: {number: "8 701 555 01 01", mab_number: "+7 701 555 01 03"}
  c: {number: "+7 701 555 01 02", mab_number: "+7 701 555 01 01"}
  d: {mab_number: "+7 701 555 01 03", iin: "901205500127"}
children: {k: {grade: 5, guardians: [], iin: "901205500127"}}
""",
        [
            ("SF115", "+7 701 555 01 01 is the handset of 'a' already", (5, 15)),
            ("SF115", "+7 701 555 01 01 is МАБ's entry for 'a' already", (6, 47)),
            ("SF115", "+7 701 555 01 03 is МАБ's entry for 'b' already", (7, 19)),
            ("SF115", "901205500127 is the IIN of 'd' already", (8, 46)),
        ],
    ),
}


@pytest.mark.parametrize(("roster", "expected"), ROSTER.values(), ids=ROSTER)
def test_the_roster_tells_all_its_errors(roster: str, expected: list[Told]) -> None:
    """Each with its code and its place, and reading goes on."""
    assert problems(f"name: x\nsteps: [start_campaign]\n{roster}") == expected


def test_a_stale_entry_may_be_anothers_handset() -> None:
    """What МАБ believes of one is no clash with what another holds."""
    (scenario,) = loaded(
        """\
name: x
guardians:
  c: {number: "+7 701 555 01 02", mab_number: "+7 701 555 01 01"}
  a: {number: "+7 701 555 01 01", mab_number: "+7 701 555 01 03"}
steps: [start_campaign]
"""
    )
    assert scenario.strangers == ("+77015550103",)


@pytest.mark.parametrize(
    ("word", "listed"), [("yes", True), ("no", False), ("true", True), ("False", False)]
)
def test_yes_and_no_are_truth_values(word: str, listed: bool) -> None:
    """As are true and false, whatever YAML would make of them."""
    (scenario,) = loaded(
        f"name: x\nchildren: {{d: {{grade: 5, guardians: [], listed: {word}}}}}\n"
        "steps: [start_campaign]\n"
    )
    assert scenario.children[0].listed is listed


# What is wrong with a step.

STEPS: dict[str, list[Told]] = {
    "- rply: {from: aigul}": [("SF103", "unknown step 'rply'; did you mean 'reply'?", (9, 5))],
    "- 5": [("SF103", "unknown step '5'; `smsflow explain` lists the steps", (9, 5))],
    "- messages": [("SF106", "messages needs an argument: `messages: |`", (9, 5))],
    "- [wait]": [
        ("SF107", "a step is one verb, as `- verb` or `- verb: argument`, not a list", (9, 5))
    ],
    "- {wait: 1h, look: aigul}": [
        ("SF107", "a step is one verb, as `- verb` or `- verb: argument`, not 2 keys", (9, 5))
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
    "- reply: {text: x}": [("SF106", "reply needs 'from' or 'from_number', one of them", (9, 12))],
    "- reply: {from: aigul, from_number: '+7 705 555 01 01', text: x}": [
        ("SF106", "reply needs 'from' or 'from_number', one of them", (9, 12))
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
        ("SF116", "unknown clause 'R61'; did you mean 'R60'?", (9, 52)),
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


# Message lines.


def test_every_line_of_a_message_block_is_checked() -> None:
    """All errors at once, each at its own line; comments and empty lines are passed over."""
    form = (
        'a line is `1414 > name: kind`, `1414 > name: "text"` or `name > 1414: text`, '
        "with `+2h ` before it to wait"
    )
    text = family(
        """
        - messages: |
            1414 > aigul consent_request
            # a comment: > 1414
              # an indented one

            aigul > marat: x
            1414 > 1414: x
            1414 > aigul: consent
              1414 > aigul: hello there
            +2h 1414 > nobody: "x"
            +2q aigul > 1414: x
            +7 999 555 01 01 > 1414: 2*1
            dana > 1414: 2*1
        """
    )
    assert problems(text) == [
        ("SF118", f"'1414 > aigul consent_request': {form}", (10, 7)),
        ("SF118", f"'aigul > marat: x': {form}", (14, 7)),
        ("SF118", f"'1414 > 1414: x': {form}", (15, 7)),
        ("SF118", "unknown kind of SMS 'consent'; did you mean 'consent_request'?", (16, 21)),
        (
            "SF118",
            "unknown kind of SMS 'hello there'; it can be consent_request, voucher_link, "
            "reply_hint, registration_code, missing_link_notice, or a text in quotes",
            (17, 23),
        ),
        ("SF109", "unknown guardian 'nobody'", (18, 18)),
        ("SF112", "'2q' is no duration such as 2h 30m", (19, 7)),
        (
            "SF110",
            "expected a Kazakh mobile number such as +7 7xx xxx xx xx, found '+7 999 555 01 01'",
            (20, 7),
        ),
        ("SF109", "unknown guardian 'dana'; 'dana' is a child", (21, 7)),
    ]


def test_message_lines_are_steps() -> None:
    """Waits, replies verbatim after one blank, strangers, and what 1414 is expected to send."""
    (scenario,) = loaded(
        family(
            """
            - messages: |
                1414 > aigul: consent_request
                1414 > aigul: "2*1"
                +2h 30m aigul > 1414:  2*1: да
                aigul > 1414:
                +1d +7 705 555 01 01 > 1414: # 2*5
                +PT1H 1414 > +7 705 555 01 01: voucher_link
            """
        )
    )
    told = [(step.verb, step.place.line) for step in scenario.steps]
    assert told == [
        ("expect_sms", 10),
        ("expect_sms", 11),
        ("wait", 12),
        ("reply", 12),
        ("reply", 13),
        ("wait", 14),
        ("reply", 14),
        ("wait", 15),
        ("expect_sms", 15),
    ]
    given = [getattr(step.action, "arguments", None) for step in scenario.steps]
    assert given == [
        None,
        None,
        (2 * HOUR + HOUR // 2,),
        ("aigul", " 2*1: да"),
        ("aigul", ""),
        (DAY,),
        ("+77055550101", "# 2*5"),
        (HOUR,),
        None,
    ]


@pytest.mark.parametrize("value", ["x", ">\n      1414 > aigul: x", "[a]", '"1414 > aigul: x"'])
def test_message_lines_need_a_block_that_keeps_its_lines(value: str) -> None:
    """Only a | block does."""
    assert problems(family(f"- messages: {value}")) == [
        ("SF118", "messages take a block that begins with `messages: |`", (9, 15))
    ]


# Cases.


def cases(rows: str, steps: str = "- reply: {from: aigul, text: <text>}") -> str:
    """The family's scenario once for each row."""
    return family(steps) + f"cases:\n{rows}"


def arguments(scenario: Scenario) -> tuple[object, ...]:
    """What the first step's verb was given."""
    action = scenario.steps[0].action
    assert isinstance(action, Do)
    return action.arguments


def test_each_row_is_a_scenario_of_its_own() -> None:
    """The name says which; placeholders are filled in everywhere, in keys too."""
    scenarios = loaded(
        "name: <who> answers <text>\ncases:\n- {who: aigul, text: '2*1'}\n"
        "- {who: marat, text: no}\npolicy: {reply_timeout: 2d}\n"
        "guardians: {<who>: {number: '+7 701 555 01 01'}}\n"
        "steps: [{reply: {from: <who>, text: '<text>!'}}, {expect: {consent: {<who>: refused}}}]\n"
    )
    assert [one.name for one in scenarios] == [
        "aigul answers 2*1 [who=aigul, text=2*1]",
        "marat answers no [who=marat, text=no]",
    ]
    assert [one.guardians[0].name for one in scenarios] == ["aigul", "marat"]
    assert [arguments(one) for one in scenarios] == [
        ("aigul", "2*1!", ""),
        ("marat", "no!", ""),
    ]


def test_a_cell_is_filled_in_once() -> None:
    """A cell's own text is not looked at again, whatever it looks like."""
    (scenario,) = loaded(
        cases("- {text: '<b> *5', b: z}\n", "- reply: {from: aigul, text: <text><b>}")
    )
    assert arguments(scenario) == ("aigul", "<b> *5z", "")


def test_an_empty_cell_is_an_empty_text() -> None:
    """What is filled in counts as quoted."""
    (scenario,) = loaded(cases("- {text: }\n"))
    assert arguments(scenario) == ("aigul", "", "")


def test_without_cases_an_angle_bracket_is_plain() -> None:
    """A file without `cases` has no placeholders."""
    (scenario,) = loaded(family("- reply: {from: aigul, text: <text>}"))
    assert arguments(scenario) == ("aigul", "<text>", "")


def test_what_is_no_placeholder_is_plain() -> None:
    """`< 5`, `<a b>` and `<1>` stay; so does any bracket outside the parts that are filled."""
    (scenario,) = loaded(
        cases("- {text: x}\n", "- reply: {from: aigul, text: '<text> < 5 <a b> <1> <>'}")
        + "tags: [<text>]\n"
    )
    assert arguments(scenario) == ("aigul", "x < 5 <a b> <1> <>", "")
    assert scenario.tags == ("<text>",)


CASES: dict[str, tuple[str, list[Told]]] = {
    "no rows": (
        cases("[]\n").replace("cases:\n[]", "cases: []"),
        [("SF117", "cases has no row", (10, 8))],
    ),
    "no list": (
        cases("  a: 1\n"),
        [("SF117", "cases takes a list of rows or a CSV file's name, not a mapping", (11, 3))],
    ),
    "no rows but values": (
        cases("- {text: x}\n- 5\n- {}\n- {text: [1]}\n"),
        [
            (
                "SF117",
                'a row of cases is a mapping such as {text: "2*1"}, not a single value',
                (12, 3),
            ),
            ("SF117", 'a row of cases is a mapping such as {text: "2*1"}, not a mapping', (13, 3)),
            ("SF117", "a cell is a single value, not a list", (14, 10)),
        ],
    ),
    "a bad column name": (
        cases("- {text: x, 'a b': 1}\n"),
        [
            ("SF117", "'a b' is no name for a column: letters, digits and _", (11, 13)),
            ("SF117", "the column 'a b' is used nowhere", (11, 20)),
        ],
    ),
    "different columns, beside a row that is none": (
        cases("- {text: x}\n- {txt: x}\n- {text: x, more: y}\n- 5\n"),
        [
            (
                "SF117",
                "this row lacks text and adds txt; all rows have the same columns",
                (12, 3),
            ),
            ("SF117", "this row adds more; all rows have the same columns", (13, 3)),
            (
                "SF117",
                'a row of cases is a mapping such as {text: "2*1"}, not a single value',
                (14, 3),
            ),
        ],
    ),
    "an unknown column": (
        cases("- {text: x}\n", "- reply: {from: aigul, text: <txt><text>}\n- wait: <zz>"),
        [
            ("SF117", "<txt> is no column of cases; did you mean 'text'?", (9, 32)),
            ("SF117", "<zz> is no column of cases; the columns are text", (10, 11)),
            ("SF112", "expected a duration such as 2h or 3d 4h, found '<zz>'", (10, 11)),
        ],
    ),
    "an unused column": (
        cases("- {text: x, more: y}\n- {text: z, more: y}\n"),
        [("SF117", "the column 'more' is used nowhere", (11, 19))],
    ),
    "an alias for the rows": (
        cases("  *5\n"),
        [("SF113", 'YAML reads *5 as an alias; to mean the text, quote it: "*5"', (11, 3))],
    ),
    "an alias for a row": (
        cases("- {text: x}\n- *5\n"),
        [("SF113", 'YAML reads *5 as an alias; to mean the text, quote it: "*5"', (12, 3))],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_cases_tell_all_their_errors(text: str, expected: list[Told]) -> None:
    """An unknown column where it stands, an unused one at its cell, odd rows at the row."""
    assert problems(text) == expected


def test_an_error_of_some_rows_says_which() -> None:
    """An error of all rows is told once; one of some names the first of them."""
    text = cases("- {who: aigul}\n- {who: x}\n- {who: x}\n- {who: y}\n", "- look: <who>\n- look: z")
    assert problems(text) == [
        ("SF109", "unknown guardian 'x' [who=x] and 1 more cases", (9, 11)),
        ("SF109", "unknown guardian 'y' [who=y]", (9, 11)),
        ("SF109", "unknown guardian 'z'", (10, 11)),
    ]


def test_a_case_may_name_the_roster() -> None:
    """Where names differ from row to row, every step is read anew for each."""
    text = (
        "name: x\ncases: [{who: a}, {who: b}]\nguardians: {<who>: {}}\n"
        "steps: [{look: a}, {add_child: {name: k, grade: 5, guardians: [<who>]}}, {look: b}]\n"
    )
    assert problems(text) == [
        ("SF109", "unknown guardian 'a' [who=b]", (4, 16)),
        ("SF109", "unknown guardian 'b' [who=a]", (4, 81)),
    ]


def test_a_case_may_name_a_child_that_comes() -> None:
    """A child whose name varies is known to the steps after it, in its own case."""
    steps = (
        "- add_child: {name: <kid>, grade: 5, guardians: [aigul]}\n- activate: <kid>\n- look: aigul"
    )
    assert len(loaded(cases("- {kid: k1}\n- {kid: k2}\n", steps))) == 2
    fixed = "- add_child: {name: k, grade: 5, guardians: [<who>]}\n- activate: k"
    assert len(loaded(cases("- {who: aigul}\n- {who: marat}\n", fixed))) == 2


# Limits.


def test_ten_thousand_rows_are_read_and_the_next_is_refused() -> None:
    """The row too many is named."""
    rows = "".join(f"- {{text: '{number}'}}\n" for number in range(10_000))
    assert len(loaded(cases(rows))) == 10_000
    assert problems(cases(rows + "- {text: x}\n")) == [
        ("SF114", "more than 10,000 rows of cases", (10_011, 3))
    ]


def test_a_million_steps_are_read_and_more_are_refused() -> None:
    """Rows × steps is limited, so that no small file takes hours."""
    rows = "".join(f"- {{text: '{number}'}}\n" for number in range(1_000))
    first = "- reply: {from: aigul, text: <text>}\n"
    assert len(loaded(cases(rows, first + "- start_campaign\n" * 999))) == 1_000
    message = "rows × steps come to more than 1,000,000"
    assert problems(cases(rows, first + "- start_campaign\n" * 1_000)) == [
        ("SF114", message, (FIRST_STEP + 1_002, 3))
    ]


def test_waits_come_to_ten_years_at_most() -> None:
    """The wait that goes beyond is named, in message lines too."""
    assert problems(family("- wait: 3650d\n- wait: 3d")) == []
    assert problems(family("- wait: 3650d\n- wait: 3d\n- wait: 1ms\n- wait: 1d")) == [
        ("SF114", "the waits come to more than ten years", (11, 5))
    ]
    lines = "- messages: |\n    +3650d aigul > 1414: x\n    +4d aigul > 1414: x"
    assert problems(family(lines)) == [("SF114", "the waits come to more than ten years", (11, 7))]


def test_ten_reminders_are_read_and_eleven_refused() -> None:
    """A policy cannot send hundreds."""
    assert problems(HEAD + "- start_campaign\npolicy: {reminders: 10}\n") == []
    assert problems(HEAD + "- start_campaign\npolicy: {reminders: 11}\n") == [
        ("SF108", "expected a whole number from 0 to 10, found '11'", (10, 21))
    ]


def test_what_the_cases_come_to_is_limited() -> None:
    """A small file cannot fill the memory by repeating a cell: told where it grows too much."""
    text = f"cases: [{{a: '{'y' * 400_000}'}}]\nsteps: [start_campaign]\nname: '{'<a>' * 100}'\n"
    assert problems(text) == [
        ("SF114", "the filled-in cases come to more than 32 MiB of text", (3, 7))
    ]


# Whatever the bytes.


def is_sound(data: bytes) -> bool:
    """Whether any bytes are scenarios or an error with known codes and places in the file."""
    try:
        return bool(load("any.yaml", data))
    except DocumentError as error:
        lines = re.split("\r\n|[\n\r\x85\u2028\u2029]", error.source)
        for problem in error.problems:
            assert problem.code in CODES
            assert len(problem.message) < 1000
            line, column = problem.place
            assert 1 <= line <= len(lines) + 1
            assert 1 <= column <= len("".join(lines[line - 1 : line])) + 2
        return bool(error.problems)


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_scenarios_or_problems_with_a_place(data: bytes) -> None:
    """Never another exception, never no problem."""
    assert is_sound(data)


@given(st.sampled_from(SHIPPED), st.integers(0, 2**32), st.integers(1, 8))
def test_a_scenario_changed_at_random_is_read_or_told_wrong(
    path: Path, seed: int, changes: int
) -> None:
    """Bytes dropped, doubled, swapped and altered in files that were valid."""
    from tests.hostile import mutated

    assert is_sound(mutated(path.read_bytes(), random.Random(seed), changes))
