"""The roster of a replay: who there is, and by which texts a message may name them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from smsflow.scenario.people import ChildSetup, GuardianSetup
from smsflow.scenario.replay.cells import normal
from smsflow.service.registers import OLDEST_PRIMARY_GRADE
from smsflow.sms.numbers import format_mobile, parse_mobile


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
    numbered: dict[str, str] = field(default_factory=dict)
    """the name in the table of whoever the run calls otherwise, as `Aigul (2)`"""
    with_lost_letters: str = ""
    """the first name with a question mark in place of a letter"""
    ignored_columns: list[str] = field(default_factory=list)
    """columns of the table that are none of ours"""
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

    def written(self, name: str) -> str:
        """The name of a guardian or a child as the table has it, without what the run adds."""
        return self.numbered.get(name, name)

    def shown(self, name: str) -> str:
        """Likewise; a guardian who has namesakes with the number, which says who it is."""
        written = self.written(name)
        guardian = self.guardians.get(name)
        if guardian is None or self.names.get(written, name) is not None:
            return written
        which = format_mobile(guardian.number) if guardian.number else guardian.iin
        return f"{written} ({which})" if which else written

    def asked_for(self) -> dict[str, list[ChildSetup]]:
        """Each guardian's children for whom consent is asked (R06)."""
        children: dict[str, list[ChildSetup]] = {}
        for child in self.to_be_asked_for():
            for guardian in child.guardians:
                children.setdefault(guardian, []).append(child)
        return children

    def to_be_asked_for(self) -> Iterator[ChildSetup]:
        """The children in grades 5–11 who are listed."""
        for child in self.children:
            if child.listed and child.grade > OLDEST_PRIMARY_GRADE:
                yield child
