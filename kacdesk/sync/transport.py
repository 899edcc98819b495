"""This file is the place where the exchange meets HTTP: requests are signed, answers bounded, failures named."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, urlsplit
from uuid import UUID

import urllib3
from msgspec import Struct
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import (
    HTTPError,
    InvalidHeader,
    ProtocolError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.util import Retry

import kacdesk
from kacdesk.core import clock
from kacdesk.core.courtesy import WINDOW
from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.store.marks import DeskState
from kacdesk.store.sealing import SealedBatch
from kacdesk.sync.failure import Failure
from kacdesk.sync.greeting import header_of, hello_of
from kacdesk.sync.trust import LOOPBACK, BadSetting, Trust, open_pool
from kacdesk.wire.frames import BadFrame, content_digest, decode_body, encode_body, join_lines
from kacdesk.wire.messages import (
    JSON_TYPE,
    OPS_TYPE,
    BadMessage,
    CompareReply,
    CompareRequest,
    EnrolReply,
    EnrolRequest,
    FeedEntry,
    HelloReply,
    Problem,
    ProblemType,
    PullEnd,
    PushReply,
    decode,
    decode_pull_line,
    encode,
)
from kacdesk.wire.pages import decode_prefix
from kacdesk.wire.signing import SIGNATURE_HEADER, sign_request

STALLED_S = 30.0
"""Give up after this long without progress; there is no limit on the whole, because lines are slow here."""

MOST_ANSWER_BYTES = 32 * 1024 * 1024
_PART_BYTES = 64 * 1024
_LOGIN_WANTED = "407"
S = TypeVar("S", bound=Struct)


@dataclass(frozen=True)
class FeedPage:
    """The complete entries of one page; `end` is missing when the connection broke before it."""

    scope: str
    entries: list[FeedEntry]
    end: PullEnd | None


def require_safe_url(url: str) -> str:
    """Return the address without a trailing slash; refuse plain HTTP to anything but this computer."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme == "https" and parts.hostname:
        return url.rstrip("/")
    if parts.scheme == "http" and parts.hostname in LOOPBACK:
        return url.rstrip("/")
    raise Refused(
        t("Centrālās krātuves adrese nav droša: vajadzīga https adrese."),
        effect=t("Nekas nav nosūtīts."),
        remedy=t(
            "Pārbaudiet adresi, ko devis krātuves uzturētājs; http drīkst lietot tikai šajā pašā datorā."
        ),
    )


class Transport:
    """Speaks to one central store. Used from the exchange's own thread only.

    Without `trusted` the system says whom to trust.
    """

    def __init__(self, url: str, trusted: Trust | None = None, *, stalled_s: float = STALLED_S) -> None:
        self._url = require_safe_url(url)
        self._trust = trusted or Trust()
        self._stalled_s = stalled_s
        self._pool: urllib3.PoolManager | None = None

    def close(self) -> None:
        """Close the connections."""
        if self._pool is not None:
            self._pool.clear()

    def is_alive(self) -> tuple[bytes, Mapping[str, str]]:
        """Ask whether a central store lives at the address, without saying who asks; return what it answered.

        Raises Failure.
        """
        return self._send("GET", "/healthz", b"", {}, torn_too=False)

    def enrol(self, state: DeskState, request: EnrolRequest) -> EnrolReply:
        """Trade a ticket for membership of a point; the desk's key signs, a token comes back. Raises Failure."""
        headers = {"Content-Type": JSON_TYPE}
        return self._answer(self._signed(state, "POST", "/v1/enrol", encode(request), headers), EnrolReply)

    def hello(self, state: DeskState, *, retiring: bool = False) -> HelloReply:
        """Begin a cycle, or say the last word of a desk; raises Failure."""
        hello = hello_of(state, retiring=retiring)
        headers = {"Content-Type": JSON_TYPE}
        return self._answer(self._signed(state, "POST", "/v1/hello", encode(hello), headers), HelloReply)

    def push(self, state: DeskState, batch: SealedBatch) -> PushReply:
        """Send a batch of sealed lines, byte for byte; raises Failure."""
        body = encode_body(join_lines([encode(header_of(state, batch)), *batch.lines]), "zstd")
        headers = {
            "Content-Type": OPS_TYPE,
            "Content-Encoding": "zstd",
            "Idempotency-Key": f'"{batch.stream.hex}:{batch.first}-{batch.last}"',
        }
        return self._answer(self._signed(state, "POST", "/v1/push", body, headers), PushReply)

    def pull(self, state: DeskState, scope: str, *, after: int, epoch: UUID, limit: int) -> FeedPage:
        """Ask for a page of a scope; every complete line counts, also of a torn answer. Raises Failure.

        A page that came whole must be the one its last line describes.
        """
        path = f"/v1/pull?scope={quote(scope, safe='')}&after={after}&epoch={epoch.hex}&limit={limit}"
        path += f"&held={state.stream.hex}.{state.held_first}-{state.acked_seq}"
        return self._page(state, scope, path)

    def seed(
        self, state: DeskState, scope: str, *, before: UUID | None, limit: int, month: str | None = None
    ) -> FeedPage:
        """Ask for records as they stand, the newest first, after the record `before`; raises Failure.

        `month` as `wire.sums` names it. A page counts only whole: its end says where to go on.
        """
        place = before.hex if before is not None else "-"
        path = f"/v1/seed?scope={quote(scope, safe='')}&before={place}&limit={limit}"
        if month is not None:
            path += f"&month={month}"
        if state.epoch is not None:
            path += f"&epoch={state.epoch.hex}"
        return self._page(state, scope, path, torn_too=False)

    def compare(
        self, state: DeskState, scope: str, *, cursor: int, sums: Mapping[str, tuple[int, str]]
    ) -> CompareReply:
        """Hold the sums of what is here against those of the central store; raises Failure."""
        epoch = state.epoch.hex if state.epoch else None
        body = encode(CompareRequest(scope=scope, cur=cursor, sums=dict(sums), epoch=epoch))
        headers = {"Content-Type": JSON_TYPE}
        return self._answer(self._signed(state, "POST", "/v1/compare", body, headers), CompareReply)

    def _page(self, state: DeskState, scope: str, path: str, *, torn_too: bool = True) -> FeedPage:
        raw = self._signed(state, "GET", path, b"", {"Accept-Encoding": "zstd"}, torn_too=torn_too)
        lines = raw.split(b"\n")[:-1]
        try:
            told = [decode_pull_line(line) for line in WINDOW.first(lines)]
        except BadMessage as error:
            raise Failure(Failure.UNREADABLE) from error
        entries = [entry for entry in told if not isinstance(entry, PullEnd)]
        if not told:
            raise Failure(Failure.UNREADABLE)
        end = told[-1]
        if not isinstance(end, PullEnd):
            return FeedPage(scope, entries, None)
        if (
            not end.n == len(entries) == len(told) - 1
            or end.sha != hashlib.sha256(join_lines(lines[:-1])).hexdigest()
        ):
            raise Failure(Failure.UNREADABLE)
        return FeedPage(scope, entries, end)

    def _signed(
        self,
        state: DeskState,
        method: str,
        path: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        torn_too: bool = False,
    ) -> bytes:
        return self.request(state, method, path, body, headers, torn_too=torn_too)[0]

    def request(
        self,
        state: DeskState,
        method: str,
        path: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        torn_too: bool = False,
    ) -> tuple[bytes, Mapping[str, str]]:
        """Send one signed request and return its decoded answer and the answer's headers; raises Failure."""
        digest = content_digest(body)
        timestamp = clock.now_ms() + state.clock_offset_ms
        signature = sign_request(
            state.device_key, method=method, path=path, digest=digest, timestamp_ms=timestamp
        )
        told = {
            **headers,
            SIGNATURE_HEADER: signature,
            "Content-Digest": digest,
            "Kac-App": kacdesk.__version__,
            "Kac-Schema": str(state.schema_version),
        }
        if state.token is not None:
            told["Authorization"] = f"Bearer {state.token}"
        return self._send(method, path, body, told, torn_too=torn_too)

    def _send(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str], *, torn_too: bool
    ) -> tuple[bytes, Mapping[str, str]]:
        """Return the decoded answer; with `torn_too` also the complete lines of one whose end did not come."""
        told = {**headers, "Content-Length": str(len(body))} if body else dict(headers)
        try:
            response = self._connections().request(
                method,
                self._url + path,
                body=io.BytesIO(body)
                if body
                else None,  # in blocks: each may take as long as no progress may
                headers=told,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
        except HTTPError as error:
            raise self._broken(error) from error
        answer, end = self._received(response)
        encoding = response.headers.get("Content-Encoding", "")
        try:
            if end is None:
                answer = decode_body(answer, encoding, limit=MOST_ANSWER_BYTES)
            elif torn_too and response.status == 200:
                answer = decode_prefix(answer, encoding, limit=MOST_ANSWER_BYTES)
        except BadFrame as error:
            raise Failure(Failure.UNREADABLE) from error
        if end is not None and not (torn_too and response.status == 200 and b"\n" in answer):
            raise end
        if response.status >= 400:
            raise _failure(answer, response.headers.get("Retry-After"), response.status)
        if response.status != 200:
            raise Failure(Failure.UNREADABLE)
        return answer, response.headers

    def _connections(self) -> urllib3.PoolManager:
        if self._pool is None:
            try:
                self._pool = open_pool(self._url, self._trust, stalled_s=self._stalled_s)
            except BadSetting as error:
                raise Failure(error.trouble) from error
        return self._pool

    def _received(self, response: BaseHTTPResponse) -> tuple[bytes, Failure | None]:
        """Return what came of an answer, and what broke it before its end."""
        came = bytearray()
        try:
            while part := response.read1(_PART_BYTES):
                came += part
                if len(came) > MOST_ANSWER_BYTES:
                    response.close()
                    return bytes(came), Failure(Failure.UNREADABLE)
        except HTTPError as error:
            return bytes(came), self._broken(error)
        finally:
            response.release_conn()
        return bytes(came), None

    def _broken(self, error: HTTPError) -> Failure:
        """Name what broke a connection, or kept it from being made."""
        parts = (error, *error.args)
        if any(isinstance(part, ProxyError) for part in parts):
            wanted = _LOGIN_WANTED in str(error)
            return Failure(Failure.PROXY_LOGIN if wanted else Failure.PROXY)
        if isinstance(error, SSLError):
            return Failure(self._trust.name_refusal(error, now=clock.now_utc()))
        stood_still = isinstance(error, ProtocolError) and any(
            isinstance(part, TimeoutError) for part in parts
        )
        if stood_still or isinstance(error, ReadTimeoutError):
            return Failure(Failure.TIMEOUT)
        return Failure(Failure.OFFLINE)

    def _answer(self, raw: bytes, kind: type[S]) -> S:
        try:
            return decode(raw, kind)
        except BadMessage as error:
            raise Failure(Failure.UNREADABLE) from error


def _asked_to_wait(retry_after: str | None) -> float | None:
    """Return the seconds that `Retry-After` asks for, as a number or as a date; six hours at most (urllib3's own)."""
    try:
        return None if retry_after is None else float(Retry().parse_retry_after(retry_after))
    except InvalidHeader:
        return None


def _failure(answer: bytes, retry_after: str | None, status: int) -> Failure:
    """Name a refusal by its problem type; what is not a problem document is an unavailable central store."""
    after = _asked_to_wait(retry_after)
    try:
        problem = decode(answer, Problem)
    except BadMessage:
        kind = ProblemType.UNAVAILABLE if status >= 500 else Failure.UNREADABLE
        return Failure(kind, after_s=after, status=status)
    return Failure(
        problem.type,
        after_s=float(problem.after) if problem.after is not None else after,
        last_seq=problem.last_seq,
        last_chain=problem.last_chain,
        now_ms=problem.now,
        offset_ms=problem.now - clock.now_ms() if problem.now is not None else 0,
        expected=problem.expected,
    )
