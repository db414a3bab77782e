from __future__ import annotations

from smsflow.memo.consent import Consent
from smsflow.scenario.replay.refused import Refused, refused_of
from smsflow.scenario.verdict.standing import Standing
from tests.tables import roster_of

ROSTER = """\
child,child_iin,grade,listed,guardian,guardian_iin,number
Dana,,6,yes,Aigul,901205500127,
Arman,901205500226,9,yes,Aigul,901205500127,
Timur,,4,yes,Aigul,901205500127,
Saule,,8,no,Aigul,901205500127,
Ali,,7,yes,Marat,,
"""


def stand(guardian: str, record: Consent) -> Standing:
    """Where somebody stands, as far as it matters here."""
    return Standing(guardian, record, "ignored", "", 1, 2)


def test_who_refused_in_words_or_in_silence_is_collected_with_the_children() -> None:
    """Children in grades 5–11 on the list, in the order of the roster; no IIN is an empty one."""
    roster, problems = roster_of(ROSTER)
    assert problems == []
    standings = [stand("Aigul", Consent.LAPSED), stand("Marat", Consent.REFUSED)]
    assert list(refused_of(roster, standings)) == [
        Refused(
            "901205500127", "Aigul", "lapsed", "; 901205500226", "Dana; Arman", "ignored", "", ""
        ),
        Refused("", "Marat", "refused", "", "Ali", "ignored", "", ""),
    ]


def test_nobody_else_is_collected() -> None:
    """Neither the unreached nor who may still answer."""
    roster, _ = roster_of("child,grade,guardian,number\nDana,6,Aigul,\n")
    others = set(Consent) - {Consent.REFUSED, Consent.LAPSED}
    assert [*refused_of(roster, [stand("Aigul", one) for one in others])] == []
