"""A whole message sequence: most people as households by themselves, the others together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from smsflow.carrier import Carrier
from smsflow.memo.consent import Consent
from smsflow.memo.policy import Policy
from smsflow.moments import Duration, Instant
from smsflow.scenario.people import ChildSetup
from smsflow.scenario.replay.endings import Ending, endings, without_a_meal
from smsflow.scenario.replay.histories import Wrong
from smsflow.scenario.replay.households import Household, Households, really
from smsflow.scenario.replay.play import Failures, Replay
from smsflow.scenario.replay.roster import Roster
from smsflow.scenario.replay.sequence import Line, Messages, Way
from smsflow.scenario.result import Outcome, Result
from smsflow.scenario.verdict.findings import Found
from smsflow.scenario.verdict.standing import Standing
from smsflow.scenario.verdict.truth import Difference
from smsflow.sms.wording import Wording
from smsflow.world.faults import Fault

_ASKED = {"start_campaign": "campaign", "resend": "resend"}
"""what a plain table's desk may ask for"""


class Survey:
    """What has to be known of a table before its first row is replayed."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self.campaign = False
        """whether a row starts it"""
        self.plain = True
        """whether the desk only starts the campaign and asks everybody again"""
        rest = iter(lines)
        while piece := [*islice(rest, _AT_ONCE)]:
            data = b"".join(piece)
            if b"desk" in data or b"receipt_late" in data:
                self._look(piece)

    def _look(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            if b"desk" in line or b"receipt_late" in line:
                self.campaign = self.campaign or b"start_campaign" in line
                self.plain = self.plain and _PLAIN.search(line) is not None


_AT_ONCE = 1_000
"""lines that are looked at together: few have anything of the kind"""
_PLAIN = re.compile(
    rb"[,;\t]\"?desk\"?[,;\t][^,;\t]*[,;\t]\"?(?:start_campaign|resend)\"?[,;\t]*\r?\n?$"
)


class WholeReplay:
    """One message sequence under way."""

    def __init__(  # noqa: PLR0913  # most have their defaults
        self,
        messages: Messages,
        roster: Roster,
        policy: Policy,
        survey: Survey,
        *,
        seed: int = 0,
        wording: Wording | None = None,
        trace: Collection[str] = (),
        carrier: Carrier | None = None,
    ) -> None:
        """`trace` are people, and numbers, whose events are kept.

        Over a `carrier`, all are together on it: each message of each household crosses it then.
        """
        self._messages = messages
        self._roster = roster
        self._policy = policy
        self._campaign = not survey.campaign
        self._wording = wording
        self._failures = Failures(messages, roster)
        self._children = _children_of(roster)
        apart = _apart(roster) if survey.plain and carrier is None else set()
        self._apart = apart - set(trace)
        self._households: Households | None = None
        self._together = Replay(
            _others(roster, self._apart),
            policy,
            self._failures,
            campaign=self._campaign,
            seed=seed,
            wording=wording,
            trace=trace,
            carrier=carrier,
        )
        self.strays = self._together.strays
        """replies that answer nothing"""
        self.rows = 0
        self.last: Instant = 0
        """how far it is: after `play`, the moment of the last row"""

    @property
    def failed(self) -> int:
        """How many things do not hold."""
        return self._failures.count

    @property
    def histories(self) -> int:
        """How many kinds of history the households by themselves have had."""
        return self._households.histories if self._households else 0

    def play(self) -> Iterator[int]:
        """All rows, one at a time; how many there were so far."""
        messages = self._messages
        for line in messages:
            if messages.sound:
                self._take(line)
                self.rows += 1
            yield self.rows
        self._settle(self.last)

    def play_on(self, length: Duration | None, until: Instant | None) -> None:
        """Let time pass after the last row, so long or to this moment, which is no earlier."""
        if length is not None:
            self._settle(self.last + length)
        elif until is not None:
            self._settle(until)

    def _settle(self, until: Instant) -> None:
        self.last = until
        self._together.settle(until)
        if self._households:
            for home in self._households.all.values():
                self._households.settle(home, until)

    def _take(self, line: Line) -> None:
        homes = self._households or self._begin(line)
        self.last = line.at
        home = homes.all.get(line.guardian)
        if home is None:
            self._together.take(line)
        elif line.faults:
            self._tell(line, home, homes.faults(home, line.at, line.faults))
        if self._campaign:
            self._campaign = False
            if home:
                self._together.start_campaign(line)
            self._everybody(line, homes, "campaign")
        if line.way is Way.DESK and homes.all:
            self._everybody(line, homes, _ASKED[line.text.strip()])
        if home is None:
            return
        if line.way is Way.REPLY:
            self._tell(line, home, homes.reply(home, line.at, line.text, line.number))
            self._count_stray(line, home)
        elif line.way is Way.EXPECTED:
            self._tell(line, home, homes.expect(home, line.at, line.text, line.number))
        if line.consent:
            self._check_record(line, home)

    def _count_stray(self, line: Line, home: Household) -> None:
        if why := home.node.stray:
            number = line.number or home.setup.number or ""
            name = self._roster.written(line.guardian)
            self.strays[why].add(number, name, line.row.line)

    def _everybody(self, line: Line, homes: Households, what: str) -> None:
        for home, wrong in homes.everybody(line.at, what):
            self._tell(line, home, wrong)

    def _begin(self, first: Line) -> Households:
        homes = self._households = Households(self._policy, self._wording, first.at)
        for name, guardian in self._roster.guardians.items():
            if name in self._apart:
                wrong = homes.add(guardian, self._children.get(name, ()))
                self._tell(first, homes.all[name], wrong)
        return homes

    def _check_record(self, line: Line, home: Household) -> None:
        record = home.node.standing.record
        if record != line.consent:
            what = f"consent of {home.setup.name}"
            message = f"{what}: expected {line.consent}, actually {record}"
            pair = (what, line.consent, record)
            self._failures.add(line, "SF201", message, pair, "expect_consent")

    def _tell(self, line: Line, home: Household, wrong: Sequence[Wrong]) -> None:
        if wrong:
            children = [child.name for child in self._children.get(home.setup.name, ())]
            for one in wrong:
                what, expected, actual = (
                    really(text, home, children) for text in (one.what, one.expected, one.actual)
                )
                message = really(one.message, home, children)
                self._failures.add(line, one.code, message, (what, expected, actual))

    # What there is to tell in the end.

    def standings(self) -> Iterator[Standing]:
        """Where every guardian stands, in the order of the roster."""
        return (Standing(name, *one[1:]) for name, one in self._standings())

    def _standings(self) -> Iterator[tuple[str, Standing]]:
        """Likewise, with each guardian's name: the standing may be anybody's of the history."""
        others = {one.guardian: one for one in self._together.standings()}
        homes = self._households.all if self._households else {}
        for name in self._roster.guardians:
            if home := homes.get(name):
                yield name, home.node.standing
            elif name in others:
                yield name, others[name]

    def records(self) -> Counter[str]:
        """How many guardians each record has."""
        return Counter(one.record for _, one in self._standings())

    def without_a_meal(self) -> int:
        """How many children miss their meal by wrongful refusals."""
        wronged = {
            name for name, one in self._standings() if one.cause and one.record != Consent.CONSENTED
        }
        return without_a_meal(self._roster, wronged, self._record, self._policy.consent_of)

    def _record(self, name: str) -> str:
        home = self._households.all.get(name) if self._households else None
        return home.node.standing.record if home else self._together.record(name)

    def endings(self) -> Iterator[Ending]:
        """Where every guardian stands, in the order of the roster, and what to know of them."""
        return endings(self._roster, self.standings(), self._since)

    def _since(self, name: str) -> Instant | None:
        home = self._households.all.get(name) if self._households else None
        return home.since if home else self._together.since.get(name)

    def result(self, path: str, title: str) -> Result:
        """The verdict on the whole sequence."""
        result = Result(path, title, Outcome.FAILED if self.failed else Outcome.PASSED)
        result.failures = self._failures.told
        result.events = self._together.events
        for name, one in self._standings():
            if one.cause:
                difference = Difference(self._roster.shown(name), one.record, one.truth, one.cause)
                wrongly = one.record == Consent.CONSENTED
                (result.wrongful_consents if wrongly else result.wrongful_refusals).append(
                    difference
                )
        result.findings = [self._told(one) for one in self._findings()]
        return result

    def _told(self, found: Found) -> Found:
        guardian, child = self._roster.shown(found.guardian), found.child
        return found._replace(guardian=guardian, child=child and self._roster.written(child))

    def _findings(self) -> Iterator[Found]:
        homes = self._households.all if self._households else {}
        for name, home in homes.items():
            if not home.node.findings:
                continue
            children = [child.name for child in self._children.get(name, ())]
            for found in home.node.findings:
                child = really(found.child, home, children) if found.child else None
                yield found._replace(guardian=name, child=child)
        yield from self._together.findings()


def _children_of(roster: Roster) -> dict[str, list[ChildSetup]]:
    children: dict[str, list[ChildSetup]] = {}
    for child in roster.children:
        for guardian in child.guardians:
            children.setdefault(guardian, []).append(child)
    return children


def _apart(roster: Roster) -> set[str]:
    """The guardians who share neither a child nor a number with anybody."""
    tied: set[str] = set()
    for name, guardian in roster.guardians.items():
        entry = guardian.mab_number
        if entry and (other := roster.handsets.get(entry, name)) != name:
            tied |= {name, other}
        if guardian.faults and Fault.RECEIPT_LATE in [fault.cause for fault in guardian.faults]:
            tied.add(name)
    for child in roster.children:
        if len(child.guardians) > 1:
            tied.update(child.guardians)
    return roster.guardians.keys() - tied


def _others(roster: Roster, apart: set[str]) -> Roster:
    """The roster without those who are households by themselves."""
    if not apart:
        return roster
    rest = Roster(numbered=roster.numbered)
    rest.guardians = {name: one for name, one in roster.guardians.items() if name not in apart}
    rest.children = [child for child in roster.children if not apart.intersection(child.guardians)]
    rest.handsets = {number: one for number, one in roster.handsets.items() if one not in apart}
    rest.entries = {number: one for number, one in roster.entries.items() if one not in apart}
    return rest
