from __future__ import annotations

import re

import pytest

from smsflow.commands.performing import played
from smsflow.events import Event, WalletOpened
from smsflow.report.html.labels import label_of
from smsflow.report.html.people import events_of
from smsflow.report.html.sequence import rows_of
from smsflow.scenario.collect import find_files, read_file
from tests.writing import family
from tests.writing import played as ran

FILES = find_files(["scenarios"])
_CODE = re.compile(r"\w+_\w+")


@pytest.mark.parametrize("part", range(4))
def test_no_drawing_speaks_in_the_programs_names(part: int) -> None:
    """Of no guardian of any shipped scenario; people's names, and what they write, are theirs."""
    for file in FILES[part::4]:
        for scenario in (one for one in read_file(file) if one.skip is None):
            events = played(scenario).act.events
            theirs = {word for event in events for word in _CODE.findall(own_words(event))}
            for guardian in (one.name for one in scenario.guardians):
                for row in rows_of(events_of(events, guardian), guardian):
                    said = f"{row.label} {row.why}"
                    assert not set(_CODE.findall(said)) - theirs, (file, said)


def own_words(event: Event) -> str:
    """What an event has from the scenario's people: names, and texts."""
    return f"{event.subject} {getattr(event, 'text', '')} {getattr(event, 'guardian', '')}"


def labels(steps: str, roster: str = "") -> list[str]:
    """What notes say of a family's steps, in order."""
    text = family(steps).replace("dana: {", f"dana: {{{roster}")
    return [label for event in ran(text).events if (label := label_of(event))]


def test_what_changes_at_school_is_said_as_on_stage() -> None:
    """Without the full stop of a sentence."""
    steps = "- list_child: dana\n- change_grade: {child: dana, grade: 7}\n- remove_child: dana"
    assert labels(steps, "listed: no, ") == [
        "dana comes onto the lists of the school",
        "dana is in grade 7",
        "dana leaves the school",
    ]


def test_what_is_seen_in_social_wallet_is_in_words() -> None:
    """Each child's voucher; or that there is none."""
    assert labels("- look: aigul")[-1] == "aigul sees dana: no voucher, arman: no voucher"
    assert label_of(WalletOpened(0, "aigul", (), ())) == "aigul sees no voucher"


def test_documents_are_in_words() -> None:
    """Those handed in, and those that are missing."""
    text = (
        "name: x\nguardians: {aigul: {number: '+7 701 555 01 01'}}\n"
        "children: {dana: {grade: 6, guardians: []}}\nsteps:\n"
        "- apply_for_link: {guardian: aigul, child: dana, through: app}\n"
        "- submit_documents: {child: dana, documents: [civil_status_certificate]}"
    )
    assert "documents for dana: civil status certificate; missing: identity" in [
        label_of(event) for event in ran(text).events
    ]


def test_a_step_turned_down_is_in_words() -> None:
    """The step's name is the language's own."""
    steps = "- start_campaign\n- decline_voucher: {child: dana, reason: other}"
    assert labels(steps)[-1] == "decline voucher of dana is rejected"
