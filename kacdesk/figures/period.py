"""This file is the place where a period of the calendar is a value: its days, its neighbours, its written form.

Days are civil days in Europe/Riga (`core.clock.riga_day` decides on which one a moment falls).
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import StrEnum
from typing import Final

from kacdesk.core.errors import Usage
from kacdesk.core.text import t

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_WEEKS_OF_A_YEAR = timedelta(weeks=52)
LONGEST_DAYS: Final = 3700
"""About ten years: a longer period is a slip of the pen."""


class Span(StrEnum):
    """What kind of period it is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    FREE = "free"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from the first to the last, both included.

    As text: "2026-11-21", "2026-W47", "2026-11", "2026-Q4", "2026", "2026-11-02..2026-11-20". A period that is a whole
    month, quarter … is that month or quarter, however it was made.
    """

    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise ValueError(f"the period ends before it begins: {self.first_day}..{self.last_day}")

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        """Return a month of the calendar; ValueError when there is no such one."""
        first = date(year, month, 1)
        return cls(first, first.replace(day=monthrange(year, month)[1]))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> "Period":
        """Return a quarter, 1 to 4."""
        last = cls.month(year, quarter * 3)
        return cls(date(year, quarter * 3 - 2, 1), last.last_day)

    @classmethod
    def year(cls, year: int) -> "Period":
        """Return a year of the calendar."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def week(cls, year: int, week: int) -> "Period":
        """Return a week by its ISO number, Monday to Sunday."""
        monday = date.fromisocalendar(year, week, 1)
        return cls(monday, monday + 6 * _DAY)

    @classmethod
    def of(cls, day: date, span: Span = Span.MONTH) -> "Period":
        """Return the period of a kind in which a day lies; of `FREE` the day alone."""
        match span:
            case Span.WEEK:
                iso = day.isocalendar()
                return cls.week(iso.year, iso.week)
            case Span.MONTH:
                return cls.month(day.year, day.month)
            case Span.QUARTER:
                return cls.quarter(day.year, (day.month + 2) // 3)
            case Span.YEAR:
                return cls.year(day.year)
            case _:
                return cls(day, day)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read the written form, "2026-1" and "2026-w3" too; raises `Usage` for anything else."""
        written = text.strip().upper()
        for pattern, made in _FORMS:
            if found := pattern.fullmatch(written):
                try:
                    period = made(*found.groups())
                except (ValueError, OverflowError):
                    break
                if (
                    period.last_day - period.first_day
                ).days < LONGEST_DAYS and period.first_day.year > MINYEAR:
                    return period
                break
        raise Usage(
            t("Periods “{text}” nav nolasāms.", text=text),
            remedy=t(
                "Rakstiet, piemēram: 2026-11 (mēnesis), 2026-Q3 (ceturksnis), 2026 (gads), 2026-W47 (nedēļa), "
                "2026-11-21 (diena) vai 2026-11-02..2026-11-20."
            ),
        )

    @property
    def span(self) -> Span:
        """Return what kind of period the days make up."""
        for span in (Span.MONTH, Span.QUARTER, Span.YEAR, Span.WEEK):
            if Period.of(self.first_day, span) == self:
                return span
        return Span.DAY if self.first_day == self.last_day else Span.FREE

    @property
    def days(self) -> tuple[date, ...]:
        """Return every day in order."""
        return tuple(self.first_day + offset * _DAY for offset in range(self.length))

    @property
    def length(self) -> int:
        """Return the number of days."""
        return (self.last_day - self.first_day).days + 1

    @property
    def months(self) -> "tuple[Period, ...]":
        """Return the months of the calendar that the period touches, in order."""
        found = [Period.of(self.first_day)]
        while found[-1].last_day < self.last_day:
            found.append(found[-1].following())
        return tuple(found)

    def previous(self) -> "Period":
        """Return the period of the same kind before; before a free one as many days."""
        span = self.span
        if span is Span.FREE:
            return Period(self.first_day - self.length * _DAY, self.first_day - _DAY)
        return Period.of(self.first_day - _DAY, span)

    def following(self) -> "Period":
        """Return the period of the same kind after; after a free one as many days."""
        span = self.span
        if span is Span.FREE:
            return Period(self.last_day + _DAY, self.last_day + self.length * _DAY)
        return Period.of(self.last_day + _DAY, span)

    def year_ago(self) -> "Period":
        """Return the same period a year before: of a week the one 52 weeks before, else the same dates."""
        match self.span:
            case Span.WEEK:
                return Period(self.first_day - _WEEKS_OF_A_YEAR, self.last_day - _WEEKS_OF_A_YEAR)
            case Span.DAY | Span.FREE:
                return Period(_a_year_before(self.first_day), _a_year_before(self.last_day))
            case span:
                return Period.of(_a_year_before(self.first_day), span)

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def __str__(self) -> str:
        first = self.first_day
        match self.span:
            case Span.MONTH:
                return f"{first.year:04}-{first.month:02}"
            case Span.QUARTER:
                return f"{first.year:04}-Q{(first.month + 2) // 3}"
            case Span.YEAR:
                return f"{first.year:04}"
            case Span.WEEK:
                iso = first.isocalendar()
                return f"{iso.year:04}-W{iso.week:02}"
            case Span.DAY:
                return first.isoformat()
            case _:
                return f"{first.isoformat()}..{self.last_day.isoformat()}"


def _a_year_before(day: date) -> date:
    """Return the same date of the year before; of 29 February the 28th."""
    return (
        day.replace(year=day.year - 1, day=28)
        if (day.month, day.day) == (2, 29)
        else day.replace(year=day.year - 1)
    )


def _of_numbers(made: Callable[..., Period]) -> Callable[..., Period]:
    return lambda *numbers: made(*(int(each) for each in numbers))


_YEAR, _DATE = f"([0-9]{{{len(str(MAXYEAR))}}})", "([0-9]{4}-[0-9]{2}-[0-9]{2})"
_FORMS: tuple[tuple[re.Pattern[str], Callable[..., Period]], ...] = (
    (re.compile(_YEAR), _of_numbers(Period.year)),
    (re.compile(f"{_YEAR}-Q([1-4])"), _of_numbers(Period.quarter)),
    (re.compile(f"{_YEAR}-W([0-9]{{1,2}})"), _of_numbers(Period.week)),
    (re.compile(f"{_YEAR}-([0-9]{{1,2}})"), _of_numbers(Period.month)),
    (re.compile(_DATE), lambda day: Period(date.fromisoformat(day), date.fromisoformat(day))),
    (
        re.compile(rf"{_DATE}\.\.{_DATE}"),
        lambda first, last: Period(date.fromisoformat(first), date.fromisoformat(last)),
    ),
)
