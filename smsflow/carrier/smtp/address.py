"""Mail addresses of phone numbers: `+77015550101@sms.example`, and back."""

from __future__ import annotations

import re

from smsflow.carrier.smtp.refusal import no_number, other_domain
from smsflow.sms.numbers import SHORT_CODE, parse_mobile

DEFAULT_DOMAIN = "sms.example"
"""of a gateway that is told no other; `.example` is nobody's (RFC 2606 §3)"""

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def address_of(number: str, domain: str) -> str:
    """The address of a number in E.164, or of 1414; a plus needs no quotes (RFC 5321 §4.1.2)."""
    return f"{number}@{domain}"


def number_of(address: str, domain: str) -> str:
    """The number, in E.164, that an address of our domain names.

    The local part is any form that `parse_mobile` reads, with or without the plus sign, quoted or
    not. `Refusal` 550 5.7.1 for another domain, 550 5.1.3 where the local part is no such number.

    >>> number_of('"8 701 555 01 01"@SMS.example', "sms.example")
    '+77015550101'
    """
    number = parse_mobile(local_part(address, domain))
    if number is None:
        raise no_number()
    return number


def short_code_of(address: str, domain: str) -> str:
    """1414 for its address in our domain; the same refusals as `number_of`."""
    if local_part(address, domain) != SHORT_CODE:
        raise no_number()
    return SHORT_CODE


def local_part(address: str, domain: str) -> str:
    """What stands before the @, without quotes; `Refusal` for another domain."""
    local, at, host = address.rpartition("@")
    if not at:
        raise no_number()
    if host.lower() != domain.lower():
        raise other_domain()
    quoted = _QUOTED.fullmatch(local)
    return _ESCAPED.sub(r"\1", quoted[1]) if quoted else local
