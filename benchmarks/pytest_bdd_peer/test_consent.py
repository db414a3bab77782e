"""The nine steps, for pytest-bdd."""

import pytest
from consent_model import Campaign, Child, Guardian
from pytest_bdd import given, parsers, scenarios, then, when

scenarios("features")


@pytest.fixture
def campaign():
    """A campaign of its own for each scenario."""
    return Campaign()


@given(
    parsers.parse(
        'guardian "{name}" at "{number}" with "{first}" in grade {first_grade:d} '
        'and "{second}" in grade {second_grade:d}'
    )
)
def a_guardian(campaign, name, number, first, first_grade, second, second_grade):
    children = [Child(first, first_grade), Child(second, second_grade)]
    campaign.add(Guardian(name, number, children))


@when("the campaign starts")
def the_campaign_starts(campaign):
    campaign.start()


@when(parsers.parse("{hours:d} hours pass"))
def hours_pass(campaign, hours):
    campaign.wait(hours)


@when(parsers.parse('"{name}" replies "{text}"'))
def a_guardian_replies(campaign, name, text):
    campaign.reply(name, text)


@when(parsers.parse('the voucher of "{child}" is activated'))
def a_voucher_is_activated(campaign, child):
    campaign.activate(child)


@then(parsers.parse('"{name}" has received one SMS asking for consent, which says "{part}"'))
def one_consent_request(campaign, name, part):
    requests = [sms for sms in campaign.guardians[name].inbox if sms.kind == "consent_request"]
    assert len(requests) == 1
    assert part in requests[0].text


@then(parsers.parse('"{name}" has received the voucher link'))
def the_voucher_link(campaign, name):
    assert any(sms.kind == "voucher_link" for sms in campaign.guardians[name].inbox)


@then(
    parsers.parse(
        'the consent of "{name}" is "{state}", '
        'and the vouchers of "{first}" and "{second}" are "{status}"'
    )
)
def consent_and_vouchers(campaign, name, state, first, second, status):
    assert campaign.guardians[name].state == state
    assert campaign.child(first).voucher == status
    assert campaign.child(second).voucher == status


@then(
    parsers.parse(
        'the voucher of "{first}" is "{first_status}" and that of "{second}" is "{second_status}"'
    )
)
def the_vouchers(campaign, first, first_status, second, second_status):
    assert campaign.child(first).voucher == first_status
    assert campaign.child(second).voucher == second_status
