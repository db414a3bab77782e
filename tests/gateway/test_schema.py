from __future__ import annotations

import json
from collections.abc import Iterator

import jsonschema
import pytest
import yaml

from tests.command_line import smsflow
from tests.docs.test_simulated_phones import SECTION

EXAMPLE = SECTION.partition("<!-- file: phones.yaml -->\n```yaml\n")[2].partition("```")[0]


def problems(text: str) -> Iterator[str]:
    """What the schema has against a file, as an editor would see it."""
    ran = smsflow("schema", "--phones")
    assert ran.code == 0
    validator = jsonschema.Draft202012Validator(json.loads(ran.out))
    return (error.message for error in validator.iter_errors(yaml.safe_load(text)))


def test_the_readmes_phones_fit_the_schema() -> None:
    """Whatever YAML makes of them."""
    assert EXAMPLE
    assert list(problems(EXAMPLE)) == []


@pytest.mark.parametrize(
    "phone",
    [
        "{rply: '2*1'}",
        "{replies: [{after: 1s}]}",
        "{replies: '2*1'}",
        "{faults: [spam_bloking]}",
        "{faults: [{by: 2h}]}",
        "{ignore: perhaps}",
    ],
)
def test_what_is_wrong_is_underlined(phone: str) -> None:
    """A misspelt key or cause, a part that is missing, another kind of value."""
    assert list(problems(f"phones: {{77015550101: {phone}}}"))
