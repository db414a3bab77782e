"""The policy: every open point of the memo a setting, and tables that obey it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from smsflow.memo.clauses import CLAUSES
from smsflow.memo.consent import CONSENT, Consent, ConsentEffect, ConsentTrigger
from smsflow.memo.policy import (
    ASSUMPTIONS,
    DEFAULTS,
    SETTINGS,
    LateReply,
    Option,
    Policy,
    Reoffer,
    Reofferable,
    TimeoutStarts,
    chosen,
    options_of,
    setting_of,
)
from smsflow.memo.table import Conditional, Row, Table, specialise
from smsflow.memo.tables import TABLES

_HOUR = 60 * 60 * 1000
_DAY = 24 * _HOUR

CHOICES = {
    "timeout_starts": ("delivery", "submission"),
    "late_reply": ("honour", "ignore", "reopen"),
    "second_reply": ("first", "last"),
    "unclear_reply": ("wait", "hint"),
    "reply_spelling": ("tolerant", "strict"),
    "reoffer": ("resend", "reopen"),
    "addressees": ("every", "first"),
    "consent_of": ("any", "all"),
    "new_child": ("covered", "ask"),
    "late_eligibility": ("ask", "wait"),
    "registered_number": ("send", "wait"),
    "block_reach": ("both", "incoming"),
    "unblock": ("wait", "resend"),
    "number_change": ("resend", "wait"),
    "shared_number": ("reject", "move"),
    "missing_link_notice": ("outside", "sms"),
    "primary_voucher": ("awaiting_activation", "active"),
}
"""The settings with a fixed choice and their values, the default first."""

AMOUNTS = {
    "reply_timeout": 7 * _DAY,
    "delivery_validity": 48 * _HOUR,
    "reminders": 0,
    "reminder_every": 3 * _DAY,
    "reoffer_limit": 3,
}
"""The settings that are numbers, or durations in milliseconds, with their defaults."""

COMPLETES = {
    "reply_timeout": "R09",
    "timeout_starts": "R09",
    "reminders": "R06",
    "reoffer": "R43",
    "reoffer_covers": "R42",
    "registered_number": "R45",
    "block_reach": "R51",
    "unblock": "R55",
    "missing_link_notice": "R13",
    "primary_voucher": "R01",
}
"""The clause that a setting completes, where the policy table names just one, or the first."""

ORDER = (
    "reply_timeout",
    "timeout_starts",
    "delivery_validity",
    "reminders",
    "reminder_every",
    "late_reply",
    "second_reply",
    "unclear_reply",
    "reply_spelling",
    "reoffer",
    "reoffer_limit",
    "reoffer_covers",
    "addressees",
    "consent_of",
    "new_child",
    "late_eligibility",
    "registered_number",
    "block_reach",
    "unblock",
    "number_change",
    "shared_number",
    "missing_link_notice",
    "primary_voucher",
)


def with_option(name: str, option: Option) -> Policy:
    """The defaults but for one choice."""
    change: dict[str, Any] = {name: option}
    return replace(DEFAULTS, **change)


SINGLE_CHANGES = [
    with_option(name, option)
    for name in CHOICES
    for option in SETTINGS[name].options
    if option is not SETTINGS[name].default
]
"""Every policy that differs from the defaults in one choice."""


def test_the_settings_are_those_of_the_policy_table() -> None:
    """Each open point has its setting, in the table's order, and there is no other."""
    assert tuple(SETTINGS) == ORDER


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_has_its_values_with_the_default_first(name: str) -> None:
    """A setting with a fixed choice offers the table's values in the table's order."""
    setting = SETTINGS[name]
    assert tuple(str(option) for option in setting.options) == CHOICES[name]
    assert setting.default is setting.options[0]
    assert getattr(Policy(), name) is setting.default


@pytest.mark.parametrize("name", AMOUNTS)
def test_an_amount_has_its_default(name: str) -> None:
    """A number or a duration has the table's default and no fixed choice."""
    assert SETTINGS[name].default == AMOUNTS[name]
    assert getattr(Policy(), name) == AMOUNTS[name]
    assert SETTINGS[name].options == ()


def test_what_may_be_offered_again_are_three_states() -> None:
    """By default all three are covered, and a policy can name no other."""
    everything = ("refused", "lapsed", "unreached")
    assert tuple(str(state) for state in SETTINGS["reoffer_covers"].default) == everything
    assert tuple(str(state) for state in options_of(Reofferable)) == everything
    assert set(everything) <= {str(state) for state in Consent}


def test_reminders_are_ten_at_most() -> None:
    """The limit that the scenario language sets stands with the setting."""
    assert (SETTINGS["reminders"].least, SETTINGS["reminders"].most) == (0, 10)


def test_every_setting_names_a_clause_and_its_silence() -> None:
    """What is printed of a setting says which clause it completes and why that is open."""
    for name, setting in SETTINGS.items():
        assert setting.name == name
        assert setting.clause == COMPLETES.get(name, setting.clause)
        assert setting.clause in CLAUSES
        assert setting.silence


def test_every_assumption_names_a_clause() -> None:
    """What the program takes for granted is said beside a clause that the memo has."""
    assert [text for clause, text in ASSUMPTIONS if clause not in CLAUSES or not text] == []


@pytest.mark.parametrize("name", CHOICES)
def test_a_value_knows_its_setting(name: str) -> None:
    """A value spelt alike in two settings (`wait`, `resend`) is never taken for the other."""
    for option in SETTINGS[name].options:
        assert setting_of(type(option)) == name
        assert chosen(with_option(name, option), option)
        others = (other for other in SETTINGS[name].options if other is not option)
        assert not any(chosen(with_option(name, other), option) for other in others)


def _rows_by_policy() -> Table:
    """Five rows: under any policy, one option, two, two settings, and with a choosy effect."""
    row = Row("always", (Consent.LAPSED,), ConsentTrigger.CONSENT_READ, clauses=("R09",))
    start = ConsentEffect.START_CLOCK.when(TimeoutStarts.SUBMISSION)
    return replace(
        CONSENT,
        rows=(
            row,
            replace(row, name="honour", when=(LateReply.HONOUR,)),
            replace(row, name="ignore_or_reopen", when=(LateReply.IGNORE, LateReply.REOPEN)),
            replace(row, name="reopen_twice", when=(LateReply.REOPEN, Reoffer.REOPEN)),
            replace(row, name="asks", effects=(ConsentEffect.SEND_REQUEST, start)),
        ),
    )


@pytest.mark.parametrize(
    ("policy", "names"),
    [
        (Policy(), ["always", "honour", "asks"]),
        (Policy(late_reply=LateReply.IGNORE), ["always", "ignore_or_reopen", "asks"]),
        (Policy(late_reply=LateReply.REOPEN), ["always", "ignore_or_reopen", "asks"]),
        (
            Policy(late_reply=LateReply.REOPEN, reoffer=Reoffer.REOPEN),
            ["always", "ignore_or_reopen", "reopen_twice", "asks"],
        ),
        (Policy(reoffer=Reoffer.REOPEN), ["always", "honour", "asks"]),
    ],
)
def test_a_specialised_table_has_the_rows_of_its_policy(policy: Policy, names: list[str]) -> None:
    """Options of one setting are alternatives, different settings must agree, order stays."""
    assert [row.name for row in specialise(_rows_by_policy(), policy).rows] == names


@pytest.mark.parametrize(
    ("start", "effects"),
    [
        (TimeoutStarts.DELIVERY, (ConsentEffect.SEND_REQUEST,)),
        (TimeoutStarts.SUBMISSION, (ConsentEffect.SEND_REQUEST, ConsentEffect.START_CLOCK)),
    ],
)
def test_a_specialised_row_has_the_effects_of_its_policy(
    start: TimeoutStarts, effects: tuple[ConsentEffect, ...]
) -> None:
    """An effect under one option is left out under the others, and is plain under its own."""
    table = specialise(_rows_by_policy(), Policy(timeout_starts=start))
    assert table.rows[-1].effects == effects


@pytest.mark.parametrize(
    ("table", "policy"),
    [
        pytest.param(table, policy, id=f"{table.name}-{index}")
        for table, (index, policy) in product(TABLES, enumerate([DEFAULTS, *SINGLE_CHANGES]))
    ],
)
def test_our_tables_keep_only_what_a_policy_chooses(table: Table, policy: Policy) -> None:
    """No row and no effect of another option is left, and no unconditional row is lost."""

    def contradicts(option: Option) -> bool:
        return getattr(policy, setting_of(type(option))) is not option

    specialised = specialise(table, policy)
    kept = {row.name for row in specialised.rows}
    assert {row.name for row in table.rows if not row.when} <= kept
    for row in table.rows:
        if len(row.when) == 1:
            assert (row.name in kept) is not contradicts(row.when[0])
        if row.when and all(contradicts(option) for option in row.when):
            assert row.name not in kept
    assert not any(isinstance(e, Conditional) for row in specialised.rows for e in row.effects)
