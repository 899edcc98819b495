"""This file is the place where it is shown that the journals hold what the by-law lists of the counter's work.

Information, applications, help with e-services and the e-address, calls: whatever the channel, in one register, and
counted by what it was.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.core.calendar import public_holidays
from kacdesk.core.errors import Invalid
from kacdesk.core.ids import reference_id
from kacdesk.figures.period import Period
from kacdesk.figures.report import ReportFigures
from kacdesk.models.vocabulary import CHANNEL
from kacdesk.services import records
from kacdesk.services.catalogue import service_card
from kacdesk.services.context import Context
from kacdesk.services.reporting import counting
from kacdesk.services.today import DueKind, today
from tests.helpers import desk as made

WEEK = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
MUNICIPALITY = reference_id("institution", "BNP")


def a_service(context: Context, category: str, institution: UUID | None = None) -> UUID:
    table = context.catalog.table("service")
    asked = select(table.c.id).where(table.c.category == category).order_by(table.c.code).limit(1)
    if institution is not None:
        asked = asked.where(table.c.institution_id == institution)
    with context.store.read() as connection:
        found: UUID = connection.scalars(asked).one()
    return found


def a_visit(context: Context, *lines: Mapping[str, Any], **values: Any) -> UUID:
    rows = [{"quantity": 1, **line} for line in lines]
    return records.save(context, "visit", made.visit(**values), {"visit_service": rows}).id


def month_of(context: Context, at: date) -> ReportFigures:
    return counting.figures(context, Period.month(at.year, at.month))


def counted_day(context: Context) -> date:
    day: date = made.registered(context.store, "visit")[0]["counted_on"]
    return day


@pytest.mark.clause("000-08", "001-16", "002-04")
def test_information_on_municipal_matters_is_registered_under_the_municipality(context: Context) -> None:
    municipal = a_service(context, "MUNICIPAL")
    a_visit(context, {"service_id": municipal, "kind": "INFORMATION"})
    a_visit(context, {"institution_id": MUNICIPALITY, "kind": "INFORMATION"}, customer_name=None)
    figures = month_of(context, counted_day(context))
    row = next(row for row in figures.institutions if row.abbr == "BNP")
    assert (row.information, row.applications) == (2, 0)


@pytest.mark.clause("002-04")
def test_who_is_informed_learns_what_to_bring_on_what_ground_and_by_when(context: Context) -> None:
    service = a_service(context, "BASKET", made.INSTITUTION)
    card = service_card.read(context, service)
    assert card.documents
    assert card.legal_basis
    assert card.institution_title
    assert card.channels


@pytest.mark.clause("001-15", "003-16", "003-39")
def test_applications_for_the_basket_and_for_municipal_services_stand_side_by_side(context: Context) -> None:
    a_visit(
        context,
        {"service_id": a_service(context, "BASKET"), "kind": "APPLICATION"},
        {"service_id": a_service(context, "MUNICIPAL"), "kind": "APPLICATION", "quantity": 2},
    )
    figures = month_of(context, counted_day(context))
    counted = {row.abbr: row.applications for row in figures.institutions if row.applications}
    assert sum(counted.values()) == figures.summary.applications == 3
    assert counted["BNP"] == 2


@pytest.mark.clause("001-17", "001-18", "003-17")
def test_help_with_e_services_and_the_e_address_is_counted_by_itself(context: Context) -> None:
    service = a_service(context, "BASKET")
    a_visit(
        context,
        {"service_id": service, "kind": "E_SERVICE_CONSULT"},
        {"service_text": "e-adreses izveide", "kind": "E_ADDRESS_CONSULT"},
        {"service_id": service, "kind": "INFORMATION"},
    )
    summary = month_of(context, counted_day(context)).summary
    assert (summary.e_service_consultations, summary.e_address_consultations) == (1, 1)
    assert (summary.consultations, summary.applications) == (3, 0)


@pytest.mark.clause("001-49")
def test_e_consultations_are_given_also_while_the_institution_is_here(context: Context) -> None:
    records.save(context, "point_settings", {"centre_type": "regional"})
    for day in WEEK:
        times = {
            "from_time": "00:00",
            "to_time": "23:59",
            "valid_from": clock.today_riga() - timedelta(days=9),
        }
        records.save(context, "presence", {"institution_id": made.INSTITUTION, "weekday": day, **times})
    service = a_service(context, "BASKET", made.INSTITUTION)
    days = (clock.today_riga() - timedelta(days=back) for back in range(1, 9))
    no_holiday = next(day for day in days if day not in public_holidays(day.year))
    at_noon = clock.from_riga(datetime.combine(no_holiday, time(12)))
    with pytest.raises(Invalid) as told:
        a_visit(context, {"service_id": service, "kind": "INFORMATION"}, started_at=at_noon)
    assert told.value.problems[0].code == "refer"
    for kind in ("E_SERVICE_CONSULT", "E_ADDRESS_CONSULT"):
        a_visit(context, {"service_id": service, "kind": kind}, started_at=at_noon)


@pytest.mark.clause("001-26", "001-52")
def test_calls_are_logged_as_answered_missed_or_returned(context: Context) -> None:
    answered, missed, returned = (
        records.save(context, "phone_consultation", made.call(call_state=state)).id
        for state in ("ANSWERED", "MISSED", "MISSED")
    )
    row = next(row for row in made.registered(context.store, "phone_consultation") if row["id"] == returned)
    records.correct(
        context, "phone_consultation", returned, {"call_state": "CALLED_BACK"}, rev=row["rev"], reason=None
    )
    dues = [due.record for due in today(context).dues if due.kind is DueKind.CALL]
    assert dues == [missed]
    assert answered not in dues
    summary = month_of(context, clock.riga_day(row["started_at"])).summary
    assert (summary.answered_calls, summary.missed_calls, summary.called_back_calls) == (1, 1, 1)


@pytest.mark.clause("000-07")
def test_calls_of_the_helpline_are_counted_apart(context: Context) -> None:
    for helpline in (True, True, False):
        records.save(context, "phone_consultation", made.call(helpline=helpline))
    row = made.registered(context.store, "phone_consultation")[0]
    phone = month_of(context, row["counted_on"]).phone
    assert (phone.helpline, phone.own_line, phone.total) == (2, 1, 3)


@pytest.mark.clause("004-02")
@pytest.mark.parametrize("channel", [choice.code for choice in CHANNEL])
def test_a_service_stands_in_one_register_whatever_the_channel(context: Context, channel: str) -> None:
    service = a_service(context, "BASKET")
    a_visit(context, {"service_id": service, "kind": "APPLICATION"}, channel=channel)
    figures = month_of(context, counted_day(context))
    assert {row.channel: row.visits for row in figures.channels if row.visits} == {channel: 1}
    assert figures.summary.registrations == 1
