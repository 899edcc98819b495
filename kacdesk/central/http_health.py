"""This file is the place where the central store says of itself whether it lives, can serve, and what it understands.

`/healthz` makes a round trip to the database: a process that answers it is worth keeping. `/readyz` also tries a write
and takes it back, and looks at the tables' shape and at the room on the disk: one that fails gets no requests for now.
"""

import threading

from starlette.requests import Request
from starlette.responses import Response

from kacdesk.central.auth import Asked
from kacdesk.central.openapi import document
from kacdesk.central.port import CentralStore
from kacdesk.central.replies import HttpProblem
from kacdesk.core import clock
from kacdesk.wire.messages import JSON_TYPE, ProblemType

_TRUSTED_MS = 2000
"""How long a look at the database counts, so that nobody can make it write by asking often."""


class HealthApi:
    """The requests that need no token."""

    def __init__(self, store: CentralStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._ready_until_ms = -1

    def healthz(self, asked: Asked, request: Request) -> Response:
        """Answer when the database does."""
        self._store.healthy()
        return _told(b'{"ok":true}')

    def readyz(self, asked: Asked, request: Request) -> Response:
        """Answer when requests can be served; a look that went well counts for two seconds."""
        with self._lock:
            if clock.monotonic_ms() > self._ready_until_ms:
                self._ready_until_ms = -1
                if not self._store.ready():
                    raise HttpProblem(ProblemType.UNAVAILABLE)
                self._ready_until_ms = clock.monotonic_ms() + _TRUSTED_MS
        return _told(b'{"ready":true}')

    def openapi(self, asked: Asked, request: Request) -> Response:
        """Return the description of every route."""
        return _told(document())


def _told(body: bytes) -> Response:
    return Response(body, media_type=JSON_TYPE, headers={"Cache-Control": "no-store"})
