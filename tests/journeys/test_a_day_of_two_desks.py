"""One thousand contacts on two desks of a point, a central store on PostgreSQL that dies at the worst moment."""

import random
from datetime import date
from pathlib import Path

import pytest

from kacdesk.central.database import Database
from kacdesk.central.tables import FEED, OP, SCOPE_HEAD
from kacdesk.services import records
from kacdesk.services.catalogue import reference_data
from kacdesk.services.context import Context
from kacdesk.services.overview import overview
from kacdesk.services.people import accounts
from kacdesk.services.samples import sample
from kacdesk.store import marks, opening
from kacdesk.sync.cycle import Done, run_cycle
from kacdesk.sync.engine import Engine
from kacdesk.sync.enrolment import enrol
from kacdesk.sync.transport import Transport
from tests.helpers.server_process import running_server
from tests.sync.comparing import operations_at, operations_of, picture_at, picture_of
from tests.sync.conftest import UNLOCK, ticket

pytestmark = pytest.mark.journey

EACH = 500
LAST_DAY = date(2026, 11, 20)


def _filled(folder: Path, first: int) -> Context:
    """Make a desk of the point that holds its half of the made-up contacts, logged without a line."""
    point = opening.PointInfo(code="BALVI", title="Balvi", type="regional", sample=True)
    store = opening.create(folder, UNLOCK, point)
    reference_data.load(store, reference_data.shipped_catalogue())
    context = accounts.add_first_person(store, f"Paraugs {folder.name}")
    names = records.read_references(context)
    plan = list(sample.planned(contacts=2 * EACH, last_day=LAST_DAY))[first::2]
    for contact in plan:
        values, lines = sample.as_entry(contact, context.actor)
        records.save(context, contact.register, values, lines, names=names)
    return context


def _cycle(context: Context, url: str) -> Done:
    marks.repoint(context.store, url)
    transport = Transport(url)
    try:
        return run_cycle(context.store, transport, Engine(random.Random(3)))
    finally:
        transport.close()


def test_a_thousand_contacts_of_two_desks_are_at_the_central_store_exactly_once(
    pg_url: str, pg: Database, tmp_path: Path
) -> None:
    desks = [_filled(tmp_path / name, first) for first, name in enumerate(("pirmais", "otrais"))]
    codes = [ticket(pg), ticket(pg)]
    with running_server(["serve", "--database", pg_url]) as running:
        for context, code in zip(desks, codes, strict=True):
            enrol(context.store, code, running.url, sample=True)

    # The server commits each batch and is killed before it can answer, again and again.
    for _ in range(3):
        for context in desks:
            with running_server([pg_url], module="tests.helpers.dying_server") as dying:
                done = _cycle(context, dying.url)
                assert done.trouble is not None
                assert dying.process.wait(timeout=30) == -9
    assert 0 < len(operations_at(pg)) < len(operations_of(*desks))

    with running_server(["serve", "--database", pg_url]) as running:
        for context in (*desks, *desks):
            assert _cycle(context, running.url).trouble is None
        settled = [_cycle(context, running.url) for context in desks]
    assert [(done.sent, done.received) for done in settled] == [(0, 0), (0, 0)]

    assert operations_at(pg) == operations_of(*desks)
    assert picture_of(desks[0].store) == picture_of(desks[1].store) == picture_at(pg)
    kinds = [overview(context.store).records for context in desks]
    contacts = [told["visit"] + told["phone_consultation"] + told["received_document"] for told in kinds]
    assert contacts == [2 * EACH, 2 * EACH]
    _dense(pg)
    for context in desks:
        assert overview(context.store).all_sent
        context.store.close()


def _dense(database: Database) -> None:
    """Hold the feed of every scope against its counter: no hole, no repeat; every stream counts from one."""
    with database.whole() as connection:
        for head in connection.execute(SCOPE_HEAD.select()).all():
            place = (FEED.c.point == head.point) & (FEED.c.scope == head.scope)
            cursors = list(connection.scalars(FEED.select().with_only_columns(FEED.c.cur).where(place)))
            assert sorted(cursors) == list(range(1, head.cur + 1))
        streams: dict[object, list[int]] = {}
        for row in connection.execute(OP.select().with_only_columns(OP.c.stream, OP.c.seq)):
            streams.setdefault(row.stream, []).append(row.seq)
    assert len(streams) == 2
    assert all(sorted(seqs) == list(range(1, len(seqs) + 1)) for seqs in streams.values())
