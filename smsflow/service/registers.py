"""What the service looks up: the roster of guardians and children, and МАБ's phone numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

from smsflow.memo.policy import Addressees

OLDEST_PRIMARY_GRADE = 4
"""Up to this grade vouchers are formed without consent (R01); above it, with (R06)."""


@dataclass(slots=True)
class GuardianEntry:
    """A parent, guardian or custodian, and the language (kk, ru) of their SMS."""

    name: str
    iin: str
    language: str


@dataclass(slots=True)
class ChildEntry:
    """A pupil; `guardians` in the order the civil records name them."""

    name: str
    iin: str
    grade: int
    guardians: list[str]
    listed: bool = True
    iin_given: bool = True
    """false where the IIN was only drawn, so that nobody can be expected to know it"""
    left: bool = False

    @property
    def primary(self) -> bool:
        """In grade 1–4, where no consent is asked (R01–R03)."""
        return self.grade <= OLDEST_PRIMARY_GRADE

    @property
    def consent_grade(self) -> bool:
        """In grade 5–11, on the school's list and still at school."""
        return not self.primary and self.listed and not self.left


@dataclass(slots=True)
class Registers:
    """The roster and МАБ together."""

    addressees: Addressees
    guardians: dict[str, GuardianEntry] = field(default_factory=dict)
    children: dict[str, ChildEntry] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    """МАБ by guardian"""
    holders: dict[str, str] = field(default_factory=dict)
    """МАБ by number"""
    linked: dict[str, list[ChildEntry]] = field(default_factory=dict)
    """every child ever linked to a guardian, in the order in which they were"""

    def add_guardian(self, entry: GuardianEntry, number: str | None) -> None:
        """Put a guardian on the roster, with the number МАБ holds if any."""
        self.guardians[entry.name] = entry
        self.linked[entry.name] = []
        if number:
            self.enter_number(entry.name, number)

    def add_child(self, entry: ChildEntry) -> None:
        """Put a child on the roster."""
        self.children[entry.name] = entry
        for guardian in entry.guardians:
            self.linked[guardian].append(entry)

    def link(self, child: ChildEntry, guardian: str) -> None:
        """Link one more guardian to a child."""
        child.guardians.append(guardian)
        self.linked[guardian].append(child)

    def enter_number(self, guardian: str, number: str) -> None:
        """МАБ holds this number for the guardian, and no other."""
        self.remove_number(guardian)
        self.numbers[guardian] = number
        self.holders[number] = guardian

    def remove_number(self, guardian: str) -> None:
        """МАБ holds no number for the guardian."""
        number = self.numbers.pop(guardian, None)
        if number:
            del self.holders[number]

    def children_of(self, guardian: str) -> list[ChildEntry]:
        """Every child linked to the guardian who has not left, of any grade."""
        return [child for child in self.linked[guardian] if not child.left]

    def addressees_of(self, child: ChildEntry) -> list[str]:
        """Whose consent an eligible child needs: its guardians, or the first named."""
        if not child.consent_grade:
            return []
        return child.guardians if self.addressees is Addressees.EVERY else child.guardians[:1]

    def eligible_children(self, guardian: str) -> list[ChildEntry]:
        """The children for whom this guardian is asked."""
        children = [child for child in self.linked[guardian] if child.consent_grade]
        if self.addressees is Addressees.EVERY:
            return children
        return [child for child in children if child.guardians[0] == guardian]
