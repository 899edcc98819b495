"""This file is the place where it is checked whether enough institutions are at the centre in a week (S001 3–6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from kacdesk.core.timetable import Timetable
from kacdesk.core.workdays import is_working_day
from kacdesk.services.context import Context
from kacdesk.services.institutions.presence_store import centre_of
from kacdesk.services.point_settings import Norm, norm_of

_DAY = timedelta(days=1)
_WEEK = 7
_EVERY_DAY = 5
"""A norm of five days a week means every working day: a week with a holiday has fewer."""


@dataclass(frozen=True, slots=True)
class WeekCheck:
    """A week held against the norm of this type of centre.

    `monday` begins it · `working_days` of the week · `days` institution → on how many of them somebody is here ·
    `enough` the institutions that reach the norm, `too_few` those that are here but do not · `norm` None where none
    holds: nothing is asked then.
    """

    monday: date
    working_days: int
    days: dict[UUID, int]
    enough: tuple[UUID, ...]
    too_few: tuple[UUID, ...]
    norm: Norm | None

    @property
    def is_met(self) -> bool:
        """Say whether as many institutions are here, as often, as the norm asks."""
        return self.norm is None or len(self.enough) >= self.norm.institutions

    @property
    def missing(self) -> int:
        """Return how many institutions are lacking."""
        return 0 if self.norm is None else max(self.norm.institutions - len(self.enough), 0)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - day.weekday() * _DAY


def days_of(monday: date) -> list[date]:
    """Return the seven days of a week."""
    return [monday + number * _DAY for number in range(_WEEK)]


def check_week(context: Context, day: date) -> WeekCheck:
    """Hold the week of a day against the norm in force on its Monday, with the notices that are known."""
    timetable, monday = centre_of(context.store).timetable, monday_of(day)
    working = [each for each in days_of(monday) if is_working_day(timetable.calendar, each)]
    return held_against(timetable, monday, working, norm_of(context.store, monday))


def held_against(timetable: Timetable, monday: date, working: list[date], norm: Norm | None) -> WeekCheck:
    """Count the days on which each institution is here, and compare."""
    days: dict[UUID, int] = {}
    for day in working:
        for institution in set(_here_on(timetable, day)):
            days[institution] = days.get(institution, 0) + 1
    needed = _needed(norm, len(working))
    counted = {
        institution
        for institution, count in days.items()
        if count >= needed
        and (norm is None or not norm.all_services or timetable.gives_all(institution, monday))
    }
    return WeekCheck(
        monday, len(working), days, tuple(sorted(counted)), tuple(sorted(days.keys() - counted)), norm
    )


def _needed(norm: Norm | None, working_days: int) -> int:
    """Return on how many days of this week an institution must be here."""
    if norm is None:
        return 0
    return working_days if norm.days >= _EVERY_DAY else min(norm.days, working_days)


def _here_on(timetable: Timetable, day: date) -> Iterator[UUID]:
    for slot, away in timetable.day(day):
        whole_day = any(
            each.substitute is None and each.begins is None and each.ends is None for each in away
        )
        covered = any(each.substitute is not None for each in away)
        if timetable.serves_here(slot.institution, day) and (covered or not whole_day):
            yield slot.institution
