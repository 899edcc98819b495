"""A value goes over the wire and comes back the same, and a wrong one is named."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.core.clock import moment_text
from kacdesk.models.catalog import CATALOG
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.wire.codec import (
    BadValue,
    decode_value,
    decode_values,
    encode_value,
    encode_values,
    read_moment,
)

ID = UUID("0190aaaa-0000-7000-8000-000000000001")
_TEXTS = (
    Kind.TEXT,
    Kind.LONG_TEXT,
    Kind.CODE,
    Kind.CHOICE,
    Kind.PARTY_CODE,
    Kind.PHONE,
    Kind.EMAIL,
    Kind.TIME,
)
_NUMBERS = (Kind.INTEGER, Kind.DURATION, Kind.MONEY)


def _field(kind: Kind) -> FieldSpec:
    return FieldSpec("it", "It", kind)


_MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
_VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    **dict.fromkeys(_TEXTS, st.text()),
    **dict.fromkeys(_NUMBERS, st.integers()),
    Kind.FLAG: st.booleans(),
    Kind.DAY: st.dates(),
    Kind.MOMENT: _MOMENTS,
    Kind.REFERENCE: st.uuids(),
}


@given(st.sampled_from(list(Kind)).flatmap(lambda kind: st.tuples(st.just(kind), st.none() | _VALUES[kind])))
def test_every_kind_comes_back_the_same(case: tuple[Kind, Any]) -> None:
    kind, value = case
    assert decode_value(_field(kind), encode_value(_field(kind), value)) == value


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        (Kind.REFERENCE, ID, "0190aaaa000070008000000000000001"),
        (Kind.FLAG, True, True),
        (Kind.DAY, date(2026, 3, 1), "2026-03-01"),
        (Kind.MOMENT, datetime(2026, 3, 1, 8, 15, tzinfo=UTC), "2026-03-01T08:15:00.000Z"),
        (
            Kind.MOMENT,
            datetime(2026, 3, 1, 8, 15, tzinfo=timezone(timedelta(hours=2))),
            "2026-03-01T06:15:00.000Z",
        ),
        (Kind.MONEY, 1250, 1250),
        (Kind.TEXT, "Ēriks", "Ēriks"),
    ],
)
def test_values_look_like_this_on_the_wire(kind: Kind, value: Any, told: Any) -> None:
    assert encode_value(_field(kind), value) == told


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.FLAG, 1),
        (Kind.FLAG, "true"),
        (Kind.INTEGER, True),
        (Kind.INTEGER, "1"),
        (Kind.TEXT, 1),
        (Kind.TEXT, ["x"]),
        (Kind.TEXT, {}),
        (Kind.DAY, "01.03.2026"),
        (Kind.DAY, "2026-02-30"),
        (Kind.DAY, "2026-03-01T00:00:00.000Z"),
        (Kind.MOMENT, "2026-03-01T08:15:00Z"),
        (Kind.MOMENT, "2026-03-01T25:15:00.000Z"),
        (Kind.MOMENT, "2026-03-01T08:15:00.000+02:00"),
        (Kind.MOMENT, 1),
        (Kind.REFERENCE, str(ID)),
        (Kind.REFERENCE, ID.hex.upper()),
        (Kind.REFERENCE, ID.hex + "\n"),
    ],
)
def test_a_wrong_value_from_the_wire_is_named_by_field_and_never_quoted(kind: Kind, value: Any) -> None:
    with pytest.raises(BadValue) as refused:
        decode_value(_field(kind), value)
    assert refused.value.field == "it"
    assert str(value) not in str(refused.value) or value == 1


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.FLAG, 1),
        (Kind.INTEGER, True),
        (Kind.INTEGER, 1.5),
        (Kind.DAY, datetime(2026, 3, 1, tzinfo=UTC)),
        (Kind.MOMENT, datetime(2026, 3, 1)),  # noqa: DTZ001
        (Kind.MOMENT, date(2026, 3, 1)),
        (Kind.REFERENCE, ID.hex),
        (Kind.TEXT, ID),
    ],
)
def test_a_wrong_value_does_not_get_onto_the_wire(kind: Kind, value: Any) -> None:
    with pytest.raises(BadValue):
        encode_value(_field(kind), value)


def test_unknown_fields_are_kept_apart_untouched() -> None:
    spec = CATALOG.spec("staff")
    decoded = decode_values(spec, {"name": "Paraugs", "active": None, "languages": ["lv"], "_o": 1})
    assert decoded.values == {"name": "Paraugs", "active": None}
    assert decoded.unknown == {"languages": ["lv"], "_o": 1}


def test_only_synced_fields_that_are_given_are_encoded() -> None:
    spec = CATALOG.spec("staff")
    assert encode_values(spec, {"active": True, "name": "Paraugs", "n": 5}) == {
        "name": "Paraugs",
        "active": True,
    }


@given(_MOMENTS)
def test_a_moment_is_written_as_the_store_writes_it(moment: datetime) -> None:
    assert read_moment(moment_text(moment)) == moment
