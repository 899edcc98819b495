"""This file is the place where registers are shown to be read masked, page by page, with their whole history."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kacdesk.core.clock import riga_day
from kacdesk.core.errors import Missing
from kacdesk.core.ids import new_id
from kacdesk.core.text import use_language
from kacdesk.models.catalog import CATALOG
from kacdesk.services import lists, records
from kacdesk.services.context import Context
from kacdesk.services.lists import MASK, Count
from kacdesk.spec.listing import ListQuery, Place
from kacdesk.store import tables
from tests.helpers import desk

PERSON = {
    "customer_name": "Ģertrūde Izdomātā",
    "customer_code": "32123456789",
    "customer_contact": "gertrude@example.lv",
    "note": "Nāca ar suni",
}

PARTNER = {"name": "Paraugs Inspektors", "unit": "Nodaļa (paraugs)", "place": "2. stāvs"}


def a_visit(context: Context, **more: Any) -> UUID:
    return records.save(
        context, "visit", desk.visit(**more), {"visit_service": [desk.line(line_note="Slepena rinda")]}
    ).id


def access(context: Context) -> list[dict[str, Any]]:
    return desk.all_rows(context.store, tables.access_log)


def test_a_record_is_masked_until_a_purpose_is_stated(context: Context) -> None:
    record = a_visit(context, **PERSON)
    masked = lists.open_record(context, "visit", record, purpose=None)
    assert masked.masked
    assert {masked.values[name] for name in PERSON} == {MASK}
    assert masked.values["customer_kind"] is None, "what is empty shows as empty"
    assert masked.lines["visit_service"][0]["line_note"] == MASK
    assert masked.values["channel"] == "IN_PERSON"
    assert access(context) == []


def test_a_stated_purpose_shows_all_and_is_written_down(context: Context) -> None:
    record = a_visit(context, **PERSON)
    told = lists.open_record(context, "visit", record, purpose="klients jautā par savu iesniegumu")
    assert {name: told.values[name] for name in PERSON} == PERSON | {
        "customer_code": told.values["customer_code"]
    }
    assert told.lines["visit_service"][0]["line_note"] == "Slepena rinda"
    (entry,) = access(context)
    assert (entry["actor"], entry["act"], entry["reg"], entry["rid"], entry["rows"]) == (
        context.actor.id,
        "show",
        "visit",
        record,
        1,
    )
    assert entry["purpose"] == "klients jautā par savu iesniegumu"


def test_looking_beside_an_open_window_is_written_down_too(context: Context) -> None:
    record = a_visit(context, **PERSON)
    with desk.looked_at(context.store.path.parent) as store:
        lists.open_record(Context(store, context.actor), "visit", record, purpose="pārbaude")
    assert [entry["purpose"] for entry in access(context)] == ["pārbaude"]


def test_a_masked_list_shows_no_personal_cell(context: Context) -> None:
    a_visit(context, **PERSON)
    page = lists.page(context, "visit", ListQuery(), masked=True)
    told = dict(zip(page.columns, page.cells[0], strict=True))
    assert told["customer_name"] == MASK
    assert not any(value in cell for cell in page.cells[0] for value in PERSON.values())
    assert "Ģertrūde Izdomātā" in lists.page(context, "visit", ListQuery()).cells[0]


def test_a_list_tells_choices_in_the_language_of_the_screen(context: Context) -> None:
    a_visit(context)
    said = []
    for language in ("en", "lv"):
        use_language(language, settled=False)
        page = lists.page(context, "visit", ListQuery())
        said.append(dict(zip(page.columns, page.cells[0], strict=True))["channel"])
    assert said == ["In person", "Klātienē"]


def test_a_masked_hit_is_found_but_not_shown(context: Context) -> None:
    record = a_visit(context, **PERSON)
    page = lists.page(context, "visit", ListQuery(text="gertrude"), masked=True)
    assert page.ids == [record]
    assert all("Ģertrūde" not in cell for cell in page.cells[0])


def test_pages_follow_one_another_without_gap_newest_first(context: Context) -> None:
    start = desk.an_hour_ago()
    made = [
        records.save(context, "phone_consultation", desk.call(started_at=start - timedelta(minutes=n))).id
        for n in range(7)
    ]
    got: list[UUID] = []
    after: Place | None = None
    for page_number in range(3):
        page = lists.page(context, "phone_consultation", ListQuery(limit=3, after=after))
        assert page.more == (page_number < 2)
        got += page.ids
        after = page.end
    assert lists.page(context, "phone_consultation", ListQuery(limit=3, after=after)).ids == []
    assert got == made
    assert lists.page(context, "phone_consultation", ListQuery(ascending=True)).ids == made[::-1]


def test_a_record_that_comes_between_two_pages_shifts_nothing(context: Context) -> None:
    start = desk.an_hour_ago()
    made = [
        records.save(
            context, "phone_consultation", desk.call(started_at=start - timedelta(minutes=n // 2))
        ).id
        for n in range(6)
    ]
    newest_first = [record for pair in range(0, 6, 2) for record in (made[pair + 1], made[pair])]
    first = lists.page(context, "phone_consultation", ListQuery(limit=3))
    records.save(context, "phone_consultation", desk.call(started_at=start + timedelta(minutes=1)))
    second = lists.page(context, "phone_consultation", ListQuery(limit=3, after=first.end))
    assert first.ids + second.ids == newest_first


def test_pages_of_a_register_in_latvian_order_follow_one_another(context: Context) -> None:
    whole = lists.page(context, "service", ListQuery(limit=500)).ids
    got: list[UUID] = []
    after: Place | None = None
    while True:
        page = lists.page(context, "service", ListQuery(limit=7, after=after))
        got += page.ids
        after = page.end
        if not page.more:
            break
    assert got == whole
    assert len(whole) > 50


def test_what_a_list_is_sorted_by_is_never_empty() -> None:
    """A page of names that ends at an empty one could not be followed by another; days may be missing, they come last
    (tests/services/test_listed_by_day.py)."""
    for spec in CATALOG.roots:
        dated = spec.dated is not None and spec.dated.name == spec.ordered_by
        assert spec.ordered_by is None or dated or spec.by_name[spec.ordered_by].required, spec.name


def test_a_list_is_counted_with_what_narrows_it(context: Context) -> None:
    for number in range(5):
        records.save(
            context,
            "phone_consultation",
            desk.call(topic=f"Par malku {'abcde'[number]}x", helpline=number < 2),
        )
    assert lists.count(context, "phone_consultation", ListQuery()) == Count(5, 5)
    assert lists.count(context, "phone_consultation", ListQuery(text="malku dx")) == Count(1, 5)
    two = ListQuery(filters={"helpline": True})
    assert lists.count(context, "phone_consultation", two) == Count(2, 5)
    assert lists.count(context, "phone_consultation", ListQuery(text="???")).found == 0


def test_days_and_values_narrow_a_list(context: Context) -> None:
    now = desk.an_hour_ago()
    old = records.save(context, "phone_consultation", desk.call(started_at=now - timedelta(days=40))).id
    new = records.save(context, "phone_consultation", desk.call(started_at=now, helpline=True)).id
    today = riga_day(now)

    def ids(**asked: Any) -> list[UUID]:
        return lists.page(context, "phone_consultation", ListQuery(**asked)).ids

    assert ids(since=today) == [new]
    assert ids(until=today - timedelta(days=1)) == [old]
    assert ids(since=today - timedelta(days=40), until=today) == [new, old]
    assert ids(filters={"helpline": True}) == [new]
    records.void(context, "phone_consultation", new, reason="kļūda")
    assert ids(with_voided=False) == [old]


def test_a_row_sums_up_its_lines(context: Context) -> None:
    three = [desk.line(), desk.line(kind="APPLICATION"), desk.line()]
    records.save(context, "visit", desk.visit(), {"visit_service": three})
    page = lists.page(context, "visit", ListQuery())
    assert page.cells[0][page.columns.index("lines")] == "Informācija (+2)"


def test_a_phone_reads_as_it_is_said(context: Context) -> None:
    for number in ("+371 64522453", "0049 30 1234567"):
        records.save(context, "specialist", PARTNER | {"phone": number})
    page = lists.page(context, "specialist", ListQuery())
    place = page.columns.index("phone")
    assert sorted(cells[place] for cells in page.cells) == ["+49301234567", "64 522 453"]


def test_reference_lists_stand_in_latvian_order(context: Context) -> None:
    for name in ("Čiekurs", "Cālis", "Ābele", "Avots", "Žagata"):
        records.save(context, "staff", {"name": name, "role": "CLERK", "active": True})
    names = [cells[0] for cells in lists.page(context, "staff", ListQuery()).cells]
    assert [name for name in names if name in ("Čiekurs", "Cālis", "Ābele", "Avots", "Žagata")] == [
        "Ābele",
        "Avots",
        "Cālis",
        "Čiekurs",
        "Žagata",
    ]


def test_the_history_reads_as_a_person_reads_it(context: Context) -> None:
    record = records.save(context, "phone_consultation", desk.call(caller_name="Ieva")).id
    records.correct(context, "phone_consultation", record, {"call_state": "MISSED"}, rev=0, reason=None)
    records.correct(
        context,
        "phone_consultation",
        record,
        {"topic": "Cits", "caller_name": "Eva"},
        rev=1,
        reason="precizēts",
    )
    records.void(context, "phone_consultation", record, reason="divreiz")
    first, second, third, last = lists.history(context, "phone_consultation", record)
    assert [entry.kind for entry in (first, second, third, last)] == ["ins", "set", "set", "void"]
    assert {entry.who for entry in (first, second, third, last)} == {desk.SUPERVISOR}
    assert second.changes["Zvans"] == ("Atbildēts", "Neatbildēts")
    assert third.changes["Temats"] == ("Par pabalstu", "Cits")
    assert third.changes["Zvanītājs"] == ("Ieva", "Eva")
    assert (third.reason, last.reason) == ("precizēts", "divreiz")
    masked = lists.history(context, "phone_consultation", record, masked=True)[2]
    assert masked.changes["Zvanītājs"] == (MASK, MASK)
    assert first.at.tzinfo is not None


def test_the_history_keeps_lines_that_were_removed(context: Context) -> None:
    record = a_visit(context)
    records.correct(
        context, "visit", record, {}, {"visit_service": [desk.line(kind="APPLICATION")]}, rev=0, reason="cits"
    )
    kinds = [(entry.register, entry.kind) for entry in lists.history(context, "visit", record)]
    assert kinds.count(("visit_service", "ins")) == 2
    assert ("visit_service", "void") in kinds


def test_a_record_that_is_not_there_is_missing_and_nothing_is_logged(context: Context) -> None:
    with pytest.raises(Missing):
        lists.open_record(context, "visit", new_id(), purpose="pārbaude")
    assert access(context) == []


def test_a_count_piece_by_piece_is_the_count_in_one(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        records.save(context, "phone_consultation", desk.call(topic="Par malku", helpline=number % 3 == 0))
    query = ListQuery(text="malku", filters={"helpline": True})
    whole = lists.count(context, "phone_consultation", query)
    assert whole == Count(3, 9)
    monkeypatch.setattr(lists, "COUNTED_AT_ONCE", 2)
    pieces, above = [], 0
    while True:
        piece = lists.count(context, "phone_consultation", query, above=above)
        pieces.append(piece.found)
        if piece.upto is None:
            break
        above = piece.upto
    assert (len(pieces), sum(pieces)) == (5, 3)
