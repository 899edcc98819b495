"""This file is the place where contacts by day, by month and by hour become tables."""

from collections.abc import Mapping
from datetime import date, timedelta

from kacdesk.core.latvian import month_of, number, short_date, weekday_name, weekday_short
from kacdesk.core.text import t
from kacdesk.figures.count import Count, together
from kacdesk.figures.report import ReportFigures
from kacdesk.figures.times import DayFigures
from kacdesk.services.reporting.table import Cell, Line, Table, figure

_MONDAY = date(2026, 1, 5)
_LONGEST_BY_DAY = 31
"""Days of the longest period that has a line for each of them; a longer one has lines of months."""


def by_day(figures: ReportFigures) -> Table:
    """Return a line for each day, of a long period for each month; a figure of a month has the rows of its days.

    What has not come yet is not told as zero.
    """
    by_month = figures.period.length > _LONGEST_BY_DAY
    groups: dict[str, list[DayFigures]] = {}

    def has_begun(days: list[DayFigures]) -> bool:
        return days[0].day <= figures.as_of

    for row in figures.days:
        words = (
            month_of(row.day.year, row.day.month)
            if by_month
            else f"{short_date(row.day)} {weekday_short(row.day)}"
        )
        groups.setdefault(words, []).append(row)
    lines = tuple(
        Line(
            words,
            tuple(
                figure(together(counts) if has_begun(rows) else None)
                for counts in zip(
                    *((row.visits, row.registrations, row.calls, row.received_documents) for row in rows),
                    strict=True,
                )
            ),
        )
        for words, rows in groups.items()
    )
    heads = (t("Apmeklējumi"), t("Reģistrācijas"), t("Tālruņa zvani"), t("Dokumenti"))
    title, over = (t("Pa mēnešiem"), t("Mēnesis")) if by_month else (t("Pa dienām"), t("Diena"))
    return Table(title, (over, *heads), lines)


def by_hour(title: str, counts: Mapping[tuple[int, int], Count]) -> Table:
    """Return a map of weekdays by hours, from the first to the last hour in which there was anything."""
    busy = [hour for (_day, hour), count in counts.items() if count]
    if not busy:
        return Table(title, (), (), t("Šajā periodā tādu nav."))
    hours, most = range(min(busy), max(busy) + 1), max(counts.values())
    last = max(5, *(day for (day, _hour), count in counts.items() if count))

    def cell(day: int, hour: int) -> Cell:
        count = counts.get((day, hour), Count())
        return Cell(number(count), count, count / most)

    return Table(
        title,
        (t("Diena"), *(f"{hour:02}–{hour + 1:02}" for hour in hours)),
        tuple(
            Line(weekday_name(_MONDAY + timedelta(days=day - 1)), tuple(cell(day, hour) for hour in hours))
            for day in range(1, last + 1)
        ),
    )
