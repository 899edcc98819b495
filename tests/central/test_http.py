"""What every request must prove, and that every failure is a problem with a stable type."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
import zstandard
from starlette.applications import Starlette

from kacdesk.central import admin
from kacdesk.central.admission import Bounds
from kacdesk.central.auth import Nonces
from kacdesk.central.database import Database
from kacdesk.central.devices import RENEW_MS
from kacdesk.central.http import build_app
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import DEVICE, OP
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG
from kacdesk.wire.frames import content_digest, decode_body, digest_agrees, encode_body, split_lines
from kacdesk.wire.messages import (
    PROBLEM_TYPE,
    EnrolReply,
    FeedSet,
    HelloReply,
    ProblemType,
    PullEnd,
    PushReply,
    decode,
    decode_pull_line,
    encode,
)
from kacdesk.wire.signing import SIGNATURE_HEADER, WINDOW_MS, new_private_key
from kacdesk.wire.sizes import BATCH_BYTES, BATCH_CHANGES, RAW_BYTES
from tests.central.asking import count, epoch
from tests.central.conftest import enrolled
from tests.helpers.asgi import Reply, call
from tests.helpers.postgres import Cluster
from tests.helpers.sample_desk import SampleDesk, staff_values


@pytest.fixture
def app(store: SqlStore) -> Starlette:
    return build_app(store)


def _send(app: Starlette, desk: SampleDesk, method: str, path: str, body: bytes = b"", **more: Any) -> Reply:
    headers = desk.headers(method, path, body, **more)
    return call(app, method, path, headers=headers, body=body)


def _push(app: Starlette, desk: SampleDesk, raw: bytes, encoding: str = "zstd") -> Reply:
    body = encode_body(raw, encoding)
    headers = {**desk.headers("POST", "/v1/push", body), "Content-Encoding": encoding}
    return call(app, "POST", "/v1/push", headers=headers, body=body)


def _type(reply: Reply) -> str:
    assert reply.headers["content-type"] == PROBLEM_TYPE
    told = json.loads(reply.body)
    assert told["status"] == reply.status
    return str(told["type"])


@pytest.mark.parametrize("encoding", ["zstd", "gzip", "identity"])
def test_a_batch_goes_up_and_comes_down(database: Database, app: Starlette, encoding: str) -> None:
    sample, _ = enrolled(database, "BALVI")
    record, _ = sample.ins("staff", staff_values())
    reply = decode(_push(app, sample, sample.push_body(), encoding).body, PushReply)
    assert (reply.last_seq, reply.last_chain) == (1, sample.chains[-1].hex())

    path = f"/v1/pull?scope=p:BALVI&after=0&epoch={reply.epoch}&limit=100"
    headers = {**sample.headers("GET", path, b""), "Accept-Encoding": encoding}
    page = call(app, "GET", path, headers=headers)
    assert digest_agrees(page.headers["content-digest"], page.body)
    lines = split_lines(decode_body(page.body, page.headers["content-encoding"]), most=101)
    entry, end = (decode_pull_line(line) for line in lines)
    assert isinstance(entry, FeedSet)
    assert (entry.rid, entry.f) == (record.hex, staff_values())
    assert isinstance(end, PullEnd)
    assert (end.end, end.head, end.more, end.n) == (1, 1, False, 1)


def test_a_desk_is_admitted_and_says_hello(database: Database, app: Starlette) -> None:
    with database.whole() as connection:
        ticket = admin.issue_ticket(connection, "BALVI", now_ms=clock.now_ms())
    sample = SampleDesk("BALVI")
    body = encode(sample.enrolment(ticket))
    reply = decode(_send(app, sample, "POST", "/v1/enrol", body).body, EnrolReply)
    sample.token = reply.token
    hello = decode(_send(app, sample, "POST", "/v1/hello", encode(sample.hello())).body, HelloReply)
    assert (hello.epoch, hello.point, hello.stream.last_seq) == (reply.epoch, "BALVI", 0)


def test_an_enrolment_must_be_signed_with_the_key_it_brings(database: Database, app: Starlette) -> None:
    with database.whole() as connection:
        ticket = admin.issue_ticket(connection, "BALVI", now_ms=clock.now_ms())
    sample = SampleDesk("BALVI")
    body = encode(sample.enrolment(ticket))
    sample.private = new_private_key()
    assert _type(_send(app, sample, "POST", "/v1/enrol", body)) == ProblemType.SIGNATURE
    assert count(database, DEVICE) == 0


_Change = Callable[[Database, SampleDesk, dict[str, str]], None]


def _revoke(database: Database, desk: SampleDesk, headers: dict[str, str]) -> None:
    with database.whole() as connection:
        admin.revoke_desk(connection, desk.device.hex)


def _expire(database: Database, desk: SampleDesk, headers: dict[str, str]) -> None:
    with database.whole() as connection:
        connection.execute(DEVICE.update().values(token_until_ms=clock.now_ms() - RENEW_MS - 1))


def _drop(name: str) -> _Change:
    def drop(database: Database, desk: SampleDesk, headers: dict[str, str]) -> None:
        del headers[name]

    return drop


def _replace(name: str, value: str) -> _Change:
    return lambda database, desk, headers: headers.update({name: value})


def _other_desk(database: Database, desk: SampleDesk, headers: dict[str, str]) -> None:
    other, _ = enrolled(database, "BALVI")
    headers["Authorization"] = f"Bearer {other.token}"


def _other_point(database: Database, desk: SampleDesk, headers: dict[str, str]) -> None:
    headers["Authorization"] = f"Bearer {desk.token.replace('BALVI', 'VILAKA')}"


CASES: list[tuple[_Change, int, str]] = [
    (_drop("Authorization"), 401, ProblemType.NO_TOKEN),
    (_replace("Authorization", "Bearer x"), 401, ProblemType.UNKNOWN_TOKEN),
    (_replace("Authorization", "Basic eDp4"), 401, ProblemType.NO_TOKEN),
    (_other_point, 401, ProblemType.UNKNOWN_TOKEN),
    (_expire, 401, ProblemType.TOKEN_EXPIRED),
    (_revoke, 403, ProblemType.REVOKED),
    (_other_desk, 401, ProblemType.SIGNATURE),
    (_drop(SIGNATURE_HEADER), 401, ProblemType.SIGNATURE),
    (_replace(SIGNATURE_HEADER, "ed25519 t=1,n=x,s=y"), 401, ProblemType.SIGNATURE),
    (_drop("Content-Digest"), 400, ProblemType.DIGEST),
    (_replace("Content-Digest", content_digest(b"other")), 400, ProblemType.DIGEST),
]


@pytest.mark.parametrize(("change", "status", "kind"), CASES)
@pytest.mark.parametrize(
    ("url", "route"), [("embedded", "hello"), ("postgresql", "push"), ("embedded", "pull")], indirect=["url"]
)
def test_a_request_that_proves_too_little_is_refused(
    database: Database, app: Starlette, route: str, change: _Change, status: int, kind: str
) -> None:
    sample, _ = enrolled(database, "BALVI")
    sample.ins("staff", staff_values())
    method, path, body = {
        "hello": ("POST", "/v1/hello", encode(sample.hello())),
        "push": ("POST", "/v1/push", sample.push_body()),
        "pull": ("GET", f"/v1/pull?scope=p:BALVI&after=0&epoch={epoch(database).hex}", b""),
    }[route]
    headers = sample.headers(method, path, body)
    change(database, sample, headers)
    reply = call(app, method, path, headers=headers, body=body)
    assert (reply.status, _type(reply)) == (status, kind)
    assert count(database, OP) == 0


def test_a_signature_holds_for_its_own_path_only(database: Database, app: Starlette) -> None:
    sample, _ = enrolled(database, "BALVI")
    now = epoch(database).hex
    signed = sample.headers("GET", f"/v1/pull?scope=p:BALVI&after=9&epoch={now}", b"")
    reply = call(app, "GET", f"/v1/pull?scope=p:BALVI&after=0&epoch={now}", headers=signed)
    assert _type(reply) == ProblemType.SIGNATURE


def test_a_replayed_request_is_refused(database: Database, app: Starlette) -> None:
    sample, _ = enrolled(database, "BALVI")
    body = encode(sample.hello())
    headers = sample.headers("POST", "/v1/hello", body)
    assert call(app, "POST", "/v1/hello", headers=headers, body=body).status == 200
    assert _type(call(app, "POST", "/v1/hello", headers=headers, body=body)) == ProblemType.REPLAY


@pytest.mark.parametrize("off_ms", [-WINDOW_MS - 60_000, WINDOW_MS + 60_000])
def test_a_desk_with_a_wrong_clock_learns_the_time_and_can_sign_with_it(
    database: Database, app: Starlette, off_ms: int
) -> None:
    sample, _ = enrolled(database, "BALVI")
    body = encode(sample.hello())
    refused = _send(app, sample, "POST", "/v1/hello", body, at_ms=clock.now_ms() + off_ms)
    assert _type(refused) == ProblemType.CLOCK
    told = json.loads(refused.body)["now"]
    assert _send(app, sample, "POST", "/v1/hello", body, at_ms=told).status == 200


def test_remembered_nonces_are_bounded() -> None:
    nonces = Nonces(most=3)
    assert [nonces.first_time(b"k", str(number), now_ms=0) for number in (1, 2, 3, 4, 4, 1)] == [
        True, True, True, True, False, True,
    ]  # fmt: skip
    assert nonces.first_time(b"k", "4", now_ms=3 * WINDOW_MS)


def test_gap_and_fork_carry_our_marks(database: Database, app: Starlette) -> None:
    sample, _ = enrolled(database, "BALVI")
    for _ in range(3):
        sample.ins("staff", staff_values())
    _push(app, sample, sample.push_body(1, 1))
    gap = _push(app, sample, sample.push_body(3, 3))
    assert (gap.status, _type(gap)) == (409, ProblemType.GAP)
    assert json.loads(gap.body)["expected"] == 2
    clone = SampleDesk("BALVI", device=sample.device, stream=sample.stream, private=sample.private)
    clone.token = sample.token
    clone.ins("staff", staff_values())
    fork = _push(app, clone, clone.push_body())
    assert (fork.status, _type(fork)) == (409, ProblemType.FORK)
    told = json.loads(fork.body)
    assert (told["last_seq"], told["last_chain"]) == (1, sample.chains[1].hex())


def test_another_desk_in_the_header_is_denied(database: Database, app: Starlette) -> None:
    sample, _ = enrolled(database, "BALVI")
    other, _ = enrolled(database, "BALVI")
    sample.ins("staff", staff_values())
    assert _type(_push(app, sample, sample.push_body(lie={"device": other.device.hex}))) == ProblemType.DENIED
    assert _type(_push(app, sample, sample.push_body(lie={"stream": other.stream.hex}))) == ProblemType.DENIED


def test_another_point_is_denied_to_a_reader(database: Database, app: Starlette) -> None:
    sample, _ = enrolled(database, "BALVI")
    now = epoch(database).hex
    for scope in ("p:VILAKA", "d:" + "0" * 32):
        reply = _send(app, sample, "GET", f"/v1/pull?scope={scope}&after=0&epoch={now}")
        assert (reply.status, _type(reply)) == (403, ProblemType.DENIED)


def test_an_ended_epoch_is_gone(database: Database, app: Starlette) -> None:
    sample, _ = enrolled(database, "BALVI")
    reply = _send(app, sample, "GET", f"/v1/pull?scope=ref&after=0&epoch={'0' * 32}")
    assert (reply.status, _type(reply)) == (410, ProblemType.EPOCH)
    assert json.loads(reply.body)["epoch"] == epoch(database).hex


def test_a_zstd_bomb_is_refused(database: Database, app: Starlette) -> None:
    sample, _ = enrolled(database, "BALVI")
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(256 * 1024 * 1024))
    assert len(bomb) < BATCH_BYTES
    headers = {**sample.headers("POST", "/v1/push", bomb), "Content-Encoding": "zstd"}
    reply = call(app, "POST", "/v1/push", headers=headers, body=bomb)
    assert (reply.status, _type(reply)) == (413, ProblemType.TOO_LARGE)


@pytest.mark.parametrize("length", ["true", "none"])
def test_a_body_beyond_its_limit_is_refused_announced_or_not(
    database: Database, app: Starlette, length: str
) -> None:
    sample, _ = enrolled(database, "BALVI")
    body = bytes(BATCH_BYTES + 1)
    headers = sample.headers("POST", "/v1/push", body)
    if length == "true":
        headers["Content-Length"] = str(len(body))
    reply = call(app, "POST", "/v1/push", headers=headers, body=body)
    assert _type(reply) == ProblemType.TOO_LARGE


def test_too_many_lines_are_refused(database: Database, app: Starlette) -> None:
    sample, _ = enrolled(database, "BALVI")
    for _ in range(BATCH_CHANGES + 1):
        sample.append(b"{}")
    assert _type(_push(app, sample, sample.push_body())) == ProblemType.TOO_LARGE
    assert len(sample.push_body()) < RAW_BYTES


def test_a_torn_body_changes_nothing_and_can_be_sent_again(database: Database, app: Starlette) -> None:
    sample, _ = enrolled(database, "BALVI")
    for _ in range(5):
        sample.ins("staff", staff_values())
    body = encode_body(sample.push_body(), "zstd")
    for cut in range(0, len(body), max(1, len(body) // 40)):
        headers = {**sample.headers("POST", "/v1/push", body), "Content-Encoding": "zstd"}
        assert _type(call(app, "POST", "/v1/push", headers=headers, body=body[:cut])) == ProblemType.DIGEST
    assert count(database, OP) == 0
    assert decode(_push(app, sample, sample.push_body()).body, PushReply).last_seq == 5


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"", ProblemType.MALFORMED),
        (b"{}", ProblemType.MALFORMED),
        (b"{}\n", ProblemType.MALFORMED),
        (b"[" * 100_000 + b"\n", ProblemType.MALFORMED),
        (b"\xff\xfe\n", ProblemType.MALFORMED),
    ],
)
def test_a_batch_that_is_none_is_malformed(database: Database, app: Starlette, raw: bytes, kind: str) -> None:
    sample, _ = enrolled(database, "BALVI")
    assert _type(_push(app, sample, raw)) == kind


@pytest.mark.parametrize(
    "lie",
    [{"v": 2}, {"first": 0}, {"last": 9}, {"prev": "x"}, {"chain": "0" * 64}, {"series": "'; DROP TABLE op"}],
)
def test_a_header_that_lies_is_refused(database: Database, app: Starlette, lie: dict[str, Any]) -> None:
    sample, _ = enrolled(database, "BALVI")
    sample.ins("staff", staff_values())
    reply = _push(app, sample, sample.push_body(lie=lie))
    assert _type(reply) in (ProblemType.MALFORMED, ProblemType.PROTOCOL)
    assert count(database, OP) == 0


def test_an_encoding_that_is_not_so_is_refused(database: Database, app: Starlette) -> None:
    sample, _ = enrolled(database, "BALVI")
    for encoding in ("zstd", "gzip", "br"):
        headers = {**sample.headers("POST", "/v1/push", b"plain"), "Content-Encoding": encoding}
        reply = call(app, "POST", "/v1/push", headers=headers, body=b"plain")
        assert (reply.status, _type(reply)) == (415, ProblemType.ENCODING)


def test_paths_and_methods_that_are_not_there_are_problems_too(app: Starlette) -> None:
    assert _type(call(app, "GET", "/v1/nothing", headers={})) == ProblemType.NOT_FOUND
    assert _type(call(app, "DELETE", "/v1/push", headers={})) == ProblemType.METHOD


def test_a_body_that_does_not_go_on_is_let_go(store: SqlStore) -> None:
    app = build_app(store, Bounds(stalled_s=0.01))
    assert _type(call(app, "POST", "/v1/push", headers={}, body=b"x", stalls=True)) == ProblemType.MALFORMED


def test_more_than_can_wait_are_told_when_to_come_again(store: SqlStore) -> None:
    app = build_app(store, Bounds(threads=0, waiting=0))
    reply = call(app, "POST", "/v1/hello", headers={})
    assert (reply.status, _type(reply)) == (429, ProblemType.BUSY)
    assert 1 <= int(reply.headers["retry-after"]) <= 3
    assert call(app, "GET", "/healthz", headers={}).status == 200


def test_a_database_that_is_gone_answers_503_and_come_again(
    cluster: Cluster, pg: Database, pg_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = build_app(SqlStore(pg, CATALOG))
    assert call(app, "GET", "/healthz", headers={}).status == 200
    cluster.drop(pg_url.rpartition("/")[2])
    reply = call(app, "GET", "/healthz", headers={})
    assert (reply.status, _type(reply)) == (503, ProblemType.UNAVAILABLE)
    assert reply.headers["retry-after"] == "5"
    assert "database failed" in caplog.text


def test_the_log_holds_no_values(
    database: Database, app: Starlette, caplog: pytest.LogCaptureFixture
) -> None:
    sample, _ = enrolled(database, "BALVI")
    canary = "Kanarijs"
    sample.ins("staff", staff_values(canary))
    sample.ins("staff", staff_values(canary, role=canary))
    sample.append(json.dumps({"f": canary}).encode())
    with caplog.at_level(logging.DEBUG):
        _push(app, sample, sample.push_body())
        _push(app, sample, sample.push_body(lie={"chain": canary}))
    told = caplog.text
    assert "lines=3 remarks=2" in told
    assert canary not in told
    assert sample.token not in told
