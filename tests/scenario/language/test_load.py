from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsflow.codes import CODES
from smsflow.errors import DocumentError
from smsflow.memo.policy import LateReply
from smsflow.moments import DAY, HOUR, parse_instant
from smsflow.scenario.language.load import load
from smsflow.scenario.people import ChildSetup, FaultSetup, GuardianSetup
from smsflow.world.faults import Fault
from tests.writing import Told, loaded, problems

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
            ("SF116", "unknown clause 'R99'; the memo has R01 to R60", (3, 15)),
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
                "policy takes a mapping {reply_timeout: …, timeout_starts: …, …}, not a list",
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


NAMING = "steps:\n  - reply: {from: aigul, text: '2*1'}\n  - activate: dana\n"


@pytest.mark.parametrize(
    ("roster", "expected"),
    [
        (
            "gaurdians: {aigul: {}}\nchildren: {dana: {grade: 6, guardians: [aigul]}}\n",
            ("SF104", "a scenario has no key 'gaurdians'; did you mean 'guardians'?", (2, 1)),
        ),
        (
            "guardians: {bolat: {}}\nguardians: {aigul: {}}\nchildren: {}\n",
            ("SF105", "'guardians' stands here a second time, first in line 2", (3, 1)),
        ),
        (
            "guardians: [aigul]\nchildren: {}\n",
            ("SF107", "expected guardians by name such as {name: …}, not a list", (2, 12)),
        ),
    ],
)
def test_a_roster_that_is_not_read_is_told_once(roster: str, expected: Told) -> None:
    """Not again for every name that the steps have from it."""
    assert problems(f"name: x\n{roster}{NAMING}") == [expected]


def test_a_letter_of_another_script_is_pointed_out() -> None:
    """Both names look the same on the screen."""
    text = "name: x\ncovers: [Р06]\nguardians: {aigul: {}}\nsteps:\n  - look: аigul\n"
    assert problems(text) == [
        (
            "SF116",
            "unknown clause 'Р06'; did you mean 'R06'? Its 'Р' is Cyrillic here, and Latin there",
            (2, 10),
        ),
        (
            "SF109",
            "unknown guardian 'аigul'; did you mean 'aigul'? "
            "Its 'а' is Cyrillic here, and Latin there",
            (5, 11),
        ),
    ]


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
                "a guardian takes a mapping "
                "{number: …, mab_number: …, iin: …, language: …, faults: …}, not a single value",
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
