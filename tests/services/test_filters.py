"""This file is the place where filters are held against plain SQL, and typed days against the calendar."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kacdesk.core import clock
from kacdesk.core.ids import reference_id
from kacdesk.services import filters, lists, records
from kacdesk.services.context import Context
from kacdesk.services.filters import DAYS, Filter, Span
from kacdesk.spec.listing import ListQuery
from tests.helpers import desk

VSAA, NVA = reference_id("institution", "VSAA"), reference_id("institution", "NVA")
CHANNELS = ("IN_PERSON", "EMAIL", "VIDEO")
KINDS = ("INFORMATION", "APPLICATION")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """Return a desk with a hundred visits of forty days, made by chance but always the same."""
    with _opened(tmp_path_factory.mktemp("filters")) as context:
        chance = random.Random(4)
        people = [each["id"] for each in desk.registered(context.store, "staff")]
        now = desk.an_hour_ago()
        for number in range(100):
            lines = [
                desk.line(institution_id=chance.choice((VSAA, NVA)), kind=chance.choice(KINDS))
                for _ in range(chance.randint(1, 3))
            ]
            saved = records.save(
                context,
                "visit",
                desk.visit(
                    started_at=now - timedelta(hours=chance.randint(0, 40 * 24)),
                    channel=chance.choice(CHANNELS),
                    clerk_id=chance.choice(people),
                    note=chance.choice(("malka", "rēķins", None)),
                ),
                {"visit_service": lines},
            )
            if number % 9 == 0:
                records.void(context, "visit", saved.id, reason="pārbaude")
        yield context


@contextmanager
def _opened(folder: Path) -> Iterator[Context]:
    with desk.opened(desk.copy_desk(folder)) as context:
        yield context


def _plain_sql(context: Context, where: str, values: tuple[Any, ...]) -> list[UUID]:
    statement = f"SELECT id FROM visit WHERE {where} ORDER BY started_at DESC, n DESC"
    with context.store.read() as connection:
        return [UUID(bytes=row[0]) for row in connection.exec_driver_sql(statement, values)]


LINE = (
    "EXISTS (SELECT 1 FROM visit_service l WHERE l.visit_id=visit.id AND l.status<>'voided'"
    " AND l.institution_id=? AND l.kind=?)"
)


def test_filters_and_plain_sql_find_the_same_visits_in_the_same_order(filled: Context) -> None:
    today = clock.today_riga()
    people = [each["id"] for each in desk.registered(filled.store, "staff")]
    spans = [(today - timedelta(days=30), today - timedelta(days=3)), (today - timedelta(days=60), today)]
    tried = hits = 0
    for (since, until), channel, clerk, of, kind, status in product(
        spans, CHANNELS, people, (VSAA, NVA), KINDS, ("registered", "voided")
    ):
        chosen = [
            Filter(DAYS, Span(since, until), "", ""),
            *(
                Filter(name, value, "", "")
                for name, value in (
                    ("channel", channel),
                    ("clerk_id", clerk),
                    ("institution_id", of),
                    ("kind", kind),
                    ("status", status),
                )
            ),
        ]
        query = filters.applied(ListQuery(limit=1000), chosen)
        where = f"counted_on BETWEEN ? AND ? AND channel=? AND clerk_id=? AND status=? AND {LINE}"
        values = (since.isoformat(), until.isoformat(), channel, clerk.bytes, status, of.bytes, kind)
        expected = _plain_sql(filled, where, values)
        assert lists.page(filled, "visit", query).ids == expected
        assert lists.count(filled, "visit", query).found == len(expected)
        tried, hits = tried + 1, hits + len(expected)
    assert tried == 2 * 3 * len(people) * 2 * 2 * 2
    assert hits > 50


def test_institution_and_kind_are_looked_for_in_one_line_not_in_two(filled: Context) -> None:
    asked = desk.line(institution_id=VSAA, kind="INFORMATION")
    sent_on = desk.line(institution_id=NVA, kind="REFERRAL", referral_to="speciālists")
    two = {"visit_service": [asked, sent_on]}
    record = records.save(filled, "visit", desk.visit(), two).id
    both = ListQuery(filters={"institution_id": VSAA, "kind": "REFERRAL"}, limit=500)
    assert record not in lists.page(filled, "visit", both).ids
    here = ListQuery(filters={"institution_id": NVA, "kind": "REFERRAL"}, limit=500)
    assert lists.page(filled, "visit", here).ids == [record]


def test_a_filter_and_a_search_narrow_together(filled: Context) -> None:
    query = ListQuery(text="malka", filters={"channel": "VIDEO"}, limit=500)
    expected = _plain_sql(filled, "note='malka' AND channel='VIDEO'", ())
    assert expected
    assert lists.page(filled, "visit", query).ids == expected


def test_every_offered_filter_of_every_register_can_be_asked(filled: Context) -> None:
    for spec in filled.catalog.roots:
        offered = filters.offered(filled, spec.name)
        assert len({(each.field, str(each.value)) for each in offered}) == len(offered)
        for each in offered:
            page = lists.page(filled, spec.name, filters.applied(ListQuery(), [each]))
            assert page.register == spec.name


def test_a_register_offers_only_what_it_has(filled: Context) -> None:
    def names(register: str) -> set[str]:
        return {each.name for each in filters.offered(filled, register)}

    assert {"Dienas", "Kanāls", "Iestāde", "Pakalpojums", "Darbinieks", "Stāvoklis"} <= names("visit")
    assert {"Dienas", "Zvans", "Iestāde", "Darbinieks", "Stāvoklis"} <= names("phone_consultation")
    assert {"Dienas", "Adresāts", "Kur atrodas", "Pieņēma"} <= names("received_document")
    assert "Dienas" not in names("service")
    assert "Kanāls" not in names("received_document")


def test_no_offered_filter_shows_personal_data(filled: Context) -> None:
    for spec in filled.catalog.roots:
        of_fields = {each.field for each in filters.offered(filled, spec.name)}
        lines = {name for child in spec.children for name in filled.catalog.spec(child).personal}
        assert not of_fields & (spec.personal | lines)


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("20.11.2026.", (2026, 11, 20), (2026, 11, 20)),
        ("20.11.", (2026, 11, 20), (2026, 11, 20)),
        ("1.12.", (2025, 12, 1), (2025, 12, 1)),
        ("1.11.–15.11.", (2026, 11, 1), (2026, 11, 15)),
        ("15.11.2026.-1.11.2026.", (2026, 11, 1), (2026, 11, 15)),
        ("no 1.11. līdz 15.11.", (2026, 11, 1), (2026, 11, 15)),
        ("2.2026", (2026, 2, 1), (2026, 2, 28)),
        ("12.2025.", (2025, 12, 1), (2025, 12, 31)),
        ("2026-11-03", (2026, 11, 3), (2026, 11, 3)),
    ],
)
def test_days_are_read_as_people_type_them(
    typed: str, since: tuple[int, int, int], until: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.hold_clock(monkeypatch.setattr, datetime(2026, 11, 21, 12, tzinfo=UTC))
    found = filters.typed_days(typed)
    assert found is not None
    assert found.value == Span(date(*since), date(*until))


@pytest.mark.parametrize("typed", ["", "vsaa", "32.11.", "30.2.", "13.2026", "1.11.–", "31.12.9999-x"])
def test_what_is_no_day_is_no_filter(typed: str) -> None:
    assert filters.typed_days(typed) is None


def test_named_days_are_those_of_the_calendar(filled: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.hold_clock(monkeypatch.setattr, datetime(2026, 1, 1, 12, tzinfo=UTC))
    days = {
        each.words.split(",")[0]: each.value
        for each in filters.offered(filled, "visit")
        if each.field == DAYS
    }
    assert days["šodien"] == Span(date(2026, 1, 1), date(2026, 1, 1))
    assert days["vakar"] == Span(date(2025, 12, 31), date(2025, 12, 31))
    assert days["šonedēļ"] == Span(date(2025, 12, 29), date(2026, 1, 4))
    assert days["pagājušajā nedēļā"] == Span(date(2025, 12, 22), date(2025, 12, 28))
    assert days["šomēnes"] == Span(date(2026, 1, 1), date(2026, 1, 31))
    assert days["pagājušajā mēnesī"] == Span(date(2025, 12, 1), date(2025, 12, 31))
