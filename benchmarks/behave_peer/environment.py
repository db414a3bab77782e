"""A campaign of its own for each scenario."""

from consent_model import Campaign


def before_scenario(context, scenario):
    context.campaign = Campaign()
