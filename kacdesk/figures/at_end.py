"""This file is the place where it is decided what stood open at the end of a period, as it was then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from kacdesk.figures.count import Count, count
from kacdesk.figures.period import Period
from kacdesk.figures.reads import day_of
from kacdesk.spec.register import Values

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AtEnd:
    """The end of a period, seen from a day.

    `as_of` the last day of the period, today while it still goes on · `over` the last day of it that is over: what is
    due today is not late yet. What was done later is not done here, so that the same rows give the same figures.
    """

    period: Period
    as_of: date
    over: date

    @classmethod
    def of(cls, period: Period, today: date | None) -> Self:
        """Return the end of a period; `today` None when the period is over."""
        if today is None or today > period.last_day:
            return cls(period, period.last_day, period.last_day)
        return cls(period, today, today - _DAY)

    @property
    def days(self) -> tuple[date, ...]:
        """Return the days of the period up to the end, in order."""
        return tuple(day for day in self.period.days if day <= self.as_of)

    def is_within(self, when: date | datetime | None) -> bool:
        """Say whether something happened in the period."""
        day = day_of(when)
        return day is not None and day in self.period

    def has_come(self, when: date | datetime | None) -> bool:
        """Say whether something had happened by the end, in the period or before it."""
        day = day_of(when)
        return day is not None and day <= self.as_of

    def is_overdue(self, due: date | None, *done: date | datetime | None) -> bool:
        """Say whether the last good day was over and none of what ends the matter had happened."""
        return due is not None and due <= self.over and not any(self.has_come(each) for each in done)

    def within(self, register: str, rows: Iterable[Values], name: str) -> Count:
        """Count the records in which something happened in the period."""
        return count(register, (row for row in rows if self.is_within(row.get(name))))


def is_after(day: date | None, last: date | None) -> bool:
    """Say whether something was done after its last good day; never when it has none."""
    return day is not None and last is not None and day > last
