"""This file is the place where linked records are named and found, and what can be done with a record is told."""

import pytest

from kacdesk.core.errors import Missing
from kacdesk.core.ids import new_id
from kacdesk.models.short_codes import short_code
from kacdesk.services import links, lists, record_acts, records
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.store import tables
from tests.helpers.desk import CLERK, all_rows, document, line, visit

PERSON = "Izdomātā Iesniedzēja"


def test_a_record_is_named_by_what_is_not_personal(context: Context) -> None:
    saved = records.save(context, "received_document", document(submitter_name=PERSON))
    link = links.named(context, "received_document", saved.id)
    assert link.here
    assert link.words == f"Saņemtais dokuments · {saved.number} · Iesniegums par paraugu"
    met = records.save(context, "visit", visit(customer_name=PERSON)).id
    assert PERSON not in links.named(context, "visit", met).words
    assert all_rows(context.store, tables.access_log) == []


def test_a_voided_record_says_so_and_one_that_is_not_here_too(context: Context) -> None:
    met = records.save(context, "visit", visit()).id
    records.void(context, "visit", met, reason="divreiz")
    assert links.named(context, "visit", met).words.endswith("(anulēts)")
    missing = links.named(context, "visit", new_id())
    assert not missing.here
    assert missing.words == "Apmeklējums: šajā datorā vēl nav"


def test_a_number_its_last_part_and_a_code_find_the_record(context: Context) -> None:
    first, second = (records.save(context, "received_document", document()) for _ in range(2))
    assert first.number is not None
    assert second.number is not None
    for typed in (first.number, first.number.lower(), f" {first.number} ", "1", short_code(first.id)):
        assert links.find(context, "received_document", typed).record == first.id
    assert links.find(context, "received_document", "2").record == second.id


@pytest.mark.parametrize("typed", ["", "3", "999999999999", "nav", "BALVI-XXX/2026/1-1/1"])
def test_what_names_nothing_is_missing(context: Context, typed: str) -> None:
    records.save(context, "received_document", document())
    with pytest.raises(Missing):
        links.find(context, "received_document", typed)


def test_the_links_of_a_record_and_of_its_lines_stand_beside_it(context: Context) -> None:
    met = records.save(context, "visit", visit(), {"visit_service": [line()]}).id
    taken = records.save(context, "received_document", document(visit_id=met)).id
    told = record_acts.beside(context, "received_document", taken, masked=True)
    assert told.links["visit_id"].record == met
    rows = {"paper_batch_line": [{"document_id": taken}]}
    batch = records.save(context, "paper_batch", {"addressee_text": "Parauga iestāde"}, rows).id
    told = record_acts.beside(context, "paper_batch", batch, masked=True)
    assert told.links["paper_batch_line[0].document_id"].record == taken


def test_a_clerk_changes_nothing_that_the_supervisor_keeps(context: Context) -> None:
    clerk = accounts.act_as(context.store, CLERK)
    staff = context.catalog.spec("staff")
    assert record_acts.may_write(staff, context.actor.role)
    assert not record_acts.may_write(staff, clerk.actor.role)
    assert not record_acts.may_write(context.catalog.spec("institution"), context.actor.role)


def test_it_is_offered_nothing_but_the_record(context: Context) -> None:
    records.save(context, "staff", {"name": "Parauga Tehniķis", "role": "IT", "active": True})
    it = accounts.act_as(context.store, "Parauga Tehniķis")
    taken = records.save(context, "received_document", document()).id
    assert record_acts.acts_of(it, "received_document", taken) == record_acts.Acts()


def test_what_the_point_does_not_do_is_not_begun(context: Context) -> None:
    met = records.save(context, "visit", visit()).id
    begun = {act.register for act in record_acts.acts_of(context, "visit", met).onward}
    assert "received_document" in begun
    assert "border_traffic_application" not in begun


def test_what_stands_beside_a_masked_record_is_masked(context: Context) -> None:
    taken = records.save(context, "received_document", document(submitter_name=PERSON)).id
    told = record_acts.beside(context, "received_document", taken, masked=True)
    words = " ".join(new for entry in told.history for _, new in entry.changes.values())
    assert PERSON not in words
    assert lists.MASK in words
