"""This file is the place where the figures of a month are put together."""

from dataclasses import dataclass

from kacdesk.figures.completeness import Completeness, CompletenessFigures, count_completeness
from kacdesk.figures.institutions import InstitutionFigures, ServicesFigures, by_institution, by_service
from kacdesk.figures.period import Month
from kacdesk.figures.phone import PhoneFigures, count_phone
from kacdesk.figures.rows import MonthRows, Names, Voided, select
from kacdesk.figures.times import (
    ChannelFigures,
    DayFigures,
    HandlingTime,
    HourFigures,
    by_channel,
    by_day,
    by_hour,
    visit_handling,
)
from kacdesk.figures.totals import Totals, totals_of


@dataclass(frozen=True, slots=True)
class MonthlyFigures:
    """All figures of one month and one or more points, without personal data.

    `summary` to `phone` are sections 1–5 of the report · `previous` and `year_ago` are None when nothing was
    recorded then · `email` to `training` are sections 6–12: None as long as their registers do not exist,
    which the report prints as "netiek uzskaitīts" · `sample` the records are made up, and every page says so.
    """

    month: Month
    sample: bool
    completeness: CompletenessFigures
    summary: Totals
    previous: Totals | None
    year_ago: Totals | None
    handling: HandlingTime
    institutions: tuple[InstitutionFigures, ...]
    services: ServicesFigures
    channels: tuple[ChannelFigures, ...]
    days: tuple[DayFigures, ...]
    hours: tuple[HourFigures, ...]
    phone: PhoneFigures
    voided: Voided
    email: None = None
    feedback: None = None
    delegation: None = None
    residence: None = None
    presence: None = None
    continuity: None = None
    training: None = None


def count_month(
    month: Month,
    rows: MonthRows,
    names: Names,
    *,
    previous: Totals | None,
    year_ago: Totals | None,
    completeness: Completeness,
    sample: bool = False,
) -> MonthlyFigures:
    """Count a month from its rows; `previous` and `year_ago` come from `count_totals` of their own rows."""
    counting = select(month, rows)
    return MonthlyFigures(
        month=month,
        sample=sample,
        completeness=count_completeness(counting, completeness),
        summary=totals_of(counting),
        previous=previous,
        year_ago=year_ago,
        handling=visit_handling(counting),
        institutions=by_institution(counting, names),
        services=by_service(counting, names),
        channels=by_channel(counting),
        days=by_day(counting),
        hours=by_hour(counting),
        phone=count_phone(counting, names),
        voided=counting.voided,
    )
