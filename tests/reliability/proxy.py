"""This file is the place where a bad line is made: a TCP proxy that cuts, slows down and delays what passes it."""

import asyncio
import random
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_CHUNK_BYTES = 16 * 1024
_STARTS_S = 30.0
_RESET = struct.pack("ii", 1, 0)
UP, DOWN = "up", "down"
"""From the desk to the central store, and back."""


@dataclass(frozen=True)
class Line:
    """What the line does to a connection.

    `cut_up`, `cut_down`: end it when so many bytes of that direction have passed; `reset` ends it by RST instead of
    FIN · `bytes_per_s` in each direction, over all connections together · `delay_s` one way ·
    `cut_share` of the exchanges are cut after a random part of their bytes.
    """

    cut_up: int | None = None
    cut_down: int | None = None
    reset: bool = False
    bytes_per_s: float | None = None
    delay_s: float = 0.0
    cut_share: float = 0.0


@dataclass
class Passed:
    """What has passed since it was last reset: bytes of each direction, exchanges, cuts."""

    up: int = 0
    down: int = 0
    exchanges: int = 0
    cuts: int = 0


class _Cut(Exception):
    """The line broke here."""


@dataclass
class _Connection:
    """One desk's connection, with what is still allowed to pass."""

    line: Line
    left: dict[str, int | None]
    last: str = DOWN
    writers: list[asyncio.StreamWriter] = field(default_factory=list)


class Proxy:
    """Listens on loopback and passes everything on to `target` (an http address). Runs on a thread of its own.

    `line` counts for connections that are made after it was set.
    """

    def __init__(self, target: str, *, seed: int = 1) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._chance = random.Random(seed)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="proxy")
        self._free_at = {UP: 0.0, DOWN: 0.0}
        self._tasks: set[asyncio.Task[None]] = set()
        self.line = Line()
        self.passed = Passed()
        self.url = f"{parts.scheme}://127.0.0.1:{self._listener.getsockname()[1]}"

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()
        if not self._ready.wait(_STARTS_S):
            raise RuntimeError("the proxy did not start")

    def stop(self) -> None:
        """End every connection and the thread."""
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join()

    def aim(self, target: str) -> None:
        """Pass connections made from now on to another address."""
        parts = urlsplit(target)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 80)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        self._ending = asyncio.Event()
        server = await asyncio.start_server(self._accept, sock=self._listener)
        self._ready.set()
        await self._ending.wait()
        server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        line = self.line
        connection = _Connection(line, {UP: line.cut_up, DOWN: line.cut_down}, writers=[writer])
        pumps: list[asyncio.Task[None]] = []
        try:
            their_reader, their_writer = await asyncio.open_connection(*self._target)
            connection.writers.append(their_writer)
            pumps = [
                asyncio.create_task(self._pump(connection, UP, reader, their_writer)),
                asyncio.create_task(self._pump(connection, DOWN, their_reader, writer)),
            ]
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        except (OSError, asyncio.CancelledError):
            pass  # nobody listens there, or the proxy ends: the desk sees a connection that closes
        finally:
            for pump in pumps:
                pump.cancel()
            told = await asyncio.gather(*pumps, return_exceptions=True)
            cut = any(isinstance(one, _Cut) for one in told)
            self.passed.cuts += cut
            for each in connection.writers:
                _end(each, reset=cut and line.reset)

    async def _pump(
        self, connection: _Connection, way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Pass on what comes one way, until it ends or the line breaks."""
        if connection.left[way] == 0:
            raise _Cut
        while chunk := await reader.read(_CHUNK_BYTES):
            if way == UP and connection.last == DOWN:
                self._begin_exchange(connection)
            connection.last = way
            left = connection.left[way]
            allowed = chunk if left is None else chunk[:left]
            await self._take_time(connection.line, way, len(allowed))
            writer.write(allowed)
            await writer.drain()
            setattr(self.passed, way, getattr(self.passed, way) + len(allowed))
            if left is not None:
                connection.left[way] = left - len(allowed)
                if left <= len(chunk):
                    raise _Cut

    def _begin_exchange(self, connection: _Connection) -> None:
        self.passed.exchanges += 1
        if self._chance.random() < connection.line.cut_share:
            connection.left[self._chance.choice((UP, DOWN))] = self._chance.randrange(4000)

    async def _take_time(self, line: Line, way: str, count: int) -> None:
        """Wait as long as these bytes need on the line, behind those that are on it already."""
        if line.bytes_per_s is not None:
            now = self._loop.time()
            self._free_at[way] = max(now, self._free_at[way]) + count / line.bytes_per_s
            await asyncio.sleep(self._free_at[way] - now)
        if line.delay_s:
            await asyncio.sleep(line.delay_s)


def _end(writer: asyncio.StreamWriter, *, reset: bool) -> None:
    """Close one side; `reset` throws away what is still under way."""
    if reset:
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        writer.transport.abort()
    else:
        writer.close()


@contextmanager
def proxied(target: str, *, seed: int = 1) -> Iterator[Proxy]:
    """Stand between a desk and `target` for the length of a block."""
    proxy = Proxy(target, seed=seed)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()
