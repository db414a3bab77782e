from __future__ import annotations

import pytest

from smsflow.gateway.address import Address, parse_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:2525", Address("127.0.0.1", 2525)),
        (" localhost:0 ", Address("localhost", 0)),
        ("[::1]:25", Address("::1", 25)),
        ("mail.example:65535", Address("mail.example", 65535)),
        ("mail.example:65536", None),
        ("mail.example", None),
        ("::1:25", None),
        (":25", None),
        ("a b:25", None),
        ("host:２５", None),
        ("", None),
    ],
)
def test_an_address_is_a_host_and_a_port(text: str, address: Address | None) -> None:
    """An IPv6 host stands in brackets; anything else is none."""
    assert parse_address(text) == address


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("127.0.0.1:2525", "127.0.0.1:2525", True),
        ("localhost:2525", "127.0.0.1:2525", True),
        ("127.0.0.1:2525", "127.0.0.1:2526", False),
        ("127.0.0.1:2525", "127.0.0.2:2525", False),
        ("127.0.0.1:0", "127.0.0.1:0", False),
    ],
)
def test_two_addresses_may_be_one_place(one: str, other: str, same: bool) -> None:
    """However the host is written."""
    first, second = parse_address(one), parse_address(other)
    assert first
    assert second
    assert first.is_same_as(second) is same


def test_an_address_is_written_as_it_is_read() -> None:
    """With the brackets."""
    for text in ("127.0.0.1:2525", "[::1]:25"):
        assert str(parse_address(text)) == text


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.1", False),
        ("-no-such-host-", False),
        ("a" * 64 + ".example", False),
    ],
)
def test_only_this_machine_is_loopback(host: str, loopback: bool) -> None:
    """Neither every interface, nor what cannot be looked up."""
    assert Address(host, 25).is_loopback is loopback
