"""The nine steps, for behave."""

from behave import given, then, when
from consent_model import Child, Guardian


@given(
    'guardian "{name}" at "{number}" with "{first}" in grade {first_grade:d} '
    'and "{second}" in grade {second_grade:d}'
)
def a_guardian(context, name, number, first, first_grade, second, second_grade):
    children = [Child(first, first_grade), Child(second, second_grade)]
    context.campaign.add(Guardian(name, number, children))


@when("the campaign starts")
def the_campaign_starts(context):
    context.campaign.start()


@when("{hours:d} hours pass")
def hours_pass(context, hours):
    context.campaign.wait(hours)


@when('"{name}" replies "{text}"')
def a_guardian_replies(context, name, text):
    context.campaign.reply(name, text)


@when('the voucher of "{child}" is activated')
def a_voucher_is_activated(context, child):
    context.campaign.activate(child)


@then('"{name}" has received one SMS asking for consent, which says "{part}"')
def one_consent_request(context, name, part):
    inbox = context.campaign.guardians[name].inbox
    requests = [sms for sms in inbox if sms.kind == "consent_request"]
    assert len(requests) == 1, requests
    assert part in requests[0].text


@then('"{name}" has received the voucher link')
def the_voucher_link(context, name):
    inbox = context.campaign.guardians[name].inbox
    assert any(sms.kind == "voucher_link" for sms in inbox), inbox


@then(
    'the consent of "{name}" is "{state}", '
    'and the vouchers of "{first}" and "{second}" are "{status}"'
)
def consent_and_vouchers(context, name, state, first, second, status):
    assert context.campaign.guardians[name].state == state
    assert context.campaign.child(first).voucher == status
    assert context.campaign.child(second).voucher == status


@then('the voucher of "{first}" is "{first_status}" and that of "{second}" is "{second_status}"')
def the_vouchers(context, first, first_status, second, second_status):
    assert context.campaign.child(first).voucher == first_status
    assert context.campaign.child(second).voucher == second_status
