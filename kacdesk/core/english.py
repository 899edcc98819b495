"""This file is the place where dates and counted words are written for a screen in English (see `latvian`)."""

from datetime import date

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def month_name(month: int) -> str:
    """Return the month, 1 to 12."""
    return _MONTHS[month - 1]


def weekday_name(day: date) -> str:
    """Return the weekday."""
    return _WEEKDAYS[day.weekday()]


def weekday_short(day: date) -> str:
    """Return the weekday in three letters."""
    return _WEEKDAYS[day.weekday()][:3]


def long_date(day: date) -> str:
    """Return "20 November 2026"."""
    return f"{day.day} {month_name(day.month)} {day.year}"


def month_of(year: int, month: int) -> str:
    """Return "November 2026"."""
    return f"{month_name(month)} {year}"


def period(first: date, last: date) -> str:
    """Return "from 1 to 30 November 2026", with whole dates where month or year differ; one day alone is itself."""
    if first == last:
        return long_date(first)
    begin = f"{first.day}" if (first.year, first.month) == (last.year, last.month) else long_date(first)
    return f"from {begin} to {long_date(last)}"


def quarter_name(quarter: int) -> str:
    """Return "Q1"."""
    return f"Q{quarter}"


def week_name(week: int) -> str:
    """Return "week 47"."""
    return f"week {week}"


def of_year(year: int, part: str) -> str:
    """Return a part of a year with its year: "Q3 2026"."""
    return f"{part} {year}"


def day_range(first: date, last: date) -> str:
    """Return "16–22 November", with whole dates where months or years differ."""
    if first.year != last.year:
        return f"{long_date(first)} – {long_date(last)}"
    begin = f"{first.day}–" if first.month == last.month else f"{first.day} {month_name(first.month)} – "
    return f"{begin}{last.day} {month_name(last.month)}"


def counted(number: str, count: int, one: str, other: str) -> str:
    """Return the number with its word: only one is singular."""
    return f"{number} {one if abs(count) == 1 else other}"
