from __future__ import annotations

from pathlib import Path

import pytest

from smsflow.errors import DocumentError
from smsflow.gateway.phones import Answer, Phone, load_phones
from smsflow.moments import HOUR, SECOND
from smsflow.scenario.people import FaultSetup
from smsflow.world.faults import Fault

N1, N2, N3, N4 = (f"+7701555010{number}" for number in range(1, 5))


def load(folder: Path, text: str) -> dict[str, Phone]:
    """The phones of a file with this text."""
    path = folder / "phones.yaml"
    path.write_text(text, encoding="utf-8")
    return load_phones(path)


def told(folder: Path, text: str) -> list[tuple[str, str, tuple[int, int]]]:
    """What is wrong with such a file."""
    with pytest.raises(DocumentError) as caught:
        load(folder, text)
    return [(one.code, one.message, tuple(one.place)) for one in caught.value.problems]


def test_a_file_says_what_each_phone_does(tmp_path: Path) -> None:
    """One reply or several, none, and what ails the line; numbers as people write them."""
    phones = load(
        tmp_path,
        """\
phones:
  "+7 701 555 01 01": {reply: "2*1", after: 1s}
  87015550102: {ignore: true}
  "+7 701 555 01 03": {faults: [spam_blocking, {cause: receipt_late, by: 2h}]}
  "+7 701 555 01 04": {replies: [{text: "2*15"}, {text: "2*1", after: 5s}], faults: [no_balance]}
""",
    )
    late = FaultSetup(Fault.RECEIPT_LATE, 2 * HOUR)
    assert phones == {
        N1: Phone((Answer("2*1", SECOND),)),
        N2: Phone(),
        N3: Phone((), (FaultSetup(Fault.SPAM_BLOCKING), late)),
        N4: Phone((Answer("2*15"), Answer("2*1", 5 * SECOND)), (FaultSetup(Fault.NO_BALANCE),)),
    }
    assert phones[N3].ailments() == {Fault.SPAM_BLOCKING: None, Fault.RECEIPT_LATE: 2 * HOUR}


def test_everything_wrong_in_a_file_is_told_at_once(tmp_path: Path) -> None:
    """With place, code, and the nearest right spelling."""
    assert told(
        tmp_path,
        """\
phones:
  "+7 901 555 01 01": {reply: "2*1"}
  "+7 701 555 01 02": {rply: "2*1"}
  "+7 701 555 01 03": {faults: [spam_bloking]}
  "+7 701 555 01 04": {reply: "2*1", after: soon}
  "+7 701 555 01 05": {reply: "2*1", ignore: yes}
  "+7 701 555 01 06": {replies: [{text: "2*1"}], reply: "2*1"}
  "+7 701 555 01 07": {replies: [{text: "2*1"}], after: 1s}
  "8 (701) 555-01-02": {ignore: yes}
""",
    ) == [
        (
            "SF110",
            "expected a Kazakh mobile number such as +7 7xx xxx xx xx, found '+7 901 555 01 01'",
            (2, 3),
        ),
        ("SF104", "a phone has no key 'rply'; did you mean 'reply'?", (3, 24)),
        ("SF108", "unknown cause 'spam_bloking'; did you mean 'spam_blocking'?", (4, 33)),
        ("SF112", "expected a duration such as 2h or 3d 4h, found 'soon'", (5, 45)),
        ("SF104", "a phone that ignores every SMS takes no 'reply'", (6, 23)),
        ("SF104", "a phone takes 'reply' or 'replies', not both", (7, 23)),
        ("SF104", "'after' goes with 'reply'; in 'replies' each has its own", (8, 23)),
        ("SF115", "+7 701 555 01 02 stands here twice", (9, 3)),
    ]


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    """It says what is missing, and what does not belong."""
    assert told(tmp_path, "guardians: {}\n") == [
        ("SF104", "a file of phones has no key 'guardians'; it takes phones", (1, 1)),
        ("SF106", "a file of phones needs 'phones'", (1, 1)),
    ]
    assert told(tmp_path, "phones: [1, 2]\n") == [
        (
            "SF107",
            'expected phones by number such as {NUMBER: {reply: "2*1"}}, not a list',
            (1, 9),
        )
    ]
