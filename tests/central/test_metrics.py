"""What is counted: by each process, and in the database at the moment of the look."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette

from kacdesk.central.census import SILENT_MS, Census, take_census
from kacdesk.central.database import Database
from kacdesk.central.http import Service
from kacdesk.central.metrics import Metrics
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import BACKUP, DEVICE
from kacdesk.core import clock
from kacdesk.core.ids import new_id
from kacdesk.wire.messages import encode
from tests.central.asking import epoch
from tests.central.conftest import enrolled
from tests.helpers.asgi import call
from tests.helpers.postgres import Cluster
from tests.helpers.sample_desk import SampleDesk, staff_values


def _hello(app: Starlette, sample: SampleDesk) -> int:
    body = encode(sample.hello())
    return call(app, "POST", "/v1/hello", headers=sample.headers("POST", "/v1/hello", body), body=body).status


def _census(database: Database, *, later_ms: int = 0) -> Census:
    with database.whole() as connection:
        return take_census(connection, now_ms=clock.now_ms() + later_ms)


def test_desks_are_counted_by_point_and_status_and_who_is_silent(database: Database, store: SqlStore) -> None:
    for point in ("BALVI", "BALVI", "VILAKA"):
        enrolled(database, point)
    silent, _ = enrolled(database, "VILAKA")
    revoked, _ = enrolled(database, "VILAKA")
    now_ms = clock.now_ms()
    with database.whole() as connection:
        seen = update(DEVICE).where(DEVICE.c.id == silent.device)
        connection.execute(seen.values(last_seen_ms=now_ms - SILENT_MS - 5000))
        connection.execute(update(DEVICE).where(DEVICE.c.id == revoked.device).values(status="revoked"))
    census = _census(database)
    assert census.desks == {("BALVI", "active"): 2, ("VILAKA", "active"): 2, ("VILAKA", "revoked"): 1}
    assert census.silent == {"VILAKA": 1}
    assert census.oldest_contact_ms["VILAKA"] == now_ms - SILENT_MS - 5000
    assert _census(database, later_ms=SILENT_MS + 1000).silent == {"BALVI": 2, "VILAKA": 2}


def test_open_matters_and_heads_are_counted_by_point(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    record, _ = sample.ins("staff", staff_values())
    sample.set("staff", record, {"name": "Paraugs Divi"})
    sample.append(b"{}")
    sample.ins("register_of_tomorrow", {"name": "Paraugs"})
    head = store.push(desk, sample.batch(), now_ms=clock.now_ms()).head
    census = _census(database)
    assert census.open_matters == {
        ("BALVI", "quarantine"): 1, ("BALVI", "conflict"): 1, ("BALVI", "parked"): 1,
    }  # fmt: skip
    assert census.heads == {"BALVI": head}


def test_the_age_of_safe_is_that_of_the_newest_backup_that_was_proved(
    database: Database, store: SqlStore
) -> None:
    assert _census(database).verified_ms is None
    now_ms = clock.now_ms()
    row = {"epoch": epoch(database), "sha256": bytes(32), "marks": {}}
    with database.whole() as connection:
        for made_ms, verified_ms in ((now_ms - 3_600_000, now_ms), (now_ms, None)):
            connection.execute(
                BACKUP.insert().values(id=new_id(), made_ms=made_ms, verified_ms=verified_ms, **row)
            )
    metrics = Metrics()
    metrics.add_census(lambda: store.census(now_ms=clock.now_ms()))
    age = next(line for line in metrics.text().decode().splitlines() if line.startswith("kac_safe_age"))
    assert 3600 <= float(age.split()[1]) < 3700


def test_requests_are_counted_by_route_and_type_and_never_by_desk(
    database: Database, store: SqlStore
) -> None:
    service = Service(store)
    app = service.app()
    sample, _ = enrolled(database, "BALVI")
    assert _hello(app, sample) == 200
    assert _hello(app, SampleDesk("BALVI", token="x")) == 401
    call(app, "GET", "/v1/blob/" + "0" * 64, headers={})
    call(app, "BREW", "/coffee/Kanarijs", headers={})
    told = service.metrics.text().decode()
    assert 'kac_requests_total{method="POST",route="/v1/hello",status="200",type=""} 1.0' in told
    assert 'kac_gate_refusals_total{type="unknown-token"} 1.0' in told
    assert 'route="/v1/blob/{sha}"' in told
    assert 'kac_requests_total{method="-",route="(none)",status="404",type="not-found"} 1.0' in told
    assert "kac_requests_working 0.0" in told
    for secret in ("Kanarijs", "BREW", sample.device.hex, sample.token):
        assert secret not in told


def test_a_database_that_does_not_answer_is_told_and_the_rest_goes_on(
    cluster: Cluster, pg: Database, pg_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    service = Service(SqlStore(pg, {}))  # type: ignore[arg-type]  # nothing is taken in here
    store = SqlStore(pg, {})  # type: ignore[arg-type]  # nothing is taken in here
    service.metrics.add_census(lambda: store.census(now_ms=clock.now_ms()))
    assert "kac_database_up 1.0" in service.metrics.text().decode()
    cluster.drop(pg_url.rpartition("/")[2])
    with pytest.raises(OperationalError):
        store.healthy()
    assert call(service.app(), "GET", "/healthz", headers={}).status == 503
    told = service.metrics.text().decode()
    assert "kac_database_up 0.0" in told
    assert "kac_database_failures_total 1.0" in told
    assert "kac_desks{" not in told
    assert "database failed" in caplog.text
