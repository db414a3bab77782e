from __future__ import annotations

import pytest

from tests.writing import Told, failures, family, played

ASKED = "- start_campaign\n"
CONSENTED = ASKED + "- reply: {from: aigul, text: '2*1'}\n"
BLOCKED = "- fault: {on: aigul, cause: blacklisted}\n" + ASKED + "- wait: 7d\n"
REQUEST = (
    "Тегін ыстық тамақ ваучері үшін жеке деректерді өңдеуге келісу: 2*1, бас тарту: 2*5 деп "
    "1414-ке жауап беріңіз."
)


HOLDS: dict[str, str] = {
    "any SMS": ASKED + "- expect_sms: {to: aigul}",
    "a kind, a part of the text, its language and length": ASKED
    + "- expect_sms: {to: aigul, kind: consent_request, contains: '2*1', language: kk,"
    + " segments: 2}",
    "the whole text": ASKED + f"- expect_sms: {{to: aigul, text: '{REQUEST}'}}",
    "a number": ASKED + "- expect_sms: {to: 8 701 555 01 01}",
    "seen": ASKED + "- expect_sms: {to: aigul, seen: yes}",
    "not seen": "- fault: {on: aigul, cause: blacklisted}\n"
    + ASKED
    + "- expect_sms: {to: aigul, seen: no}",
    "claimed one after another": CONSENTED
    + "- expect_sms: {to: aigul, kind: voucher_link}\n- expect_no_sms: {to: aigul}",
    "a count claims all": ASKED + "- expect_sms: {to: aigul, count: 1}\n- expect_no_sms",
    "a count of none": "- expect_sms: {to: aigul, count: 0}\n" + ASKED,
    "nothing for anybody": "- expect_no_sms\n- expect_no_sms: {to: aigul}\n" + ASKED,
    "nothing for the other": ASKED + "- expect_no_sms: {to: marat}",
    "within the step before": ASKED + "- expect_sms: {to: aigul, within: 10m}",
    "a reply claims the request": CONSENTED
    + "- expect_sms: {to: aigul, kind: consent_request, count: 0}",
    "states": CONSENTED
    + "- expect: {consent: {aigul: consented, marat: not_needed}, truth: {aigul: consented}}",
    "vouchers": CONSENTED + "- expect: {vouchers: {dana: awaiting_activation}}",
    "linking": "- add_child: {name: olzhas, grade: 6, guardians: []}\n"
    + "- expect: {linking: {olzhas: unlinked, dana: linked}}\n"
    + "- apply_for_link: {child: olzhas, guardian: marat, through: app}\n"
    + "- expect: {linking: {olzhas: applied}}",
    "registration": "- remove_number: aigul\n"
    + "- expect: {registration: {aigul: absent, marat: registered}}\n"
    + "- register_number: {guardian: aigul, number: +7 701 555 01 09, fail: video_check}\n"
    + "- expect: {registration: {aigul: stalled}}",
    "counts": CONSENTED
    + "- expect: {sms_count: {aigul: {consent_request: 1, voucher_link: 1, reply_hint: 0}}}",
    "nobody and nothing": CONSENTED
    + "- expect: {wrongful_refusals: [], wrongful_consents: {}, findings: {}}",
    "a difference by its truth, its cause, or both": BLOCKED
    + "- expect: {wrongful_refusals: [aigul]}\n"
    + "- expect: {wrongful_refusals: {aigul: never_saw_request}}\n"
    + "- expect: {wrongful_refusals: {aigul: {cause: blacklisted}}}\n"
    + "- expect: {wrongful_refusals: {aigul: {truth: never_saw_request, cause: blacklisted}}}",
    "a rejection": "- activate: dana\n- expect: {rejected: {clause: R36}}\n" + ASKED,
    "one of several rejections": "- resend: [aigul, marat]\n"
    "- expect: {rejected: {clause: R42}}\n" + ASKED,
}


@pytest.mark.parametrize("steps", HOLDS.values(), ids=HOLDS)
def test_what_is_so_holds(steps: str) -> None:
    """Every field of an expectation, met."""
    assert failures(family(steps)) == []


def fails(steps: str, *expected: Told) -> tuple[str, list[Told]]:
    """Steps and what does not hold in them."""
    return steps, list(expected)


FAILS: dict[str, tuple[str, list[Told]]] = {
    "no SMS at all": fails(
        "- expect_sms: {to: aigul}",
        ("SF210", "SMS to aigul: expected one, actually none", (9, 5)),
    ),
    "another kind is left": fails(
        ASKED + "- expect_sms: {to: aigul, kind: voucher_link}",
        (
            "SF210",
            "SMS to aigul: expected voucher_link, actually only consent_request",
            (10, 5),
        ),
    ),
    "claimed already": fails(
        ASKED + "- expect_sms: {to: aigul}\n- expect_sms: {to: aigul}",
        (
            "SF210",
            "SMS to aigul: expected one, actually claimed already, by an earlier expectation or by "
            "the reply to it",
            (11, 5),
        ),
    ),
    "another count": fails(
        ASKED + "- expect_sms: {to: aigul, kind: consent_request, count: 2}",
        ("SF204", "unclaimed consent_request to aigul: expected 2, actually 1", (10, 5)),
    ),
    "every field at once": fails(
        ASKED
        + "- wait: 2h\n- expect_sms: {to: aigul, contains: '2*7', text: x, language: ru,"
        + " segments: 1, seen: no}",
        ("SF211", f"text of the SMS to aigul: expected …2*7…, actually {REQUEST}", (11, 5)),
        ("SF211", f"text of the SMS to aigul: expected x, actually {REQUEST}", (11, 5)),
        ("SF211", "language of the SMS to aigul: expected ru, actually kk", (11, 5)),
        ("SF211", "segments of the SMS to aigul: expected 1, actually 2", (11, 5)),
        ("SF211", "SMS to aigul: expected not seen, actually seen", (11, 5)),
    ),
    "an SMS nobody expected": fails(
        ASKED + "- expect_no_sms",
        ("SF212", "unclaimed SMS: expected none, actually consent_request to aigul", (10, 5)),
    ),
    "every state at once": fails(
        CONSENTED
        + "- expect: {consent: {aigul: lapsed, marat: refused}, truth: {aigul: ignored},\n"
        + "    vouchers: {dana: none}, sms_count: {aigul: {voucher_link: 0}}}",
        ("SF201", "consent of aigul: expected lapsed, actually consented", (11, 31)),
        ("SF201", "consent of marat: expected refused, actually not_needed", (11, 46)),
        ("SF202", "truth of aigul: expected ignored, actually consented", (11, 71)),
        ("SF203", "voucher of dana: expected none, actually awaiting_activation", (12, 24)),
        ("SF204", "number of voucher_link to aigul: expected 0, actually 1", (12, 65)),
    ),
    "another cause": fails(
        BLOCKED + "- expect: {wrongful_refusals: {aigul: {cause: no_balance}}}",
        (
            "SF205",
            "wrongful refusals: expected aigul (no_balance), "
            "actually aigul (never_saw_request: blacklisted)",
            (12, 33),
        ),
    ),
    "another truth with the right cause": fails(
        BLOCKED + "- expect: {wrongful_refusals: {aigul: {truth: ignored, cause: blacklisted}}}",
        (
            "SF205",
            "wrongful refusals: expected aigul (ignored: blacklisted), "
            "actually aigul (never_saw_request: blacklisted)",
            (12, 33),
        ),
    ),
    "a cause where nobody is wronged": fails(
        CONSENTED + "- expect: {wrongful_refusals: {aigul: {cause: blacklisted}}}",
        ("SF205", "wrongful refusals: expected aigul (blacklisted), actually nobody", (11, 33)),
    ),
    "another state of linking": fails(
        "- expect: {linking: {dana: notified, arman: linked}}",
        ("SF214", "linking of dana: expected notified, actually linked", (9, 30)),
    ),
    "another state of registration": fails(
        "- expect: {registration: {aigul: stalled, marat: registered}}",
        ("SF215", "registration of aigul: expected stalled, actually registered", (9, 36)),
    ),
    "a rejection of linking that nobody expected": fails(
        "- apply_for_link: {child: dana, guardian: aigul, through: app}",
        (
            "SF220",
            "apply_for_link of dana, whose linking is linked, is rejected by R15 "
            "(linking.applied_before); if that is meant, say next "
            "`expect: {rejected: {clause: R15}}`",
            (9, 5),
        ),
    ),
    "a rejection of registration that nobody expected": fails(
        "- remove_number: aigul\n- register_number: {guardian: aigul, screens: [allow]}",
        (
            "SF220",
            "register_number of aigul, whose registration is absent, is rejected by R21 "
            "(registration.screen_too_early); if that is meant, say next "
            "`expect: {rejected: {clause: R21}}`",
            (10, 5),
        ),
    ),
    "a failure at a screen that is done": fails(
        "- register_number: {guardian: aigul, fail: video_check}",
        ("SF108", "aigul is past video_check already; it cannot fail any more", (9, 5)),
    ),
    "a wrongful refusal that nobody expected": fails(
        "- fault: {on: aigul, cause: blacklisted}\n"
        + ASKED
        + "- wait: 8d\n- expect: {wrongful_refusals: [], wrongful_consents: [aigul]}",
        (
            "SF205",
            "wrongful refusals: expected nobody, actually aigul (never_saw_request: blacklisted)",
            (12, 33),
        ),
        ("SF206", "wrongful consents: expected aigul, actually nobody", (12, 56)),
    ),
    "a wrongful refusal of another truth": fails(
        "- fault: {on: aigul, cause: blacklisted}\n"
        + ASKED
        + "- wait: 8d\n- expect: {wrongful_refusals: {aigul: misspelt}}",
        (
            "SF205",
            "wrongful refusals: expected aigul (misspelt), actually aigul (never_saw_request: "
            "blacklisted)",
            (12, 33),
        ),
    ),
    "other findings": fails(
        CONSENTED + "- expect: {findings: {aigul: [link_not_seen, qr_of_declined_voucher]}}",
        (
            "SF207",
            "findings: expected aigul: link_not_seen, aigul: qr_of_declined_voucher, actually none",
            (11, 24),
        ),
    ),
    "a finding that nobody expected": fails(
        CONSENTED
        + "- activate: dana\n- send_qr: dana\n- decline_voucher: {child: dana, reason: moved}\n"
        + "- expect: {findings: {}}",
        (
            "SF207",
            "findings: expected none, actually aigul: qr_of_declined_voucher (moved)",
            (14, 24),
        ),
    ),
    "no rejection": fails(
        ASKED + "- expect: {rejected: {clause: R44}}",
        ("SF208", "the step before: expected rejected by R44, actually not rejected", (10, 33)),
    ),
    "another rejection": fails(
        "- activate: dana\n- expect: {rejected: {clause: R44}}",
        (
            "SF208",
            "the step before: expected rejected by R44, actually rejected by R36",
            (10, 33),
        ),
    ),
    "a rejection nobody expected": fails(
        "- activate: dana\n- expect: {vouchers: {dana: none}}",
        (
            "SF220",
            "activate of dana, whose voucher is none, is rejected by R36 "
            "(voucher.nothing_to_activate); if that is meant, say next "
            "`expect: {rejected: {clause: R36}}`",
            (9, 5),
        ),
    ),
}


@pytest.mark.parametrize(("steps", "expected"), FAILS.values(), ids=FAILS)
def test_what_is_not_so_is_told_expected_beside_actual(steps: str, expected: list[Told]) -> None:
    """All mismatches of a step, each at its own place."""
    assert failures(family(steps)) == expected


def test_an_sms_is_late_by_the_step_before() -> None:
    """`within` counts from the moment in which the step before began."""
    wait = "- start_campaign\n- wait: 2h\n"
    late = wait + "- expect_sms: {to: aigul, within: 1h}"
    assert failures(family(late)) == []
    steps = "- start_campaign\n- wait: 2h\n- look: aigul\n- expect_sms: {to: aigul, within: 1h 59m}"
    assert failures(family(steps)) == [
        (
            "SF211",
            "time of the SMS to aigul: expected within 1h 59m of the step before, actually 2h",
            (12, 5),
        )
    ]


def test_a_scenario_stops_at_the_first_step_that_fails() -> None:
    """What comes after it is not judged."""
    steps = ASKED + "- expect: {consent: {aigul: lapsed}}\n- expect: {consent: {aigul: refused}}"
    assert [place for _, _, place in failures(family(steps))] == [(10, 31)]


def test_under_unexpected_sms_fail_nothing_may_be_left_over() -> None:
    """Told at the last step, an SMS each; what a reply answered is claimed."""
    strict = "unexpected_sms: fail\n"
    assert failures(family(CONSENTED) + strict) == [
        ("SF213", "voucher_link to aigul was never claimed", (10, 5))
    ]
    claimed = CONSENTED + "- expect_sms: {to: aigul, kind: voucher_link}"
    assert failures(family(claimed) + strict) == []
    assert failures(family(CONSENTED) + "unexpected_sms: allow\n") == []


def test_a_link_still_under_way_is_a_finding_of_the_end_only() -> None:
    """An `expect` in the middle does not hold it against anybody, the last word does."""
    steps = """
    - start_campaign
    - fault: {on: aigul, cause: memory_full}
    - reply: {from: aigul, text: "2*1"}
    - expect: {findings: {}}
    - wait: 1h
    """
    result = played(family(steps))
    assert result.failures == []
    assert [tuple(one) for one in result.findings] == [
        ("aigul", None, "link_not_seen", "memory_full")
    ]
