"""This file is the place where it is shown who is on duty, who stands in for whom, and which open hours stay bare."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from kacdesk.core.errors import Invalid, Refused
from kacdesk.core.hours import told_intervals
from kacdesk.core.ids import reference_id
from kacdesk.core.roster import Roster
from kacdesk.services import records, steps
from kacdesk.services.context import Context
from kacdesk.services.counter import hints
from kacdesk.services.counter.hints import Sketch
from kacdesk.services.people import absences, accounts
from kacdesk.services.people.opening_hours import schedule_of
from kacdesk.services.people.roster import days_of, roster_of
from kacdesk.services.people.roster_week import State, week_of
from kacdesk.services.today import DueKind, today
from tests.helpers import desk

MONDAY = date(2026, 11, 23)
FRIDAY = MONDAY + timedelta(days=4)
WEEK = ("MON", "TUE", "WED", "THU", "FRI")
HELD = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _friday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the Friday before the week that is looked at."""
    desk.hold_clock(monkeypatch.setattr, HELD)


@pytest.fixture
def clerk(context: Context) -> UUID:
    """Open the point on weekdays from nine to five, with the clerk there all the time; return the clerk."""
    person = accounts.person_called(context.store, desk.CLERK).id
    for weekday in WEEK:
        hours = {"set_name": "Pamata", "weekday": weekday, "opens": "09:00", "closes": "17:00"}
        records.save(context, "opening_hours", hours | {"valid_from": date(2026, 1, 1)})
        shift(context, person, weekday=weekday)
    return person


def shift(context: Context, person: UUID, **more: Any) -> UUID:
    row = {"staff_id": person, "day": date(2026, 1, 1), "opens": "09:00", "closes": "17:00"}
    return records.save(context, "shift", row | more).id


def away(context: Context, person: UUID, *, approved: bool = True, **more: Any) -> UUID:
    row = {"staff_id": person, "kind": "LEAVE", "first_on": MONDAY, "last_on": FRIDAY}
    record = records.save(context, "absence", row | more).id
    if approved:
        steps.take(context, "absence", record, "approve")
    return record


def week(context: Context) -> Roster:
    return roster_of(context.store, MONDAY, FRIDAY)


def bare(context: Context, *, asked_too: bool = False) -> dict[int, str]:
    """Return the bare hours of the week by day of the month."""
    gaps = week(context).gaps(schedule_of(context.store), days_of(MONDAY, FRIDAY), asked_too=asked_too)
    return {gap.day.day: told_intervals(gap.intervals) for gap in gaps}


def here(context: Context) -> Context:
    """Return the clerk's own context."""
    return Context(context.store, accounts.person_called(context.store, desk.CLERK))


@pytest.mark.clause("001-25", "001-51", "003-21", "000-34")
def test_open_hours_without_anybody_on_duty_are_a_gap(context: Context, clerk: UUID) -> None:
    assert bare(context) == {}
    away(context, clerk, last_on=MONDAY)
    assert bare(context) == {23: "9.00–17.00"}


@pytest.mark.clause("000-35", "000-40", "001-25", "001-51", "003-21")
def test_a_substitute_covers_the_hours_of_who_is_away(context: Context, clerk: UUID) -> None:
    substitute = context.actor.id
    record = away(context, clerk, substitute_id=substitute)
    assert bare(context) == {}
    duties = week(context).on_duty(MONDAY)
    assert [(duty.person, duty.instead_of) for duty in duties] == [(substitute, clerk)]
    away(context, substitute, first_on=FRIDAY)
    assert bare(context) == {27: "9.00–17.00"}
    records.void(context, "absence", record, reason="atcelts")
    assert bare(context) == {}


def test_an_absence_that_is_not_approved_yet_or_rejected_leaves_no_gap(context: Context, clerk: UUID) -> None:
    asked = away(context, clerk, approved=False)
    assert bare(context) == {}
    assert len(bare(context, asked_too=True)) == 5
    steps.take(context, "absence", asked, "reject")
    assert bare(context, asked_too=True) == {}


def test_a_part_of_the_day_may_stay_bare(context: Context, clerk: UUID) -> None:
    once = {"repeats": "ONCE", "weekday": None, "day": MONDAY, "opens": "10:00", "closes": "12:30"}
    shift(context, clerk, **once)
    assert bare(context) == {23: "9.00–10.00, 12.30–17.00"}


def test_who_serves_another_point_on_thursdays_is_not_here(context: Context, clerk: UUID) -> None:
    rows = [row for row in desk.registered(context.store, "shift") if row["weekday"] == "THU"]
    elsewhere = {"place_id": reference_id("service_point", "RUGAJI")}
    records.correct(context, "shift", rows[0]["id"], elsewhere, rev=0, reason="strādā Rugājos")
    assert bare(context) == {26: "9.00–17.00"}
    cells = week_of(context, MONDAY).people[1].cells
    assert (cells[3].text, cells[3].state) == ("9.00–17.00\nRUGAJI", State.ELSEWHERE)
    own = {"place_id": reference_id("service_point", "BALVI")}
    records.correct(context, "shift", rows[0]["id"], own, rev=1, reason="strādā Balvos")
    assert bare(context) == {}


def test_nobody_is_missed_on_a_holiday_and_where_no_roster_is_kept(context: Context, clerk: UUID) -> None:
    holiday = date(2026, 11, 18)
    roster = roster_of(context.store, holiday, holiday)
    assert roster.on_duty(holiday) == []
    assert roster.gap(schedule_of(context.store), holiday) is None
    for row in desk.registered(context.store, "shift"):
        records.void(context, "shift", row["id"], reason="grafiku neved")
    assert bare(context) == {}


def test_who_no_longer_works_here_covers_nothing(context: Context, clerk: UUID) -> None:
    records.correct(
        context, "staff", clerk, {"employed_to": MONDAY, "post": "Konsultante"}, rev=0, reason="aiziet"
    )
    assert sorted(bare(context)) == [24, 25, 26, 27]


@pytest.mark.clause("000-35", "000-40")
def test_only_a_supervisor_approves_an_absence(context: Context, clerk: UUID) -> None:
    record = away(here(context), clerk, approved=False)
    (row,) = desk.registered(context.store, "absence")
    assert (row["decision"], row["asked_on"]) == ("ASKED", HELD.date())
    with pytest.raises(Refused):
        steps.take(here(context), "absence", record, "approve")
    changes = {"decision": "APPROVED", "decided_by": clerk}
    with pytest.raises(Invalid, match="vadītājs"):
        records.correct(here(context), "absence", record, changes, rev=0, reason=None)
    steps.take(context, "absence", record, "approve")
    (row,) = desk.registered(context.store, "absence")
    assert (row["decision"], row["decided_by"], row["decided_at"]) == ("APPROVED", context.actor.id, HELD)
    with pytest.raises(Refused):
        steps.take(context, "absence", record, "approve")
    with pytest.raises(Invalid, match="vadītājs"):
        records.correct(here(context), "absence", record, {"substitute_id": None}, rev=1, reason="maiņa")


@pytest.mark.clause("000-38")
def test_the_acting_head_approves_in_the_days_of_the_period_only(
    context: Context, clerk: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    acting = {"acting_from": MONDAY, "acting_to": FRIDAY}
    records.correct(context, "staff", clerk, acting, rev=0, reason="vadītājas atvaļinājums")
    record = away(
        context, context.actor.id, approved=False, first_on=date(2026, 12, 7), last_on=date(2026, 12, 8)
    )
    with pytest.raises(Refused):
        steps.take(here(context), "absence", record, "approve")
    desk.hold_clock(monkeypatch.setattr, datetime(2026, 11, 24, 9, tzinfo=UTC))
    steps.take(here(context), "absence", record, "approve")
    (row,) = desk.registered(context.store, "absence")
    assert (row["decision"], row["decided_by"]) == ("APPROVED", clerk)


def test_nobody_stands_in_for_himself(context: Context, clerk: UUID) -> None:
    record = away(context, clerk, approved=False, substitute_id=clerk)
    with pytest.raises(Invalid, match="pats sevi"):
        steps.take(context, "absence", record, "approve")


@pytest.mark.clause("000-34", "000-35", "001-25")
def test_the_form_of_an_absence_tells_what_would_stay_bare(context: Context, clerk: UUID) -> None:
    values: dict[str, Any] = {"staff_id": clerk, "first_on": MONDAY, "last_on": MONDAY + timedelta(days=1)}
    told = hints.ask(context, Sketch("absence", values))
    assert [(hint.path, hint.sentence) for hint in told] == [
        (
            "last_on",
            "Punktā nebūs neviena: 23.11.2026. 9.00–17.00; 24.11.2026. 9.00–17.00. Norādiet aizvietotāju.",
        )
    ]
    values["substitute_id"] = context.actor.id
    assert hints.ask(context, Sketch("absence", values)) == []
    away(context, context.actor.id, last_on=MONDAY)
    told = hints.ask(context, Sketch("absence", values))
    assert [hint.sentence for hint in told] == [
        "Punktā nebūs neviena: 23.11.2026. 9.00–17.00.",
        "Aizvietotājs pats ir prombūtnē 23.11.2026.",
    ]


def test_hours_that_are_bare_anyway_are_not_the_fault_of_an_absence(context: Context, clerk: UUID) -> None:
    away(context, clerk)
    found = absences.bare_hours(context, context.actor.id, MONDAY, FRIDAY, substitute=None, record=None)
    assert found == []


@pytest.mark.clause("001-25", "001-51", "003-21")
def test_a_supervisor_sees_on_the_first_page_what_stays_bare_in_two_weeks(
    context: Context, clerk: UUID
) -> None:
    away(context, clerk, last_on=date(2026, 12, 31))
    read = today(context)
    assert [gap.day.day for gap in read.gaps] == [23, 24, 25, 26, 27, 30, 1, 2, 3]
    assert today(here(context)).gaps == ()


@pytest.mark.clause("000-34", "000-35")
def test_an_absence_to_be_approved_is_told_before_it_begins(context: Context, clerk: UUID) -> None:
    record = away(context, clerk, approved=False)
    (coming,) = today(context).coming
    assert (coming.kind, coming.record, coming.what) == (DueKind.CLOCK, record, "Saskaņot prombūtni")
    assert coming.due_on == MONDAY


def test_a_week_shows_everybody_and_what_stays_bare(context: Context, clerk: UUID) -> None:
    absence = away(context, clerk, kind="TRAINING", last_on=MONDAY)
    asked = away(context, clerk, approved=False, first_on=FRIDAY, last_on=FRIDAY)
    shown = week_of(context, MONDAY + timedelta(days=2))
    assert shown.days[0] == MONDAY
    assert [row.name for row in shown.people] == [desk.SUPERVISOR, desk.CLERK]
    cells = shown.people[1].cells
    assert [cell.state for cell in cells] == [
        State.AWAY,
        State.ON_DUTY,
        State.ON_DUTY,
        State.ON_DUTY,
        State.ASKED,
        State.NONE,
        State.NONE,
    ]
    assert (cells[0].text, cells[0].record) == ("Mācības", absence)
    assert (cells[4].text, cells[4].record) == ("Jāsaskaņo: atvaļinājums\n9.00–17.00", asked)
    assert [gap.day for gap in shown.gaps if gap is not None] == [MONDAY]
    assert shown.hours[0] == "9.00–17.00"
