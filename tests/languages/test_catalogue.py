from __future__ import annotations

import re

import pytest
import yaml

from smsflow.commands.performing import TOUR
from smsflow.languages.catalogue import LANGUAGES, catalogue, fill
from smsflow.memo.consent import Consent
from smsflow.moments import DAY, HOUR, MINUTE
from smsflow.scenario.collect import read_file
from smsflow.scenario.verdict.cause import STALE_NUMBER, UNDER_WAY
from smsflow.scenario.verdict.story import Truth
from smsflow.world.faults import Fault
from smsflow.world.network import NO_HANDSET
from tests.docs.documentation import ROOT

FOLDER = ROOT / "smsflow" / "languages"


def texts(language: str) -> dict[str, str]:
    """Every text of a language by its path; those of cards and lists by number."""
    found: dict[str, str] = {}

    def walk(path: str, value: object) -> None:
        if isinstance(value, dict):
            for key, part in value.items():
                walk(f"{path}.{key}", part)
        elif isinstance(value, list):
            for number, part in enumerate(value):
                walk(f"{path}.{number}", part)
        else:
            found[path] = str(value)

    walk("", yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_all_that_english_says(language: str) -> None:
    """The same keys, and in each text the same {words} to be filled in."""
    english, other = texts("en"), texts(language)
    assert other.keys() == english.keys()
    different = [
        key
        for key, text in english.items()
        if set(re.findall(r"{\w+}", text)) != set(re.findall(r"{\w+}", other[key]))
    ]
    # Who needs a name in one sentence may do without in another, but never invents one.
    invented = [
        key
        for key in different
        if not set(re.findall(r"{\w+}", other[key]))
        <= set(re.findall(r"{\w+}", english[key])) | {"{who}", "{truth}"}
    ]
    assert invented == []


def test_every_file_is_a_language() -> None:
    """A file more would be a language nobody can choose."""
    assert sorted(file.stem for file in FOLDER.glob("*.yaml")) == sorted(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_truth_and_cause_has_words(language: str) -> None:
    """No word of the program's own comes on stage."""
    words = catalogue(language)
    assert set(words.consent) == {str(one) for one in Consent}
    assert set(words.truth) == {str(one) for one in Truth}
    causes = {*map(str, Fault), STALE_NUMBER, UNDER_WAY, NO_HANDSET, "R42", "R07"}
    assert set(words.causes) == causes


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("act", TOUR)
def test_every_act_has_a_title_and_names(act: str, language: str) -> None:
    """Title, what to watch for, and a name for everybody in the act's scenario."""
    (scenario,) = read_file(ROOT / "scenarios" / "demo" / f"{act}.yaml")
    people = [one.name for one in (*scenario.guardians, *scenario.children)]
    words = catalogue(language).acts[act]
    assert words.title
    assert words.watch
    assert list(words.names) == people


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (7 * DAY, "7 d"),
        (6 * DAY + 23 * HOUR + 5 * MINUTE, "6 d 23 h"),
        (20 * MINUTE, "20 min"),
        (0, "0 s"),
    ],
)
def test_a_length_is_told_in_its_two_largest_units(length: int, said: str) -> None:
    """Nobody on stage needs the seconds of a week."""
    assert catalogue("en").length(length) == said


def test_only_the_words_given_are_filled_in() -> None:
    """A reply full of braces is a reply; nothing of it is looked up."""
    assert fill("{who}: {text}", {"who": "Aigul", "text": "{0.__class__} {"}) == (
        "Aigul: {0.__class__} {"
    )
