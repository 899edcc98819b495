"""Who may ask at all: tokens out of date, the queue, the turns of the points, a desk in a storm, health, the log."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from kacdesk.central import admin, logs
from kacdesk.central.admission import Bounds, Buckets, Full, Turnstile
from kacdesk.central.database import Database
from kacdesk.central.devices import RENEW_MS, TOKEN_MS
from kacdesk.central.http import Service, build_app
from kacdesk.central.logs import JsonLines
from kacdesk.central.replies import REQUEST_HEADER
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import DEVICE, EPOCH
from kacdesk.core import clock
from kacdesk.wire.messages import EnrolReply, HelloReply, Problem, ProblemType, decode, encode
from kacdesk.wire.signing import new_private_key
from tests.central.asking import count
from tests.central.conftest import enrolled
from tests.helpers.asgi import Reply, call
from tests.helpers.sample_desk import SampleDesk, staff_values

DAY_MS = 24 * 60 * 60 * 1000


@pytest.fixture
def app(store: SqlStore) -> Starlette:
    return build_app(store)


def _send(app: Starlette, desk: SampleDesk, method: str, path: str, body: bytes = b"") -> Reply:
    return call(app, method, path, headers=desk.headers(method, path, body), body=body)


def _age_tokens(database: Database, by_ms: int) -> None:
    """Move the end and the issue of every token into the past."""
    columns = (DEVICE.c.token_until_ms, DEVICE.c.token_issued_ms)
    with database.whole() as connection:
        connection.execute(DEVICE.update().values({column: column - by_ms for column in columns}))


def _hello(app: Starlette, sample: SampleDesk, **more: Any) -> Reply:
    return _send(app, sample, "POST", "/v1/hello", encode(sample.hello(**more)))


def test_with_a_token_out_of_date_a_desk_may_say_hello_alone_and_gets_a_new_one(
    database: Database, app: Starlette
) -> None:
    sample, _ = enrolled(database, "BALVI")
    sample.ins("staff", staff_values())
    _age_tokens(database, TOKEN_MS + DAY_MS)
    refused = _send(app, sample, "POST", "/v1/push", sample.push_body())
    assert decode(refused.body, Problem).type == ProblemType.TOKEN_EXPIRED
    reply = decode(_hello(app, sample, rotate=True).body, HelloReply)
    assert reply.token
    sample.token = reply.token
    assert _send(app, sample, "POST", "/v1/push", sample.push_body()).status == 200


def test_a_token_out_of_date_helps_nobody_without_the_key_of_its_desk(
    database: Database, app: Starlette
) -> None:
    sample, _ = enrolled(database, "BALVI")
    _age_tokens(database, TOKEN_MS + DAY_MS)
    sample.private = new_private_key()
    assert decode(_hello(app, sample, rotate=True).body, Problem).type == ProblemType.SIGNATURE


def test_a_year_after_the_end_of_its_token_a_desk_needs_a_new_code_and_one_is_enough(
    database: Database, app: Starlette
) -> None:
    sample, _ = enrolled(database, "BALVI")
    _age_tokens(database, TOKEN_MS + RENEW_MS + DAY_MS)
    assert decode(_hello(app, sample, rotate=True).body, Problem).type == ProblemType.TOKEN_EXPIRED
    with database.whole() as connection:
        ticket = admin.issue_ticket(connection, "BALVI", now_ms=clock.now_ms())
    body = encode(sample.enrolment(ticket))
    sample.token = decode(_send(app, sample, "POST", "/v1/enrol", body).body, EnrolReply).token
    assert _hello(app, sample).status == 200
    assert count(database, DEVICE) == 1


def test_two_copies_of_one_disk_never_shut_each_other_out(database: Database, app: Starlette) -> None:
    one, _ = enrolled(database, "BALVI")
    other = SampleDesk("BALVI", device=one.device, private=one.private, token=one.token)
    for turn in range(6):
        _age_tokens(database, 40 * DAY_MS)
        for copy in (one, other, other) if turn % 2 else (one, one, other):
            renewed = decode(_hello(app, copy, rotate=True).body, HelloReply).token
            copy.token = renewed or copy.token
            assert _send(app, copy, "POST", "/v1/push", copy.push_body()).status == 200
    assert count(database, DEVICE) == 1


def test_a_desk_whose_new_token_a_restored_central_store_does_not_know_gets_another(
    database: Database, app: Starlette
) -> None:
    sample, _ = enrolled(database, "BALVI")
    with database.whole() as connection:
        before = connection.execute(select(DEVICE.c.token_hash)).scalar_one()
    for _ in range(3):
        _age_tokens(database, 40 * DAY_MS)
        sample.token = decode(_hello(app, sample, rotate=True).body, HelloReply).token or ""
    with database.whole() as connection:
        connection.execute(DEVICE.update().values(token_hash=before, token_hash_prev=None))
    refused = _send(app, sample, "POST", "/v1/push", sample.push_body())
    assert decode(refused.body, Problem).type == ProblemType.UNKNOWN_TOKEN
    sample.token = decode(_hello(app, sample, rotate=True).body, HelloReply).token or ""
    assert _send(app, sample, "POST", "/v1/push", sample.push_body()).status == 200


def test_a_new_token_in_wrong_hands_does_not_end_the_old_one(database: Database, app: Starlette) -> None:
    sample, _ = enrolled(database, "BALVI")
    old = sample.token
    _age_tokens(database, 40 * DAY_MS)
    renewed = decode(_hello(app, sample, rotate=True).body, HelloReply).token
    thief = SampleDesk("BALVI", device=sample.device, token=renewed or "")
    assert decode(_hello(app, thief).body, Problem).type == ProblemType.SIGNATURE
    _age_tokens(database, 2 * DAY_MS)
    sample.token = old
    assert _hello(app, sample).status == 200


def test_the_bucket_of_a_storming_desk_runs_dry_and_fills_again_and_no_other_one_is_touched() -> None:
    buckets = Buckets(Bounds(burst=3, per_s=0.5))
    for _ in range(3):
        buckets.take(b"storm", at_ms=0)
    with pytest.raises(Full) as full:
        buckets.take(b"storm", at_ms=0)
    assert full.value.after_s == 3
    buckets.take(b"calm", at_ms=0)
    buckets.take(b"storm", at_ms=2000)
    with pytest.raises(Full):
        buckets.take(b"storm", at_ms=2000)


def test_the_buckets_that_are_remembered_are_bounded() -> None:
    buckets = Buckets(Bounds(burst=1), most=2)
    for key in (b"1", b"2", b"3"):
        buckets.take(key, at_ms=0)
    buckets.take(b"1", at_ms=0)
    with pytest.raises(Full):
        buckets.take(b"3", at_ms=0)


def test_a_storming_desk_is_told_when_to_come_again_and_the_next_one_is_served(
    database: Database, store: SqlStore
) -> None:
    app = build_app(store, Bounds(burst=2, per_s=0.1))
    storming, _ = enrolled(database, "BALVI")
    other, _ = enrolled(database, "BALVI")
    assert [_hello(app, storming).status for _ in range(3)] == [200, 200, 429]
    assert int(_hello(app, storming).headers["retry-after"]) >= 1
    assert _hello(app, other).status == 200


def _run_turns(bounds: Bounds, script: Callable[[Turnstile, list[str]], Any]) -> list[str]:
    served: list[str] = []

    async def run() -> None:
        await script(Turnstile(bounds), served)

    anyio.run(run)
    return served


def test_points_are_served_in_turn_however_many_of_one_wait() -> None:
    async def script(turns: Turnstile, served: list[str]) -> None:
        async def ask(point: str) -> None:
            async with turns.turn(point):
                served.append(point)

        async with anyio.create_task_group() as group, turns.turn("first"):
            for point in ("BALVI", "BALVI", "BALVI", "VILAKA", "RUGAJI"):
                group.start_soon(ask, point)
            await anyio.wait_all_tasks_blocked()
            assert (turns.working, turns.waiting) == (1, 5)
            assert turns.busy_s() >= 1
        assert (turns.working, turns.waiting, turns.busy_s()) == (0, 0, 0)

    order = _run_turns(Bounds(threads=1), script)
    assert order == ["BALVI", "VILAKA", "RUGAJI", "BALVI", "BALVI"]


def test_no_more_wait_than_may_and_no_more_of_one_point() -> None:
    async def script(turns: Turnstile, served: list[str]) -> None:
        async def ask(point: str) -> None:
            try:
                async with turns.turn(point):
                    served.append(point)
            except Full:
                served.append(f"full {point}")

        async with anyio.create_task_group() as group, turns.turn("first"):
            for point in ("BALVI", "BALVI", "BALVI", "VILAKA", "RUGAJI"):
                group.start_soon(ask, point)
            await anyio.wait_all_tasks_blocked()
            assert served == ["full BALVI", "full RUGAJI"]

    assert _run_turns(Bounds(threads=1, waiting=3, waiting_a_point=2), script)[2:] == [
        "BALVI", "VILAKA", "BALVI",
    ]  # fmt: skip


def test_who_gives_up_waiting_leaves_the_queue_and_loses_no_turn() -> None:
    async def script(turns: Turnstile, served: list[str]) -> None:
        async def ask(point: str) -> None:
            async with turns.turn(point):
                served.append(point)

        async with anyio.create_task_group() as group, turns.turn("first"):
            async with anyio.create_task_group() as leaving:
                leaving.start_soon(ask, "BALVI")
                await anyio.wait_all_tasks_blocked()
                leaving.cancel_scope.cancel()
            assert turns.waiting == 0
            group.start_soon(ask, "VILAKA")
            await anyio.wait_all_tasks_blocked()
        assert turns.working == 0

    assert _run_turns(Bounds(threads=1), script) == ["VILAKA"]


def test_bodies_under_way_are_bounded(store: SqlStore) -> None:
    app = build_app(store, Bounds(reading=0))
    reply = call(app, "POST", "/v1/push", headers={})
    assert decode(reply.body, Problem).type == ProblemType.BUSY


def test_healthy_is_who_reaches_the_database_and_ready_who_may_write_to_its_tables(
    database: Database, store: SqlStore, app: Starlette
) -> None:
    assert call(app, "GET", "/healthz", headers={}).status == 200
    assert call(app, "GET", "/readyz", headers={}).status == 200
    with database.whole() as connection:
        connection.execute(EPOCH.delete())
    assert call(build_app(store), "GET", "/readyz", headers={}).status == 503
    with database.whole() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    assert call(build_app(store), "GET", "/readyz", headers={}).status == 503
    assert call(app, "GET", "/healthz", headers={}).status == 200


def test_a_look_that_went_well_counts_for_a_while_so_that_asking_often_does_not_write_often(
    database: Database, app: Starlette
) -> None:
    assert call(app, "GET", "/readyz", headers={}).status == 200
    with database.whole() as connection:
        connection.execute(EPOCH.delete())
    assert call(app, "GET", "/readyz", headers={}).status == 200


def test_a_database_that_only_reads_is_not_ready(pg: Database, caplog: pytest.LogCaptureFixture) -> None:
    with pg.whole() as connection:
        connection.exec_driver_sql(
            f'ALTER DATABASE "{pg.engine.url.database}" SET default_transaction_read_only = on'
        )
    pg.engine.dispose()
    app = Service(SqlStore(pg, {})).app()  # type: ignore[arg-type]  # nothing is taken in here
    assert call(app, "GET", "/healthz", headers={}).status == 200
    assert call(app, "GET", "/readyz", headers={}).status == 503
    assert "database failed" in caplog.text


@contextmanager
def _logged() -> Iterator[io.StringIO]:
    """Collect the log as the server writes it."""
    out = io.StringIO()
    handler, logger = logging.StreamHandler(out), logging.getLogger("kacdesk")
    handler.setFormatter(JsonLines())
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield out
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)


def test_every_answer_has_one_line_in_the_log_under_the_name_that_it_carries(
    database: Database, app: Starlette
) -> None:
    sample, _ = enrolled(database, "BALVI")
    sample.ins("staff", staff_values())
    with _logged() as out:
        replies = [
            _send(app, sample, "POST", "/v1/push", sample.push_body()),
            _send(app, sample, "GET", "/v1/pull?scope=p:VILAKA&after=0&epoch=" + "0" * 32),
            call(app, "GET", "/nothing", headers={}),
        ]
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["request"] for line in lines] == [reply.headers[REQUEST_HEADER.lower()] for reply in replies]
    assert decode(replies[1].body, Problem).request == lines[1]["request"]
    pushed = lines[0]
    assert pushed | {"point": "BALVI", "device": sample.device.hex, "lines": 1, "remarks": 0} == pushed
    assert (pushed["event"], pushed["level"], pushed["status"]) == ("answered", "info", 200)
    assert (lines[1]["type"], lines[2]["route"]) == (ProblemType.DENIED, "(none)")


def test_what_a_library_fills_in_and_what_an_error_says_stays_out_of_the_log() -> None:
    try:
        raise ValueError("Kanarijs")
    except ValueError:
        info = sys.exc_info()
    record = logging.LogRecord("library", logging.ERROR, "f", 1, "could not read %s", ("Kanarijs",), info)
    told = JsonLines().format(record)
    assert "Kanarijs" not in told
    assert json.loads(told)["kind"] == "ValueError"
    assert json.loads(told)["text"] == "could not read %s"


def test_what_is_noted_outside_a_request_goes_nowhere() -> None:
    logs.note(point="BALVI")
    with logs.tracing("a") as first:
        logs.note(lines=1)
        with logs.tracing("b") as second:
            logs.note(lines=2)
        logs.note(more=True)
    assert (first.facts, second.facts) == ({"lines": 1, "more": True}, {"lines": 2})
