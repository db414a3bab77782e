from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsflow.document.tree import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    Mapping,
    Node,
    Scalar,
    Sequence,
    decode,
    kind_of,
    parse,
)

Told = tuple[str, str, tuple[int, int]]


def told(data: bytes | str) -> list[Told]:
    """What is wrong with a file: code, message, line and column."""
    text, problems = decode(data.encode() if isinstance(data, str) else data)
    if not problems:
        _, problems = parse(text)
    return [(one.code, one.message, (one.place.line, one.place.column)) for one in problems]


def tree(text: str) -> Node:
    """The tree of a text with nothing wrong in it."""
    node, problems = parse(text)
    assert not problems
    assert node is not None
    return node


def plain(node: Node) -> object:
    """A tree as Python's own values, scalars as texts."""
    if isinstance(node, Mapping):
        return {key.value: plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.value


# What is read.


def test_every_scalar_stays_what_was_typed() -> None:
    """`no`, numbers with a plus, times and nulls are texts; YAML converts nothing."""
    node = tree("a: no\nb: +77015550101\nc: 12:30\nd: ~\ne: 1_000\nf: 0x1F\ng: 2026-09-01\nh:\n")
    assert plain(node) == {
        "a": "no",
        "b": "+77015550101",
        "c": "12:30",
        "d": "~",
        "e": "1_000",
        "f": "0x1F",
        "g": "2026-09-01",
        "h": "",
    }


def test_every_node_knows_its_place() -> None:
    """Line and column, from 1, of where a value begins; columns count letters, not bytes."""
    node = tree("аты: бір\nlist:\n  - x\n  - {k: v}\n")
    assert isinstance(node, Mapping)
    (name, text), (_, items) = node.entries
    assert tuple(name.place) == (1, 1)
    assert tuple(text.place) == (1, 6)
    assert isinstance(items, Sequence)
    assert [tuple(item.place) for item in items.items] == [(3, 5), (4, 5)]


def test_a_scalar_knows_its_style() -> None:
    """Plain, both quotes and both blocks are told apart: an empty text can be meant."""
    node = tree("[a, 'a', \"a\"]")
    assert isinstance(node, Sequence)
    assert [item.style for item in node.items if isinstance(item, Scalar)] == ["", "'", '"']
    block = tree("a: |\n  x\nb: >\n  y\n")
    assert isinstance(block, Mapping)
    assert [value.style for _, value in block.entries if isinstance(value, Scalar)] == ["|", ">"]


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    """A file saved with a BOM reads like one without."""
    assert told(b"\xef\xbb\xbfname: x\n") == []
    text, _ = decode(b"\xef\xbb\xbfname: x\n")
    assert text == "name: x\n"


def test_a_mapping_finds_its_values() -> None:
    """`get` gives the value of a key, None where there is no such key."""
    node = tree("a: 1\nb: 2\n")
    assert isinstance(node, Mapping)
    found = node.get("b")
    assert isinstance(found, Scalar)
    assert found.value == "2"
    assert node.get("c") is None


def test_kinds_have_names_for_messages() -> None:
    """A mapping, a list, a single value, or nothing."""
    kinds = [kind_of(tree(text)) for text in ("{a: 1}", "[1]", "a", '""', "---\n")]
    assert kinds == ["a mapping", "a list", "a single value", "nothing", "nothing"]


# What is refused.

REFUSED: dict[str, tuple[bytes | str, list[Told]]] = {
    "an empty file": ("", [("SF101", "the file is empty", (1, 1))]),
    "comments alone": ("# one\n# two\n", [("SF101", "the file is empty", (1, 1))]),
    "two documents": (
        "a: 1\n---\nb: 2\n",
        [("SF101", "a second document begins here; keep one a file", (2, 1))],
    ),
    "a duplicate key": (
        "a: 1\nb: 1\na: 2\n",
        [("SF105", "'a' stands here a second time, first in line 1", (3, 1))],
    ),
    "a key three times": (
        "a: 1\na: 2\na: 3\n",
        [
            ("SF105", "'a' stands here a second time, first in line 1", (2, 1)),
            ("SF105", "'a' stands here a second time, first in line 1", (3, 1)),
        ],
    ),
    "a duplicate key in braces, quoted once": (
        "a: {b: 1, 'b': 2}",
        [("SF105", "'b' stands here a second time, first in line 1", (1, 11))],
    ),
    "an anchor and its alias": (
        "a: &x 1\nb: *x\n",
        [
            ("SF113", "the YAML anchor '&x' is not read here; remove it, or quote it", (1, 4)),
            ("SF113", 'YAML reads *x as an alias; to mean the text, quote it: "*x"', (2, 4)),
        ],
    ),
    "an anchored mapping": (
        "a: &x\n  b: 1\n",
        [("SF113", "the YAML anchor '&x' is not read here; remove it, or quote it", (1, 4))],
    ),
    "an unquoted *5": (
        "text: *5\n",
        [("SF113", 'YAML reads *5 as an alias; to mean the text, quote it: "*5"', (1, 7))],
    ),
    "a tag": (
        "a: !!str 1\n",
        [
            (
                "SF113",
                "the YAML tag 'tag:yaml.org,2002:str' is not read here; remove it, or quote it",
                (1, 4),
            )
        ],
    ),
    "a list for a key": (
        "? [a]\n: b\n",
        [("SF107", "a key has to be a text, not a list", (1, 3))],
    ),
    "a mapping for a key": (
        "{a}: b\n",
        [("SF107", "a key has to be a text, not a mapping", (1, 1))],
    ),
    "an unquoted @": (
        "a: @home\n",
        [
            (
                "SF101",
                "found character that cannot start any token; a text that begins with @ has to be "
                'quoted: "@…"',
                (1, 4),
            )
        ],
    ),
    "a bracket left open": (
        "- [1, 2\n",
        [("SF101", "the [ opened at 1:3 is not closed, or a comma is missing", (2, 1))],
    ),
    "a colon too many": (
        "a: b: c\n",
        [("SF101", "a second colon stands here; quote the text, or indent", (1, 5))],
    ),
    "a tab for an indentation": (
        "a:\n\tb: 1\n",
        [
            (
                "SF101",
                "found character that cannot start any token; indent with blanks, not with a tab",
                (2, 1),
            )
        ],
    ),
    "a control character": (
        "a: 1\nb: x\x01\n",
        [("SF102", "the control character 0x01 stands here; remove it", (2, 5))],
    ),
    "a control character after a lone CR": (
        "a: 1\rb: \x01\n",
        [("SF102", "the control character 0x01 stands here; remove it", (2, 4))],
    ),
    "a null byte": (
        "\x00",
        [("SF102", "the control character 0x00 stands here; remove it", (1, 1))],
    ),
    "no UTF-8": (
        "сау: 1\nb: ".encode() + b"\xff\n",
        [("SF102", "byte 0xff is not UTF-8; save the file as UTF-8", (2, 4))],
    ),
    "Cyrillic of Windows": (
        "name: сау".encode("cp1251"),
        [("SF102", "byte 0xf1 is not UTF-8; save the file as UTF-8", (1, 7))],
    ),
    "UTF-16": (
        "name: x".encode("utf-16"),
        [("SF102", "byte 0xff is not UTF-8; save the file as UTF-8", (1, 1))],
    ),
}


@pytest.mark.parametrize(("data", "expected"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_named_with_its_place(data: bytes | str, expected: list[Told]) -> None:
    """Every error of a tree has a code, a sentence with the next step, a line and a column."""
    assert told(data) == expected


def test_what_can_be_read_goes_on_after_an_error() -> None:
    """Anchors, aliases and duplicate keys do not hide one another."""
    found = told("a: &x 1\na: 2\n? [b]\n: *x\nc: !t 1\n")
    assert [(code, place) for code, _, place in found] == [
        ("SF113", (1, 4)),
        ("SF105", (2, 1)),
        ("SF113", (4, 3)),
        ("SF107", (3, 3)),
        ("SF113", (5, 4)),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a:\n  b: 1\n\u00a0\u00a0c: 2\n",
            [("SF101", "a no-break space (U+00A0) is no indentation; use ordinary blanks", (3, 1))],
        ),
        (
            "a:\n  b:\n\u3000 c\n    d: 2\n",
            [
                (
                    "SF101",
                    "line 3 begins so: an ideographic space (U+3000) is no indentation; "
                    "use ordinary blanks",
                    (4, 6),
                )
            ],
        ),
        (
            'a: "x\nb: {c: "y"}\n',
            [
                (
                    "SF101",
                    "this line is not indented like the others of the mapping that begins at 1:1; "
                    "or the quotation mark in line 1 is not closed",
                    (2, 9),
                )
            ],
        ),
    ],
    ids=["a blank of another kind", "one between the lines", "a quotation mark"],
)
def test_what_yaml_cannot_guess_is_guessed(text: str, expected: list[Told]) -> None:
    """Blanks that look like others, and a quotation mark that was left open lines before."""
    assert told(text) == expected


# Limits.


def test_thirty_two_levels_are_read_and_the_next_is_refused() -> None:
    """The innermost list too many is named with its place, however many follow.

    Of more than a thousand opened at once libyaml may name the thousand and first instead.
    """
    assert told("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []
    refusal = [("SF114", "nested deeper than 32 levels", (1, 33))]
    assert told("[" * 33 + "]" * 33) == refusal
    assert told("[" * 1_000) == refusal
    assert [one[:2] for one in told("[" * 200_000)] == [refusal[0][:2]]
    assert told("- " * 200_000) == [(*refusal[0][:2], (1, 65))]
    assert told("a: " + "[" * 32 + "]" * 32)[0][:2] == refusal[0][:2]


def test_mappings_count_as_levels_too() -> None:
    """Thirty-three mappings in each other are refused where the last begins."""
    text = "".join(f"{'  ' * level}k:\n" for level in range(33))
    assert told(text) == [("SF114", "nested deeper than 32 levels", (33, 65))]


def test_the_number_of_values_is_limited() -> None:
    """The first value past the limit is named."""
    assert told("- a\n" * (MAX_NODES - 1)) == []
    message = f"more than {MAX_NODES:,} values in one file; split it"
    assert told("- a\n" * MAX_NODES) == [("SF114", message, (MAX_NODES, 3))]


def test_eight_mebibytes_are_read_and_a_byte_more_is_refused() -> None:
    """The limit is of bytes, before anything is decoded."""
    assert MAX_BYTES == 8 * 1024 * 1024
    assert told(b"a" * MAX_BYTES) == []
    assert told(b"\xff" * (MAX_BYTES + 1)) == [
        ("SF114", "the file is larger than 8 MiB; split it", (1, 1))
    ]


@pytest.mark.parametrize(
    "text", ["{k}: 1\n{k}: 2\n", "a: &{k} 1\n", "a: *{k}\n", "a: !{k} 1\n"], ids=lambda text: text
)
def test_no_message_grows_with_the_file(text: str) -> None:
    """A key, anchor, alias or tag of a megabyte is quoted in short."""
    for name in ("k" * 1_000, "k" * 1_000_000):
        for _, message, _ in told(text.replace("{k}", name)):
            assert len(message) < 300


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_reading_a_tree_never_raises(data: bytes) -> None:
    """Any bytes whatever give a tree or problems, each in a line that the file has."""
    text, problems = decode(data)
    if problems:
        return
    node, problems = parse(text)
    assert node is not None or problems
    lines = len(text.splitlines()) + 1
    assert all(1 <= one.place.line <= lines and one.place.column >= 1 for one in problems)
