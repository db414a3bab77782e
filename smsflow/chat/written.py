"""A chat as a scenario file: who takes part, what was done, and what came of it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import yaml

from smsflow.chat.chat import Chat
from smsflow.memo.policy import DEFAULTS, SETTINGS, Policy, spell
from smsflow.moments import format_duration, format_instant
from smsflow.scenario.model import Scenario
from smsflow.scenario.people import ChildSetup, FaultSetup, GuardianSetup
from smsflow.scenario.simulation import FIRST_MOMENT
from smsflow.scenario.verdict.truth import Difference
from smsflow.sms.messages import Kind
from smsflow.sms.numbers import format_mobile
from smsflow.sms.wording import LANGUAGES

# (`Any` throughout: plain values on their way into YAML.)
Plain = dict[str, Any]


def scenario_text(chat: Chat) -> str:
    """YAML that `smsflow run` passes, with the numbers as they are."""
    lines = [f"# Saved from a chat: what the answers of {chat.guardian} came to."]
    for key, value in head(chat.scenario).items():
        lines += [f"{key}:", *_entries(value, "  ")] if key in _ROSTER else [_entry(key, value)]
    lines.append("steps:")
    for verb, argument in chat.steps:
        lines.append(f"  - {verb if argument is None else _entry(verb, argument)}")
    lines += ["  - expect:", *_entries(_outcome(chat), "      ")]
    return "".join(f"{line}\n" for line in lines)


_ROSTER = ("guardians", "children")
"""keys with a line for each name"""


def _entries(values: Plain, indent: str) -> list[str]:
    return [f"{indent}{_entry(key, value)}" for key, value in values.items()]


def _entry(key: str, value: object) -> str:
    """`key: value` on one line."""
    return f"{_flow(key)}: {_flow(value)}"


def _flow(value: object) -> str:
    """A value on one line, quoted where it would be taken for something else."""
    text = _dumped(value, readable=True)
    return text if text.isprintable() else _dumped(value, readable=False)


def _dumped(value: object, *, readable: bool) -> str:
    """A value as YAML; `readable` leaves all but ASCII as it is, line ends of Unicode among it."""
    text = yaml.safe_dump(
        value, allow_unicode=readable, sort_keys=False, default_flow_style=True, width=math.inf
    )
    return str(text).removesuffix("\n").removesuffix("\n...")


def head(scenario: Scenario) -> Plain:
    """Everything above the steps, without what is so unless said."""
    said: Plain = {"name": "A chat", "tags": ["chat"]}
    if scenario.seed:
        said["seed"] = scenario.seed
    if scenario.at != FIRST_MOMENT:
        said["at"] = format_instant(scenario.at)
    if scenario.latency:
        said["latency"] = format_duration(scenario.latency)
    if policy := _policy(scenario.policy):
        said["policy"] = policy
    said["guardians"] = {one.name: _guardian(one) for one in scenario.guardians}
    if scenario.children:
        said["children"] = {one.name: _child(one) for one in scenario.children}
    return said


def _policy(policy: Policy) -> Plain:
    return {
        name: _setting(name, getattr(policy, name))
        for name in SETTINGS
        if getattr(policy, name) != getattr(DEFAULTS, name)
    }


def _setting(name: str, value: Any) -> object:
    return [str(one) for one in value] if isinstance(value, tuple) else spell(name, value)


def _guardian(setup: GuardianSetup) -> Plain:
    other = setup.mab_number if setup.mab_number != setup.number else None
    language = setup.language if setup.language != LANGUAGES[0] else None
    numbers = {"number": _number(setup.number), "mab_number": _number(other)}
    faults = {"faults": [_fault(one) for one in setup.faults]} if setup.faults else {}
    return {**_given({**numbers, "iin": setup.iin, "language": language}), **faults}


def _number(number: str | None) -> str | None:
    return format_mobile(number) if number else None


def _fault(setup: FaultSetup) -> object:
    if setup.by is None:
        return str(setup.cause)
    return {"cause": str(setup.cause), "by": format_duration(setup.by)}


def _child(setup: ChildSetup) -> Plain:
    said: Plain = {"grade": setup.grade, "guardians": list(setup.guardians)}
    listed = {} if setup.listed else {"listed": "no"}
    return {**said, **listed, **_given({"iin": setup.iin, "school": setup.school})}


def _given(said: dict[str, str | None]) -> Plain:
    return {key: value for key, value in said.items() if value is not None}


def _outcome(chat: Chat) -> Plain:
    """What is so in the end, of everybody."""
    flow = chat.flow
    outcome: Plain = {
        "consent": {name: flow.consent(name) for name in chat.guardians},
        "truth": {name: flow.truth(name) for name in chat.guardians},
        "vouchers": {name: flow.voucher(name) for name in chat.children},
        "sms_count": {name: _counts(chat, name) for name in chat.guardians},
        "wrongful_refusals": _truths(flow.wrongful_refusals()),
        "wrongful_consents": _truths(flow.wrongful_consents()),
        "findings": _findings(chat),
    }
    return {key: value for key, value in outcome.items() if value or key not in _BY_NAME}


_BY_NAME = ("vouchers",)
"""of nobody, there is nothing to expect"""


def _counts(chat: Chat, guardian: str) -> dict[str, int]:
    counts = {str(Kind.CONSENT_REQUEST): 0}
    for sms in chat.flow.sms(guardian):
        counts[str(sms.kind)] = counts.get(str(sms.kind), 0) + 1
    return counts


def _truths(differences: Iterable[Difference]) -> Plain:
    return {one.guardian: {"truth": one.truth, "cause": one.cause} for one in differences}


def _findings(chat: Chat) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in chat.flow.findings():
        found.setdefault(one.guardian, []).append(one.finding)
    return found
