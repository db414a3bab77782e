"""The roster of a scenario: how guardians and children are written, and who they become."""

from __future__ import annotations

from typing import Any

from smsflow.document.containers import ByKind, Field, ListOf, MapOf, Record
from smsflow.document.shapes import YES_OR_NO, Choice, Invalid, Length, Reader, Whole, WithPlace
from smsflow.document.tree import Node
from smsflow.scenario.language.values import BIN, FAULT, GUARDIAN, IIN, MOBILE, TEN_YEARS, NewName
from smsflow.scenario.people import ChildSetup, FaultSetup, GuardianSetup
from smsflow.sms.wording import LANGUAGES
from smsflow.world.faults import Fault

LANGUAGE = Choice({name: name for name in LANGUAGES}, "language")


class FaultInRoster:
    """`blacklisted`, or `{cause: receipt_late, by: 2h}`."""

    _record = Record("a fault", {"cause": Field(FAULT, True), "by": Field(Length(1, TEN_YEARS))})
    looks_like: ByKind[Any] = ByKind(scalar=FAULT, mapping=_record, expected="a cause")

    def read(self, node: Node, reader: Reader) -> FaultSetup | Invalid:
        value: Any = self.looks_like.read(node, reader)
        if isinstance(value, Invalid):
            return value
        if isinstance(value, Fault):
            return FaultSetup(value)
        if "by" in value and value["cause"] is not Fault.RECEIPT_LATE:
            return reader.report("SF104", "only receipt_late takes 'by'", node.place)
        return FaultSetup(value["cause"], value.get("by"))


FAULTS = ListOf(FaultInRoster(), "a list of causes")

GUARDIAN_FIELDS = {
    "number": Field(WithPlace(MOBILE), about="the phone they hold; none: absent from МАБ"),
    "mab_number": Field(WithPlace(MOBILE), about="what МАБ believes, where it differs"),
    "iin": Field(WithPlace(IIN), about="drawn unless said"),
    "language": Field(LANGUAGE, about=f"of the SMS; {LANGUAGES[0]} unless said"),
    "faults": Field(FAULTS, about="from the start"),
}
CHILD_FIELDS = {
    "grade": Field(Whole(1, 11), True, "1 to 4 need no consent, 5 to 11 do"),
    "guardians": Field(
        ListOf(GUARDIAN, "a list of guardians", unique=True), True, "those linked to it; may be []"
    ),
    "listed": Field(YES_OR_NO, about="no: not on the school's list yet"),
    "iin": Field(WithPlace(IIN), about="drawn unless said"),
    "school": Field(BIN, about="the organisation"),
}

GUARDIANS = MapOf(NewName(child=False), Record("a guardian", GUARDIAN_FIELDS), "guardians by name")
CHILDREN = MapOf(NewName(child=True), Record("a child", CHILD_FIELDS), "children by name")


def guardian_setup(name: str, values: dict[str, Any]) -> GuardianSetup:
    """A guardian as written; what МАБ believes is the handset's number unless it says."""
    number = values["number"].value if "number" in values else None
    believed = values["mab_number"].value if "mab_number" in values else number
    return GuardianSetup(
        name,
        number,
        believed,
        values["iin"].value if "iin" in values else None,
        values.get("language", LANGUAGES[0]),
        values.get("faults", ()),
    )


def child_setup(name: str, values: dict[str, Any]) -> ChildSetup:
    """A child as written."""
    return ChildSetup(
        name,
        values["grade"],
        values["guardians"],
        values.get("listed", True),
        values["iin"].value if "iin" in values else None,
        values.get("school"),
    )
