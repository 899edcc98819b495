"""This file is the place where the months that lead up to a report stand beside each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kacdesk.figures.period import Period
from kacdesk.figures.totals import Totals

TREND_MONTHS: Final = 13
"""A year, and the same month of the year before."""


@dataclass(frozen=True, slots=True)
class TrendFigures:
    """One month of the trend, written "2026-11". It opens as the report of its month, not as rows."""

    month: str
    visits: int
    registrations: int
    applications: int
    consultations: int
    calls: int


def trend_months(period: Period) -> tuple[Period, ...]:
    """Return the months of the trend, the earliest first: those up to the one in which the period ends."""
    months = [Period.of(period.last_day)]
    while len(months) < TREND_MONTHS:
        months.insert(0, months[0].previous())
    return tuple(months)


def trend_together(several: Iterable[tuple[TrendFigures, ...]]) -> tuple[TrendFigures, ...]:
    """Return the trend of several points, whose months are the same, as one."""
    return tuple(
        TrendFigures(
            month=of_month[0].month,
            visits=sum(each.visits for each in of_month),
            registrations=sum(each.registrations for each in of_month),
            applications=sum(each.applications for each in of_month),
            consultations=sum(each.consultations for each in of_month),
            calls=sum(each.calls for each in of_month),
        )
        for of_month in zip(*several, strict=True)
    )


def trend_of(months: Iterable[tuple[Period, Totals]]) -> tuple[TrendFigures, ...]:
    """Return the trend from the totals of its months."""
    return tuple(
        TrendFigures(
            month=str(month),
            visits=int(totals.visits),
            registrations=int(totals.registrations),
            applications=int(totals.applications),
            consultations=int(totals.consultations),
            calls=int(totals.calls),
        )
        for month, totals in months
    )
