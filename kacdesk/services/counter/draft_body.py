"""This file is the place where a half-filled form is described, and written down so that no version drops what
another wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from kacdesk.core.ids import parse_id
from kacdesk.models.catalog import Catalog
from kacdesk.spec.field import NUMBERS, FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec


@dataclass(frozen=True)
class Draft:
    """A form that is not finished; moments in UTC.

    `values` and `lines` are as `records.save` wants them, a line's own `id` included; what this version does not
    know stands among them as it was written · `record` and `rev` name the record that is being corrected, None and 0
    for a new one · `kept_at` is when something was last typed.

    `typed` path of a field → the words in it that cannot be read as its value · `caret` path of the field with the
    cursor · `reason` of a correction · `measured_s` what a running stopwatch has measured, None when none runs ·
    `parked` put aside by a person, not left by accident · `follows` the record whose saving was taken back ·
    `confirmed` paths of the fields that a person has looked at twice and keeps as they are · `more` what a newer
    version wrote beside all this.
    """

    id: UUID
    register: str
    begun_at: datetime
    kept_at: datetime
    values: Mapping[str, Any]
    lines: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    record: UUID | None = None
    rev: int = 0
    typed: Mapping[str, str] = field(default_factory=dict)
    caret: str = ""
    reason: str = ""
    measured_s: int | None = None
    parked: bool = False
    follows: UUID | None = None
    confirmed: frozenset[str] = frozenset()
    more: Mapping[str, Any] = field(default_factory=dict)


class _Body(msgspec.Struct, omit_defaults=True):
    values: dict[str, Any] = {}
    lines: dict[str, list[dict[str, Any]]] = {}
    record: UUID | None = None
    rev: int = 0
    typed: dict[str, str] = {}
    caret: str = ""
    reason: str = ""
    measured_s: int | None = None
    parked: bool = False
    follows: UUID | None = None
    confirmed: list[str] = []


_MEMBERS = frozenset(_Body.__struct_fields__)


def body_of(draft: Draft) -> str:
    """Return the draft as it is kept."""
    body = _Body(
        values=dict(draft.values),
        lines={child: [dict(line) for line in rows] for child, rows in draft.lines.items()},
        record=draft.record,
        rev=draft.rev,
        typed=dict(draft.typed),
        caret=draft.caret,
        reason=draft.reason,
        measured_s=draft.measured_s,
        parked=draft.parked,
        follows=draft.follows,
        confirmed=sorted(draft.confirmed),
    )
    return msgspec.json.encode({**draft.more, **msgspec.to_builtins(body)}).decode()


def read_draft(catalog: Catalog, row: Any) -> Draft:
    """Return a kept draft; its register must be one that this version has."""
    told = msgspec.json.decode(row.body)
    body = msgspec.convert(told, type=_Body)
    spec, typed = catalog.spec(row.reg), dict(body.typed)
    lines: dict[str, list[dict[str, Any]]] = {child: [] for child in spec.children}
    for child, rows in body.lines.items():
        if child in spec.children:
            below = catalog.spec(child)
            lines[child] = [
                _values(below, line, typed, f"{child}[{place}].") for place, line in enumerate(rows)
            ]
        else:
            lines[child] = rows
    return Draft(
        row.id,
        row.reg,
        row.begun_at,
        row.kept_at,
        _values(spec, body.values, typed, ""),
        lines,
        body.record,
        body.rev,
        typed,
        body.caret,
        body.reason,
        body.measured_s,
        body.parked,
        body.follows,
        frozenset(body.confirmed),
        {name: value for name, value in told.items() if name not in _MEMBERS},
    )


def _values(spec: RegisterSpec, told: Mapping[str, Any], typed: dict[str, str], path: str) -> dict[str, Any]:
    """Read values back: what this version cannot read becomes words to look at, what it does not know stays."""
    values = dict(told)
    for name, value in told.items():
        if name == "id":
            values[name] = parse_id(str(value))
        elif name in spec.by_name:
            read = values[name] = _value(spec.by_name[name], value)
            if read is None and value is not None:
                typed.setdefault(path + name, str(value))
    return values


def _value(spec: FieldSpec, value: Any) -> Any:
    if spec.kind is Kind.FLAG or spec.kind in NUMBERS:
        return value if isinstance(value, int) else None
    if not isinstance(value, str):
        return None
    if spec.kind is Kind.REFERENCE:
        return parse_id(value)
    try:
        if spec.kind is Kind.DAY:
            return date.fromisoformat(value)
        return datetime.fromisoformat(value) if spec.kind is Kind.MOMENT else value
    except ValueError:
        return None
