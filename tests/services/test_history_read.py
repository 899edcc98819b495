"""This file is the place where the history of a record is held to being readable, and to hiding what is personal."""

from datetime import date

import pytest

from kacdesk.core import clock
from kacdesk.models.short_codes import short_code
from kacdesk.services import lists, records
from kacdesk.services.context import Context
from kacdesk.services.lists import MASK
from kacdesk.services.reason_masks import may_be_read, stems_of
from tests.helpers.desk import document, line, visit


@pytest.mark.parametrize(
    ("reason", "readable"),
    [
        ("Pārrakstīšanās", True),
        ("Klients precizēja datus", True),
        ("Sajaukta VSAA ar NVA. Klients atteicās", True),
        ("Ievadīts divreiz", True),
        ("Bērziņa kungs lūdza labot", False),
        ("bērziņš zvanīja", False),
        ("Sajaukts ar Annu Paraudziņu", False),
        ("Īstais kods ir 320000-12345", False),
        ("Jāzvana 26 123 456", False),
        ("Rakstīt uz janis@piemers.example", False),
    ],
)
def test_a_reason_is_read_without_a_purpose_only_if_nothing_in_it_is_personal(
    reason: str, readable: bool
) -> None:
    assert may_be_read(reason, stems_of(["Jānis Bērziņš", None, 3])) is readable


def test_a_reason_with_the_customers_name_is_masked_with_the_record(context: Context) -> None:
    record = records.save(context, "visit", visit(customer_name="Jānis Bērziņš"), {"visit_service": [line()]})
    records.correct(context, "visit", record.id, {"channel": "EMAIL"}, rev=0, reason="Lūdza Jānis Bērziņš")
    masked = lists.history(context, "visit", record.id, masked=True)[-1]
    assert masked.reason == MASK
    assert masked.changes["Kanāls"] == ("Klātienē", "E-pasts")
    assert lists.history(context, "visit", record.id)[-1].reason == "Lūdza Jānis Bērziņš"


def test_a_name_that_was_there_before_still_hides_its_reason(context: Context) -> None:
    record = records.save(context, "visit", visit(customer_name="Jānis Bērziņš"), {"visit_service": [line()]})
    records.correct(
        context, "visit", record.id, {"customer_name": "Anna Ozola"}, rev=0, reason="Bērziņš kļūdījās"
    )
    assert lists.history(context, "visit", record.id, masked=True)[-1].reason == MASK


def test_days_are_told_as_they_are_written_in_latvia(context: Context) -> None:
    year = clock.today_riga().year + 1
    record = records.save(context, "received_document", document(due_on=date(year, 2, 1)))
    records.correct(
        context, "received_document", record.id, {"due_on": date(year, 12, 24)}, rev=0, reason=None
    )
    change = lists.history(context, "received_document", record.id)[-1].changes["Termiņš"]
    assert change == (f"01.02.{year}.", f"24.12.{year}.")


def test_a_changed_line_is_told_from_the_others_also_when_it_is_gone(context: Context) -> None:
    given = [line(), line(kind="APPLICATION", line_note="Jānis Bērziņš")]
    record = records.save(context, "visit", visit(), {"visit_service": given}).id
    first, _second = lists.open_record(context, "visit", record, purpose=None).lines["visit_service"]
    kept = {**line(quantity=3), "id": first["id"]}
    records.correct(context, "visit", record, {}, {"visit_service": [kept]}, rev=0, reason="sajaukts")
    told = lists.history(context, "visit", record, masked=True)
    assert [(each.kind, each.named) for each in told if each.reason and each.register == "visit_service"] == [
        ("set", "Informācija"),
        ("void", "Pieteikums"),
    ]
    assert {each.named for each in told if each.register == "visit"} == {""}


def test_a_record_that_was_linked_is_told_by_its_code(context: Context) -> None:
    there = records.save(context, "visit", visit(), {"visit_service": [line()]}).id
    record = records.save(context, "received_document", document()).id
    records.correct(
        context, "received_document", record, {"visit_id": there}, rev=0, reason="Precizēts pakalpojums"
    )
    change = lists.history(context, "received_document", record)[-1].changes["Apmeklējums"]
    assert change == ("", short_code(there))


@pytest.mark.parametrize(
    ("reason", "told"), [("Ievadīts divreiz", "Ievadīts divreiz"), ("Bērziņš atteicās", MASK)]
)
def test_the_reason_of_voiding_is_masked_with_the_record_it_stands_on(
    context: Context, reason: str, told: str
) -> None:
    record = records.save(context, "visit", visit(customer_name="Jānis Bērziņš"), {"visit_service": [line()]})
    records.void(context, "visit", record.id, reason=reason)
    masked = lists.open_record(context, "visit", record.id, purpose=None)
    assert masked.values["void_reason"] == told
    revealed = lists.open_record(context, "visit", record.id, purpose="Ieraksta pārbaude")
    assert revealed.values["void_reason"] == reason
