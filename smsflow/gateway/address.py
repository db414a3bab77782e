"""Where somebody listens: `127.0.0.1:2525`, `localhost:2525`, `[::1]:2525`."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from socket import SOCK_STREAM, gaierror, getaddrinfo
from typing import NamedTuple

LAST_PORT = 65535
_ADDRESS = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})", re.ASCII)


class Address(NamedTuple):
    """A host, by number or by name, and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether nobody outside this machine is meant, whatever the name may stand for."""
        hosts = self._hosts()
        return bool(hosts) and all(host.is_loopback for host in hosts)

    def is_same_as(self, other: Address) -> bool:
        """Whether both lead to one port of one machine; port 0 is another each time."""
        return self.port == other.port != 0 and not self._hosts().isdisjoint(other._hosts())

    def _hosts(self) -> frozenset[IPv4Address | IPv6Address]:
        """All that the host may stand for; none for a name that nobody knows."""
        try:
            return frozenset([ip_address(self.host)])
        except ValueError:
            pass
        try:
            found = getaddrinfo(self.host, self.port, type=SOCK_STREAM)
        except (gaierror, UnicodeError):
            return frozenset()
        return frozenset(ip_address(one[4][0]) for one in found)


def parse_address(text: str) -> Address | None:
    """An address with its port; None for anything else.

    >>> parse_address("127.0.0.1:2525")
    Address(host='127.0.0.1', port=2525)
    """
    found = _ADDRESS.fullmatch(text.strip())
    if found is None or int(found[3]) > LAST_PORT:
        return None
    return Address(found[1] or found[2], int(found[3]))
