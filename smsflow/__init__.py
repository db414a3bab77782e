"""Replay, explore and prove the SMS consent flow of Kazakhstan's school-meal vouchers.

The public names load when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smsflow.memo.policy import Policy
    from smsflow.scenario.result import Failure, Outcome, Result
    from smsflow.scenario.run import run_file, run_scenario
    from smsflow.scenario.watched import WatchedSimulation as Simulation

__version__ = "0.1.0"
__all__ = ["Failure", "Outcome", "Policy", "Result", "Simulation", "run_file", "run_scenario"]


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _WHERE[name]
    return getattr(import_module(module), attribute)


_WHERE = {
    "Failure": ("smsflow.scenario.result", "Failure"),
    "Outcome": ("smsflow.scenario.result", "Outcome"),
    "Policy": ("smsflow.memo.policy", "Policy"),
    "Result": ("smsflow.scenario.result", "Result"),
    "Simulation": ("smsflow.scenario.watched", "WatchedSimulation"),
    "run_file": ("smsflow.scenario.run", "run_file"),
    "run_scenario": ("smsflow.scenario.run", "run_scenario"),
}
