"""A simulation for notebooks and tests: plain texts go in, and it tells what has come of them.

>>> from smsflow import Simulation
>>> flow = Simulation()
>>> flow.guardian("aigul", "+7 701 555 01 01")
>>> flow.child("dana", 6, ["aigul"])
>>> flow.start_campaign()
>>> flow.fault("aigul", "no_balance")
>>> flow.reply("aigul", "2*1")
>>> flow.wait("8d")
>>> flow.consent("aigul"), flow.truth("aigul")
('lapsed', 'reply_lost')
>>> flow.wrongful_refusals()
[Difference(guardian='aigul', record='lapsed', truth='reply_lost', cause='no_balance')]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import signature
from typing import Any, TypeVar

from smsflow.document.shapes import suggest
from smsflow.errors import StepError
from smsflow.events import Event, SmsSubmitted
from smsflow.memo.linking import Document
from smsflow.memo.registration import Screen
from smsflow.moments import Duration, parse_duration
from smsflow.scenario.language.values import normal_name
from smsflow.scenario.people import ChildSetup, FaultSetup, GuardianSetup
from smsflow.scenario.simulation import Simulation
from smsflow.scenario.verdict.findings import Found
from smsflow.scenario.verdict.judge import Judge
from smsflow.scenario.verdict.truth import Difference
from smsflow.sms.identity import iin_problem
from smsflow.sms.numbers import parse_mobile
from smsflow.sms.wording import LANGUAGES
from smsflow.words import Word
from smsflow.world.faults import Fault

SAME = "the handset's"
"""МАБ holds the number of the handset"""


class PropertyBroken(AssertionError):
    """A watched property (P1–P10) does not hold: a fault of the program, not of the caller."""


class WatchedSimulation(Simulation):
    """One run, of which every verb lets everything due happen, and checks P1–P10.

    All verbs of the scenario language are methods; names, numbers, causes and durations are texts
    as there. `StepError` for what cannot be. What the rules forbid is in `rejections`.
    """

    _judge: Judge | None = None

    def _judged(self) -> Judge:
        if self._judge is None:
            self._judge = Judge(self.policy, self.journal)
        return self._judge

    # Who there is.

    def guardian(
        self,
        name: str,
        number: str | None = None,
        *,
        mab_number: str | None = SAME,
        iin: str | None = None,
        language: str = LANGUAGES[0],
        faults: Iterable[str] = (),
    ) -> None:
        """A guardian and their handset; `mab_number` is what МАБ believes, None for nothing."""
        held = _number(number) if number else None
        believed = held if mab_number == SAME else _number(mab_number) if mab_number else None
        setup = GuardianSetup(
            self._new(name),
            held,
            believed,
            _iin(iin),
            language,
            tuple(FaultSetup(_word(cause, Fault, "cause")) for cause in faults),
        )
        if believed and believed != held:
            self.know_stranger(believed)
        self.know_guardian(setup)
        self._look()

    def child(
        self,
        name: str,
        grade: int,
        guardians: Iterable[str] = (),
        *,
        listed: bool = True,
        iin: str | None = None,
    ) -> None:
        """A child of the roster, in grade 1–11."""
        known = tuple(self._guardian(one) for one in guardians)
        self.know_child(ChildSetup(self._new(name), _grade(grade), known, listed, _iin(iin), None))
        self._look()

    def add_child(  # type: ignore[override]  # plain texts in place of a record
        self,
        name: str,
        grade: int,
        guardians: Iterable[str] = (),
        *,
        listed: bool = True,
        iin: str | None = None,
    ) -> None:
        """A child comes to school later on."""
        known = tuple(self._guardian(one) for one in guardians)
        setup = ChildSetup(self._new(name), _grade(grade), known, listed, _iin(iin), None)
        self._do(lambda: super(WatchedSimulation, self).add_child(setup))

    # The verbs that take more than the engine does; `VERBS` below are the others.

    def wait(self, length: str | Duration) -> None:
        """Let time pass: `3d 4h`, `90m`, or milliseconds."""
        found = _length(length)
        self._do(lambda: super(WatchedSimulation, self).wait(found))

    def fault(self, guardian: str, cause: str, by: str | Duration | None = None) -> None:
        """Something goes wrong on the guardian's line (R51–R54); `by`: how late receipts are."""
        name, fault = self._guardian(guardian), _word(cause, Fault, "cause")
        late = None if by is None else _length(by)
        self._do(lambda: super(WatchedSimulation, self).fault(name, fault, late))

    def repair(self, guardian: str, cause: str | None = None) -> None:
        """One fault, or every fault, is put right (R55)."""
        name, fault = self._guardian(guardian), _word(cause, Fault, "cause") if cause else None
        self._do(lambda: super(WatchedSimulation, self).repair(name, fault))

    def _do(self, verb: Callable[[], None]) -> None:
        self._judged().begin_step(self.clock.now)
        verb()
        self.settle()
        self._look()

    # What has come of it.

    def consent(self, guardian: str) -> str:
        """The record: `awaiting_reply`, `consented`, …"""
        return str(self._judged().truths.record(self._guardian(guardian)))

    def truth(self, guardian: str) -> str:
        """What really happened: `ignored`, `reply_lost`, …"""
        return str(self._judged().truths.truth(self._guardian(guardian)))

    def voucher(self, child: str) -> str:
        """`none`, `awaiting_activation`, `active`, …"""
        return self._judged().state_of("voucher", self._child(child))

    def linking(self, child: str) -> str:
        """`unlinked`, `applied`, `linked`, …"""
        return self._judged().state_of("linking", self._child(child))

    def registration(self, guardian: str) -> str:
        """`absent`, `stalled`, `registered`, …"""
        return self._judged().state_of("registration", self._guardian(guardian))

    def sms(self, guardian: str) -> list[SmsSubmitted]:
        """Every SMS from 1414 to a guardian so far."""
        letters = self._judged().inbox.letters(self._guardian(guardian))
        return [letter.sent for letter in letters]

    @property
    def events(self) -> list[Event]:
        """Everything that has happened."""
        return self.journal.events

    @property
    def rejections(self) -> list[str]:
        """The clauses by which the newest verb was turned down."""
        return [event.clauses[0] for event in self._judged().rejections]

    def wrongful_refusals(self) -> list[Difference]:
        """Everybody recorded as refusing who neither refused nor ignored the request."""
        return self._judged().truths.wrongful_refusals()

    def wrongful_consents(self) -> list[Difference]:
        """Everybody recorded as consenting who did not."""
        return self._judged().truths.wrongful_consents()

    def findings(self) -> list[Found]:
        """What else went wrong, if nothing more is to happen."""
        return self._judged().findings.so_far(at_end=True)

    # Plain texts, as the verbs take them.

    def _look(self) -> None:
        broken = self._judged().follow()
        if broken:
            raise PropertyBroken("; ".join(f"{one.code} {one.message}" for one in broken))

    def _new(self, text: str) -> str:
        name = normal_name(text)
        if name is None:
            raise StepError("SF108", f"{text!r} is no name: letters, digits and _")
        if name in self.office.registers.guardians or name in self.office.registers.children:
            raise StepError("SF115", f"{name!r} is somebody's name already")
        return name

    def _guardian(self, name: str) -> str:
        return _known(name, self.office.registers.guardians, "guardian")

    def _child(self, name: str) -> str:
        return _known(name, self.office.registers.children, "child")


def _known(name: str, names: Iterable[str], what: str) -> str:
    if name not in names:
        raise StepError("SF109", f"unknown {what} {name!r}{suggest(name, names)}")
    return name


def _number(text: str) -> str:
    number = parse_mobile(text)
    if number is None:
        raise StepError("SF110", f"{text!r} is no Kazakh mobile number")
    return number


def _iin(text: str | None) -> str | None:
    problem = iin_problem(text) if text is not None else None
    if problem:
        raise StepError("SF111", f"the IIN {problem}")
    return text


def _grade(grade: int) -> int:
    if not 1 <= grade <= 11:
        raise StepError("SF108", f"expected a grade from 1 to 11, found {grade}")
    return grade


W = TypeVar("W", bound=Word)


def _word(text: str, words: type[W], what: str) -> W:
    known = {str(word): word for word in words}
    if text not in known:
        hint = suggest(text, known) or f"; it can be {', '.join(known)}"
        raise StepError("SF108", f"unknown {what} {text!r}{hint}")
    return known[text]


def _length(length: str | Duration) -> Duration:
    found = parse_duration(length) if isinstance(length, str) else length
    if found is None or found < 0:
        raise StepError("SF112", f"{length!r} is no duration such as 2h or 3d 4h")
    return found


class Way(Word):
    """How an application for a link is made (R14)."""

    APP = "app"
    CENTRE = "centre"


_READ: dict[str, Callable[[WatchedSimulation, Any], Any]] = {
    "guardian": WatchedSimulation._guardian,
    "guardians": lambda run, names: [run._guardian(name) for name in names],
    "child": WatchedSimulation._child,
    "by": WatchedSimulation._guardian,
    "number": lambda _run, text: _number(text),
    "grade": lambda _run, grade: _grade(grade),
    "through": lambda _run, text: str(_word(text, Way, "way")),
    "screens": lambda _run, names: [_word(name, Screen, "screen") for name in names],
    "fail": lambda _run, name: _word(name, Screen, "screen"),
    "documents": lambda _run, names: [_word(name, Document, "document") for name in names],
}
"""how an argument of a verb is read, by its name (`Any`: each has a type of its own)"""


def _verb(method: Callable[..., None]) -> Callable[..., None]:
    """A verb that reads its arguments, lets everything due happen, and looks at P1–P10."""
    parameters = signature(method)

    @wraps(method)
    def verb(run: WatchedSimulation, *arguments: Any, **options: Any) -> None:
        bound = parameters.bind(run, *arguments, **options)
        for name, value in bound.arguments.items():
            if name in _READ and value is not None:
                bound.arguments[name] = _READ[name](run, value)
        run._do(lambda: method(*bound.args, **bound.kwargs))

    return verb


VERBS = (
    Simulation.start_campaign,
    Simulation.resend,
    Simulation.list_child,
    Simulation.remove_child,
    Simulation.change_grade,
    Simulation.add_guardian,
    Simulation.notify_missing_link,
    Simulation.update_link,
    Simulation.repair_voucher,
    Simulation.reply,
    Simulation.reply_from_number,
    Simulation.change_number,
    Simulation.register_number,
    Simulation.remove_number,
    Simulation.apply_for_link,
    Simulation.submit_documents,
    Simulation.look,
    Simulation.activate,
    Simulation.send_qr,
    Simulation.decline_voucher,
    Simulation.activation_error,
    Simulation.report_error,
)
for _method in VERBS:
    setattr(WatchedSimulation, _method.__name__, _verb(_method))
