"""This file is the place where a section of the report says which records it wants to see.

The desk makes a question to its database of it, the central store asks `wanted` of every record it holds. More
records than needed may come; the sections decide which of them count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from kacdesk.core.clock import riga_day
from kacdesk.figures.period import Period
from kacdesk.spec.register import Values


@dataclass(frozen=True, slots=True)
class Reads:
    """Records of a register: those with one of `days` within the period, and, when `open_while` names a field, those
    with the first of `days` before its end whose field is empty or lies in the period or after it.

    A record in which one of the fields of `unless` is filled is not open, whenever that was. Days may be moments too,
    which count by their day in Riga. Without `days` every record is wanted: a short list, such as the staff.
    """

    register: str
    days: tuple[str, ...] = ()
    open_while: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


def gathered(*sections: Iterable[Reads]) -> tuple[Reads, ...]:
    """Return what several sections want, each register once. ValueError when two of them differ in what is open."""
    found: dict[str, Reads] = {}
    for each in (reads for section in sections for reads in section):
        known = found.get(each.register)
        found[each.register] = each if known is None else _both(known, each)
    return tuple(found.values())


def _both(one: Reads, other: Reads) -> Reads:
    if one.open_while and other.open_while and one != other:
        raise ValueError(f"two sections differ in what is open: {one}, {other}")
    if not one.days or not other.days:
        return Reads(one.register)
    first, second = (other, one) if other.open_while else (one, other)
    return Reads(
        one.register, tuple(dict.fromkeys((*first.days, *second.days))), first.open_while, first.unless
    )


def wanted(reads: Reads, record: Values, period: Period) -> bool:
    """Say whether a record is asked for; voided ones too."""
    if not reads.days:
        return True
    days = [day_of(record.get(name)) for name in reads.days]
    if any(day is not None and day in period for day in days):
        return True
    begun = days[0]
    if not reads.open_while or begun is None or begun > period.last_day:
        return False
    if any(record.get(name) is not None for name in reads.unless):
        return False
    ends = (day_of(record.get(name)) for name in reads.open_while)
    return any(end is None or end >= period.first_day for end in ends)


def day_of(value: date | datetime | None) -> date | None:
    """Return the day in Riga of a day or a moment."""
    return riga_day(value) if isinstance(value, datetime) else value
