"""A simulation for notebooks and tests: plain texts go in, and it tells what has come of them.

>>> from smsflow import Simulation
>>> flow = Simulation(policy={"reply_timeout": "72h"})
>>> flow.guardian("aigul", "+7 701 555 01 01")
>>> flow.child("dana", 6, ["aigul"])
>>> flow.start_campaign()
>>> flow.fault("aigul", "no_balance")
>>> flow.reply("aigul", "2*1")
>>> flow.wait("4d")
>>> flow.consent("aigul"), flow.truth("aigul")
('lapsed', 'reply_lost')
>>> flow.wrongful_refusals()
[Difference(guardian='aigul', record='lapsed', truth='reply_lost', cause='no_balance')]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NoReturn

from smsflow.carrier import Carrier
from smsflow.document.shapes import INSTANT
from smsflow.document.suggestions import suggest
from smsflow.document.tree import Scalar
from smsflow.errors import START, DocumentError, Place, Problem, StepError
from smsflow.events import Event, SmsSubmitted
from smsflow.memo.policy import Policy
from smsflow.moments import format_instant
from smsflow.scenario import saved
from smsflow.scenario.language.keys import LATENCY
from smsflow.scenario.language.roster import CHILDREN, GUARDIANS, child_setup, guardian_setup
from smsflow.scenario.language.values import ScenarioReader
from smsflow.scenario.language.verbs.catalogue import MESSAGES, read_step
from smsflow.scenario.model import Step
from smsflow.scenario.people import GuardianSetup
from smsflow.scenario.plain import explained, mistake, node_of, read, read_as, read_policy
from smsflow.scenario.simulation import FIRST_MOMENT, Simulation
from smsflow.scenario.verbs import Verbs
from smsflow.scenario.verdict.findings import Found
from smsflow.scenario.verdict.judge import Judge
from smsflow.scenario.verdict.truth import Difference
from smsflow.sms.numbers import format_mobile
from smsflow.sms.wording import Wording


class PropertyBroken(AssertionError):
    """A watched property (P1–P10) does not hold: a fault of the program, not of the caller."""


class ExpectationBroken(AssertionError):
    """Something that was expected is not so; the message has expected beside actual."""


class WatchedSimulation(Verbs):
    """One run, of which every verb lets everything due happen, and checks P1–P10.

    All verbs of the scenario language are methods, read as in a file: `StepError` for what could
    not stand there. What the rules forbid is in `rejections`.
    """

    def __init__(
        self,
        policy: Policy | Mapping[str, object] | None = None,
        *,
        seed: int = 0,
        at: str | None = None,
        latency: str = "0",
        wording: Wording | None = None,
        carrier: Carrier | None = None,
    ) -> None:
        """Nobody is there yet. `policy`, `at` and `latency` are written as in a scenario."""
        self._follow(
            Simulation(
                read_policy(policy),
                seed=seed,
                at=FIRST_MOMENT if at is None else read_as(INSTANT, at),
                latency=read_as(LATENCY, latency),
                wording=wording,
                carrier=carrier,
            )
        )

    def _follow(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._begun = False
        self._judge = Judge(simulation.policy, simulation.journal)

    def __repr__(self) -> str:
        people = ", ".join(f"{name} {self.consent(name)}" for name in self._guardians)
        return f"<Simulation at {self.now}: {people or 'nobody yet'}>"

    # Who there is.

    def guardian(
        self,
        name: str,
        number: str | None = None,
        *,
        mab_number: str | None = None,
        iin: str | None = None,
        language: str | None = None,
        faults: Iterable[object] = (),
    ) -> None:
        """A guardian and their handset; `mab_number` is what МАБ believes where it differs."""
        values = {"number": number, "mab_number": mab_number, "iin": iin, "language": language}
        node = node_of({name: {**_said(values), "faults": faults}})
        ((known, found),) = read(self._reader(), lambda one: GUARDIANS.read(node, one)).items()
        setup = guardian_setup(known, found)
        self._check(setup)
        if setup.mab_number and setup.mab_number != setup.number:
            self._simulation.know_stranger(setup.mab_number)
        self._simulation.know_guardian(setup)
        self._look()

    def child(
        self,
        name: str,
        grade: int,
        guardians: Iterable[str] = (),
        *,
        listed: bool = True,
        iin: str | None = None,
        school: str | None = None,
    ) -> None:
        """A child of the roster; one who comes when things are under way is `add_child`'s."""
        if self._begun:
            hint = f"the run is under way; a child who comes now is add_child({name!r}, …)"
            raise _wrong("SF108", hint)
        values = {"grade": grade, "guardians": guardians, "listed": listed}
        node = node_of({name: {**values, **_said({"iin": iin, "school": school})}})
        ((known, found),) = read(self._reader(), lambda one: CHILDREN.read(node, one)).items()
        setup = child_setup(known, found)
        self._check_iin(setup.iin)
        self._simulation.know_child(setup)
        self._look()

    def _check(self, setup: GuardianSetup) -> None:
        """Nobody else has the handset, the entry in МАБ or the IIN."""
        registers = self._simulation.office.registers
        if setup.number and (holder := self._simulation.holder(setup.number)):
            _taken(format_mobile(setup.number), "the handset of", holder)
        if setup.mab_number and (holder := registers.holders.get(setup.mab_number)):
            _taken(format_mobile(setup.mab_number), "МАБ's entry for", holder)
        self._check_iin(setup.iin)

    def _check_iin(self, iin: str | None) -> None:
        registers = self._simulation.office.registers
        holders = {one.iin: one.name for one in registers.guardians.values()}
        holders |= {one.iin: one.name for one in registers.children.values()}
        if iin in holders:
            _taken(iin, "the IIN of", holders[iin])

    # Verbs are steps of a scenario.

    def do(self, verb: str, argument: object = None) -> None:
        """A step as a scenario writes it: `do("reply", {"from": "aigul", "text": "2*1"})`."""
        self._do(verb, argument)

    def _do(self, verb: str, argument: object = None) -> None:
        node = Scalar(START, verb) if argument is None else node_of({verb: argument})
        self._take(read(self._reader(), lambda reader: read_step(node, reader)))

    def messages(self, text: str) -> None:
        """A conversation, one line a message, as in a `messages:` block."""
        block = Scalar(Place(0, 1), text, "|")
        node = node_of({MESSAGES: ""})
        node.entries = [(Scalar(START, MESSAGES), block)]  # type: ignore[attr-defined]
        self._take(read(self._reader(text), lambda reader: read_step(node, reader)))

    def _take(self, steps: tuple[Step, ...]) -> None:
        for step in steps:
            if step.expectation:
                mismatches = step.expectation.check(self._judge)
                broken = "\n".join(f"{one.code} {one.message}" for one in mismatches)
                if broken:
                    raise ExpectationBroken(broken)
            elif step.action:
                self._act(step.action.perform)

    def _act(self, perform: Callable[[Simulation], None]) -> None:
        self._begun = True
        self._judge.begin_step(self._simulation.clock.now)
        try:
            perform(self._simulation)
        except StepError as error:
            raise _wrong(error.code, str(error)) from None
        self._simulation.settle()
        self._look()

    def _look(self) -> None:
        broken = self._judge.follow()
        if broken:
            raise PropertyBroken("; ".join(f"{one.code} {one.message}" for one in broken))

    # What has come of it.

    def consent(self, guardian: str) -> str:
        """The record: `awaiting_reply`, `consented`, …"""
        return str(self._judge.truths.record(_known(guardian, self._guardians, "guardian")))

    def truth(self, guardian: str) -> str:
        """What really happened: `ignored`, `reply_lost`, …"""
        return str(self._judge.truths.truth(_known(guardian, self._guardians, "guardian")))

    def voucher(self, child: str) -> str:
        """`none`, `awaiting_activation`, `active`, …"""
        return str(self._judge.state_of("voucher", _known(child, self._children, "child")))

    def linking(self, child: str) -> str:
        """`unlinked`, `applied`, `linked`, …"""
        return str(self._judge.state_of("linking", _known(child, self._children, "child")))

    def registration(self, guardian: str) -> str:
        """`absent`, `stalled`, `registered`, …"""
        known = _known(guardian, self._guardians, "guardian")
        return str(self._judge.state_of("registration", known))

    def sms(self, guardian: str) -> list[SmsSubmitted]:
        """Every SMS from 1414 to a guardian so far."""
        letters = self._judge.inbox.letters(_known(guardian, self._guardians, "guardian"))
        return [letter.sent for letter in letters]

    @property
    def now(self) -> str:
        """The moment of the virtual clock, ISO 8601 in UTC+5."""
        return format_instant(self._simulation.clock.now)

    @property
    def policy(self) -> Policy:
        """What the run decides where the memo is silent."""
        return self._simulation.policy

    @property
    def events(self) -> list[Event]:
        """Everything that has happened."""
        return self._simulation.journal.events

    @property
    def rejections(self) -> list[str]:
        """The clauses by which the newest verb was turned down."""
        return [event.clauses[0] for event in self._judge.rejections]

    def wrongful_refusals(self) -> list[Difference]:
        """Everybody recorded as refusing who neither refused nor ignored the request."""
        return self._judge.truths.wrongful_refusals()

    def wrongful_consents(self) -> list[Difference]:
        """Everybody recorded as consenting who did not."""
        return self._judge.truths.wrongful_consents()

    def findings(self) -> list[Found]:
        """What else went wrong, if nothing more is to happen."""
        return self._judge.findings.so_far(at_end=True)

    # Written down.

    def save(self) -> bytes:
        """The run as one line of JSON (UTF-8), to be taken up by `load`."""
        return saved.save_judged(self._simulation, self._judge)

    @classmethod
    def load(
        cls,
        data: bytes,
        *,
        wording: Wording | None = None,
        carrier: Carrier | None = None,
    ) -> WatchedSimulation:
        """A saved run, to go on with; `DocumentError` where the bytes are none of `save`.

        >>> flow = WatchedSimulation()
        >>> flow.start_campaign()
        >>> WatchedSimulation.load(flow.save()).save() == flow.save()
        True
        """
        if not isinstance(data, bytes | bytearray):
            raise TypeError(f"load takes the bytes that save gave, not {type(data).__name__}")
        flow = cls.__new__(cls)
        try:
            found = saved.load_judged(data, wording=wording, carrier=carrier)
        except DocumentError as error:
            raise explained(error) from None
        flow._simulation, flow._judge = found
        flow._begun = True
        return flow

    # Names.

    @property
    def _guardians(self) -> list[str]:
        return list(self._simulation.office.registers.guardians)

    @property
    def _children(self) -> list[str]:
        return list(self._simulation.office.registers.children)

    def _reader(self, text: str = "") -> ScenarioReader:
        reader = ScenarioReader(text)
        reader.guardians = dict.fromkeys(self._guardians)
        reader.children = dict.fromkeys(self._children)
        return reader


def _said(values: dict[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in values.items() if value is not None}


def _taken(value: str, what: str, holder: str) -> NoReturn:
    raise _wrong("SF115", f"{value} is {what} {holder!r} already")


def _known(name: str, names: list[str], what: str) -> str:
    if name not in names:
        raise _wrong("SF109", f"unknown {what} {name!r}{suggest(str(name), names)}")
    return name


def _wrong(code: str, message: str) -> StepError:
    return mistake([Problem(code, message, START)])
