"""This file is the place where an institution's notice gets its terms, its steps, and where presence is counted."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.core.clock import from_riga
from kacdesk.core.errors import Invalid, Refused
from kacdesk.core.ids import reference_id
from kacdesk.core.timetable import Away
from kacdesk.figures.period import Period
from kacdesk.figures.presence import absent_minutes
from kacdesk.services import deadlines, onward, records, steps
from kacdesk.services.context import Context
from kacdesk.services.institutions import institutions_today
from kacdesk.services.institutions.institutions_today import Standing
from kacdesk.services.institutions.presence_week import check_week
from kacdesk.services.reporting.counting import figures
from kacdesk.spec.register import Clock
from tests.helpers import desk as template
from tests.helpers.desk import FixedClock, hold_clock, registered
from tests.services.test_availability import slot

LAD, VZD, UR, NVA = (reference_id("institution", abbr) for abbr in ("LAD", "VZD", "UR", "NVA"))
MONDAY = date(2026, 11, 23)
NOVEMBER = Period.month(2026, 11)
BEGAN = date(2026, 1, 5)


def riga(day: date, hour: int, minute: int = 0) -> datetime:
    return from_riga(datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001 -- local time of Riga


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> FixedClock:
    """A Friday afternoon before the week that the tests look at."""
    return hold_clock(monkeypatch.setattr, riga(date(2026, 11, 20), 15))


@pytest.fixture
def desk(tmp_path: Path, now: FixedClock) -> Iterator[Context]:
    with template.opened(template.copy_desk(tmp_path)) as context:
        deadlines.seed(context)
        yield context


def notice(context: Context, kind: str, received: datetime, **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"received_at": received, "institution_id": LAD, "kind": kind, **more}
    if kind == "B_HOURS_CHANGE":
        told.setdefault("hours_text", "O. 10.00–14.00")
    if kind == "A_ASSIGNED_OFFICER":
        told |= {"officer_name": "Paraugs Inspektors", "officer_post": "inspektors"}
    record = records.save(context, "institution_notice", told).id
    return kept(context, record)


def kept(context: Context, record: UUID, register: str = "institution_notice") -> dict[str, Any]:
    return next(row for row in registered(context.store, register) if row["id"] == record)


def comes(context: Context, institution: UUID, weekday: str, **more: Any) -> UUID:
    values = {
        "institution_id": institution,
        "weekday": weekday,
        "from_time": "09:00",
        "to_time": "12:00",
        "valid_from": BEGAN,
        **more,
    }
    return records.save(context, "presence", values).id


@pytest.mark.clause("001-33", "001-34", "003-33", "003-35")
@pytest.mark.parametrize("kind", ["A_ASSIGNED_OFFICER", "B_HOURS_CHANGE"])
@pytest.mark.parametrize(
    ("effective", "last_day"),
    [
        (date(2026, 12, 28), date(2026, 12, 17)),
        (date(2026, 7, 1), date(2026, 6, 25)),
        (date(2026, 11, 27), date(2026, 11, 20)),
    ],
)
def test_a_notice_must_come_five_working_days_before(
    desk: Context, now: FixedClock, kind: str, effective: date, last_day: date
) -> None:
    now.at = riga(date(2026, 12, 18), 15)
    in_time = notice(desk, kind, riga(last_day, 16), effective_from=effective)
    assert (in_time["required_by"], in_time["in_time"]) == (last_day, True)
    late = notice(desk, kind, riga(last_day + timedelta(days=1), 0, 30), effective_from=effective)
    assert late["in_time"] is False


@pytest.mark.clause("001-34", "001-35", "001-36", "003-34", "003-36")
@pytest.mark.parametrize("kind", ["C_UNCOVERED_ABSENCE", "D_SUBSTITUTION"])
def test_an_absence_has_no_term_before_it(desk: Context, kind: str) -> None:
    more: dict[str, Any] = {"effective_from": date(2026, 11, 20), "effective_to": date(2026, 11, 20)}
    if kind == "D_SUBSTITUTION":
        more |= {"substitute_name": "Piemēra Aizvietotāja", "substitute_post": "speciāliste"}
    row = notice(desk, kind, riga(date(2026, 11, 20), 9), **more)
    assert (row["required_by"], row["in_time"], row["post_by"]) == (None, None, None)


@pytest.mark.clause("001-36", "003-36", "001-33")
def test_a_substitute_has_a_name_a_post_and_a_period(desk: Context) -> None:
    base = {
        "received_at": riga(date(2026, 11, 20), 9),
        "institution_id": LAD,
        "kind": "D_SUBSTITUTION",
        "effective_from": MONDAY,
    }
    person = {"substitute_name": "Piemēra Aizvietotāja", "substitute_post": "speciāliste"}
    for given_, missing in (
        (person, "effective_to"),
        ({"effective_to": MONDAY, "substitute_name": "Piemēra Aizvietotāja"}, "substitute_post"),
        ({"effective_to": MONDAY, "substitute_post": "speciāliste"}, "substitute_name"),
    ):
        with pytest.raises(Invalid) as refused:
            records.save(desk, "institution_notice", {**base, **given_})
        assert missing in [problem.field for problem in refused.value.problems]
    officer = {**base, "kind": "A_ASSIGNED_OFFICER", "officer_name": "Paraugs Inspektors"}
    with pytest.raises(Invalid) as refused:
        records.save(desk, "institution_notice", officer)
    assert [problem.field for problem in refused.value.problems] == ["officer_post"]


@pytest.mark.clause("003-29")
def test_changed_hours_are_posted_and_sharedto_the_ministry_within_two_working_days(
    desk: Context, now: FixedClock
) -> None:
    row = notice(desk, "B_HOURS_CHANGE", riga(date(2026, 11, 17), 10), effective_from=date(2026, 12, 7))
    assert row["post_by"] == date(2026, 11, 20)
    waits = steps.steps_of("institution_notice", row, supervisor=False)
    assert [step.name for step in waits] == ["posted", "ministry-informed", "timetable-changed"]
    steps.take(desk, "institution_notice", row["id"], "posted")
    now.at += timedelta(days=3)
    steps.take(desk, "institution_notice", row["id"], "ministry-informed")
    done = kept(desk, row["id"])
    assert (done["posted_on"], done["ministry_informed_on"]) == (date(2026, 11, 20), date(2026, 11, 23))
    assert done["status"] == "registered"
    with pytest.raises(Refused):
        steps.take(desk, "institution_notice", row["id"], "posted")


@pytest.mark.clause("003-29")
def test_both_duties_have_a_clock_of_their_own(desk: Context) -> None:
    clocks: tuple[Clock, ...] = desk.catalog.spec("institution_notice").clocks
    assert {(clock.due, tuple(clock.while_)) for clock in clocks} == {
        ("post_by", ("posted_on",)),
        ("post_by", ("ministry_informed_on",)),
    }
    assert [clock.due for clock in desk.catalog.spec("cooperation_agreement").clocks] == ["valid_to"]


def test_a_day_before_the_notice_or_ahead_is_refused(desk: Context) -> None:
    base = {
        "received_at": riga(date(2026, 11, 20), 9),
        "institution_id": LAD,
        "kind": "B_HOURS_CHANGE",
        "effective_from": date(2026, 12, 7),
        "hours_text": "O. 9.00–12.00",
    }
    for day in (date(2026, 11, 19), date(2026, 11, 21)):
        with pytest.raises(Invalid):
            records.save(desk, "institution_notice", base | {"posted_on": day})


@pytest.mark.clause("001-33", "003-35")
def test_an_assigned_officer_goes_on_to_the_contacts_and_into_the_timetable(desk: Context) -> None:
    row = notice(desk, "A_ASSIGNED_OFFICER", riga(date(2026, 11, 16), 9), effective_from=date(2026, 12, 1))
    assert [each.name for each in onward.onward_of("institution_notice", row)] == ["timetable", "specialist"]
    person = onward.begin(desk, "institution_notice", row["id"], "specialist").values
    assert (person["name"], person["post"], person["institution_id"]) == (
        "Paraugs Inspektors",
        "inspektors",
        LAD,
    )
    times = onward.begin(desk, "institution_notice", row["id"], "timetable").values
    assert (times["institution_id"], times["valid_from"]) == (LAD, date(2026, 12, 1))


@pytest.mark.clause("001-04", "003-02")
def test_a_regional_centre_needs_three_institutions_a_day_a_week(desk: Context) -> None:
    comes(desk, LAD, "TUE")
    comes(desk, VZD, "WED")
    week = check_week(desk, MONDAY)
    assert (week.is_met, week.missing) == (False, 1)
    row = comes(desk, UR, "THU")
    assert check_week(desk, MONDAY).is_met
    listed = {"institution_id": UR, "services_given": "LISTED", "valid_from": BEGAN}
    service = _a_service(desk, UR)
    said = records.save(
        desk, "local_presence", listed, {"local_presence_service": [{"service_id": service}]}
    ).id
    fewer = check_week(desk, MONDAY)
    assert (fewer.is_met, fewer.too_few) == (False, (UR,))
    records.void(desk, "local_presence", said, reason="sniedz visus")
    assert check_week(desk, MONDAY).is_met
    away = {"effective_from": MONDAY, "effective_to": MONDAY + timedelta(days=4), "institution_id": UR}
    notice(desk, "C_UNCOVERED_ABSENCE", riga(date(2026, 11, 20), 9), **away)
    assert not check_week(desk, MONDAY).is_met
    records.void(desk, "presence", row, reason="vairs nenāk")
    assert UR not in check_week(desk, MONDAY).days


@pytest.mark.clause("001-04", "003-02")
def test_a_national_centre_needs_four_institutions_every_working_day(desk: Context) -> None:
    _become(desk, "national")
    for institution in (LAD, VZD, UR):
        for weekday in ("MON", "TUE", "WED", "THU", "FRI"):
            comes(desk, institution, weekday)
    for weekday in ("MON", "TUE", "THU", "FRI"):
        comes(desk, NVA, weekday)
    assert check_week(desk, MONDAY).too_few == (NVA,)
    with_a_holiday = check_week(desk, date(2026, 11, 18))
    assert (with_a_holiday.working_days, with_a_holiday.is_met) == (4, True)
    _become(desk, "municipal")
    assert check_week(desk, MONDAY).is_met


def _become(context: Context, centre_type: str) -> None:
    (row,) = registered(context.store, "point_settings")
    changes = {"centre_type": centre_type}
    records.correct(context, "point_settings", row["id"], changes, rev=row["rev"], reason="maina veidu")


def _a_service(context: Context, institution: UUID) -> UUID:
    rows = registered(context.store, "service")
    found: UUID = next(row["id"] for row in rows if row["institution_id"] == institution)
    return found


@pytest.mark.clause("001-33", "001-34", "003-29", "003-32")
def test_a_month_counts_hours_late_notices_and_what_was_not_posted(desk: Context, now: FixedClock) -> None:
    comes(desk, LAD, "TUE")
    comes(desk, VZD, "WED", from_time="10:00", to_time="11:30")
    tuesday = date(2026, 11, 24)
    part = {"effective_from": tuesday, "effective_to": tuesday, "from_time": "11:00", "to_time": "13:00"}
    notice(desk, "C_UNCOVERED_ABSENCE", riga(date(2026, 11, 20), 9), **part)
    cover = {"effective_from": date(2026, 11, 25), "effective_to": date(2026, 11, 25), "institution_id": VZD}
    stands_in = {"substitute_name": "Piemēra Aizvietotāja", "substitute_post": "speciāliste"}
    notice(desk, "D_SUBSTITUTION", riga(date(2026, 11, 20), 9), **cover, **stands_in)
    notice(desk, "B_HOURS_CHANGE", riga(date(2026, 11, 10), 9), effective_from=date(2026, 11, 12))
    on_time = notice(desk, "B_HOURS_CHANGE", riga(date(2026, 11, 20), 9), effective_from=date(2026, 12, 7))
    steps.take(desk, "institution_notice", on_time["id"], "posted")
    assert figures(desk, NOVEMBER).presence.planned_min == 3 * 180 + 2 * 90, "days to come are not counted"
    now.at = riga(date(2026, 11, 25), 9)
    told = figures(desk, NOVEMBER).presence
    by = {each.abbr: each for each in told.institutions}
    lad, vzd = by["LAD"], by["VZD"]
    assert (lad.planned_min, lad.actual_min, lad.covered_min) == (4 * 180, 4 * 180 - 60, 0)
    assert (vzd.planned_min, vzd.actual_min, vzd.covered_min) == (3 * 90, 3 * 90, 90)
    assert [(each.notices, each.late_notices) for each in (lad, vzd)] == [(3, 1), (1, 0)]
    assert (told.planned_min, told.actual_min, told.covered_min) == (990, 930, 90)
    assert (told.notices, told.late_notices, told.absences, told.substitutions) == (4, 1, 1, 1)
    assert (told.to_be_posted, told.not_posted, told.ministry_not_told) == (2, 1, 2)
    assert {(row.register, row.weight) for row in told.actual_min.rows} == {
        ("presence", 720),
        ("presence", 270),
        ("institution_notice", -60),
    }
    now.at = riga(date(2026, 11, 20), 9)
    assert figures(desk, NOVEMBER).presence.ministry_not_told == 1


_HOURS = st.integers(9 * 60, 12 * 60)


@given(st.lists(st.tuples(_HOURS, _HOURS, st.booleans()), max_size=4))
def test_minutes_of_a_day_are_what_a_minute_by_minute_count_gives(told: list[tuple[int, int, bool]]) -> None:
    row, day = slot(), date(2026, 11, 24)
    person = row.person
    aways = [
        Away(
            UUID(int=place + 100),
            row.institution,
            None,
            day,
            day,
            _clock(min(one, other)),
            _clock(max(one, other)),
            person if covered else None,
        )
        for place, (one, other, covered) in enumerate(told)
    ]
    shared = list(absent_minutes(row, aways, day))
    uncovered, stood_in = sum(each[1] for each in shared), sum(each[2] for each in shared)
    minutes = [_clock(minute) for minute in range(9 * 60, 12 * 60)]
    of_each = [[each for each in aways if each.covers(day, minute)] for minute in minutes]
    assert stood_in == sum(any(each.substitute for each in here) for here in of_each)
    assert uncovered == sum(bool(here) and not any(each.substitute for each in here) for here in of_each)


def _clock(minutes: int) -> Any:
    return (datetime(2026, 1, 1) + timedelta(minutes=minutes)).time()  # noqa: DTZ001 -- a time of day


@pytest.mark.clause("001-35", "003-28", "003-32")
def test_the_day_tells_who_is_here_who_comes_and_who_does_not(desk: Context, now: FixedClock) -> None:
    comes(desk, LAD, "TUE")
    comes(desk, VZD, "TUE", from_time="13:00", to_time="15:00")
    comes(desk, UR, "TUE", from_time="10:00", to_time="11:00")
    comes(desk, NVA, "THU")
    tuesday = date(2026, 11, 24)
    away = {"effective_from": tuesday, "effective_to": tuesday, "institution_id": UR}
    notice(desk, "C_UNCOVERED_ABSENCE", riga(date(2026, 11, 20), 9), **away)
    due = notice(desk, "B_HOURS_CHANGE", riga(date(2026, 11, 20), 9), effective_from=date(2026, 12, 7))
    now.at = riga(tuesday, 10, 30)
    told = institutions_today.gather(desk)
    assert [each.institution for each in told.now] == [LAD]
    assert [each.institution for each in told.later] == [VZD]
    assert [(each.institution, each.standing) for each in told.away] == [(UR, Standing.AWAY)]
    first = told.notices[0]
    assert (first.record, first.to_post, first.to_tell) == (due["id"], True, True)
    thursday = dict(told.days)[date(2026, 11, 26)]
    assert [(each.institution, each.standing) for each in thursday] == [(NVA, Standing.PLANNED)]
    now.at = riga(tuesday, 12)
    assert [each.standing for each in dict(institutions_today.gather(desk).days)[tuesday]] == [
        Standing.OVER,
        Standing.AWAY,
        Standing.LATER,
    ]
    last_week = institutions_today.gather(desk, week_of=date(2026, 11, 18))
    assert date(2026, 11, 18) in last_week.day_off


@pytest.mark.clause("001-38", "003-38", "003-28")
def test_published_hours_are_checked_again_and_again(desk: Context) -> None:
    record = records.save(desk, "local_presence", {"institution_id": LAD, "valid_from": BEGAN}).id
    assert kept(desk, record, "local_presence")["hours_review_on"] == date(2026, 12, 20)
    steps.take(desk, "local_presence", record, "hours-checked")
    row = kept(desk, record, "local_presence")
    assert (row["hours_on_web"], row["hours_on_portal"]) == (True, True)
    assert (row["hours_checked_on"], row["hours_review_on"]) == (date(2026, 11, 20), date(2026, 12, 20))


@pytest.mark.clause("000-04", "003-12", "003-47")
def test_an_agreement_is_watched_until_it_is_renewed(desk: Context) -> None:
    values = {
        "agreement_no": "P-1",
        "institution_id": LAD,
        "valid_from": BEGAN,
        "valid_to": date(2026, 12, 1),
    }
    record = records.save(desk, "cooperation_agreement", values | {"terms_version": "2026-01"}).id
    steps.take(desk, "cooperation_agreement", record, "terms-accepted")
    steps.take(desk, "cooperation_agreement", record, "settled")
    row = kept(desk, record, "cooperation_agreement")
    assert (row["settled"], row["terms_accepted_on"]) == (True, date(2026, 11, 20))
    with pytest.raises(Invalid):
        records.save(desk, "cooperation_agreement", values | {"valid_to": date(2026, 1, 1)})
    with pytest.raises(Invalid):
        records.save(desk, "cooperation_agreement", values | {"institution_id": None})
