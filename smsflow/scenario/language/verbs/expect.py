"""What must hold: `expect_sms`, `expect_no_sms` and `expect`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from smsflow.document.shapes import (
    YES_OR_NO,
    ByKind,
    Choice,
    Field,
    Length,
    ListOf,
    MapOf,
    Placed,
    Record,
    Shape,
    Text,
    Whole,
    WithPlace,
    choice_of,
)
from smsflow.errors import Place
from smsflow.frozen import frozen
from smsflow.memo import consent, linking, registration
from smsflow.memo.consent import Consent
from smsflow.memo.linking import Linking
from smsflow.memo.registration import Registration
from smsflow.memo.voucher import Voucher
from smsflow.moments import Duration, format_duration
from smsflow.scenario.language.roster import LANGUAGE
from smsflow.scenario.language.values import CHILD, CLAUSE, GUARDIAN, TEN_YEARS, GuardianOrNumber
from smsflow.scenario.language.verbs.verb import ExpectingVerb
from smsflow.scenario.verdict import findings, truth
from smsflow.scenario.verdict.findings import Finding
from smsflow.scenario.verdict.inbox import Letter
from smsflow.scenario.verdict.judge import Judge, Mismatch
from smsflow.scenario.verdict.truth import Difference, Truth
from smsflow.sms.messages import Kind


@frozen
class SmsExpected:
    """An SMS that must have been sent and that no earlier step has claimed. None: not asked."""

    to: str
    place: Place
    kind: Kind | None = None
    contains: str | None = None
    text: str | None = None
    language: str | None = None
    segments: int | None = None
    count: int | None = None
    seen: bool | None = None
    within: Duration | None = None

    def check(self, judge: Judge) -> Iterator[Mismatch]:
        """Claim the oldest unclaimed SMS that fits `to` and `kind`, and look at it."""
        letters = list(judge.inbox.unclaimed(self.to, self.kind))
        if self.count is not None and len(letters) != self.count:
            yield self._mismatch(
                "SF204", f"unclaimed {self._what}", str(self.count), str(len(letters))
            )
        elif self.count is None and not letters:
            yield self._mismatch(
                "SF210", f"SMS to {self.to}", str(self.kind or "one"), self._instead(judge)
            )
        for letter in letters if self.count is not None else letters[:1]:
            letter.claimed = True
            yield from self._compare(letter, judge)

    def _instead(self, judge: Judge) -> str:
        """What there is where nothing fits, or is left."""
        if any(judge.inbox.letters(self.to, self.kind)):
            return "claimed already, by an earlier expectation or by the reply to it"
        left = [str(letter.sent.kind) for letter in judge.inbox.unclaimed(self.to)]
        return f"only {', '.join(left)}" if left else "none"

    @property
    def _what(self) -> str:
        return f"{self.kind or 'SMS'} to {self.to}"

    def _compare(self, letter: Letter, judge: Judge) -> Iterator[Mismatch]:
        sent = letter.sent
        if self.contains is not None and self.contains not in sent.text:
            yield self._mismatch(
                "SF211", f"text of the {self._what}", f"…{self.contains}…", sent.text
            )
        exact: tuple[tuple[str, object, object], ...] = (
            ("text", self.text, sent.text),
            ("language", self.language, sent.language),
            ("segments", self.segments, sent.segments),
        )
        for name, wanted, found in exact:
            if wanted is not None and wanted != found:
                yield self._mismatch(
                    "SF211", f"{name} of the {self._what}", str(wanted), str(found)
                )
        if self.seen is not None and self.seen is not letter.seen:
            words = {True: "seen", False: "not seen"}
            yield self._mismatch("SF211", self._what, words[self.seen], words[letter.seen])
        after = abs(sent.at - judge.step_before_began)
        if self.within is not None and after > self.within:
            yield self._mismatch(
                "SF211",
                f"time of the {self._what}",
                f"within {format_duration(self.within)} of the step before",
                format_duration(after),
            )

    def _mismatch(self, code: str, what: str, expected: str, actual: str) -> Mismatch:
        return Mismatch(code, what, expected, actual, self.place)


@frozen
class NoSmsExpected:
    """There must be no SMS that nobody has claimed, to somebody or to anyone."""

    to: str | None
    place: Place

    def check(self, judge: Judge) -> Iterator[Mismatch]:
        """Whatever is there after all."""
        for letter in judge.inbox.unclaimed(self.to):
            actual = f"{letter.sent.kind} to {letter.sent.subject}"
            yield Mismatch("SF212", "unclaimed SMS", "none", actual, self.place)


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
            yield from _CHECKS[key](value, judge)


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
        differences = found(judge)
        actual = {one.guardian: one.truth for one in differences}
        wanted = expected.value
        same = actual == wanted if isinstance(wanted, dict) else set(actual) == set(wanted)
        if not same:
            texts = [f"{one.guardian} ({one.truth}: {one.cause})" for one in differences]
            yield Mismatch(code, what, _names(wanted), ", ".join(texts) or "nobody", expected.place)

    return check


def _names(wanted: Any) -> str:
    if isinstance(wanted, dict):
        wanted = [f"{name} ({truth})" for name, truth in wanted.items()]
    return ", ".join(wanted) or "nobody"


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


_CHECKS: dict[str, Callable[[Any, Judge], Iterable[Mismatch]]] = {
    "consent": _each("SF201", "consent", lambda judge, name: judge.truths.record(name)),
    "truth": _each("SF202", "truth", lambda judge, name: judge.truths.truth(name)),
    "vouchers": _each("SF203", "voucher", lambda judge, name: judge.states["voucher", name]),
    "linking": _each("SF214", "linking", lambda judge, name: judge.states["linking", name]),
    "registration": _each(
        "SF215", "registration", lambda judge, name: judge.states["registration", name]
    ),
    "sms_count": _sms_count,
    "wrongful_refusals": _differences(
        "SF205", "wrongful refusals", lambda judge: judge.truths.wrongful_refusals()
    ),
    "wrongful_consents": _differences(
        "SF206", "wrongful consents", lambda judge: judge.truths.wrongful_consents()
    ),
    "findings": _findings,
    "rejected": _rejected,
}


_KIND: Choice[Kind] = choice_of(Kind, "kind of SMS")
_TRUTH: Choice[Truth] = choice_of(Truth, "truth", truth.MEANINGS)
_FINDING: Choice[Finding] = choice_of(Finding, "finding", findings.MEANINGS)
_COUNT = Whole(0, 1_000_000)


def _by_guardian(value: Shape[Any], example: str) -> Field:
    return Field(MapOf(GUARDIAN, value, "guardians by name", f"{{aigul: {example}}}"))


def _by_child(value: Shape[Any], example: str) -> Field:
    return Field(MapOf(CHILD, WithPlace(value), "children by name", f"{{dana: {example}}}"))


_DIFFERENCES = Field(
    WithPlace(
        ByKind(
            sequence=ListOf(GUARDIAN, "a list of guardians"),
            mapping=MapOf(GUARDIAN, _TRUTH, "guardians by name"),
            expected="a list of guardians, or their truths by name",
        )
    )
)
_EXPECT = Record(
    "expect",
    {
        "consent": _by_guardian(
            WithPlace(choice_of(Consent, "state of consent", consent.STATES)), "consented"
        ),
        "truth": _by_guardian(WithPlace(_TRUTH), "ignored"),
        "vouchers": _by_child(choice_of(Voucher, "voucher status"), "active"),
        "linking": _by_child(choice_of(Linking, "state of linking", linking.STATES), "linked"),
        "registration": _by_guardian(
            WithPlace(choice_of(Registration, "state of registration", registration.STATES)),
            "registered",
        ),
        "sms_count": _by_guardian(
            MapOf(_KIND, WithPlace(_COUNT), "numbers by kind", "{consent_request: 1}"),
            "{consent_request: 1}",
        ),
        "wrongful_refusals": _DIFFERENCES,
        "wrongful_consents": _DIFFERENCES,
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
    },
)
_EXPECT_SMS = Record(
    "expect_sms",
    {
        "to": Field(GuardianOrNumber(), True),
        "kind": Field(_KIND),
        "contains": Field(Text("a part of the text")),
        "text": Field(Text("the whole text")),
        "language": Field(LANGUAGE),
        "segments": Field(Whole(1, 255)),
        "count": Field(_COUNT),
        "seen": Field(YES_OR_NO),
        "within": Field(Length(0, TEN_YEARS)),
    },
)
_EXPECT_NO_SMS = Record("expect_no_sms", {"to": Field(GuardianOrNumber())})

VERBS = (
    ExpectingVerb("expect", StateExpected, _EXPECT),
    ExpectingVerb(
        "expect_sms", lambda values, place: SmsExpected(place=place, **values), _EXPECT_SMS
    ),
    ExpectingVerb(
        "expect_no_sms",
        lambda values, place: NoSmsExpected((values or {}).get("to"), place),
        _EXPECT_NO_SMS,
        bare=True,
    ),
)
