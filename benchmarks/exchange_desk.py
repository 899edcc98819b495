"""This file is the place where benchmarks of the exchange get desks: real lines, engine and transport, no disk.

The lines were captured and sealed by a real desk with the sample filled in. For a desk of its own they are sealed
again with new identifiers. What a desk keeps in its store is kept in memory here, so that the load generator costs
the machine little; the engine that decides and the transport that signs and sends are those of the program.
"""

import base64
import random
import re
import secrets
import tempfile
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.core.ids import new_id, new_series
from kacdesk.models.catalog import SCHEMA_VERSION
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.samples import sample
from kacdesk.store import opening, sealing, tables
from kacdesk.store.marks import DeskState
from kacdesk.store.sealing import SealedBatch
from kacdesk.sync import engine as e
from kacdesk.sync.failure import Failure
from kacdesk.sync.transport import Transport
from kacdesk.vault.slots import Unlock
from kacdesk.wire.line import FIRST_CHAIN, Line, LineKind, chain_over, leaf_of, parse_line
from kacdesk.wire.messages import EnrolRequest
from kacdesk.wire.signing import new_private_key, public_key

_ANY_ID = re.compile(rb"\b[0-9a-f]{32}\b")
_OWN_ID = re.compile(rb'"(?:id|x|rid)":"([0-9a-f]{32})"')
_POINT = re.compile(rb'"p":"[A-Z0-9_-]+"')
_NUMBER = re.compile(rb'"number":"[A-Z0-9_-]+/')
_SERIES = re.compile(rb'"series":"[A-Z]+"')
_LAST_DAY = date(2026, 11, 20)
_CORRECTED_EVERY = 8
"""One visit in so many is corrected afterwards: about a tenth of the lines are changes of what is there."""


def real_lines(count: int) -> list[bytes]:
    """Return what a real desk captured and sealed of `count` changes: new records first, then corrections of them."""
    with tempfile.TemporaryDirectory(prefix="kac-lines-") as folder:
        point = opening.PointInfo(code=sample.POINT, title="Balvi", type="regional", sample=True)
        store = opening.create(Path(folder) / "desk", Unlock(beside_data=True), point)
        try:
            context = sample.fill(store, contacts=count * 6 // 10, last_day=_LAST_DAY)
            _correct_some(context, most=count // 10)
            sealing.seal(store)
            with store.read() as connection:
                found = connection.scalars(select(tables.outbox.c.line).order_by(tables.outbox.c.seq)).all()
        finally:
            store.close()
    lines = [(raw, line) for raw in found if raw and isinstance(line := parse_line(raw), Line)]
    changed = sum(line.kind is LineKind.SET for _, line in lines)
    made = [(raw, line) for raw, line in lines if line.kind is LineKind.INS]
    chosen, spare = made[: count - changed], made[count - changed :]
    known = {line.record for _, line in chosen}
    chosen += [(raw, line) for raw, line in lines if line.kind is LineKind.SET and line.record in known]
    return [raw for raw, _ in (chosen + spare)[:count]]


def _correct_some(context: Context, *, most: int) -> None:
    table = context.catalog.table("visit")
    with context.store.read() as connection:
        rows = connection.execute(select(table.c.id, table.c.rev).order_by(table.c.n)).all()
    for row in rows[::_CORRECTED_EVERY][:most]:
        change = {"note": "Precizēts pēc klienta lūguma"}
        records.correct(context, "visit", row.id, change, rev=row.rev, reason="Pārrakstīšanās kļūda")


def resealed(lines: Sequence[bytes], *, point: str, series: str) -> list[bytes]:
    """Return sealed lines as another desk would have sealed them.

    They have its point and series, new records, operations and salts, and numbers of their own in the stream. The rest
    stays byte for byte, so that the form is the sealed one.
    """
    own = {found for raw in lines for found in _OWN_ID.findall(raw)}
    new = {old: new_id().hex.encode() for old in sorted(own)}
    numbered = f'"number":"{point}-{series}/'.encode()
    drawn = f'"series":"{series}"'.encode()
    made = []
    for seq, raw in enumerate(lines, start=1):
        body = _ANY_ID.sub(lambda found: new.get(found[0], found[0]), raw[raw.index(b",") : -27])
        body = _POINT.sub(f'"p":"{point}"'.encode(), body, count=1)
        if b'"r":"received_document"' in body:
            body = _SERIES.sub(drawn, _NUMBER.sub(numbered, body, count=1), count=1)
        salt = base64.b64encode(secrets.token_bytes(16))
        made.append(b'{"s":%d%s"%s"}' % (seq, body, salt))
    return made


@dataclass
class LoadDesk:
    """A desk whose store is this object. `trouble` counts, by type, the failures that ended its cycles."""

    point: str
    lines: Sequence[bytes]
    device: UUID = field(default_factory=new_id)
    stream: UUID = field(default_factory=new_id)
    series: str = field(default_factory=new_series)
    private: bytes = field(default_factory=new_private_key, repr=False)
    token: str | None = field(default=None, repr=False)
    url: str = ""
    epoch: UUID | None = None
    offset_ms: int = 0
    acked: int = 0
    chains: list[bytes] = field(default_factory=list)
    cursors: dict[str, int] = field(default_factory=dict)
    trouble: dict[str, int] = field(default_factory=dict)
    pushes: int = 0
    hellos: int = 0
    remarks: int = 0

    def __post_init__(self) -> None:
        self.chains = [FIRST_CHAIN, *chain_over(FIRST_CHAIN, [leaf_of(line) for line in self.lines])]
        self._pending_bytes = sum(len(line) for line in self.lines)

    @property
    def done(self) -> bool:
        """Say whether everything is acknowledged."""
        return self.acked == len(self.lines)

    def enrol(self, url: str, ticket: str) -> None:
        """Trade a ticket for a token."""
        request = EnrolRequest(
            ticket=ticket,
            device=self.device.hex,
            stream=self.stream.hex,
            series=self.series,
            pubkey=public_key(self.private).hex(),
            app="benchmark",
            sv=SCHEMA_VERSION,
        )
        transport = Transport(url)
        try:
            reply = transport.enrol(self.state(), request)
        finally:
            transport.close()
        self.url, self.token, self.series, self.epoch = url, reply.token, reply.series, UUID(reply.epoch)

    def state(self) -> DeskState:
        """Return where the desk stands."""
        return DeskState(
            device=self.device,
            point=self.point,
            stream=self.stream,
            series=self.series,
            last_seq=len(self.lines),
            last_chain=self.chains[-1],
            acked_seq=self.acked,
            safe_seq=0,
            held_first=1,
            epoch=self.epoch,
            cursors=dict(self.cursors),
            pending_changes=len(self.lines) - self.acked,
            pending_bytes=self._pending_bytes,
            schema_version=SCHEMA_VERSION,
            clock_offset_ms=self.offset_ms,
            central_url=self.url,
            token=self.token,
            device_key=self.private,
        )

    def drain(self, chance: random.Random, *, stop: threading.Event) -> None:
        """Run cycles of the real engine, resting as it says, until everything is acknowledged."""
        engine = e.Engine(chance)
        while not self.done and not stop.is_set():
            transport = Transport(self.url)
            try:
                rest = self._cycle(engine, transport)
            finally:
                transport.close()
            if rest.trouble is not None:
                self.trouble[rest.trouble] = self.trouble.get(rest.trouble, 0) + 1
            if not self.done:
                stop.wait(rest.seconds)

    def _cycle(self, engine: e.Engine, transport: Transport) -> e.Rest:
        event: e.Event = e.Woke()
        while True:
            actions = engine.step(event, now_ms=clock.now_ms())
            for action in actions[:-1]:
                if isinstance(action, e.KeepContact):
                    self._keep(action)
            last = actions[-1]
            if isinstance(last, e.Rest):
                return last
            if self.done and not isinstance(last, e.SealAndRead | e.SendHello | e.Settle):
                return e.Rest(0.0)
            event = self._carry_out(last, transport)

    def _carry_out(self, action: e.Action, transport: Transport) -> e.Event:
        try:
            match action:
                case e.SealAndRead():
                    return e.StateRead(self.state())
                case e.SendHello(state):
                    self.hellos += 1
                    reply = transport.hello(state)
                    reply.heads.clear()  # nothing to read: this desk only sends
                    return e.HelloAnswered(reply)
                case e.Settle():
                    return self._settle(action)
                case e.ReadBatch(most_bytes, most_changes):
                    return e.BatchReady(self._batch(most_bytes, most_changes))
                case e.SendBatch(batch, state):
                    started = clock.monotonic_ms()
                    receipt = transport.push(state, batch)
                    self.pushes += 1
                    return e.PushAnswered(receipt, (clock.monotonic_ms() - started) / 1000)
        except Failure as failure:
            return e.Failed(failure)
        raise RuntimeError(f"no desk of a benchmark does this: {action}")

    def _keep(self, action: e.KeepContact) -> None:
        self.offset_ms, self.epoch = action.offset_ms, action.epoch or self.epoch
        self.token = action.token or self.token

    def _settle(self, action: e.Settle) -> e.Event:
        """Move the mark only if our own chain agrees."""
        if action.last_seq > len(self.lines) or self.chains[action.last_seq] != action.last_chain:
            raise RuntimeError("the central store holds another stream than this desk sent")
        before, self.acked = self.acked, action.last_seq
        self._pending_bytes -= sum(len(line) for line in self.lines[before : self.acked])
        if action.reply is not None:
            self.remarks += len(action.reply.exceptions)
        return e.Agreed(self.state())

    def _batch(self, most_bytes: int, most_changes: int) -> SealedBatch:
        taken, size = 0, 0
        for line in self.lines[self.acked : self.acked + most_changes]:
            size += len(line) + 1
            if taken and size > most_bytes:
                break
            taken += 1
        last = self.acked + taken
        return SealedBatch(
            self.stream,
            self.acked + 1,
            self.chains[self.acked],
            self.chains[last],
            self.lines[self.acked : last],
        )


def registers_of(lines: Sequence[bytes]) -> dict[str, int]:
    """Return how many of the lines are of each register and kind."""
    read = [line for raw in lines if isinstance(line := parse_line(raw), Line)]
    return dict(sorted(Counter(f"{line.register}/{line.kind}" for line in read).items()))
