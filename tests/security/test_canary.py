"""Names that are pushed through every route and every failure turn up in no log, no problem and no metric."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from starlette.applications import Starlette

from kacdesk.central.admission import Bounds
from kacdesk.central.database import Database
from kacdesk.central.http import Service
from kacdesk.central.logs import JsonLines
from kacdesk.central.store import SqlStore
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG
from kacdesk.wire.frames import encode_body
from kacdesk.wire.messages import PROBLEM_TYPE
from tests.central.conftest import enrolled
from tests.helpers.asgi import Reply, call
from tests.helpers.postgres import Cluster
from tests.helpers.sample_desk import SampleDesk, document_values, staff_values
from tests.security.asking import ASKED, OBJECTS, scene, send

CANARY = "Kanārija-Zeltspārne"
PLAIN = "Kanarija"
CODE = "320101-12345"
SECRETS = (CANARY, PLAIN, CODE, json.dumps(CANARY).strip('"'), quote(CANARY))


@contextmanager
def _everything_logged() -> Iterator[io.StringIO]:
    """Collect all that any library logs, as plain text and as the server writes it."""
    out, root = io.StringIO(), logging.getLogger()
    handlers: list[logging.Handler] = [logging.StreamHandler(out), logging.StreamHandler(out)]
    handlers[1].setFormatter(JsonLines())
    own, before = logging.getLogger("kacdesk").level, root.level
    root.setLevel(logging.DEBUG)
    logging.getLogger("kacdesk").setLevel(logging.DEBUG)
    for handler in handlers:
        root.addHandler(handler)
    try:
        yield out
    finally:
        for handler in handlers:
            root.removeHandler(handler)
        logging.getLogger("kacdesk").setLevel(own)
        root.setLevel(before)


def _birds(desk: SampleDesk) -> None:
    """Seal lines with the canary wherever a line has room for it, good ones and bad ones."""
    record, made = desk.ins("staff", staff_values(CANARY))
    desk.set("staff", record, {"name": f"{CANARY} otrā"})
    desk.set("staff", record, {"name": CANARY}, base={"name": made})
    desk.ins("staff", staff_values(CANARY, role=PLAIN))
    desk.ins("staff", staff_values(CANARY, status=PLAIN, **{PLAIN.lower(): CODE}))
    desk.ins(PLAIN.lower(), {"name": CANARY})
    desk.ins("received_document", document_values(desk, 1, title=CANARY, sender_name=CODE))
    desk.ins("staff", staff_values(CANARY), point="VILAKA")
    desk.append(json.dumps({"f": {"name": CANARY}, "r": PLAIN}).encode())
    desk.append(CANARY.encode())


def _provoked(app: Starlette, database: Database) -> list[Reply]:
    """Ask everything for everybody, with the canary in each place that a request has."""
    at = scene(database)
    replies = [send(app, at.own, ASKED[route](at, at.own, whose)) for route in ASKED for whose in OBJECTS]
    desk, _ = enrolled(database, "BALVI")
    _birds(desk)
    body = encode_body(desk.push_body(), "zstd")
    zstd = {"Content-Encoding": "zstd"}
    headers = {**desk.headers("POST", "/v1/push", body), **zstd}
    replies.append(call(app, "POST", "/v1/push", headers=headers, body=body))
    for lie in ({"device": PLAIN}, {"series": PLAIN}, {"chain": PLAIN}, {"first": 99}):
        body = encode_body(desk.push_body(lie=lie), "zstd")
        headers = {**desk.headers("POST", "/v1/push", body), **zstd}
        replies.append(call(app, "POST", "/v1/push", headers=headers, body=body))
    for path in (
        f"/v1/pull?scope={quote(CANARY)}&after={quote(CANARY)}&epoch={PLAIN}",
        f"/v1/pull?scope=p:BALVI&after=0&epoch={at.epoch.hex}&held={PLAIN}.1-9",
        f"/v1/seed?scope=p:BALVI&month={PLAIN}",
        f"/v1/blob/{PLAIN}",
        f"/{PLAIN}/{quote(CANARY)}",
    ):
        replies.append(call(app, "GET", path, headers=desk.headers("GET", path, b"")))
    for path in ("/v1/hello", "/v1/enrol", "/v1/compare"):
        for body in (json.dumps({"app": CANARY, "device": CODE, "ticket": PLAIN}).encode(), CANARY.encode()):
            replies.append(call(app, "POST", path, headers=desk.headers("POST", path, body), body=body))
    for name in ("Authorization", "Kac-Sig", "Content-Digest", "Kac-Schema", "Content-Encoding", PLAIN):
        headers = {**desk.headers("POST", "/v1/push", b"x"), name: f"Bearer {PLAIN}"}
        replies.append(call(app, "POST", "/v1/push", headers=headers, body=b"x"))
    return replies


def test_the_canary_is_heard_nowhere(database: Database, store: SqlStore) -> None:
    service = Service(store)
    service.metrics.add_census(lambda: store.census(now_ms=clock.now_ms()))
    with _everything_logged() as out:
        replies = _provoked(service.app(), database)
        told = service.metrics.text().decode()
    problems = [reply for reply in replies if reply.headers.get("content-type") == PROBLEM_TYPE]
    assert len(problems) > 30
    heard = out.getvalue() + told + "".join(reply.body.decode() + str(reply.headers) for reply in problems)
    assert '"event": "answered"' in heard
    assert [secret for secret in SECRETS if secret in heard] == []


def test_neither_when_the_database_fails_nor_when_there_is_no_room(
    cluster: Cluster, pg: Database, pg_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    desk, _ = enrolled(pg, "BALVI")
    _birds(desk)
    body = desk.push_body()
    store = SqlStore(pg, CATALOG)
    with _everything_logged() as out:
        full = Service(store, Bounds(threads=0, waiting=0)).app()
        replies = [call(full, "POST", "/v1/push", headers=desk.headers("POST", "/v1/push", body), body=body)]
        with pg.whole() as connection:
            connection.exec_driver_sql("DROP TABLE feed CASCADE")
        app = Service(store).app()
        replies.append(
            call(app, "POST", "/v1/push", headers=desk.headers("POST", "/v1/push", body), body=body)
        )
        cluster.drop(pg_url.rpartition("/")[2])
        replies.append(
            call(app, "POST", "/v1/push", headers=desk.headers("POST", "/v1/push", body), body=body)
        )
    assert [reply.status for reply in replies] == [429, 503, 503]
    heard = out.getvalue() + caplog.text + "".join(reply.body.decode() for reply in replies)
    assert "database failed" in heard
    assert [secret for secret in SECRETS if secret in heard] == []
