"""This file is the place where a sample's contacts are spread over working days and opening hours."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random

from kacdesk.core.clock import from_riga
from kacdesk.services.samples.sample_shares import Weighted

IsWorkingDay = Callable[[date], bool]

_DAY = timedelta(days=1)
_LONGEST_CLOSURE = 60
_FIRST_DAYS = 5
_MONDAY, _SATURDAY = 0, 5

OPENS, LUNCH, RESUMES, CLOSES = time(8, 30), time(12), time(12, 30), time(17)
"""Balvi: five days 8.30–17.00 (balvi.lv, 2024); half an hour of lunch leaves 40 hours (S003 25.1.7.1)."""

SHORTENED_S = 3600
"""A working day before a holiday is one hour shorter."""

_LAST_START_S = 10 * 60
_PARTS_OF_DAY = {
    (time(8, 30), time(9)): 6.0,
    (time(9), time(10)): 14.0,
    (time(10), time(11)): 16.0,
    (time(11), time(12)): 13.0,
    (time(12, 30), time(13)): 5.0,
    (time(13), time(14)): 12.0,
    (time(14), time(15)): 13.0,
    (time(15), time(16)): 12.0,
    (time(16), time(17)): 9.0,
}


@dataclass(frozen=True, slots=True)
class Profile:
    """How busy a point is: contacts a working day; has it the helpline, does it stand in for institutions."""

    least: int
    most: int
    helpline: bool = False
    stands_in: bool = False


LIBRARY = Profile(1, 3)
PARISH = Profile(4, 8)
SMALL_TOWN = Profile(10, 20)
TOWN = Profile(30, 60, helpline=True, stands_in=True)
"""A town like Balvi: of regional significance, with the telephone of latvija.lv."""


@dataclass(frozen=True, slots=True)
class SampleDay:
    """A working day of the sample: its contacts, and its hours as UTC moments."""

    day: date
    contacts: int
    opens_at: datetime
    closes_at: datetime


def sample_days(
    rng: Random,
    contacts: int,
    last_day: date,
    *,
    calendar: IsWorkingDay,
    profile: Profile,
    until: datetime | None = None,
) -> list[SampleDay]:
    """Return working days up to `last_day` that hold exactly that many contacts, oldest first.

    A day that still goes on at `until` is over by then, and holds its share of contacts; None: all days are past.
    Raises ValueError when the calendar closes the point for over two months: it then has no working day.
    """
    first_days = lru_cache(maxsize=None)(lambda year, month: _first_working_days(year, month, calendar))
    days: list[SampleDay] = []
    left = contacts
    for day in _backwards(last_day, calendar):
        if left <= 0:
            break
        count = _count(rng, day, profile, first=day in first_days(day.year, day.month))
        opens_at, closes_at = from_riga(datetime.combine(day, OPENS)), _closes_at(day, calendar)
        if until is not None and until < closes_at:
            count = int(count * max(0.0, _open_s(opens_at, until) / _open_s(opens_at, closes_at)))
            closes_at = until
        if count:
            days.append(SampleDay(day, min(left, count), opens_at, closes_at))
            left -= count
    return days[::-1]


def moments(rng: Random, day: SampleDay) -> list[datetime]:
    """Return the starts of a day's contacts in order, within opening hours and outside the lunch break."""
    parts = _parts(_open_s(day.opens_at, day.closes_at))
    seconds = sorted(
        start + int(rng.random() * length) for start, length in (parts.draw(rng) for _ in range(day.contacts))
    )
    return [day.opens_at + timedelta(seconds=second) for second in seconds]


def _open_s(opens_at: datetime, closes_at: datetime) -> int:
    """Return for how long contacts may begin."""
    return int((closes_at - opens_at).total_seconds()) - _LAST_START_S


@lru_cache(maxsize=4)
def _parts(open_s: int) -> Weighted[tuple[int, int]]:
    """Return the parts of a day as (second after opening, seconds), cut off after `open_s`."""
    shares: dict[tuple[int, int], float] = {}
    for (starts, ends), weight in _PARTS_OF_DAY.items():
        start, end = _after_opening(starts), min(_after_opening(ends), open_s)
        if end > start:
            shares[start, end - start] = weight * (end - start) / (_after_opening(ends) - start)
    return Weighted(shares)


def _after_opening(moment: time) -> int:
    return (moment.hour - OPENS.hour) * 3600 + (moment.minute - OPENS.minute) * 60


def _count(rng: Random, day: date, profile: Profile, *, first: bool) -> int:
    """Return a day's contacts: busier on Mondays and on the first five working days of the month."""
    part = 0.5 * rng.random() + 0.25 * (day.weekday() == _MONDAY) + 0.25 * first
    return profile.least + round((profile.most - profile.least) * part)


def _closes_at(day: date, calendar: IsWorkingDay) -> datetime:
    after = day + _DAY
    shortened = after.weekday() < _SATURDAY and not calendar(after)
    closes = from_riga(datetime.combine(day, CLOSES))
    return closes - timedelta(seconds=SHORTENED_S) if shortened else closes


def _backwards(last_day: date, calendar: IsWorkingDay) -> Iterator[date]:
    day, closed = last_day, 0
    while closed <= _LONGEST_CLOSURE:
        if calendar(day):
            closed = 0
            yield day
        else:
            closed += 1
        day -= _DAY
    raise ValueError(f"the calendar has no working day in the {_LONGEST_CLOSURE} days before {day}")


def _first_working_days(year: int, month: int, calendar: IsWorkingDay) -> frozenset[date]:
    worked = [day for number in range(1, 29) if calendar(day := date(year, month, number))]
    return frozenset(worked[:_FIRST_DAYS])
