"""This file is the place where it is shown what waits to be entered in PVS, and how it is noted that it was."""

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.reports.cells import unguarded
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.local import pvs, pvs_export
from kacdesk.services.local.pvs_export import COLUMNS, PERSONAL_COLUMNS
from kacdesk.store import tables
from tests.helpers import desk as made

DAY = timedelta(days=1)


def a_service(context: Context, category: str) -> UUID:
    table = context.catalog.table("service")
    with context.store.read() as connection:
        found: UUID = connection.scalars(
            select(table.c.id).where(table.c.category == category).order_by(table.c.code).limit(1)
        ).one()
    return found


def keep_list(context: Context, since: date | None = None) -> None:
    records.save(
        context,
        "point_settings",
        {"centre_type": "regional", "pvs_since": since or clock.today_riga() - 30 * DAY},
    )


def a_visit(context: Context, *lines: Mapping[str, Any], **values: Any) -> UUID:
    rows = [{"kind": "APPLICATION", "quantity": 1, **line} for line in lines]
    return records.save(context, "visit", made.visit(**values), {"visit_service": rows}).id


def kinds(context: Context) -> list[str]:
    return [entry.kind for entry in pvs.page(context).entries]


@pytest.fixture
def basket(context: Context) -> UUID:
    return a_service(context, "BASKET")


@pytest.mark.clause("000-05", "001-03", "003-06")
def test_registrations_of_state_services_wait_once_the_point_keeps_the_list(
    context: Context, basket: UUID
) -> None:
    a_visit(context, {"service_id": basket})
    assert (pvs.count(context), pvs.page(context).since) == (0, None)
    keep_list(context)
    assert pvs.count(context) == 1
    entry = pvs.page(context).entries[0]
    assert (entry.kind, entry.channel, entry.clerk) == ("Pieteikums", "Klātienē", "Paraugs Vadītājs")
    assert entry.service_code
    assert entry.institution


@pytest.mark.clause("001-15", "001-16", "003-07", "003-43")
def test_applications_information_and_e_services_wait_and_municipal_ones_do_not(
    context: Context, basket: UUID
) -> None:
    keep_list(context)
    municipal = a_service(context, "MUNICIPAL")
    a_visit(
        context,
        {"service_id": basket, "kind": "APPLICATION"},
        {"service_id": basket, "kind": "INFORMATION"},
        {"service_id": municipal, "kind": "APPLICATION"},
        {"service_id": municipal, "kind": "DELEGATED_E_SERVICE"},
        {"service_text": "e-adreses izveide", "kind": "E_ADDRESS_CONSULT"},
        {"service_text": "ceļš uz polikliniku", "kind": "INFORMATION"},
        {"institution_id": made.INSTITUTION, "kind": "REFERRAL", "referral_to": "VSAA speciālists"},
    )
    assert sorted(kinds(context)) == [
        "E-adreses konsultācija",
        "E-pakalpojums citas personas vārdā",
        "Informācija",
        "Nosūtīšana pie speciālista",
        "Pieteikums",
    ]


@pytest.mark.clause("000-07", "003-06")
def test_answered_calls_of_the_state_and_of_the_helpline_wait(context: Context, basket: UUID) -> None:
    keep_list(context)
    records.save(context, "phone_consultation", made.call(service_id=basket))
    records.save(context, "phone_consultation", made.call(helpline=True))
    records.save(context, "phone_consultation", made.call())
    records.save(context, "phone_consultation", made.call(service_id=basket, call_state="MISSED"))
    assert sorted(kinds(context)) == [
        "Tālruņa konsultācija",
        "Tālruņa konsultācija, latvija.lv palīdzības tālrunis",
    ]


def a_delegated(context: Context, basket: UUID, **more: Any) -> UUID:
    values = {
        "person_name": "Paraugs Izdomātais",
        "identity_document": "PASSPORT",
        "document_valid_until": clock.today_riga() + 900 * DAY,
        "identity_checked_at": made.an_hour_ago(),
        "service_id": basket,
        "stated_data": "Paraugs: lūdz piešķirt pabalstu",
        "portal_as_authorised": True,
        "attested_on": clock.today_riga(),
        "portal_no": "LV-77",
        "registered_on": clock.today_riga(),
    }
    return records.save(context, "delegated_application", {**values, **more}).id


@pytest.mark.clause("003-43")
def test_a_delegated_application_waits_with_its_visit_or_by_itself(context: Context) -> None:
    keep_list(context)
    table = context.catalog.table("service")
    with context.store.read() as connection:
        service = connection.scalars(select(table.c.id).where(table.c.delegation_supported).limit(1)).one()
    alone = a_delegated(context, service)
    assert [(entry.register, entry.record) for entry in pvs.page(context).entries] == [
        ("delegated_application", alone)
    ]
    visit = a_visit(context, {"service_id": service, "kind": "DELEGATED_E_SERVICE"})
    a_delegated(context, service, visit_id=visit)
    assert pvs.count(context) == 2


def test_a_change_of_an_institutions_hours_waits_until_it_is_placed(context: Context) -> None:
    keep_list(context)
    notice = {
        "received_at": made.an_hour_ago(),
        "institution_id": made.INSTITUTION,
        "kind": "B_HOURS_CHANGE",
        "effective_from": clock.today_riga() + 20 * DAY,
        "hours_text": "O. 9.00–12.00",
    }
    record = records.save(context, "institution_notice", notice).id
    key = ("institution_notice", record)
    with pytest.raises(Refused):
        pvs.skip(context, key, reason="nevajag")
    pvs.done(context, key)
    row = next(row for row in made.registered(context.store, "institution_notice") if row["id"] == record)
    assert (pvs.count(context), row["posted_on"]) == (0, clock.today_riga())
    pvs.reopen(context, key)
    assert pvs.count(context) == 1


@pytest.mark.clause("000-05", "003-07")
def test_a_number_and_a_day_are_noted_once_and_can_be_taken_back(context: Context, basket: UUID) -> None:
    keep_list(context)
    visit = a_visit(context, {"service_id": basket})
    entry = pvs.page(context).entries[0]
    key = (entry.register, entry.record)
    pvs.done(context, key, number=" 2026-118/4 ")
    line = made.registered(context.store, "visit_service")[0]
    assert (line["pvs_no"], line["pvs_on"], line["pvs_by"]) == (
        "2026-118/4",
        clock.today_riga(),
        context.actor.id,
    )
    assert line["status"] == "registered"
    assert pvs.count(context) == 0
    with pytest.raises(Refused):
        pvs.done(context, key, number="2")
    row = next(row for row in made.registered(context.store, "visit") if row["id"] == visit)
    records.correct(
        context,
        "visit",
        visit,
        {},
        {"visit_service": [{**line, "kind": "INFORMATION"}]},
        rev=row["rev"],
        reason="precizēts veids",
    )
    assert made.registered(context.store, "visit_service")[0]["pvs_no"] == "2026-118/4"
    pvs.reopen(context, key)
    assert pvs.count(context) == 1


def test_what_is_not_entered_says_why(context: Context, basket: UUID) -> None:
    keep_list(context)
    a_visit(context, {"service_id": basket})
    entry = pvs.page(context).entries[0]
    with pytest.raises(Refused):
        pvs.skip(context, (entry.register, entry.record), reason="  ")
    pvs.skip(context, (entry.register, entry.record), reason="Jau ievadīts ar citu ierakstu")
    assert pvs.count(context) == 0


def test_the_list_follows_every_change(context: Context, basket: UUID) -> None:
    keep_list(context)
    assert pvs.count(context) == 0
    first = a_visit(context, {"service_id": basket})
    a_visit(context, {"service_id": basket}, started_at=made.an_hour_ago() - 40 * DAY)
    assert pvs.count(context) == 1
    records.void(context, "visit", first, reason="divreiz")
    assert pvs.count(context) == 0
    keep_list(context, clock.today_riga() - 60 * DAY)
    assert pvs.count(context) == 1
    own = {"title": "Kopprojekta pakalpojums", "institution_id": made.INSTITUTION, "category": "AGREEMENT"}
    agreed = records.save(context, "local_service", own).id
    a_visit(context, {"service_id": agreed})
    assert pvs.count(context) == 2


def test_the_oldest_come_first_and_no_customer_is_told_unasked(context: Context, basket: UUID) -> None:
    keep_list(context)
    name, code = "Paraugs Izdomātais", "32123456789"
    for hours in (3, 1, 2):
        a_visit(
            context,
            {"service_id": basket},
            started_at=clock.now_utc() - timedelta(hours=hours),
            customer_name=name,
            customer_code=code,
        )
    read = pvs.page(context, limit=2)
    assert (read.count, len(read.entries)) == (3, 2)
    assert read.entries[0].at < read.entries[1].at
    assert name not in repr(read)
    before = len(made.all_rows(context.store, tables.access_log))
    assert pvs.reveal(context, read.entries[0], purpose="ievade PVS") == (name, "321234-56789")
    logged = made.all_rows(context.store, tables.access_log)[before:]
    assert [(row["reg"], row["rid"]) for row in logged] == [("visit", read.entries[0].root)]


@pytest.mark.clause("001-03", "003-07")
def test_the_file_for_handing_over_has_its_fixed_columns(
    context: Context, basket: UUID, tmp_path: Path
) -> None:
    keep_list(context)
    a_visit(context, {"service_id": basket}, customer_name="=Paraugs", customer_code="32123456789")
    a_visit(context, {"service_id": basket, "quantity": 3})
    entry = pvs.page(context).entries[0]
    pvs.done(context, (entry.register, entry.record), number="7")
    out = tmp_path / "pvs.csv"
    told = pvs_export.export(context, first=clock.today_riga() - DAY, last=clock.today_riga(), out=out)
    assert (told.rows, told.waiting, told.masked) == (2, 1, True)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert tuple(rows[0]) == COLUMNS
    assert sorted(row["pvs_no"] for row in rows) == ["", "7"]
    assert sorted(row["quantity"] for row in rows) == ["1", "3"]
    pvs_export.export(
        context, first=clock.today_riga() - DAY, last=clock.today_riga(), out=out, purpose="nodošana PVS"
    )
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert tuple(rows[0]) == (*COLUMNS, *PERSONAL_COLUMNS)
    assert "=Paraugs" in {unguarded(row["customer"]) for row in rows}


def test_every_column_is_described(context: Context) -> None:
    page = (Path(__file__).parents[2] / "docs" / "pvs.md").read_text(encoding="utf-8")
    told = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    names = [name.strip(" `") for cell in told for name in cell.split(",")]
    assert names[-len(COLUMNS + PERSONAL_COLUMNS) :] == [*COLUMNS, *PERSONAL_COLUMNS]
