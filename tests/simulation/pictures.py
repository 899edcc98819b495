"""This file is the place where both sides are read once, at the end of a run, for the invariants to compare."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import select

from kacdesk.central.epoch import current_epoch
from kacdesk.central.tables import CONFLICT, FEED, INCIDENT, OP, PURGE, QUARANTINE, RECORD, SCOPE_HEAD, STREAM
from kacdesk.models.catalog import CATALOG
from kacdesk.store import tables
from kacdesk.store.held import registers_in_use
from kacdesk.store.marks import DeskState, read_state
from kacdesk.wire.codec import encode_values
from tests.simulation.central import Central
from tests.simulation.desk import Desk


@dataclass
class CentralPicture:
    """Everything the central store holds, by table."""

    epoch: str
    ops: list[Any]
    records: dict[tuple[str, str], Any]
    feed: dict[str, list[Any]]
    heads: dict[str, int]
    streams: dict[str, Any]
    conflicts: list[Any]
    quarantine: list[Any]
    incidents: list[Any]
    chains: dict[tuple[str, int], bytes]
    outcome: dict[str, Any]
    purged: set[str]


def picture_central(central: Central) -> CentralPicture:
    """Read the central store."""
    with central.database.whole() as connection:
        ops = list(connection.execute(select(OP).order_by(OP.c.point, OP.c.stream, OP.c.seq)).all())
        feed: dict[str, list[Any]] = defaultdict(list)
        for row in connection.execute(select(FEED).order_by(FEED.c.scope, FEED.c.cur)):
            feed[row.scope].append(row)
        records = connection.execute(select(RECORD).where(RECORD.c.point != "_ref"))
        return CentralPicture(
            epoch=current_epoch(connection).hex,
            ops=ops,
            records={(row.point, row.rid.hex): row for row in records},
            feed=feed,
            heads={row.scope: row.cur for row in connection.execute(select(SCOPE_HEAD))},
            streams={row.id.hex: row for row in connection.execute(select(STREAM))},
            conflicts=list(connection.execute(select(CONFLICT)).all()),
            quarantine=list(connection.execute(select(QUARANTINE)).all()),
            incidents=list(connection.execute(select(INCIDENT)).all()),
            chains={(row.stream.hex, row.seq): row.chain for row in ops},
            outcome={row.op.hex: row for row in ops if row.op is not None and row.outcome != "duplicate"},
            purged={
                rid.hex for rid in connection.scalars(select(PURGE.c.rid).where(PURGE.c.at_ms.is_not(None)))
            },
        )


@dataclass
class DeskPicture:
    """Everything a desk holds that the invariants speak of."""

    state: DeskState
    shown: dict[tuple[str, str], dict[str, Any]]
    origins: dict[tuple[str, str], dict[str, str]]
    points: set[str]
    outbox: list[Any]
    captured: int
    exceptions: dict[str, Any]
    conflicts: set[tuple[str, str, str, str]]
    unread: list[Any]
    incidents: list[Any]
    log: list[Any]
    sync: Any
    made: set[str] = field(default_factory=set)


def picture_desk(desk: Desk) -> DeskPicture:
    """Read a desk."""
    shown: dict[tuple[str, str], dict[str, Any]] = {}
    origins: dict[tuple[str, str], dict[str, str]] = {}
    points: set[str] = set()
    with desk.store.read() as connection:
        for spec in registers_in_use(connection, CATALOG):
            for row in connection.execute(select(CATALOG.table(spec.name))):
                key = (spec.name, row.id.hex)
                values = encode_values(spec, dict(row._mapping))
                shown[key] = {name: value for name, value in values.items() if value is not None}
                origins[key] = msgspec.json.decode(row._mapping["_o"])
                points.add(row.point)
        log = list(connection.execute(select(tables.change_log).order_by(tables.change_log.c.lid)).all())
        conflicts = connection.execute(select(tables.conflict)).all()
        picture = DeskPicture(
            state=read_state(desk.store),
            shown=shown,
            origins=origins,
            points=points,
            outbox=list(connection.execute(select(tables.outbox).order_by(tables.outbox.c.seq)).all()),
            captured=len(connection.execute(select(tables.capture.c.cid)).all()),
            exceptions={row.op.hex: row for row in connection.execute(select(tables.exception))},
            conflicts={(r.rid.hex, r.field, r.win_op.hex, r.lose_op.hex) for r in conflicts},
            unread=list(connection.execute(select(tables.unread)).all()),
            incidents=list(connection.execute(select(tables.incident)).all()),
            log=log,
            sync=connection.execute(select(tables.sync_state)).one(),
        )
    picture.made = {row.op.hex for row in log if row.origin == "desk" and row.op is not None}
    return picture
