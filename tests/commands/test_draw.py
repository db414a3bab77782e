"""`smsflow draw`: machines, forms, policies and what scenarios do not take."""

from __future__ import annotations

from pathlib import Path

import pytest

from smsflow.memo.consent import CONSENT
from smsflow.memo.policy import DEFAULTS, LateReply, Policy
from smsflow.memo.table import Table
from smsflow.memo.tables import TABLES
from smsflow.report.diagram import Form, draw
from tests.command_line import smsflow
from tests.writing import family


def test_consent_is_drawn_for_mermaid_unless_said() -> None:
    """The heart of the memo, in the language that code hosts show."""
    ran = smsflow("draw")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == draw(CONSENT, "mermaid", DEFAULTS)


@pytest.mark.parametrize("form", ["mermaid", "dot", "table"])
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_machine_is_drawn_in_every_form(table: Table, form: Form) -> None:
    """By its name."""
    ran = smsflow("draw", table.name, "--format", form)
    assert ran.code == 0
    assert ran.out == draw(table, form, DEFAULTS)


def test_a_policy_changes_the_picture() -> None:
    """A setting at a time, or several."""
    ran = smsflow("draw", "--policy", "late_reply=ignore", "--policy", "reminders=2")
    assert ran.out == draw(CONSENT, "mermaid", Policy(late_reply=LateReply.IGNORE))
    assert ran.out != smsflow("draw").out


def test_all_rows_on_demand() -> None:
    """Also those that stay where they are."""
    assert "requested --> requested" in smsflow("draw", "--all").out
    assert "requested --> requested" not in smsflow("draw").out


def test_what_scenarios_do_not_take_is_marked(tmp_path: Path) -> None:
    """Several paths count together."""
    asked, answered = tmp_path / "asked.yaml", tmp_path / "answered.yaml"
    asked.write_text(family("- start_campaign"), "utf-8")
    answered.write_text(family("- start_campaign\n- reply: {from: aigul, text: '2*1'}"), "utf-8")
    ran = smsflow("draw", "--coverage", str(asked))
    assert ran.code == 0
    assert "not_asked --> requested: campaign_started" in ran.out
    assert "awaiting_reply --> consented: not covered<br/>consent_read" in ran.out
    ran = smsflow("draw", "--coverage", str(asked), "--coverage", str(answered))
    assert "awaiting_reply --> consented: consent_read" in ran.out


def test_scenarios_that_do_not_hold_take_nothing(tmp_path: Path) -> None:
    """It is said, and the exit code is that of a run; the picture is drawn all the same."""
    path = tmp_path / "wrong.yaml"
    path.write_text(family("- start_campaign\n- expect: {consent: {aigul: refused}}"), "utf-8")
    ran = smsflow("draw", "--coverage", str(path))
    assert ran.code == 1
    assert "does not hold" in ran.err
    assert "not_asked --> requested: not covered" in ran.out


def test_no_scenario_to_compare_with_is_said(tmp_path: Path) -> None:
    """An empty folder marks nothing: most likely it is the wrong one."""
    ran = smsflow("draw", "--coverage", str(tmp_path))
    assert (ran.code, ran.out) == (5, "")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["consnt"], "SF408 unknown machine 'consnt'; did you mean 'consent'?"),
        (["x"], "SF408 unknown machine 'x'; it can be consent, voucher, linking, registration"),
        (
            ["--policy", "late_reply=ignre"],
            "SF108 --policy: unknown late_reply 'ignre'; did you mean 'ignore'?",
        ),
        (["--policy", "late_reply"], "SF406 --policy late_reply: is not of the form setting=value"),
    ],
)
def test_a_wrong_word_is_a_wrong_command_line(arguments: list[str], complaint: str) -> None:
    """With the nearest right one."""
    ran = smsflow("draw", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[0] == complaint


def test_a_form_that_does_not_exist_is_a_wrong_command_line() -> None:
    """The forms there are stand in the complaint."""
    ran = smsflow("draw", "--format", "png")
    assert ran.code == 2
    assert "'mermaid', 'dot', 'table'" in ran.err
