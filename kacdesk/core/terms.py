"""This file is the place where a term (days, working days, months) and the day it runs from give its last day."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kacdesk.core.calendar import Calendar
from kacdesk.core.workdays import (
    add_months,
    add_working_days,
    is_working_day,
    next_working_day,
    subtract_working_days,
)

_DAY = timedelta(days=1)
_MONTHS_OF_YEAR = 12


class Unit(StrEnum):
    """In what a term is counted; the codes are those of the register of terms."""

    WORKING_DAYS = "WORKING_DAYS"
    DAYS = "DAYS"
    MONTHS = "MONTHS"
    YEARS = "YEARS"


class Toward(StrEnum):
    """AFTER: at the latest so long after the event. BEFORE: at the latest so long before it."""

    AFTER = "AFTER"
    BEFORE = "BEFORE"


@dataclass(frozen=True, slots=True)
class Term:
    """How long a term is. `rolls` when its last day is a day off, the nearest working day takes its place: the next one
    after the event, the one before it for a notice, which must not come late (Administratīvā procesa likums 41–44,
    from memory); a time for keeping does not roll. The day of the event is never counted."""

    count: int
    unit: Unit = Unit.WORKING_DAYS
    toward: Toward = Toward.AFTER
    rolls: bool = True

    def last_day(self, calendar: Calendar, event: date) -> date:
        """Return the last good day of the term."""
        before = self.toward is Toward.BEFORE
        if self.unit is Unit.WORKING_DAYS:
            step = subtract_working_days if before else add_working_days
            return step(calendar, event, self.count)
        count = -self.count if before else self.count
        if self.unit is Unit.DAYS:
            day = event + timedelta(days=count)
        else:
            day = add_months(event, count * (_MONTHS_OF_YEAR if self.unit is Unit.YEARS else 1))
        if not self.rolls:
            return day
        return _working_day_before(calendar, day) if before else next_working_day(calendar, day)


def _working_day_before(calendar: Calendar, day: date) -> date:
    """Return the day itself when it is worked, else the last working day before it."""
    while not is_working_day(calendar, day):
        day -= _DAY
    return day
