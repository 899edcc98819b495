"""This file is the place where the routes are put together: a request is read in bounds, queued, worked and told."""

import functools
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from anyio import CapacityLimiter, fail_after, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from kacdesk.central import logs
from kacdesk.central.admission import Bounds, Buckets, Full, Turnstile
from kacdesk.central.auth import Asked, Gate
from kacdesk.central.devices import read_token
from kacdesk.central.guarding import Work, guarded
from kacdesk.central.http_exchange import ExchangeApi
from kacdesk.central.http_files import BLOB_PATH, CHUNK_PATH, FileApi
from kacdesk.central.http_health import HealthApi
from kacdesk.central.metrics import Metrics
from kacdesk.central.port import CentralStore
from kacdesk.central.replies import REQUEST_HEADER, HttpProblem, answer
from kacdesk.core import clock
from kacdesk.core.ids import new_id
from kacdesk.wire.messages import ProblemType
from kacdesk.wire.signing import SIGNATURE_HEADER
from kacdesk.wire.sizes import BATCH_BYTES, CHUNK_BYTES, SMALL_BYTES

__all__ = ["Bounds", "Endpoint", "Service", "build_app"]

COMPARE_BYTES = 64 * 1024
"""The most a comparison may hold: 40 bytes a month, so more than a hundred years."""

_PROBES_AT_ONCE = 2
_NO_ROUTE = "(none)"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path: the work it does, the most its body may hold, and whether it waits in the queue."""

    method: str
    path: str
    work: Work
    limit: int = 0
    queued: bool = True


class Service:
    """A store served over HTTP, with what bounds and counts it. Work runs on a bounded number of threads."""

    def __init__(
        self, store: CentralStore, bounds: Bounds | None = None, *, metrics: Metrics | None = None
    ) -> None:
        self.metrics = metrics or Metrics()
        self._bounds = bounds or Bounds()
        self._turns = Turnstile(self._bounds)
        self._buckets = Buckets(self._bounds)
        self._threads = CapacityLimiter(self._bounds.threads)
        self._probes = CapacityLimiter(_PROBES_AT_ONCE)
        self._reading = 0
        self.metrics.watch(lambda: self._turns.working, lambda: self._turns.waiting)
        gate = Gate(store)
        exchange = ExchangeApi(store, gate, busy_s=self._turns.busy_s, metrics=self.metrics)
        files, health = FileApi(store.files, gate), HealthApi(store)
        self.endpoints: Sequence[Endpoint] = (
            Endpoint("POST", "/v1/enrol", exchange.enrol, SMALL_BYTES),
            Endpoint("POST", "/v1/hello", exchange.hello, SMALL_BYTES),
            Endpoint("POST", "/v1/push", exchange.push, BATCH_BYTES),
            Endpoint("GET", "/v1/pull", exchange.pull),
            Endpoint("GET", "/v1/seed", exchange.seed),
            Endpoint("POST", "/v1/compare", exchange.compare, COMPARE_BYTES),
            Endpoint("HEAD", BLOB_PATH, files.get),
            Endpoint("GET", BLOB_PATH, files.get),
            Endpoint("PUT", CHUNK_PATH, files.put, CHUNK_BYTES),
            Endpoint("GET", "/healthz", health.healthz, queued=False),
            Endpoint("GET", "/readyz", health.readyz, queued=False),
            Endpoint("GET", "/openapi.json", health.openapi, queued=False),
        )

    def app(self) -> Starlette:
        """Return the application."""
        paths = list(dict.fromkeys(endpoint.path for endpoint in self.endpoints))
        routes = []
        for path in paths:
            methods = {endpoint.method: endpoint for endpoint in self.endpoints if endpoint.path == path}
            route = Route(path, self._route(methods), methods=list(methods))
            route.methods = set(methods)  # Starlette adds HEAD to GET, which would do the work for nothing
            routes.append(route)
        return Starlette(routes=routes, exception_handlers={404: self._no_route, 405: self._no_route})

    def _route(self, methods: dict[str, Endpoint]) -> Callable[[Request], Awaitable[Response]]:
        async def handle(request: Request) -> Response:
            endpoint = methods[request.method]
            return await self._answered(
                request, endpoint.path, functools.partial(self._work, endpoint, request)
            )

        return handle

    async def _no_route(self, request: Request, error: Exception) -> Response:
        """Answer what no route is for; `Allow` names the methods of a path that is one."""
        kind = ProblemType.NOT_FOUND
        headers = {}
        if isinstance(error, HTTPException) and error.status_code == 405:
            kind, headers = ProblemType.METHOD, dict(error.headers or {})

        async def refuse() -> Response:
            raise HttpProblem(kind)

        response = await self._answered(request, _NO_ROUTE, refuse)
        response.headers.update(headers)
        return response

    async def _answered(
        self, request: Request, route: str, work: Callable[[], Awaitable[Response]]
    ) -> Response:
        """Do the work; count and log what came of it, under a name of its own."""
        started_ms, kind = clock.monotonic_ms(), ""
        method = request.method if route != _NO_ROUTE else "-"
        with logs.tracing(new_id().hex) as trace:
            try:
                response = await work()
            except HttpProblem as problem:
                kind = problem.kind
                response = answer(problem, request=trace.request)
            took_ms = clock.monotonic_ms() - started_ms
            response.headers[REQUEST_HEADER] = trace.request
            self.metrics.answered(
                method, route, status=response.status_code, kind=kind, seconds=took_ms / 1000
            )
            if kind == ProblemType.UNAVAILABLE:
                self.metrics.database_failed()
            facts: dict[str, logs.Fact] = {"method": method, "route": route, "status": response.status_code}
            if kind:
                facts["type"] = kind
            logs.tell("answered", **facts, ms=took_ms, **trace.facts)
        return response

    async def _work(self, endpoint: Endpoint, request: Request) -> Response:
        token = request.headers.get("authorization", "").partition(" ")[2].strip()
        try:
            if token:
                self._buckets.take(hashlib.sha256(token.encode()).digest(), at_ms=clock.monotonic_ms())
            asked = await self._read(request, endpoint.limit)
            job = functools.partial(guarded, endpoint.work, asked, request)
            if not endpoint.queued:
                return await to_thread.run_sync(job, limiter=self._probes)
            async with self._turns.turn(_claimed_point(token)):
                return await to_thread.run_sync(job, limiter=self._threads)
        except Full as error:
            raise HttpProblem(ProblemType.BUSY, after=error.after_s) from error

    async def _read(self, request: Request, limit: int) -> Asked:
        """Read a request whole, within the bodies that may be under way."""
        if self._reading >= self._bounds.reading:
            raise Full(max(1, self._turns.busy_s()))
        self._reading += 1
        try:
            body = await _body(request, limit, stalled_s=self._bounds.stalled_s)
        finally:
            self._reading -= 1
        query = request.scope["query_string"].decode("latin-1")
        return Asked(
            method=request.method,
            path=request.scope["path"] + (f"?{query}" if query else ""),
            body=body,
            authorization=request.headers.get("authorization", ""),
            digest=request.headers.get("content-digest", ""),
            signature=request.headers.get(SIGNATURE_HEADER, ""),
        )


def build_app(store: CentralStore, bounds: Bounds | None = None) -> Starlette:
    """Return the application that serves a store."""
    return Service(store, bounds).app()


async def _body(request: Request, limit: int, *, stalled_s: float) -> bytes:
    """Read a body; refuses one beyond its limit, or one that does not go on."""
    announced = request.headers.get("content-length", "0")
    if not announced.isascii() or not announced.isdigit():
        raise HttpProblem(ProblemType.MALFORMED, detail="content-length")
    if len(announced) > len(str(limit)) or int(announced) > limit:
        raise HttpProblem(ProblemType.TOO_LARGE)
    body = bytearray()
    try:
        parts = request.stream()
        while True:
            with fail_after(stalled_s):
                chunk = await anext(parts, None)
            if chunk is None:
                return bytes(body)
            body += chunk
            if len(body) > limit:
                raise HttpProblem(ProblemType.TOO_LARGE)
    except (ClientDisconnect, TimeoutError) as error:
        raise HttpProblem(ProblemType.MALFORMED, detail="body") from error


def _claimed_point(token: str) -> str:
    """Return the point that a request says it comes from; nothing of it is proved yet."""
    claimed = read_token(token)
    return claimed[0] if claimed else ""
