"""What people and their phones do."""

from __future__ import annotations

from typing import Any

from smsflow.document.containers import Field, ListOf, Record
from smsflow.document.shapes import (
    YES_OR_NO,
    Choice,
    Converted,
    Invalid,
    Length,
    Reader,
    Text,
    choice_of,
)
from smsflow.document.tree import Node
from smsflow.errors import Place
from smsflow.memo.clauses import CLAUSES
from smsflow.memo.linking import DOCUMENT_CLAUSES, Document
from smsflow.memo.registration import SCREENS, Screen
from smsflow.scenario.language.values import BIN, CHILD, FAULT, GUARDIAN, IIN, MOBILE, TEN_YEARS
from smsflow.scenario.language.verbs.verb import Do, Verb, one, one_or_record, record
from smsflow.scenario.simulation import Simulation
from smsflow.scenario.verdict.story import MEANT_CONSENT
from smsflow.world.faults import Fault

_REPLY_TEXT = Text("the reply's text", empty=True)
_REASON: Converted[str] = Converted(
    lambda text: text if text.strip() else None, "SF108", "a reason (R41)"
)
_SCREEN: Choice[Screen] = choice_of(
    Screen, "screen", {screen: CLAUSES[place.clause].text for screen, place in SCREENS.items()}
)
_DOCUMENT: Choice[Document] = choice_of(
    Document, "document", {one: CLAUSES[clause].text for one, clause in DOCUMENT_CLAUSES.items()}
)
MEANT = Choice({MEANT_CONSENT: MEANT_CONSENT}, "meaning")


class _ReplyShape:
    """`{from, text, meant}` of a guardian, or `{from_number, text}` of a stranger."""

    looks_like = Record(
        "reply",
        {
            "from": Field(GUARDIAN),
            "from_number": Field(MOBILE),
            "text": Field(_REPLY_TEXT, True),
            "meant": Field(MEANT),
        },
    )

    def read(self, node: Node, reader: Reader) -> dict[str, Any] | Invalid:
        values = self.looks_like.read(node, reader)
        if isinstance(values, Invalid):
            return values
        if ("from" in values) is ("from_number" in values):
            says = "takes only one of" if "from" in values else "needs"
            code = "SF104" if "from" in values else "SF106"
            return reader.report(code, f"reply {says} 'from' or 'from_number'", node.place)
        if "from_number" in values and "meant" in values:
            return reader.report("SF104", "a stranger's reply has no 'meant'", node.place)
        return values


class _FaultShape:
    """`{on, cause, by}`; only late receipts take `by`."""

    looks_like = Record(
        "fault",
        {
            "on": Field(GUARDIAN, True),
            "cause": Field(FAULT, True),
            "by": Field(Length(1, TEN_YEARS)),
        },
    )

    def read(self, node: Node, reader: Reader) -> dict[str, Any] | Invalid:
        values = self.looks_like.read(node, reader)
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


class _RegistrationShape:
    """`{guardian, number}` for all screens, or `screens` one by one; `fail` one of them."""

    looks_like = Record(
        "register_number",
        {
            "guardian": Field(GUARDIAN, True),
            "number": Field(MOBILE),
            "screens": Field(ListOf(_SCREEN, "a list of screens", unique=True)),
            "fail": Field(_SCREEN),
        },
    )

    def read(self, node: Node, reader: Reader) -> dict[str, Any] | Invalid:
        values = self.looks_like.read(node, reader)
        if isinstance(values, Invalid):
            return values
        if values.get("screens") == ():
            return reader.report("SF106", "screens needs at least one screen", node.place)
        if "screens" in values and "fail" in values and values["fail"] not in values["screens"]:
            message = f"fail: {values['fail']} is not one of the screens"
            return reader.report("SF108", message, node.place)
        return values


def _register_number(values: Any, _place: Place) -> Do:
    arguments = (values.get(key) for key in ("number", "screens", "fail"))
    return Do(Simulation.register_number, (values["guardian"], *arguments))


def _submit_documents(values: Any, _place: Place) -> Do:
    representative = values.get("representative", False)
    return Do(Simulation.submit_documents, (values["child"], values["documents"], representative))


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
    Verb("register_number", _register_number, _RegistrationShape()),
    record(
        "apply_for_link",
        Simulation.apply_for_link,
        child=CHILD,
        guardian=GUARDIAN,
        through=Choice({"app": "app", "centre": "centre"}, "way"),
    ),
    Verb(
        "submit_documents",
        _submit_documents,
        Record(
            "submit_documents",
            {
                "child": Field(CHILD, True),
                "documents": Field(ListOf(_DOCUMENT, "a list of documents"), True),
                "representative": Field(YES_OR_NO),
            },
        ),
    ),
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
