"""Makes a roster and a message log to try `replay` with: invented people, every kind of ending.

The same number of guardians and the same seed give the same bytes. Every IIN is dated 2090–2099, so
that it can belong to nobody; names and numbers are drawn from lists and counted up.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from heapq import merge
from pathlib import Path
from random import Random

from smsflow.errors import UsageError
from smsflow.frozen import frozen
from smsflow.moments import DAY, HOUR, MINUTE, SECOND, Duration, Instant, format_instant
from smsflow.scenario.simulation import FIRST_MOMENT
from smsflow.sms.identity import draw_iin
from smsflow.sms.numbers import SHORT_CODE
from smsflow.world.faults import Fault

ROSTER, MESSAGES = "roster.csv", "messages.csv"

_FIRST_NAMES = (
    "Aigul",
    "Marat",
    "Saule",
    "Erlan",
    "Gulnar",
    "Tatyana",
    "Бауыржан",
    "Айжан",
    "Нұрлан",
)
_LAST_NAMES = ("Omarova", "Serik", "Akhmet", "Kim", "Ivanova", "Сәдуақас", "Жұмабек", "Тілеу")
_CHILDREN = ("Dana", "Arman", "Aruzhan", "Timur", "Әсел", "Мәди", "Kamila")
_PREFIXES = ("700", "701", "702", "705", "707", "747", "771", "775", "776", "777", "778")
_CONSENTS = ("2*1", "2*1", "2*1", "2 * 1", "2*1.", "2×1")
_MISSPELT = ("2*15", "иә", "да", "2-1", "согласна", "1")
_THANKS = ("Рахмет", "Спасибо!", "ok")


@frozen
class Sent:
    """One row of the log to be."""

    at: Instant
    come_from: str
    gone_to: str
    text: str
    fault: str = ""


@frozen
class Guardian:
    """One guardian to be."""

    name: str
    iin: str
    number: str
    mab_number: str
    faults: str
    children: tuple[tuple[str, str, int], ...]
    """name, IIN and grade"""
    log: tuple[Sent, ...]


def write_sample(folder: Path, guardians: int, seed: int) -> tuple[Path, Path]:
    """Write `roster.csv` and `messages.csv` into a folder, and say where they are.

    `UsageError` where either is there already: nothing is written then.
    """
    roster, messages = folder / ROSTER, folder / MESSAGES
    for path in (roster, messages):
        if path.exists() or path.is_symlink():
            message = f"{path.as_posix()} is there already; nothing was written"
            raise UsageError("SF405", message)
    people = [_guardian(number, seed) for number in range(guardians)]
    folder.mkdir(parents=True, exist_ok=True)
    with roster.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(_ROSTER_COLUMNS)
        for one in people:
            for name, iin, grade in one.children:
                rows.writerow(
                    (
                        name,
                        iin,
                        grade,
                        "yes",
                        one.name,
                        one.iin,
                        one.number,
                        one.mab_number,
                        one.faults,
                    )
                )
    with messages.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("at", "from", "to", "text", "fault"))
        logs = sorted((sent for one in people for sent in one.log), key=lambda sent: sent.at)
        desk = [Sent(_RESENT, "desk", "", "resend")]
        for sent in merge(logs, desk, key=lambda sent: sent.at):
            at = format_instant(sent.at).removesuffix("+05:00")
            rows.writerow((at, sent.come_from, sent.gone_to, sent.text, sent.fault))
    return roster, messages


_ROSTER_COLUMNS = (
    "child",
    "child_iin",
    "grade",
    "listed",
    "guardian",
    "guardian_iin",
    "number",
    "mab_number",
    "faults",
)
_RESENT = FIRST_MOMENT + 10 * DAY
"""МИО asks again whoever refused, stayed silent or was not reached (R43)"""


class _Draw(Random):
    """The chances of one guardian."""

    def moment(self, start: Instant, least: Duration, most: Duration) -> Instant:
        """A whole second some time after `start`."""
        return start + self.randrange(least // SECOND, most // SECOND) * SECOND


def _guardian(index: int, seed: int) -> Guardian:
    draw = _Draw(seed * 1_000_003 + index)
    first, last = draw.choice(_FIRST_NAMES), draw.choice(_LAST_NAMES)
    number = _number(index, 0)
    ending = _ending(index, draw)
    children = tuple(
        (
            f"{draw.choice(_CHILDREN)} {last}",
            draw_iin(seed, 4 * index + place + 1),
            draw.randint(5, 11) if place == 0 else draw.randint(1, 11),
        )
        for place in range(draw.choice((1, 1, 2, 3)))
    )
    log, faults, mab_number = ending(number, draw, index)
    requested = Sent(
        FIRST_MOMENT + index // 1_000 * SECOND, SHORT_CODE, mab_number or number, "consent_request"
    )
    return Guardian(
        f"{first} {last}",
        draw_iin(seed, 4 * index),
        number,
        mab_number,
        faults,
        children,
        (requested, *log) if mab_number != "-" else (),
    )


def _ending(index: int, draw: _Draw) -> Ending:
    """The first few guardians have one kind each, so that a small sample has them all."""
    one = draw.choices(list(_ENDINGS), list(_ENDINGS.values()))[0]
    return _FIRST_ENDINGS[index] if index < len(_FIRST_ENDINGS) else one


def _number(index: int, series: int) -> str:
    prefix = _PREFIXES[index % len(_PREFIXES)]
    return f"+7{prefix}{series * 5_000_000 + index * 7 % 5_000_000:07}"


Ending = Callable[[str, _Draw, int], tuple[list[Sent], str, str]]
"""a guardian's later rows, faults and МАБ's number, where it is another"""

_LOG_BEGINS = FIRST_MOMENT + 2 * HOUR
_WEEK_ENDS = FIRST_MOMENT + 7 * DAY


def _link(number: str, at: Instant) -> Sent:
    return Sent(at, SHORT_CODE, number, "voucher_link")


def _consents(number: str, draw: _Draw, _index: int) -> tuple[list[Sent], str, str]:
    at = draw.moment(_LOG_BEGINS, 0, 6 * DAY)
    log = [Sent(at, number, SHORT_CODE, draw.choice(_CONSENTS)), _link(number, at)]
    if draw.random() < 0.5:
        log.append(Sent(at + 5 * MINUTE, number, SHORT_CODE, draw.choice(_THANKS)))
    return log, "", ""


def _refuses(number: str, draw: _Draw, _index: int) -> tuple[list[Sent], str, str]:
    """Some refuse once more, the others leave it at that."""
    at = draw.moment(_LOG_BEGINS, 0, 6 * DAY)
    log = [Sent(at, number, SHORT_CODE, "2*5"), _again(number)]
    if draw.random() < 0.5:
        log.append(Sent(_once_more(draw), number, SHORT_CODE, "2*5"))
    return log, "", ""


def _misspells(number: str, draw: _Draw, index: int) -> tuple[list[Sent], str, str]:
    """Some try once more and succeed, the others are taken for silent, a few of them twice."""
    at = draw.moment(_LOG_BEGINS, 0, 3 * DAY)
    log = [Sent(at, number, SHORT_CODE, draw.choice(_MISSPELT))]
    if draw.random() < 0.5:
        return [*log, Sent(at + HOUR, number, SHORT_CODE, "2*1"), _link(number, at + HOUR)], "", ""
    second = [*_second_chance(number, draw)] or [
        Sent(_once_more(draw), number, SHORT_CODE, draw.choice(_MISSPELT))
    ]
    return [*log, _again(number), *second], "", ""


def _ignores(number: str, draw: _Draw, _index: int) -> tuple[list[Sent], str, str]:
    return [_again(number), *_second_chance(number, draw)], "", ""


def _is_late(number: str, draw: _Draw, _index: int) -> tuple[list[Sent], str, str]:
    at = draw.moment(_WEEK_ENDS, HOUR, 2 * DAY)
    return [Sent(at, number, SHORT_CODE, "2*1"), _link(number, at)], "", ""


def _has_no_balance(number: str, draw: _Draw, index: int) -> tuple[list[Sent], str, str]:
    """The answer never leaves, and nobody at 1414 can know; some have topped up by the next one."""
    at, again = draw.moment(_LOG_BEGINS, 0, 6 * DAY), _once_more(draw)
    log = [Sent(at, number, SHORT_CODE, "2*1"), _again(number)]
    if index // 2 % 2:
        topped_up = Sent(again, number, SHORT_CODE, "2*1", f"-{Fault.NO_BALANCE}")
        return [*log, topped_up, _link(number, again)], str(Fault.NO_BALANCE), ""
    return [*log, Sent(again, number, SHORT_CODE, "2*1")], str(Fault.NO_BALANCE), ""


def _is_late_again(number: str, draw: _Draw, _index: int) -> tuple[list[Sent], str, str]:
    """So the log goes on until the second deadline of all the others has passed."""
    at = draw.moment(_RESENT + 7 * DAY, HOUR, DAY)
    return [_again(number), Sent(at, number, SHORT_CODE, "2*1"), _link(number, at)], "", ""


def _is_blocked(number: str, draw: _Draw, index: int) -> tuple[list[Sent], str, str]:
    """The first few in each way, one after another."""
    few = index < len(_FIRST_ENDINGS)
    cause = _BLOCKS[index % len(_BLOCKS)] if few else draw.choice(_BLOCKS)
    return [_again(number)], str(cause), ""


def _changed_number(number: str, _draw: _Draw, index: int) -> tuple[list[Sent], str, str]:
    """МАБ holds a number that is somebody else's by now."""
    old = _number(index, 1)
    return [_again(old)], "", old


def _is_absent(_number: str, _draw: _Draw, _index: int) -> tuple[list[Sent], str, str]:
    return [], "", "-"


def _again(number: str) -> Sent:
    return Sent(_RESENT + MINUTE, SHORT_CODE, number, "consent_request")


def _once_more(draw: _Draw) -> Instant:
    return draw.moment(_RESENT, HOUR, 5 * DAY)


def _second_chance(number: str, draw: _Draw) -> Iterator[Sent]:
    if draw.random() < 0.6:
        at = _once_more(draw)
        yield Sent(at, number, SHORT_CODE, "2*1")
        yield _link(number, at)


_BLOCKS = (
    Fault.BLACKLISTED,
    Fault.BLACKLISTED_AT_OPERATOR,
    Fault.SPAM_BLOCKING,
    Fault.SHORT_NUMBERS_BARRED,
)
_ENDINGS: dict[Ending, int] = {
    _consents: 58,
    _refuses: 6,
    _misspells: 8,
    _ignores: 10,
    _is_late: 3,
    _is_late_again: 1,
    _has_no_balance: 5,
    _is_blocked: 5,
    _changed_number: 2,
    _is_absent: 2,
}
_FIRST_ENDINGS = (
    *(one for one in _ENDINGS if one is not _is_blocked),
    *[_is_blocked] * len(_BLOCKS),
)
