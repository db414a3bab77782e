"""Where text becomes markup: every value is cleaned, masked and escaped on its way to the page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from smsflow.moments import format_instant
from smsflow.report.screen import clean
from smsflow.sms.masking import mask

FOLDER = Path(__file__).parent / "templates"
ELLIPSIS = "…"
_TICKED = re.compile("`([^`]*)`")


def template(name: str, *, reveal: bool) -> Template:
    """One of our templates; numbers and IINs in what it prints are masked unless `reveal`."""
    return _environment(reveal).get_template(name)


def text_of(name: str) -> str:
    """A style sheet or a script of ours, as it is."""
    return FOLDER.joinpath(name).read_text(encoding="utf-8")


@cache
def _environment(reveal: bool) -> Environment:
    def shown(value: object) -> object:
        """A text as anybody may see it; what is markup already was text once, and was shown."""
        if not isinstance(value, str) or isinstance(value, Markup):
            return value
        return clean(value if reveal else mask(value))

    def cut(text: str, most: int) -> str:
        """Masked before it is cut: half a number would not be known for one."""
        whole = str(shown(text))
        return whole if len(whole) <= most else whole[: most - 1] + ELLIPSIS

    def prose(text: str) -> Markup:
        """A sentence of ours, in which `backticks` mark what is code."""
        return Markup(_TICKED.sub(r"<code>\1</code>", str(escape(shown(text)))))

    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["cut"] = cut
    environment.filters["prose"] = prose
    environment.filters["markup"] = (
        Markup  # ours alone: style sheet, script, sections, and lines of drawings
    )
    environment.filters["instant"] = format_instant
    return environment
