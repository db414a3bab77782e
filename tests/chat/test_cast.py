from __future__ import annotations

from pathlib import Path

import pytest

from smsflow.chat.cast import cast
from smsflow.errors import UsageError
from smsflow.memo.policy import Policy
from smsflow.moments import HOUR
from smsflow.scenario.people import FaultSetup
from smsflow.world.faults import Fault
from tests.writing import family


def same(base: Policy) -> Policy:
    """No setting changed."""
    return base


def test_a_chat_of_its_own_has_a_guardian_and_two_children() -> None:
    """Or those one names, with their grades."""
    scenario, me = cast(None, None, None, same)
    assert me == "aigul"
    assert [(one.name, one.grade) for one in scenario.children] == [("dana", 6), ("arman", 9)]
    scenario, _ = cast(None, None, "Жан=11, ali = 2", same)
    assert [(one.name, one.grade) for one in scenario.children] == [("Жан", 11), ("ali", 2)]


def test_a_scenario_brings_its_people_and_its_policy(tmp_path: Path) -> None:
    """Its first guardian is played unless another is named; settings change what it says."""
    file = tmp_path / "one.yaml"
    file.write_text("policy: {reply_timeout: 72h}\n" + family("- start_campaign"), "utf-8")
    scenario, me = cast(str(file), None, None, lambda base: base)
    assert me == "aigul"
    assert scenario.policy.reply_timeout == 72 * 3_600_000
    assert cast(str(file), "marat", None, same)[1] == "marat"


@pytest.mark.parametrize(
    ("children", "code", "said"),
    [
        ("dana", "SF421", "--children: 'dana' is not of the form name=grade"),
        ("dana=6,dana=7", "SF421", "--children: 'dana=7' stands there twice"),
        ("dana=12", "SF108", "--children: expected a whole number from 1 to 11, found '12'"),
        ("aigul=6", "SF115", "--children: 'aigul' is the name of a guardian already"),
        ("1a=6", "SF108", "--children: expected a name of letters, digits and _, found '1a'"),
    ],
)
def test_children_that_cannot_be_are_told(children: str, code: str, said: str) -> None:
    """With the code that a file would have given."""
    with pytest.raises(UsageError) as caught:
        cast(None, None, children, same)
    assert (caught.value.code, str(caught.value)) == (code, said)


def test_faults_are_on_the_line_of_whom_one_plays(tmp_path: Path) -> None:
    """Beside those of the scenario; one named twice is one."""
    file = tmp_path / "one.yaml"
    text = family("- start_campaign").replace('01 02"}', '01 02", faults: [no_balance]}')
    file.write_text(text, "utf-8")
    words = ("receipt_late=2h", "no_balance")
    scenario, _ = cast(str(file), "marat", None, same, words)
    assert [one.faults for one in scenario.guardians] == [
        (),
        (FaultSetup(Fault.NO_BALANCE), FaultSetup(Fault.RECEIPT_LATE, 2 * HOUR)),
    ]
    with pytest.raises(UsageError) as caught:
        cast(None, None, None, same, ("no_balanc",))
    assert (caught.value.code, str(caught.value)) == (
        "SF108",
        "--fault: unknown cause 'no_balanc'; did you mean 'no_balance'?",
    )


def test_options_that_do_not_fit_are_told(tmp_path: Path) -> None:
    """A scenario and children, a folder, a guardian who is not there, nobody at all."""
    file = tmp_path / "one.yaml"
    file.write_text(family("- start_campaign"), "utf-8")
    empty = tmp_path / "empty.yaml"
    empty.write_text("name: x\nsteps: [start_campaign]\n", "utf-8")
    for arguments, said in (
        (
            (str(file), None, "dana=6"),
            "--children is for a chat of its own; --scenario brings its children along",
        ),
        ((str(file), "aigl", None), "--guardian: unknown guardian 'aigl'; did you mean 'aigul'?"),
        ((str(file), "zzz", None), "--guardian: unknown guardian 'zzz'; there is aigul, marat"),
        ((str(empty), None, None), f"{empty} has no guardian to play"),
        ((str(tmp_path), None, None), f"{tmp_path} is a folder; chat takes one file"),
    ):
        with pytest.raises(UsageError) as caught:
            cast(*arguments, same)
        assert str(caught.value) == said
