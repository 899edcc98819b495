"""This file is the place where separate cells of day and time become one moment of Riga."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from kacdesk.core.clock import riga_day
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t
from kacdesk.services.counter.entry import (
    FIRST_YEAR,
    LAST_YEAR,
    Unreadable,
    parse_day,
    parse_time,
    riga_moment,
)
from kacdesk.services.importing.sheet_rows import Cell, trimmed
from kacdesk.spec.field import FieldSpec

if TYPE_CHECKING:
    from openpyxl.utils.datetime import from_excel
else:
    (from_excel,) = on_demand("openpyxl.utils.datetime", "from_excel")


_FROM_TO = re.compile(r"(?:no\s+)?(\S+?)\s*(?:[-–—]|\slīdz\s|\slidz\s)\s*(\S+)")
_ZONED = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2})")
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 110_000
"""Excel's numbers of days from 1954 to 2201; a bare number outside is no date."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one cell says of a moment: a day, a time of day, the end of a span of time, or a whole moment."""

    day: date | None = None
    at: time | None = None
    until: time | None = None
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """A moment put together; `timeless` says that only its day was given, so it stands at midnight."""

    moment: datetime | None
    until: time | None = None
    timeless: bool = False


def read_part(field: FieldSpec, cell: Cell, *, day_only: bool = False, epoch: datetime | None = None) -> Part:
    """Return what a cell says of the moment; raises Unreadable with a sentence."""
    if isinstance(cell, bool):
        raise _unclear(field)
    if epoch is not None and isinstance(cell, (int, float)):
        cell = from_serial(field, cell, epoch)
    if isinstance(cell, timedelta):
        cell = _of_day(field, cell)
    if isinstance(cell, datetime):
        return Part(
            day=_sane(field, cell.date()), at=_milliseconds(cell.time()) if cell.time() != time() else None
        )
    if isinstance(cell, date):
        return Part(day=_sane(field, cell))
    if isinstance(cell, time):
        return Part(at=_milliseconds(cell))
    if isinstance(cell, str):
        return _from_text(field, trimmed(cell), day_only=day_only)
    raise _unclear(field)


def _of_day(field: FieldSpec, since_midnight: timedelta) -> time:
    if not timedelta() <= since_midnight < timedelta(days=1):
        raise _unclear(field)
    return (datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) + since_midnight).time()


def _milliseconds(at: time) -> time:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _sane(field: FieldSpec, day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _unclear(field)
    return day


def from_serial(field: FieldSpec, number: float, epoch: datetime) -> datetime | time:
    """Return the day and time that a number stands for in an XLSX file; raises Unreadable for any other number."""
    if not (0 <= number < 1 or _FIRST_SERIAL <= number <= _LAST_SERIAL):
        raise _unclear(field)
    found = from_excel(number, epoch)
    if not isinstance(found, datetime | time):
        raise _unclear(field)
    return found


def _from_text(field: FieldSpec, text: str, *, day_only: bool) -> Part:
    if _ZONED.fullmatch(text):
        try:
            moment = datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise _unclear(field) from error
        _sane(field, moment.date())
        return Part(moment=moment.replace(microsecond=moment.microsecond // 1000 * 1000))
    day = parse_day(text)
    if day is not None:
        return Part(day=day)
    spoken = text.replace("plkst. ", "").replace("plkst.", "").replace(", ", " ")
    head, separator, tail = spoken.replace("T", " ").partition(" ")
    day = parse_day(head) if separator else None
    if day is None and day_only:
        raise _unclear(field)
    rest = tail.strip() if day is not None else spoken
    at = parse_time(rest)
    if at is not None:
        return Part(day=day, at=at)
    span = _FROM_TO.fullmatch(rest)
    start, until = (parse_time(span[1]), parse_time(span[2])) if span is not None else (None, None)
    if start is None or until is None:
        raise _unclear(field)
    return Part(day=day, at=start, until=until)


def merge(field: FieldSpec, parts: Iterable[Part], *, day: date | None = None) -> Merged:
    """Return the moment that the cells of one row give together; `day` is meant when none of them names one.

    Raises Unreadable when two cells contradict each other, when there is a time without a day, or when the clock
    skipped that time in spring.
    """
    told = tuple(parts)
    days = {part.day for part in told if part.day is not None}
    times = {part.at for part in told if part.at is not None}
    untils = {part.until for part in told if part.until is not None}
    moments = {part.moment for part in told if part.moment is not None}
    if moments:
        if len(moments) > 1 or times or (days - {riga_day(moment) for moment in moments}):
            raise _contradiction(field)
        return Merged(moments.pop())
    if len(days) > 1 or len(times) > 1 or len(untils) > 1:
        raise _contradiction(field)
    if not days and not times:
        return Merged(None)
    chosen = days.pop() if days else day
    if chosen is None:
        raise Unreadable(t("Ir laiks, bet nav datuma; ierakstiet datumu, piemēram, 13.11.2026."))
    local = datetime.combine(chosen, next(iter(times), time()))
    return Merged(riga_moment(field, local), next(iter(untils), None), timeless=not times)


def _unclear(field: FieldSpec) -> Unreadable:
    return Unreadable(
        t("Laukam “{label}” datums vai laiks nav nolasāms; rakstiet 13.11.2026. un 14:30.", label=field.label)
    )


def _contradiction(field: FieldSpec) -> Unreadable:
    return Unreadable(
        t("Rindas kolonnās ir divi dažādi datumi vai laiki laukam “{label}”.", label=field.label)
    )
