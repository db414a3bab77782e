"""Folders of scenarios to make a page of: every outcome, and texts that would like to be markup."""

from __future__ import annotations

import json
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

from smsflow.sms.messages import Kind
from tests.command_line import Ran, smsflow
from tests.writing import family

HOSTILE = (
    "</script></style></title><img src=x onerror=pwned()>\"'`<svg/onload=pwned()>{{7*7}}&lt;b>"
)
"""a text that ends whatever it may stand in, and then says what is to be done"""

CONSENT = family("- start_campaign\n- reply: {from: aigul, text: '2*1'}\n- activate: dana")
BLOCKED = family(
    "- fault: {on: aigul, cause: blacklisted}\n- start_campaign\n- wait: 8d\n"
    "- expect: {truth: {aigul: ignored}}"
)
CASES = (
    family(
        "- start_campaign\n- reply: {from: aigul, text: <text>}\n"
        "- expect: {consent: {aigul: consented}}"
    )
    + "cases:\n"
    + "".join(f'- {{text: "{text}"}}\n' for text in ("2*1", "2*5", "2 * 1", "x"))
)
LATE = family(
    "- start_campaign\n- wait: 8d\n- reply: {from: aigul, text: '2*1'}\n"
    "- expect: {wrongful_refusals: [aigul]}"
)
MANY = (
    "name: Ten guardians, the seventh without a balance\ntags: [many, 5-11]\ncovers: [R06, R54]\n"
    "guardians:\n"
    + "".join(
        f'  g{number}: {{number: "+7 701 555 02 {number:02}"'
        + (", faults: [no_balance]" if number == 7 else "")
        + "}\n"
        for number in range(10)
    )
    + "children:\n"
    + "".join(f"  c{number}: {{grade: 6, guardians: [g{number}]}}\n" for number in range(10))
    + "steps: [start_campaign, {reply: {from: g7, text: '2*1'}}, wait: 8d]\n"
).replace("wait: 8d]", "{wait: 8d}]")
FILES = {
    "a/blocked.yaml": BLOCKED,
    "a/cases.yaml": CASES,
    "a/consent.yaml": CONSENT,
    "b/late.yaml": LATE + "policy: {late_reply: ignore}\n",
    "b/many.yaml": MANY,
    "b/skipped.yaml": CONSENT + "skip: not yet\n",
    "b/typo.yaml": family("- rply: {from: aigul}"),
}


def hostile_files() -> dict[str, str]:
    """Files in which every text that may be anything is hostile, file names too."""
    text = json.dumps(HOSTILE)
    head = f"name: {text}\ndescription: {text}\ntags: [{text}]\n"
    body = family(
        f"- start_campaign\n- reply: {{from: aigul, text: {text}}}\n"
        "- reply: {from: aigul, text: '2*1'}\n- activation_error: dana\n- activate: dana\n"
        "- report_error: {child: dana, organisation_bin: '901241000012', child_iin: "
        f"'910304600011', system: {text}, screenshot: {text}}}\n"
        f"- decline_voucher: {{child: arman, reason: {text}}}\n"
    ).partition("\n")[2]
    body = body.replace("dana: {", "dana: {iin: '910304600011', ")
    failing = f"  - expect_sms: {{to: aigul, kind: voucher_link, text: {text}}}\n"
    return {
        "hostile.yaml": head + body,
        "<img src=x onerror=pwned()>.yaml": head + body + failing,
        "unknown.yaml": head + body + f"  - {text}\n",
        "skipped.yaml": head + body + f"skip: {text}\n",
        "cases.yaml": head.replace(text, '"<text>"', 1) + body + f"cases: [{{text: {text}}}]\n",
        "table.yaml": CASES.partition("cases:")[0] + "cases: rows.csv\n",
        "rows.csv": f"text\n2*1\n{HOSTILE},{HOSTILE}\n",
    }


def hostile_wording(folder: Path) -> Path:
    """A file of SMS whose every text is hostile, with a place for a code (R26)."""
    path = folder / "kk.yaml"
    texts = dict.fromkeys(Kind, HOSTILE) | {Kind.REGISTRATION_CODE: f"{HOSTILE} {{code}}"}
    sms = "".join(
        f"  {kind}: {{text: {json.dumps(text)}, budget: 9}}\n" for kind, text in texts.items()
    )
    path.write_text(f"language: kk\nsms:\n{sms}", encoding="utf-8")
    return path


def page(folder: Path, files: dict[str, str], *options: str) -> tuple[Ran, str]:
    """What `smsflow run --html` says and writes of these files, in a folder of their own."""
    for name, text in files.items():
        path = folder / "scenarios" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    file = folder / "page.html"
    ran = smsflow("run", str(folder / "scenarios"), "--html", str(file), *options)
    return ran, file.read_text(encoding="utf-8")


class Seen(HTMLParser):
    """What a parser finds in a page: its elements, what is open, and attributes that act."""

    VOID = frozenset(("meta", "link", "input"))
    LEFT_OPEN = frozenset(("p", "li", "th", "td", "tr", "thead", "tbody", "option"))
    """elements that need no end"""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: Counter[str] = Counter()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.acting: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.wrongly_closed: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.elements[tag] += 1
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src", "action", "xlink:href"):
                self.targets.append(value or "")
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                self.acting.append((name, value or ""))
        if tag not in self.VOID and tag not in self.LEFT_OPEN:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of a drawing, which ends at once."""
        self.handle_starttag(tag, attrs)
        self.open.remove(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends: the one that was opened last."""
        if tag in self.LEFT_OPEN:
            return
        if not self.open or self.open.pop() != tag:
            self.wrongly_closed.append(tag)

    def handle_data(self, data: str) -> None:
        """Text."""
        self.text.append(data)
