"""What the machines ask: each model answers its table's guards off records and registers."""

from __future__ import annotations

import pytest

from smsflow.memo.linking import Document
from smsflow.memo.policy import DEFAULTS, Addressees
from smsflow.memo.registration import Screen
from smsflow.memo.table import Table
from smsflow.memo.tables import TABLES
from smsflow.service.effects import EFFECTS
from smsflow.service.models import ConsentModel, LinkModel, RegistrationModel, VoucherModel
from smsflow.service.records import (
    ConsentRecord,
    LinkRecord,
    Records,
    RegistrationRecord,
    VoucherRecord,
)
from smsflow.service.registers import GuardianEntry, Registers

NUMBER, MARATS, FREE = "+77015550101", "+77015550102", "+77015550109"
SCREENS = tuple(Screen)
MODELS = (ConsentModel, VoucherModel, LinkModel, RegistrationModel)


def registers() -> Registers:
    """Aigul and marat, each with a number, and erlan without one."""
    known = Registers(Addressees.EVERY)
    for name, number in {"aigul": NUMBER, "marat": MARATS, "erlan": None}.items():
        known.add_guardian(GuardianEntry(name, "", "kk"), number)
    return known


@pytest.mark.parametrize(("table", "model"), [*zip(TABLES, MODELS, strict=True)])
def test_a_model_answers_every_guard_of_its_table(table: Table, model: type) -> None:
    """A property of the guard's name, for `transitions` to ask."""
    for guard in table.guards:
        assert isinstance(getattr(model, guard), property), guard


def test_every_effect_of_a_table_is_done_by_a_function() -> None:
    """None is missing, none is in no table, and no two tables share a name."""
    assert list(EFFECTS) == [effect for table in TABLES for effect in table.effects]


def test_a_model_rejects_by_no_clause_of_its_own() -> None:
    """Only registration has rejections `BY_MODEL`."""
    record = ConsentRecord("aigul")
    assert ConsentModel(record, Records(), registers(), DEFAULTS, "", 0).rejects == ""
    assert VoucherModel(VoucherRecord("dana"), Records(), registers(), "", ("",) * 4).rejects == ""


# A link.


def link(record: LinkRecord, guardian: str, *given: Document, by: bool = False) -> LinkModel:
    """A child's link with a guardian and documents at hand."""
    return LinkModel(record, registers(), guardian, through="", documents=given, representative=by)


def test_a_link_asks_the_register_of_numbers_for_the_guardian_at_hand() -> None:
    """Not for the one who applied."""
    record = LinkRecord("olzhas", applicant="aigul")
    assert link(record, "marat").numbered
    assert not link(record, "erlan").numbered
    assert link(record, "aigul").by_applicant
    assert not link(record, "marat").by_applicant


@pytest.mark.parametrize(
    ("before", "now", "represented", "complete"),
    [
        ((), (), False, False),
        ((), ("identity",), False, False),
        (("identity",), ("civil_status_certificate",), False, True),
        (("identity", "civil_status_certificate"), (), True, False),
        (("power_of_attorney",), ("identity", "civil_status_certificate"), True, True),
        (("power_of_attorney",), ("identity",), False, False),
    ],
)
def test_an_application_is_complete_with_all_that_was_ever_submitted(
    before: tuple[str, ...], now: tuple[str, ...], represented: bool, complete: bool
) -> None:
    """And a representative stays one, whether said now or before."""
    given = [Document(one) for one in now]
    told_before = LinkRecord("olzhas", documents=before, representative=represented)
    told_now = LinkRecord("olzhas", documents=before)
    assert link(told_before, "aigul", *given).complete is complete
    assert link(told_now, "aigul", *given, by=represented).complete is complete


# A registration.


def registration(
    *done: Screen, number: str = "", typed: str = "", screen: Screen | None = None
) -> RegistrationModel:
    """Erlan on his way, with a number and a screen at hand."""
    record = RegistrationRecord("erlan", "in_progress", typed, tuple(str(one) for one in done))
    return RegistrationModel(record, registers(), number, screen)


def test_a_number_is_held_where_another_has_it() -> None:
    """The one at hand, or else the one typed before; one's own is not held, nor is none."""
    assert registration(number=MARATS).number_held
    assert registration(typed=MARATS).number_held
    assert not registration(number=FREE, typed=MARATS).number_held
    assert not registration().number_held
    own = RegistrationModel(RegistrationRecord("marat"), registers(), MARATS, None)
    assert not own.number_held
    assert [registration(typed=one).number_given for one in ("", FREE)] == [False, True]


def test_a_slide_is_reached_when_all_before_it_is_done_and_else_names_what_is_missing() -> None:
    """By the clause of the first screen of an earlier slide."""
    assert registration(screen=Screen.SIGN_IN).slide_reached
    assert registration(*SCREENS[:5], screen=Screen.ENTER_IIN).slide_reached
    early = registration(*SCREENS[:4], screen=Screen.ENTER_IIN)
    assert (early.slide_reached, early.rejects) == (False, "R25")
    early = registration(*SCREENS[:5], *SCREENS[6:9], screen=Screen.QUICK_ACCESS_CODE)
    assert (early.slide_reached, early.rejects) == (False, "R26")
    assert registration(screen=Screen.OPEN_APP).rejects == ""


def test_the_last_screen_is_the_one_that_was_missing() -> None:
    """Whichever it is."""
    assert registration(*SCREENS[1:], screen=Screen.OPEN_APP).last_screen
    assert not registration(*SCREENS[2:], screen=Screen.OPEN_APP).last_screen
    assert not registration(*SCREENS[1:], screen=Screen.QUICK_ACCESS_CODE).last_screen


def test_a_code_is_due_between_its_number_and_itself() -> None:
    """Not before a number is typed, not once the code is, and not for another number."""
    assert registration(*SCREENS[:5], typed=FREE).code_due
    assert registration(*SCREENS[:5], typed=FREE, number=FREE).code_due
    assert not registration(*SCREENS[:5], typed=FREE, number=NUMBER).code_due
    assert registration(*SCREENS[:6], typed=FREE).code_due
    assert not registration(*SCREENS[:4]).code_due
