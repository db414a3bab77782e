from __future__ import annotations

from smsflow.chat.written import head, scenario_text
from tests.chat.chats import talk_of, talk_on
from tests.writing import loaded


def test_a_chat_is_written_as_somebody_would_write_it() -> None:
    """What differs from the defaults, a line for each step, and what came of it."""
    talk = talk_of("/wait 2h", "/fault no_balance", "yes: 2*1", "/repair", "2*1", "/activate dana")
    assert scenario_text(talk.chat) == (
        "# Saved from a chat: what the answers of aigul came to.\n"
        "name: A chat\n"
        "tags: [chat]\n"
        "guardians:\n"
        "  aigul: {number: +7 701 555 01 01}\n"
        "children:\n"
        "  dana: {grade: 6, guardians: [aigul]}\n"
        "  arman: {grade: 9, guardians: [aigul]}\n"
        "steps:\n"
        "  - start_campaign\n"
        "  - expect_sms: {to: aigul, kind: consent_request}\n"
        "  - wait: 2h\n"
        "  - fault: {'on': aigul, cause: no_balance}\n"
        "  - reply: {from: aigul, text: 'yes: 2*1'}\n"
        "  - repair: {'on': aigul}\n"
        "  - reply: {from: aigul, text: 2*1}\n"
        "  - expect_sms: {to: aigul, kind: voucher_link}\n"
        "  - activate: {child: dana, by: aigul}\n"
        "  - expect:\n"
        "      consent: {aigul: consented}\n"
        "      truth: {aigul: consented}\n"
        "      vouchers: {dana: active, arman: awaiting_activation}\n"
        "      sms_count: {aigul: {consent_request: 1, voucher_link: 1}}\n"
        "      wrongful_refusals: {}\n"
        "      wrongful_consents: {}\n"
        "      findings: {}\n"
    )


ROSTER = """\
name: A family
seed: 7
at: 2026-10-01T08:00
latency: 1m
policy: {reply_timeout: 72h, reoffer_covers: [refused]}
guardians:
  aigul:
    number: "+7 701 555 01 01"
    mab_number: "+7 701 555 01 02"
    iin: "900215600026"
    language: ru
    faults: [no_balance, {cause: receipt_late, by: 2h}]
  bolat: {}
children:
  dana: {grade: 6, guardians: [aigul, bolat], listed: no, iin: "910304600011"}
  ali: {grade: 3, guardians: []}
steps:
  - start_campaign
"""


def test_everything_said_of_the_people_is_kept() -> None:
    """Read again, the head is the same scenario but for its name and steps."""
    (scenario,) = loaded(ROSTER)
    (again,) = loaded(scenario_text(talk_on(scenario, "bolat").chat))
    for part in ("seed", "at", "latency", "policy", "guardians", "children", "strangers"):
        assert getattr(again, part) == getattr(scenario, part)


def test_nobody_is_written_as_nobody() -> None:
    """Without children there is no empty list of them."""
    (scenario,) = loaded('name: x\nguardians: {a: {number: "+7 701 555 01 01"}}\nsteps: [look: a]')
    assert "children" not in head(scenario)
    assert loaded(scenario_text(talk_on(scenario, "a").chat))
