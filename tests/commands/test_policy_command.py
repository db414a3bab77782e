from __future__ import annotations

import json

from smsflow.memo.policy import ASSUMPTIONS, SETTINGS, spell
from tests.command_line import smsflow


def test_every_setting_is_printed_with_default_values_and_clause() -> None:
    """No default hides in code."""
    ran = smsflow("policy")
    assert ran.code == 0
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert "late_reply honour [honour · ignore · reopen]" in lines
    assert "reply_timeout 7d" in lines
    assert "reoffer_covers [refused, lapsed, unreached]" in lines
    for name, setting in SETTINGS.items():
        assert any(line.startswith(f"{name} ") for line in lines)
        assert any(line.startswith(f"{setting.clause} ") for line in lines)


def test_the_defaults_stand_in_one_column() -> None:
    """Two blanks after the longest name."""
    lines = smsflow("policy").out.splitlines()
    column = 2 + max(map(len, SETTINGS)) + 2
    for name, setting in SETTINGS.items():
        (line,) = (one for one in lines if one.startswith(f"  {name} "))
        assert line[column:].startswith(spell(name, setting.default))


def test_what_is_taken_for_granted_is_printed_too() -> None:
    """Each assumption beside its clause."""
    out = smsflow("policy").out
    for clause, text in ASSUMPTIONS:
        assert f"{clause}  {text}" in out


def test_json_has_the_same() -> None:
    """For programs."""
    document = json.loads(smsflow("policy", "--json").out)
    assert [one["name"] for one in document["settings"]] == list(SETTINGS)
    assert document["settings"][5] == {
        "name": "late_reply",
        "default": "honour",
        "values": ["honour", "ignore", "reopen"],
        "clause": "R09",
        "silence": "a `2*1` after the deadline: consent, nothing, or a new wait",
    }
    assert len(document["assumptions"]) == len(ASSUMPTIONS)
