"""`--policy key=value`: settings on the command line, read as a scenario's are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from smsflow.document.shapes import Invalid, Reader
from smsflow.document.tree import Mapping, Node, Scalar, Sequence
from smsflow.errors import START, UsageError
from smsflow.memo.policy import DEFAULTS, SETTINGS, Policy
from smsflow.scenario.language.values import POLICY


def read_policy(settings: Iterable[str] | None, base: Policy = DEFAULTS) -> Policy:
    """The defaults, or a `base`, with these settings changed; `UsageError` for one that cannot be.

    A list is written with commas: `reoffer_covers=refused,lapsed`.
    """
    if not settings:
        return base
    entries: dict[str, Node] = {}
    for setting in settings:
        name, equals, value = (part.strip() for part in setting.partition("="))
        if not equals or name in entries:
            what = "stands here twice" if equals else "is not of the form setting=value"
            raise UsageError("SF406", f"--policy {setting}: {what}")
        entries[name] = _node(name, value)
    reader = Reader()
    values = POLICY.read(
        Mapping(START, [(Scalar(START, name), node) for name, node in entries.items()]), reader
    )
    if isinstance(values, Invalid) or reader.problems:
        problem = reader.problems[0]
        raise UsageError(problem.code, f"--policy: {problem.message}")
    return replace(base, **values)


def _node(name: str, value: str) -> Node:
    if name in SETTINGS and SETTINGS[name].type is tuple:
        parts = [part.strip() for part in value.strip("[]").split(",")]
        return Sequence(START, [Scalar(START, part) for part in parts if part])
    return Scalar(START, value)
