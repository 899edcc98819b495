"""The quick test of a field never passes what the rules refuse, and passes what people really enter."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.models.catalog import CATALOG
from kacdesk.models.rules import field_problem, quick_test
from kacdesk.spec.field import NUMBERS, FieldSpec, Kind

_FIELDS = [field for spec in CATALOG.specs for field in spec.synced]
_MOMENT = datetime(2026, 3, 1, 8, tzinfo=UTC)


def _values(field: FieldSpec) -> st.SearchStrategy[Any]:
    if field.kind in NUMBERS:
        near = [field.least or 0, (field.least or 0) - 1, field.most or 0, (field.most or 0) + 1, 2**53 + 1]
        return st.integers() | st.sampled_from(near)
    if field.kind is Kind.FLAG:
        return st.booleans()
    if field.kind is Kind.DAY:
        return st.dates()
    if field.kind is Kind.MOMENT:
        return st.datetimes(timezones=st.none() | st.just(UTC))
    if field.kind is Kind.REFERENCE:
        return st.uuids()
    codes = [choice.code for choice in field.choices]
    typed = ["", " ", "\u2003", "\0", "a\ud800", "x" * field.longest, "ā" * (field.longest + 1), "x" * 40_000]
    usual = ["KODS-7", "321234-56789", "150553-19847", "40003032949", "+37120000000", "paraugs@example.lv"]
    return st.sampled_from([*codes, *typed, *usual]) | st.text(max_size=60)


@given(st.sampled_from(_FIELDS).flatmap(lambda field: st.tuples(st.just(field), st.none() | _values(field))))
def test_what_passes_quickly_has_no_problem(case: tuple[FieldSpec, Any]) -> None:
    field, value = case
    if quick_test(field)(value):
        assert field_problem(field, value) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (FieldSpec("it", "It", Kind.TEXT, required=True), "Pēteris Šķietamais"),
        (FieldSpec("it", "It", Kind.PARTY_CODE), "321234-56789"),
        (FieldSpec("it", "It", Kind.INTEGER, least=1, most=9), 9),
        (FieldSpec("it", "It", Kind.DAY, required=True), date(2026, 3, 1)),
        (FieldSpec("it", "It", Kind.MOMENT), _MOMENT),
        (FieldSpec("it", "It", Kind.REFERENCE), UUID(int=1)),
        (FieldSpec("it", "It", Kind.FLAG, required=True), False),
        (FieldSpec("it", "It", Kind.TEXT), None),
    ],
)
def test_what_is_right_passes_quickly(field: FieldSpec, value: object) -> None:
    assert quick_test(field)(value)
    assert field_problem(field, value) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (FieldSpec("it", "It", Kind.TEXT, required=True), None),
        (FieldSpec("it", "It", Kind.TEXT, required=True), " \u2003"),
        (FieldSpec("it", "It", Kind.TEXT, longest=3), "abcd"),
        (FieldSpec("it", "It", Kind.TEXT), "a\ud800"),
        (FieldSpec("it", "It", Kind.PARTY_CODE), "12"),
        (FieldSpec("it", "It", Kind.INTEGER, least=1), 0),
        (FieldSpec("it", "It", Kind.INTEGER), 2**53 + 1),
        (FieldSpec("it", "It", Kind.MOMENT), _MOMENT.replace(tzinfo=None)),
        (FieldSpec("it", "It", Kind.DAY, required=True), None),
    ],
)
def test_what_is_wrong_does_not_pass(field: FieldSpec, value: object) -> None:
    assert not quick_test(field)(value)
    assert field_problem(field, value) is not None
