"""The roster of a replay: who there is, and by which texts a message may name them."""

from __future__ import annotations

from dataclasses import dataclass, field

from smsflow.scenario.people import ChildSetup, GuardianSetup
from smsflow.scenario.replay.cells import normal
from smsflow.service.registers import OLDEST_PRIMARY_GRADE
from smsflow.sms.numbers import parse_mobile


@dataclass(slots=True)
class Roster:
    """Who there is, and by which texts a message may name them."""

    guardians: dict[str, GuardianSetup] = field(default_factory=dict)
    children: list[ChildSetup] = field(default_factory=list)
    names: dict[str, str | None] = field(default_factory=dict)
    """a guardian's name as it stands in the table; None where several have it"""
    handsets: dict[str, str] = field(default_factory=dict)
    """guardians by the number of the handset they hold"""
    entries: dict[str, str] = field(default_factory=dict)
    """guardians by the number that МАБ holds"""
    complete: bool = False
    """whether every row was read; else a name may be unknown because its row was not"""

    def named(self, text: str) -> str | None:
        """The guardian of a name, a name in the run, or a number."""
        name = normal(text)
        if name in self.names:
            return self.names[name]
        if name in self.guardians:
            return name
        number = parse_mobile(text) or ""
        return self.handsets.get(number) or self.entries.get(number)

    def is_shared(self, text: str) -> bool:
        """Whether several guardians have this name."""
        return self.names.get(normal(text), "") is None

    def asked_for(self) -> dict[str, list[ChildSetup]]:
        """Each guardian's children for whom consent is asked (R06)."""
        children: dict[str, list[ChildSetup]] = {}
        for child in self.children:
            if child.listed and child.grade > OLDEST_PRIMARY_GRADE:
                for guardian in child.guardians:
                    children.setdefault(guardian, []).append(child)
        return children
