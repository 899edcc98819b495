"""A desk that may read another point: by a grant, never more than reading, and gone when the grant is."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from kacdesk.central import grants
from kacdesk.central.database import Database
from kacdesk.central.tables import DEVICE, FEED
from kacdesk.core import clock
from kacdesk.core.errors import Missing
from kacdesk.services.catalogue import reference_data
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.store import opening
from kacdesk.store.granted import granted_points, open_granted
from kacdesk.sync.beside import exchange_granted
from kacdesk.sync.enrolment import enrol
from kacdesk.sync.transport import Transport
from tests.helpers.thread_server import Served
from tests.sync.comparing import picture_of
from tests.sync.conftest import UNLOCK, MakeDesk, ticket
from tests.sync.test_exchange import add_visit, cycle


@pytest.fixture
def elsewhere(tmp_path: Path, central: Served, database: Database) -> Iterator[Context]:
    """A desk of the other point, enrolled."""
    point = opening.PointInfo(code="VILAKA", title="Viļaka", type="municipal", sample=True)
    store = opening.create(tmp_path / "vilaka", UNLOCK, point)
    reference_data.load(store, reference_data.shipped_catalogue())
    context = accounts.add_first_person(store, "Paraugs Viļakā")
    enrol(store, ticket(database, "VILAKA"), central.url, sample=True)
    yield context
    store.close()


def grant(database: Database, context: Context, point: str = "VILAKA", *, end: bool = False) -> None:
    with database.whole() as connection, context.store.read() as local:
        device = local.exec_driver_sql("SELECT device FROM desk").scalar_one()
        row = next(
            row
            for row in connection.execute(select(DEVICE).where(DEVICE.c.granted_from.is_(None)))
            if row.id.bytes == device
        )
        act = grants.end_grant if end else grants.grant_point
        act(connection, row, point, now_ms=clock.now_ms())


def exchange(context: Context, central: Served) -> dict[str, str | None]:
    assert cycle(context).trouble is None
    transport = Transport(central.url)
    try:
        return {point: done.trouble for point, done in exchange_granted(context.store, transport).items()}
    finally:
        transport.close()


def test_a_granted_point_can_be_read_as_its_own_desks_show_it(
    desk: MakeDesk, elsewhere: Context, central: Served, database: Database
) -> None:
    context = desk("pirmais")
    add_visit(elsewhere, "Paraugs Viļakas klients")
    cycle(elsewhere)
    grant(database, context)
    assert exchange(context, central) == {"VILAKA": None}
    other = open_granted(context.store, "VILAKA")
    try:
        assert picture_of(other) == picture_of(elsewhere.store)
        assert other.point == "VILAKA"
    finally:
        other.close()


def test_a_point_that_was_not_granted_cannot_be_read(desk: MakeDesk, central: Served) -> None:
    context = desk("pirmais")
    assert exchange(context, central) == {}
    with pytest.raises(Missing, match="nedrīkst lasīt"):
        open_granted(context.store, "VILAKA")


def test_what_a_reader_would_write_is_not_taken(
    desk: MakeDesk, elsewhere: Context, central: Served, database: Database
) -> None:
    context = desk("pirmais")
    cycle(elsewhere)
    grant(database, context)
    exchange(context, central)
    other = open_granted(context.store, "VILAKA", writing=True)
    try:
        add_visit(accounts.act_as(other), "Paraugs Svešs")
    finally:
        other.close()
    told = exchange(context, central)
    assert told["VILAKA"] is not None
    with database.whole() as connection:
        entries = connection.execute(select(FEED.c.body).where(FEED.c.point == "VILAKA")).all()
    assert "Paraugs Svešs" not in str(entries)


def test_a_grant_that_ended_takes_its_copy_with_it(
    desk: MakeDesk, elsewhere: Context, central: Served, database: Database
) -> None:
    context = desk("pirmais")
    grant(database, context)
    exchange(context, central)
    assert granted_points(context.store) == ["VILAKA"]
    grant(database, context, end=True)
    exchange(context, central)
    assert granted_points(context.store) == []
    assert not (context.store.path.parent / "points" / "VILAKA").exists()


def test_a_lost_answer_does_not_lose_a_grant(
    desk: MakeDesk, elsewhere: Context, central: Served, database: Database
) -> None:
    context = desk("pirmais")
    grant(database, context)
    cycle(context)
    cycle(context)
    assert exchange(context, central) == {"VILAKA": None}
    assert exchange(context, central) == {"VILAKA": None}


def test_a_granted_point_whose_store_is_gone_never_stops_the_exchange(
    desk: MakeDesk, elsewhere: Context, central: Served, database: Database
) -> None:
    context = desk("pirmais")
    grant(database, context)
    exchange(context, central)
    shutil.rmtree(context.store.path.parent / "points")
    assert exchange(context, central) == {}
    grant(database, context)
    assert exchange(context, central) == {"VILAKA": None}
