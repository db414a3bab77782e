"""Which SMS must have been sent, and which not: `expect_sms` and `expect_no_sms`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from smsflow.document.containers import Field, Record
from smsflow.document.shapes import YES_OR_NO, Length, Text, Whole, choice_of
from smsflow.errors import Place
from smsflow.frozen import frozen
from smsflow.moments import Duration, format_duration
from smsflow.scenario.language.roster import LANGUAGE
from smsflow.scenario.language.values import TEN_YEARS, GuardianOrNumber
from smsflow.scenario.language.verbs.verb import ExpectingVerb
from smsflow.scenario.verdict.inbox import Letter
from smsflow.scenario.verdict.judge import Judge, Mismatch
from smsflow.scenario.verdict.look import Look
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
        letters = self._letters(judge)
        if self.count is not None and len(letters) != self.count:
            yield self._mismatch(
                "SF204", f"unclaimed {self._what}", str(self.count), str(len(letters))
            )
        elif self.count is None and not letters:
            yield self._mismatch(
                "SF210", f"SMS to {self.to}", str(self.kind or "one"), self._instead(judge)
            )
        for letter in letters:
            letter.claimed = True
            yield from self._compare(letter, judge)

    def looks_at(self, judge: Judge) -> Iterator[Look]:
        """The SMS about to be claimed; where there must be none, whoever would have got it."""
        sms = tuple(letter.sent.sms for letter in self._letters(judge))
        yield Look(sms=sms) if sms else Look(who=(self.to,))

    def _letters(self, judge: Judge) -> list[Letter]:
        """The oldest unclaimed SMS that fits; all of them where they are counted."""
        letters = judge.inbox.unclaimed(self.to, self.kind)
        return list(letters if self.count is not None else islice(letters, 1))

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

    def looks_at(self, judge: Judge) -> Iterator[Look]:
        """Whoever must have got nothing more: somebody, or every guardian."""
        yield Look(who=judge.guardians if self.to is None else (self.to,))


_EXPECT_SMS = Record(
    "expect_sms",
    {
        "to": Field(GuardianOrNumber(), True),
        "kind": Field(choice_of(Kind, "kind of SMS")),
        "contains": Field(Text("a part of the text")),
        "text": Field(Text("the whole text")),
        "language": Field(LANGUAGE),
        "segments": Field(Whole(1, 255)),
        "count": Field(Whole(0, 1_000_000)),
        "seen": Field(YES_OR_NO),
        "within": Field(Length(0, TEN_YEARS)),
    },
)
_EXPECT_NO_SMS = Record("expect_no_sms", {"to": Field(GuardianOrNumber())})

VERBS = (
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
