"""What somebody sends who holds a real desk and means ill: bombs, tricks with names, reaching for other points."""

import gzip
import hashlib
import json
from typing import Any
from urllib.parse import quote, unquote

import pytest
import zstandard
from sqlalchemy import select
from starlette.applications import Starlette

from kacdesk.central.database import Database
from kacdesk.central.http import build_app
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import EPOCH, OP, RECORD
from kacdesk.core import clock
from kacdesk.wire.frames import encode_body
from kacdesk.wire.line import LineKind
from kacdesk.wire.messages import Problem, ProblemType, PushReply, decode, encode
from kacdesk.wire.sizes import BATCH_BYTES
from tests.central.asking import count, rows
from tests.central.conftest import enrolled
from tests.helpers.asgi import Reply, call
from tests.helpers.sample_desk import SampleDesk, staff_values
from tests.security.horrors import TEXTS


@pytest.fixture
def app(store: SqlStore) -> Starlette:
    return build_app(store)


def _push(app: Starlette, desk: SampleDesk, body: bytes, encoding: str) -> Reply:
    headers = {**desk.headers("POST", "/v1/push", body), "Content-Encoding": encoding}
    return call(app, "POST", "/v1/push", headers=headers, body=body)


def _pushed(app: Starlette, desk: SampleDesk) -> PushReply:
    reply = _push(app, desk, encode_body(desk.push_body(), "zstd"), "zstd")
    assert reply.status == 200, reply.body
    return decode(reply.body, PushReply)


def _type(reply: Reply) -> str:
    return decode(reply.body, Problem).type


def test_a_gzip_bomb_and_a_million_tiny_lines_are_refused(database: Database, app: Starlette) -> None:
    desk, _ = enrolled(database, "BALVI")
    bomb = gzip.compress(bytes(200 * 1024 * 1024), 9)
    assert len(bomb) < BATCH_BYTES
    assert _type(_push(app, desk, bomb, "gzip")) == ProblemType.TOO_LARGE
    lines = zstandard.ZstdCompressor().compress(b"{}\n" * 1_000_000)
    assert _type(_push(app, desk, lines, "zstd")) == ProblemType.TOO_LARGE
    roomy = zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters(window_log=27)
    ).compressobj()
    window = roomy.compress(b"{}\n") + roomy.flush()
    assert _type(_push(app, desk, window, "zstd")) == ProblemType.ENCODING
    assert count(database, OP) == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 60_000,
        b'{"f":' * 12_000 + b"1" + b"}" * 12_000,
        b'{"s":' + b"9" * 60_000 + b"}",
        b'{"s":1e999999}',
        b'{"s":1,"s":2}',
        b'{"s":1}\x00',
        b"\xff\xfe{}",
        b'{"s":"\\ud800"}',
        b" " * 60_000 + b"{}",
    ],
    ids=["arrays", "objects", "number", "exponent", "twice", "nul", "utf-16", "surrogate", "spaces"],
)
def test_a_line_that_is_a_trap_is_kept_aside_and_the_lines_around_it_count(
    database: Database, app: Starlette, raw: bytes
) -> None:
    desk, _ = enrolled(database, "BALVI")
    desk.ins("staff", staff_values())
    desk.append(raw)
    desk.ins("staff", staff_values())
    reply = _pushed(app, desk)
    assert reply.last_seq == 3
    assert [(remark.s, remark.o) for remark in reply.exceptions] == [(2, "quarantined")]
    assert count(database, RECORD) == 2


def test_nested_json_in_a_hello_is_malformed(database: Database, app: Starlette) -> None:
    desk, _ = enrolled(database, "BALVI")
    for body in (b"[" * 16_000, b'{"cursors":' * 1300 + b"1" + b"}" * 1300):
        reply = call(app, "POST", "/v1/hello", headers=desk.headers("POST", "/v1/hello", body), body=body)
        assert _type(reply) == ProblemType.MALFORMED


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_horror_in_a_value_is_kept_as_it_is_or_kept_aside(
    database: Database, app: Starlette, text: str
) -> None:
    desk, _ = enrolled(database, "BALVI")
    record, _ = desk.ins("staff", staff_values())
    told = json.loads(desk.lines.pop())
    desk.chains.pop()
    told["f"]["name"] = text
    desk.append(json.dumps(told, separators=(",", ":"), ensure_ascii=True).encode())
    reply = _pushed(app, desk)
    kept = rows(database, RECORD)
    if reply.exceptions:
        assert [remark.o for remark in reply.exceptions] == ["quarantined"]
        assert kept == []
    else:
        assert [(row.rid, row.f["name"]) for row in kept] == [(record, text)]


@pytest.mark.parametrize(
    "name", ["_o", "_x", "cur", "scope", "point", "id", "f", "__class__", "name; DROP TABLE op", "a" * 70]
)
def test_a_field_that_no_register_has_changes_nothing_of_ours(
    database: Database, app: Starlette, name: str
) -> None:
    desk, _ = enrolled(database, "BALVI")
    record, _ = desk.ins("staff", staff_values())
    told = json.loads(desk.lines.pop())
    desk.chains.pop()
    told["f"][name] = "p:VILAKA"
    desk.append(json.dumps(told, separators=(",", ":")).encode())
    _pushed(app, desk)
    for row in rows(database, RECORD):
        assert (row.point, row.scope, row.rid) == ("BALVI", "p:BALVI", record)
        assert name not in row.f


@pytest.mark.parametrize("register", ["op", "device", "staff; DROP TABLE op", "../staff", "STAFF", ""])
def test_a_register_that_is_none_reaches_no_table(database: Database, app: Starlette, register: str) -> None:
    desk, _ = enrolled(database, "BALVI")
    desk.ins("staff", staff_values())
    told = json.loads(desk.lines.pop())
    desk.chains.pop()
    told["r"] = register
    desk.append(json.dumps(told, separators=(",", ":")).encode())
    assert [remark.o for remark in _pushed(app, desk).exceptions] in (["quarantined"], ["parked"])
    assert count(database, RECORD) == 0


def test_a_line_for_another_point_is_denied_and_another_points_record_stays_as_it_is(
    database: Database, store: SqlStore, app: Starlette
) -> None:
    victim, victims_desk = enrolled(database, "VILAKA")
    record, made = victim.ins("staff", staff_values("Paraugs Upuris"))
    store.push(victims_desk, victim.batch(), now_ms=clock.now_ms())
    thief, _ = enrolled(database, "BALVI")
    changed = {"name": "Paraugs Zaglis"}
    thief.set("staff", record, changed, point="VILAKA", base={"name": made})
    thief.set("staff", record, changed, base={"name": made})
    thief.seal("staff", record, LineKind.VOID, {"status": "voided"}, base={"status": made}, reason="zagts")
    remarks = _pushed(app, thief).exceptions
    assert (remarks[0].s, remarks[0].o) == (1, "denied")
    kept = {row.point: row.f for row in rows(database, RECORD, rid=record)}
    assert kept["VILAKA"] == staff_values("Paraugs Upuris")


def test_a_desk_cannot_write_reference_data(database: Database, app: Starlette) -> None:
    desk, _ = enrolled(database, "BALVI")
    desk.ins("institution", {"abbr": "AAA", "title": "Iestāde"})
    assert [remark.o for remark in _pushed(app, desk).exceptions] == ["denied"]
    assert count(database, RECORD) == 0


@pytest.mark.parametrize(
    "name",
    [
        "..%2f..%2fetc%2fpasswd", "..%5c..%5cwindows", "C:%5cwindows", "%5c%5chost%5cshare", "a" * 64 + "%00", "A" * 64,
        "0" * 63, "0" * 65, "0" * 64 + ".", "%ef%bc%90" * 64, "CON", "a:b", "%2e%2e", "'%20OR%201=1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
@pytest.mark.parametrize("url", ["embedded"], indirect=True)
def test_the_name_of_a_file_is_its_hash_and_nothing_else(
    database: Database, app: Starlette, method: str, name: str
) -> None:
    desk, _ = enrolled(database, "BALVI")
    path = f"/v1/blob/{name}" + ("/0" if method == "PUT" else "")
    body = b"x" if method == "PUT" else b""
    decoded = unquote(path)  # as a server hands it on
    headers = {**desk.headers(method, decoded, body), "Upload-Length": "1"}
    assert call(app, method, decoded, headers=headers, body=body).status in (400, 404, 405)


@pytest.mark.parametrize("at", ["-1", "0x1", "1e3", "９", "9" * 30, "01", "%20"])
@pytest.mark.parametrize("url", ["embedded"], indirect=True)
def test_the_place_of_a_chunk_is_a_number_and_nothing_else(
    database: Database, app: Starlette, at: str
) -> None:
    desk, _ = enrolled(database, "BALVI")
    path = f"/v1/blob/{hashlib.sha256(b'x').hexdigest()}/{at}"
    headers = {**desk.headers("PUT", path, b"x"), "Upload-Length": "1"}
    assert _type(call(app, "PUT", path, headers=headers, body=b"x")) == ProblemType.MALFORMED


@pytest.mark.parametrize(
    "scope",
    [
        "p:VILAKA",
        "p:balvi",
        "p:BALVI'--",
        "p:%",
        "p:*",
        "p:",
        "ref'",
        "d:",
        "_ref",
        "p:_ref",
        "p:BALVI,p:VILAKA",
        "\x00",
    ],
)
@pytest.mark.parametrize("url", ["embedded"], indirect=True)
def test_a_scope_is_one_of_three_or_denied(database: Database, app: Starlette, scope: str) -> None:
    desk, _ = enrolled(database, "BALVI")
    with database.whole() as connection:
        now = connection.execute(select(EPOCH.c.id)).scalar_one().hex
    for path in (f"/v1/pull?scope={quote(scope)}&after=0&epoch={now}", f"/v1/seed?scope={quote(scope)}"):
        assert _type(call(app, "GET", path, headers=desk.headers("GET", path, b""))) == ProblemType.DENIED
    body = json.dumps({"scope": scope, "cur": 0, "sums": {}}).encode()
    headers = desk.headers("POST", "/v1/compare", body)
    refused = _type(call(app, "POST", "/v1/compare", headers=headers, body=body))
    assert refused in (ProblemType.DENIED, ProblemType.MALFORMED)


@pytest.mark.parametrize(
    "header", ["Authorization", "Content-Digest", "Kac-Sig", "Kac-Schema", "Content-Length"]
)
@pytest.mark.parametrize(
    "value", ["", "\xff", "9" * 5000, "Bearer " + "." * 4000, "Bearer B..", "ed25519 t=9,n=,s="]
)
@pytest.mark.parametrize("url", ["embedded"], indirect=True)
def test_a_header_that_is_nonsense_is_a_problem_and_never_a_failure(
    database: Database, app: Starlette, header: str, value: str
) -> None:
    desk, _ = enrolled(database, "BALVI")
    path = "/v1/pull?scope=p:BALVI&after=0&epoch=" + "0" * 32
    headers = {name.lower(): told for name, told in desk.headers("GET", path, b"").items()}
    reply = _call_latin(app, path, {**headers, header.lower(): value})
    assert 400 <= reply.status < 500
    assert _type(reply).startswith("urn:kac:p:")


def _call_latin(app: Starlette, path: str, headers: dict[str, str]) -> Reply:
    """Send headers as the bytes that a socket may bring."""
    return call(app, "GET", path, headers={name: _Latin(value) for name, value in headers.items()})


class _Latin(str):
    """A header's value that goes over the line byte by byte."""

    def encode(self, encoding: str = "latin-1", errors: str = "strict") -> bytes:
        """Return one byte a character."""
        return super().encode("latin-1", errors)


def test_a_known_identifier_in_other_hands_opens_nothing(database: Database, app: Starlette) -> None:
    victim, _ = enrolled(database, "BALVI")
    thief, _ = enrolled(database, "BALVI")
    hello: Any = thief.hello()
    hello.stream = victim.stream.hex
    _says(app, victim, encode(victim.hello()), 200)
    _says(app, thief, encode(hello), 403)
    hello.stream, hello.device = thief.stream.hex, victim.device.hex
    _says(app, thief, encode(hello), 403)


def _says(app: Starlette, desk: SampleDesk, body: bytes, status: int) -> None:
    reply = call(app, "POST", "/v1/hello", headers=desk.headers("POST", "/v1/hello", body), body=body)
    assert reply.status == status
