"""This file is the place where the connection is cut after every byte of a request and of its answer.

`python -m benchmarks.reliability_cuts` prints one JSON summary; exit code 1 when something was lost, doubled or stuck.
"""

import argparse
import hashlib
import json
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from uuid import UUID

from sqlalchemy import func, select, update

from kacdesk.central import admin
from kacdesk.central.database import Database, open_database
from kacdesk.central.migrate import migrate
from kacdesk.central.tables import DEVICE, TICKET
from kacdesk.core import clock
from kacdesk.sync.file_cycle import ask
from kacdesk.sync.files import AskFile, ChunkCame, FetchChunk, FileKnown, SendChunk
from kacdesk.sync.transport import Transport
from tests.helpers.postgres import running_cluster
from tests.helpers.sample_desk import SampleDesk
from tests.helpers.server_process import running_server
from tests.reliability.counting import wrong_at
from tests.reliability.light_desk import LightDesk, NotKept, light_desk, tried
from tests.reliability.proxy import DOWN, UP, Line, Proxy, proxied

LINES_A_PUSH = 5
LINES_TO_PULL = 60
FILE_BYTES = 600
CUTS_A_DESK = 5
"""After so many cuts another desk goes on: one that asked dozens of times a second would be told to come later."""


@dataclass
class Told:
    """What came of cutting one kind of exchange one way.

    `torn` cuts that the desk saw as a failure · `unseen` of these, where the central store had done the work ·
    `progressed` torn pages of which something could be used.
    """

    points: int = 0
    torn: int = 0
    unseen: int = 0
    progressed: int = 0
    wrong: list[str] = field(default_factory=list)


class Cuts:
    """Cuts exchanges of light desks with one central store behind a proxy."""

    def __init__(self, database: Database, proxy: Proxy) -> None:
        self._database, self._proxy = database, proxy
        self.desks: list[SampleDesk] = []

    def run(self, kind: str, way: str, *, reset: bool, step: int = 1, first: int = 0) -> Told:
        """Cut one kind of exchange after `first`, `first + step`, … bytes of one way, until none is left to cut."""
        told = Told()
        attempt = {
            "push": self._pushing,
            "pull": self._pulling,
            "hello": self._greeting,
            "enrol": self._enrolling,
            "send a file": self._sending,
            "fetch a file": self._fetching,
        }[kind]()
        for place in count(first, step):
            cuts = self._proxy.passed.cuts
            self._proxy.line = Line(
                cut_up=place if way == UP else None, cut_down=place if way == DOWN else None, reset=reset
            )
            try:
                trouble = attempt(told, place)
            except NotKept as broken:
                told.wrong.append(f"{kind} {way} {place}: {broken}")
                return told
            if trouble is None and self._proxy.passed.cuts == cuts:
                return told
            told.points += 1
            told.torn += trouble is not None
        return told

    def check(self) -> list[str]:
        """Return what is wrong at the central store after all cuts."""
        return wrong_at(self._database, self.desks)

    def _desk(self) -> LightDesk:
        desk = light_desk(self._database)
        self.desks.append(desk.sample)
        return desk

    def _in_turn(self) -> Callable[[int], LightDesk]:
        """Return what tells the desk for a place of a cut."""
        desks: dict[int, LightDesk] = {}

        def desk_for(place: int) -> LightDesk:
            turn = place // CUTS_A_DESK
            if turn not in desks:
                desks[turn] = self._desk()
            return desks[turn]

        return desk_for

    @contextmanager
    def _line(self) -> Iterator[Transport]:
        transport = Transport(self._proxy.url)
        try:
            yield transport
        finally:
            transport.close()

    @contextmanager
    def _clean_line(self) -> Iterator[Transport]:
        self._proxy.line = Line()
        with self._line() as transport:
            yield transport

    def _pushing(self) -> Callable[[Told, int], str | None]:
        desk = self._desk()

        def attempt(told: Told, place: int) -> str | None:
            desk.add(LINES_A_PUSH)
            with self._line() as transport:
                trouble = tried(lambda: desk.push(transport, most=LINES_A_PUSH))
            with self._clean_line() as transport:
                if place % 2:  # as a desk begins its next cycle; without it the same batch comes twice
                    desk.hello(transport)
                    told.unseen += trouble is not None and desk.pending == 0
                if desk.pending:
                    desk.push(transport, most=LINES_A_PUSH)
            if desk.pending:
                raise NotKept("lines are left after a clean push")
            return trouble

        return attempt

    def _pulling(self) -> Callable[[Told, int], str | None]:
        writer, reader = self._desk(), self._desk()
        writer.add(LINES_TO_PULL)
        with self._clean_line() as transport:
            writer.push(transport, most=LINES_TO_PULL)
            head = reader.hello(transport).heads["p:BALVI"]
        least = 0

        def attempt(told: Told, place: int) -> str | None:
            nonlocal least
            reader.cursor = head - LINES_TO_PULL
            with self._line() as transport:
                trouble = tried(lambda: reader.pull(transport, limit=LINES_TO_PULL))
            moved = reader.cursor - (head - LINES_TO_PULL)
            if moved < least and self._proxy.line.cut_down is not None:
                raise NotKept(f"{moved} lines of a page that came further than one of which {least} counted")
            least = max(least, moved)
            told.progressed += 0 < moved < LINES_TO_PULL
            with self._clean_line() as transport:
                while reader.cursor < head:
                    reader.pull(transport, limit=LINES_TO_PULL)
            return trouble if moved < LINES_TO_PULL else None

        return attempt

    def _greeting(self) -> Callable[[Told, int], str | None]:
        """Every hello renews the token, so that each cut may lose a new one."""
        desk = self._desk()

        def attempt(told: Told, place: int) -> str | None:
            with self._database.whole() as connection:
                connection.execute(
                    update(DEVICE).where(DEVICE.c.id == desk.sample.device).values(token_issued_ms=0)
                )
            with self._line() as transport:
                trouble = tried(lambda: desk.hello(transport))
            with self._database.whole() as connection:
                renewed = connection.execute(
                    select(DEVICE.c.token_issued_ms).where(DEVICE.c.id == desk.sample.device)
                ).scalar_one()
            told.unseen += trouble is not None and renewed != 0
            with self._clean_line() as transport:
                desk.hello(transport)
            return trouble

        return attempt

    def _enrolling(self) -> Callable[[Told, int], str | None]:
        def attempt(told: Told, place: int) -> str | None:
            with self._database.whole() as connection:
                ticket = admin.issue_ticket(connection, "BALVI", now_ms=clock.now_ms())
            desk = LightDesk(SampleDesk("BALVI"))
            self.desks.append(desk.sample)
            request = desk.sample.enrolment(ticket)
            with self._line() as transport:
                trouble = tried(lambda: transport.enrol(desk.state, request))
            told.unseen += trouble is not None and self._admitted(desk.sample.device)
            with self._clean_line() as transport:
                desk.sample.token = transport.enrol(desk.state, request).token
                desk.hello(transport)
            with self._database.whole() as connection:
                used = connection.execute(
                    select(func.count()).where(TICKET.c.device == desk.sample.device)
                ).scalar_one()
            if used != 1 or not self._admitted(desk.sample.device):
                raise NotKept("a code admitted a desk not exactly once")
            return trouble

        return attempt

    def _sending(self) -> Callable[[Told, int], str | None]:
        """Every cut is of the chunk of a new small file."""
        desk_for = self._in_turn()

        def attempt(told: Told, place: int) -> str | None:
            desk = desk_for(place)
            content = secrets.token_bytes(FILE_BYTES)
            sha, size = hashlib.sha256(content).digest(), len(content)
            chunk = SendChunk(sha, 0, size, size, content)
            with self._line() as transport:
                trouble = tried(lambda: ask(transport, desk.state, chunk))
            with self._clean_line() as transport:
                known = ask(transport, desk.state, AskFile(sha))
                if trouble is not None and isinstance(known, FileKnown) and known.received == size:
                    told.unseen += 1
                else:
                    ask(transport, desk.state, chunk)
                came = ask(transport, desk.state, FetchChunk(sha, 0, size))
            if not isinstance(came, ChunkCame) or came.content != content:
                raise NotKept("a file is not what was sent")
            return trouble

        return attempt

    def _fetching(self) -> Callable[[Told, int], str | None]:
        desk_for, content = self._in_turn(), secrets.token_bytes(FILE_BYTES)
        sha, size = hashlib.sha256(content).digest(), len(content)
        with self._clean_line() as transport:
            ask(transport, desk_for(0).state, SendChunk(sha, 0, size, size, content))

        def attempt(told: Told, place: int) -> str | None:
            desk = desk_for(place)
            wanted = FetchChunk(sha, 0, size)
            with self._line() as transport:
                trouble = tried(lambda: _whole(ask(transport, desk.state, wanted), content))
            with self._clean_line() as transport:
                _whole(ask(transport, desk.state, wanted), content)
            return trouble

        return attempt

    def _admitted(self, device: UUID) -> bool:
        with self._database.whole() as connection:
            found: int = connection.execute(select(func.count()).where(DEVICE.c.id == device)).scalar_one()
        return found == 1


def _whole(came: object, content: bytes) -> None:
    if not isinstance(came, ChunkCame) or came.content != content:
        raise NotKept("a torn file was taken for a whole one")


KINDS = ("push", "pull", "hello", "enrol", "send a file", "fetch a file")


def main() -> int:
    """Cut a real server process on PostgreSQL after every byte and print the summary."""
    parser = argparse.ArgumentParser(description="Cut the connection after every byte.")
    parser.add_argument("--step", type=int, default=1, help="bytes between two cuts")
    parser.add_argument("--kind", choices=KINDS, action="append")
    asked = parser.parse_args()
    started = clock.monotonic_ms()
    summary: dict[str, object] = {}
    wrong: list[str] = []
    with running_cluster() as cluster:
        url = cluster.create("cuts")
        database = open_database(url)
        migrate(database)
        with database.whole() as connection:
            admin.add_point(connection, "BALVI", name="", now_ms=clock.now_ms())
        with running_server(["serve", "--database", url]) as running, proxied(running.url) as proxy:
            cuts = Cuts(database, proxy)
            for kind in asked.kind or KINDS:
                for way in (UP, DOWN):
                    for reset in (False, True):
                        told = cuts.run(kind, way, reset=reset, step=asked.step)
                        wrong += told.wrong
                        name = f"{kind} {way} {'reset' if reset else 'closed'}"
                        summary[name] = {
                            "cuts": told.points,
                            "torn": told.torn,
                            "done_unseen": told.unseen,
                            "progress": told.progressed,
                        }
        wrong += cuts.check()
        database.close()
    seconds = (clock.monotonic_ms() - started) // 1000
    sys.stdout.write(json.dumps({"by_kind": summary, "wrong": wrong, "seconds": seconds}) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
