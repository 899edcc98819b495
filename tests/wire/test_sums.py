"""The sums of months: what is in them, what is not, and that a month names exactly its identifiers."""

import hashlib
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.core.ids import new_id
from kacdesk.wire.sums import OTHER_MONTH, Sums, differing, month_of, record_sum, span_of


def _made_at(ms: int, rest: int = 0) -> UUID:
    return UUID(int=ms << 80 | 0x7 << 76 | 0b10 << 62 | rest)


def test_the_sum_of_a_record_is_what_the_protocol_page_says() -> None:
    record, first, second = new_id(), new_id(), new_id()
    told = record.bytes + b"name\0" + second.bytes + b"role\0" + first.bytes
    expected = int.from_bytes(hashlib.sha256(told).digest()[:8])
    assert record_sum(record, {"role": first, "name": second}) == expected


def test_a_month_is_that_of_the_identifier_in_utc() -> None:
    assert month_of(_made_at(1_790_812_799_999)) == "2026-09"
    assert month_of(_made_at(1_790_812_800_000)) == "2026-10"
    assert month_of(_made_at(0)) == "1970-01"


@given(st.uuids(version=4) | st.integers(0, 2**48 - 1).map(_made_at))
def test_every_identifier_lies_in_the_span_of_its_month_alone(record: UUID) -> None:
    month = month_of(record)
    span = span_of(month)
    if span is None:
        assert month == OTHER_MONTH
    else:
        assert span[0] <= record < span[1]


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "1969-12", "9999-12", "2026-1a", "²026-01"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        span_of(text)


def test_the_order_in_which_records_are_counted_does_not_matter() -> None:
    records = [(new_id(), {"name": new_id(), "role": new_id()}) for _ in range(20)]
    one, other = Sums(), Sums()
    for record, origins in records:
        one.add(record, origins)
    for record, origins in reversed(records):
        other.add(record, dict(reversed(origins.items())))
    assert one.told() == other.told()
    assert [count for count, _ in one.told().values()] == [20]


def test_another_operation_or_another_record_changes_the_sum() -> None:
    record, origins = _made_at(0), {"name": uuid4()}
    one, other, more = Sums(), Sums(), Sums()
    one.add(record, origins)
    other.add(record, {"name": uuid4()})
    more.add(record, origins)
    more.add(_made_at(40 * 24 * 3600 * 1000), origins)
    assert differing(one.told(), one.told()) == []
    assert differing(one.told(), other.told()) == ["1970-01"]
    assert differing(one.told(), more.told()) == ["1970-02"]
    assert differing(more.told(), Sums().told()) == ["1970-02", "1970-01"]
