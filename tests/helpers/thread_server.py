"""This file is the place where tests serve the real application over a real socket, on a thread of this process."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp

_STARTS_S = 30.0


class Served:
    """An application on loopback; `stop` ends it before the block does. `more` are settings of uvicorn."""

    def __init__(self, app: ASGIApp, **more: Any) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        scheme = "https" if "ssl_certfile" in more else "http"
        self.url = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"
        self._ready = threading.Event()
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws="none", **more)
        self._server = _Server(config, self._ready)
        self._thread = threading.Thread(target=self._server.run, args=([self._listener],), name="served")

    def start(self) -> None:
        """Begin, and wait until it takes requests."""
        self._thread.start()
        if not self._ready.wait(_STARTS_S):
            raise RuntimeError("the application did not start")

    def stop(self) -> None:
        """End it and wait."""
        self._server.should_exit = True
        self._thread.join()
        self._listener.close()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._ready_now = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._ready_now.set()


@contextmanager
def served(app: ASGIApp, **more: Any) -> Iterator[Served]:
    """Serve an application for the length of a block; `more` are settings of uvicorn."""
    server = Served(app, **more)
    server.start()
    try:
        yield server
    finally:
        server.stop()
