"""This file is the place where a period of a report is put into words: titles, heads of columns, comparisons."""

from kacdesk.core.latvian import (
    Case,
    day_range,
    long_date,
    month_name,
    month_of,
    of_year,
    period,
    quarter_name,
    short_date,
    week_name,
    year_name,
)
from kacdesk.core.text import t
from kacdesk.figures.period import Period, Span


def report_title(asked: Period) -> str:
    """Return "Pārskats par 2026. gada novembri"."""
    return t("Pārskats par {period}", period=after_about(asked))


def after_about(asked: Period) -> str:
    """Return the period as it stands after "par": the accusative, a week with its days, a free period whole."""
    first, last = asked.first_day, asked.last_day
    match asked.span:
        case Span.MONTH:
            return of_year(first.year, month_name(first.month, Case.ACCUSATIVE))
        case Span.QUARTER:
            return of_year(first.year, quarter_name(_quarter(asked), Case.ACCUSATIVE))
        case Span.YEAR:
            return year_name(first.year, Case.ACCUSATIVE)
        case Span.WEEK:
            week = of_year(first.isocalendar().year, week_name(_week(asked), Case.ACCUSATIVE))
            return f"{week} ({day_range(first, last)})"
        case Span.DAY:
            return long_date(first, Case.ACCUSATIVE)
        case _:
            return t("laiku {days}", days=period(first, last))


def column_head(asked: Period) -> str:
    """Return the period as the head of a column names it: the nominative, days as dates."""
    first, last = asked.first_day, asked.last_day
    match asked.span:
        case Span.MONTH:
            return month_of(first.year, first.month)
        case Span.QUARTER:
            return of_year(first.year, quarter_name(_quarter(asked)))
        case Span.YEAR:
            return year_name(first.year)
        case Span.WEEK:
            return of_year(first.isocalendar().year, week_name(_week(asked)))
        case Span.DAY:
            return short_date(first)
        case _:
            return f"{short_date(first)}–\n{short_date(last)}"


def after_against(asked: Period) -> str:
    """Return the period as it stands after "pret", as short as it is still clear: "oktobri", "2025. gadu"."""
    first = asked.first_day
    match asked.span:
        case Span.MONTH:
            return month_name(first.month, Case.ACCUSATIVE)
        case Span.QUARTER:
            return quarter_name(_quarter(asked), Case.ACCUSATIVE)
        case Span.YEAR:
            return year_name(first.year, Case.ACCUSATIVE)
        case Span.WEEK:
            return week_name(_week(asked), Case.ACCUSATIVE)
        case Span.DAY:
            return short_date(first)
        case _:
            return t("iepriekšējo laiku")


def in_this(asked: Period) -> str:
    """Return the period as the place of what happened: "šajā mēnesī"."""
    return {
        Span.DAY: t("šajā dienā"),
        Span.WEEK: t("šajā nedēļā"),
        Span.MONTH: t("šajā mēnesī"),
        Span.QUARTER: t("šajā ceturksnī"),
        Span.YEAR: t("šajā gadā"),
    }.get(asked.span, t("šajā laikā"))


def _quarter(asked: Period) -> int:
    return (asked.first_day.month + 2) // 3


def _week(asked: Period) -> int:
    return asked.first_day.isocalendar().week
