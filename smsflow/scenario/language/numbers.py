"""Who holds which number and IIN: what no two people of a scenario may share."""

from __future__ import annotations

from typing import Any

from smsflow.document.shapes import Placed, Reader
from smsflow.scenario.language.verbs.verb import Do
from smsflow.scenario.model import Step
from smsflow.scenario.people import GuardianSetup
from smsflow.scenario.simulation import Simulation
from smsflow.sms.numbers import format_mobile

_CHANGE_HANDSETS = (Simulation.change_number, Simulation.register_number)


def strangers_of(guardians: tuple[GuardianSetup, ...]) -> tuple[str, ...]:
    """Numbers that МАБ believes in and no guardian's handset has."""
    handsets = {guardian.number for guardian in guardians}
    believed = (guardian.mab_number for guardian in guardians)
    return tuple(number for number in believed if number and number not in handsets)


def check_identities(
    guardians: dict[str, Any], children: dict[str, Any], steps: tuple[Step, ...], reader: Reader
) -> None:
    """Report what two people share, and a guardian who is taken for a stranger."""
    handsets = _unique(guardians, "number", "the handset of", reader)
    entries = {
        name: {"mab_number": values.get("mab_number", values.get("number"))}
        for name, values in guardians.items()
        if "mab_number" in values
    }
    believed = {
        values["number"].value: name
        for name, values in guardians.items()
        if "number" in values and "mab_number" not in values
    }
    _unique(entries, "mab_number", "МАБ's entry for", reader, believed)
    _unique({**guardians, **children}, "iin", "the IIN of", reader)
    _check_strangers(handsets, steps, reader)


def _unique(
    people: dict[str, Any],
    key: str,
    what: str,
    reader: Reader,
    taken: dict[str, str] | None = None,
) -> dict[str, str]:
    taken = {} if taken is None else taken
    for name, values in people.items():
        placed: Placed[str] | None = values.get(key)
        if placed is None:
            continue
        other = taken.setdefault(placed.value, name)
        if other != name:
            shown = format_mobile(placed.value) if key != "iin" else placed.value
            reader.report("SF115", f"{shown} is {what} {other!r} already", placed.place)
    return taken


def _check_strangers(handsets: dict[str, str], steps: tuple[Step, ...], reader: Reader) -> None:
    """A reply by number is a stranger's. Once numbers have changed, only the run can tell."""
    for step in steps:
        if not isinstance(step.action, Do):
            continue
        if step.action.method in _CHANGE_HANDSETS:
            return
        if step.action.method is Simulation.reply_from_number:
            number = step.action.arguments[0]
            if holder := handsets.get(number):
                message = f"{format_mobile(number)} is {holder}'s own handset; use `from: {holder}`"
                reader.report("SF108", message, step.place)
