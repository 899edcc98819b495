"""This file is the place where tests get what stands between a desk and a server: a CONNECT proxy, and bare sockets."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_WAITS_S = 30.0
Behaviour = Callable[[socket.socket], None]


@contextmanager
def listening(behave: Behaviour, *, receive_bytes: int | None = None) -> Iterator[str]:
    """Accept connections and let `behave` do with each what it likes, on a thread; yields host and port.

    `receive_bytes` is the most that the system takes in before somebody reads.
    """
    listener = socket.socket()
    if receive_bytes is not None:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    threads: list[threading.Thread] = []
    taken: list[socket.socket] = []

    def serve(connection: socket.socket) -> None:
        try:
            behave(connection)
        except OSError:
            pass  # the other side has hung up
        finally:
            connection.close()

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return  # the listener was closed: the block ends
            connection.settimeout(_WAITS_S)
            taken.append(connection)
            threads.append(threading.Thread(target=serve, args=(connection,), name="line"))
            threads[-1].start()

    accepting = threading.Thread(target=accept, name="accept")
    accepting.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join()
        for connection in taken:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it has ended by itself
        for thread in threads:
            thread.join()


@dataclass
class ConnectProxy:
    """A proxy for CONNECT that leads every name to one address; `login` is the Proxy-Authorization that it wants."""

    leads_to: tuple[str, int]
    login: str | None = None
    asked: list[str] = field(default_factory=list)

    def behave(self, near: socket.socket) -> None:
        """Take one CONNECT and pass bytes both ways."""
        head = read_head(near)
        lines = head.decode("latin-1").split("\r\n")
        self.asked.append(lines[0])
        if (
            self.login is not None
            and f"proxy-authorization: {self.login}".lower() not in head.decode().lower()
        ):
            near.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            return
        with socket.create_connection(self.leads_to, timeout=_WAITS_S) as far:
            near.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pass_on, args=(far, near), name="back")
            back.start()
            _pass_on(near, far)
            back.join()


def read_head(connection: socket.socket) -> bytes:
    """Return what came up to the empty line that ends a request's head."""
    head = b""
    while b"\r\n\r\n" not in head:
        part = connection.recv(4096)
        if not part:
            raise ConnectionError
        head += part
    return head


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    try:
        while part := source.recv(65536):
            target.sendall(part)
    except OSError:
        pass  # one of them has hung up
    finally:
        with suppress(OSError):  # it may have been the first to hang up
            target.shutdown(socket.SHUT_RDWR)
