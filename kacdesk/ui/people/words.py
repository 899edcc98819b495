"""This file is the place where a person of the point is named together with what they may do."""

from datetime import date

from kacdesk.core import clock
from kacdesk.core.latvian import short_date
from kacdesk.core.text import t
from kacdesk.services.context import Actor, role_name


def role_words(person: Actor) -> str:
    """Return a person's role today; of one who stands in for the supervisor, until which day."""
    until = person.acting_until
    return role_name(person.role) if until is None else t("vadītāja p. i. līdz {day}", day=_day(until))


def _day(day: date) -> str:
    """Return the day without its year while that is this one."""
    return short_date(day) if day.year != clock.today_riga().year else f"{day.day:02}.{day.month:02}."
