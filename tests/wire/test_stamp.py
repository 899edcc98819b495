"""Stamps grow whatever the clock does, and no clock counts far beyond the central store's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.wire.stamp import LARGEST_STAMP, MOST_AHEAD_MS, effective, next_stamp, read_stamp, stamp_text

_STAMPS = st.integers(0, LARGEST_STAMP)
_NOW = st.integers(0, 2**46)


@given(_STAMPS)
def test_a_stamp_comes_back_the_same(stamp: int) -> None:
    assert read_stamp(stamp_text(stamp)) == stamp


@given(_STAMPS, _STAMPS)
def test_texts_sort_as_stamps_do(one: int, other: int) -> None:
    assert (stamp_text(one) < stamp_text(other)) == (one < other)


@given(last=_STAMPS, now_ms=_NOW)
def test_the_next_stamp_is_later_whatever_the_clock_says(last: int, now_ms: int) -> None:
    assert next_stamp(last, now_ms) > last
    assert next_stamp(last, now_ms) >= now_ms << 16


@given(stamp=_STAMPS, now_ms=_NOW)
def test_a_stamp_counts_ten_minutes_ahead_at_most(stamp: int, now_ms: int) -> None:
    assert effective(stamp, now_ms) <= (now_ms + MOST_AHEAD_MS) << 16
    assert effective(stamp, now_ms) <= stamp


@pytest.mark.parametrize(
    "text", ["", "0", "0" * 15, "0" * 17, "G" * 16, "A" * 16, "f" * 16, "-" + "0" * 15, "０" * 16]
)
def test_a_text_that_is_no_stamp_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_stamp(text)


def test_a_stamp_beyond_63_bits_is_not_written() -> None:
    for stamp in (-1, LARGEST_STAMP + 1):
        with pytest.raises(ValueError):
            stamp_text(stamp)
