"""Message lines: each is a step, and each is checked."""

from __future__ import annotations

import pytest

from smsflow.moments import DAY, HOUR
from tests.writing import family, loaded, problems


def test_every_line_of_a_message_block_is_checked() -> None:
    """All errors at once, each at its own line; comments and empty lines are passed over."""
    form = (
        'a line is `1414 > name: kind`, `1414 > name: "text"` or `name > 1414: text`, '
        "with `+2h ` before it to wait"
    )
    text = family(
        """
        - messages: |
            1414 > aigul consent_request
            # a comment: > 1414
              # an indented one

            aigul > marat: x
            1414 > 1414: x
            1414 > aigul: consent
              1414 > aigul: hello there
            +2h 1414 > nobody: "x"
            +2q aigul > 1414: x
            +3ч aigul > 1414: x
            ＋3h aigul > 1414: x
            +7 999 555 01 01 > 1414: 2*1
            dana > 1414: 2*1
        """
    )
    assert problems(text) == [
        ("SF118", f"'1414 > aigul consent_request': {form}", (10, 7)),
        ("SF118", f"'aigul > marat: x': {form}", (14, 7)),
        ("SF118", f"'1414 > 1414: x': {form}", (15, 7)),
        ("SF118", "unknown kind of SMS 'consent'; did you mean 'consent_request'?", (16, 21)),
        (
            "SF118",
            "unknown kind of SMS 'hello there'; it can be consent_request, voucher_link, "
            "reply_hint, registration_code, missing_link_notice, or a text in quotes",
            (17, 23),
        ),
        ("SF109", "unknown guardian 'nobody'", (18, 18)),
        ("SF112", "'2q' is no duration such as 2h 30m", (19, 7)),
        ("SF112", "'+3ч' is no wait such as `+3h ` or `+2d 4h `", (20, 7)),
        ("SF112", "'＋3h' is no wait such as `+3h ` or `+2d 4h `", (21, 7)),
        (
            "SF110",
            "expected a Kazakh mobile number such as +7 7xx xxx xx xx, found '+7 999 555 01 01'",
            (22, 7),
        ),
        ("SF109", "unknown guardian 'dana'; 'dana' is a child", (23, 7)),
    ]


def test_message_lines_are_steps() -> None:
    """Waits, replies verbatim after one blank, strangers, and what 1414 is expected to send."""
    (scenario,) = loaded(
        family(
            """
            - messages: |
                1414 > aigul: consent_request
                1414 > aigul: "2*1"
                +2h 30m aigul > 1414:  2*1: да
                aigul > 1414:
                +1d +7 705 555 01 01 > 1414: # 2*5
                +PT1H 1414 > +7 705 555 01 01: voucher_link
            """
        )
    )
    told = [(step.verb, step.place.line) for step in scenario.steps]
    assert told == [
        ("expect_sms", 10),
        ("expect_sms", 11),
        ("wait", 12),
        ("reply", 12),
        ("reply", 13),
        ("wait", 14),
        ("reply", 14),
        ("wait", 15),
        ("expect_sms", 15),
    ]
    given = [getattr(step.action, "arguments", None) for step in scenario.steps]
    assert given == [
        None,
        None,
        (2 * HOUR + HOUR // 2,),
        ("aigul", " 2*1: да"),
        ("aigul", ""),
        (DAY,),
        ("+77055550101", "# 2*5"),
        (HOUR,),
        None,
    ]


@pytest.mark.parametrize("value", ["x", ">\n      1414 > aigul: x", "[a]", '"1414 > aigul: x"'])
def test_message_lines_need_a_block_that_keeps_its_lines(value: str) -> None:
    """Only a | block does."""
    assert problems(family(f"- messages: {value}")) == [
        ("SF118", "messages take a block that begins with `messages: |`", (9, 15))
    ]
