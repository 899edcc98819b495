"""This file is the place where a line from a desk is judged by what the central store knows, before any SQL.

Nothing here refuses a batch: a line is applied, parked (a newer desk knows more than we do), quarantined or
denied.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from msgspec import Struct

from kacdesk.core.ids import parse_id
from kacdesk.models.catalog import Catalog
from kacdesk.models.rules import field_problem, quick_test
from kacdesk.spec.register import Check, Direction, RegisterSpec
from kacdesk.wire.codec import READERS, UNCHANGED
from kacdesk.wire.line import FILE_PREFIX, BadLine, GoneLine, Line, LineKind
from kacdesk.wire.sealed_line import read_line

APPLIED, PARKED, QUARANTINED, DENIED, PURGED, DUPLICATE = (
    "applied",
    "parked",
    "quarantined",
    "denied",
    "purged",
    "duplicate",
)
GONE = "gone"
"""The code of a line whose contents were erased before it came; its record may well be there."""

CONFLICT = "conflict"
"""The code of an applied line that did not see another one; both are kept."""

FIELD_UNKNOWN = "field-unknown"
"""A parked line of which the known fields were applied."""

DRAINED = "draining"
"""A parked line of a desk that is being drained: nothing of it was applied, a person lets it through."""

NUMBER_FIELDS = ("series", "reg_year", "file_index", "sequence")
"""What makes the number of a document unique within its point."""

_NEVER_CHANGED = frozenset({"number", *NUMBER_FIELDS})
_TOLERATED_FROM_NEWER = frozenset({"choice", "longest", "range", "format"})


class Checked(Struct, frozen=True):
    """One line with its place in the stream and what may become of it.

    `known` fields to merge (JSON values) · `unknown` those kept aside · `code`, `field_name` why it is not
    plainly applied · `number` the document number it takes, if it takes one · `above` the record that a new record is
    a line of · `half` what else it said took effect when it came.
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
    known: Mapping[str, Any] = {}
    unknown: Mapping[str, Any] = {}
    number: tuple[str, int, str, int] | None = None
    above: UUID | None = None
    half: bool = False

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
        line = read_line(raw)
    except BadLine as error:
        return Checked(**place, outcome=QUARANTINED, code=error.code, field_name=error.field)
    if line.seq != seq:
        return Checked(**place, outcome=QUARANTINED, code="sequence", field_name="s")
    if isinstance(line, GoneLine):
        return Checked(**place, gone=line, outcome=PURGED, code=GONE)
    place["line"] = line
    if line.point != point:
        return Checked(**place, outcome=DENIED, code="point", field_name="p")
    if line.register not in catalog:
        return Checked(**place, outcome=PARKED, code="register-unknown", unknown=line.fields)
    spec = catalog.spec(line.register)
    if spec.direction is Direction.DOWN:
        return Checked(**place, outcome=DENIED, code="read-only", field_name="r")
    if line.kind is LineKind.SETTLE:
        return Checked(**place, outcome=APPLIED)
    if line.kind is LineKind.FILE:
        told = {key: line.fields[key] for key in ("size", "mime", "role")}
        return Checked(**place, outcome=APPLIED, known={FILE_PREFIX + line.fields["sha256"]: told})
    if spec.parent_field is not None and line.kind is LineKind.INS:
        place["above"] = parse_id(str(line.fields.get(spec.parent_field)))
    return _check_fields(line, spec, place, version=catalog.version)


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is asked of the lines of one register, made ready once.

    `fields` says by field whether it may be empty, of which type JSON values are values already, how others are read,
    and gives a quick test.
    """

    spec: RegisterSpec
    fields: Mapping[str, tuple[bool, type | None, Callable[[object], Any], Callable[[Any], bool]]]
    required: tuple[str, ...]
    checks: tuple[Check, ...]


_ready: dict[str, _Rules] = {}


def _rules_of(spec: RegisterSpec) -> _Rules:
    """Return the rules of a register; those of another catalogue with a register of the same name take their place."""
    found = _ready.get(spec.name)
    if found is None or found.spec is not spec:
        found = _Rules(
            spec=spec,
            fields={
                each.name: (test(None), UNCHANGED.get(each.kind), READERS[each.kind], test)
                for each in spec.synced
                for test in (quick_test(each),)
            },
            required=tuple(each.name for each in spec.fields if each.required and not each.derived),
            checks=spec.checks,
        )
        _ready[spec.name] = found
    return found


def _check_fields(line: Line, spec: RegisterSpec, place: dict[str, Any], *, version: int) -> Checked:
    rules = _rules_of(spec)
    values: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    doubtful: list[str] = []
    name = ""
    try:
        for name, raw in line.fields.items():
            ready = rules.fields.get(name)
            if ready is None:
                unknown[name] = raw
                continue
            may_be_empty, unchanged, read, test = ready
            if raw is None:
                values[name], fine = None, may_be_empty
            else:
                value = values[name] = raw if type(raw) is unchanged else read(raw)
                fine = test(value)
            if not fine:
                doubtful.append(name)
    except ValueError:
        return Checked(**place, outcome=QUARANTINED, code="type", field_name=name)
    bad = _wrong(line, rules, values, doubtful, version=version)
    if bad is not None:
        return Checked(**place, outcome=QUARANTINED, code=bad[0], field_name=bad[1])
    if not unknown:
        return Checked(**place, outcome=APPLIED, known=line.fields, number=_number(spec, line))
    return Checked(
        **place,
        outcome=PARKED,
        code=FIELD_UNKNOWN,
        field_name=min(unknown),
        known={name: line.fields[name] for name in values},
        unknown=unknown,
        number=_number(spec, line),
    )


def _wrong(
    line: Line, rules: _Rules, values: Mapping[str, Any], doubtful: Collection[str], *, version: int
) -> tuple[str, str] | None:
    """Return code and field of the first thing wrong, or None; a field that is not `doubtful` is right by itself.

    `version` is that of the registers here. An older desk may lack a field that is required today; a newer one may know
    choices and lengths that we do not. Emptying by a retention rule may empty what is required.
    """
    spec = rules.spec
    if spec.numbered and line.kind is not LineKind.INS and (touched := _NEVER_CHANGED & values.keys()):
        return "immutable", min(touched)
    newer = line.schema > version
    if line.kind is LineKind.FORGET:
        needed = [name for name in values if name not in spec.forgettable]
        return ("forget-not-personal", min(needed)) if needed else None
    tolerated: Collection[str] = _TOLERATED_FROM_NEWER if newer else ()
    for name in doubtful:
        problem = field_problem(spec.by_name[name], values[name])
        if problem is not None and problem.code not in tolerated:
            return problem.code, problem.field
    if line.kind is LineKind.INS and line.schema == version:
        for name in rules.required:
            if name not in values:
                return "required", name
        for check in rules.checks:
            problem = check(values)
            if problem is not None:
                return problem.code, problem.field
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
