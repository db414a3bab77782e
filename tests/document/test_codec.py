from __future__ import annotations

import doctest
import json
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from itertools import permutations
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsflow import events
from smsflow.clock import Due, Timer
from smsflow.codes import CODES
from smsflow.document import codec
from smsflow.document.codec import decode, encode, read, write
from smsflow.errors import DocumentError
from smsflow.events import CampaignStarted, ChildListed, ChildRemoved, Event, SmsDelivered
from smsflow.frozen import frozen
from smsflow.memo.policy import DEFAULTS, Policy
from smsflow.sms.messages import Kind, Receipt, Reply, Sms, Status
from smsflow.world.faults import Fault
from tests.writing import family, played


class Colour(Enum):
    """An enumeration of whole numbers that is none itself."""

    RED = 1
    BLUE = 2


@dataclass(slots=True)
class Person:
    """Of dictionaries, sets and lists."""

    name: str
    number: str | None
    faults: dict[Fault, int | None] = field(default_factory=dict)
    waiting: list[Sms] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    colours: frozenset[Colour] = frozenset()


@dataclass(slots=True)
class Run:
    """Like a run that is saved."""

    policy: Policy
    timers: list[Timer]
    people: dict[str, Person]
    events: tuple[Event, ...]


@frozen
class Even:
    """A record that refuses values."""

    number: int

    def __post_init__(self) -> None:
        if self.number % 2:
            raise ValueError(f"{self.number} is odd")


EVENTS = sorted(
    (
        kind
        for kind in vars(events).values()
        if isinstance(kind, type) and issubclass(kind, Event)
    ),
    key=lambda kind: kind.__name__,
)  # fmt: skip
SMS = Sms("sms-1", "+77015550101", "Келісесіз бе?", 5, 6)
RUN = Run(
    DEFAULTS,
    [
        Timer(7, Due.ARRIVAL, 1, "aigul", SMS),
        Timer(8, Due.RECEIPT, 2, "aigul", Receipt("sms-1", Status.DELIVERED, 8)),
        Timer(9, Due.REPLY, 3, "aigul", Reply("reply-1", "+77015550101", "2*1")),
        Timer(9, Due.DEADLINE, 4, "aigul", 1),
    ],
    {"aigul": Person("aigul", None, {Fault.NO_BALANCE: 5}, [SMS], {"a"}, frozenset(Colour))},
    (ChildListed(1, "dana", ("R04",)), SmsDelivered(8, "aigul", (), "sms-1", True, "")),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("class"), inner),
    max_leaves=20,
)


def comes_back(kind: type[Any], value: object) -> None:
    """A value is read as an equal one, and that is written as the same bytes."""
    written = write(value)
    again = read(kind, "saved.json", written)
    assert again == value
    assert write(again) == written


def comes_back_whole(kind: type[Any], value: object) -> None:
    """And of the same types: a member of `StrEnum` would equal its text."""
    comes_back(kind, value)
    assert repr(read(kind, "saved.json", write(value))) == repr(value)


def problems_of(kind: type[Any], data: object) -> list[str]:
    """What is wrong with JSON, each code one that can be explained."""
    with pytest.raises(DocumentError) as caught:
        read(kind, "saved.json", data if isinstance(data, bytes) else json.dumps(data).encode())
    assert caught.value.path == "saved.json"
    assert {problem.code for problem in caught.value.problems} <= CODES.keys()
    return [f"{problem.code} {problem.message}" for problem in caught.value.problems]


def test_the_examples_of_the_module_hold() -> None:
    """The documentation is run."""
    names = {"Receipt": Receipt, "Status": Status}
    assert doctest.testmod(codec, extraglobs=names) == doctest.TestResults(0, 2)


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
@settings(max_examples=25)
@given(data=st.data())
def test_every_event_comes_back(kind: type[Event], data: st.DataObject) -> None:
    """Among all events, by its class, though many classes have the same fields."""
    comes_back_whole(Event, data.draw(st.from_type(kind)))


def test_no_event_is_left_out() -> None:
    """Every class that the module names was tried."""
    assert len(EVENTS) > 30
    assert {Event, ChildListed, SmsDelivered} <= set(EVENTS)


@given(policy=st.from_type(Policy))
def test_every_policy_comes_back(policy: Policy) -> None:
    """Durations, numbers, options and the list of states."""
    comes_back_whole(Policy, policy)


@settings(max_examples=50)
@given(run=st.from_type(Run))
def test_a_whole_comes_back(run: Run) -> None:
    """Records in records, tables by enumeration, sets, and unions."""
    comes_back(Run, run)


def test_the_events_of_a_real_run_come_back() -> None:
    """As a scenario makes them."""
    happened = played(family("- start_campaign\n- reply: {from: aigul, text: '2*1'}")).events
    assert len(happened) > 5
    comes_back(Run, Run(DEFAULTS, [], {}, tuple(happened)))


@pytest.mark.parametrize(
    "content",
    [
        Sms("1", "+7", "текст", 5, 6),
        Receipt("1", Status.EXPIRED, 5),
        Reply("1", "+7", "2*1"),
        "1",
        1,
    ],
)
def test_what_a_timer_carries_keeps_its_class(content: Any) -> None:
    """A record by its name, a text and a number as JSON has them."""
    timer = Timer(5, Due.ARRIVAL, 1, "aigul", content)
    comes_back_whole(Timer, timer)


def test_a_set_is_written_in_one_order() -> None:
    """However it was filled."""
    names = ["c", "a", "d", "b", "ә"]
    assert {write(set(order)) for order in permutations(names)} == {
        '["a","b","c","d","ә"]\n'.encode()
    }
    assert encode({8, 1}) == [1, 8]


def test_a_dictionary_keeps_its_order() -> None:
    """What was put in first comes first, here and after."""
    faults = {Fault.SWITCHED_OFF: None, Fault.BLACKLISTED: 5}
    written = write(Person("aigul", None, faults))
    assert b'"faults":{"switched_off":null,"blacklisted":5}' in written
    assert list(read(Person, "", written).faults.items()) == list(faults.items())


def test_what_a_record_derives_is_not_written() -> None:
    """It is derived again."""
    written = write(Square(3))
    assert json.loads(written) == {"class": "Square", "side": 3}
    assert read(Square, "", written).area == 9


@dataclass
class Square:
    """A record with a field that follows from another."""

    side: int
    area: int = field(init=False)

    def __post_init__(self) -> None:
        self.area = self.side**2


def test_every_problem_is_told_with_its_path() -> None:
    """Whatever can be wrong with a record, all at once."""
    timer = {"class": "Timer", "at": "soon", "due": 99, "sequence": 1.0, "subject": None}
    assert problems_of(
        Run,
        {
            "class": "Run",
            "policy": 3,
            "timers": [{**timer, "content": []}, {"class": "Timr"}, {"class": 1}, {"at": 5}],
            "people": {
                "aigul": {"class": "Person", "name": "aigul", "numbr": "x", "faults": {"flat": 1}},
                "the second": 5,
            },
            "evnts": [],
        },
    ) == [
        "SF121 $.policy: expected `Policy`, found 3",
        "SF121 $.timers[0].at: expected a whole number, found 'soon'",
        "SF121 $.timers[0].due: expected one of 1, 2, 3, 4, 5, 6, 7, found 99",
        "SF121 $.timers[0].sequence: expected a whole number, found 1.0",
        "SF121 $.timers[0].subject: expected a text, found null",
        "SF121 $.timers[0].content: expected `Sms` or `Receipt` or `Reply` or a text "
        "or a whole number, found a list",
        "SF121 $.timers[1].class: unknown class 'Timr'; did you mean 'Timer'?",
        "SF121 $.timers[2]: expected 'class' with the name of a class: Timer",
        "SF121 $.timers[3]: expected 'class' with the name of a class: Timer",
        "SF121 $.people.aigul.numbr: Person has no such field; did you mean 'number'?",
        "SF121 $.people.aigul.faults.flat: expected one of "
        + ", ".join(f'"{fault}"' for fault in Fault)
        + ", found 'flat'",
        "SF121 $.people.aigul: Person needs 'number'",
        "SF121 $.people.aigul: Person needs 'waiting'",
        "SF121 $.people.aigul: Person needs 'asked'",
        "SF121 $.people.aigul: Person needs 'colours'",
        "SF121 $.people['the second']: expected `Person`, found 5",
        "SF121 $.evnts: Run has no such field; did you mean 'events'?",
        "SF121 $: Run needs 'events'",
    ]


@pytest.mark.parametrize(
    ("hint", "data", "problem"),
    [
        (int, True, "$: expected a whole number, found true"),
        (int, "1", "$: expected a whole number, found '1'"),
        (bool, 1, "$: expected true or false, found 1"),
        (str, 1, "$: expected a text, found 1"),
        (str | None, {}, "$: expected a text or null, found an object"),
        (Colour, True, "$: expected a Colour, found true"),
        (Kind, "link", '$: expected one of "consent_request", "voucher_link", "reply_hint", '),
        (list[int], {}, "$: expected a list, found an object"),
        (tuple[str, int], ["a"], "$: expected a list of 2, found one of 1"),
        (tuple[str, int], ["a", "b"], "$[1]: expected a whole number, found 'b'"),
        (set[str], ["a", "b", "a"], "$: something stands twice in this set"),
        (dict[str, int], [], "$: expected an object, found a list"),
        (dict[str, list[int]], {"a": [1, "x"]}, "$.a[1]: expected a whole number, found 'x'"),
        (dict[str, int], {"x" * 99: "y"}, f"$['{'x' * 60}…']: expected a whole number, found 'y'"),
        (list[str], ["\ud800"], "$[0]: half a character stands in this text"),
        (Even, {"class": "Even", "number": 3}, "$: 3 is odd"),
        (Event, {"class": "Nonsense"}, "$.class: unknown class 'Nonsense'; it can be Event, "),
        (ChildListed, {"class": "ChildRemoved"}, "$.class: unknown class 'ChildRemoved'"),
    ],
)  # fmt: skip
def test_nothing_is_converted(hint: Any, data: object, problem: str) -> None:
    """Each kind of value is itself or a problem."""
    (told,) = problems_of(hint, data)
    assert told.startswith(f"SF121 {problem}")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "SF120 JSON cannot be read on from here: Expecting value"),
        (b'{"class": "Run",', "SF120 JSON cannot be read on from here: Expecting property name "),
        (b'{"a": 1, "b": 2, "b": 3}', "SF120 the key 'b' stands twice in one object"),
        (b"[NaN]", "SF120 NaN is no number in JSON"),
        (b"[-Infinity]", "SF120 -Infinity is no number in JSON"),
        (b"1" * 5_000, "SF120 a number has too many digits"),
        (b'"\xd0', "SF102 byte 2 is not UTF-8"),
        ("null".encode("utf-16"), "SF102 byte 1 is not UTF-8"),
        (b"[" * 200_000, "SF114 it is nested too deep"),
        (b'{"a":' * 200_000, "SF114 it is nested too deep"),
    ],
)
def test_what_is_no_json_is_told(data: bytes, problem: str) -> None:
    """One problem, in our own words."""
    (told,) = problems_of(Run, data)
    assert told.startswith(problem)


def test_the_place_of_a_cut_is_told() -> None:
    """Line and column, from 1."""
    with pytest.raises(DocumentError) as caught:
        read(Run, "saved.json", b'{"class": "Run",\n "policy" 3}')
    assert caught.value.problems[0].place == (2, 11)


@dataclass
class Nested:
    """A record that may hold its like."""

    inner: Nested | None


def test_a_record_of_its_like_is_read_to_a_depth() -> None:
    """And told to be too deep beyond what Python bears, wherever it came from."""
    comes_back(Nested, Nested(Nested(Nested(None))))
    deep: object = None
    for _ in range(100_000):
        deep = {"class": "Nested", "inner": deep}
    with pytest.raises(DocumentError, match="nested too deep"):
        decode(Nested, deep)


def test_after_many_problems_the_rest_is_not_looked_at() -> None:
    """Two hundred, and one that says so."""
    problems = problems_of(list[int], ["x"] * 1_000)
    assert len(problems) == 201
    assert problems[-1].startswith("SF114 more than 200 problems")


@settings(max_examples=300)
@given(data=JSON)
def test_any_json_is_a_value_or_told(data: object) -> None:
    """Whatever stands there, and never a traceback."""
    for kind in (Run, Event, Policy, Timer):
        with suppress(DocumentError):
            comes_back(kind, read(kind, "", json.dumps(data).encode()))


def paths(data: Any) -> list[list[Any]]:
    """The way to every value in JSON."""
    keys: Any = (
        data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    )
    return [[], *([key, *path] for key in keys for path in paths(data[key]))]


@settings(max_examples=300)
@given(put=JSON | st.sampled_from([*CODES, "Timer", "Event", "ChildListed"]), data=st.data())
def test_a_changed_value_is_taken_or_told(put: object, data: st.DataObject) -> None:
    """One value within replaced by any other."""
    root = [encode(RUN)]
    *way, key = [0, *data.draw(st.sampled_from(paths(root[0])))]
    holder: Any = root
    for step in way:
        holder = holder[step]
    holder[key] = put
    with suppress(DocumentError):
        comes_back(Run, read(Run, "", json.dumps(root[0]).encode()))


@settings(max_examples=300)
@given(data=st.data())
def test_changed_bytes_are_taken_or_told(data: st.DataObject) -> None:
    """A file cut, or overwritten somewhere."""
    written = write(RUN)
    at = data.draw(st.integers(0, len(written)))
    until = data.draw(st.integers(at, min(at + 5, len(written))))
    put = data.draw(st.binary(max_size=5))
    with suppress(DocumentError):
        read(Run, "", written[:at] + put + data.draw(st.sampled_from([b"", written[until:]])))


class Twin(NamedTuple):
    """One of two with the same name."""

    a: int


class Other:
    """Holds the other."""

    class Twin(NamedTuple):
        """The other."""

        b: int


@pytest.mark.parametrize(
    ("hint", "complaint"),
    [
        (float, "has no form in JSON"),
        (object, "has no form in JSON"),
        (str | Kind, "cannot be told apart in JSON"),
        (list[int] | set[int], "cannot be told apart in JSON"),
        (dict[str, int] | Twin, "cannot be told apart in JSON"),
        (Twin | Other.Twin, "two classes are called Twin"),
    ],
)
def test_a_hint_that_json_cannot_hold_is_a_mistake_of_ours(hint: Any, complaint: str) -> None:
    """Told at once, whatever the data are."""
    with pytest.raises(TypeError, match=complaint):
        decode(hint, None)


class Grade(IntEnum):
    """An enumeration that cannot be a key."""

    FIFTH = 5


@pytest.mark.parametrize("value", [1.5, b"", object(), {1: 2}, {Grade.FIFTH: 1}, [{"a": {1.5}}]])
def test_a_value_that_json_cannot_hold_is_a_mistake_of_ours(value: object) -> None:
    """Told when it is written, not when it is read."""
    with pytest.raises(TypeError, match=r"has no form in JSON|cannot be a key in JSON"):
        write(value)


def test_events_with_the_same_fields_stay_apart() -> None:
    """The name alone tells them apart."""
    happened = [ChildListed(1, "dana", ()), ChildRemoved(1, "dana", ()), CampaignStarted(1, "", ())]
    again = [read(Event, "", write(event)) for event in happened]
    assert [type(event) for event in again] == [type(event) for event in happened]
