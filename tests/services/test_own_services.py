"""This file is the place where a point's own services are shown to be services, and the basket to stay whole."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.core import clock
from kacdesk.core.errors import Invalid, Missing
from kacdesk.core.ids import new_id, reference_id
from kacdesk.figures.period import Period
from kacdesk.models.fields import NO_ONE
from kacdesk.services import catalog, deadlines, records, today
from kacdesk.services.catalog import Option
from kacdesk.services.catalogue import service_card, service_search
from kacdesk.services.catalogue.choosing import matching
from kacdesk.services.catalogue.service_rows import is_closed_here
from kacdesk.services.context import Context
from kacdesk.services.lists import page
from kacdesk.services.reporting import counting
from kacdesk.spec.listing import ListQuery
from tests.helpers import desk

MUNICIPALITY = reference_id("institution", "BNP")
BASKET = reference_id("service", "VSAA-SLIMIBA")
OTHER = reference_id("service", "LDC-DZIVNIEKI")


def own(context: Context, **more: Any) -> UUID:
    """Save a service of the point's own."""
    values = {"title": "Kapličas noma", "institution_id": MUNICIPALITY, "category": "MUNICIPAL", **more}
    return records.save(context, "local_service", values).id


def here(context: Context, service: UUID, **more: Any) -> UUID:
    """Save what differs at this point."""
    return records.save(context, "service_here", {"service_id": service, "offered": True, **more}).id


def offered(context: Context, text: str) -> list[str]:
    """Return what the service box offers for a text."""
    options = catalog.options(context)["service"]
    return [option.label for option in matching(options, text, {})]


def option_of(context: Context, service: UUID) -> Option:
    return next(each for each in catalog.options(context)["service"] if each.id == service)


@pytest.mark.clause("000-21", "001-06")
def test_an_own_service_is_chosen_found_named_and_counted_like_one_of_the_catalogue(context: Context) -> None:
    service = own(context, synonyms="bēru zāle", code="BNP-KAPLICA", decision="Domes lēmums Nr. 7 (paraugs)")
    assert offered(context, "kaplic") == ["Kapličas noma"]
    assert offered(context, "bēru zāle")[0] == "Kapličas noma"
    visit = records.save(
        context,
        "visit",
        desk.visit(),
        {"visit_service": [desk.line(service_id=service, institution_id=None)]},
    ).id
    (line,) = [row for row in desk.registered(context.store, "visit_service") if row["visit_id"] == visit]
    assert (line["service_id"], line["institution_id"]) == (service, MUNICIPALITY)
    assert visit in page(context, "visit", ListQuery(text="kapličas")).ids
    day = clock.today_riga()
    counted = counting.figures(context, Period.month(day.year, day.month))
    told = [row.title for row in counted.services.most_requested]
    assert "Kapličas noma" in told
    assert service in service_search.favourites(context)["visit_service"].order


@pytest.mark.clause("004-12", "002-07", "004-08")
def test_an_own_service_has_a_card_like_any_other(context: Context) -> None:
    service = own(
        context,
        required_documents="personu apliecinošs dokuments; iesniegums",
        fee_cents=1250,
        fee_note="par dienu",
        term_note="2 darba dienas",
        competent="Kapsētu pārzinis",
        holder_id=reference_id("institution", "VSAA"),
        demand_level="MUNICIPAL",
        demand_ground="Saistošie noteikumi Nr. 1 (paraugs)",
    )
    card = service_card.read(context, service)
    assert (card.title, card.institution) == ("Kapličas noma", "BNP")
    assert card.fee == "12,50\u00a0EUR (par dienu)"
    assert card.term == "2 darba dienas"
    assert card.documents == ("Personu apliecinošs dokuments", "Iesniegums")
    assert card.competent == "Kapsētu pārzinis"
    assert card.holder.startswith("Valsts sociālās")
    assert card.demand == "Pašvaldības saistošie noteikumi — Saistošie noteikumi Nr. 1 (paraugs)"


def test_a_code_of_the_catalogue_is_not_taken_twice(context: Context) -> None:
    with pytest.raises(Invalid, match="Slimības pabalsts"):
        own(context, code="VSAA-SLIMIBA")


def test_a_voided_own_service_is_no_longer_offered_and_old_records_keep_its_name(context: Context) -> None:
    service = own(context)
    visit = records.save(
        context, "visit", desk.visit(), {"visit_service": [desk.line(service_id=service)]}
    ).id
    records.void(context, "local_service", service, reason="ievadīts divreiz")
    assert offered(context, "kaplic") == []
    assert visit in page(context, "visit", ListQuery(text="kapličas")).ids
    assert not service_card.read(context, service).in_force


def test_a_line_with_a_service_that_is_nowhere_is_refused(context: Context) -> None:
    with pytest.raises(Invalid):
        records.save(context, "visit", desk.visit(), {"visit_service": [desk.line(service_id=new_id())]})
    with pytest.raises(Missing):
        service_card.read(context, new_id())


@pytest.mark.clause("001-06", "004-13")
def test_what_a_point_says_of_a_service_lies_over_the_catalogue(context: Context) -> None:
    here(
        context,
        OTHER,
        fee_cents=300,
        term_note="uzreiz",
        synonyms="suņa reģistrācija",
        clerk_note="Prasiet mikročipa numuru",
    )
    card = service_card.read(context, OTHER)
    assert (card.fee, card.term, card.clerk_note) == ("3,00\u00a0EUR", "uzreiz", "Prasiet mikročipa numuru")
    assert offered(context, "suņa reģ")[0] == option_of(context, OTHER).label


@pytest.mark.clause("004-13")
def test_a_service_that_a_point_does_not_give_needs_a_reason_and_is_not_offered(context: Context) -> None:
    with pytest.raises(Invalid, match="kāpēc"):
        here(context, OTHER, offered=False)
    here(context, OTHER, offered=False, exception_reason="Veic tikai veterinārārsts (paraugs)")
    assert option_of(context, OTHER).retired
    card = service_card.read(context, OTHER)
    assert (card.here, card.exception) == (False, "Veic tikai veterinārārsts (paraugs)")


@pytest.mark.clause("003-16", "001-02", "001-14")
def test_no_point_switches_a_service_of_the_basket_off(context: Context) -> None:
    with pytest.raises(Invalid, match="groza"):
        here(context, BASKET, offered=False, exception_reason="Nav laika")
    with pytest.raises(Invalid, match="komiteja"):
        here(context, BASKET, ends_on=clock.today_riga() + timedelta(days=90))
    assert not option_of(context, BASKET).retired


@pytest.mark.clause("001-14")
def test_an_exclusion_asks_for_notice_a_month_before(context: Context) -> None:
    deadlines.seed(context)
    ended = own(context, valid_to=date(2027, 3, 31))
    (row,) = [row for row in desk.registered(context.store, "local_service") if row["id"] == ended]
    assert row["notice_by"] == date(2027, 3, 1)
    records.correct(context, "local_service", ended, {"valid_to": None}, rev=row["rev"], reason="paliek")
    (row,) = [row for row in desk.registered(context.store, "local_service") if row["id"] == ended]
    assert row["notice_by"] is None


@pytest.mark.clause("001-13")
def test_a_service_begins_on_the_day_that_is_set(context: Context) -> None:
    here(context, OTHER, available_from=clock.today_riga() + timedelta(days=1))
    assert option_of(context, OTHER).retired


@given(st.none() | st.integers(-3, 3), st.none() | st.integers(-3, 3), st.booleans() | st.none())
def test_given_here_means_between_both_days_inclusive(
    begins: int | None, ends: int | None, offers: bool | None
) -> None:
    today = date(2026, 11, 20)
    row = {
        "offered": offers,
        "available_from": today + timedelta(days=begins) if begins is not None else None,
        "ends_on": today + timedelta(days=ends) if ends is not None else None,
    }
    given_today = offers is not False and (begins is None or begins <= 0) and (ends is None or ends >= 0)
    assert is_closed_here(row, today) is not given_today


@pytest.mark.clause("001-01")
def test_holder_and_provider_are_two_fields(context: Context) -> None:
    holder = reference_id("institution", "VRAA")
    with context.store.unit(NO_ONE, applying=True) as unit:
        unit.update("service", OTHER, {"holder_id": holder})
    card = service_card.read(context, OTHER)
    assert card.holder
    assert card.holder != card.institution_title
    assert service_card.read(context, BASKET).holder == ""


@pytest.mark.clause("002-16", "004-06", "004-35", "001-08", "004-03", "004-22")
def test_the_card_says_what_may_be_asked_how_it_is_examined_and_by_when(context: Context) -> None:
    deadlines.seed(context)
    told = {
        "required_documents": "Personu apliecinošs dokuments",
        "not_asked": "Deklarētā dzīvesvieta (ir reģistrā)",
        "procedure": "Komisija izskata reizi mēnesī",
        "stage": "ACCEPTANCE",
        "centre_role": "ACCEPT_ONLY",
        "demand_level": "STATE",
        "demand_ground": "MK noteikumi Nr. 0 (paraugs)",
    }
    with context.store.unit(NO_ONE, applying=True) as unit:
        unit.update("service", BASKET, told)
    card = service_card.read(context, BASKET)
    assert card.documents == ("Personu apliecinošs dokuments",)
    assert card.not_asked == "Deklarētā dzīvesvieta (ir reģistrā)"
    assert card.procedure == "Komisija izskata reizi mēnesī"
    due = deadlines.due(context.store, "ADMINISTRATIVE_ACT", clock.today_riga())
    assert due is not None
    assert f"līdz {due.due_on:%d.%m.%Y}." in card.examined
    assert "[" not in card.examined
    assert (card.role, card.stage) == ("Tikai pieņem", "Pieteikuma pieņemšana")
    assert card.demand == "Valsts tiesību akts — MK noteikumi Nr. 0 (paraugs)"
    assert "Klātienē" in card.channels


def test_ways_and_kinds_are_written_in_words_or_codes(context: Context) -> None:
    service = own(context, kinds="pieteikums, Informācija", channels="IN_PERSON, Tālrunis, Skype")
    card = service_card.read(context, service)
    assert card.kinds == ("Pieteikums", "Informācija")
    assert card.channels == ("Klātienē", "Tālrunis", "Skype")


@pytest.mark.clause("004-05", "004-19", "000-30")
def test_a_standard_that_is_to_be_reviewed_stands_on_the_days_page_until_it_was(context: Context) -> None:
    due = clock.today_riga() - timedelta(days=1)
    service = own(context, review_due=due)
    (told,) = [each for each in today.today(context).dues if each.record == service]
    assert (told.what, told.due_on) == ("Pārskatīt pakalpojuma standartu", due)
    later = {"reviewed_on": clock.today_riga(), "review_due": due + timedelta(days=366)}
    records.correct(context, "local_service", service, later, rev=0, reason="pārskatīts")
    assert [each for each in today.today(context).dues if each.record == service] == []


def test_of_several_rows_for_a_service_the_newest_counts(context: Context) -> None:
    here(context, OTHER, term_note="vecais")
    newer = here(context, OTHER, term_note="jaunais")
    assert service_card.read(context, OTHER).term == "jaunais"
    records.void(context, "service_here", newer, reason="kļūda")
    assert service_card.read(context, OTHER).term == "vecais"


def test_what_the_catalogue_says_stays_where_the_point_says_nothing(context: Context) -> None:
    before = service_card.read(context, BASKET)
    here(context, BASKET, clerk_note="Jautājiet darba devēju")
    after = service_card.read(context, BASKET)
    assert (after.documents, after.fee, after.term) == (before.documents, before.fee, before.term)
