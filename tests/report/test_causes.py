from __future__ import annotations

import pytest

from smsflow.report.causes import PHONE, SENTENCES, kind_of, sentence_of
from smsflow.scenario.collect import find_files, read_file
from smsflow.scenario.run import run_scenario
from smsflow.scenario.verdict.story import Truth
from smsflow.scenario.verdict.truth import Difference
from smsflow.world.faults import Fault
from smsflow.world.network import NO_HANDSET
from tests.docs.documentation import ROOT


def test_every_pair_of_the_shipped_scenarios_has_a_sentence() -> None:
    """None falls back on what the truth alone means."""
    results = [
        run_scenario(scenario)
        for file in find_files([str(ROOT / "scenarios")])
        for scenario in read_file(file)
    ]
    wrongs = [
        one for result in results for one in (*result.wrongful_refusals, *result.wrongful_consents)
    ]
    pairs = {(Truth(one.truth), kind_of(one)) for one in wrongs}
    assert len(pairs) > 12
    assert pairs - SENTENCES.keys() == set()
    of_phones = {one.cause for one in wrongs if kind_of(one) == PHONE}
    assert of_phones <= {*map(str, Fault), NO_HANDSET}


@pytest.mark.parametrize(
    ("record", "truth", "cause", "said"),
    [
        (
            "lapsed",
            "reply_lost",
            "no_balance",
            "The guardian answered, and the reply never left the phone: no money on the phone.",
        ),
        (
            "lapsed",
            "consented",
            "no_balance",
            "The guardian answered `2*1`, and the reply never left the phone: "
            "no money on the phone.",
        ),
        (
            "lapsed",
            "misspelt",
            "R07",
            "The guardian answered in words that are no code: nobody can know what was meant; "
            "recorded as silence.",
        ),
        (
            "refused",
            "refused_by_mistake",
            "R42",
            "The guardian meant to consent and answered `2*5`, by a slip of the finger.",
        ),
        (
            "lapsed",
            "never_saw_request",
            "mab_number",
            "The guardian never saw the request: it went to another's number, which МАБ holds "
            "for them.",
        ),
        (
            "consented",
            "never_saw_request",
            "mab_number",
            "The guardian never saw the request: МАБ holds another's number for them, and whoever "
            "has it answered `2*1`.",
        ),
        (
            "refused",
            "consented",
            "second_reply: first",
            "The guardian answered `2*1`, and the rule is that the reply before it counts.",
        ),
        (
            "lapsed",
            "consented_too_late",
            "late_reply: ignore",
            "The guardian answered `2*1` after the deadline, and the rule for late replies left "
            "the silence as a refusal.",
        ),
    ],
)
def test_a_truth_and_its_cause_are_one_sentence(
    record: str, truth: str, cause: str, said: str
) -> None:
    """With the phone's trouble in the words of the stage, and the code that was recorded."""
    assert sentence_of(Difference("aigul", record, truth, cause)) == said


def test_a_pair_that_is_new_says_what_the_truth_means() -> None:
    """A page is never lost for want of a sentence."""
    new = Difference("aigul", "consented", "ignored", "moon")
    assert sentence_of(new) == "The guardian saw the request and never answered."


def test_every_sentence_begins_with_the_guardian_and_has_no_end_yet() -> None:
    """The full stop follows what is filled in."""
    assert {said[:12] for said in SENTENCES.values()} == {"The guardian"}
    assert not any(said.endswith(".") for said in SENTENCES.values())
    assert all(("{phone}" in said) is (kind == PHONE) for (_, kind), said in SENTENCES.items())
