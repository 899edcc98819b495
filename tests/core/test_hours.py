"""This file is the place where intervals of a day are held against counting its minutes one by one."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kacdesk.core.hours import Interval, interval, joined, told_intervals, total_minutes, without

MINUTES = st.integers(0, 300)
SOME = st.lists(st.tuples(MINUTES, MINUTES).map(lambda pair: Interval(*sorted(pair))), max_size=6)


def minutes(intervals: object) -> set[int]:
    """Return every minute that lies in one of the intervals."""
    assert isinstance(intervals, list | tuple)
    return {minute for each in intervals for minute in range(each.begins, each.ends)}


@given(SOME)
def test_joined_intervals_hold_the_same_minutes_in_order_and_apart(some: list[Interval]) -> None:
    found = joined(some)
    assert minutes(found) == minutes(some)
    assert all(one.ends < other.begins for one, other in pairwise(found))
    assert total_minutes(some) == len(minutes(some))


@given(SOME, SOME)
def test_what_is_left_is_what_is_in_the_first_and_not_in_the_others(
    some: list[Interval], taken: list[Interval]
) -> None:
    assert minutes(without(some, taken)) == minutes(some) - minutes(taken)


def test_hours_are_told_as_they_are_printed() -> None:
    assert (
        told_intervals([interval("08:30", "12:00"), interval("12:30", "19:00")]) == "8.30–12.00, 12.30–19.00"
    )
    assert told_intervals([]) == ""
