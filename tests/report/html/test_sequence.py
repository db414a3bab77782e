from __future__ import annotations

from smsflow.events import VoucherActivated, WalletOpened
from smsflow.report.html.people import events_of
from smsflow.report.html.sequence import Lifeline, Row, rows_of
from smsflow.scenario.result import Result
from tests.writing import family, played

GUARDIAN, HANDSET, CARRIER, SERVICE, WALLET = Lifeline
Told = tuple[list[Lifeline], str, str]
"""a row: its stops, its label, and what is said of it"""


def rows(result: Result, guardian: str = "aigul") -> list[Row]:
    """The rows of a guardian's diagram."""
    return rows_of(events_of(result.events, guardian), guardian)


def messages(result: Result, guardian: str = "aigul") -> list[Told]:
    """The messages among them; a cross stands before what kept one."""
    return [
        (row.stops, row.label, f"✗ {row.why}" if row.lost else row.why)
        for row in rows(result, guardian)
        if len(row.stops) > 1
    ]


def notes(result: Result, guardian: str = "aigul") -> list[tuple[Lifeline, str]]:
    """The notes among them."""
    return [(row.stops[0], row.label) for row in rows(result, guardian) if len(row.stops) == 1]


REQUEST: Told = ([SERVICE, CARRIER, HANDSET, GUARDIAN], "request", "")
RECEIPT: Told = ([CARRIER, SERVICE], "receipt: delivered", "")


def test_a_conversation_is_a_row_a_message() -> None:
    """An SMS and an answer each go all the way in one row, and the receipt has its own."""
    result = played(family("- start_campaign\n- reply: {from: aigul, text: '2*1'}"))
    assert messages(result) == [
        REQUEST,
        RECEIPT,
        ([GUARDIAN, HANDSET, CARRIER, SERVICE], "2*1", "read as consent"),
        ([SERVICE, CARRIER, HANDSET, GUARDIAN], "link", ""),
        RECEIPT,
    ]
    assert notes(result) == [
        (SERVICE, "campaign started"),
        (SERVICE, "not asked → SMS sent"),
        (SERVICE, "SMS sent → waiting"),
        (SERVICE, "waiting → consented"),
        (WALLET, "dana: no voucher → ready to activate"),
        (WALLET, "arman: no voucher → ready to activate"),
    ]


def test_what_travels_on_later_has_a_row_of_its_own() -> None:
    """With a latency nothing arrives in the instant in which it was sent."""
    result = played(
        family("- start_campaign\n- wait: 1h\n- reply: {from: aigul, text: '2*5'}\n- wait: 1h")
        + "latency: 10m\n"
    )
    assert messages(result) == [
        ([SERVICE, CARRIER], "request", ""),
        ([CARRIER, HANDSET, GUARDIAN], "request", ""),
        RECEIPT,
        ([GUARDIAN, HANDSET, CARRIER], "2*5", ""),
        ([CARRIER, SERVICE], "2*5", "read as refusal"),
    ]


def faulty(cause: str, steps: str = "") -> Result:
    """A campaign on a line with a fault."""
    fault = f"- fault: {{on: aigul, cause: {cause}}}\n- start_campaign\n"
    return played(family(fault + steps))


def test_each_fault_stops_a_message_where_it_does() -> None:
    """With a cross there, and the cause in words."""
    assert messages(faulty("blacklisted"))[0] == (
        [SERVICE, CARRIER, HANDSET, GUARDIAN], "request", "✗ never seen: the phone blocks 1414",
    )  # fmt: skip
    assert messages(faulty("spam_blocking"))[0] == (
        [SERVICE, CARRIER, HANDSET], "request", "✗ rejected: spam blocking is on",
    )  # fmt: skip
    assert messages(faulty("switched_off", "- wait: 2h\n- repair: {on: aigul}")) == [
        ([SERVICE, CARRIER, HANDSET], "request", "✗ held back: the phone is off"),
        ([CARRIER, HANDSET, GUARDIAN], "request", ""),
        RECEIPT,
    ]
    assert messages(faulty("no_balance", "- reply: {from: aigul, text: '2*1'}"))[-1] == (
        [GUARDIAN, HANDSET, CARRIER], "2*1", "✗ never leaves: no money on the phone",
    )  # fmt: skip
    assert messages(faulty("receipt_lost"))[-1] == (
        [CARRIER, SERVICE], "receipt", "✗ the receipt is lost",
    )  # fmt: skip


def test_a_fault_is_an_alarm_at_the_handset() -> None:
    """And its repair a quiet note."""
    result = faulty("switched_off", "- repair: {on: aigul}")
    told = [(row.label, row.alarm) for row in rows(result) if row.stops == [HANDSET]]
    assert told == [("fault: the phone is off", True), ("repaired: the phone is off", False)]


STALE = 'mab_number: "+7 701 555 01 77"'


def stale(steps: str) -> Result:
    """МАБ holds a number that is not aigul's any more."""
    text = family(f"- start_campaign\n{steps}")
    return played(text.replace('"+7 701 555 01 01"', f'"+7 701 555 01 01", {STALE}'))


def test_an_sms_to_anothers_phone_is_not_seen_and_a_strangers_answer_is_told_as_one() -> None:
    """The guardian's own lifeline has no part in either."""
    result = stale("- reply: {from_number: '+7 701 555 01 77', text: '2*5'}")
    assert messages(result) == [
        (
            [SERVICE, CARRIER, HANDSET],
            "request",
            "✗ reaches another's phone, not aigul's",
        ),
        RECEIPT,
        ([HANDSET, CARRIER, SERVICE], "2*5 (by a stranger)", "read as refusal"),
    ]


def test_an_answer_from_a_number_that_nobody_has_arrives_and_is_nobodys() -> None:
    """The guardian wrote it all the same."""
    assert messages(stale("- reply: {from: aigul, text: '2*1'}"))[-1] == (
        [GUARDIAN, HANDSET, CARRIER, SERVICE], "2*1", "1414 knows nobody by this number",
    )  # fmt: skip


def test_an_unclear_answer_says_what_is_unclear_and_what_stays() -> None:
    """So does one that changes nothing any more."""
    result = played(family("- start_campaign\n- reply: {from: aigul, text: yes}"))
    assert rows(result)[-2].why == "read as unclear: not one of 2*1 and 2*5"
    assert notes(result)[-1] == (SERVICE, "stays waiting: unclear")


def test_what_is_done_in_social_wallet_stands_before_what_it_changes() -> None:
    """From the guardian to the wallet, and back when they look."""
    result = played(
        family(
            "- start_campaign\n- reply: {from: aigul, text: '2*1'}\n- activate: dana\n- look: aigul"
        )
    )
    assert [(row.stops, row.label) for row in rows(result)][-3:] == [
        ([GUARDIAN, WALLET], "aigul activates dana"),
        ([WALLET], "dana: ready to activate → active"),
        ([WALLET, GUARDIAN], "aigul sees dana: active, arman: ready to activate"),
    ]


def test_an_activation_that_changes_nothing_stands_alone() -> None:
    """As in a list that nobody ran."""
    activated = VoucherActivated(0, "dana", ("R37",), "aigul")
    looked = WalletOpened(0, "aigul", (), ())
    for events in ([activated], [looked, activated]):
        assert rows_of(events, "aigul")[-1].label == "aigul activates dana"


def test_a_code_that_is_sent_at_once_stands_after_the_activation() -> None:
    """It changes nothing, so nothing follows it."""
    steps = (
        "- start_campaign\n- reply: {from: aigul, text: '2*1'}\n- activate: dana\n- send_qr: dana"
    )
    assert [row.label for row in rows(played(family(steps)))][-3:] == [
        "aigul activates dana",
        "dana: ready to activate → active",
        "the QR code of dana goes to school",
    ]


def test_the_screens_of_one_moment_share_a_row() -> None:
    """Fourteen would hide the rest."""
    text = family("- register_number: {guardian: aigul, number: '+7 701 555 01 01'}")
    result = played(text.replace('{number: "+7 701 555 01 01"}', "{}"))
    assert [label for where, label in notes(result) if where is GUARDIAN] == [
        "open app … enter number",
        "sms code … quick access code",
    ]


def test_a_rejection_is_an_alarm() -> None:
    """At the service, with its clause."""
    result = played(family("- start_campaign\n- resend: [aigul]"))
    (row,) = (row for row in rows(result) if row.alarm)
    assert (row.stops, row.label, list(row.clauses)) == (
        [SERVICE], "resend of aigul is rejected", ["R42"],
    )  # fmt: skip


def test_a_message_gathers_the_clauses_of_its_way() -> None:
    """The request's own, and the fault's."""
    assert list(rows(faulty("blacklisted"))[3].clauses) == ["R06", "R51"]


def test_nothing_of_another_guardian_is_told() -> None:
    """Marat's answer, his SMS and his faults are his own."""
    result = played(
        family(
            "- fault: {on: marat, cause: receipt_twice}\n- start_campaign\n"
            "- reply: {from: marat, text: '2*5'}"
        )
    )
    assert messages(result) == [REQUEST, RECEIPT]
    assert notes(result, "marat")[-1] == (SERVICE, "stays not needed: refusal unasked")
