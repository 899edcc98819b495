"""This file is the place where the central store listens: one socket, one line that says where, a clean end."""

import gc
import ipaddress
import json
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import uvicorn
from prometheus_client import CollectorRegistry, start_http_server
from starlette.types import ASGIApp

from kacdesk.central.protocol import ImpatientProtocol
from kacdesk.core.errors import Refused, Unavailable
from kacdesk.core.text import t

_KEEP_ALIVE_S = 30
_DRAIN_S = 20
_LOOPBACK = "127.0.0.1"
_YOUNG_OBJECTS = 20_000


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen: port 0 is any free one; `certificate` and `key` are PEM files for TLS.

    `until_eof` ends the server when its standard input closes · `workers` processes behind one socket ·
    `metrics_port` a second listener, on this computer only; with several processes the first of as many ports.
    """

    host: str = "127.0.0.1"
    port: int = 0
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False
    until_eof: bool = False
    workers: int = 1
    metrics_port: int | None = None

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

    def end_on_signal(self, number: int, frame: FrameType | None) -> None:
        """End, whether the signal comes before uvicorn listens for it or is raised again after it has drained."""
        self.should_exit = True

    def end_after(self, wait: Callable[[], object]) -> None:
        """End when `wait` returns: whoever started the server is gone, however it went."""
        wait()
        self.should_exit = True


def serve(app: ASGIApp, where: Listening, *, registry: CollectorRegistry | None = None) -> None:
    """Serve until SIGTERM or SIGINT; raises Refused for plain HTTP in the open, Unavailable for a taken port.

    `registry` is shown on the metrics port, if there is one.
    """
    require_privacy(where)
    require_certificate(where)
    with listen(where) as listener, showing_metrics(where.metrics_port, registry) as metrics_url:
        serve_on(listener, app, where, announce=lambda: announce(listener, where, metrics_url))


def announce(listener: socket.socket, where: Listening, metrics_url: str | None) -> None:
    """Tell on standard output where requests are taken, as one line of JSON."""
    host, port = listener.getsockname()[:2]
    scheme = "https" if where.certificate else "http"
    told = {"listening": f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"}
    if metrics_url is not None:
        told["metrics"] = metrics_url
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def serve_on(
    listener: socket.socket,
    app: ASGIApp,
    where: Listening,
    *,
    announce: Callable[[], None],
    until: Callable[[], object] | None = None,
) -> None:
    """Serve on a socket until SIGTERM or SIGINT, or until `until`, on a thread of its own, has returned."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        http=ImpatientProtocol,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_DRAIN_S,
        ssl_certfile=where.certificate,
        ssl_keyfile=where.key,
    )
    server = _Server(config, announce=announce)
    signal.signal(signal.SIGTERM, server.end_on_signal)
    signal.signal(signal.SIGINT, server.end_on_signal)
    _spare_the_collector()
    until = until or (sys.stdin.buffer.read if where.until_eof else None)
    if until is not None:
        threading.Thread(target=server.end_after, args=(until,), name="until", daemon=True).start()
    with listener:
        server.run(sockets=[listener])


def _spare_the_collector() -> None:
    """Keep what was loaded until now out of every collection, and collect less often.

    A batch makes thousands of short-lived objects that reference counting frees; looking through all modules
    meanwhile took a fifth of the work (measured with 400 lines a batch).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS)


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


def require_certificate(where: Listening) -> None:
    """Refuse a certificate and key that cannot be read or do not belong together, before anything listens."""
    if where.certificate is None or where.key is None:
        return
    try:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        # A password for a key that wants one: nobody is there to be asked.
        context.load_cert_chain(where.certificate, where.key, password="")
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise Refused(
            t("TLS sertifikātu vai tā atslēgu nevar lietot."),
            effect=t("Centrālā krātuve nav palaista; dati nav mainīti."),
            remedy=t(
                "Pārbaudiet, vai datnes {certificate} un {key} ir, vai tās drīkst lasīt un vai tās sader kopā.",
                certificate=where.certificate,
                key=where.key,
            ),
        ) from error


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def showing_metrics(port: int | None, registry: CollectorRegistry | None) -> Iterator[str | None]:
    """Show a registry to this computer alone, at its own port, until the block ends; yields its address."""
    if port is None or registry is None:
        yield None
        return
    try:
        server, thread = start_http_server(port, addr=_LOOPBACK, registry=registry)
    except (OSError, OverflowError) as error:
        raise _taken(_LOOPBACK, port) from error
    try:
        yield f"http://{_LOOPBACK}:{server.server_port}/metrics"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def listen(where: Listening) -> socket.socket:
    """Return a listening socket; raises Unavailable for a taken port.

    It names TCP: asyncio sends at once (TCP_NODELAY) only on connections of which it can see that. Otherwise the body
    of an answer waits for the receipt of its head, which the other side holds back for 40 ms.
    """
    try:
        family = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family[0], socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(family[4])
        listener.listen(2048)
    except (OSError, OverflowError) as error:
        raise _taken(where.host, where.port) from error
    return listener


def _taken(host: str, port: int) -> Unavailable:
    return Unavailable(
        t("Adresē {host} portā {port} klausīties neizdevās.", host=host, port=port),
        effect=t("Centrālā krātuve nav palaista; dati nav mainīti."),
        remedy=t("Izvēlieties citu portu (--port) vai apturiet programmu, kas to izmanto."),
    )
