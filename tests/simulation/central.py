"""This file is the place where the simulated central store runs: the real code on its embedded encrypted file.

A request comes in as bytes and goes through everything but the socket: token, signature, digest, frames, routes. What
may fail is a process that dies before or after a commit, and a file that is put back from a backup.
"""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Connection, Engine, select, update
from starlette.requests import Request
from starlette.responses import Response

from kacdesk.central import admin
from kacdesk.central.auth import Asked, Gate
from kacdesk.central.catching_up import catch_up
from kacdesk.central.database import Database
from kacdesk.central.epoch import begin_epoch
from kacdesk.central.guarding import guarded
from kacdesk.central.http_exchange import ExchangeApi
from kacdesk.central.metrics import Metrics
from kacdesk.central.purge_register import Entry, replay_register
from kacdesk.central.purges import enforce
from kacdesk.central.replies import HttpProblem, answer
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import RECORD, STREAM
from kacdesk.models.catalog import CATALOG, Catalog
from kacdesk.vault.encrypted import open_engine
from kacdesk.wire.messages import ProblemType
from kacdesk.wire.signing import SIGNATURE_HEADER
from kacdesk.wire.tickets import ticket_text
from tests.simulation.failure import Broken
from tests.simulation.files import POINTS, Disk, read_disk, templates, write_disk
from tests.simulation.older import OLDER
from tests.simulation.world import Computer, World


class Died(BaseException):
    """The process of the central store is gone; nothing of it could tidy up."""


class MortalDatabase(Database):
    """A database whose process may die at one of its next transactions."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, embedded=True)
        self.dies_in: int | None = None
        self.before_commit = False

    @contextmanager
    def unit(self, point: str, *, ticket: bytes = b"") -> Iterator[Connection]:
        """Open a transaction as the real one does; the process may die before or after its commit."""
        fatal = self.dies_in == 0
        if self.dies_in is not None:
            self.dies_in -= 1
        with super().unit(point, ticket=ticket) as connection:
            yield connection
            if fatal and self.before_commit:
                raise Died
        if fatal:
            raise Died


class PatientGate(Gate):
    """The real gate; what the network delivers a second time may pass it, as it does after a restart.

    Otherwise the nonces would keep every repeated request from the code that has to be proved against them.
    """

    patient: ClassVar[bool] = False

    def require_signature(self, asked: Asked, public: bytes, *, now_ms: int) -> None:
        """Refuse what does not hold; a repetition passes when the gate is patient."""
        try:
            super().require_signature(asked, public, now_ms=now_ms)
        except HttpProblem as problem:
            if not (self.patient and problem.kind in (ProblemType.REPLAY, ProblemType.CLOCK)):
                raise


@dataclass(frozen=True)
class Sent:
    """A request as it travels."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """An answer as it travels; a torn one breaks off after `body`."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    torn: bool = False


@cache
def _metrics() -> Metrics:
    """Return the counters that all processes of the central store share here; nobody looks at them."""
    return Metrics()


class Central:
    """The central store's computer."""

    def __init__(self, world: World, folder: Path, *, older: bool = False) -> None:
        self._world = world
        self._path = folder / "central.db"
        self._catalog: Catalog = OLDER if older else CATALOG
        self.computer = Computer()
        self.backup: Disk | None = None
        self.purges: list[Entry] = []
        write_disk(self._path, templates().central)
        self._start()
        self.begin_epoch("installed")

    def _start(self) -> None:
        self.database = MortalDatabase(open_engine(self._path, templates().central_key))
        self.store = SqlStore(self.database, self._catalog)
        self._api = ExchangeApi(self.store, PatientGate(self.store), busy_s=lambda: 0, metrics=_metrics())

    def stop(self) -> None:
        """End the process."""
        self.database.close()

    def restart(self) -> None:
        """Begin a new process on the same file."""
        self.stop()
        self._world.restart(self.computer)
        self._start()

    def handle(self, sent: Sent, *, again: bool = False) -> Answer:
        """Answer one request; `again` says that the network delivered it before. Raises Died."""
        self._world.act(self.computer)
        PatientGate.patient = again
        response = self._answer(sent)
        if response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Broken("I8", f"the central store failed at {sent.path.partition('?')[0]}")
        headers = {name.title(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, bytes(response.body))

    def _answer(self, sent: Sent) -> Response:
        parts = urlsplit(sent.path)
        headers = {name.lower(): value for name, value in sent.headers.items()}
        scope = {
            "type": "http",
            "method": sent.method,
            "path": parts.path,
            "query_string": parts.query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        asked = Asked(
            method=sent.method,
            path=sent.path,
            body=sent.body,
            authorization=headers.get("authorization", ""),
            digest=headers.get("content-digest", ""),
            signature=headers.get(SIGNATURE_HEADER.lower(), ""),
        )
        work = getattr(self._api, parts.path.rpartition("/")[2])
        try:
            return guarded(work, asked, Request(scope))
        except HttpProblem as problem:
            return answer(problem)

    def ticket(self, point: str) -> str:
        """Return a new enrolment code, as an administrator reads it out."""
        self._world.act(self.computer)
        with self.database.whole() as connection:
            return ticket_text(admin.issue_ticket(connection, point, now_ms=self._world.now_ms()))

    def upgrade(self) -> int:
        """Learn what the desks know; return how many lines that had to wait for it were judged again."""
        self._catalog = CATALOG
        self.restart()
        self._world.act(self.computer)
        return self._catch_up()

    def _catch_up(self) -> int:
        """Read what an older version could only keep, as a process does by itself that begins to serve."""
        return sum(catch_up(self.database, self._catalog, point).lines for point in POINTS)

    def keep_backup(self) -> None:
        """Make a backup; once it was proved, everything in it is safe."""
        self.backup = read_disk(self._path)
        with self.database.whole() as connection:
            connection.execute(update(STREAM).values(safe_seq=STREAM.c.last_seq))

    def restore(self) -> bool:
        """Put the last backup in the place of the file; False when there is none."""
        if self.backup is None:
            return False
        self.stop()
        write_disk(self._path, self.backup)
        self._world.restart(self.computer)
        self._start()
        self._world.act(self.computer)
        replay_register(self.database, self._catalog, self.purges)
        self.begin_epoch("restored")
        self._catch_up()
        return True

    def purge(self, chance: random.Random) -> bool:
        """Erase some record by decision of two persons; False when there is none. The register of it is kept apart."""
        self._world.act(self.computer)
        with self.database.whole() as connection:
            query = select(RECORD.c.point, RECORD.c.rid, RECORD.c.reg, RECORD.c.scope)
            roots = [spec.name for spec in self._catalog.roots]
            rows = connection.execute(query.where(RECORD.c.point != "_ref", RECORD.c.reg.in_(roots))).all()
            if not rows:
                return False
            row = chance.choice(sorted(rows, key=lambda row: str(row.rid)))
            now_ms = self._world.now_ms()
            entry = Entry(
                **row._mapping,
                basis="17-1-b",
                asked_by="Paraugs Pirmais",
                asked_ms=now_ms,
                seconded_by="Paraugs Otrais",
                at_ms=now_ms,
            )
            enforce(connection, self.database, self._catalog, {**msgspec.structs.asdict(entry), "cur": None})
        self.purges.append(entry)
        return True

    def begin_epoch(self, reason: str) -> None:
        """Begin another life of the store."""
        self._world.act(self.computer)
        with self.database.whole() as connection:
            begin_epoch(connection, reason=reason, now_ms=self._world.now_ms())
