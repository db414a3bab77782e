"""Mail that nobody means well by, or that somebody's program has broken."""

from __future__ import annotations

from hypothesis import strategies as st

_NAMES = [
    *("Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version"),
    *("Message-ID", "X-Sms-Time", "X-Sms-Validity", "Subject", "In-Reply-To", "", "From nobody"),
]
_VALUES = [
    *("text/plain", "text/plain; charset=utf-8", "text/plain; charset=utf-16", "text/html"),
    *("text/plain; charset=nonsense", "text/plain; charset=zlib_codec", "text/plain; charset=idna"),
    *("text/plain; charset*=utf-8''cp1251", "text/plain; charset*0=cp; charset*1=1251"),
    *("text/plain; charset=\x00", "text/plain; charset=unicode_escape", "text", "/", ";;;;"),
    *("multipart/mixed; boundary=b", "multipart/mixed", 'multipart/report; boundary="b"'),
    *("multipart/alternative; boundary*0=b", "message/rfc822", "message/delivery-status"),
    *("message/partial; id=1", "message/external-body", "text/rfc822-headers"),
    *("base64", "quoted-printable", "7bit", "8bit", "x-uuencode", "BASE64 "),
    *("<1@there>", "<>", "<" * 50, "0", "-1", "٣", "9" * 30, "172800000", "inline", "attachment"),
    *("=?utf-8?q?=ff?=", "=?nonsense?b?====?="),
]
_BODIES = [
    *(b"2*1", b"MioxCg==", b"MioxCg", b"=", b"=ZZ", b"\xff\xfe", "сәлем".encode(), b"\0"),
    *(b"--b", b"--b--", b"--b\r\n\r\n2*1\r\n--b--", b".", b"Action: failed", b"Status: 5.7.1"),
    *(b"Final-Recipient: rfc822; +77015550101@sms.example", b"Last-Attempt-Date: never", b""),
    b"Last-Attempt-Date: Tue, 99 Sep 9999999 99:00:00 +9999",
]

_header = st.builds(
    lambda name, value: f"{name}: {value}".encode(),
    st.sampled_from(_NAMES),
    st.sampled_from(_VALUES),
)
_line = st.one_of(_header, st.sampled_from(_BODIES), st.binary(max_size=40), st.just(b""))

contents = st.one_of(
    st.lists(_line, max_size=30).map(b"\r\n".join), st.lists(_line, max_size=30).map(b"\n".join)
)
"""headers, bodies and boundaries in any order, with garbage in between"""


def nested(depth: int) -> bytes:
    """Parts within parts, so deep, around an empty text."""
    opened = (
        b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (level, level)
        for level in range(depth)
    )
    closed = (b"\r\n--%d--" % level for level in reversed(range(depth)))
    return b"".join((*opened, b"\r\n", *closed))
