"""This file is the place where the search over the whole desk looks everywhere and tells nothing personal."""

from kacdesk.models.short_codes import short_code
from kacdesk.services import everywhere, records
from kacdesk.services.context import Context
from tests.helpers import desk


def test_one_word_is_found_in_every_register_journals_first(context: Context) -> None:
    visit = records.save(context, "visit", desk.visit(note="Kamene")).id
    call = records.save(context, "phone_consultation", desk.call(topic="Kamene")).id
    paper = records.save(context, "received_document", desk.document(title="Par kameni")).id
    person = records.save(context, "staff", {"name": "Kamene Izdomātā", "role": "CLERK", "active": True}).id
    found = everywhere.search(context, "kamen", limit=10)
    assert [(each.register, [hit.id for hit in each.hits]) for each in found] == [
        ("visit", [visit]),
        ("phone_consultation", [call]),
        ("received_document", [paper]),
        ("staff", [person]),
    ]


def test_personal_data_are_searched_and_not_shown(context: Context) -> None:
    record = records.save(
        context,
        "visit",
        desk.visit(customer_name="Ģertrūde Izdomātā", note="Slepeni"),
        {"visit_service": [desk.line(line_note="Slepena rinda")]},
    ).id
    [found] = everywhere.search(context, "gertrude slepena", limit=10)
    [hit] = found.hits
    assert hit.id == record
    assert not any(word in hit.first + hit.about for word in ("Ģertrūde", "Slepen", "•"))


def test_more_than_the_limit_is_said(context: Context) -> None:
    for _ in range(3):
        records.save(context, "phone_consultation", desk.call(topic="Dzirnavas"))
    [found] = everywhere.search(context, "dzirnav", limit=2)
    assert (len(found.hits), found.more) == (2, True)
    [whole] = everywhere.search(context, "dzirnav", limit=3)
    assert (len(whole.hits), whole.more) == (3, False)


def test_a_slips_code_leads_to_its_record_alone(context: Context) -> None:
    record = records.save(context, "received_document", desk.document()).id
    records.save(context, "visit", desk.visit())
    [found] = everywhere.search(context, short_code(record), limit=5)
    assert (found.register, [hit.id for hit in found.hits]) == ("received_document", [record])


def test_nothing_typed_finds_nothing(context: Context) -> None:
    assert everywhere.search(context, "  ", limit=5) == []
    assert everywhere.search(context, "nekurtādanav", limit=5) == []
