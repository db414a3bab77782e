"""`--policy key=value` reads what a scenario's `policy` reads."""

from __future__ import annotations

import pytest

from smsflow.commands.settings import read_policy
from smsflow.errors import UsageError
from smsflow.memo.policy import DEFAULTS, LateReply, Policy, Reofferable
from smsflow.moments import HOUR


def test_no_setting_leaves_the_defaults() -> None:
    """Neither an empty list nor none changes anything."""
    assert read_policy(None) == read_policy([]) == DEFAULTS


def test_settings_of_every_kind_are_read() -> None:
    """A choice, a number, a length and a list; blanks around the sign do not matter."""
    settings = ["late_reply = ignore", "reminders=2", "reply_timeout=72h"]
    assert read_policy([*settings, "reoffer_covers=refused, lapsed"]) == Policy(
        late_reply=LateReply.IGNORE,
        reminders=2,
        reply_timeout=72 * HOUR,
        reoffer_covers=(Reofferable.REFUSED, Reofferable.LAPSED),
    )


@pytest.mark.parametrize(
    ("text", "covers"),
    [("[lapsed]", (Reofferable.LAPSED,)), ("[]", ()), ("", ())],
)
def test_a_list_may_have_brackets_and_may_be_empty(
    text: str, covers: tuple[Reofferable, ...]
) -> None:
    """As a scenario would write it."""
    assert read_policy([f"reoffer_covers={text}"]).reoffer_covers == covers


@pytest.mark.parametrize(
    ("settings", "code", "message"),
    [
        (["reminders"], "SF406", "--policy reminders: is not of the form setting=value"),
        (["reminders=1", "reminders=2"], "SF406", "--policy reminders=2: stands here twice"),
        (["reminders=x"], "SF108", "--policy: "),
        (["late_replies=honour"], "SF104", "--policy: policy has no key 'late_replies'; did you"),
        (["reply_timeout=soon"], "SF112", "--policy: "),
        (["reply_timeout="], "SF107", "--policy: "),
        (["reoffer_covers=refused,all"], "SF108", "--policy: unknown state of consent 'all'"),
    ],
)
def test_a_setting_that_cannot_be_is_a_wrong_command_line(
    settings: list[str], code: str, message: str
) -> None:
    """The code is the one that a scenario would get."""
    with pytest.raises(UsageError) as raised:
        read_policy(settings)
    assert raised.value.code == code
    assert str(raised.value).startswith(message)
