"""The consent machine as a small picture, and the way one guardian took through it.

The arrows are the table's own; only where the states stand is said here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from smsflow.events import Event, RowTaken
from smsflow.frozen import frozen
from smsflow.memo.consent import CONSENT, Consent
from smsflow.memo.policy import DEFAULTS
from smsflow.memo.table import specialise
from smsflow.report.diagram import arrows

WIDTH, HEIGHT = 476, 204
BOX_WIDTH, BOX_HEIGHT = 100, 32
LONGEST_ROW = 14
"""characters of a box's row"""
PLACES: dict[Consent, tuple[int, int]] = {
    Consent.NO_NUMBER: (56, 28),
    Consent.NOT_ASKED: (56, 102),
    Consent.NOT_NEEDED: (56, 176),
    Consent.REQUESTED: (178, 102),
    Consent.UNREACHED: (238, 28),
    Consent.AWAITING_REPLY: (300, 102),
    Consent.CONSENTED: (420, 28),
    Consent.REFUSED: (420, 102),
    Consent.LAPSED: (420, 176),
}
"""the middle of each state's box"""
BADGE_HEIGHT = 16
SHARES = (0.5, 0.35, 0.65, 0.2, 0.8, 0.05, 0.95)
"""of an arrow: where the number of its step may stand, the best place first"""
_BEND = 12
_WIDE_BEND = 74
"""how far an arrow bends to its left: further where a box stands in its way"""
_ASIDE = 9
"""how far the number of a step stands from its arrow"""


@frozen
class Way:
    """An arrow that was taken: its line, and the numbers of the steps that took it."""

    path: str
    numbers: str
    x: int
    y: int
    width: int
    """of the badge that has the numbers, about `x`"""


@frozen
class Path:
    """A guardian's way: each state entered, in order, and the arrows."""

    states: list[str]
    ways: list[Way]


def path_of(events: Iterable[Event], guardian: str) -> Path:
    """The way of one guardian's consent; it begins where the first row found it."""
    states: list[str] = []
    steps: dict[tuple[str, str], list[str]] = {}
    for event in events:
        if not isinstance(event, RowTaken) or event.subject != guardian:
            continue
        if event.source != event.target and event.row.startswith("consent."):
            states = [*(states or [event.source]), event.target]
            steps.setdefault((event.source, event.target), []).append(str(len(states) - 1))
    ways: list[Way] = []
    for pair, numbers in steps.items():
        ways.append(_way(*pair, " ".join(numbers[:3]) + (" …" if numbers[3:] else ""), ways))
    return Path(states or [str(Consent.NOT_ASKED)], ways)


def _way(source: str, target: str, numbers: str, others: Sequence[Way]) -> Way:
    """With its badge where it covers least of other badges, then of boxes."""
    width = max(16, 6 * len(numbers) + 8)

    def covered(place: tuple[int, int]) -> tuple[int, int]:
        x, y = place
        badges = ((one.x, one.y, one.width, BADGE_HEIGHT) for one in others)
        boxes = ((*middle, BOX_WIDTH, BOX_HEIGHT) for middle in PLACES.values())
        outside = x < width // 2 or x > WIDTH - width // 2
        return outside + sum(_shared(x, y, width, *one) for one in badges), sum(
            _shared(x, y, width, *one) for one in boxes
        )

    x, y = min((place(source, target, share) for share in SHARES), key=covered)
    return Way(line(source, target), numbers, x, y, width)


def _shared(x: int, y: int, width: int, right: int, below: int, wide: int, high: int) -> int:
    """How many pixels a badge shares with what is about another middle."""
    across = (width + wide) // 2 - abs(x - right)
    down = (BADGE_HEIGHT + high) // 2 - abs(y - below)
    return max(0, across) * max(0, down)


def rows_of(words: str) -> list[str]:
    """The words of a box: in two rows where one is too long for it."""
    return [words] if len(words) <= LONGEST_ROW else words.split(" ", 1)


@cache
def background() -> tuple[str, ...]:
    """The lines of every arrow that the default policy has."""
    table = specialise(CONSENT, DEFAULTS)
    return tuple(line(str(arrow.source), str(arrow.target)) for arrow in arrows(table))


@cache
def line(source: str, target: str) -> str:
    """A quadratic curve from box to box."""
    start, bend, end = _curve(source, target)
    return f"M{start[0]:.0f} {start[1]:.0f}Q{bend[0]:.0f} {bend[1]:.0f} {end[0]:.0f} {end[1]:.0f}"


@cache
def place(source: str, target: str, share: float) -> tuple[int, int]:
    """Where the number of a step may stand: beside its arrow, after a share of it."""
    start, bend, end = _curve(source, target)
    along, down = end[0] - start[0], end[1] - start[1]
    length = (along**2 + down**2) ** 0.5
    of_start, of_bend, of_end = (1 - share) ** 2, 2 * share * (1 - share), share**2
    x = of_start * start[0] + of_bend * bend[0] + of_end * end[0] + _ASIDE * down / length
    y = of_start * start[1] + of_bend * bend[1] + of_end * end[1] - _ASIDE * along / length
    return round(x), min(max(round(y), BADGE_HEIGHT // 2), HEIGHT - BADGE_HEIGHT // 2)


_Point = tuple[float, float]


def _curve(source: str, target: str) -> tuple[_Point, _Point, _Point]:
    start, end = PLACES[Consent(source)], PLACES[Consent(target)]
    along, down = end[0] - start[0], end[1] - start[1]
    length = (along**2 + down**2) ** 0.5
    bend = _WIDE_BEND if _is_barred(start, end) else _BEND
    x = (start[0] + end[0]) / 2 + bend * down / length
    y = (start[1] + end[1]) / 2 - bend * along / length
    return _edge(start, (x, y)), (x, y), _edge(end, (x, y))


def _is_barred(start: tuple[int, int], end: tuple[int, int]) -> bool:
    """Whether a box stands between two of one row."""
    left, right = sorted((start[0], end[0]))
    return start[1] == end[1] and any(
        left < x < right and y == start[1] for x, y in PLACES.values()
    )


def _edge(middle: tuple[int, int], towards: _Point) -> _Point:
    """Where the line from a box's middle leaves it."""
    along, down = towards[0] - middle[0], towards[1] - middle[1]
    reach = min(
        BOX_WIDTH / 2 / abs(along) if along else 1e9, BOX_HEIGHT / 2 / abs(down) if down else 1e9
    )
    return middle[0] + along * reach, middle[1] + down * reach
