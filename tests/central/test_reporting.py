"""A report over points: the same figures as anywhere else, each point behind its fence, and what may be missing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from kacdesk.central.database import Database
from kacdesk.central.record_rows import read_periods
from kacdesk.central.snapshots import snapshot_of
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import DEVICE, RECORD
from kacdesk.core import clock
from kacdesk.core.errors import Missing
from kacdesk.core.ids import new_id
from kacdesk.figures.completeness import Completeness
from kacdesk.figures.period import Period
from kacdesk.figures.plain import as_dict, numbers, opened
from kacdesk.figures.report import ReportFigures, count_report
from kacdesk.figures.rows import CONTACTS, READS
from kacdesk.figures.totals import count_totals
from kacdesk.models.catalog import CATALOG
from kacdesk.wire.codec import encode_values
from kacdesk.wire.line import LineKind
from kacdesk.wire.messages import Pending
from tests.central.administering import greeted, source_of
from tests.central.asking import rows
from tests.central.conftest import enrolled
from tests.central.counted_points import (
    POINTS,
    Sent,
    all_rows,
    counted_there,
    load_names,
    names_there,
    sent_rows,
)
from tests.figures.made_up_month import NOVEMBER, a_line, a_visit, busy_month
from tests.helpers.sample_desk import staff_values

DECEMBER_MS = int(datetime(2026, 12, 5, tzinfo=UTC).timestamp() * 1000)
NOON = datetime(2026, 11, 16, 12)  # noqa: DTZ001 -- Riga's


def _purely(sent: tuple[Sent, ...], *points: str) -> ReportFigures:
    """Count the rows that were sent, without any store."""
    whole = all_rows(*sent)
    return count_report(
        NOVEMBER,
        whole,
        names_there(),
        points=points,
        point_titles=POINTS,
        previous=count_totals(NOVEMBER.previous(), whole),
        year_ago=None,
        recorded_since=min(row["counted_on"] for name in CONTACTS for row in whole.get(name, ())),
        completeness=Completeness(),
    )


def _two_months(seed: int, *, contacts: int) -> dict[str, list[object]]:
    """Return the rows of a month and of the one before."""
    months = [
        busy_month(NOVEMBER, contacts=contacts, seed=seed),
        busy_month(NOVEMBER.previous(), contacts=contacts // 2, seed=seed),
    ]
    return {
        register: [{**row} for month in months for row in month.get(register, ())] for register in months[0]
    }


def _told_alike(figures: ReportFigures) -> dict[str, object]:
    """Return figures as JSON without what only one of two places can know."""
    plain = as_dict(figures)
    for name in ("desks", "desk_contacts", "last_contact_at", "unsent", "refused"):
        plain["completeness"].pop(name)
    return plain


def test_the_figures_of_points_are_those_of_their_rows(database: Database, url: str) -> None:
    load_names(database)
    balvi = sent_rows(database, "BALVI", _two_months(1, contacts=60))  # type: ignore[arg-type]
    vilaka = sent_rows(database, "VILAKA", _two_months(2, contacts=40))  # type: ignore[arg-type]

    both = counted_there(database, url, NOVEMBER, now_ms=DECEMBER_MS)
    alone = counted_there(database, url, NOVEMBER, "VILAKA", now_ms=DECEMBER_MS)

    expected = _told_alike(_purely((balvi, vilaka), "BALVI", "VILAKA"))
    told = _told_alike(both)
    assert [month["month"] for month in told.pop("trend")][-2:] == ["2026-10", "2026-11"]  # type: ignore[attr-defined]
    expected.pop("trend")
    assert told == expected
    assert both.summary.visits > 60
    assert both.trend[-1].registrations == both.summary.registrations
    assert both.previous is not None
    assert both.trend[-2].registrations == both.previous.registrations
    assert (alone.points, alone.by_point) == (("VILAKA",), ())
    assert _told_alike(alone) | {"trend": []} == _told_alike(_purely((vilaka,), "VILAKA"))


def test_each_point_stands_beside_the_others_and_they_add_up(database: Database, url: str) -> None:
    load_names(database)
    sent_rows(database, "BALVI", busy_month(NOVEMBER, contacts=40))
    figures = counted_there(database, url, NOVEMBER)

    balvi, vilaka = figures.by_point
    assert (balvi.key, balvi.title, vilaka.key, vilaka.visits) == ("BALVI", "BALVI", "VILAKA", 0)
    for name in (
        "visits",
        "registrations",
        "applications",
        "consultations",
        "calls",
        "received_documents",
    ):
        total = getattr(figures.summary, name)
        assert getattr(balvi, name) + getattr(vilaka, name) == total > 0, name
        assert numbers(figures)[f"by_point.BALVI.{name}"] == total
        assert set(opened(figures)[f"by_point.BALVI.{name}"]) == set(total.rows)


def test_nothing_personal_leaves_the_database(database: Database, url: str) -> None:
    visit = a_visit("personal", NOON, customer_name="Izdomātā Kliente", note="Paraugs par paraugu")
    sent_rows(database, "BALVI", {"visit": [visit], "visit_service": [a_line("1", visit)]})
    with snapshot_of(source_of(database, url), "BALVI") as connection:
        read = read_periods(connection, database, CATALOG, "BALVI", {NOVEMBER: READS})[NOVEMBER]
    (row,) = read["visit"]
    assert row["channel"] == "IN_PERSON"
    assert row.keys().isdisjoint(CATALOG.spec("visit").forgettable)
    assert "Izdomātā" not in str(read)
    assert len(read["visit_service"]) == 1


def test_what_was_forgotten_still_counts(database: Database, url: str) -> None:
    visit = a_visit("old", NOON, customer_name="Izdomātā Kliente")
    sent = sent_rows(database, "BALVI", {"visit": [visit], "visit_service": [a_line("1", visit)]})
    sent.desk.seal(
        "visit", visit["id"], LineKind.FORGET, {"customer_name": None}, reason="Glabāšanas termiņš"
    )
    store = SqlStore(database, CATALOG)
    desk = store.recognise(sent.desk.token, now_ms=clock.now_ms())
    store.push(desk, sent.desk.batch(3), now_ms=clock.now_ms())
    assert [row.f["customer_name"] for row in rows(database, RECORD, reg="visit")] == [None]
    assert counted_there(database, url, NOVEMBER, "BALVI").summary.visits == 1


def test_a_point_is_read_behind_its_own_fence(pg: Database, pg_url: str) -> None:
    for point in POINTS:
        sent_rows(pg, point, {"visit": [a_visit(point, NOON)]})
    with snapshot_of(source_of(pg, pg_url), "VILAKA") as connection:
        assert set(connection.scalars(select(RECORD.c.point))) == {"VILAKA"}


def test_a_report_sees_a_point_as_of_one_moment(database: Database, url: str) -> None:
    desk, _ = enrolled(database, "BALVI")
    sent_rows(database, "BALVI", {"visit": [a_visit("first", NOON)]}, desk)
    with snapshot_of(source_of(database, url), "BALVI") as connection:
        assert len(connection.execute(select(RECORD.c.rid)).all()) == 1
        sent_rows(database, "BALVI", {"visit": [a_visit("second", NOON)]}, desk)
        assert len(connection.execute(select(RECORD.c.rid)).all()) == 1
    assert counted_there(database, url, NOVEMBER, "BALVI").summary.visits == 2


def test_what_a_desk_has_not_sent_or_was_refused_is_told(database: Database, url: str) -> None:
    sent = sent_rows(database, "BALVI", {"visit": [a_visit("first", NOON)]})
    refused = a_visit("refused", NOON, channel="X" * 500)
    sent.desk.ins("visit", encode_values(CATALOG.spec("visit"), refused), record=refused["id"])
    elsewhen = a_visit("elsewhen", NOON - timedelta(days=40), channel="X" * 500)
    sent.desk.ins("visit", encode_values(CATALOG.spec("visit"), elsewhen), record=elsewhen["id"])
    sent.desk.ins("staff", staff_values())
    greeted(database, sent.desk, pending=Pending(changes=3))
    store = SqlStore(database, CATALOG)
    desk = store.recognise(sent.desk.token, now_ms=clock.now_ms())
    store.push(desk, sent.desk.batch(2, 3), now_ms=clock.now_ms())

    told = counted_there(database, url, NOVEMBER, "BALVI").completeness

    assert told.refused is not None
    assert [row.id for row in told.refused.rows] == [refused["id"]]
    (contact,) = told.desk_contacts
    assert (contact.key, contact.unsent, contact.refused) == (f"BALVI-{sent.desk.series}", 1, 2)
    assert not contact.is_silent
    assert told.last_contact_at == contact.last_contact_at
    assert told.desks == (contact.key,)
    assert told.unsent is None


def test_a_desk_that_was_not_heard_of_is_named(database: Database, url: str) -> None:
    sent = [sent_rows(database, point, {"visit": [a_visit(point, NOON)]}) for point in POINTS]
    for each in sent:
        greeted(database, each.desk)
    long_ago = clock.now_ms() - 20 * 24 * 3600 * 1000
    with database.whole() as connection:
        silent = update(DEVICE).where(DEVICE.c.point == "VILAKA").values(last_seen_ms=long_ago)
        connection.execute(silent)

    told = counted_there(database, url, NOVEMBER).completeness

    assert {contact.key[:6]: contact.is_silent for contact in told.desk_contacts} == {
        "BALVI-": False,
        "VILAKA": True,
    }
    assert told.last_contact_at == datetime.fromtimestamp(long_ago / 1000, UTC), "the earliest of both"


def test_a_record_whose_first_values_never_came_is_in_no_figure(database: Database, url: str) -> None:
    sent = sent_rows(database, "BALVI", {"visit": [a_visit("first", NOON)]})
    sent.desk.set("visit", new_id(), {"channel": "POST"}, base={"channel": new_id()})
    store = SqlStore(database, CATALOG)
    store.push(
        store.recognise(sent.desk.token, now_ms=clock.now_ms()), sent.desk.batch(2), now_ms=clock.now_ms()
    )
    assert len(rows(database, RECORD, reg="visit")) == 2
    assert counted_there(database, url, NOVEMBER, "BALVI").summary.visits == 1


def test_months_before_the_first_contact_are_nothing_to_compare_with(database: Database, url: str) -> None:
    sent_rows(database, "BALVI", {"visit": [a_visit("first", NOON)]})
    first = counted_there(database, url, NOVEMBER)
    assert (first.previous, first.year_ago) == (None, None)
    later = counted_there(database, url, NOVEMBER.following())
    assert later.previous is not None
    assert later.previous.visits == 1
    assert later.recorded_since == NOON.date()
    assert [month.visits for month in later.trend][-2:] == [1, 0]
    assert counted_there(database, url, Period.year(2027)).previous is not None


def test_points_are_asked_for_by_code(database: Database, url: str) -> None:
    assert counted_there(database, url, NOVEMBER, "VILAKA", "BALVI").points == ("BALVI", "VILAKA")
    with pytest.raises(Missing, match="NAV"):
        counted_there(database, url, NOVEMBER, "BALVI", "NAV")
