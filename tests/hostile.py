"""Files that nobody would write by hand, for the tests that nothing breaks the loader."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_SPICE = (
    b"<", b">", b"*", b"&", b"!", b"|", b"-", b"- ", b": ", b"{", b"}", b"[", b"]", b"\n", b"\t",
    b"#", b"'", b'"', b"\\", b"%", b"@", b"`", b"?", b",", b"\x00", b"\xff", b"\xc2\x85",
    b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\r", b"--", b"---\n", b"...", b"no", b"~", b"9" * 30,
    b"+7 701 555 01 01", b"1414 > ", b"<text>", b"2*1", b"cases: [{a: 1}]\n", b"\xf0\x9f\x98\x80",
)  # fmt: skip


def mutated(data: bytes, random: Random, changes: int) -> bytes:
    """Some bytes dropped, doubled, moved, flipped or spiced."""
    content = bytearray(data)
    for _ in range(changes):
        start = random.randrange(len(content) + 1)
        end = min(len(content), start + random.choice((1, 1, 2, 8, 40)))
        piece = bytes(content[start:end])
        random.choice(_MUTATIONS)(content, start, end, piece, random)
    return bytes(content)


def _drop(content: bytearray, start: int, end: int, _piece: bytes, _random: Random) -> None:
    del content[start:end]


def _double(content: bytearray, _start: int, end: int, piece: bytes, random: Random) -> None:
    content[end:end] = piece * random.choice((1, 1, 2, 50))


def _move(content: bytearray, _start: int, _end: int, piece: bytes, random: Random) -> None:
    place = random.randrange(len(content) + 1)
    content[place:place] = piece


def _flip(content: bytearray, start: int, _end: int, _piece: bytes, random: Random) -> None:
    if start < len(content):
        content[start] ^= 1 << random.randrange(8)


def _spice(content: bytearray, start: int, _end: int, _piece: bytes, random: Random) -> None:
    content[start:start] = random.choice(_SPICE)


_MUTATIONS: tuple[Callable[[bytearray, int, int, bytes, Random], None], ...] = (
    _drop,
    _double,
    _move,
    _flip,
    _spice,
    _spice,
)


def random_bytes(random: Random) -> bytes:
    """Bytes of no meaning at all."""
    return random.randbytes(random.randrange(400))


_WORDS = (
    "name", "steps", "guardians", "children", "cases", "policy", "covers", "aigul", "dana", "grade",
    "number", "start_campaign", "wait", "reply", "from", "text", "expect", "consent", "messages",
    "reminders", "2*1", "3d 4h", "R07", "+7 701 555 01 01", "<a>", "6", "--5", "no", "", "1414",
    "add_child", "change_number", "from_number", "expect_sms", "to", "count", "within", "by",
)  # fmt: skip


def yamlish(random: Random) -> bytes:
    """Trees of words that a scenario uses, in the wrong places."""
    names = ["name: x", "steps:"]
    return "\n".join(
        [*names, *(f"- {_value(random, 0)}" for _ in range(random.randrange(1, 12)))]
    ).encode()


def _value(random: Random, depth: int) -> str:
    kind = random.randrange(6 if depth < 5 else 3)
    word = random.choice(_WORDS)
    if kind == 0:
        return f'"{word}"'
    if kind < 3:
        return word or "''"
    inner = [_value(random, depth + 1) for _ in range(random.randrange(4))]
    if kind == 3:
        return f"[{', '.join(inner)}]"
    return "{" + ", ".join(f"{random.choice(_WORDS) or 'k'}: {one}" for one in inner) + "}"


_HEAD = "name: x\nguardians:\n  aigul: {number: '+7 701 555 01 01'}\nchildren: {}\n"
_STEPS = _HEAD + "steps:\n"


def _filled(head: str, unit: str, tail: str, size: int) -> bytes:
    return (head + unit * ((size - len(head) - len(tail)) // len(unit)) + tail).encode()


def _many(head: str, line: str, count: int, tail: str = "") -> bytes:
    return (head + "".join(line.format(number) for number in range(count)) + tail).encode()


HUGE: dict[str, Callable[[int], bytes]] = {
    "one scalar": lambda size: b"a" * size,
    "a long name": lambda size: _filled("steps: [start_campaign]\nname: ", "x", "", size),
    "unknown verbs": lambda size: _filled(_STEPS, "- rply\n", "", size),
    "steps of one key": lambda size: _filled(_STEPS, "- {a: 1}\n", "", size),
    "bad replies": lambda size: _filled(_STEPS, "- reply: {form: aigu}\n", "", size),
    "good waits": lambda size: _filled(_STEPS, "- wait: 1ms\n", "", size),
    "one key again and again": lambda size: _filled("", "a: 1\n", "", size),
    "different unknown keys": lambda size: _many("", "k{}: 1\n", size // 13),
    "a long key twice": lambda size: _filled("", f"{'k' * (size // 2 - 10)}: 1\n", "", size),
    "anchors": lambda size: _filled("", "- &a 1\n", "", size),
    "aliases": lambda size: _filled("", "- *a\n", "", size),
    "a long alias": lambda size: _filled("a: *", "k", "\n", size),
    "tags": lambda size: _filled("", "- !a 1\n", "", size),
    "brackets": lambda size: _filled("", "[", "", size),
    "braces": lambda size: _filled("", "{a: ", "", size),
    "dashes": lambda size: _filled("", "- ", "", size),
    "question marks": lambda size: _filled("", "? ", "", size),
    "colons": lambda size: _filled("a", ":", "", size),
    "quotes": lambda size: _filled('name: "', "\\\\", '"', size),
    "open quotes": lambda size: _filled('name: "', "x\n", "", size),
    "comments": lambda size: _filled("", "#\n", "", size),
    "blank lines": lambda size: _filled("", "\n", "", size),
    "carriage returns": lambda size: _filled("a: 1", "\r", "\x01", size),
    "no text at the end": lambda size: _filled("a: ", "x", "\x00", size),
    "message lines": lambda size: _filled(
        _STEPS + "- messages: |\n", "    1414 > aigul: x\n", "", size
    ),
    "a long message line": lambda size: _filled(
        _STEPS + "- messages: |\n    ", "1414 > aigul: x ", "", size
    ),
    "a wait of many parts": lambda size: _filled(_STEPS + "- messages: |\n    +", "1h ", "", size),
    "a duration of many parts": lambda size: _filled(_STEPS + "- wait: ", "1h ", "", size),
    "a duration of many digits": lambda size: _filled(_STEPS + "- wait: ", "1", "", size),
    "a long number": lambda size: _filled(
        _STEPS + "- reply: {text: x, from_number: '", "7", "'}", size
    ),
    "a long reply": lambda size: _filled(
        _STEPS + "- start_campaign\n- reply: {from: aigul, text: '", "2*1 ", "'}", size
    ),
    "too many rows": lambda size: _filled(
        _HEAD + "steps: [{wait: <a>}]\ncases:\n", "- {a: 1h}\n", "", size
    ),
    "rows that are none": lambda size: _filled(
        _HEAD + "steps: [{wait: <a>}]\ncases:\n", "- 1\n", "", size
    ),
    "every row wrong": lambda size: _many(
        _HEAD + "cases:\n",
        "- {{a: {}}}\n",
        min(size // 13, 10_000),
        "steps:\n" + "- wait: <a>\n" * 100,
    ),
    "a cell filled in everywhere": lambda size: _filled(
        f"cases: [{{a: '{'y' * (size // 2)}'}}]\nsteps: [start_campaign]\nname: '", "<a>", "'", size
    ),
    "placeholders": lambda size: _filled(
        "cases: [{a: 1}]\nsteps: [start_campaign]\nname: '", "<a>", "'", size
    ),
    "open placeholders": lambda size: _filled(
        "cases: [{a: 1}]\nsteps: [start_campaign]\nname: '", "<a", "'", size
    ),
    "guardians nobody knows": lambda size: _many(
        "name: x\nguardians:\n",
        "  g{}: {{}}\n",
        min(size // 40, 20_000),
        "steps:\n" + "".join(f"- look: h{number}\n" for number in range(min(size // 40, 20_000))),
    ),
    "one guardian many times": lambda size: _filled(
        "name: x\nguardians: {g: {}}\nchildren: {c: {grade: 5, guardians: [",
        "g,",
        "]}}\nsteps: [start_campaign]\n",
        size,
    ),
    "settings": lambda size: _filled(
        "name: x\nsteps: [start_campaign]\npolicy: {reoffer_covers: [", "refused,", "]}", size
    ),
    "clauses": lambda size: _filled(
        "name: x\nsteps: [start_campaign]\ncovers: [", "R99,", "]", size
    ),
    "expectations": lambda size: _filled(
        _STEPS, "- expect: {consent: {aigul: lapsed}}\n", "", size
    ),
}
"""Files of one shape and any size."""
