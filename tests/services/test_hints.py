"""This file is the place where the rules are held to speaking at the right moment, and to being silent otherwise."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.core.clock import from_riga, riga_time
from kacdesk.services import deadlines, records
from kacdesk.services.context import Context
from kacdesk.services.counter import hints
from kacdesk.services.counter.hints import Hint, Sketch
from kacdesk.services.people import accounts
from tests.helpers.desk import CLERK, document, line, visit

ODD_CODE = "010180-12345"
GOOD_CODE = "320000-12345"


@pytest.fixture
def services(context: Context) -> list[UUID]:
    """Return two services of the catalogue."""
    table = context.catalog.table("service")
    with context.store.read() as connection:
        return list(connection.scalars(select(table.c.id).order_by(table.c.n).limit(2)))


def _told(context: Context, sketch: Sketch) -> dict[str, Hint]:
    return {hint.path: hint for hint in hints.ask(context, sketch)}


def _visit(service: UUID | None = None, **more: Any) -> Sketch:
    return Sketch("visit", visit(**more), {"visit_service": [line(service_id=service)]})


def test_an_empty_form_is_told_nothing(context: Context) -> None:
    began = {"started_at": clock.now_utc(), "channel": "IN_PERSON"}
    assert hints.ask(context, Sketch("visit", began, {"visit_service": [{}]})) == []
    assert hints.ask(context, Sketch("phone_consultation", {"started_at": clock.now_utc()})) == []


def test_an_odd_code_is_asked_about_only_once_its_field_is_left(context: Context) -> None:
    sketch = _visit(customer_code=ODD_CODE)
    hint = _told(context, sketch)["customer_code"]
    assert (hint.asks, hint.confirmable) == (True, True)
    assert "Kontrolcipars" in hint.sentence
    assert _told(context, replace(sketch, typing="customer_code")) == {}


def test_a_code_that_would_be_refused_is_told_and_cannot_be_confirmed(context: Context) -> None:
    hint = _told(context, _visit(customer_code="12"))["customer_code"]
    assert (hint.asks, hint.confirmable) == (True, False)


def test_fields_that_cannot_both_be_right_are_told(context: Context) -> None:
    started = clock.now_utc() - timedelta(hours=1)
    sketch = _visit(started_at=started, ended_at=started - timedelta(minutes=5))
    assert "pirms sākuma" in _told(context, sketch)["ended_at"].sentence
    other_kind = _visit(customer_kind="LEGAL", customer_code=GOOD_CODE)
    assert "neatbilst" in _told(context, other_kind)["customer_code"].sentence


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (timedelta(hours=3), "nākotnē"),
        (timedelta(days=-400), "pirms 400 dienām"),
        (timedelta(days=-401), "pirms 401 dienas"),
        (timedelta(days=-2), None),
    ],
)
def test_an_unlikely_day_is_asked_about(context: Context, offset: timedelta, words: str | None) -> None:
    now = clock.now_utc()
    began = from_riga(riga_time(now).replace(tzinfo=None) + offset) if offset.days < 0 else now + offset
    told = _told(context, _visit(started_at=began))
    assert (words in told["started_at"].sentence) if words else ("started_at" not in told)


def test_the_term_by_the_rules_is_told_with_its_source(context: Context) -> None:
    deadlines.seed(context)
    received = datetime(2026, 11, 13, 8, tzinfo=UTC)
    sketch = Sketch("received_document", document(received_at=received, kind="SUBMISSION"))
    hint = _told(context, sketch)["due_on"]
    assert "30.11.2026." in hint.sentence
    assert "Iesniegumu likums" in hint.sentence
    assert "[" not in hint.sentence
    assert not hint.asks
    told = _told(context, replace(sketch, values={**sketch.values, "due_on": date(2026, 12, 24)}))
    assert "būtu 30.11.2026." in told["due_on"].sentence
    assert "due_on" not in _told(
        context, replace(sketch, values={**sketch.values, "due_on": date(2026, 11, 30)})
    )
    assert "due_on" not in _told(context, replace(sketch, values={**sketch.values, "kind": "OTHER"}))


def _save(context: Context, service: UUID | None, minutes: int, **more: Any) -> UUID:
    values = visit(started_at=clock.now_utc() - timedelta(minutes=minutes), **more)
    return records.save(context, "visit", values, {"visit_service": [line(service_id=service)]}).id


@pytest.mark.parametrize(
    ("theirs", "mine", "minutes"),
    [
        ({"customer_code": GOOD_CODE}, {"customer_code": "32000012345"}, 25),
        ({"customer_name": "Ķērsta Paraudziņa"}, {"customer_name": "kersta paraudzina"}, 25),
        ({}, {}, 2),
    ],
)
def test_the_same_contact_of_minutes_ago_is_told_and_can_be_opened(
    context: Context, services: list[UUID], theirs: dict[str, str], mine: dict[str, str], minutes: int
) -> None:
    there = _save(context, services[0], minutes, **theirs)
    hint = _told(context, _visit(services[0], started_at=clock.now_utc(), **mine))[
        "visit_service[0].service_id"
    ]
    assert hint.record == there
    assert f"Pirms {minutes} min" in hint.sentence


@pytest.mark.parametrize(
    ("theirs", "mine", "minutes", "service"),
    [
        ({"customer_code": GOOD_CODE}, {"customer_code": "320000-54321"}, 2, 0),
        ({"customer_code": GOOD_CODE}, {"customer_code": GOOD_CODE}, 45, 0),
        ({"customer_code": GOOD_CODE}, {"customer_code": GOOD_CODE}, 2, 1),
        ({"customer_name": "Ķērsta Paraudziņa"}, {}, 2, 0),
        ({}, {}, 5, 0),
    ],
    ids=["another person", "long ago", "another service", "only one has a name", "nameless, not just now"],
)
def test_what_only_resembles_it_is_not_told(
    context: Context,
    services: list[UUID],
    theirs: dict[str, str],
    mine: dict[str, str],
    minutes: int,
    service: int,
) -> None:
    _save(context, services[0], minutes, **theirs)
    told = _told(context, _visit(services[service], started_at=clock.now_utc(), **mine))
    assert "visit_service[0].service_id" not in told


def test_nameless_contacts_of_two_clerks_are_two_contacts(context: Context, services: list[UUID]) -> None:
    _save(accounts.swap(context, CLERK), services[0], 1)
    assert "visit_service[0].service_id" not in _told(
        context, _visit(services[0], started_at=clock.now_utc())
    )


def test_a_voided_record_and_the_one_that_is_corrected_are_no_duplicates(
    context: Context, services: list[UUID]
) -> None:
    there = _save(context, services[0], 1)
    sketch = _visit(services[0], started_at=clock.now_utc())
    assert _told(context, replace(sketch, record=there)) == {}
    records.void(context, "visit", there, reason="Ievadīts divreiz")
    assert _told(context, sketch) == {}


def test_new_settings_of_the_point_are_said_to_replace_those_that_hold(context: Context) -> None:
    new = Sketch("point_settings", {"title": "Paraugs"})
    assert _told(context, new) == {}
    choices = context.catalog.spec("point_settings").by_name["centre_type"].choices
    holds = records.save(context, "point_settings", {"centre_type": choices[0].code}).id
    told = _told(context, new)["centre_type"]
    assert told.record == holds
    assert "stāsies visu to vietā" in told.sentence
    assert _told(context, replace(new, record=holds)) == {}
