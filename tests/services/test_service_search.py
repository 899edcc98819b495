"""This file is the place where favourites are held to use, and words of one's own to being mapped with a trace."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from kacdesk.core.clock import today_riga
from kacdesk.core.errors import Missing, Refused, Stale
from kacdesk.core.ids import reference_id
from kacdesk.figures.period import Period
from kacdesk.services import lists, records
from kacdesk.services.catalogue import service_search
from kacdesk.services.catalogue.service_search import Unmapped
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.services.reporting import counting
from kacdesk.store.session import Changes
from tests.helpers.desk import CLERK, GivenUp, call, line, registered, visit

OLD_AGE = reference_id("service", "VSAA-VECUMS")
SICKNESS = reference_id("service", "VSAA-SLIMIBA")
PASSPORT = reference_id("service", "PMLP-PASE")
ENDED = reference_id("service", "NVD-COVID")
VSAA, NVA = reference_id("institution", "VSAA"), reference_id("institution", "NVA")
WORDS = "Zvejas licence kaimiņu ezerā"


def _visit(context: Context, *services: UUID) -> UUID:
    lines = [line(service_id=service, institution_id=None) for service in services]
    return records.save(context, "visit", visit(), {"visit_service": lines}).id


def _own_words(context: Context, text: str = WORDS, **more: object) -> UUID:
    written = line(service_text=text, institution_id=None, **more)
    return records.save(context, "visit", visit(), {"visit_service": [written]}).id


def _likely(context: Context, register: str = "visit_service") -> tuple[UUID, ...]:
    return service_search.favourites(context)[register].order


def test_a_desk_without_a_history_is_offered_the_basket_one_institution_after_another(
    context: Context,
) -> None:
    services = context.catalog.table("service")
    with context.store.read() as connection:
        rows = {row.id: row for row in connection.execute(services.select())}
    likely = [rows[service] for service in _likely(context)]
    assert len(likely) == 10
    assert all(row.in_basket for row in likely)
    assert len({row.institution_id for row in likely[:7]}) == 7


def test_what_the_desk_uses_most_comes_first(context: Context) -> None:
    _visit(context, PASSPORT)
    _visit(context, OLD_AGE, OLD_AGE)
    _visit(context, OLD_AGE)
    assert _likely(context)[:2] == (OLD_AGE, PASSPORT)
    assert len(_likely(context)) == len(set(_likely(context))) == 10


def test_visits_and_calls_have_favourites_of_their_own_and_learn_from_each_other(context: Context) -> None:
    _visit(context, PASSPORT)
    for _ in range(3):
        records.save(context, "phone_consultation", call(service_id=SICKNESS))
    assert _likely(context)[:2] == (PASSPORT, SICKNESS)
    assert _likely(context, "phone_consultation")[:2] == (SICKNESS, PASSPORT)


def test_ones_own_use_weighs_more_than_a_colleagues(context: Context) -> None:
    other = accounts.swap(context, CLERK)
    _visit(context, PASSPORT)
    _visit(other, OLD_AGE)
    assert _likely(context)[:2] == (PASSPORT, OLD_AGE)
    assert _likely(other)[:2] == (OLD_AGE, PASSPORT)


def test_a_voided_visit_and_a_service_no_longer_in_force_are_no_favourites(context: Context) -> None:
    records.correct(
        context, "visit", _visit(context, PASSPORT), {}, {"visit_service": []}, rev=0, reason="Nav bijis"
    )
    _visit(context, ENDED)
    assert PASSPORT not in _likely(context)[:1]
    assert ENDED not in _likely(context)


def test_texts_that_mean_the_same_are_counted_together_by_how_many_they_stand_for(context: Context) -> None:
    _own_words(context, quantity=3)
    _own_words(context)
    _own_words(context, "zvejas  Licence kaiminu ezera")
    records.save(context, "phone_consultation", call(topic=WORDS))
    _own_words(context, "Cits jautājums")
    _visit(context, OLD_AGE)
    today = today_riga()
    assert service_search.unmapped(context) == [
        Unmapped(WORDS, visits=5, calls=1, last_on=today),
        Unmapped("Cits jautājums", visits=1, calls=0, last_on=today),
    ]
    assert service_search.unmapped(context, since=date(today.year + 1, 1, 1)) == []


def test_what_is_voided_needs_no_mapping(context: Context) -> None:
    records.void(context, "visit", _own_words(context), reason="Ievadīts divreiz")
    assert service_search.unmapped(context) == []


def test_mapped_rows_follow_with_a_trace_and_the_words_stay(context: Context) -> None:
    record = _own_words(context, quantity=2)
    records.save(context, "phone_consultation", call(topic="  zvejas licence kaimiņu EZERĀ"))
    assert service_search.map_text(context, WORDS, OLD_AGE) == 2

    [row] = registered(context.store, "visit_service")
    assert (row["service_id"], row["institution_id"]) == (OLD_AGE, VSAA)
    assert (row["service_text"], row["status"], row["quantity"]) == (WORDS, "corrected", 2)
    [spoken] = registered(context.store, "phone_consultation")
    assert (spoken["service_id"], spoken["topic"]) == (OLD_AGE, "zvejas licence kaimiņu EZERĀ")
    entries = lists.history(context, "visit", record)
    reasons = {entry.reason for entry in entries if entry.kind == "set"}
    assert reasons == {"Saviem vārdiem ierakstītais ir pakalpojums “Vecuma pensija”."}
    assert any(entry.changes.get("Pakalpojums") == ("", "Vecuma pensija") for entry in entries)
    assert service_search.unmapped(context) == []
    assert service_search.map_text(context, WORDS, OLD_AGE) == 0


def test_a_mapped_row_counts_for_its_service_and_no_longer_as_words(context: Context) -> None:
    _own_words(context, quantity=3)
    today = today_riga()
    before = counting.figures(context, Period.month(today.year, today.month))
    assert (before.services.free_text, before.completeness.unmapped) == (3, 3)
    service_search.map_text(context, WORDS, OLD_AGE)
    after = counting.figures(context, Period.month(today.year, today.month))
    assert (after.services.free_text, after.completeness.unmapped) == (0, 0)
    assert [(each.title, each.count) for each in after.services.most_requested] == [("Vecuma pensija", 3)]
    assert after.summary.registrations == before.summary.registrations == 3


def test_the_institution_follows_the_service_it_was_mapped_to(context: Context) -> None:
    written = line(service_text=WORDS, institution_id=NVA)
    records.save(context, "visit", visit(), {"visit_service": [written]})
    service_search.map_text(context, WORDS, OLD_AGE)
    [row] = registered(context.store, "visit_service")
    assert row["institution_id"] == VSAA


def test_a_form_opened_before_the_mapping_cannot_undo_it(context: Context) -> None:
    record = _own_words(context)
    opened = lists.open_record(context, "visit", record, purpose="Labošana")
    service_search.map_text(context, WORDS, OLD_AGE)
    with pytest.raises(Stale):
        records.correct(
            context, "visit", record, {}, {"visit_service": opened.lines["visit_service"]}, rev=opened.rev,
            reason="Pārrakstīšanās",
        )  # fmt: skip
    [row] = registered(context.store, "visit_service")
    assert row["service_id"] == OLD_AGE


def test_only_a_supervisor_maps_and_only_to_a_service_there_is(context: Context) -> None:
    _own_words(context)
    with pytest.raises(Refused):
        service_search.map_text(accounts.swap(context, CLERK), WORDS, OLD_AGE)
    with pytest.raises(Missing):
        service_search.map_text(context, WORDS, uuid4())
    [row] = registered(context.store, "visit_service")
    assert row["service_id"] is None


def test_many_rows_are_mapped_in_short_transactions_and_a_break_leaves_the_rest_to_do(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_search, "_AT_ONCE", 2)
    for _ in range(5):
        _own_words(context)

    def give_up(_changes: Changes) -> None:
        raise GivenUp

    context.store.on_change(give_up)
    with pytest.raises(GivenUp):
        service_search.map_text(context, WORDS, OLD_AGE)
    assert [each.visits for each in service_search.unmapped(context)] == [3]
    assert [row["service_id"] for row in registered(context.store, "visit_service")] == [OLD_AGE] * 2 + [
        None
    ] * 3
