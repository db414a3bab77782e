"""Records as JSON and back, by their type hints: what a run is saved with.

A record (a dataclass or a `NamedTuple`) is an object of its fields and, under `class`, its name, so
that an event of a list or the content of a timer comes back as what it was. An enumeration is its
value; lists, tuples and sets are lists, a set always in the same order; texts, whole numbers, true,
false and None are themselves. The same value gives the same bytes. What is read may be hostile:
every problem is told with its path in the JSON, and nothing is converted or left out in silence.
What two fields share, a list say, comes back as two that are equal.

>>> encode(Receipt("sms-1", Status.DELIVERED, 5))
{'class': 'Receipt', 'sms': 'sms-1', 'status': 'delivered', 'at': 5}
>>> decode(Receipt, {"class": "Receipt", "sms": "sms-1", "status": "delivered", "at": 5})
Receipt(sms='sms-1', status=<Status.DELIVERED: 'delivered'>, at=5)

Our own, since no library does this to records as they are: msgspec refuses a union of dataclasses,
cattrs and mashumaro read "3" and true as whole numbers unless every type is taught otherwise, and
typedload takes the first class of a union that fits, where many of our events have the same fields.
"""

from __future__ import annotations

import json
from collections import Counter
from enum import Enum
from types import NoneType
from typing import Any, TypeVar

from smsflow.document.hints import TAG, fields_of, is_record, shape_of
from smsflow.errors import START, DocumentError, EnoughProblems, Place, Problem, shorten

T = TypeVar("T")

_TOO_DEEP = Problem("SF114", "it is nested too deep", START)


def write(value: object) -> bytes:
    """A value as one line of JSON."""
    return f"{_spelled(encode(value))}\n".encode()


def read(kind: type[T], path: str, data: bytes) -> T:
    """The value of a file's bytes; `DocumentError` names `path` and every problem."""
    try:
        text = data.decode("utf-8-sig")
        parsed = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        problem = Problem("SF102", f"byte {error.start + 1} is not UTF-8", START)
    except json.JSONDecodeError as error:
        place = Place(error.lineno, error.colno)
        problem = Problem("SF120", f"JSON cannot be read on from here: {error.msg}", place)
    except _NotJson as error:
        problem = Problem("SF120", str(error), START)
    except ValueError:
        problem = Problem("SF120", "a number has too many digits", START)
    except RecursionError:
        problem = _TOO_DEEP
    else:
        return decode(kind, parsed, path)
    raise DocumentError(path, "", [problem])


def encode(value: object) -> object:
    """A value as `json` takes it; `TypeError` where something in it has no form in JSON."""
    kind: type = type(value)
    if kind in (str, int, bool, NoneType):
        return value
    if isinstance(value, Enum):
        return encode(value.value)
    if is_record(kind):
        parts = {name: encode(getattr(value, name)) for name in fields_of(kind)}
        return {TAG: kind.__name__, **parts}
    if isinstance(value, list | tuple):
        return [encode(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((encode(item) for item in value), key=_spelled)
    if isinstance(value, dict):
        return {_key(key): encode(item) for key, item in value.items()}
    raise TypeError(f"{kind.__name__} has no form in JSON")


def decode(kind: type[T], data: object, path: str = "") -> T:
    """The value that `encode` made this of; `DocumentError` names `path` and every problem.

    A record may refuse values itself: a `ValueError` of its constructor is a problem like others.
    `TypeError` where a hint has no form in JSON, or two of a union cannot be told apart there.
    """
    hint: Any = kind
    problems: list[Problem] = []
    try:
        value: T = shape_of(hint).read(data, None, problems)
        if not problems:
            return value
    except EnoughProblems:
        pass
    except RecursionError:
        problems.append(_TOO_DEEP)
    raise DocumentError(path, "", problems)


def _spelled(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _key(key: object) -> str:
    value = key.value if isinstance(key, Enum) else key
    if type(value) is not str:
        raise TypeError(f"{type(key).__name__} cannot be a key in JSON")
    return value


class _NotJson(ValueError):
    """Python's reader takes it, and JSON does not allow it."""


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) < len(pairs):
        ((twice, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise _NotJson(f"the key {shorten(twice)} stands twice in one object")
    return values


def _no_number(word: str) -> object:
    raise _NotJson(f"{word} is no number in JSON")
