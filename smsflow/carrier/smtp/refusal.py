"""What an SMTP server answers instead of 250."""

from __future__ import annotations


class Refusal(Exception):
    """A command or a mail that is not taken; raised by handlers, answered by the server.

    `code` is the reply code (RFC 5321 §4.2), `enhanced` the enhanced one (RFC 3463), `text` a few
    words for people; whatever of them cannot stand in a reply line is escaped.

    >>> str(Refusal(550, "5.1.1", "no such number"))
    '550 5.1.1 no such number'
    """

    def __init__(self, code: int, enhanced: str, text: str) -> None:
        super().__init__(code, enhanced, text)
        self.code = code
        self.enhanced = enhanced
        self.text = text

    def __str__(self) -> str:
        words = (str(self.code), self.enhanced, reply_text(self.text))
        return " ".join(word for word in words if word)

    @property
    def for_good(self) -> bool:
        """Whether trying again is of no use (5xx)."""
        return self.code >= 500


def reply_text(text: str) -> str:
    """`text` as one line of printable ASCII (RFC 5321 §4.2.1, `textstring`)."""
    plain = text if text.isascii() and text.isprintable() else ascii(text)[1:-1]
    return plain[:MAX_TEXT]


MAX_TEXT = 400
"""with codes and line end a reply stays under the 512 octets of RFC 5321 §4.5.3.1.5"""


def unreadable(text: str) -> Refusal:
    """A mail that is no SMS (X.6.0, "other or undefined media error")."""
    return Refusal(554, "5.6.0", text)


def no_number() -> Refusal:
    """An address that names no Kazakh mobile number (X.1.3, bad mailbox address syntax)."""
    return Refusal(550, "5.1.3", "the local part is no Kazakh mobile number")


def unknown_number() -> Refusal:
    """A number that nobody has (X.1.1, bad mailbox address)."""
    return Refusal(550, "5.1.1", "nobody has this number")


def other_domain() -> Refusal:
    """An address elsewhere (X.7.1, delivery not authorized): nothing is relayed."""
    return Refusal(550, "5.7.1", "no mail for this domain here")


def barred() -> Refusal:
    """A number whose operator lets nothing from 1414 through (X.7.1)."""
    return Refusal(550, "5.7.1", "refused by the operator")


def busy() -> Refusal:
    """Try again later (X.3.2, system not accepting network messages)."""
    return Refusal(451, "4.3.2", "busy; try again later")
