"""The requests for files: what they must prove, and that every failure is a problem with a stable type."""

import hashlib
import json
import random
from typing import Any

import pytest
from starlette.applications import Starlette

from kacdesk.central.database import Database
from kacdesk.central.http import build_app
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import BLOB, BLOB_CHUNK
from kacdesk.wire.blobs import BlobReply
from kacdesk.wire.frames import content_digest
from kacdesk.wire.messages import PROBLEM_TYPE, ProblemType, decode
from kacdesk.wire.sizes import CHUNK_BYTES
from tests.central.asking import count
from tests.central.conftest import enrolled
from tests.helpers.asgi import Reply, call
from tests.helpers.sample_desk import SampleDesk

CONTENT = random.Random(5).randbytes(100_000)
SHA = hashlib.sha256(CONTENT).hexdigest()
STEP = 65_536


@pytest.fixture
def app(store: SqlStore) -> Starlette:
    return build_app(store)


def put(app: Starlette, desk: SampleDesk, at: int, body: bytes, **more: Any) -> Reply:
    """Send a chunk."""
    path = f"/v1/blob/{more.pop('sha', SHA)}/{at}"
    headers = {**desk.headers("PUT", path, body), "Upload-Length": str(more.pop("total", len(CONTENT)))}
    return call(app, "PUT", path, headers=headers | more, body=body)


def ask(app: Starlette, desk: SampleDesk, method: str, path: str) -> Reply:
    """Ask for a file, or for how far it has come."""
    return call(app, method, path, headers=desk.headers(method, path, b""))


def type_of(reply: Reply) -> str:
    """Return the type of a problem."""
    assert reply.headers["content-type"] == PROBLEM_TYPE
    return str(json.loads(reply.body)["type"])


def test_a_file_goes_up_in_chunks_and_comes_down_in_chunks(database: Database, app: Starlette) -> None:
    sample, _ = enrolled(database, "BALVI")
    assert ask(app, sample, "HEAD", f"/v1/blob/{SHA}").status == 404
    first = put(app, sample, 0, CONTENT[:STEP])
    assert decode(first.body, BlobReply) == BlobReply(len(CONTENT), STEP, "partial")
    known = ask(app, sample, "HEAD", f"/v1/blob/{SHA}")
    assert (known.status, known.body) == (200, b"")
    told = ("upload-offset", "upload-length", "kac-file-state")
    assert [known.headers[name] for name in told] == [str(STEP), str(len(CONTENT)), "partial"]
    assert ask(app, sample, "GET", f"/v1/blob/{SHA}?from=0").status == 404
    assert decode(put(app, sample, STEP, CONTENT[STEP:]).body, BlobReply).state == "stored"
    came = b""
    while len(came) < len(CONTENT):
        part = ask(app, sample, "GET", f"/v1/blob/{SHA}?from={len(came)}&limit=40000")
        assert part.headers["upload-length"] == str(len(CONTENT))
        assert part.headers["content-digest"] == content_digest(part.body)
        came += part.body
    assert came == CONTENT
    assert ask(app, sample, "GET", f"/v1/blob/{SHA}?from={len(CONTENT) + 5}").body == b""


def test_a_chunk_that_does_not_follow_is_told_where_to_go_on(database: Database, app: Starlette) -> None:
    sample, _ = enrolled(database, "BALVI")
    put(app, sample, 0, CONTENT[:STEP])
    refused = put(app, sample, 0, CONTENT[:STEP])
    assert (refused.status, type_of(refused)) == (409, ProblemType.OFFSET)
    assert json.loads(refused.body)["expected"] == STEP


def test_a_replayed_chunk_is_refused(database: Database, app: Starlette) -> None:
    sample, _ = enrolled(database, "BALVI")
    path, body = f"/v1/blob/{SHA}/0", CONTENT[:STEP]
    headers = {**sample.headers("PUT", path, body), "Upload-Length": str(len(CONTENT))}
    assert call(app, "PUT", path, headers=headers, body=body).status == 200
    assert type_of(call(app, "PUT", path, headers=headers, body=body)) == ProblemType.REPLAY


def test_a_chunk_changed_on_the_way_is_refused(database: Database, app: Starlette) -> None:
    sample, _ = enrolled(database, "BALVI")
    path, body = f"/v1/blob/{SHA}/0", CONTENT[:STEP]
    headers = {**sample.headers("PUT", path, body), "Upload-Length": str(len(CONTENT))}
    assert type_of(call(app, "PUT", path, headers=headers, body=body[::-1])) == ProblemType.DIGEST
    headers = {**sample.headers("PUT", path, body), "Upload-Length": str(len(CONTENT))}
    other = f"/v1/blob/{SHA}/65536"
    assert type_of(call(app, "PUT", other, headers=headers, body=body)) == ProblemType.SIGNATURE
    assert count(database, BLOB) == 0


def test_wrong_contents_are_refused_when_the_last_byte_came(database: Database, app: Starlette) -> None:
    sample, _ = enrolled(database, "BALVI")
    put(app, sample, 0, CONTENT[:STEP])
    refused = put(app, sample, STEP, CONTENT[STEP:][::-1])
    assert (refused.status, type_of(refused)) == (422, ProblemType.CONTENT)
    assert count(database, BLOB_CHUNK) == 0


def test_a_file_of_another_point_is_as_unknown_as_none(database: Database, app: Starlette) -> None:
    (ours, _), (theirs, _) = enrolled(database, "BALVI"), enrolled(database, "VILAKA")
    for at in (0, STEP):
        put(app, ours, at, CONTENT[at : at + STEP])
    for name in (SHA, "0" * 64):
        assert ask(app, theirs, "HEAD", f"/v1/blob/{name}").status == 404
        assert type_of(ask(app, theirs, "GET", f"/v1/blob/{name}?from=0")) == ProblemType.NOT_FOUND


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
def test_nobody_without_a_token_learns_anything(database: Database, app: Starlette, method: str) -> None:
    path = f"/v1/blob/{SHA}" + ("/0" if method == "PUT" else "")
    assert call(app, method, path, headers={}).status == 401


@pytest.mark.parametrize(
    "name", ["..", "%2e%2e", SHA.upper(), SHA[:-1], SHA + "0", "g" * 64, "C:", "aux", SHA[:-1] + "%00"]
)
def test_a_name_that_is_no_hash_is_refused(database: Database, app: Starlette, name: str) -> None:
    sample, _ = enrolled(database, "BALVI")
    for reply in (
        put(app, sample, 0, CONTENT[:STEP], sha=name),
        ask(app, sample, "GET", f"/v1/blob/{name}?from=0"),
    ):
        assert reply.status in (400, 401, 404)
    assert count(database, BLOB) == 0


@pytest.mark.parametrize("total", ["", "-1", "1e3", "0x10", "0", "999999999999", "9999999999999999999999"])
def test_a_size_that_is_none_is_refused(database: Database, app: Starlette, total: str) -> None:
    sample, _ = enrolled(database, "BALVI")
    reply = put(app, sample, 0, CONTENT[:STEP], total=total)
    assert type_of(reply) in (ProblemType.MALFORMED, ProblemType.TOO_LARGE)
    assert count(database, BLOB) == 0


@pytest.mark.parametrize("query", ["from=-1", "from=x", "from=0&limit=-5", "from=1e9", "from=00"])
def test_a_query_that_cannot_be_read_is_refused(database: Database, app: Starlette, query: str) -> None:
    sample, _ = enrolled(database, "BALVI")
    assert type_of(ask(app, sample, "GET", f"/v1/blob/{SHA}?{query}")) == ProblemType.MALFORMED


def test_a_chunk_beyond_the_limit_is_not_read(database: Database, app: Starlette) -> None:
    sample, _ = enrolled(database, "BALVI")
    reply = put(app, sample, 0, bytes(CHUNK_BYTES + 1), total=str(2 * CHUNK_BYTES))
    assert (reply.status, type_of(reply)) == (413, ProblemType.TOO_LARGE)
    assert count(database, BLOB) == 0


@pytest.mark.parametrize("method", ["POST", "DELETE", "PATCH"])
def test_nothing_else_can_be_done_with_a_file(database: Database, app: Starlette, method: str) -> None:
    sample, _ = enrolled(database, "BALVI")
    for path in (f"/v1/blob/{SHA}", f"/v1/blob/{SHA}/0"):
        assert type_of(ask(app, sample, method, path)) == ProblemType.METHOD
