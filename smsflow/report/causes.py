"""Why a record is not the truth, in a sentence for each pair of truth and kind of cause.

What is wrong with a phone has a phrase in the catalogue of `smsflow.languages`, as on the stage.
"""

from __future__ import annotations

from smsflow.languages.catalogue import Catalogue, catalogue, fill
from smsflow.memo.consent import Consent
from smsflow.scenario.verdict.cause import (
    MISTAKE,
    STALE_NUMBER,
    STRICT_SPELLING,
    UNCLEAR_REPLY,
    UNDER_WAY,
)
from smsflow.scenario.verdict.story import MEANINGS, Truth
from smsflow.scenario.verdict.truth import Difference

PHONE = "phone"
"""a cause that lies with the guardian's phone: a fault, or none there"""
ANOTHER = "another"
"""МАБ's number is not the guardian's, and the record follows what came from it"""
LATE, FIRST, LAST = "late_reply", "second_reply: first", "second_reply: last"

_ANSWERED = "and whoever has it answered `{answer}`"
_NEITHER = "The guardian answered in words that are no code: nobody can know what was meant"
SENTENCES: dict[tuple[Truth, str], str] = {
    (Truth.NEVER_SAW_REQUEST, PHONE): "The guardian never saw the request: {phone}",
    (Truth.NEVER_SAW_REQUEST, STALE_NUMBER): (
        "The guardian never saw the request: it went to another's number, which МАБ holds for them"
    ),
    (Truth.NEVER_SAW_REQUEST, UNDER_WAY): (
        "The guardian never saw the request in time: the SMS was still on its way"
    ),
    (Truth.NEVER_SAW_REQUEST, ANOTHER): (
        f"The guardian never saw the request: МАБ holds another's number for them, {_ANSWERED}"
    ),
    (Truth.REPLY_LOST, PHONE): (
        "The guardian answered, and the reply never left the phone: {phone}"
    ),
    (Truth.REPLY_LOST, ANOTHER): (
        "The guardian's reply never left the phone; МАБ holds another's number for them, "
        f"{_ANSWERED}"
    ),
    (Truth.IGNORED, ANOTHER): (
        "The guardian saw the request and kept silent; МАБ holds another's number for them, "
        f"{_ANSWERED}"
    ),
    (Truth.MISSPELT, UNCLEAR_REPLY): f"{_NEITHER}; recorded as silence",
    (Truth.MISSPELT, STRICT_SPELLING): (
        "The guardian answered in a spelling that people understand and the service, which is "
        "strict, does not; recorded as silence"
    ),
    (Truth.MISSPELT, ANOTHER): (f"{_NEITHER}; МАБ holds another's number for them, {_ANSWERED}"),
    (Truth.REFUSED_BY_MISTAKE, MISTAKE): (
        "The guardian meant to consent and answered `2*5`, by a slip of the finger"
    ),
    (Truth.REFUSED_BY_MISTAKE, ANOTHER): (
        "The guardian meant to consent and answered `2*5`; МАБ holds another's number for them, "
        f"{_ANSWERED}"
    ),
    **{
        (truth, kind): f"The guardian answered `{code}`{when}{what}"
        for truth, code, when in (
            (Truth.CONSENTED, "2*1", ""),
            (Truth.CONSENTED_TOO_LATE, "2*1", " after the deadline"),
            (Truth.REFUSED, "2*5", ""),
        )
        for kind, what in {
            PHONE: ", and the reply never left the phone: {phone}",
            UNDER_WAY: ", and the reply was still on its way",
            STALE_NUMBER: ", and the reply did not count: МАБ holds another number for them",
            ANOTHER: ", and the reply did not count: МАБ holds another number for them",
            LATE: ", and the rule for late replies left the silence as a refusal",
            FIRST: ", and the rule is that the reply before it counts",
            LAST: ", and it was too late to change the reply before it",
        }.items()
    },
}
"""{phone} is what is wrong with it, {answer} the code that the record stands for."""


def sentence_of(wrong: Difference) -> str:
    """The whole sentence, `backticks` about codes; of a pair that is new what the truth means."""
    truth = Truth(wrong.truth)
    said = SENTENCES.get((truth, kind_of(wrong))) or capital(MEANINGS[truth])
    answer = "2*1" if wrong.record == Consent.CONSENTED else "2*5"
    return fill(said, {"phone": words().cause(wrong.cause), "answer": answer}) + "."


def kind_of(wrong: Difference) -> str:
    """Which of the kinds of cause it is."""
    if wrong.cause == STALE_NUMBER:
        return STALE_NUMBER if wrong.record == Consent.LAPSED else ANOTHER
    if wrong.cause.startswith(f"{LATE}: "):
        return LATE
    known = {kind for truth, kind in SENTENCES if truth == wrong.truth}
    return wrong.cause if wrong.cause in known else PHONE


def plainly(cause: str) -> str:
    """`the phone blocks 1414 (blacklisted)`; what has no phrase is its own name."""
    phrase = words().cause(cause)
    return cause if phrase == cause else f"{phrase} ({cause})"


def capital(text: str) -> str:
    """A sentence begins."""
    return text[:1].upper() + text[1:]


def words() -> Catalogue:
    """What the page calls states and truths in plain words."""
    return catalogue("en")
