"""Where somebody listens: `127.0.0.1:2525`, `localhost:2525`, `[::1]:2525`."""

from __future__ import annotations

import re
from ipaddress import ip_address
from socket import SOCK_STREAM, gaierror, getaddrinfo
from typing import NamedTuple

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
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            pass
        try:
            found = getaddrinfo(self.host, self.port, type=SOCK_STREAM)
        except (gaierror, UnicodeError):
            return False
        return all(ip_address(one[4][0]).is_loopback for one in found)


def parse_address(text: str) -> Address | None:
    """An address with its port; None for anything else.

    >>> parse_address("127.0.0.1:2525")
    Address(host='127.0.0.1', port=2525)
    """
    found = _ADDRESS.fullmatch(text.strip())
    if found is None or int(found[3]) > 65535:
        return None
    return Address(found[1] or found[2], int(found[3]))
