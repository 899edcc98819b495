"""This file is the place where a simulated desk runs: the real store and exchange, and a process cut anywhere."""

import random
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import update
from urllib3.exceptions import ProtocolError

import kacdesk
from kacdesk.core import chance
from kacdesk.core.ids import new_id, new_series
from kacdesk.models.catalog import CATALOG
from kacdesk.models.fields import NO_ONE
from kacdesk.store import marks, opening, tables
from kacdesk.store.marks import DeskState
from kacdesk.store.pen import Pen
from kacdesk.store.session import Changes, Store, Unit
from kacdesk.sync.cycle import Done, Question, ask, steps
from kacdesk.sync.engine import Engine, Event, Failed
from kacdesk.sync.failure import Failure
from kacdesk.sync.sentences import FORGOTTEN
from kacdesk.sync.transport import Transport
from kacdesk.vault.encrypted import Access, open_engine
from kacdesk.wire.messages import EnrolRequest, ProblemType
from kacdesk.wire.signing import public_key
from tests.simulation.central import Answer, Sent
from tests.simulation.files import Disk, read_disk, templates, write_disk
from tests.simulation.world import Computer, World

URL = "https://centrala.example"


class PowerCut(BaseException):
    """The desk's process is gone; nothing of it could tidy up."""


class Departed(Exception):
    """A request has left the desk; its answer comes later, if it comes."""

    def __init__(self, sent: Sent) -> None:
        super().__init__(sent.path)
        self.sent = sent


class MortalStore(Store):
    """The real store, in which the power may fail at one of its next transactions.

    What is searched is not written: no invariant reads it, and it is half of the work.
    """

    cut_in: int | None = None
    before_commit = False

    @contextmanager
    def unit(
        self, actor: UUID, *, reason: str | None = None, applying: bool = False, kind: str | None = None
    ) -> Iterator[Unit]:
        """Open a transaction as the real one does; the power may fail before or after its commit."""
        fatal = self.cut_in == 0
        if self.cut_in is not None:
            self.cut_in -= 1
        with super().unit(actor, reason=reason, applying=applying, kind=kind) as unit:
            yield unit
            if fatal and self.before_commit:
                raise PowerCut
        if fatal:
            raise PowerCut

    def _index(self, unit: Unit) -> Changes:
        return Changes({})


class Received:
    """An answer as the HTTP library hands it over, piece by piece; one that was torn breaks off."""

    def __init__(self, answer: Answer) -> None:
        self.status = answer.status
        self.headers = answer.headers
        self._left = answer.body
        self._torn = answer.torn

    def read1(self, most: int) -> bytes:
        """Return the next piece."""
        piece, self._left = self._left[:most], self._left[most:]
        if not piece and self._torn:
            raise ProtocolError("the connection broke off")
        return piece

    def release_conn(self) -> None:
        """Give the connection back."""

    def close(self) -> None:
        """Give the connection up."""


class Socket:
    """What stands where the real transport has its connections: requests depart, the answer at hand is received."""

    def __init__(self, answer: Answer | None) -> None:
        self._answer = answer

    def request(self, method: str, url: str, **told: Any) -> Received:
        """Send, or receive what has come for this request."""
        if self._answer is None:
            path = url.removeprefix(URL)
            body = told["body"].read() if told["body"] is not None else b""
            raise Departed(Sent(method, path, dict(told["headers"]), body))
        return Received(self._answer)


class Wire(Transport):
    """The real transport up to its connections."""

    def __init__(self, answer: Answer | None = None) -> None:
        self._url = URL
        self._pool: Any = Socket(answer)


@dataclass
class Open:
    """A cycle that waits for an answer: to which request, asked how."""

    cycle: Generator[Question, Event, Done]
    question: Question
    request: int = 0


class Desk:
    """A desk's computer: its disk, its process, its clock."""

    def __init__(
        self, world: World, number: int, point: str, folder: Path, *, disk: Disk | None = None
    ) -> None:
        self._world = world
        self.number = number
        self.point = point
        self.computer = Computer()
        self.path = folder / f"desk-{number}.db"
        self.alive = True
        self.unknown = False
        self.kept: list[Disk] = []
        self.open: Open | None = None
        self.actor = UUID(int=0xDE5C << 64 | number + 1)
        write_disk(self.path, disk or templates().desk)
        self._start()
        if disk is None:
            self._introduce()

    def _start(self) -> None:
        """Begin a process, as `opening` does once it has found nothing to migrate."""
        key, pen = templates().desk_key, Pen()
        writer = open_engine(self.path, key, Access(functions=pen.functions()))
        with writer.connect() as connection, connection.begin():
            opening._resume_clock(connection, pen)
        reader = open_engine(self.path, key, Access(query_only=True))
        self.store = MortalStore(
            path=self.path, catalog=CATALOG, writer=writer, reader=reader, pen=pen, close=lambda: None
        )
        self.engine = Engine(random.Random(self._world.chance.getrandbits(32)))
        self.open = None

    def _introduce(self) -> None:
        """Give a copy of the template the identity of a new installation."""
        self._world.act(self.computer)
        with self.store.unit(NO_ONE, applying=True) as unit:
            desk = {"device": new_id(), "point": self.point, "series": new_series()}
            unit.connection.execute(update(tables.desk).values(**desk))
            key = chance.random_bytes(32)
            unit.connection.execute(update(tables.sync_state).values(stream=new_id(), device_key=key))
        self.store.point = self.point

    def act(self) -> None:
        """Let the program run on this computer from now on."""
        self._world.act(self.computer)

    def stop(self) -> None:
        """End the process; what was not committed is gone."""
        self.open = None
        self.store.close()

    def restart(self) -> None:
        """Begin a new process on the same disk."""
        self.stop()
        self._world.restart(self.computer)
        self.act()
        self._start()

    def disk(self) -> Disk:
        """Copy the disk."""
        return read_disk(self.path)

    def put_back(self, disk: Disk) -> None:
        """Start from another disk."""
        self.stop()
        write_disk(self.path, disk)
        self._world.restart(self.computer)
        self.act()
        self._start()

    # --- the exchange
    @property
    def enrolled(self) -> bool:
        """Say whether the desk belongs to the central store and was not told otherwise."""
        return not self.unknown and self.sync_state().token is not None

    def sync_state(self) -> Any:
        """Return the row that says where the exchange stands."""
        with self.store.read() as connection:
            return connection.execute(tables.sync_state.select()).one()

    def enrol(self, ticket: str, handle: Callable[[Sent], Answer]) -> None:
        """Trade an enrolment code; somebody sits before it, so the network holds that long."""
        self.act()
        state = marks.read_state(self.store)
        request = EnrolRequest(
            ticket=ticket.replace("-", ""),
            device=state.device.hex,
            stream=state.stream.hex,
            series=state.series,
            pubkey=public_key(state.device_key).hex(),
            app=kacdesk.__version__,
            sv=state.schema_version,
        )
        answer = handle(self._departing(state, request))
        self.act()
        try:
            reply = Wire(answer).enrol(state, request)
        except Failure as failure:
            if failure.type != ProblemType.CLOCK:
                raise
            marks.note_contact(self.store, offset_ms=failure.offset_ms)
            self.enrol(ticket, handle)
            return
        marks.enrolled(self.store, URL, reply)
        self.unknown = False

    def _departing(self, state: DeskState, request: EnrolRequest) -> Sent:
        try:
            Wire().enrol(state, request)
        except Departed as departed:
            return departed.sent
        raise RuntimeError("the request did not leave")

    def begin(self) -> Sent | None:
        """Begin a cycle; return the first request, None when it ended without one."""
        self.act()
        cycle = steps(self.store, self.engine)
        try:
            return self._departs(cycle, next(cycle))
        except StopIteration:
            return None

    def hear(self, answer: Answer) -> "Sent | Done":
        """Take the answer to the open request; return the next request, or how the cycle ended."""
        self.act()
        opened = self._opened()
        return self._tell(opened, ask(Wire(answer), opened.question))

    def time_out(self) -> "Sent | Done":
        """Give the open request up."""
        self.act()
        return self._tell(self._opened(), Failed(Failure(Failure.TIMEOUT)))

    def _opened(self) -> Open:
        if self.open is None:
            raise RuntimeError("nothing was asked")
        return self.open

    def _tell(self, opened: Open, event: Event) -> "Sent | Done":
        self.open = None
        try:
            question = opened.cycle.send(event)
        except StopIteration as end:
            done: Done = end.value
            self.unknown = done.trouble in FORGOTTEN
            return done
        return self._departs(opened.cycle, question)

    def _departs(self, cycle: Generator[Question, Event, Done], question: Question) -> Sent:
        self.open = Open(cycle, question)
        try:
            ask(Wire(), question)
        except Departed as departed:
            return departed.sent
        raise RuntimeError("the request did not leave")
