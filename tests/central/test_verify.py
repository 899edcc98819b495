"""The rules made ready for a register judge a line as the register's description does, field by field."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kacdesk.central.verify import APPLIED, FIELD_UNKNOWN, PARKED, QUARANTINED, check_line
from kacdesk.models.catalog import CATALOG, REGISTERS, SCHEMA_VERSION, Catalog
from kacdesk.models.rules import field_problem, problems
from kacdesk.spec.field import Kind
from kacdesk.spec.register import RegisterSpec
from kacdesk.wire.codec import BadValue, decode_values
from kacdesk.wire.line import BadLine, LineKind, build_line, leaf_of
from tests.helpers.sample_desk import SampleDesk, staff_values

ID = UUID("0190aaaa-0000-7000-8000-000000000001")
_FROM_NEWER = ("choice", "longest", "range", "format")
_RIGHT: dict[Kind, list[Any]] = {
    Kind.MOMENT: ["2026-03-01T08:15:00.000Z", "2026-03-01T09:00:00.000Z", "2026-03-05T09:00:00.000Z"],
    Kind.DAY: ["2026-03-01"],
    Kind.REFERENCE: [ID.hex],
    Kind.FLAG: [True, False],
    Kind.INTEGER: [1, 2026],
    Kind.DURATION: [60],
    Kind.MONEY: [100],
    Kind.CODE: ["KODS-7", "Kods"],
    Kind.PARTY_CODE: ["321234-56789", "40003032949", "12"],
    Kind.PHONE: ["+37120000000", "12"],
    Kind.EMAIL: ["paraugs@example.lv", "@"],
    Kind.TIME: ["08:30", "25:00"],
}
_WRONG: list[Any] = [
    None,
    None,
    "",
    " ",
    "x" * 5000,
    -1,
    2**53,
    True,
    "2026-02-30",
    ID.hex.upper(),
    ["x"],
    {"k": 1},
]


def _values(spec: RegisterSpec, name: str) -> st.SearchStrategy[Any]:
    field = spec.by_name[name]
    right = [choice.code for choice in field.choices] or _RIGHT.get(field.kind, ["Paraugs"])
    return st.sampled_from(right * 6 + _WRONG)


@st.composite
def _cases(draw: st.DrawFn) -> tuple[RegisterSpec, LineKind, int, dict[str, Any]]:
    spec = draw(st.sampled_from(CATALOG.captured))
    names = [field.name for field in spec.synced]
    if draw(st.booleans()):
        names = draw(st.lists(st.sampled_from(names), unique=True))
    fields = {name: draw(_values(spec, name)) for name in names}
    if draw(st.integers(0, 4)) == 0:
        fields["languages"] = "lv"
    kind = draw(st.sampled_from([LineKind.INS, LineKind.INS, LineKind.SET, LineKind.FORGET]))
    if kind is LineKind.FORGET:
        fields = dict.fromkeys(fields)
    return spec, kind, SCHEMA_VERSION + draw(st.integers(0, 1)), fields


def _as_described(
    spec: RegisterSpec, kind: LineKind, schema: int, fields: dict[str, Any]
) -> tuple[str, str, str]:
    """Return outcome, code and field by walking through the register's description."""
    try:
        decoded = decode_values(spec, fields)
    except BadValue as error:
        return QUARANTINED, "type", error.field
    fixed = {"number", "series", "reg_year", "file_index", "sequence"} & decoded.values.keys()
    if spec.numbered and kind is not LineKind.INS and fixed:
        return QUARANTINED, "immutable", min(fixed)
    if kind is LineKind.FORGET:
        kept = [name for name in decoded.values if not spec.by_name[name].personal]
        if kept:
            return QUARANTINED, "forget-not-personal", min(kept)
    else:
        for name, value in decoded.values.items():
            problem = field_problem(spec.by_name[name], value)
            if problem and not (schema > SCHEMA_VERSION and problem.code in _FROM_NEWER):
                return QUARANTINED, problem.code, problem.field
        if kind is LineKind.INS and schema == SCHEMA_VERSION:
            for problem in problems(spec, decoded.values):
                return QUARANTINED, problem.code, problem.field
    return (PARKED, FIELD_UNKNOWN, min(decoded.unknown)) if decoded.unknown else (APPLIED, "", "")


@given(_cases())
def test_a_line_is_judged_as_its_register_is_described(
    case: tuple[RegisterSpec, LineKind, int, dict[str, Any]],
) -> None:
    spec, kind, schema, fields = case
    try:
        raw = build_line(
            seq=1, op=ID, txn=ID, register=spec.name, record=ID, kind=kind, schema=schema, stamp=1, actor=ID,
            point="BALVI", base={}, fields=fields, wall_ms=0, mono_ms=0, boot="b", reason="iemesls",
        )  # fmt: skip
    except BadLine:
        assume(False)
    leaf = leaf_of(raw)
    found = check_line(raw, seq=1, leaf=leaf, chain=leaf, point="BALVI", catalog=CATALOG)
    assert (found.outcome, found.code, found.field_name) == _as_described(spec, kind, schema, fields)


LATER = Catalog(REGISTERS, version=SCHEMA_VERSION + 1)


@pytest.mark.parametrize(
    ("newer_by", "outcomes"),
    [
        (-1, [(APPLIED, ""), (QUARANTINED, "choice")]),
        (0, [(QUARANTINED, "required"), (QUARANTINED, "choice")]),
        (1, [(APPLIED, ""), (APPLIED, "")]),
    ],
)
def test_older_and_newer_desks_are_those_of_other_registers_than_the_central_store_has_now(
    newer_by: int, outcomes: list[tuple[str, str]]
) -> None:
    sample = SampleDesk("BALVI")
    nameless = {name: value for name, value in staff_values().items() if name != "name"}
    found = []
    for fields in (nameless, staff_values(role="FROM_NEXT_YEAR")):
        sample.ins("staff", fields, schema=LATER.version + newer_by)
        raw, seq = sample.lines[-1], len(sample.lines)
        leaf = leaf_of(raw)
        item = check_line(raw, seq=seq, leaf=leaf, chain=leaf, point="BALVI", catalog=LATER)
        found.append((item.outcome, item.code))
    assert found == outcomes
