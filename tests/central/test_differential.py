"""Random operations give equal records, feeds and conflicts on PostgreSQL, embedded, and by the merge alone."""

import random
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from kacdesk.central import admin
from kacdesk.central.database import Database, open_database
from kacdesk.central.grouped import by_field
from kacdesk.central.merge import Change, RecordState, merge
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import CONFLICT, FEED, OP, QUARANTINE, RECORD
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG
from kacdesk.vault.slots import Unlock
from kacdesk.wire.line import Line, parse_line
from kacdesk.wire.stamp import effective
from tests.helpers.sample_desk import SampleDesk, staff_values

SEEDS = range(25)
LINES = 40
VALUES: dict[str, list[Any]] = {
    "name": ["Ā Paraugs", "Ņ Paraugs", "Š Paraugs", "x" * 500],
    "role": ["CLERK", "SUPERVISOR", "NOBODY"],
    "active": [True, False],
}
"""Some of them break the rules of the register."""


@pytest.fixture
def both(pg_url: str, file_url: str) -> Iterator[list[Database]]:
    """One database of each kind."""
    opened = [open_database(url, unlock=Unlock(beside_data=True)) for url in (pg_url, file_url)]
    yield opened
    for database in opened:
        database.close()


def _held(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return what a store holds of its points; identifiers that it draws itself are left out."""
    record, feed, clash, op = RECORD.c, FEED.c, CONFLICT.c, OP.c
    asked = {
        "record": select(record.rid, record.f, record.o, record.s, record.x, record.cur),
        "feed": select(feed.cur, feed.kind, feed.rid, feed.op, feed.whole, feed.body),
        "conflict": select(clash.rid, clash.field, clash.win_op, clash.lose_op, clash.lose_value),
        "quarantine": select(QUARANTINE.c.op, QUARANTINE.c.code, QUARANTINE.c.field, QUARANTINE.c.line),
        "op": select(op.stream, op.seq, op.op, op.outcome, op.code, op.field, op.eff, op.leaf, op.chain),
    }
    with database.whole() as connection:
        told: dict[str, Any] = {name: connection.execute(query).all() for name, query in asked.items()}
    told["record"] = [
        (row.rid, row.f, by_field(row.o, row.f), by_field(row.s, row.f), row.x, row.cur)
        for row in told["record"]
    ]
    return {
        name: sorted((tuple(_sorted(part) for part in row) for row in rows), key=str)
        for name, rows in told.items()
    }


def _sorted(part: Any) -> Any:
    """Return an object with its members in order, since the databases keep them in their own."""
    return {name: _sorted(part[name]) for name in sorted(part)} if isinstance(part, dict) else part


def _schedule(chance: random.Random) -> list[SampleDesk]:
    """Return two desks whose streams change the same few records, often without having seen each other."""
    desks = [SampleDesk("BALVI"), SampleDesk("BALVI")]
    seen: dict[tuple[UUID, str], list[UUID]] = {}
    begun: list[UUID] = []
    for _ in range(LINES):
        desk = chance.choice(desks)
        desk.now_ms += chance.choice([0, 1, 60_000, -3_600_000, 86_400_000 * 400])
        if not begun or (len(begun) < 5 and chance.random() < 0.3):
            record, op = desk.ins("staff", staff_values())
            begun.append(record)
            seen |= {(record, name): [op] for name in VALUES}
            continue
        record, name = chance.choice(begun), chance.choice(sorted(VALUES))
        base = {name: chance.choice(seen[record, name])}
        changed = {name: chance.choice(VALUES[name])}
        seen[record, name].append(desk.set("staff", record, changed, base=base))
    return desks


def _push(database: Database, desks: list[SampleDesk], sizes: random.Random, *, now_ms: int) -> list[bytes]:
    """Push both streams in turns, a few lines at a time; return the lines in the order they were taken."""
    store = SqlStore(database, CATALOG)
    admitted, sent, order = {}, {desk.device: 0 for desk in desks}, []
    for desk in desks:
        with database.whole() as connection:
            ticket = admin.issue_ticket(connection, "BALVI", now_ms=now_ms)
        reply = store.enrol(desk.enrolment(ticket), now_ms=now_ms)
        admitted[desk.device] = store.recognise(reply.token, now_ms=now_ms)
    while waiting := [desk for desk in desks if sent[desk.device] < len(desk.lines)]:
        desk = sizes.choice(waiting)
        first = sent[desk.device] + 1
        last = min(first + sizes.randint(0, 6), len(desk.lines))
        store.push(admitted[desk.device], desk.batch(first, last), now_ms=now_ms)
        order += desk.lines[first - 1 : last]
        sent[desk.device] = last
    return order


def _merged(order: list[bytes], outcomes: dict[UUID, str], *, now_ms: int) -> dict[UUID, dict[str, Any]]:
    """Return the records that the merge alone makes of the applied lines."""
    states: dict[UUID, RecordState] = {}
    known: set[UUID] = set()
    refused: dict[UUID, Mapping[str, UUID]] = {}
    for raw in order:
        line = parse_line(raw)
        assert isinstance(line, Line)
        known.add(line.op)
        if outcomes[line.op] != "applied":
            refused[line.op] = line.base
            continue
        lost = frozenset(line.base.values()) - known
        stamp = effective(line.stamp, now_ms)
        state = states.setdefault(line.record, RecordState(line.register))
        merge(state, Change(line.op, line.kind, stamp, line.base, line.fields, lost, refused))
    return {record: _sorted(state.fields) for record, state in states.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_both_databases_and_the_merge_alone_agree(both: list[Database], seed: int) -> None:
    desks, now_ms = _schedule(random.Random(seed)), clock.now_ms()
    orders = [_push(database, desks, random.Random(seed), now_ms=now_ms) for database in both]
    on_postgresql, embedded = (_held(database) for database in both)
    assert orders[0] == orders[1]
    for name, rows in on_postgresql.items():
        assert rows == embedded[name], name
    assert on_postgresql["conflict"], "two people at one field"
    assert on_postgresql["quarantine"], "a value that the register refuses"
    outcomes = {row[2]: row[3] for row in on_postgresql["op"]}
    made = _merged(orders[0], outcomes, now_ms=now_ms)
    assert {row[0]: row[1] for row in on_postgresql["record"]} == made
