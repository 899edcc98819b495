"""This file is the place where the bytes of files meet HTTP: chunks in, chunks out, and how far a file has come."""

import re

from starlette.requests import Request
from starlette.responses import Response

from kacdesk.central.auth import Asked, Gate
from kacdesk.central.devices import DRAINING
from kacdesk.central.files import Chunk, FileRefused, Files, WrongOffset
from kacdesk.central.logs import note
from kacdesk.central.port import StandingDenied
from kacdesk.central.replies import HttpProblem
from kacdesk.core import clock
from kacdesk.wire.blobs import FILE_STATE_HEADER, OFFSET_HEADER, SIZE_HEADER, BlobReply
from kacdesk.wire.frames import content_digest
from kacdesk.wire.messages import JSON_TYPE, ProblemType, encode
from kacdesk.wire.sizes import CHUNK_BYTES

BLOB_PATH = "/v1/blob/{sha}"
CHUNK_PATH = "/v1/blob/{sha}/{at}"
_SHA = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,11}")
_PROBLEMS = {
    "size": ProblemType.TOO_LARGE,
    "quota": ProblemType.QUOTA,
    "content": ProblemType.CONTENT,
    "purged": ProblemType.PURGED,
    "reader": ProblemType.DENIED,
}


class FileApi:
    """The requests for files. A file of another point is as unknown as one that was never sent."""

    def __init__(self, files: Files, gate: Gate) -> None:
        self._files = files
        self._gate = gate

    def put(self, asked: Asked, request: Request) -> Response:
        """Take the next chunk; 409 tells at which offset to go on."""
        now_ms = clock.now_ms()
        desk = self._gate.admit(asked, now_ms=now_ms)
        sha = _sha(request)
        total = _number(request.headers.get(SIZE_HEADER, ""))
        chunk = Chunk(sha, _number(request.path_params["at"]), total, asked.body)
        try:
            reply = self._files.put(desk, chunk, now_ms=now_ms)
        except WrongOffset as error:
            raise HttpProblem(ProblemType.OFFSET, expected=error.expected) from error
        except FileRefused as error:
            note(why=error.why, size=total)
            raise HttpProblem(_PROBLEMS[error.why]) from error
        note(size=reply.size, received=reply.received)
        return Response(encode(reply), media_type=JSON_TYPE, headers=_headers(reply, reply.received))

    def get(self, asked: Asked, request: Request) -> Response:
        """Return a chunk of a stored file from `from` on; to HEAD only how far any file has come."""
        desk = self._gate.admit(asked, now_ms=clock.now_ms())
        sha = _sha(request)
        if asked.method == "HEAD":
            known = self._files.look(desk, sha)
            if known is None:
                raise HttpProblem(ProblemType.NOT_FOUND)
            return Response(headers=_headers(known, known.received))
        if desk.status == DRAINING:
            raise StandingDenied
        at = _number(request.query_params.get("from", "0"))
        most = min(max(1, _number(request.query_params.get("limit", str(CHUNK_BYTES)))), CHUNK_BYTES)
        found = self._files.read(desk, sha, at=at, most=most)
        if found is None:
            raise HttpProblem(ProblemType.NOT_FOUND)
        reply, content = found
        headers = _headers(reply, at) | {"Content-Digest": content_digest(content)}
        return Response(content, media_type="application/octet-stream", headers=headers)


def _headers(reply: BlobReply, at: int) -> dict[str, str]:
    return {
        OFFSET_HEADER: str(at),
        SIZE_HEADER: str(reply.size),
        FILE_STATE_HEADER: reply.state,
        "Cache-Control": "no-store",
    }


def _sha(request: Request) -> bytes:
    text = request.path_params["sha"]
    if not _SHA.fullmatch(text):
        raise HttpProblem(ProblemType.MALFORMED, detail="sha256")
    return bytes.fromhex(text)


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise HttpProblem(ProblemType.MALFORMED, detail="number")
    return int(text)
