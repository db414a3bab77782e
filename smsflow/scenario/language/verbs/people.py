"""What people and their phones do."""

from __future__ import annotations

from typing import Any

from smsflow.document.shapes import Choice, Converted, Field, Invalid, Length, Reader, Record, Text
from smsflow.document.tree import Node
from smsflow.errors import Place
from smsflow.scenario.language.values import BIN, CHILD, FAULT, GUARDIAN, IIN, MOBILE, TEN_YEARS
from smsflow.scenario.language.verbs.verb import Do, Verb, one, one_or_record, record
from smsflow.scenario.simulation import Simulation
from smsflow.scenario.verdict.truth import MEANT_CONSENT
from smsflow.world.faults import Fault

_REPLY_TEXT = Text("the reply's text", empty=True)
_REASON: Converted[str] = Converted(
    lambda text: text if text.strip() else None, "SF108", "a reason (R41)"
)
MEANT = Choice({MEANT_CONSENT: MEANT_CONSENT}, "meaning")


class _ReplyShape:
    """`{from, text, meant}` of a guardian, or `{from_number, text}` of a stranger."""

    _fields = Record(
        "reply",
        {
            "from": Field(GUARDIAN),
            "from_number": Field(MOBILE),
            "text": Field(_REPLY_TEXT, True),
            "meant": Field(MEANT),
        },
    )

    def read(self, node: Node, reader: Reader) -> dict[str, Any] | Invalid:
        values = self._fields.read(node, reader)
        if isinstance(values, Invalid):
            return values
        if ("from" in values) is ("from_number" in values):
            return reader.report(
                "SF106", "reply needs 'from' or 'from_number', one of them", node.place
            )
        if "from_number" in values and "meant" in values:
            return reader.report("SF104", "a stranger's reply has no 'meant'", node.place)
        return values


class _FaultShape:
    """`{on, cause, by}`; only late receipts take `by`."""

    _fields = Record(
        "fault",
        {
            "on": Field(GUARDIAN, True),
            "cause": Field(FAULT, True),
            "by": Field(Length(1, TEN_YEARS)),
        },
    )

    def read(self, node: Node, reader: Reader) -> dict[str, Any] | Invalid:
        values = self._fields.read(node, reader)
        if isinstance(values, Invalid):
            return values
        if "by" in values and values["cause"] is not Fault.RECEIPT_LATE:
            return reader.report("SF104", "only receipt_late takes 'by'", node.place)
        return values


def _reply(values: Any, _place: Place) -> Do:
    if "from" in values:
        arguments = (values["from"], values["text"], values.get("meant", ""))
        return Do(Simulation.reply, arguments)
    return Do(Simulation.reply_from_number, (values["from_number"], values["text"]))


def _fault(values: Any, _place: Place) -> Do:
    return Do(Simulation.fault, (values["on"], values["cause"], values.get("by")))


def _repair(values: Any, _place: Place) -> Do:
    return Do(Simulation.repair, (values["on"], values.get("cause")))


def _report_error(values: Any, _place: Place) -> Do:
    keys = ("organisation_bin", "child_iin", "system", "screenshot")
    return Do(Simulation.report_error, (values["child"], *(values.get(key, "") for key in keys)))


VERBS = (
    one("wait", Simulation.wait, Length(0, TEN_YEARS)),
    Verb("reply", _reply, _ReplyShape()),
    Verb("fault", _fault, _FaultShape()),
    Verb("repair", _repair, Record("repair", {"on": Field(GUARDIAN, True), "cause": Field(FAULT)})),
    record("change_number", Simulation.change_number, guardian=GUARDIAN, number=MOBILE),
    one("remove_number", Simulation.remove_number, GUARDIAN),
    one("look", Simulation.look, GUARDIAN),
    one_or_record("activate", Simulation.activate, ("child", CHILD), ("by", GUARDIAN)),
    one("send_qr", Simulation.send_qr, CHILD),
    record("decline_voucher", Simulation.decline_voucher, child=CHILD, reason=_REASON),
    one("activation_error", Simulation.activation_error, CHILD),
    Verb(
        "report_error",
        _report_error,
        Record(
            "report_error",
            {
                "child": Field(CHILD, True),
                "organisation_bin": Field(BIN),
                "child_iin": Field(IIN),
                "system": Field(Text("the system's name")),
                "screenshot": Field(Text("a screenshot's name")),
            },
        ),
    ),
)
