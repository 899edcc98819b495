"""This file is the place where search is shown to find what people type, and to follow what happens to records."""

import sqlite3
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.services import lists, records
from kacdesk.services.context import Context
from kacdesk.spec.listing import ListQuery
from kacdesk.store import health, query
from kacdesk.store.search import ensure_search, match_expression, rebuild
from kacdesk.vault.encrypted import open_engine
from kacdesk.vault.slots import obtain_key
from tests.helpers import desk

NAME = "Žanete Ķēķe-Bērziņa"


def hits(context: Context, text: str, register: str = "visit") -> int:
    return len(lists.page(context, register, ListQuery(text=text)).ids)


def a_visit(context: Context, **more: object) -> records.Saved:
    return records.save(context, "visit", desk.visit(**more), {"visit_service": [desk.line()]})


@pytest.mark.parametrize(
    "typed",
    ["Žanete", "zanete", "ZANETE", "keke", "berzina", "Bērz", "b", "berzina zanete", "keke-berzina", "  Ž  "],
)
def test_case_and_garumzimes_do_not_matter(context: Context, typed: str) -> None:
    a_visit(context, customer_name=NAME)
    a_visit(context, customer_name="Oskars Citāds")
    assert hits(context, typed) == 1


@pytest.mark.parametrize(
    "typed", ["anete", "kekes", "zanete oskars", "...", '"', "*", "NOT", "a AND", "NEAR("]
)
def test_what_is_not_there_is_not_found_and_signs_are_no_commands(context: Context, typed: str) -> None:
    a_visit(context, customer_name=NAME)
    assert hits(context, typed) == 0


@pytest.mark.parametrize(
    "typed",
    ["20000123", "20 000 123", "2000-0123", "+371 20000123", "371 20 000 123", "200001", "zanete 20000123"],
)
def test_a_caller_is_found_by_the_number_however_it_is_said(context: Context, typed: str) -> None:
    records.save(context, "phone_consultation", desk.call(caller_phone="20 000 123", caller_name=NAME))
    records.save(context, "phone_consultation", desk.call(caller_phone="2000 0124"))
    found = 2 if typed == "200001" else 1
    assert hits(context, typed, "phone_consultation") == found


def test_lines_notes_choices_days_and_referred_names_are_found(context: Context) -> None:
    a_visit(context, note="gaidīja ilgi")
    service = desk.line(
        service_text="Lauku atbalsts", institution_id=None, kind="REFERRAL", referral_to="ārsts"
    )
    saved = records.save(context, "visit", desk.visit(channel="E_ADDRESS"), {"visit_service": [service]})
    for typed in ("lauku atb", "arsts", "e-adrese", "Nosūtīšana"):
        assert lists.page(context, "visit", ListQuery(text=typed)).ids == [saved.id], typed
    assert hits(context, "gaidija") == 1
    assert hits(context, "paraugs vaditajs") == 2, "the clerk's name"
    assert hits(context, "VSAA") == 1
    assert hits(context, f"{desk.an_hour_ago():%Y}") == 2


def test_a_document_is_found_by_its_number(context: Context) -> None:
    saved = records.save(context, "received_document", desk.document())
    records.save(context, "received_document", desk.document())
    assert saved.number is not None
    assert lists.page(context, "received_document", ListQuery(text=saved.number)).ids == [saved.id]


def test_search_follows_a_correction(context: Context) -> None:
    saved = a_visit(context, customer_name="Nepareizs")
    records.correct(context, "visit", saved.id, {"customer_name": NAME}, rev=0, reason="pārrakstīšanās")
    assert (hits(context, "nepareizs"), hits(context, "zanete")) == (0, 1)


def test_search_follows_changed_and_removed_lines(context: Context) -> None:
    saved = records.save(
        context, "visit", desk.visit(), {"visit_service": [desk.line(service_text="Malka"), desk.line()]}
    )
    (first, second) = desk.registered(context.store, "visit_service")
    changed = [desk.line(id=first["id"], service_text="Akmens")]
    records.correct(context, "visit", saved.id, {}, {"visit_service": changed}, rev=0, reason="labots")
    assert (hits(context, "malka"), hits(context, "akmens")) == (0, 1)
    assert second["id"] not in {
        line["id"]
        for line in lists.open_record(context, "visit", saved.id, purpose=None).lines["visit_service"]
    }


def test_a_voided_record_is_still_found_by_its_words_and_its_state(context: Context) -> None:
    saved = a_visit(context, customer_name=NAME)
    records.void(context, "visit", saved.id, reason="dubultieraksts")
    assert hits(context, "zanete") == hits(context, "anulets") == hits(context, "dubultieraksts") == 1
    assert lists.page(context, "visit", ListQuery(text="zanete", with_voided=False)).ids == []


def test_a_renamed_clerk_is_found_by_the_new_name_in_new_records(context: Context) -> None:
    person = records.save(context, "staff", {"name": "Vecais Vārds", "role": "CLERK", "active": True})
    a_visit(context, clerk_id=person.id)
    records.correct(context, "staff", person.id, {"name": "Jaunais Vārds"}, rev=0, reason="uzvārda maiņa")
    a_visit(context, clerk_id=person.id)
    assert hits(context, "jaunais") == 1


def test_a_name_from_a_failed_unit_is_not_remembered(context: Context) -> None:
    person = records.save(context, "staff", {"name": "Īstais Vārds", "role": "CLERK", "active": True})
    clerk = context.catalog.spec("visit").by_name["clerk_id"]

    def work() -> None:
        with context.store.unit(context.actor.id) as unit:
            unit.update("staff", person.id, {"name": "Neīstais"})
            context.store.words.name_of(unit.connection, clerk, person.id)
            raise desk.GivenUp

    with pytest.raises(desk.GivenUp):
        work()
    a_visit(context, clerk_id=person.id)
    assert (hits(context, "istais"), hits(context, "neistais")) == (1, 0)


def test_compacting_the_file_keeps_words_and_rows_together(context: Context) -> None:
    saved = [a_visit(context, customer_name=f"Numurs{n}") for n in range(20)]
    with context.store.read() as connection:
        numbers = [row["n"] for row in desk.rows(connection, context.catalog.table("visit"))]
    engine = open_engine(context.store.path, obtain_key(context.store.path.parent, desk.BESIDE))
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("VACUUM")
    engine.dispose()
    assert [row["n"] for row in desk.registered(context.store, "visit")] == numbers
    assert lists.page(context, "visit", ListQuery(text="numurs13")).ids == [saved[13].id]


def test_rebuilding_gives_the_same_answers(context: Context) -> None:
    for n in range(6):
        a_visit(context, customer_name=f"{NAME} {n}")
    spec = context.catalog.spec("visit")
    with context.store.unit(context.actor.id) as unit:
        before = unit.connection.exec_driver_sql("SELECT rowid,body FROM search_visit ORDER BY 1").fetchall()
        rebuild(unit.connection, context.catalog, spec)
        after = unit.connection.exec_driver_sql("SELECT rowid,body FROM search_visit ORDER BY 1").fetchall()
    assert after == before
    assert len(before) == 6


def test_a_search_table_of_an_older_make_is_made_anew(context: Context) -> None:
    a_visit(context, customer_name=NAME)
    with context.store.unit(context.actor.id) as unit:
        unit.connection.exec_driver_sql("DROP TABLE search_visit")
        unit.connection.exec_driver_sql("CREATE VIRTUAL TABLE search_visit USING fts5(body)")
        ensure_search(unit.connection, context.catalog)
    assert hits(context, "zanete") == 1


@given(st.text() | st.text("0123456789 +-.", max_size=14))
def test_no_typed_text_is_ever_a_mistake_of_the_query_language(text: str) -> None:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(body)")
        expression = match_expression(text)
        assert (
            not expression
            or connection.execute("SELECT 1 FROM t WHERE t MATCH ?", (expression,)).fetchall() == []
        )


def test_the_newest_thousand_hits_are_looked_at_unless_days_are_given(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query, "NEWEST_HITS", 3)
    for n in range(5):
        a_visit(context, customer_name=f"Viens {n}")
    assert hits(context, "viens") == 3
    assert len(lists.page(context, "visit", ListQuery(text="viens", since=date(2020, 1, 1))).ids) == 5


def test_two_entries_in_one_transaction_leave_the_index_sound(context: Context) -> None:
    """SQLite 3.53 damages an index of less detail here, when it also wipes what is deleted."""
    first = "balvi-dpu/2026/1-1/1 21.11.2026 12:25 iesniegums i554 centra paraugs d1 21.11.2026 "
    second = "balvi-vnv/2026/1-1/1 21.11.2026 12:25 iesniegums i520 centra paraugs d2 21.11.2026 registrets"

    def put(*entries: tuple[int, str]) -> None:
        with context.store.unit(context.actor.id, applying=True) as unit:
            for entry in entries:
                unit.connection.exec_driver_sql(
                    "INSERT OR REPLACE INTO search_received_document(rowid,body) VALUES(?,?)", entry
                )

    put((901, first + "registrets"))
    put((901, first + "labots"))
    put((902, second))
    put((901, first + "labots"), (903, second.replace("i520", "i522")))
    assert [problem for _, problem in health.examine(context.store) if problem] == []
