"""What must be so by now: `expect`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from smsflow.document.containers import ByKind, Field, ListOf, MapOf, Record
from smsflow.document.shapes import Choice, Placed, Shape, Whole, WithPlace, choice_of
from smsflow.errors import Place
from smsflow.frozen import frozen
from smsflow.memo import consent, linking, registration
from smsflow.memo.consent import Consent
from smsflow.memo.linking import Linking
from smsflow.memo.registration import Registration
from smsflow.memo.voucher import Voucher
from smsflow.scenario.language.values import CHILD, CLAUSE, GUARDIAN
from smsflow.scenario.language.verbs.differences import DIFFERENCES, TRUTH
from smsflow.scenario.language.verbs.verb import ExpectingVerb
from smsflow.scenario.verdict import findings
from smsflow.scenario.verdict.findings import Finding
from smsflow.scenario.verdict.judge import Judge, Mismatch
from smsflow.scenario.verdict.look import Look
from smsflow.scenario.verdict.truth import Difference
from smsflow.sms.messages import Kind


@frozen
class StateExpected:
    """What must be so by now: consents, truths, vouchers, links, numbers of SMS, differences."""

    values: dict[str, Any]
    place: Place

    @property
    def names_rejection(self) -> bool:
        """Whether this is what a rejected step needs next."""
        return "rejected" in self.values

    def check(self, judge: Judge) -> Iterator[Mismatch]:
        """Everything that is otherwise."""
        for key, value in self.values.items():
            yield from _QUESTIONS[key].check(value, judge)

    def looks_at(self, judge: Judge) -> Iterator[Look]:
        """Those it names, whoever a list is about, or the rejection just before."""
        for key, value in self.values.items():
            yield _QUESTIONS[key].look(value, judge)


def _each(
    code: str, what: str, actual: Callable[[Judge, str], str]
) -> Callable[[Any, Judge], Iterator[Mismatch]]:
    def check(expected: dict[str, Placed[Any]], judge: Judge) -> Iterator[Mismatch]:
        for name, (value, place) in expected.items():
            found = actual(judge, name)
            if found != value:
                yield Mismatch(code, f"{what} of {name}", str(value), str(found), place)

    return check


def _sms_count(expected: dict[str, dict[str, Placed[int]]], judge: Judge) -> Iterator[Mismatch]:
    for name, kinds in expected.items():
        for kind, (count, place) in kinds.items():
            found = judge.inbox.counts.get((name, Kind(kind)), 0)
            if found != count:
                what = f"number of {kind} to {name}"
                yield Mismatch("SF204", what, str(count), str(found), place)


def _differences(
    code: str, what: str, found: Callable[[Judge], list[Difference]]
) -> Callable[[Any, Judge], Iterator[Mismatch]]:
    def check(expected: Placed[Any], judge: Judge) -> Iterator[Mismatch]:
        differences = {one.guardian: one for one in found(judge)}
        wanted = _wanted(expected.value)
        if differences.keys() != wanted.keys() or not all(
            one.fits(differences[name]) for name, one in wanted.items()
        ):
            yield Mismatch(
                code,
                what,
                ", ".join(f"{name}{one}" for name, one in wanted.items()) or "nobody",
                ", ".join(f"{name} ({one.truth}: {one.cause})" for name, one in differences.items())
                or "nobody",
                expected.place,
            )

    return check


class _Wanted(NamedTuple):
    """What is said of one difference; None where nothing is."""

    truth: str | None = None
    cause: str | None = None

    def fits(self, difference: Difference) -> bool:
        return self.truth in (None, difference.truth) and self.cause in (None, difference.cause)

    def __str__(self) -> str:
        said = ": ".join(one for one in self if one)
        return f" ({said})" if said else ""


def _wanted(value: Any) -> dict[str, _Wanted]:
    if not isinstance(value, dict):
        return dict.fromkeys(value, _Wanted())
    return {
        name: _Wanted(**said) if isinstance(said, dict) else _Wanted(said)
        for name, said in value.items()
    }


def _findings(expected: Placed[Any], judge: Judge) -> Iterator[Mismatch]:
    wanted = sorted(
        (name, str(finding))
        for name, findings in expected.value.items()
        for finding in (findings if isinstance(findings, tuple) else (findings,))
    )
    found = judge.findings.so_far(at_end=judge.at_end)
    actual = sorted((one.guardian, one.finding) for one in found)
    if wanted != actual:
        causes = [f"{one.guardian}: {one.finding} ({one.cause})" for one in found]
        text = ", ".join(f"{name}: {finding}" for name, finding in wanted)
        yield Mismatch(
            "SF207", "findings", text or "none", ", ".join(causes) or "none", expected.place
        )


def _rejected(expected: dict[str, Placed[str]], judge: Judge) -> Iterator[Mismatch]:
    clause, place = expected["clause"]
    clauses = [rejection.clauses[0] for rejection in judge.rejections]
    if clause not in clauses:
        actual = f"rejected by {', '.join(clauses)}" if clauses else "not rejected"
        yield Mismatch("SF208", "the step before", f"rejected by {clause}", actual, place)


def _at_the_named(expected: Mapping[str, object], _judge: Judge) -> Look:
    return Look(who=tuple(expected))


def _at_guardians(_expected: object, judge: Judge) -> Look:
    return Look(who=judge.guardians)


def _at_everybody(_expected: object, judge: Judge) -> Look:
    return Look(who=judge.guardians + judge.children)


def _at_the_rejection(expected: dict[str, Placed[str]], judge: Judge) -> Look:
    clause = expected["clause"].value
    return Look(rejections=tuple(one for one in judge.rejections if one.clauses[0] == clause))


class _Question(NamedTuple):
    """One key of `expect`: how it is answered, and what one looks at for that."""

    check: Callable[[Any, Judge], Iterable[Mismatch]]
    look: Callable[[Any, Judge], Look] = _at_the_named


_QUESTIONS: dict[str, _Question] = {
    "consent": _Question(
        _each("SF201", "consent", lambda judge, name: judge.truths.record(name)),
    ),
    "truth": _Question(
        _each("SF202", "truth", lambda judge, name: judge.truths.truth(name)),
    ),
    "vouchers": _Question(
        _each("SF203", "voucher", lambda judge, name: judge.states["voucher", name]),
    ),
    "linking": _Question(
        _each("SF214", "linking", lambda judge, name: judge.states["linking", name]),
    ),
    "registration": _Question(
        _each("SF215", "registration", lambda judge, name: judge.states["registration", name]),
    ),
    "sms_count": _Question(_sms_count),
    "wrongful_refusals": _Question(
        _differences("SF205", "wrongful refusals", lambda judge: judge.truths.wrongful_refusals()),
        _at_guardians,
    ),
    "wrongful_consents": _Question(
        _differences("SF206", "wrongful consents", lambda judge: judge.truths.wrongful_consents()),
        _at_guardians,
    ),
    "findings": _Question(_findings, _at_everybody),
    "rejected": _Question(_rejected, _at_the_rejection),
}


_KIND: Choice[Kind] = choice_of(Kind, "kind of SMS")
_FINDING: Choice[Finding] = choice_of(Finding, "finding", findings.MEANINGS)
_COUNT = Whole(0, 1_000_000)


def _by_guardian(value: Shape[Any], example: str) -> Field:
    example = f"{{aigul: {example}}}"
    return Field(MapOf(GUARDIAN, value, "guardians by name", example, may_be_empty=False))


def _by_child(value: Shape[Any], example: str) -> Field:
    example = f"{{dana: {example}}}"
    return Field(MapOf(CHILD, WithPlace(value), "children by name", example, may_be_empty=False))


_FIELDS: dict[str, Field] = {
    "consent": _by_guardian(
        WithPlace(choice_of(Consent, "state of consent", consent.STATES)), "consented"
    ),
    "truth": _by_guardian(WithPlace(TRUTH), "ignored"),
    "vouchers": _by_child(choice_of(Voucher, "voucher status"), "active"),
    "linking": _by_child(choice_of(Linking, "state of linking", linking.STATES), "linked"),
    "registration": _by_guardian(
        WithPlace(choice_of(Registration, "state of registration", registration.STATES)),
        "registered",
    ),
    "sms_count": _by_guardian(
        MapOf(
            _KIND,
            WithPlace(_COUNT),
            "numbers by kind",
            "{consent_request: 1}",
            may_be_empty=False,
        ),
        "{consent_request: 1}",
    ),
    "wrongful_refusals": DIFFERENCES,
    "wrongful_consents": DIFFERENCES,
    "findings": Field(
        WithPlace(
            ByKind(
                mapping=MapOf(
                    GUARDIAN,
                    ByKind(
                        scalar=_FINDING,
                        sequence=ListOf(_FINDING, "a list of findings"),
                        expected="a finding or a list of them",
                    ),
                    "findings by guardian",
                ),
                expected="findings by guardian",
            )
        )
    ),
    "rejected": Field(Record("rejected", {"clause": Field(WithPlace(CLAUSE), True)})),
}
ABOUT = {
    "consent": "the record of each guardian named",
    "truth": "what really became of the offer to each guardian named",
    "vouchers": "the status of each child's voucher",
    "linking": "how far each child is on the way to a guardian",
    "registration": "how far each guardian's number is on the way into МАБ",
    "sms_count": "how many SMS of a kind 1414 has sent to a guardian",
    "wrongful_refusals": "everybody recorded `refused` or `lapsed` who did not refuse; exact",
    "wrongful_consents": "everybody recorded `consented` who did not consent; exact",
    "findings": "what else was found, by guardian; exact",
    "rejected": "the clause by which the step just before was turned down",
}
"""what each key looks at"""
_EXPECT = Record(
    "expect",
    {key: field._replace(about=ABOUT[key]) for key, field in _FIELDS.items()},
    may_be_empty=False,
)
VERBS = (ExpectingVerb("expect", StateExpected, _EXPECT),)
