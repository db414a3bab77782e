"""What the state does: the verbs of МИО, the schools and the support desk."""

from __future__ import annotations

from typing import Any

from smsflow.document.containers import Field, ListOf, Record
from smsflow.document.shapes import Whole
from smsflow.errors import Place
from smsflow.scenario.language.roster import CHILD_FIELDS, child_setup
from smsflow.scenario.language.values import CHILD, GUARDIAN, NewName
from smsflow.scenario.language.verbs.verb import Do, Verb, one, record
from smsflow.scenario.simulation import Simulation

_GUARDIANS = ListOf(GUARDIAN, "a list of guardians")


def _start_campaign(guardians: Any, _place: Place) -> Do:
    return Do(Simulation.start_campaign, (guardians,))


def _resend(guardians: Any, _place: Place) -> Do:
    return Do(Simulation.resend, (guardians,))


def _add_child(values: Any, _place: Place) -> Do:
    return Do(Simulation.add_child, (child_setup(values["name"], values),))


VERBS = (
    Verb("start_campaign", _start_campaign, _GUARDIANS, bare=True),
    Verb("resend", _resend, _GUARDIANS, bare=True),
    one("list_child", Simulation.list_child, CHILD),
    Verb(
        "add_child",
        _add_child,
        Record("add_child", {"name": Field(NewName(child=True), True), **CHILD_FIELDS}),
    ),
    one("remove_child", Simulation.remove_child, CHILD),
    record("change_grade", Simulation.change_grade, child=CHILD, grade=Whole(1, 11)),
    record("notify_missing_link", Simulation.notify_missing_link, child=CHILD, guardian=GUARDIAN),
    record("update_link", Simulation.update_link, child=CHILD, guardian=GUARDIAN),
    record("add_guardian", Simulation.add_guardian, child=CHILD, guardian=GUARDIAN),
    one("repair_voucher", Simulation.repair_voucher, CHILD),
)
