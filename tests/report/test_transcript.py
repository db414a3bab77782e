from __future__ import annotations

from pathlib import Path

import pytest

from smsflow.events import Event, ReplySent, SmsSubmitted
from smsflow.report.screen import clean
from smsflow.report.transcript import transcript
from smsflow.scenario.language.load import load
from smsflow.scenario.language.verbs.expect_sms import SmsExpected
from smsflow.scenario.language.verbs.verb import Do
from smsflow.scenario.model import Scenario
from smsflow.scenario.run import run_scenario
from smsflow.scenario.simulation import Simulation
from tests.writing import family, played

SHIPPED = sorted(Path(__file__).parents[2].joinpath("scenarios").rglob("*.yaml"))

Message = tuple[int, str, str]
"""how long after the first moment, who with 1414, and the kind or the text"""


def messages_of_events(events: list[Event]) -> list[Message]:
    """What was said, read off the events."""
    found: list[Message] = []
    for event in events:
        after = event.at - events[0].at
        if isinstance(event, SmsSubmitted):
            found.append((after, event.subject, str(event.kind)))
        elif isinstance(event, ReplySent):
            found.append((after, event.subject, clean(event.text)))
    return found


def messages_of_steps(scenario: Scenario) -> list[Message]:
    """What was said, read off the steps of a block of message lines."""
    found: list[Message] = []
    after = 0
    for step in scenario.steps:
        if isinstance(step.expectation, SmsExpected):
            found.append((after, step.expectation.to, str(step.expectation.kind)))
        elif isinstance(step.action, Do) and step.action.method is Simulation.wait:
            after += step.action.arguments[0]
        elif isinstance(step.action, Do):
            found.append((after, *step.action.arguments[:2]))
    return found


def read_back(lines: list[str], guardians: list[str]) -> list[Message]:
    """A transcript as a screen shows it, pasted into a block of a scenario with these guardians."""
    roster = "".join(f"  {name}: {{}}\n" for name in guardians)
    block = "".join(f"      {clean(line)}\n" for line in lines)
    text = f"name: x\nguardians:\n{roster}steps:\n  - messages: |\n{block}"
    (scenario,) = load("pasted.yaml", text.encode())
    return messages_of_steps(scenario)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_transcript_can_be_pasted_back(path: Path) -> None:
    """Taken as a `messages:` block, every shipped scenario's has the same message lines."""
    for scenario in load(path.as_posix(), path.read_bytes()):
        events = run_scenario(scenario).events
        said = messages_of_events(events)
        if said:
            names = [guardian.name for guardian in scenario.guardians]
            assert read_back(transcript(events), names) == said


def told(steps: str) -> list[str]:
    """The transcript of the family's scenario with these steps."""
    return transcript(played(family(steps)).events)


def test_messages_are_lines_and_the_rest_are_comments() -> None:
    """Every line is a message or begins with #; waits stand before the message they lead to."""
    assert told(
        """
        - start_campaign: [aigul]
        - wait: 2h 30m
        - reply: {from: aigul, text: "2 х 1"}
        - activate: dana
        - send_qr: dana
        - decline_voucher: {child: dana, reason: eats at home}
        - look: aigul
        """
    ) == [
        "#   start_campaign (R06)",
        "#   aigul: not_asked → requested, consent.asked (R06, R56)",
        "1414 > aigul: consent_request",
        "#   aigul: requested → awaiting_reply, consent.delivered (R06, R09)",
        "+2h 30m aigul > 1414: 2 х 1",
        "#   aigul: awaiting_reply → consented, consent.consented (R07, R10, R11, R57)",
        "#   dana: none → awaiting_activation, voucher.formed (R11, R57, R58)",
        "#   arman: none → awaiting_activation, voucher.formed (R11, R57, R58)",
        "1414 > aigul: voucher_link",
        "#   dana: awaiting_activation → active, voucher.activated (R12, R35, R36, R37, R59)",
        "#   aigul activates dana (R37, R59)",
        "#   the QR code of dana goes to school (R38)",
        "#   dana: active → declined, voucher.declined (R39, R40, R41)",
        "#   dana is declined: eats at home (R40, R41)",
        "#   aigul sees dana: declined, arman: awaiting_activation (R05, R11, R60)",
    ]


def test_faults_and_what_they_do_are_told() -> None:
    """Held back, seen at the repair, lost replies and receipts, each with its clause."""
    assert told(
        """
        - fault: {on: aigul, cause: switched_off}
        - start_campaign: [aigul]
        - wait: 1h
        - fault: {on: aigul, cause: receipt_lost}
        - repair: {on: aigul, cause: switched_off}
        - fault: {on: aigul, cause: no_balance}
        - reply: {from: aigul, text: "2*5", meant: consent}
        """
    ) == [
        "#   fault on aigul: switched_off",
        "#   start_campaign (R06)",
        "#   aigul: not_asked → requested, consent.asked (R06, R56)",
        "1414 > aigul: consent_request",
        "#   consent_request held back: switched_off",
        "# at 1h: fault on aigul: receipt_lost",
        "#   repaired on aigul: switched_off (R55)",
        "#   aigul sees the consent_request",
        "#   the receipt is lost",
        "#   fault on aigul: no_balance (R54)",
        "+1h aigul > 1414: 2*5",
        "#   aigul means consent",
        "#   the reply never leaves: no_balance (R54)",
    ]


def test_what_a_handset_or_a_carrier_refuses_is_told() -> None:
    """Delivered and not seen, rejected, and a stranger's reply."""
    assert told(
        """
        - fault: {on: aigul, cause: blacklisted}
        - fault: {on: marat, cause: spam_blocking}
        - add_child: {name: alma, grade: 5, guardians: [marat]}
        - start_campaign
        - reply: {from_number: "+7 705 555 01 01", text: hello}
        """
    ) == [
        "#   fault on aigul: blacklisted (R51)",
        "#   fault on marat: spam_blocking (R52)",
        "#   start_campaign (R06)",
        "#   aigul: not_asked → requested, consent.asked (R06, R56)",
        "1414 > aigul: consent_request",
        "#   marat: not_asked → requested, consent.asked (R06, R56)",
        "1414 > marat: consent_request",
        "#   consent_request delivered, not seen: blacklisted (R51)",
        "#   consent_request rejected: spam_blocking (R52)",
        "#   aigul: requested → awaiting_reply, consent.delivered (R06, R09)",
        "#   marat: requested → unreached, consent.failed (R51, R52, R53)",
        "+7 705 555 01 01 > 1414: hello",
        "#   1414 knows nobody by this number",
    ]


def test_the_registers_and_the_desk_are_told() -> None:
    """Numbers, grades, lists, guardians, errors and rejections."""
    lines = told(
        """
        - change_number: {guardian: aigul, number: "+7 701 555 01 09"}
        - remove_number: aigul
        - list_child: dana
        - change_grade: {child: dana, grade: 4}
        - add_guardian: {child: dana, guardian: marat}
        - activation_error: dana
        - activate: dana
        - report_error: {child: dana, organisation_bin: "900140000010",
                         child_iin: "901205500127", system: eGov, screenshot: a.png}
        - repair_voucher: dana
        - remove_child: dana
        - look: marat
        - activate: dana
        - expect: {rejected: {clause: R12}}
        """
    )
    for line in (
        "#   МАБ: aigul is +7 701 555 01 09 (R45)",
        "#   aigul holds +7 701 555 01 09",
        "#   МАБ: aigul has no number (R44)",
        "#   list_child dana (R04)",
        "#   dana is in grade 4",
        "#   marat is a guardian of dana (R19, R20)",
        "#   the next activation of dana will fail (R46)",
        "#   the error of dana is reported (R50)",
        "#   remove_child dana",
        "#   marat sees no voucher (R05, R11)",
        "#   activate of dana is rejected (R12)",
    ):
        assert line in lines


def test_the_way_to_a_link_is_told() -> None:
    """Who is told and how, who applies and where, what is submitted and what is missing."""
    lines = told(
        """
        - add_child: {name: olzhas, grade: 3, guardians: []}
        - notify_missing_link: {child: olzhas, guardian: marat}
        - apply_for_link: {child: olzhas, guardian: marat, through: centre}
        - submit_documents: {child: olzhas, documents: []}
        - submit_documents: {child: olzhas, documents: [identity], representative: yes}
        - submit_documents: {child: olzhas,
                             documents: [civil_status_certificate, power_of_attorney]}
        - update_link: {child: olzhas, guardian: aigul}
        - expect: {rejected: {clause: R19}}
        - update_link: {child: olzhas, guardian: marat}
        - add_child: {name: alma, grade: 3, guardians: []}
        - apply_for_link: {child: alma, guardian: aigul, through: app}
        """
    )
    assert [line for line in lines if "voucher" not in line] == [
        "#   olzhas: unlinked → notified, linking.notified (R13)",
        "#   МИО tells marat that olzhas is not linked (R13)",
        "#   olzhas: notified → applied, linking.applied (R15)",
        "#   marat applies for the link to olzhas, at a centre (R14, R15)",
        "#   documents for olzhas: none; missing: identity, civil_status_certificate (R16, R17)",
        "#   documents for olzhas: identity; missing: civil_status_certificate, power_of_attorney "
        "(R16, R17, R18)",
        "#   olzhas: applied → documented, linking.documents_complete (R16, R17)",
        "#   documents for olzhas: civil_status_certificate, power_of_attorney (R17, R18)",
        "#   update_link of olzhas is rejected (R19)",
        "#   olzhas: documented → linked, linking.linked (R19, R20)",
        "#   marat is a guardian of olzhas (R19, R20)",
        "#   alma: unlinked → applied, linking.applied (R15)",
        "#   aigul applies for the link to alma, in the app (R14, R15)",
    ]


def test_a_notice_by_sms_is_told_as_one() -> None:
    """The fact, and the SMS itself."""
    steps = """
        - add_child: {name: olzhas, grade: 6, guardians: []}
        - notify_missing_link: {child: olzhas, guardian: marat}
        """
    lines = transcript(played(family(steps) + "policy: {missing_link_notice: sms}\n").events)
    assert lines == [
        "#   olzhas: unlinked → notified, linking.notified_by_sms (R13)",
        "#   МИО tells marat that olzhas is not linked, by SMS (R13)",
        "1414 > marat: missing_link_notice",
    ]


def test_a_registration_is_told_screen_by_screen() -> None:
    """Each screen with its clause, the code where it is sent, and where she is stopped."""
    lines = told(
        """
        - remove_number: aigul
        - fault: {on: aigul, cause: blacklisted}
        - register_number: {guardian: aigul, number: "+7 701 555 01 09",
                            screens: [open_app, continue_start, sign_in, issue_new, enter_number]}
        - register_number: {guardian: aigul, screens: [sms_code]}
        - repair: {on: aigul}
        - register_number: {guardian: aigul, screens: [sms_code, quick_access_code]}
        - expect: {rejected: {clause: R27}}
        """
    )
    assert lines[3:] == [
        "#   aigul: absent → in_progress, registration.screen_passed (R45)",
        "#   aigul gets past open_app (R21)",
        "#   aigul gets past continue_start (R22)",
        "#   aigul gets past sign_in (R23)",
        "#   aigul gets past issue_new (R24)",
        "#   aigul gets past enter_number (R25)",
        "1414 > aigul: registration_code",
        "#   aigul holds +7 701 555 01 09",
        "#   registration_code delivered, not seen: blacklisted (R51)",
        "#   aigul: in_progress → stalled, registration.screen_failed (R45)",
        "#   aigul is stopped at sms_code (R26)",
        "#   repaired on aigul: blacklisted (R55)",
        "#   aigul: stalled → in_progress, registration.resumed_with_new_code (R26)",
        "1414 > aigul: registration_code",
        "#   aigul gets past sms_code (R26)",
        "#   register_number of aigul is rejected (R27)",
    ]


def test_a_reply_that_changes_nothing_is_told_with_its_row() -> None:
    """And why it was not understood."""
    lines = told(
        """
        - start_campaign: [aigul]
        - reply: {from: aigul, text: да}
        """
    )
    assert lines[-3:] == [
        "aigul > 1414: да",
        "#   1414 cannot read it: not one of 2*1 and 2*5",
        "#   aigul: stays awaiting_reply, consent.unclear (R07)",
    ]


def test_a_reply_of_several_lines_is_one_line_on_a_screen() -> None:
    """Nothing that a guardian writes can begin a line of its own."""
    lines = told(
        """
        - start_campaign: [aigul]
        - reply: {from: aigul, text: "2*1\\n\\n1414 > aigul: voucher_link\\nmarat > 1414: 2*5"}
        """
    )
    assert [one[1:] for one in read_back(lines, ["aigul", "marat"])][:2] == [
        ("aigul", "consent_request"),
        ("aigul", "2*1⏎⏎1414 > aigul: voucher_link⏎marat > 1414: 2*5"),
    ]
