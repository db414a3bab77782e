"""The link between a child and a guardian: told, applied for, documented, registered (R13–R20)."""

from __future__ import annotations

from smsflow.memo.policy import MissingLinkNotice
from smsflow.memo.table import Effect, Guard, Row, Table
from smsflow.words import Word


class Linking(Word):
    """How far a child is on the way to being linked to a guardian."""

    UNLINKED = "unlinked"
    NOTIFIED = "notified"
    APPLIED = "applied"
    DOCUMENTED = "documented"
    LINKED = "linked"


STATES: dict[Linking, str] = {
    Linking.UNLINKED: "the civil records name no guardian of the child",
    Linking.NOTIFIED: "МИО told a guardian that the link is missing (R13)",
    Linking.APPLIED: "a guardian applied for the link; documents are missing (R15)",
    Linking.DOCUMENTED: "the application is complete (R16–R18)",
    Linking.LINKED: "the child has a guardian, and the usual order applies (R19, R20)",
}
"""What each state says of a child."""


class Document(Word):
    """What an application may need (R16–R18)."""

    IDENTITY = "identity"
    CIVIL_STATUS_CERTIFICATE = "civil_status_certificate"
    POWER_OF_ATTORNEY = "power_of_attorney"


DOCUMENT_CLAUSES: dict[Document, str] = {
    Document.IDENTITY: "R16",
    Document.CIVIL_STATUS_CERTIFICATE: "R17",
    Document.POWER_OF_ATTORNEY: "R18",
}
"""The clause that asks for each document."""


def missing_documents(given: tuple[str, ...], *, representative: bool) -> tuple[Document, ...]:
    """What an application still lacks; a power of attorney only where a representative applies."""
    return tuple(
        document
        for document in Document
        if document not in given and (representative or document is not Document.POWER_OF_ATTORNEY)
    )


class LinkingTrigger(Word):
    """What can happen to a child's link."""

    NOTICE_ASKED = "notice_asked"
    APPLICATION_MADE = "application_made"
    DOCUMENTS_SUBMITTED = "documents_submitted"
    UPDATE_ASKED = "update_asked"
    GUARDIAN_ADDED = "guardian_added"


class LinkingGuard(Guard):
    """What a linking row may ask."""

    NUMBERED = "numbered"
    """МАБ holds a number of the guardian to be told"""
    COMPLETE = "complete"
    """with these documents none is missing"""
    BY_APPLICANT = "by_applicant"
    """the guardian to be linked is the one who applied"""


class LinkingEffect(Effect):
    """What the service does for a child's link once a row is taken."""

    NOTE_NOTICE = "note_notice"
    SEND_NOTICE = "send_notice"
    NOTE_APPLICATION = "note_application"
    NOTE_DOCUMENTS = "note_documents"
    LINK_GUARDIAN = "link_guardian"


_S, _T, _G, _E = Linking, LinkingTrigger, LinkingGuard, LinkingEffect

# A row reads as what may happen, in its first line, and what follows, in its second.
# fmt: off

LINKING = Table(
    name="linking",
    states=Linking,
    triggers=LinkingTrigger,
    guards=LinkingGuard,
    effects=LinkingEffect,
    rows=(
        Row("notified", (_S.UNLINKED,), _T.NOTICE_ASKED,
            when=(MissingLinkNotice.OUTSIDE,), target=_S.NOTIFIED,
            effects=(_E.NOTE_NOTICE,), clauses=("R13",)),
        Row("notified_by_sms", (_S.UNLINKED,), _T.NOTICE_ASKED, (_G.NUMBERED,),
            when=(MissingLinkNotice.SMS,), target=_S.NOTIFIED,
            effects=(_E.NOTE_NOTICE, _E.SEND_NOTICE), clauses=("R13",)),
        Row("notice_without_number", (_S.UNLINKED,), _T.NOTICE_ASKED, (~_G.NUMBERED,),
            when=(MissingLinkNotice.SMS,), rejects="R44", clauses=("R44",)),
        Row("nothing_to_notify", (_S.NOTIFIED, _S.APPLIED, _S.DOCUMENTED, _S.LINKED),
            _T.NOTICE_ASKED,
            rejects="R13", clauses=("R13",)),
        Row("applied", (_S.UNLINKED, _S.NOTIFIED), _T.APPLICATION_MADE,
            target=_S.APPLIED, effects=(_E.NOTE_APPLICATION,), clauses=("R15",)),
        Row("applied_before", (_S.APPLIED, _S.DOCUMENTED, _S.LINKED), _T.APPLICATION_MADE,
            rejects="R15", clauses=("R15",)),
        Row("documents_complete", (_S.APPLIED,), _T.DOCUMENTS_SUBMITTED, (_G.COMPLETE,),
            target=_S.DOCUMENTED, effects=(_E.NOTE_DOCUMENTS,), clauses=("R16", "R17")),
        Row("documents_incomplete", (_S.APPLIED,), _T.DOCUMENTS_SUBMITTED, (~_G.COMPLETE,),
            effects=(_E.NOTE_DOCUMENTS,), clauses=("R16", "R17")),
        Row("documents_added", (_S.DOCUMENTED,), _T.DOCUMENTS_SUBMITTED, (_G.COMPLETE,),
            effects=(_E.NOTE_DOCUMENTS,), clauses=("R16", "R17")),
        Row("documents_found_short", (_S.DOCUMENTED,), _T.DOCUMENTS_SUBMITTED, (~_G.COMPLETE,),
            target=_S.APPLIED, effects=(_E.NOTE_DOCUMENTS,), clauses=("R18",)),
        Row("documents_without_application", (_S.UNLINKED, _S.NOTIFIED, _S.LINKED),
            _T.DOCUMENTS_SUBMITTED,
            rejects="R15", clauses=("R15",)),
        Row("linked", (_S.DOCUMENTED,), _T.UPDATE_ASKED, (_G.BY_APPLICANT,),
            target=_S.LINKED, effects=(_E.LINK_GUARDIAN,), clauses=("R19", "R20")),
        Row("linked_to_another", (_S.DOCUMENTED,), _T.UPDATE_ASKED, (~_G.BY_APPLICANT,),
            rejects="R19", clauses=("R19",)),
        Row("nothing_to_link", (_S.UNLINKED, _S.NOTIFIED, _S.APPLIED, _S.LINKED), _T.UPDATE_ASKED,
            rejects="R19", clauses=("R19",)),
        Row("guardian_added", tuple(_S), _T.GUARDIAN_ADDED,
            target=_S.LINKED, effects=(_E.LINK_GUARDIAN,), clauses=("R19", "R20")),
    ),
)
