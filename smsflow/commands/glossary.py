"""What each word of scenarios and reports means, in a sentence; a word may mean several things."""

from __future__ import annotations

from collections.abc import Iterator

from smsflow.memo import consent, linking, registration, voucher
from smsflow.memo.clauses import CLAUSES
from smsflow.memo.linking import DOCUMENT_CLAUSES
from smsflow.memo.registration import SCREENS
from smsflow.scenario.language.keys import SCENARIO
from smsflow.scenario.language.roster import CHILD_FIELDS, GUARDIAN_FIELDS
from smsflow.scenario.language.verbs.expect import ABOUT
from smsflow.scenario.verdict import cause, findings, story
from smsflow.sms import messages
from smsflow.world.network import NO_HANDSET

_TERMS = {
    "1414": "the state's short code: every SMS of this flow comes from it and is answered to it",
    "МАБ": "the Mobile Citizens Database: which phone number belongs to which IIN",
    "МИО": "the local executive body (akimat): it runs the campaign on the ground",
    "ХҚКО": "the public service centre, where civil records are corrected",
    "IIN": "a person's number, of 12 digits",
    "BIN": "an organisation's number, of 12 digits",
    "Social Wallet": "the service in the eGov mobile app that holds the vouchers",
    "guardian": "a parent, guardian or custodian: whoever is asked for consent",
    "record": "what the service knows of a guardian: the state of consent",
    "messages": "a step of several: a conversation, one line a message, in a `|` block",
    "documents": "what an application needs, a key of `submit_documents`; they add up (R16–R18)",
    "screens": "those of `register_number` that are passed one by one (R21–R34)",
    "kk": "Kazakh, the language of SMS unless said",
    "ru": "Russian",
    "offer": "one chance to answer: a request with its reminders, until somebody asks again",
}


def _sentences() -> Iterator[tuple[str, str]]:
    yield cause.STALE_NUMBER, "A cause: МАБ holds a number that is not the guardian's handset."
    yield NO_HANDSET, "A cause: the guardian has no phone, so the reply is lost."
    yield cause.UNDER_WAY, "A cause: the SMS had not arrived yet."
    for states, what in (
        (consent.STATES, "A state of consent"),
        (voucher.STATES, "A status of a voucher"),
        (linking.STATES, "A state of linking"),
        (registration.STATES, "A state of registration"),
        (story.MEANINGS, "A truth"),
        (findings.MEANINGS, "A finding"),
        (messages.MEANINGS, "An SMS from 1414"),
    ):
        for word, said in states.items():
            yield str(word), f"{what}: {said}."
    for document, clause in DOCUMENT_CLAUSES.items():
        yield str(document), f"A document of an application: {_without_place(clause)}"
    for screen, place in SCREENS.items():
        said = _without_place(place.clause)
        yield str(screen), f"A screen of the registration, on slide {place.slide}: {said}"
    for key, said in ABOUT.items():
        yield key, f"A key of `expect`: {said}."
    for key, field in SCENARIO.fields.items():
        yield key, f"A key at the top of a scenario: {field.about}."
    for key, field in GUARDIAN_FIELDS.items():
        yield key, f"A key of a guardian: {field.about}."
    for key, field in CHILD_FIELDS.items():
        yield key, f"A key of a child: {field.about}."
    for term, said in _TERMS.items():
        yield term, f"{said[0].upper()}{said[1:]}."


def _without_place(clause: str) -> str:
    """What a clause says, without the place in the memo that it begins with."""
    said = CLAUSES[clause].text.partition(": ")[2].removesuffix(".")
    return f"{said} ({clause})."


WORDS: dict[str, list[str]] = {}
"""sentences by the word"""
for _word, _sentence in _sentences():
    WORDS.setdefault(_word, []).append(_sentence)
