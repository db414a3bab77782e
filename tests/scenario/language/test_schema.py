"""The schema before an independent judge: what is shipped fits, what is wrong does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from smsflow.memo.clauses import CLAUSES
from smsflow.memo.policy import SETTINGS
from smsflow.scenario.collect import find_files
from smsflow.scenario.language.keys import SCENARIO
from smsflow.scenario.language.schema import scenario_schema
from smsflow.scenario.language.verbs.catalogue import MESSAGES, VERBS
from tests.command_line import smsflow
from tests.writing import family, problems

FOLDER = Path(__file__).parents[3] / "scenarios"
SCHEMA = scenario_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


class Typed(yaml.CSafeLoader):
    """A stock reader: numbers, truth values, nothing and dates typed; keys are text, as JSON's."""

    def text_keys(self, node: yaml.MappingNode) -> dict[str, Any]:
        """`on` is a key of ours that YAML 1.1 takes for true, and 1.2 does not."""
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


Typed.add_constructor("tag:yaml.org,2002:map", Typed.text_keys)
LOADERS = {"typed": Typed, "as text": yaml.CBaseLoader}


def document(text: str, loader: Any = Typed) -> object:
    """A scenario as JSON has it."""
    return json.loads(json.dumps(yaml.load(text, loader), default=str))


def fits(text: str) -> bool:
    """Whether a scenario fits the schema."""
    return VALIDATOR.is_valid(document(text))


def test_it_is_a_schema() -> None:
    """Of the draft that it names."""
    assert SCHEMA["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(SCHEMA)


def test_the_file_and_the_command_say_the_same() -> None:
    """`make docs` writes the file."""
    ran = smsflow("schema")
    assert ran.code == 0
    assert json.loads(ran.out) == SCHEMA
    assert (FOLDER / "schema.json").read_text(encoding="utf-8") == ran.out


@pytest.mark.parametrize("loader", LOADERS.values(), ids=LOADERS)
def test_every_shipped_scenario_fits(loader: Any) -> None:
    """Read by another reader, its values typed or left as text."""
    files = find_files([str(FOLDER)])
    assert len(files) > 200
    wrong = {
        file.name: error.message
        for file in files
        for error in VALIDATOR.iter_errors(document(file.read_text(encoding="utf-8"), loader))
    }
    assert wrong == {}


def test_every_key_and_every_verb_is_there_with_its_meaning() -> None:
    """So an editor offers and explains them all."""
    assert list(SCHEMA["properties"]) == list(SCENARIO.fields)
    assert all(one["description"] for one in SCHEMA["properties"].values())
    bare, mapping, _ = SCHEMA["$defs"]["step"]["anyOf"]
    assert list(mapping["properties"]) == [*VERBS, MESSAGES]
    assert all(len(one["description"]) > 10 for one in mapping["properties"].values())
    assert [one["const"] for one in bare["anyOf"]] == [n for n, verb in VERBS.items() if verb.bare]
    assert mapping["properties"]["look"]["description"].startswith("The guardian looks into")


def test_settings_and_clauses_say_what_they_are_about() -> None:
    """A setting: what is open, the clause, and the default; a clause: the memo's sentence."""
    policy = SCHEMA["properties"]["policy"]["properties"]
    assert list(policy) == list(SETTINGS)
    assert policy["late_reply"]["description"] == (
        "A `2*1` after the deadline: consent, nothing, or a new wait (R09); honour unless said."
    )
    clauses = {one["const"]: one["description"] for one in SCHEMA["$defs"]["clause"]["anyOf"]}
    assert list(clauses) == list(CLAUSES)
    assert CLAUSES["R09"].text[1:] in clauses["R09"]


TOP = "name: x\nsteps: [start_campaign]\n"
RIGHT = {
    "bare verbs": family("- start_campaign\n- start_campaign:\n- expect_no_sms"),
    "typed values": family("- change_grade: {child: dana, grade: 6}\n- wait: 0"),
    "values as text": family("- change_grade: {child: dana, grade: '6'}\n- wait: '0'"),
    "a name that is a number": TOP.replace("x", "2026"),
    "a date": TOP + "at: 2026-09-01\n",
    "a moment": TOP + "at: 2026-09-01T09:00:00+05:00\n",
    "listed, typed": family("- add_child: {name: ali, grade: 5, guardians: [], listed: no}"),
    "listed, as text": family("- add_child: {name: ali, grade: 5, guardians: [], listed: 'NO'}"),
    "a fault in words or in full": TOP
    + "guardians: {a: {faults: [no_balance, {cause: receipt_late, by: 2h}]}}\n",
    "one or several findings": family("- expect: {findings: {aigul: [link_not_seen]}}"),
    "a cause for each": family("- expect: {wrongful_refusals: {aigul: reply_lost}}"),
    "cases": "name: <a> <b>\ncases: [{a: 5, b: no}, {a: , b: ''}]\nsteps: [start_campaign]\n",
    "placeholders anywhere": "name: x\ncases: [{n: aigul, v: look, g: 6, p: reminders}]\n"
    "guardians: {<n>: {}}\nchildren: {d: {grade: <g>, guardians: [<n>]}}\n"
    "policy: {<p>: <g>}\nsteps: [{<v>: <n>}]\n",
    "messages": family("- messages: |\n    1414 > aigul: consent_request"),
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_what_the_program_reads_fits(text: str) -> None:
    """Both say yes."""
    assert problems(text) == []
    assert list(VALIDATOR.iter_errors(document(text))) == []


def test_a_file_of_cases_is_named_by_a_text() -> None:
    """Whether it is there, the program says."""
    assert fits(TOP + "cases: rows.csv\n")


WRONG = {
    "a list": "[]",
    "no name": "steps: [start_campaign]\n",
    "no steps": "name: x\n",
    "empty steps": "name: x\nsteps: []\n",
    "steps as a mapping": "name: x\nsteps: {look: aigul}\n",
    "an unknown key": TOP + "stesp: []\n",
    "an unknown clause": TOP + "covers: [R99]\n",
    "tags as one": TOP + "tags: x\n",
    "an unknown setting": TOP + "policy: {late_repy: ignore}\n",
    "an unknown value of a setting": TOP + "policy: {late_reply: ingore}\n",
    "a number out of bounds": TOP + "policy: {reminders: 11}\n",
    "a number for a duration": TOP + "policy: {reply_timeout: 90}\n",
    "a seed below nothing": TOP + "seed: -1\n",
    "a placeholder where none is filled in": "name: <a>\ncases: [{a: 5}]\nseed: <a>\n"
    "steps: [start_campaign]\n",
    "cases as a mapping": TOP + "cases: {a: 1}\n",
    "a cell as a list": "name: <a>\ncases: [{a: [1]}]\nsteps: [start_campaign]\n",
    "a language": TOP + "guardians: {a: {language: en}}\n",
    "an unknown fault": TOP + "guardians: {a: {faults: [no_balanse]}}\n",
    "a fault with an unknown key": TOP + "guardians: {a: {faults: [{cause: no_balance, x: 1}]}}\n",
    "a grade of 12": TOP + "children: {d: {grade: 12, guardians: []}}\n",
    "a grade of 12 as text": TOP + "children: {d: {grade: '12', guardians: []}}\n",
    "a child without grade": TOP + "children: {d: {guardians: []}}\n",
    "a child without guardians": TOP + "children: {d: {grade: 6}}\n",
    "guardians as one": TOP + "children: {d: {grade: 6, guardians: a}}\n",
    "guardians twice": TOP + "guardians: {a: {}}\nchildren: {d: {grade: 6, guardians: [a, a]}}\n",
    "listed perhaps": TOP + "children: {d: {grade: 6, guardians: [], listed: maybe}}\n",
    "an unknown verb": family("- rply: {from: aigul, text: '2*1'}"),
    "an unknown verb alone": family("- start_campain"),
    "two verbs in one step": family("- look: aigul\n  wait: 2h"),
    "no verb in a step": family("- {}"),
    "a list for a step": family("- [look]"),
    "a verb without its argument": family("- look"),
    "an argument left out": family("- look:"),
    "a missing part": family("- decline_voucher: {child: dana}"),
    "a part too many": family("- look: {guardian: aigul}"),
    "an unknown truth": family("- expect: {truth: {aigul: misspelled}}"),
    "an unknown state": family("- expect: {consent: {aigul: agreed}}"),
    "an unknown kind of SMS": family("- expect_sms: {to: aigul, kind: consent}"),
    "an unknown kind counted": family("- expect: {sms_count: {aigul: {consent: 1}}}"),
    "an unknown expectation": family("- expect: {consents: {aigul: consented}}"),
    "a rejection without clause": family("- expect: {rejected: {}}"),
    "messages as a list": family("- messages: [a]"),
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_what_the_program_refuses_by_its_form_does_not_fit(text: str) -> None:
    """Both say no."""
    assert problems(text) != []
    assert not fits(text)


@pytest.mark.parametrize("verb", [*VERBS, MESSAGES])
def test_no_verb_takes_an_unknown_key(verb: str) -> None:
    """Nor a list of lists."""
    for argument in ("{no_such_key: 1}", "[[a]]"):
        text = family(f"- {verb}: {argument}")
        assert problems(text) != []
        assert not fits(text)
