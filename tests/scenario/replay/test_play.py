from __future__ import annotations

import pytest

from smsflow.memo.policy import Policy, Reofferable
from smsflow.moments import DAY, HOUR
from smsflow.scenario.result import Outcome
from tests.tables import BEGINS, ROSTER, replayed
from tests.writing import played

FULL = "at,from,to,text,fault,expect_consent\n"
ASKED = f"{BEGINS},1414,Aigul,consent_request\n{BEGINS},1414,Marat Serik,consent_request\n"
WEEK = "+7d,desk,,expect: {findings: {}}\n"


def test_the_campaign_starts_with_the_first_row() -> None:
    """Everybody is asked at its moment, and the desk does not have to say so."""
    ran = replayed(ASKED + "+2h,Aigul,1414,2*1\n+0s,1414,Aigul,voucher_link\n")
    assert ran.failures == []
    assert ran.records == {"Aigul": "consented", "Marat Serik": "awaiting_reply"}
    assert ran.replay.rows == 4


def test_a_campaign_in_the_table_starts_when_it_says() -> None:
    """Then nobody is asked before; for some of them, where it names them."""
    ran = replayed(
        f"{BEGINS},Aigul,1414,2*1\n+1d,desk,,start_campaign: [Aigul]\n"
        "+0s,1414,Aigul,consent_request\n"
    )
    assert ran.failures == []
    assert ran.records == {"Aigul": "awaiting_reply", "Marat Serik": "not_asked"}


def test_a_fault_of_the_first_row_is_there_before_the_campaign() -> None:
    """So the request that the row expects meets it."""
    ran = replayed(f"{BEGINS},1414,Aigul,consent_request,blacklisted,\n{WEEK[:-1]},,\n", head=FULL)
    aigul = ran.standings["Aigul"]
    assert (aigul.record, aigul.truth, aigul.cause) == (
        "lapsed",
        "never_saw_request",
        "blacklisted",
    )


def test_a_fault_is_taken_off_before_the_message_of_its_row() -> None:
    """The reply before is lost, the one with the repair leaves."""
    rows = (
        f"{BEGINS},Aigul,1414,2*1,no_balance,awaiting_reply\n"
        "+1h,Aigul,1414,2*1,-no_balance,consented\n"
    )
    assert replayed(rows, head=FULL).failures == []


def test_the_record_is_looked_at_after_the_row() -> None:
    """Where it differs, expected and actual stand beside each other."""
    ran = replayed(f"{BEGINS},Aigul,1414,2*1,,refused\n", head=FULL)
    (failure,) = ran.replay.result("messages.csv", "").failures
    assert ran.failures == [("SF201", "consent of Aigul", 2, 34)]
    assert (failure.expected, failure.actual) == ("refused", "consented")
    assert failure.origin is not None
    assert failure.origin.line == f"{BEGINS},Aigul,1414,2*1,,refused"


def test_a_number_is_whoever_holds_it() -> None:
    """A stranger on МАБ's entry answers for the guardian; on no entry, for nobody."""
    roster = "child,grade,guardian,number,mab_number\nDana,6,Aigul,87015550101,87015550109\n"
    ran = replayed(f"{BEGINS},87055550101,1414,2*1\n+1h,87015550109,1414,2*1\n", roster)
    aigul = ran.standings["Aigul"]
    assert ran.failures == []
    assert (aigul.record, aigul.truth, aigul.cause) == (
        "consented",
        "never_saw_request",
        "mab_number",
    )


def test_a_number_that_moved_is_its_new_holders() -> None:
    """Who holds a number is asked when the row's turn has come."""
    ran = replayed(
        f'{BEGINS},desk,,"change_number: {{guardian: Aigul, number: 87015550105}}"\n'
        "+1h,87015550105,1414,2*1\n"
    )
    assert ran.failures == []
    assert ran.standings["Aigul"].truth == "consented"


def test_an_expected_sms_is_a_kind_a_text_or_to_a_number() -> None:
    """It claims the oldest that fits, and fails where there is none."""
    ran = replayed(
        f"{BEGINS},1414,87015550101, consent_request \n{BEGINS},1414,Marat Serik, 2*1 \n"
        "+0s,1414,Aigul,consent_request\n+0s,1414,Marat Serik,voucher_link\n"
        "+0s,1414,Aigul,no such words\n"
    )
    assert [(code, what, line) for code, what, line, _ in ran.failures] == [
        ("SF210", "SMS to Aigul", 4),
        ("SF210", "SMS to Marat Serik", 5),
        ("SF210", "SMS to Aigul", 6),
    ]


def test_a_row_that_fails_stops_nothing() -> None:
    """Each row stands for itself; the verdict counts them all."""
    ran = replayed(f"{BEGINS},1414,Aigul,voucher_link\n+1h,Aigul,1414,2*5\n+1h,1414,Aigul,x\n")
    assert [line for _, _, line, _ in ran.failures] == [2, 4]
    assert ran.replay.failed == 2
    assert ran.replay.result("m.csv", "").outcome is Outcome.FAILED
    assert ran.records["Aigul"] == "refused"


REJECTED = f"{ASKED}+1h,desk,,resend: [Aigul]\n"


def test_a_rejection_fails_its_row_unless_the_next_expects_it() -> None:
    """The next row of all; and the clause has to be the right one."""
    expects = '+0s,desk,,"expect: {rejected: {clause: R42}}"\n'
    assert replayed(REJECTED + expects).failures == []
    (alone,) = replayed(REJECTED).failures
    (late,) = replayed(REJECTED + "+0s,Marat Serik,1414,2*1\n" + expects).failures
    for code, message, line, column in (alone, late):
        assert (code, line, column) == ("SF220", 4, 11)
        assert message.startswith("resend of Aigul, whose consent is awaiting_reply, is rejected")
    wrong = replayed(REJECTED + expects.replace("R42", "R44")).failures
    assert [(code, line) for code, _, line, _ in wrong] == [("SF208", 5)]
    nothing = replayed(ASKED + expects).failures
    assert [(code, line) for code, _, line, _ in nothing] == [("SF208", 4)]


def test_a_bulk_rejection_is_expected_likewise() -> None:
    """`resend` without a number, and the clause that says so (R44)."""
    roster = ROSTER + "Ali,5,Bolat,\n"
    ran = replayed(
        f'{ASKED}+7d,desk,,resend: [Bolat]\n+0s,desk,,"expect: {{rejected: {{clause: R44}}}}"\n',
        roster,
    )
    assert ran.failures == []


def test_a_step_that_makes_no_sense_fails_its_row() -> None:
    """As in a scenario, with its code and the sentence."""
    ran = replayed(
        f'{BEGINS},desk,,"reply: {{from_number: 87015550101, text: x}}"\n+1h,Aigul,1414,2*1\n'
    )
    ((code, message, line, _),) = ran.failures
    assert (code, line) == ("SF108", 2)
    assert message.startswith("+7 701 555 01 01 is Aigul's own handset")
    assert ran.records["Aigul"] == "consented"


def test_the_policy_is_the_runs() -> None:
    """A deadline of an hour has passed after two."""
    policy = Policy(reply_timeout=HOUR, reoffer_covers=(Reofferable.REFUSED,))
    ran = replayed(f"{ASKED}+2h,desk,,look: Aigul\n", policy=policy)
    assert set(ran.records.values()) == {"lapsed"}


def test_time_goes_on_after_the_last_row_if_it_is_told_to() -> None:
    """For so long, or until a moment; a moment already past changes nothing."""
    for length, until in ((8 * DAY, None), (None, 2_000_000_000_000)):
        ran = replayed(ASKED)
        ran.replay.play_on(length, until)
        assert {one.record for one in ran.replay.standings()} == {"lapsed"}
    ran = replayed(ASKED)
    ran.replay.play_on(None, 1)
    assert {one.record for one in ran.replay.standings()} == {"awaiting_reply"}


def test_a_standing_says_how_much_was_sent() -> None:
    """SMS and segments; the cause only where record and truth differ wrongly."""
    ran = replayed(f"{ASKED}+1h,Aigul,1414,2*1\n")
    assert ran.standings["Aigul"] == ("Aigul", "consented", "consented", "", 2, 4)
    assert ran.standings["Marat Serik"] == ("Marat Serik", "awaiting_reply", "undecided", "", 1, 2)


def test_only_who_is_traced_is_kept() -> None:
    """And what concerns everybody; else a long log would not fit into memory."""
    ran = replayed(ASKED, trace=("Aigul",))
    subjects = {event.subject for event in ran.replay.result("m.csv", "").events}
    assert subjects == {"", "Aigul", "Arman", "Dana"}
    assert replayed(ASKED).replay.result("m.csv", "").events == []


TOP = """\
name: The same
guardians:
  aigul: {number: "+7 701 555 01 01"}
  marat: {number: "+7 701 555 01 02", mab_number: "+7 701 555 01 09", faults: [no_balance]}
  saule: {iin: "901205500127", language: ru}
children:
  dana: {grade: 6, guardians: [aigul, marat]}
  arman: {grade: 9, guardians: [saule], listed: no}
  olzhas: {grade: 3, guardians: [], iin: "901205500226"}
steps:
"""
PEOPLE = """\
child,child_iin,grade,listed,guardian,guardian_iin,number,mab_number,faults,language
dana,,6,yes,aigul,,+77015550101,,,
dana,,6,yes,marat,,+77015550102,+77015550109,no_balance,
arman,,9,no,saule,901205500127,,,,ru
olzhas,901205500226,3,,,,,,,
"""
NAMES = ("aigul", "marat", "saule", "dana", "arman", "olzhas", "+77015550109", "+77055550101")


@pytest.mark.parametrize(
    ("steps", "rows"),
    [
        (
            "  - start_campaign\n  - messages: |\n      1414 > aigul: consent_request\n"
            "      +2h aigul > 1414: 2*1\n      1414 > aigul: voucher_link\n",
            f"{BEGINS},1414,aigul,consent_request,,\n+2h,aigul,1414,2*1,,\n"
            "+0s,1414,aigul,voucher_link,,\n",
        ),
        (
            "  - fault: {on: aigul, cause: receipt_late, by: 2h}\n"
            "  - fault: {on: aigul, cause: memory_full}\n  - start_campaign\n"
            "  - wait: 1d\n  - repair: {on: aigul, cause: memory_full}\n"
            "  - fault: {on: aigul, cause: no_balance}\n  - reply: {from: aigul, text: '2*1'}\n"
            "  - wait: 1h\n  - repair: {on: aigul, cause: no_balance}\n"
            "  - reply: {from: aigul, text: '2*1'}\n  - wait: 30d\n  - look: aigul\n",
            f"{BEGINS},1414,aigul,consent_request,receipt_late=2h memory_full,\n"
            "+1d,aigul,1414,2*1,-memory_full no_balance,\n"
            "+1h,aigul,1414,2*1,-no_balance,consented\n+30d,desk,,look: aigul,,\n",
        ),
        (
            "  - start_campaign\n  - wait: 1h\n"
            "  - reply: {from_number: '+77015550109', text: '2*1'}\n"
            "  - reply: {from_number: '+77055550101', text: 'who'}\n"
            "  - reply: {from: marat, text: '2*5'}\n  - list_child: arman\n"
            "  - register_number: {guardian: saule, number: '+77015550103'}\n"
            "  - resend: [aigul]\n  - expect: {rejected: {clause: R42}}\n"
            "  - wait: 7d\n  - resend\n  - wait: 8d\n  - look: saule\n",
            f"{BEGINS},desk,,start_campaign,,\n+1h,+77015550109,1414,2*1,,\n"
            "+0s,+77055550101,1414,who,,\n+0s,marat,1414,2*5,,\n+0s,desk,,list_child: arman,,\n"
            '+0s,desk,,"register_number: {guardian: saule, number: ""+77015550103""}",,\n'
            '+0s,desk,,resend: [aigul],,\n+0s,desk,,"expect: {rejected: {clause: R42}}",,\n'
            "+7d,desk,,resend,,\n+0s,desk,,wait: 8d,,\n+0s,desk,,look: saule,,\n",
        ),
    ],
)
def test_a_scenario_and_the_same_conversation_as_tables_are_one(steps: str, rows: str) -> None:
    """The same events, one by one, and the same differences."""
    scenario = played(TOP + steps)
    ran = replayed(rows, PEOPLE, head=FULL, trace=NAMES)
    result = ran.replay.result("messages.csv", "")
    assert scenario.failures == []
    assert ran.failures == []
    assert result.events == scenario.events
    assert result.wrongful_refusals == scenario.wrongful_refusals
    assert result.wrongful_consents == scenario.wrongful_consents
    assert result.findings == scenario.findings
