"""This file is the place where every route is described as OpenAPI 3.1, from the structures that are really read.

The description is served at `/openapi.json` and kept in `docs/openapi.json`. A route that is not described here, or the
other way round, fails a test.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from kacdesk.central.http_files import BLOB_PATH, CHUNK_PATH
from kacdesk.central.replies import REQUEST_HEADER, status_of
from kacdesk.wire.blobs import FILE_STATE_HEADER, OFFSET_HEADER, SIZE_HEADER, BlobReply
from kacdesk.wire.messages import (
    FEED_TYPE,
    JSON_TYPE,
    OPS_TYPE,
    PROBLEM_TYPE,
    CompareReply,
    CompareRequest,
    EnrolReply,
    EnrolRequest,
    FeedBlob,
    FeedConflict,
    FeedEcho,
    FeedNotice,
    FeedPurge,
    FeedSet,
    Hello,
    HelloReply,
    Problem,
    ProblemType,
    PullEnd,
    PushHeader,
    PushReply,
)
from kacdesk.wire.signing import SIGNATURE_HEADER
from kacdesk.wire.sizes import CHUNK_BYTES
from kacdesk.wire.versions import PROTOCOL

Security = Sequence[Mapping[str, list[str]]]
_BYTES = "application/octet-stream"
_STRUCTS: tuple[type[Struct], ...] = (
    EnrolRequest, EnrolReply, Hello, HelloReply, PushHeader, PushReply, CompareRequest, CompareReply, BlobReply,
    Problem, FeedSet, FeedEcho, FeedConflict, FeedPurge, FeedBlob, FeedNotice, PullEnd,
)  # fmt: skip
_ANY = frozenset({ProblemType.MALFORMED, ProblemType.BUSY, ProblemType.UNAVAILABLE, ProblemType.INTERNAL})
_SIGNED = _ANY | {ProblemType.DIGEST, ProblemType.SIGNATURE, ProblemType.CLOCK, ProblemType.REPLAY}
_DESK = _SIGNED | {
    ProblemType.NO_TOKEN, ProblemType.UNKNOWN_TOKEN, ProblemType.TOKEN_EXPIRED, ProblemType.REVOKED, ProblemType.DENIED,
}  # fmt: skip
_PROBE = frozenset({ProblemType.UNAVAILABLE, ProblemType.INTERNAL, ProblemType.BUSY, ProblemType.TOO_LARGE})
_HEX32, _HEX64 = "^[0-9a-f]{32}$", "^[0-9a-f]{64}$"
_NDJSON = "NDJSON: every line ends with a line feed. "


@dataclass(frozen=True)
class Described:
    """What a route takes and gives: parameters, the media type and schema of its body and answer, its problems."""

    summary: str
    problems: frozenset[str]
    answer: Mapping[str, Any]
    security: Security = ()
    parameters: Sequence[Mapping[str, Any]] = ()
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, Any] = field(default_factory=dict)


def _ref(kind: type[Struct]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def _json(kind: type[Struct]) -> dict[str, Any]:
    return {JSON_TYPE: {"schema": _ref(kind)}}


def _lines(media: str, told: str) -> dict[str, Any]:
    return {media: {"schema": {"type": "string", "format": "binary", "description": _NDJSON + told}}}


def _given(name: str, place: str, schema: Mapping[str, Any], told: str, *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": schema, "description": told}


def _number(name: str, told: str, *, required: bool = False, place: str = "query") -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 0, "maximum": 2**53}
    return _given(name, place, schema, told, required=required)


_DIGEST = _given(
    "Content-Digest", "header", {"type": "string", "pattern": "^sha-256=:[A-Za-z0-9+/]{43}=:$"},
    "RFC 9530, over the body as it is sent (also over an empty one)", required=True,
)  # fmt: skip
_ENCODING = _given(
    "Content-Encoding", "header", {"type": "string", "enum": ["zstd", "gzip", "identity"]}, "", required=False
)
_SCOPE = _given("scope", "query", {"type": "string"}, "ref, p:<point> or d:<device>", required=True)
_LIMIT = _number("limit", "most lines of the page; never more than 1000")
_SHA = _given(
    "sha", "path", {"type": "string", "pattern": _HEX64}, "SHA-256 of the whole file", required=True
)
_EPOCH = _given(
    "epoch", "query", {"type": "string", "pattern": _HEX32}, "the life of the store", required=True
)
_LIFE = _given(
    "epoch", "query", {"type": "string", "pattern": _HEX32}, "only of this life of the store", required=False
)
_HELD = _given(
    "held", "query", {"type": "string", "pattern": r"^[0-9a-f]{32}\.[0-9]{1,15}-[0-9]{1,15}$"},
    "<stream>.<first>-<last>: own operations between are told as echo", required=False,
)  # fmt: skip
_BEFORE = _given(
    "before", "query", {"type": "string", "pattern": "^(-|[0-9a-f]{32})$"},
    "the last record of the page before; - for none", required=False,
)  # fmt: skip
_MONTH = _given(
    "month", "query", {"type": "string", "pattern": "^(0000-00|(19[7-9][0-9]|2[0-9]{3})-(0[1-9]|1[0-2]))$"},
    "only records made in this month (UTC); 0000-00 those whose identifier tells none", required=False,
)  # fmt: skip
_TOKEN_AND_KEY: Security = ({"token": [], "signature": []},)
_KEY: Security = ({"signature": []},)
_OFFSET = {"schema": {"type": "integer"}, "description": "bytes that are here, or where this chunk begins"}
_SIZE = {"schema": {"type": "integer"}, "description": "bytes of the whole file"}
_STATE = {
    "schema": {"type": "string", "enum": ["partial", "stored", "safe"]},
    "description": "how far it has come",
}
_FILE_HEADERS = {OFFSET_HEADER: _OFFSET, SIZE_HEADER: _SIZE, FILE_STATE_HEADER: _STATE}
_FILE_PROBLEMS = _DESK | {ProblemType.NOT_FOUND, ProblemType.TOO_LARGE}

DESCRIBED: Mapping[tuple[str, str], Described] = {
    ("POST", "/v1/enrol"): Described(
        "Trade a one-time code for membership of a point",
        _SIGNED | {ProblemType.TOO_LARGE, ProblemType.TICKET, ProblemType.DENIED},
        _json(EnrolReply), _KEY, (_DIGEST,), _json(EnrolRequest),
    ),
    ("POST", "/v1/hello"): Described(
        "Begin a cycle: where both stand, whether a batch may come, a new token when one is due",
        _DESK | {ProblemType.TOO_LARGE},
        _json(HelloReply), _TOKEN_AND_KEY, (_DIGEST,), _json(Hello),
    ),
    ("POST", "/v1/push"): Described(
        "Take in a batch of sealed lines",
        _DESK | {
            ProblemType.TOO_LARGE, ProblemType.ENCODING, ProblemType.PROTOCOL, ProblemType.GAP, ProblemType.FORK,
        },
        _json(PushReply), _TOKEN_AND_KEY, (_DIGEST, _ENCODING),
        _lines(OPS_TYPE, "The first line is a PushHeader, each other one a sealed operation."),
    ),
    ("GET", "/v1/pull"): Described(
        "One page of a scope's feed",
        _DESK | {ProblemType.EPOCH, ProblemType.UPGRADE, ProblemType.TOO_LARGE},
        _lines(FEED_TYPE, "Feed entries, the last line is a PullEnd. zstd where Accept-Encoding takes it."),
        _TOKEN_AND_KEY,
        (_DIGEST, _SCOPE, _number("after", "entries beyond this cursor", required=True), _EPOCH, _LIMIT, _HELD),
    ),
    ("GET", "/v1/seed"): Described(
        "Records of a scope as they stand, the newest first",
        _DESK | {ProblemType.EPOCH, ProblemType.TOO_LARGE},
        _lines(FEED_TYPE, "FeedSet entries, the last line is a PullEnd. zstd where Accept-Encoding takes it."),
        _TOKEN_AND_KEY,
        (_DIGEST, _SCOPE, _BEFORE, _LIMIT, _MONTH, _LIFE),
    ),
    ("POST", "/v1/compare"): Described(
        "Say whether a desk holds what is held here, month by month",
        _DESK | {ProblemType.EPOCH, ProblemType.TOO_LARGE},
        _json(CompareReply), _TOKEN_AND_KEY, (_DIGEST,), _json(CompareRequest),
    ),
    ("HEAD", BLOB_PATH): Described(
        "How far a file has come", _FILE_PROBLEMS, {}, _TOKEN_AND_KEY, (_DIGEST, _SHA), headers=_FILE_HEADERS
    ),
    ("GET", BLOB_PATH): Described(
        "A chunk of a stored file", _FILE_PROBLEMS,
        {_BYTES: {"schema": {"type": "string", "format": "binary"}}}, _TOKEN_AND_KEY,
        (_DIGEST, _SHA, _number("from", "where the chunk begins"), _number("limit", "most bytes of the chunk")),
        headers=_FILE_HEADERS,
    ),
    ("PUT", CHUNK_PATH): Described(
        "Take the next chunk of a file",
        _DESK | {
            ProblemType.TOO_LARGE, ProblemType.OFFSET, ProblemType.CONTENT, ProblemType.QUOTA, ProblemType.PURGED,
        },
        _json(BlobReply), _TOKEN_AND_KEY,
        (_DIGEST, _SHA, _number("at", "where the chunk begins", required=True, place="path"),
         _number(SIZE_HEADER, "bytes of the whole file", required=True, place="header")),
        {_BYTES: {"schema": {"type": "string", "format": "binary", "maxLength": CHUNK_BYTES}}},
        headers=_FILE_HEADERS,
    ),
    ("GET", "/healthz"): Described(
        "Whether the process and its database answer", _PROBE, {JSON_TYPE: {"schema": {"type": "object"}}}
    ),
    ("GET", "/readyz"): Described(
        "Whether requests can be served", _PROBE, {JSON_TYPE: {"schema": {"type": "object"}}}
    ),
    ("GET", "/openapi.json"): Described(
        "This description", _PROBE, {JSON_TYPE: {"schema": {"type": "object"}}}
    ),
}  # fmt: skip


@cache
def document() -> bytes:
    """Return the description as JSON."""
    _, schemas = msgspec.json.schema_components(_STRUCTS, ref_template="#/components/schemas/{name}")
    paths: dict[str, dict[str, Any]] = {}
    for (method, path), described in DESCRIBED.items():
        paths.setdefault(path, {})[method.lower()] = _operation(method, described)
    whole = {
        "openapi": "3.1.0",
        "info": {
            "title": "kacdesk central store",
            "version": str(PROTOCOL),
            "description": "Failures are RFC 9457 problems; decide by `type`, never by text. See docs/sync.md.",
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "paths": paths,
        "components": {"schemas": _ecma(schemas), "securitySchemes": _SCHEMES},
    }
    return json.dumps(whole, indent=1, ensure_ascii=False).encode() + b"\n"


_SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "The desk's token; a new one comes with a hello.",
    },
    "signature": {
        "type": "apiKey",
        "in": "header",
        "name": SIGNATURE_HEADER,
        "description": "ed25519 t=<ms>,n=<22 letters>,s=<86 letters>: the desk's key over method, path with its query, "
        "Content-Digest, t and n, each on a line.",
    },
}


def _operation(method: str, described: Described) -> dict[str, Any]:
    answers: dict[str, Any] = {"200": _answer(described)}
    by_status: dict[int, list[str]] = {}
    for kind in sorted(described.problems):
        by_status.setdefault(status_of(kind), []).append(kind)
    for status, kinds in sorted(by_status.items()):
        answers[str(status)] = _problem(method, status, kinds)
    operation: dict[str, Any] = {"summary": described.summary, "responses": answers}
    if described.parameters:
        operation["parameters"] = list(described.parameters)
    if described.body is not None:
        operation["requestBody"] = {"required": True, "content": dict(described.body)}
    operation["security"] = list(described.security)
    return operation


def _answer(described: Described) -> dict[str, Any]:
    told: dict[str, Any] = {"description": "Done", "headers": {**_traced(), **described.headers}}
    if described.answer:
        told["content"] = dict(described.answer)
    return told


def _problem(method: str, status: int, kinds: Sequence[str]) -> dict[str, Any]:
    headers = _traced()
    if status in (429, 503):
        headers["Retry-After"] = {"schema": {"type": "integer"}, "description": "seconds"}
    if status == 401:
        headers["WWW-Authenticate"] = {"schema": {"type": "string"}}
    told: dict[str, Any] = {"description": ", ".join(kinds), "headers": headers}
    if method != "HEAD":
        named = {"properties": {"type": {"enum": list(kinds)}}}
        told["content"] = {PROBLEM_TYPE: {"schema": {"allOf": [_ref(Problem), named]}}}
    return told


def _traced() -> dict[str, Any]:
    return {REQUEST_HEADER: {"schema": {"type": "string"}, "description": "what the log calls this request"}}


def _ecma(schema: Any) -> Any:
    r"""Return a schema whose patterns end as JSON Schema writes it: `$` there is what Python calls `\Z`."""
    if isinstance(schema, dict):
        return {
            name: value.replace(r"\Z", "$") if name == "pattern" and isinstance(value, str) else _ecma(value)
            for name, value in schema.items()
        }
    return [_ecma(value) for value in schema] if isinstance(schema, list) else schema
