"""This file is the place where the slip and the stamp of real records are read back from their PDFs."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update

from kacdesk.core.errors import Missing, Refused
from kacdesk.core.ids import new_id
from kacdesk.models.fields import NO_ONE
from kacdesk.models.short_codes import short_code
from kacdesk.services import deadlines, lists, records
from kacdesk.services.context import Context
from kacdesk.services.papers import short_codes, slips
from kacdesk.spec.listing import ListQuery
from kacdesk.store import tables
from kacdesk.store.sealing import seal
from tests.helpers import desk
from tests.reports.pdf_reading import words_of

PERSON = {
    "customer_name": "Ģertrūde Izdomātā",
    "customer_code": "320000-00001",
    "customer_contact": "29990000",
    "note": "Slepena piezīme",
}


def _words(pdf: bytes, folder: Path) -> str:
    (folder / "paper.pdf").write_bytes(pdf)
    return words_of(folder / "paper.pdf")


def _slip(context: Context, register: str, record: UUID, folder: Path) -> str:
    return _words(slips.slip(context, register, record), folder)


def _acknowledge(context: Context) -> None:
    """Let the central store have given a receipt for everything."""
    seal(context.store)
    with context.store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(update(tables.sync_state).values(acked_seq=tables.sync_state.c.next_seq - 1))


def test_a_slip_says_what_was_asked_for_and_nothing_of_the_customer(context: Context, tmp_path: Path) -> None:
    lines = [
        desk.line(kind="APPLICATION", quantity=2, line_note="Slepena rinda"),
        desk.line(institution_id=None, service_text="Malkas jautājums Jānim"),
    ]
    record = records.save(context, "visit", desk.visit(**PERSON), {"visit_service": lines}).id
    words = _slip(context, "visit", record, tmp_path)
    assert "Balvu paraugs" in words
    assert short_code(record) in words
    assert "VSAA — pieteikums ×2" in words
    assert "Cits pakalpojums — informācija" in words
    assert "PARAUGS — izdomāti dati" in words
    for value in (*PERSON.values(), "Slepena", "Jānim", "Malkas"):
        assert value not in words


def test_a_slip_of_papers_counts_pages_and_the_day_of_the_answer_with_holidays(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten working days from Friday 13 November 2026 end on 30 November: Wednesday 18 is a holiday."""
    deadlines.seed(context)
    at = datetime(2026, 11, 13, 9, tzinfo=UTC)
    desk.hold_clock(monkeypatch.setattr, at)
    saved = records.save(
        context,
        "received_document",
        desk.document(
            received_at=at, pages=3, copies=2, submitter_name="Ģertrūde Izdomātā", title="Jāņa lūgums"
        ),
    )
    words = _slip(context, "received_document", saved.id, tmp_path)
    assert "Iesniegums, 3 lapas, oriģināli: 1, kopijas: 2" in words
    assert f"Nr. {saved.number}" in words
    assert "Atbilde līdz 2026. gada 30. novembrim" in words
    assert "Ģertrūde" not in words
    assert "Jāņa" not in words


def test_a_slip_says_noted_until_the_central_store_has_everything(context: Context, tmp_path: Path) -> None:
    record = records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]}).id
    assert "Pieņemts zināšanai šajā datorā" in _slip(context, "visit", record, tmp_path)
    seal(context.store)
    assert "Pieņemts zināšanai šajā datorā" in _slip(context, "visit", record, tmp_path)
    _acknowledge(context)
    words = _slip(context, "visit", record, tmp_path)
    assert "Reģistrēts; centrālā krātuve saņemšanu apstiprinājusi" in words
    assert "zināšanai" not in words


def test_a_line_that_waits_keeps_the_whole_visit_only_noted(context: Context, tmp_path: Path) -> None:
    record = records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]}).id
    _acknowledge(context)
    line = lists.open_record(context, "visit", record, purpose=None).lines["visit_service"][0]
    changed = {**desk.line(kind="APPLICATION"), "id": line["id"]}
    records.correct(context, "visit", record, {}, {"visit_service": [changed]}, rev=0, reason="cits veids")
    assert "Pieņemts zināšanai šajā datorā" in _slip(context, "visit", record, tmp_path)


def test_what_the_central_store_refused_is_not_registered(context: Context, tmp_path: Path) -> None:
    record = records.save(context, "phone_consultation", desk.call()).id
    _acknowledge(context)
    [op] = [row["op"] for row in desk.all_rows(context.store, tables.outbox) if row["rid"] == record]
    refused = {"op": op, "reg": "phone_consultation", "rid": record, "outcome": "denied", "code": "role"}
    with context.store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(tables.exception.insert(), refused | {"at": desk.an_hour_ago()})
    assert "zināšanai" in _slip(context, "phone_consultation", record, tmp_path)


def test_documents_of_a_visit_stand_on_its_slip(context: Context, tmp_path: Path) -> None:
    record = records.save(context, "visit", desk.visit()).id
    paper = records.save(context, "received_document", desk.document(pages=1, kind="LETTER"))
    gone = records.save(context, "received_document", desk.document(kind="OTHER"))
    records.void(context, "received_document", gone.id, reason="divreiz")
    with context.store.unit(context.actor.id) as unit:
        for each in (paper, gone):
            unit.update("received_document", each.id, {"visit_id": record})
    words = _slip(context, "visit", record, tmp_path)
    assert "Vēstule, 1 lapa" in words
    assert str(paper.number) in words
    assert str(gone.number) not in words


def test_the_stamp_names_institution_day_number_and_what_came_with_it(
    context: Context, tmp_path: Path
) -> None:
    saved = records.save(context, "received_document", desk.document(pages=21, submitter_name="Ģertrūde"))
    for paper in ("a4", "label"):
        words = _words(slips.stamp(context, saved.id, paper=paper), tmp_path)
        assert "SAŅEMTS" in words
        assert "Balvu novada pašvaldība, Balvu paraugs" in words
        assert f"Nr. {saved.number}" in words
        assert "21 lapa" in words
        assert "Ģertrūde" not in words


def test_a_voided_record_gets_no_papers(context: Context) -> None:
    record = records.save(context, "received_document", desk.document()).id
    records.void(context, "received_document", record, reason="divreiz")
    with pytest.raises(Refused, match="anulēts"):
        slips.stamp(context, record)
    with pytest.raises(Refused, match="anulēts"):
        slips.slip(context, "received_document", record)


def test_only_contacts_have_slips(context: Context) -> None:
    with pytest.raises(Refused, match="Darbinieki"):
        slips.slip(context, "staff", context.actor.id)


def test_a_record_that_is_not_here_is_missing(context: Context) -> None:
    with pytest.raises(Missing):
        slips.slip(context, "visit", new_id())


def test_a_code_finds_its_record_in_the_search_of_its_list_and_in_all(context: Context) -> None:
    made = [
        ("visit", records.save(context, "visit", desk.visit()).id),
        ("phone_consultation", records.save(context, "phone_consultation", desk.call()).id),
        ("received_document", records.save(context, "received_document", desk.document()).id),
    ]
    for register, record in made:
        code = short_code(record)
        for typed in (code, code.lower().replace("-", ""), code.replace("-", " ").replace("0", "o")):
            assert lists.page(context, register, ListQuery(text=typed)).ids == [record]
            assert [(each.register, each.id) for each in short_codes.find(context, typed)] == [
                (register, record)
            ]
        assert lists.count(context, register, ListQuery(text=code)).found == 1


def test_records_of_one_millisecond_are_all_found(context: Context) -> None:
    names = records.read_references(context)
    first = new_id()
    second = UUID(int=first.int ^ 1)
    with context.store.unit(context.actor.id) as unit:
        for record in (first, second):
            entry = records.Entry(context, "phone_consultation", desk.call(), {}, names)
            records.write_new(context, unit, entry, record=record)
    assert {each.id for each in short_codes.find(context, short_code(first))} == {first, second}


def test_a_word_that_only_looks_like_a_code_is_searched_for(context: Context) -> None:
    word = short_code(new_id()).replace("-", "")
    record = records.save(context, "received_document", desk.document(title=f"Akts {word}")).id
    assert lists.page(context, "received_document", ListQuery(text=word)).ids == [record]
