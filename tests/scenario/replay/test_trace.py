from __future__ import annotations

from smsflow.report.transcript import transcript
from tests.tables import BEGINS, replayed

ROSTER = """\
child,grade,guardian,number,mab_number
Madi,5,Bo,87015550104,87015550199
Ali,6,Kim,87015550105,87015550104
"""


def test_what_reaches_or_leaves_somebodys_handset_belongs_to_the_story() -> None:
    """Whoever it was meant for, and whomever it is taken for, with what the record makes of it."""
    ran = replayed(f"{BEGINS},Bo,1414,2*5\n", ROSTER, trace=("Bo", "Madi", "+77015550104"))
    events = ran.replay.result("m.csv", "").events
    assert [line for line in transcript(events) if "Kim" in line] == [
        "1414 > Kim: consent_request",
        "#   Kim: awaiting_reply → refused, consent.refused (R08)",
    ]


def test_a_number_and_a_child_that_come_later_belong_to_it() -> None:
    """From then on."""
    rows = (
        f"{BEGINS},desk,,\"change_number: {{guardian: Bo, number: '+77015550111'}}\"\n"
        '+0s,desk,,"add_child: {name: Nur, grade: 5, guardians: [Bo]}"\n'
        "+0s,+77015550111,1414,2*1\n"
        "+0s,desk,,activate: Nur\n"
    )
    ran = replayed(rows, ROSTER, trace=("Bo",))
    lines = transcript(ran.replay.result("m.csv", "").events)
    assert "Bo > 1414: 2*1" in [line.removeprefix("+0s ") for line in lines]
    assert any("Nur: awaiting_activation → active" in line for line in lines)


def test_without_a_name_nothing_is_traced() -> None:
    """Else a long log would not fit into memory."""
    assert replayed(f"{BEGINS},Bo,1414,2*5\n", ROSTER).replay.result("m.csv", "").events == []
