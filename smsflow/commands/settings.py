"""`--policy key=value`: settings on the command line, read as a scenario's are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from smsflow.document.shapes import Invalid, Reader
from smsflow.document.tree import Mapping, Node, Scalar, Sequence
from smsflow.errors import START, DocumentError, Problem, UsageError
from smsflow.memo.policy import DEFAULTS, SETTINGS, Policy
from smsflow.scenario.language.values import POLICY
from smsflow.sms.wording import Wording, default_wording


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


def read_wording(paths: Iterable[Path] | None) -> Wording | None:
    """The wording with languages replaced by files; None where it is ours."""
    if not paths:
        return None
    wording = default_wording()
    for path in paths:
        try:
            wording = wording.replaced_by(path)
        except OSError as error:
            problem = Problem("SF100", f"it cannot be opened: {error.strerror}", START)
            raise DocumentError(path.as_posix(), "", [problem]) from None
    return wording
