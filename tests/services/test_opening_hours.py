"""This file is the place where the point's own hours are entered, told in words and held against what is asked."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from kacdesk.core import clock
from kacdesk.core.clock import from_riga
from kacdesk.core.errors import Invalid
from kacdesk.core.hours import told_intervals
from kacdesk.services import deadlines, point_settings, records, steps
from kacdesk.services.context import Context
from kacdesk.services.dues import falling_due
from kacdesk.services.people import opening_hours
from kacdesk.services.references import current_references
from tests.helpers.desk import registered, visit

DAY = date(2026, 11, 24)
WEEK = ("MON", "TUE", "WED", "THU", "FRI")


def open_on(context: Context, weekday: str, opens: str, closes: str, **more: Any) -> None:
    row = {"set_name": "Pamata", "weekday": weekday, "opens": opens, "closes": closes}
    records.save(context, "opening_hours", row | {"valid_from": date(2026, 1, 1)} | more)


def usual_week(context: Context, *, late: str = "") -> None:
    for weekday in WEEK:
        open_on(context, weekday, "8.30", "12:00")
        open_on(context, weekday, "1230", "19:00" if weekday == late else "17:00")


def change_settings(context: Context, **changes: Any) -> None:
    (row,) = registered(context.store, "point_settings")
    records.correct(context, "point_settings", row["id"], changes, rev=row["rev"], reason="lēmums")


@pytest.mark.clause("000-41", "002-13")
def test_hours_are_told_in_words_as_they_hang_on_the_door(context: Context) -> None:
    usual_week(context, late="TUE")
    schedule = opening_hours.schedule_of(context.store)
    words = opening_hours.week_words(schedule, DAY)
    assert words == (
        "P. 8.30–12.00, 12.30–17.00; O. 8.30–12.00, 12.30–19.00; "
        "T.–Pk. 8.30–12.00, 12.30–17.00; S., Sv. slēgts"
    )
    assert opening_hours.day_words(schedule, date(2026, 11, 18)) == (
        "slēgts; Latvijas Republikas Proklamēšanas diena"
    )


def test_the_point_is_open_by_the_wall_clock_of_riga(context: Context) -> None:
    usual_week(context)
    for at, is_open in (
        ("08:29", False),
        ("08:30", True),
        ("12:15", False),
        ("16:59", True),
        ("17:00", False),
    ):
        moment = from_riga(datetime.fromisoformat(f"{DAY}T{at}"))
        assert opening_hours.is_open(context.store, moment) is is_open, at
    assert told_intervals(opening_hours.intervals_of(context.store, DAY)) == "8.30–12.00, 12.30–17.00"


def test_an_exception_goes_before_the_week(context: Context) -> None:
    usual_week(context)
    monthly = {"kind": "CLOSED", "repeats": "NTH", "nth": "4", "weekday": "TUE", "day": date(2026, 1, 1)}
    records.save(context, "opening_exception", monthly | {"reason": "Metodiskā diena"})
    away = {"kind": "OFF_SITE", "day": date(2026, 11, 25), "opens": "10:00", "closes": "14:00"}
    records.save(context, "opening_exception", away | {"place": "Izdomātā pagasta pārvalde"})
    schedule = opening_hours.schedule_of(context.store)
    assert opening_hours.day_words(schedule, DAY) == "slēgts; Metodiskā diena"
    assert opening_hours.day_words(schedule, date(2026, 11, 25)) == (
        "slēgts; apkalpo: Izdomātā pagasta pārvalde 10.00–14.00"
    )
    assert not schedule.intervals(DAY)


def test_hours_that_cannot_be_are_refused(context: Context) -> None:
    with pytest.raises(Invalid, match="Beigu laiks"):
        open_on(context, "MON", "17:00", "08:30")
    with pytest.raises(Invalid, match="katru gadu"):
        open_on(context, "MON", "08:30", "17:00", yearly=True)
    once = {"kind": "OTHER_HOURS", "day": DAY, "opens": "09:00", "closes": "12:00", "opens_again": "11:00"}
    with pytest.raises(Invalid, match="otrās daļas"):
        records.save(context, "opening_exception", once)
    with pytest.raises(Invalid, match="Otrā daļa"):
        records.save(context, "opening_exception", once | {"closes_again": "17:00"})


@pytest.mark.clause("003-20", "004-24")
def test_forty_hours_five_days_and_two_late_evenings_are_warnings_only(context: Context) -> None:
    deadlines.seed(context)
    open_on(context, "MON", "08:30", "12:30")
    schedule = opening_hours.schedule_of(context.store)
    told = opening_hours.remarks(context.store, schedule, DAY)
    draft = "MK noteikumu projekts (2016), 25.1.7.1. p."
    concept = "Ilūkstes vienas pieturas aģentūras koncepcija, 2.3. p."
    assert [(remark.sentence, remark.source) for remark in told] == [
        ("Atvērtas dienas nedēļā: 1; vajag vismaz 5.", draft),
        (
            "Darba laiks nedēļā: 4 h 00 min; vajag vismaz 40 h 00 min.",
            draft,
        ),
        (
            "Dienas šomēnes, kad atvērts līdz plkst. 19.00: 0; vajag vismaz 2.",
            concept,
        ),
    ]
    change_settings(context, weekly_days=1, weekly_hours=4, late_until=None)
    assert opening_hours.remarks(context.store, schedule, DAY) == []


@pytest.mark.clause("003-20", "004-24")
def test_a_week_of_forty_hours_with_a_late_tuesday_is_enough(context: Context) -> None:
    usual_week(context, late="TUE")
    schedule = opening_hours.schedule_of(context.store)
    assert opening_hours.remarks(context.store, schedule, DAY) == []


@pytest.mark.clause("001-22", "001-23", "001-40")
def test_what_is_published_falls_due_and_is_looked_at_again(context: Context) -> None:
    today = clock.today_riga()
    row = {"what": "HOURS_PORTAL", "place": "Portāls", "months": 3, "review_on": today}
    record = records.save(context, "publication", row).id
    with context.store.read() as connection:
        (due,) = falling_due(connection, context.catalog, today, current_references(context.store))
    assert (due.record, due.named) == (record, "Darba laiks portālā latvija.lv · Portāls")
    steps.take(context, "publication", record, "checked")
    (kept,) = registered(context.store, "publication")
    assert (kept["checked_on"], kept["checked_by"]) == (today, context.actor.id)
    assert kept["review_on"] > today + timedelta(days=85)
    with context.store.read() as connection:
        assert falling_due(connection, context.catalog, today, current_references(context.store)) == []


@pytest.mark.clause("001-04", "003-02")
def test_a_point_says_itself_what_kind_of_centre_it_is(context: Context) -> None:
    bare = point_settings.of(context.store)
    assert (bare.centre_type, bare.title, bare.border_traffic) == ("regional", "Balvu paraugs", False)
    assert point_settings.norm_of(context.store, DAY) is None
    deadlines.seed(context)
    norm = point_settings.norm_of(context.store, DAY)
    assert norm is not None
    assert (norm.institutions, norm.days, norm.all_services) == (3, 1, True)
    change_settings(context, centre_type="national", contest_address="Parauga dome", border_traffic=True)
    changed = point_settings.of(context.store)
    assert (changed.centre_type, changed.contest_address, changed.border_traffic) == (
        "national",
        "Parauga dome",
        True,
    )
    norm = point_settings.norm_of(context.store, DAY)
    assert norm is not None
    assert (norm.institutions, norm.days) == (4, 5)


@pytest.mark.clause("003-04")
def test_a_closed_centre_takes_no_more_visits(context: Context) -> None:
    deadlines.seed(context)
    tomorrow = clock.today_riga() + timedelta(days=1)
    change_settings(context, closed_on=tomorrow)
    records.save(context, "visit", visit(), {"visit_service": []})
    change_settings(context, closed_on=clock.today_riga() - timedelta(days=1))
    with pytest.raises(Invalid, match="Centrs ir slēgts"):
        records.save(context, "visit", visit(), {"visit_service": []})
