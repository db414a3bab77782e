"""The parameters of MAIL and RCPT that ask for reports (RFC 3461 §4)."""

from __future__ import annotations

import re
from typing import NamedTuple

from smsflow.carrier.smtp.refusal import Refusal


class Split(NamedTuple):
    """The argument of a command, parted."""

    rest: str
    """without the parameters of RFC 3461"""
    asked: dict[str, str]
    """those, by name in capitals; their values as written"""


def split(argument: str) -> Split:
    """Part the argument of MAIL or RCPT; `Refusal` 501 5.5.4 for a value that makes no sense."""
    path = _PATH.match(argument)
    if path is None or not argument[path.end() :].startswith(" "):
        return Split(argument, {})  # no parameters, or none that a blank sets apart
    kept, asked = [path[0]], {}
    for parameter in argument[path.end() :].split():
        name, _, value = parameter.partition("=")
        pattern = _VALUES.get(name.upper())
        if pattern is None:
            kept.append(parameter)
        elif pattern.fullmatch(value) and name.upper() not in asked:
            asked[name.upper()] = value
        else:
            raise Refusal(501, "5.5.4", f"{name.upper()} cannot be read")
    return Split(" ".join(kept), asked)


_PATH = re.compile(r'[^<]*+<(?:"(?:[^"\\]|\\.)*+"|[^>"])*+>', re.DOTALL)
"""as far as the bracket that closes the address; in quotes and in values it is no such bracket"""
_XTEXT = r"(?:[!-*,-<>-~]|\+[0-9A-F]{2})"
_VALUES = {
    "ENVID": re.compile(_XTEXT + r"{1,100}"),
    "RET": re.compile(r"FULL|HDRS", re.IGNORECASE),
    "NOTIFY": re.compile(
        r"NEVER|(?:SUCCESS|FAILURE|DELAY)(?:,(?:SUCCESS|FAILURE|DELAY)){0,2}", re.IGNORECASE
    ),
    "ORCPT": re.compile(r"[!-:<-~]{1,50};" + _XTEXT + r"{1,500}"),
}


def from_xtext(text: str) -> str:
    """Undo the encoding of RFC 3461 §4; what is no printable ASCII is left encoded."""
    return _HEX.sub(_printable, text)


def to_xtext(text: str) -> str:
    """Encode what cannot stand in a parameter (RFC 3461 §4); the text is ASCII."""
    return "".join(
        one if "!" <= one <= "~" and one not in "+=" else f"+{ord(one):02X}" for one in text
    )


_HEX = re.compile(r"\+([0-9A-F]{2})")


def _printable(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if " " <= character <= "~" else match[0]
