"""This file is the place where a customer's earlier contacts are found exactly, for a purpose, and leave a trace."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.counter import earlier
from kacdesk.services.counter.earlier import Customer
from kacdesk.store import tables
from tests.helpers.desk import all_rows, call, document, line, visit

CODE = "320000-12345"
PHONE = "26123456"
PURPOSE = "Klienta apkalpošana"


def _visit(context: Context, **more: Any) -> UUID:
    return records.save(context, "visit", visit(**more), {"visit_service": [line(outcome="SERVED")]}).id


def test_a_code_finds_contacts_in_every_journal_and_tells_nothing_of_the_person(context: Context) -> None:
    first = _visit(
        context,
        customer_code=CODE,
        customer_name="Ķērsta Paraudziņa",
        started_at=clock.now_utc() - timedelta(days=3),
    )
    paper = records.save(
        context, "received_document", document(submitter_code=CODE, title="Ķērstas iesniegums")
    ).id
    _visit(context, customer_code="320000-54321")
    _visit(context, note=f"Runāja par {CODE}")
    told = earlier.contacts(context, Customer(CODE, None), purpose=PURPOSE)
    assert [contact.record for contact in told] == [paper, first]
    assert (told[1].services, told[1].outcome) == (("VSAA",), "Apkalpots uzreiz")
    assert "ērst" not in str(told)


@pytest.mark.parametrize("written", ["26123456", "+371 26123456", "26 123 456", "2612 3456, vakarā"])
def test_a_phone_is_found_however_it_was_written(context: Context, written: str) -> None:
    there = _visit(context, customer_contact=written)
    heard = records.save(context, "phone_consultation", call(caller_phone=PHONE)).id
    found = earlier.contacts(context, Customer(None, PHONE), purpose=PURPOSE)
    assert {contact.record for contact in found} == {there, heard}


def test_another_phone_and_voided_records_are_not_found(context: Context) -> None:
    _visit(context, customer_contact="26123457")
    voided = _visit(context, customer_contact=PHONE)
    records.void(context, "visit", voided, reason="Ievadīts divreiz")
    assert earlier.count(context, Customer(None, PHONE), purpose=PURPOSE) == 0


def test_counting_and_opening_are_both_written_down(context: Context) -> None:
    there = _visit(context, customer_code=CODE)
    assert earlier.count(context, Customer(CODE, None), purpose=PURPOSE) == 1
    earlier.contacts(context, Customer(CODE, None), purpose=PURPOSE)
    found = [
        (row["act"], row["reg"], row["rid"], row["rows"])
        for row in all_rows(context.store, tables.access_log)
        if row["reg"] == "visit"
    ]
    assert found == [("count", "visit", there, 1), ("earlier", "visit", there, 1)]
    assert {row["purpose"] for row in all_rows(context.store, tables.access_log)} == {PURPOSE}


def test_without_a_purpose_nothing_is_looked_up(context: Context) -> None:
    with pytest.raises(Refused, match="nolūkam"):
        earlier.count(context, Customer(CODE, None), purpose="  ")
    assert all_rows(context.store, tables.access_log) == []


def test_the_record_that_is_being_corrected_is_not_an_earlier_one(context: Context) -> None:
    there = _visit(context, customer_code=CODE)
    assert earlier.count(context, Customer(CODE, None), purpose=PURPOSE, apart=there) == 0


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"customer_code": "32000012345"}, Customer(CODE, None)),
        ({"customer_code": "320000-123"}, None),
        ({"customer_contact": "+371 26 123 456"}, Customer(None, PHONE)),
        ({"customer_contact": "kersta@piemers.example"}, None),
        ({"customer_name": "Ķērsta Paraudziņa"}, None),
    ],
)
def test_a_customer_is_known_by_a_whole_code_or_phone(
    context: Context, values: dict[str, str], found: Customer | None
) -> None:
    assert earlier.customer_of(context.catalog.spec("visit"), values) == found
