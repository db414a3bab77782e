"""What every test shares: hypothesis without a stopwatch, and failures that print their seed."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "smsflow",
    deadline=None,  # a busy machine is no failure
    print_blob=True,  # the line that replays a failing example
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("smsflow")
