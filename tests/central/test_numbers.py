"""A document number that two desks gave away is found and told, never mended in silence."""

import pytest

from kacdesk.central.database import Database
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import INCIDENT, RECORD
from kacdesk.core import clock
from kacdesk.wire.messages import FeedNotice
from tests.central.asking import count, pull_all, rows
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import SampleDesk, document_values


def test_one_number_on_two_documents_is_an_incident_and_a_notice(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    clone = SampleDesk("BALVI", device=sample.device, series=sample.series)
    first, _ = sample.ins("received_document", document_values(sample, 7))
    second, _ = clone.ins("received_document", document_values(sample, 7))
    clone.ins("received_document", document_values(sample, 8))
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    reply = store.push(desk, clone.batch(), now_ms=clock.now_ms())

    assert reply.exceptions == []
    assert count(database, RECORD) == 3
    (incident,) = rows(database, INCIDENT, kind="number-reused")
    assert (incident.kind, incident.reg, incident.detail["sequence"]) == (
        "number-reused",
        "received_document",
        7,
    )
    assert set(incident.detail["records"]) == {first.hex, second.hex}
    (notice,) = [entry for entry in pull_all(store, database, desk) if isinstance(entry, FeedNotice)]
    assert (notice.code, notice.rid) == ("number-reused", second.hex)


def test_one_number_twice_in_one_batch_is_found_as_well(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    for _ in range(2):
        sample.ins("received_document", document_values(sample, 1))
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    assert [row.kind for row in rows(database, INCIDENT)] == ["number-reused"]


@pytest.mark.clause("000-01")
def test_the_same_number_in_two_points_is_no_incident(database: Database, store: SqlStore) -> None:
    for point in ("BALVI", "VILAKA"):
        sample, desk = enrolled(database, point)
        values = document_values(sample, 1, series="KTR", number="KTR/1")
        sample.ins("received_document", values)
        store.push(desk, sample.batch(), now_ms=clock.now_ms())
    assert rows(database, INCIDENT) == []


def test_a_series_taken_in_the_point_is_answered_with_another(database: Database, store: SqlStore) -> None:
    first, _ = enrolled(database, "BALVI")
    second, desk = enrolled(database, "BALVI")
    fresh = SampleDesk("BALVI", device=second.device, series=first.series)
    reply = store.hello(desk, fresh.hello(), busy_s=0, now_ms=clock.now_ms())
    assert reply.stream.series not in (first.series, second.series)
    assert store.hello(desk, fresh.hello(), busy_s=0, now_ms=clock.now_ms()).stream == reply.stream
