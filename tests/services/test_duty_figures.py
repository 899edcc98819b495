"""This file is the place where a month of a real desk is counted: its hours, absences, trainings and surveys."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from kacdesk.core.ids import reference_id
from kacdesk.figures.count import Row
from kacdesk.figures.period import Period
from kacdesk.services import deadlines, records, steps
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.services.reporting.counting import figures
from tests.helpers import desk

NOVEMBER = Period.month(2026, 11)
BEGAN = date(2026, 1, 1)
DECEMBER = datetime(2026, 12, 1, 9, tzinfo=UTC)
LAD = reference_id("institution", "LAD")

A_DAY = 8 * 60
WORKING_DAYS = 20
"""Of November 2026: 21 from Monday to Friday, less the 18th."""


@pytest.fixture(autouse=True)
def _december(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the day after the month that is counted."""
    desk.hold_clock(monkeypatch.setattr, DECEMBER)


@pytest.fixture
def clerk(context: Context) -> UUID:
    """Open the point on weekdays from nine to five, with the clerk there all the time; return the clerk."""
    person = accounts.person_called(context.store, desk.CLERK).id
    for weekday in ("MON", "TUE", "WED", "THU", "FRI"):
        hours = {"weekday": weekday, "opens": "09:00", "closes": "17:00"}
        records.save(context, "opening_hours", {**hours, "set_name": "Pamata", "valid_from": BEGAN})
        records.save(context, "shift", {**hours, "staff_id": person, "day": BEGAN})
    return person


def away(context: Context, person: UUID, first: date, last: date, substitute: UUID | None = None) -> UUID:
    """Save an agreed absence."""
    values = {"staff_id": person, "first_on": first, "last_on": last, "substitute_id": substitute}
    record = records.save(context, "absence", values).id
    steps.take(context, "absence", record, "approve")
    return record


@pytest.mark.clause("001-25", "001-51", "003-21")
def test_hours_are_open_as_planned_less_what_was_closed_and_what_nobody_served(
    context: Context, clerk: UUID
) -> None:
    closed = records.save(
        context,
        "opening_exception",
        {"kind": "CLOSED", "day": date(2026, 11, 13), "reason": "metodiskā diena"},
    ).id
    alone = away(context, clerk, date(2026, 11, 9), date(2026, 11, 10))
    covered = away(context, clerk, date(2026, 11, 23), date(2026, 11, 27), context.actor.id)
    told = figures(context, NOVEMBER).continuity
    eve_of_the_18th = 60
    assert told.planned_min == WORKING_DAYS * A_DAY - eve_of_the_18th
    assert told.changed_min.rows == (Row("opening_exception", closed, -A_DAY),)
    assert told.bare_min.rows == (Row("absence", alone, 2 * A_DAY),)
    assert told.bare_days.rows == (Row("absence", alone, 2),)
    assert told.open_min == told.planned_min - A_DAY - 2 * A_DAY
    assert {row.id for row in told.absences.rows} == {alone, covered}
    assert [row.id for row in told.without_substitute.rows] == [alone]
    assert told.roster_kept


def test_what_nobody_was_rostered_for_opens_the_hours_themselves(context: Context, clerk: UUID) -> None:
    fridays = next(row for row in desk.registered(context.store, "shift") if row["weekday"] == "FRI")
    records.void(context, "shift", fridays["id"], reason="piektdienās nestrādā")
    told = figures(context, NOVEMBER).continuity
    (row,) = told.bare_min.rows
    assert (row.register, row.weight, told.bare_days) == ("opening_hours", 4 * A_DAY, 4)
    assert (told.absences, told.without_substitute) == (0, 0)


def test_a_month_that_goes_on_is_counted_up_to_today(
    context: Context, clerk: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.hold_clock(monkeypatch.setattr, datetime(2026, 11, 4, 9, tzinfo=UTC))
    counted = figures(context, NOVEMBER)
    assert (counted.as_of, counted.continuity.planned_min) == (date(2026, 11, 4), 3 * A_DAY)
    assert figures(context, Period.month(2026, 12)).continuity.planned_min == 0


def test_without_a_roster_nothing_is_known_to_be_bare(context: Context) -> None:
    hours = {"set_name": "Pamata", "weekday": "MON", "opens": "09:00", "closes": "17:00", "valid_from": BEGAN}
    records.save(context, "opening_hours", hours)
    told = figures(context, NOVEMBER).continuity
    assert (told.planned_min, told.open_min, told.bare_min) == (5 * A_DAY, 5 * A_DAY, 0)
    assert not told.roster_kept


@pytest.mark.clause("001-28", "001-30", "001-12")
def test_trainings_guidance_and_surveys_are_done_or_overdue(context: Context) -> None:
    deadlines.seed(context)
    yearly = {"title": "Par paraugu", "kind": "YEARLY", "institution_id": LAD}
    first = records.save(context, "training", {**yearly, "held_on": date(2025, 11, 3)}).id
    records.save(context, "survey", {"title": "Paraugs", "opened_on": date(2023, 10, 2)})
    records.save(
        context, "training", {"title": "Sanāksme", "kind": "MEETING", "planned_on": date(2026, 11, 20)}
    )
    told = figures(context, NOVEMBER).training
    assert (told.held, told.overdue, told.survey_overdue) == (0, 1, 1)
    assert [row.id for row in told.yearly_overdue.rows] == [first]
    assert [row.id for row in told.guidance_overdue.rows] == [first]
    records.save(context, "training", {**yearly, "held_on": date(2026, 11, 30)})
    told = figures(context, NOVEMBER).training
    assert (told.held, told.yearly_overdue) == (1, 0)
    assert {row.key: row.count for row in told.held_by_kind}["YEARLY"] == 1
    assert figures(context, Period.month(2026, 10)).training.yearly_overdue == 0, "it was due on 3 November"
