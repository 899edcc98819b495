"""This file is the place where the roster of one week becomes rows and words: people by days, and what stays bare."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from kacdesk.core.hours import told_intervals
from kacdesk.core.roster import Away, Duty, Gap, Roster
from kacdesk.core.schedule import Schedule
from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.services.people.opening_hours import Remark, day_words, remarks, schedule_of, week_words
from kacdesk.services.people.roster import ABSENCES, SHIFTS, days_of, roster_of

_WEEK_DAYS = 7


class State(StrEnum):
    """How a cell is shown: NONE nothing · ON_DUTY here · ELSEWHERE at another point · AWAY agreed · ASKED not yet."""

    NONE = ""
    ON_DUTY = "on_duty"
    ELSEWHERE = "elsewhere"
    AWAY = "away"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one person does on one day, and the record in which that stands."""

    text: str = ""
    state: State = State.NONE
    register: str = ""
    record: UUID | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person's week."""

    person: UUID
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Week:
    """A week, Monday first. `hours` of each day in words · `gaps` None where nothing stays bare · `usual` the weekly
    hours in force · `known_hours` and `known_roster` say whether any were entered."""

    days: tuple[date, ...]
    hours: tuple[str, ...]
    people: tuple[PersonRow, ...]
    gaps: tuple[Gap | None, ...]
    usual: str
    remarks: tuple[Remark, ...]
    known_hours: bool
    known_roster: bool


def week_of(context: Context, day: date) -> Week:
    """Return the week in which a day lies."""
    store = context.store
    monday = day - timedelta(days=day.weekday())
    days = days_of(monday, monday + timedelta(days=_WEEK_DAYS - 1))
    schedule, roster = schedule_of(store), roster_of(store, days[0], days[-1])
    duties = [roster.on_duty(each) for each in days]
    return Week(
        tuple(days),
        tuple(_hours(schedule, each) for each in days),
        tuple(
            PersonRow(
                person.id,
                person.name,
                tuple(
                    _cell(person.id, each, roster, on_duty)
                    for each, on_duty in zip(days, duties, strict=True)
                ),
            )
            for person in roster.people.values()
        ),
        tuple(roster.gap(schedule, each) for each in days),
        week_words(schedule, days[0]) if schedule.is_known else "",
        tuple(remarks(store, schedule, day)),
        schedule.is_known,
        roster.is_known,
    )


def _hours(schedule: Schedule, day: date) -> str:
    return day_words(schedule, day) if schedule.is_known else ""


def _cell(person: UUID, day: date, roster: Roster, on_duty: list[Duty]) -> Cell:
    away = roster.away(person, day, asked_too=True)
    if away is not None and away.approved:
        return Cell(_away_words(away, roster), State.AWAY, ABSENCES, away.record)
    mine = [duty for duty in on_duty if duty.person == person]
    told = "\n".join(_duty_words(duty, roster) for duty in mine)
    if away is not None:
        asked = t("Jāsaskaņo: {what}", what=_kind_words(away))
        return Cell("\n".join(part for part in (asked, told) if part), State.ASKED, ABSENCES, away.record)
    if not mine:
        return Cell()
    elsewhere = all(duty.place is not None for duty in mine)
    return Cell(told, State.ELSEWHERE if elsewhere else State.ON_DUTY, SHIFTS, mine[0].shift)


def _kind_words(away: Away) -> str:
    return {
        "LEAVE": t("atvaļinājums"),
        "TRIP": t("komandējums"),
        "TRAINING": t("mācības"),
    }.get(away.kind, t("cita prombūtne"))


def _away_words(away: Away, roster: Roster) -> str:
    kind = _kind_words(away).capitalize()
    substitute = roster.people.get(away.substitute) if away.substitute is not None else None
    return kind if substitute is None else f"{kind}\n{t('aizvieto {name}', name=substitute.name)}"


def _duty_words(duty: Duty, roster: Roster) -> str:
    told = told_intervals([duty.interval])
    if duty.place is not None:
        told += f"\n{roster.places.get(duty.place, '')}"
    absent = roster.people.get(duty.instead_of) if duty.instead_of is not None else None
    return told if absent is None else f"{told}\n{t('aizvieto: {name}', name=absent.name)}"
