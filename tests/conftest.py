"""What every test shares: hypothesis without a stopwatch, and failures that print their seed."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

os.environ.pop("FORCE_COLOR", None)  # a CI may set it, and these tests compare plain output

settings.register_profile(
    "smsflow",
    deadline=None,  # a busy machine is no failure
    print_blob=True,  # the line that replays a failing example
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("smsflow")
