"""The nine-step flow as files: the same families for each runner, no two families alike.

A guardian with two children in grades 5-11; the campaign starts; one SMS asks for consent; hours
pass; the guardian confirms; the link arrives; both vouchers await activation; one is activated; the
other still awaits.
"""

import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

SEED = 1414
GUARDIANS = ("aigul", "marat", "saule", "erlan", "gulnar", "айжан", "бауыржан", "zhanar", "tatyana")
FIRST_CHILDREN = ("dana", "madi", "aruzhan", "нұрлан", "kamila", "timur", "dias")
SECOND_CHILDREN = ("arman", "aliya", "sanzhar", "әсел", "inkar", "yulia")
PREFIXES = ("700", "701", "702", "705", "707", "708", "747", "771", "775", "776", "777", "778")
NUMBER_SPELLINGS = ("+7 {} {} {} {}", "+7{}{}{}{}", "8{}{}{}{}", "8 {} {}-{}-{}")
CONSENTS = ("2*1", "2 * 1", "2*1.", "2*1!", " 2*1 ", "2＊1", "２＊１", "2∗1", "2×1")


@dataclass(frozen=True)
class Family:
    """One guardian, two children and the answer, each word as it stands in a file."""

    guardian: str
    number: str
    first: str
    first_grade: str
    second: str
    second_grade: str
    hours: str
    text: str


def families(count: int) -> Iterator[Family]:
    """`count` different families, the same at each call; names and numbers never repeat."""
    draw = random.Random(SEED)
    for index in range(count):
        digits = f"{index * 7919 % 10_000_000:07}"  # 7919 and 10⁷ share no factor: no repetition
        spelling = draw.choice(NUMBER_SPELLINGS)
        yield Family(
            guardian=f"{draw.choice(GUARDIANS)}_{index}",
            number=spelling.format(draw.choice(PREFIXES), digits[:3], digits[3:5], digits[5:]),
            first=f"{draw.choice(FIRST_CHILDREN)}_{index}",
            first_grade=str(draw.randint(5, 11)),
            second=f"{draw.choice(SECOND_CHILDREN)}_{index}",
            second_grade=str(draw.randint(5, 11)),
            hours=str(draw.randint(1, 48)),
            text=draw.choice(CONSENTS),
        )


def feature(family: Family, *, last: str = "awaiting_activation") -> str:
    """The flow in Gherkin; another `last` status makes it fail at its last step.

    Without data tables: they would cost pytest-bdd another half a millisecond a file.
    """
    guardian, first, second = family.guardian, family.first, family.second
    return f"""\
Feature: Consent by SMS for {guardian}

  Scenario: Children in grades {family.first_grade} and {family.second_grade}, one SMS, one consent
    Given guardian "{guardian}" at "{family.number}" with "{first}" in grade {family.first_grade} \
and "{second}" in grade {family.second_grade}
    When the campaign starts
    Then "{guardian}" has received one SMS asking for consent, which says "2*1"
    When {family.hours} hours pass
    And "{guardian}" replies "{family.text}"
    Then "{guardian}" has received the voucher link
    And the consent of "{guardian}" is "consented", and the vouchers of "{first}" and "{second}" \
are "awaiting_activation"
    When the voucher of "{first}" is activated
    Then the voucher of "{first}" is "active" and that of "{second}" is "{last}"
"""


def scenario(family: Family, *, last: str = "awaiting_activation") -> str:
    """The flow as a scenario of ours; another `last` status makes it fail at its last step."""
    guardian, first, second = family.guardian, family.first, family.second
    return f"""\
name: Consent by SMS for {guardian}, grades {family.first_grade} and {family.second_grade}
covers: [R06, R07, R10, R11, R56, R58]

guardians:
  {guardian}: {{number: "{family.number}"}}
children:
  {first}: {{grade: {family.first_grade}, guardians: [{guardian}]}}
  {second}: {{grade: {family.second_grade}, guardians: [{guardian}]}}

steps:
  - start_campaign
  - expect_sms: {{to: {guardian}, kind: consent_request, contains: "2*1", count: 1}}
  - wait: {family.hours}h
  - reply: {{from: {guardian}, text: "{family.text}"}}
  - expect_sms: {{to: {guardian}, kind: voucher_link}}
  - expect:
      consent: {{{guardian}: consented}}
      vouchers: {{{first}: awaiting_activation, {second}: awaiting_activation}}
  - activate: {first}
  - expect:
      vouchers: {{{first}: active, {second}: {last}}}
"""


def cases(count: int, columns: Collection[str] = ()) -> str:
    """One scenario with `count` rows of `cases`: these columns vary, or all, names too."""
    names = [column.name for column in fields(Family)]
    columns = columns or names
    family = next(iter(families(1)))
    template = scenario(
        Family(*(f"<{name}>" if name in columns else getattr(family, name) for name in names))
    )
    rows = (
        "  - {" + ", ".join(f'{column}: "{getattr(family, column)}"' for column in columns) + "}\n"
        for family in families(count)
    )
    return template + "\ncases:\n" + "".join(rows)


def campaign(count: int) -> str:
    """One scenario in which `count` families go through the flow together, every step for each."""
    everyone = list(families(count))
    lines = [f"name: A campaign of {count} guardians", "", "guardians:"]
    lines += [f'  {each.guardian}: {{number: "{each.number}"}}' for each in everyone]
    lines += ["children:"]
    for each in everyone:
        lines += [
            f"  {each.first}: {{grade: {each.first_grade}, guardians: [{each.guardian}]}}",
            f"  {each.second}: {{grade: {each.second_grade}, guardians: [{each.guardian}]}}",
        ]
    lines += ["", "steps:", "  - start_campaign"]
    lines += ["  - messages: |"]
    lines += [f"      1414 > {each.guardian}: consent_request" for each in everyone]
    lines += ["  - wait: 2h", "  - messages: |"]
    lines += [f"      {each.guardian} > 1414: {each.text}" for each in everyone]
    lines += [f"      1414 > {each.guardian}: voucher_link" for each in everyone]
    lines += ["  - expect:", "      consent:"]
    lines += [f"        {each.guardian}: consented" for each in everyone]
    lines += _vouchers(everyone, first="awaiting_activation")
    lines += [f"  - activate: {each.first}" for each in everyone]
    lines += ["  - expect:", *_vouchers(everyone, first="active")]
    return "\n".join(lines) + "\n"


def _vouchers(everyone: list[Family], *, first: str) -> list[str]:
    lines = ["      vouchers:"]
    for each in everyone:
        lines += [f"        {each.first}: {first}", f"        {each.second}: awaiting_activation"]
    return lines


def write(path: Path, text: str) -> None:
    """Write one file, in UTF-8 and with plain line ends, making its folder if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
