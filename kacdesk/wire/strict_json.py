"""This file is the place where JSON from outside is read strictly: one meaning for every reader, or none."""

import json
import re
from typing import Any

LARGEST_INTEGER = 2**53
DEEPEST = 4
"""Levels of nesting below the line itself that are accepted."""

_SURROGATE = re.compile("[\ud800-\udfff]")


class NotStrict(ValueError):
    """The text is not JSON as we accept it; `code` is stable, the message never quotes a value."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def read_object(raw: bytes) -> dict[str, Any]:
    """Return the one JSON object in `raw`.

    Refused with NotStrict: anything but UTF-8, duplicate keys, fractions and infinities, integers beyond
    ±2^53, NUL and lone surrogates in texts and keys, nesting deeper than DEEPEST.
    """
    try:
        text = raw.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_float=_no_fraction,
            parse_constant=_no_fraction,
            parse_int=_integer,
        )
    except UnicodeDecodeError as error:
        raise NotStrict("encoding", "the line is not UTF-8") from error
    except RecursionError as error:
        raise NotStrict("depth", "the line is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise NotStrict("json", f"the line is not JSON at character {error.pos}") from error
    if not isinstance(value, dict):
        raise NotStrict("json", "the line is not an object")
    require_plain(value, depth=-1)
    return value


def require_plain(value: object, *, depth: int = 0) -> None:
    """Refuse with NotStrict what would not survive the way to the other side and back."""
    if depth > DEEPEST:
        raise NotStrict("depth", "the line is nested too deeply")
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        if "\0" in value or _SURROGATE.search(value):
            raise NotStrict("characters", "a text holds NUL or a lone surrogate")
    elif isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise NotStrict("integer", "an integer is beyond 2^53")
    elif isinstance(value, dict):
        for key, part in value.items():
            require_plain(key, depth=depth)
            require_plain(part, depth=depth + 1)
    elif isinstance(value, list):
        for part in value:
            require_plain(part, depth=depth + 1)
    else:
        raise NotStrict("json", f"{type(value).__name__} has no place on the wire")


def write_object(value: dict[str, Any]) -> bytes:
    """Return the object as compact UTF-8 JSON; raises NotStrict for what `read_object` would refuse."""
    require_plain(value, depth=-1)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrict("duplicate-key", "a key is given twice")
    return found


def _no_fraction(text: str) -> Any:
    raise NotStrict("fraction", "numbers with a fraction or exponent are not used")


def _integer(text: str) -> int:
    if len(text) > 17:
        raise NotStrict("integer", "an integer is beyond 2^53")
    return int(text)
