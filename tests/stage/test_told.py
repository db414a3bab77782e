from __future__ import annotations

from smsflow.stage.told import told
from tests.stage.shows import tour
from tests.writing import HEAD, played


def test_a_show_off_the_stage_is_a_transcript_of_each_act() -> None:
    """Title, what to watch for, the conversation; at the end record and truth of all."""
    lines = list(told(tour()))
    silence = lines.index("# Act 2 of 5 · Silence")
    assert lines[silence : silence + 8] == [
        "# Act 2 of 5 · Silence",
        "# Marat reads the SMS and does not answer. Watch what the service makes of a week of "
        "nothing.",
        "#   start_campaign (R06)",
        "#   marat: not_asked → requested, consent.asked (R06, R56)",
        "1414 > marat: consent_request",
        "#   marat: requested → awaiting_reply, consent.delivered (R06, R09)",
        "# at 7d: marat: awaiting_reply → lapsed, consent.lapsed (R09)",
        "",
    ]
    assert lines[-3:] == [
        "# record: CONSENTED · truth: answered 2*1: consents  ✓ record and truth agree",
        "# 2*1 consents: a voucher for every child. 2*5 refuses, and so does a week of silence. "
        "A blocked 1414 looks exactly",
        "# like silence – but whoever was never asked has not refused.",
    ]


def test_it_speaks_the_language_of_the_stage() -> None:
    """Titles and verdicts in Kazakh; messages and events stay the scenario's own words."""
    lines = list(told(tour("kk")))
    assert "# 2/5-көрініс · Үнсіздік" in lines
    assert "1414 > marat: consent_request" in lines
    assert lines[-5].endswith("ҚАТЕ БАС ТАРТУ")


def test_an_act_can_be_pasted_into_a_scenario() -> None:
    """As a block of messages, comments and all."""
    lines = list(told(tour()))
    begin = lines.index("# Act 1 of 5 · One SMS for three children")
    block = "".join(f"      {line}\n" for line in lines[begin : lines.index("", begin)])
    text = f"{HEAD}  - start_campaign: [aigul]\n  - messages: |\n{block}"
    assert played(text).failures == []
