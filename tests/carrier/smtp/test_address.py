from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsflow.carrier.smtp.address import address_of, number_of, short_code_of
from smsflow.carrier.smtp.refusal import Refusal

DOMAIN = "sms.example"


@pytest.mark.parametrize(
    "local",
    [
        "+77015550101",
        "77015550101",
        "87015550101",
        "7015550101",
        '"+77015550101"',
        '"87015550101"',
        '"8 (701) 555-01-01"',
        r'"\+7\ 701\ 555\ 01\ 01"',
        "8-701-555-01-01",
        "8.701.555.01.01",
    ],
)
def test_any_form_of_a_kazakh_mobile_number_is_read(local: str) -> None:
    """With or without the plus, quoted or not, written apart or not."""
    assert number_of(f"{local}@{DOMAIN}", DOMAIN) == "+77015550101"


@pytest.mark.parametrize(
    "local",
    [
        "",
        "aigul",
        "1414",
        "+79015550101",
        "+77172555555",
        "7701555010",
        '"+77015550101',
        '""+77015550101""',
        '"a@b"',
        "+77015550101,+77015550102",
        "+77015550101/aigul",
    ],
)
def test_what_is_no_such_number_is_550_5_1_3(local: str) -> None:
    """Neither a name, nor a Russian number, nor a landline, nor a broken quotation."""
    with pytest.raises(Refusal) as told:
        number_of(f"{local}@{DOMAIN}", DOMAIN)
    assert str(told.value) == "550 5.1.3 the local part is no Kazakh mobile number"


def test_an_address_without_a_domain_is_550_5_1_3() -> None:
    """A bare number is no address."""
    with pytest.raises(Refusal, match=r"^550 5\.1\.3 "):
        number_of("+77015550101", DOMAIN)


@pytest.mark.parametrize("domain", ["example.kz", "sms.example.kz", "x.sms.example", "", "[::1]"])
def test_another_domain_is_550_5_7_1(domain: str) -> None:
    """Nothing is relayed; upper and lower case of a domain do not differ."""
    assert number_of("+77015550101@SMS.Example", DOMAIN) == "+77015550101"
    with pytest.raises(Refusal) as told:
        number_of(f"+77015550101@{domain}", DOMAIN)
    assert str(told.value) == "550 5.7.1 no mail for this domain here"


def test_a_number_and_the_short_code_have_addresses() -> None:
    """Each is read back from its own; the short code is no number of a phone."""
    assert address_of("+77015550101", DOMAIN) == "+77015550101@sms.example"
    assert short_code_of(address_of("1414", DOMAIN), DOMAIN) == "1414"
    with pytest.raises(Refusal, match=r"^550 5\.1\.3 "):
        short_code_of("+77015550101@sms.example", DOMAIN)


@given(st.text())
def test_any_text_is_a_number_or_refused(address: str) -> None:
    """Nothing else comes of an address, whatever stands in it."""
    with suppress(Refusal):
        assert number_of(f"{address}@{DOMAIN}", DOMAIN).startswith("+77")
    with suppress(Refusal):
        assert number_of(address, DOMAIN).startswith("+77")
