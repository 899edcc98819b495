"""This file is the place where days are told apart: holidays, extra days off, moved off, worked instead."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from kacdesk.core.errors import Missing, Usage
from kacdesk.core.evidence import UNCHECKED
from kacdesk.core.latvian import short_date
from kacdesk.core.on_demand import on_demand
from kacdesk.core.resources import resource
from kacdesk.core.text import t

if TYPE_CHECKING:
    from holidays import country_holidays
else:
    (country_holidays,) = on_demand("holidays", "country_holidays")

MOVED_DAYS_COLUMNS = ("day_off", "worked_instead", "source")
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class MovedDay:
    """A working day that the Cabinet moved (Darba likums 133(4)): off on a weekday, worked on a weekend day.

    `source` tells where the pair was read.
    """

    off_on: date
    worked_on: date
    source: str

    @property
    def confirmed(self) -> bool:
        """Say whether a source was found; a pair that nobody looked up should be checked by the supervisor."""
        return not self.source.startswith(UNCHECKED)


@dataclass(frozen=True)
class Calendar:
    """The days of one service point.

    Public holidays come from the law for any year. `extra_days_off` (day → its name) is the supervisor's
    table: one-off holidays and days the point is closed; it wins over everything. `moved` binds state
    institutions and is only recommended to municipalities, hence `follows_moved_days`: without it all pairs
    are ignored.
    """

    extra_days_off: Mapping[date, str] = field(default_factory=dict)
    moved: tuple[MovedDay, ...] = ()
    follows_moved_days: bool = True

    @cached_property
    def moved_off(self) -> frozenset[date]:
        """Return the working days that are off because they were moved."""
        return frozenset(pair.off_on for pair in self.moved if self.follows_moved_days)

    @cached_property
    def moved_on(self) -> frozenset[date]:
        """Return the weekend days that are worked instead."""
        return frozenset(pair.worked_on for pair in self.moved if self.follows_moved_days)

    def holiday_name(self, day: date) -> str | None:
        """Return the Latvian name of a public holiday or extra day off; None on any other day."""
        return self.extra_days_off.get(day) or public_holidays(day.year).get(day)


@lru_cache(maxsize=64)
def public_holidays(year: int) -> Mapping[date, str]:
    """Return the holidays the law gives a year, with the days off it substitutes for 4 May and 18 November.

    One-offs that the library knows are included (song festival Mondays of 2018 and 2023, 24.09.2018,
    29.05.2023). The library also lists moved working days as holidays; those are left out here, because they
    hold only where the order is followed.
    """
    found = country_holidays("LV", years=year, language="lv")
    moved_label = found.tr(found.substituted_label).partition("%s")[0]
    names = {
        day: "; ".join(name for name in found.get_list(day) if not name.startswith(moved_label))
        for day in found
    }
    return MappingProxyType({day: name for day, name in sorted(names.items()) if name})


def parse_moved_days(text: str, *, named: str) -> tuple[MovedDay, ...]:
    """Read the table of moved days: CSV with the columns `MOVED_DAYS_COLUMNS`, days as 2026-06-22.

    `named` is how an error calls the table. Raises `Usage` for the first row that cannot be right: a day that
    is no date, a day off that is not an ordinary working day, a worked day that is no weekend, a repeated
    day, a missing source.
    """
    rows = csv.reader(text.removeprefix("\ufeff").splitlines())
    if tuple(cell.strip() for cell in next(rows, [])) != MOVED_DAYS_COLUMNS:
        raise _unreadable(named, 1, t("vajadzīgas kolonnas {columns}", columns=", ".join(MOVED_DAYS_COLUMNS)))
    found: list[MovedDay] = []
    seen: set[date] = set()
    for row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        pair = _moved_day(cells, named=named, line=rows.line_num)
        for day in (pair.off_on, pair.worked_on):
            if day in seen:
                raise _unreadable(named, rows.line_num, t("diena {day} atkārtojas", day=short_date(day)))
            seen.add(day)
        found.append(pair)
    return tuple(found)


def read_moved_days(path: Path) -> tuple[MovedDay, ...]:
    """Read the table of moved days from a UTF-8 file, as `parse_moved_days`; `Missing` without the file."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise Missing(
            t("Pārcelto darba dienu datne “{name}” nav atrasta.", name=path.name),
            remedy=t("Pārbaudiet datnes nosaukumu un mapi."),
        ) from error
    except UnicodeDecodeError as error:
        raise Usage(
            t("Pārcelto darba dienu datne “{name}” nav UTF-8 teksts.", name=path.name),
            remedy=t("Saglabājiet datni kā CSV ar UTF-8 kodējumu."),
        ) from error
    return parse_moved_days(text, named=path.name)


@lru_cache(maxsize=1)
def shipped_moved_days() -> tuple[MovedDay, ...]:
    """Return the table that comes with the program; the point's own register of moved days goes before it."""
    return read_moved_days(resource("rules/moved_days.csv"))


def _moved_day(cells: list[str], *, named: str, line: int) -> MovedDay:
    if len(cells) != len(MOVED_DAYS_COLUMNS):
        raise _unreadable(named, line, t("vajadzīgas {count} kolonnas", count=len(MOVED_DAYS_COLUMNS)))
    off_on, worked_on = (_day(cell, named=named, line=line) for cell in cells[:2])
    source = cells[2]
    if not source:
        raise _unreadable(named, line, t("nav norādīts avots"))
    if off_on.weekday() >= _SATURDAY or off_on in public_holidays(off_on.year):
        raise _unreadable(named, line, t("{day} jau ir brīvdiena", day=short_date(off_on)))
    if worked_on.weekday() < _SATURDAY or worked_on in public_holidays(worked_on.year):
        raise _unreadable(
            named, line, t("{day} nav parasta sestdiena vai svētdiena", day=short_date(worked_on))
        )
    return MovedDay(off_on, worked_on, source)


def _day(cell: str, *, named: str, line: int) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError as error:
        raise _unreadable(named, line, t("“{cell}” nav datums, piemēram, 2026-06-22", cell=cell)) from error


def _unreadable(named: str, line: int, reason: str) -> Usage:
    return Usage(
        t(
            "Pārcelto darba dienu tabulas “{name}” {line}. rinda nav pareiza: {reason}.",
            name=named,
            line=line,
            reason=reason,
        ),
        effect=t("No tabulas nekas nav pārņemts."),
        remedy=t("Izlabojiet rindu un mēģiniet vēlreiz."),
    )
