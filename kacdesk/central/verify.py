"""This file is the place where a line from a desk is judged by what the central store knows, before any SQL.

Nothing here refuses a batch: a line is applied, parked (a newer desk knows more than we do), quarantined or
denied.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kacdesk.models.catalog import SCHEMA_VERSION, Catalog
from kacdesk.models.rules import field_problem, problems
from kacdesk.spec.register import Direction, RegisterSpec
from kacdesk.wire.codec import BadValue, decode_values
from kacdesk.wire.line import FILE_PREFIX, BadLine, GoneLine, Line, LineKind, parse_line

APPLIED, PARKED, QUARANTINED, DENIED, PURGED, DUPLICATE = (
    "applied",
    "parked",
    "quarantined",
    "denied",
    "purged",
    "duplicate",
)
CONFLICT = "conflict"
"""The code of an applied line that did not see another one; both are kept."""

FIELD_UNKNOWN = "field-unknown"
"""A parked line of which the known fields were applied."""

NUMBER_FIELDS = ("series", "reg_year", "file_index", "sequence")
"""What makes the number of a document unique within its point."""

_NEVER_CHANGED = frozenset({"number", *NUMBER_FIELDS})
_TOLERATED_FROM_NEWER = frozenset({"choice", "longest", "range", "format"})


@dataclass(frozen=True, slots=True)
class Checked:
    """One line with its place in the stream and what may become of it.

    `known` fields to merge (JSON values) · `unknown` those kept aside · `code`, `field_name` why it is not
    plainly applied · `number` the document number it takes, if it takes one.
    """

    raw: bytes
    seq: int
    leaf: bytes
    chain: bytes
    outcome: str
    line: Line | None = None
    gone: GoneLine | None = None
    code: str = ""
    field_name: str = ""
    known: Mapping[str, Any] = field(default_factory=dict)
    unknown: Mapping[str, Any] = field(default_factory=dict)
    number: tuple[str, int, str, int] | None = None

    @property
    def op(self) -> UUID | None:
        """Return the operation's identifier; None when the line could not be read."""
        if self.line is not None:
            return self.line.op
        return self.gone.op if self.gone is not None else None


def check_line(raw: bytes, *, seq: int, leaf: bytes, chain: bytes, point: str, catalog: Catalog) -> Checked:
    """Judge one line of a desk of `point`."""
    place: dict[str, Any] = {"raw": raw, "seq": seq, "leaf": leaf, "chain": chain}
    try:
        line = parse_line(raw)
    except BadLine as error:
        return Checked(**place, outcome=QUARANTINED, code=error.code, field_name=error.field)
    if line.seq != seq:
        return Checked(**place, outcome=QUARANTINED, code="sequence", field_name="s")
    if isinstance(line, GoneLine):
        return Checked(**place, gone=line, outcome=PURGED, code="gone")
    place["line"] = line
    if line.point != point:
        return Checked(**place, outcome=DENIED, code="point", field_name="p")
    if line.register not in catalog:
        return Checked(**place, outcome=PARKED, code="register-unknown", unknown=line.fields)
    spec = catalog.spec(line.register)
    if spec.direction is Direction.DOWN:
        return Checked(**place, outcome=DENIED, code="read-only", field_name="r")
    if line.kind is LineKind.FILE:
        told = {key: line.fields[key] for key in ("size", "mime", "role")}
        return Checked(**place, outcome=APPLIED, known={FILE_PREFIX + line.fields["sha256"]: told})
    return _check_fields(line, spec, place)


def _check_fields(line: Line, spec: RegisterSpec, place: dict[str, Any]) -> Checked:
    try:
        decoded = decode_values(spec, line.fields)
    except BadValue as error:
        return Checked(**place, outcome=QUARANTINED, code="type", field_name=error.field)
    bad = _wrong(line, spec, decoded.values)
    if bad is not None:
        return Checked(**place, outcome=QUARANTINED, code=bad[0], field_name=bad[1])
    known = {name: line.fields[name] for name in decoded.values}
    if decoded.unknown:
        first = min(decoded.unknown)
        return Checked(
            **place,
            outcome=PARKED,
            code=FIELD_UNKNOWN,
            field_name=first,
            known=known,
            unknown=decoded.unknown,
            number=_number(spec, line),
        )
    return Checked(**place, outcome=APPLIED, known=known, number=_number(spec, line))


def _wrong(line: Line, spec: RegisterSpec, values: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return code and field of the first thing wrong, or None.

    An older desk may lack a field that is required today; a newer one may know choices and lengths that we do
    not. Emptying by a retention rule may empty what is required.
    """
    if spec.numbered and line.kind is not LineKind.INS and (touched := _NEVER_CHANGED & values.keys()):
        return "immutable", min(touched)
    newer = line.schema > SCHEMA_VERSION
    if line.kind is LineKind.FORGET:
        needed = [name for name in values if not spec.by_name[name].personal]
        return ("forget-not-personal", min(needed)) if needed else None
    tolerated: Collection[str] = _TOLERATED_FROM_NEWER if newer else ()
    for name, value in values.items():
        problem = field_problem(spec.by_name[name], value)
        if problem is not None and problem.code not in tolerated:
            return problem.code, problem.field
    if line.kind is LineKind.INS and line.schema == SCHEMA_VERSION:
        found = problems(spec, values)
        if found:
            return found[0].code, found[0].field
    return None


def _number(spec: RegisterSpec, line: Line) -> tuple[str, int, str, int] | None:
    if not spec.numbered or line.kind is not LineKind.INS:
        return None
    series, year, index, sequence = (line.fields.get(name) for name in NUMBER_FIELDS)
    if (
        isinstance(series, str)
        and isinstance(year, int)
        and isinstance(index, str)
        and isinstance(sequence, int)
    ):
        return series, year, index, sequence
    return None
