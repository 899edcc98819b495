"""This file is the place where a field's Python value becomes a JSON value and comes back."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from kacdesk.core.clock import moment_text
from kacdesk.spec.field import NUMBERS, FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec, Values

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")
_ID = re.compile(r"[0-9a-f]{32}")


class BadValue(ValueError):
    """A value is not what its field holds; names register, field and kind, never the value."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(f"field {spec.name} does not hold a {spec.kind}")
        self.field = spec.name
        self.kind = spec.kind


@dataclass(frozen=True, slots=True)
class Decoded:
    """Known fields as Python values; `unknown` as they came, for a version that knows them."""

    values: dict[str, Any]
    unknown: dict[str, Any]


def encode_value(spec: FieldSpec, value: object) -> Any:
    """Return one Python value as JSON value; raises BadValue."""
    if value is None:
        return None
    match spec.kind:
        case Kind.REFERENCE if isinstance(value, UUID):
            return value.hex
        case Kind.FLAG if isinstance(value, bool):
            return value
        case Kind.DAY if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        case Kind.MOMENT if isinstance(value, datetime) and value.tzinfo is not None:
            return moment_text(value)
        case kind if kind in NUMBERS and isinstance(value, int) and not isinstance(value, bool):
            return value
        case kind if kind not in _NOT_TEXT and isinstance(value, str):
            return str(value)
    raise BadValue(spec)


def decode_value(spec: FieldSpec, value: object) -> Any:
    """Return one JSON value as Python value; raises BadValue."""
    if value is None:
        return None
    try:
        return READERS[spec.kind](value)
    except ValueError as error:
        raise BadValue(spec) from error


def encode_values(spec: RegisterSpec, values: Values) -> dict[str, Any]:
    """Return the synced fields among `values` as JSON values, in the register's order."""
    return {
        field.name: encode_value(field, values[field.name]) for field in spec.synced if field.name in values
    }


def decode_values(spec: RegisterSpec, values: Mapping[str, Any]) -> Decoded:
    """Return the known fields as Python values and the unknown ones untouched; raises BadValue."""
    known = {field.name: field for field in spec.synced}
    decoded = {name: decode_value(known[name], value) for name, value in values.items() if name in known}
    unknown = {name: value for name, value in values.items() if name not in known}
    return Decoded(decoded, unknown)


def read_moment(text: str) -> datetime:
    """Read what `moment_text` writes; raises ValueError."""
    if not _MOMENT.fullmatch(text):
        raise ValueError("not a moment")
    return datetime.fromisoformat(text)


_NOT_TEXT = NUMBERS | {Kind.REFERENCE, Kind.FLAG, Kind.DAY, Kind.MOMENT}


def _read_text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError("not a text")


def _read_number(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError("not a number")


def _read_flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError("not a flag")


def _read_reference(value: object) -> UUID:
    return _reference(_read_text(value))


def _read_day(value: object) -> date:
    return _day(_read_text(value))


# Clerks, institutions, services and days come again and again. Only what was read is remembered.
@lru_cache(maxsize=4096)
def _reference(text: str) -> UUID:
    if _ID.fullmatch(text):
        return UUID(text)
    raise ValueError("not an identifier")


@lru_cache(maxsize=1024)
def _day(text: str) -> date:
    if _DAY.fullmatch(text):
        return date.fromisoformat(text)
    raise ValueError("not a day")


def _read_moment(value: object) -> datetime:
    return read_moment(_read_text(value))


_OTHERS: Mapping[Kind, Callable[[object], Any]] = {
    **dict.fromkeys(NUMBERS, _read_number),
    Kind.FLAG: _read_flag,
    Kind.REFERENCE: _read_reference,
    Kind.DAY: _read_day,
    Kind.MOMENT: _read_moment,
}
READERS: Mapping[Kind, Callable[[object], Any]] = {kind: _OTHERS.get(kind, _read_text) for kind in Kind}
"""Kind → how a JSON value that is not null becomes a Python value; raises ValueError."""

_AS_THEY_ARE: Mapping[Callable[[object], Any], type] = {
    _read_text: str,
    _read_number: int,
    _read_flag: bool,
}
UNCHANGED: Mapping[Kind, type] = {
    kind: _AS_THEY_ARE[read] for kind, read in READERS.items() if read in _AS_THEY_ARE
}
"""Kind → the type of the JSON values that its reader returns as they are."""
