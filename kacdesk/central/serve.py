"""This file is the place where the central store listens: one socket, one line that says where, a clean end."""

import ipaddress
import json
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from kacdesk.core.errors import Refused, Unavailable
from kacdesk.core.text import t

_KEEP_ALIVE_S = 30
_DRAIN_S = 20


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen: port 0 is any free one; `certificate` and `key` are PEM files for TLS.

    `until_eof` ends the server when its standard input closes.
    """

    host: str = "127.0.0.1"
    port: int = 0
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False
    until_eof: bool = False

    @property
    def in_the_open(self) -> bool:
        """Say whether others than this computer can reach it."""
        return self.behind_proxy or not _is_loopback(self.host)


class _Server(uvicorn.Server):
    """A server that tells once, on its standard output, that it takes requests."""

    def __init__(self, config: uvicorn.Config, *, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._announce()

    def end_with_input(self) -> None:
        """End when standard input closes: whoever started the server is gone, however it went."""
        sys.stdin.buffer.read()
        self.should_exit = True


def serve(app: ASGIApp, where: Listening) -> None:
    """Serve until SIGTERM or SIGINT; raises Refused for plain HTTP in the open, Unavailable for a taken port."""
    require_privacy(where)
    listener = _listen(where)
    host, port = listener.getsockname()[:2]
    scheme = "https" if where.certificate else "http"
    shown = f"[{host}]" if ":" in host else host

    def announce() -> None:
        sys.stdout.write(json.dumps({"listening": f"{scheme}://{shown}:{port}"}) + "\n")
        sys.stdout.flush()

    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_DRAIN_S,
        ssl_certfile=where.certificate,
        ssl_keyfile=where.key,
    )
    signal.signal(signal.SIGTERM, _end)  # uvicorn raises it again when it has drained; then we just return
    signal.signal(signal.SIGINT, _end)
    server = _Server(config, announce=announce)
    if where.until_eof:
        threading.Thread(target=server.end_with_input, name="until-eof", daemon=True).start()
    with listener:
        server.run(sockets=[listener])


def _end(number: int, frame: FrameType | None) -> None:
    """Let a signal that the server has already obeyed pass."""


def require_privacy(where: Listening) -> None:
    """Refuse plain HTTP that other computers can reach, unless a proxy before it speaks TLS."""
    if where.certificate or where.behind_proxy or not where.in_the_open:
        return
    raise Refused(
        t(
            "Bez TLS centrālā krātuve klausās tikai šajā datorā, jo citādi personas dati ietu pa tīklu atklāti."
        ),
        effect=t("Centrālā krātuve nav palaista; dati nav mainīti."),
        remedy=t("Norādiet --certificate un --key vai --behind-proxy, ja TLS nodrošina starpniekserveris."),
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(where: Listening) -> socket.socket:
    try:
        family = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family[0], socket.SOCK_STREAM)
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(family[4])
        listener.listen(2048)
    except OSError as error:
        raise Unavailable(
            t("Adresē {host} portā {port} klausīties neizdevās.", host=where.host, port=where.port),
            effect=t("Centrālā krātuve nav palaista; dati nav mainīti."),
            remedy=t("Izvēlieties citu portu (--port) vai apturiet programmu, kas to izmanto."),
        ) from error
    return listener
